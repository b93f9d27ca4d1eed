"""PDF posters, from any door to pages that screens can show, and what is refused with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from posters import A4_ACROSS, taken_poster, write_poster
from sqlalchemy import Engine, select

from index.catalogue.assets import Arrival, Asset, Description, Kind
from index.catalogue.queries import assets
from index.catalogue.visibility import EVERYTHING
from index.db import reading
from index.errors import BadMedia
from index.search.search import search


def test_a_poster_is_told_by_its_bytes_drawn_page_by_page_and_found_by_its_words(
        engine: Engine, home: Any, cast: Any, take: Any, worker: Any, clock: Any, tmp_path: Path) -> None:
    pages = [("秋季运动会", "报名截止到十月三日，请到体育馆二楼登记"), ("赛程", "跳远在东操场")]
    path = write_poster(tmp_path / "运动会.jpg", pages, title="第九届秋季运动会", author="体育教研部")
    taken = take(path, cast.photographer)
    worker.drain()
    with reading(engine) as session:
        asset, words = session.get_one(Asset, taken.asset_id), session.get_one(Description, taken.asset_id)
        assert (asset.kind, asset.width, asset.height, words.title, words.credit) == \
            (Kind.POSTER, 1809, 2560, "第九届秋季运动会", "体育教研部")
        view = assets(session, [asset.id])[0]
    assert {name: max(one.width, one.height) for name, one in view.renditions.items()} == {
        "page-1": 2560, "page-2": 2560, "large": 2560, "screen": 1920, "grid": 400}
    assert [one.preset for one in view.pages] == ["page-1", "page-2"]
    assert all(home.store.verify("renditions", one.sha256) for one in view.renditions.values())
    for query in ("体育馆二楼", "东操场", "类型:海报", "kind:poster 跳远", "is:poster"):
        hits = search(home.index, query, limit=5, now=clock(), viewer_filter=EVERYTHING).hits
        assert [hit.asset_id for hit in hits] == [taken.asset_id], query
    assert not search(home.index, "游泳", limit=5, now=clock(), viewer_filter=EVERYTHING).hits


def test_chinese_is_found_where_a_line_ended_within_it(home: Any, cast: Any, take: Any, worker: Any, clock: Any,
                                                       tmp_path: Path) -> None:
    asset = taken_poster(tmp_path, take, worker, cast.photographer, pages=[("通知", "请各位同学" * 9)], small=40)
    hits = search(home.index, "同学请各位同学请各位", limit=5, now=clock(), viewer_filter=EVERYTHING).hits
    assert [hit.asset_id for hit in hits] == [asset]


def test_small_print_is_measured_as_it_is_drawn(tmp_path: Path, decoder: Any) -> None:
    path = write_poster(tmp_path / "a.pdf", size=A4_ACROSS, small=11)
    facts = decoder.facts(path, decoder.sniff(path))
    assert [(page.width, page.height, page.smallest) for page in facts.pages] == [(842.0, 595.0, 11.0)]


@pytest.mark.parametrize(("make", "code"), [
    (lambda path: write_poster(path, locked=True), "pdf-password"),
    (lambda path: write_poster(path, [("页", "")] * 21), "pdf-pages"),
    (lambda path: write_poster(path, size=(90, 2000)), "pdf-shape"),
    (lambda path: path.write_bytes(write_poster(path).read_bytes()[:900]), "pdf-damaged"),
    (lambda path: path.write_bytes(b"%PDF-1.7\n1 0 obj\n" + b"x" * 900), "pdf-damaged"),
])
def test_what_no_screen_could_show_is_refused_and_says_why(tmp_path: Path, decoder: Any, make: Any, code: str) -> None:
    path = tmp_path / "海报.pdf"
    make(path)
    with pytest.raises(BadMedia) as caught:
        decoder.facts(path, decoder.sniff(path))
    assert caught.value.reason.code == code


def test_a_refused_poster_leaves_its_arrival_and_no_asset(engine: Engine, cast: Any, take: Any, worker: Any,
                                                          tmp_path: Path) -> None:
    take(write_poster(tmp_path / "密.pdf", locked=True), cast.photographer)
    worker.drain()
    with reading(engine) as session:
        assert session.scalars(select(Asset.id)).all() == []
        assert [(one.outcome, (one.reason or {})["code"]) for one in session.scalars(select(Arrival))] == [
            ("refused", "pdf-password")]


def test_a_picture_that_promises_more_than_it_holds_is_left_white(tmp_path: Path, decoder: Any) -> None:
    content = b"q 1 0 0 1 0 0 cm " + b"/X Do " * 9 + b"Q"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</XObject<</X 5 0 R>>>>/Contents 4 0 R>>",
               b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
               b"<</Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8/Length 3>>"
               b"stream\nabc\nendstream"]
    body = b"%PDF-1.7\n" + b"".join(b"%d 0 obj%s endobj\n" % (at, one) for at, one in enumerate(objects, 1))
    path = tmp_path / "bomb.pdf"
    path.write_bytes(body + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF")
    facts = decoder.facts(path, decoder.sniff(path))
    (tmp_path / "out").mkdir()
    made = decoder.render(path, tmp_path / "out", facts, Kind.POSTER)
    assert {one.preset for one in made} == {"page-1", "large", "screen", "grid"}
