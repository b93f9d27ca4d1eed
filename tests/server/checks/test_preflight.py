"""What each channel demands: told where a copy meets it, warned of or refused where nothing can, kept as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from index.catalogue import items
from index.catalogue.assets import Asset, Original, Rendition
from index.catalogue.demands import Demand, Rule, fitted
from index.catalogue.lifecycle import Verb
from index.db import reading, writing
from index.errors import Forbidden, Invalid, NotFound, VitrineError
from server.channels import demanding
from server.checks import every, letting
from server.library.describe import Edit, describe
from server.review.fetching import fetch
from server.review.service import Order, act

New = Callable[..., int]


@pytest.fixture
def demand(home: Any, cast: Any, clock: Any) -> Callable[..., None]:
    """Let a channel demand these of a kind, nothing else: ``demand("wechat", "photo", {"shapes": "3:2!"})``."""
    def set_(channel: str, kind: str, rules: dict[str, str]) -> None:
        wanted = {Rule(rule): (text.removesuffix("!"), text.endswith("!")) for rule, text in rules.items()}
        demanding.keep(home.engine, cast.administrator, channel, {kind: wanted}, now=clock())

    return set_


@pytest.fixture
def asset(home: Any, cast: Any, new_asset: New) -> Callable[..., int]:
    """An asset whose original measures so."""
    def one(width: int = 3000, height: int = 2000, *, count: int = 500_000, media_type: str = "image/jpeg",
            seconds: float | None = None, proxy: tuple[int, int, int] | None = None) -> int:
        found = new_asset(cast.photographer)
        with writing(home.engine) as session:
            row = session.get_one(Asset, found)
            row.width, row.height, row.duration, row.kind = width, height, seconds, "photo" if seconds is None else "video"
            session.execute(update(Original).where(Original.sha256 == row.sha256).values(bytes=count, media_type=media_type))
            if proxy:
                session.add(Rendition(original_sha256=row.sha256, preset="proxy", sha256="f" * 64, media_type="video/mp4",
                                      width=proxy[0], height=proxy[1], bytes=proxy[2]))
        return found

    return one


@pytest.fixture
def look(home: Any, cast: Any, clock: Any) -> Callable[..., list[tuple[str, str]]]:
    def one(asset: Any, channel: str = "wechat") -> list[tuple[str, str]]:
        with reading(home.engine) as session:
            item = fetch(session, cast.photographer, asset, clock())
            checks = [one for one in every.CHECKS if one.name != every.FLASHES]  # nobody has looked through these films
            found = every.findings(session, cast.photographer, [item], [channel], clock(), checks)[item.ref][channel]
        return [(each.reason.code.removeprefix("preflight-"), each.severity.value) for each in found]

    return one


def submit(home: Any, cast: Any, clock: Any, asset: int, channel: str = "wechat") -> None:
    act(home.engine, cast.photographer, Order(Verb.SUBMIT, channel), asset, now=clock())


def test_an_original_of_twelve_megabytes_is_no_reason_against_wechat(asset: Any, look: Any, home: Any, cast: Any,
                                                                    clock: Any) -> None:
    large = asset(6000, 4000, count=12_000_000)
    assert look(large) == [("copy", "told")]
    submit(home, cast, clock, large)
    assert look(asset(1200, 800, count=800_000)) == []
    assert look(asset(800, 600)) == [("pixels", "warns")]
    assert look(asset(1200, 800, media_type="image/heic")) == [("copy", "told")]


@pytest.mark.parametrize(("rules", "measures", "found"), [
    ({"least-width": "900"}, (899, 2000), "pixels"), ({"least-width": "900"}, (900, 2000), ""),
    ({"least-height": "900"}, (2000, 899), "pixels"), ({"least-short-edge": "1080"}, (1920, 1080), ""),
    ({"least-short-edge": "1080"}, (1079, 1920), "pixels"), ({"least-long-edge": "1920"}, (1080, 1920), ""),
    ({"shapes": "3:2 16:9"}, (3000, 2000), ""), ({"shapes": "3:2 16:9"}, (1920, 1080), ""),
    ({"shapes": "3:2 16:9"}, (2000, 2000), "shape"), ({"shapes": "3:2"}, (2900, 2000), "shape"),
    ({"shapes": "3:2 5%"}, (2900, 2000), ""), ({"most-width": "1000"}, (3000, 2000), "copy"),
    ({"most-height": "2000"}, (3000, 2000), ""),
    ({"most-long-edge": "1000", "least-short-edge": "900"}, (3000, 2000), "pixels"),
    ({"formats": "png"}, (3000, 2000), "format"), ({"most-bytes": "500 KB"}, (3000, 2000), "copy"),
    ({"most-bytes": "501 KB"}, (3000, 2000), ""),
])
def test_each_demand_on_a_photo(demand: Any, asset: Any, look: Any, rules: dict[str, str], measures: tuple[int, int],
                                found: str) -> None:
    demand("wechat", "photo", rules)
    one = asset(*measures)
    assert [code for code, _ in look(one)] == ([found] if found else [])
    assert look(one, "qq") == [], "another channel's demands are its own"


@pytest.mark.parametrize(("measures", "found"), [
    ({"seconds": 90.0}, []), ({"seconds": 59.0}, ["length"]), ({"seconds": 601.0}, ["length"]),
    ({"seconds": 90.0, "media_type": "video/quicktime"}, ["format"]),
    ({"seconds": 90.0, "media_type": "video/quicktime", "proxy": (1280, 720, 9_000_000)}, ["copy"]),
    ({"seconds": 90.0, "count": 60_000_000, "proxy": (1280, 720, 9_000_000)}, ["copy"]),
    ({"seconds": 90.0, "count": 60_000_000, "proxy": (1280, 720, 59_000_000)}, ["bytes"]),
    ({"seconds": 90.0, "count": 60_000_000, "proxy": (640, 360, 9_000_000)}, ["pixels"]),
])
def test_each_demand_on_a_film(demand: Any, asset: Any, look: Any, measures: dict[str, Any], found: list[str]) -> None:
    demand("wechat", "video", {"formats": "mp4", "most-bytes": "50MB", "least-long-edge": "1280", "least-seconds": "1:00",
                               "most-seconds": "600"})
    assert [code for code, _ in look(asset(1920, 1080, **{"media_type": "video/mp4", **measures}))] == found


def test_it_refuses_where_the_office_says_so_until_it_lets_one_stand(demand: Any, asset: Any, look: Any, home: Any, cast: Any,
                                                                    clock: Any) -> None:
    small = asset(800, 600)
    demand("wechat", "photo", {"least-long-edge": "900!"})
    assert look(small) == [("pixels", "blocks")]
    with pytest.raises(VitrineError) as refused:
        submit(home, cast, clock, small)
    assert refused.value.reason.code == "preflight-pixels"
    assert "微信公众号要求长边至少 900 像素，这张照片只有 800" in refused.value.reason.zh
    with pytest.raises(Forbidden):
        letting.let_stand(home.engine, cast.reviewer, small, "preflight", "wechat:least-long-edge", "史料", now=clock())
    with pytest.raises(NotFound):
        letting.let_stand(home.engine, cast.editor, small, "preflight", "media:shapes", "史料", now=clock())
    letting.let_stand(home.engine, cast.editor, small, "preflight", "wechat:least-long-edge", "史料", now=clock())
    assert look(small) == [("pixels", "told")]
    submit(home, cast, clock, small)


def test_a_channel_requires_fields_of_its_own(demand: Any, asset: Any, look: Any, home: Any, cast: Any, clock: Any) -> None:
    demand("wechat", "photo", {"fields": "keywords title"})
    one = asset()
    describe(home.engine, cast.photographer, one, Edit(title=""), now=clock())
    with pytest.raises(VitrineError) as refused:
        submit(home, cast, clock, one)
    assert "标题、关键词" in refused.value.reason.zh
    submit(home, cast, clock, one, "screens")
    describe(home.engine, cast.photographer, one, Edit(title="切菜", keywords=("食堂",)), now=clock())
    submit(home, cast, clock, one)


def test_a_story_answers_for_its_title_and_pictures(demand: Any, asset: Any, look: Any, visitor: Any) -> None:
    demand("wechat", "story", {"most-title": "4!", "fields": "summary"})
    demand("wechat", "photo", {"least-long-edge": "900", "most-bytes": "300KB"})
    pictures = [asset(800, 600), asset()]
    text = "\n".join(f"V{one}" for one in pictures)
    visitor("photographer").post("/stories/new", kind="news", title="五个字的题", body="<p>好</p>", event="0", pictures=text)
    found = look(items.story(1))
    assert ("title", "blocks") in found
    assert found.count(("pixels", "warns")) == 1
    assert ("missing-fields", "blocks") in found
    assert "copy" not in dict(found)


@pytest.mark.parametrize(("rule", "given", "kept"), [
    ("most-bytes", "1MB", "1000000"), ("most-bytes", "1.5 mb", "1500000"), ("most-bytes", "900K", "900000"),
    ("most-bytes", "1", None), ("most-bytes", "big", None), ("least-width", "0900", "900"), ("least-width", "-1", None),
    ("least-width", "１２", None),
    ("shapes", "3:2、16:9 5％", "3:2 16:9 5%"), ("shapes", "5%", None), ("shapes", "0:2", None),
    ("formats", "PNG, JPEG", "jpeg png"), ("formats", "mp4", None), ("fields", "credit title", "title credit"),
    ("fields", "weather", None), ("most-title", "5", None), ("least-width", " ", ""),
])
def test_what_is_written_is_understood_or_refused_by_name(rule: str, given: str, kept: str | None) -> None:
    if kept is not None:
        assert demanding.parse("photo", Rule(rule), given) == kept
        return
    with pytest.raises(Invalid) as refused:
        demanding.parse("photo", Rule(rule), given)
    assert refused.value.field == f"photo-{rule}"


def test_lengths_are_written_as_they_are_read() -> None:
    for given, kept, read in (("10:00", "600", "10:00"), ("90", "90", "1:30")):
        assert demanding.parse("video", Rule.MOST_SECONDS, given) == kept
        assert demanding.written(Demand(Rule.MOST_SECONDS, kept)) == read
    assert fitted({Rule.MOST_LONG: Demand(Rule.MOST_LONG, "1440")}, (6000, 4000)) == (1440, 960)


def test_the_page_of_a_channel_s_demands(visitor: Any, asset: Any, look: Any) -> None:
    visitor("editor").get("/admin/routes/wechat/demands", 403)
    office = visitor("administrator")
    page = office.get("/admin/routes/wechat/demands")
    assert 'name="photo-most-bytes"' in page
    assert 'value="1 MB"' in page
    assert "8 demands" in office.get("/admin/routes/")
    wrong = office.post("/admin/routes/wechat/demands", 422, **{"photo-most-bytes": "viel"})
    assert "write 1 MB" in wrong.text
    office.post("/admin/routes/wechat/demands", **{"photo-least-long-edge": "2000", "photo-least-long-edge-blocks": "1"})
    assert look(asset(800, 600)) == [("pixels", "blocks")]
