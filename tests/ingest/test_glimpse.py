"""Where many photos wait, each is seen by its preview first; the real pictures replace them and leave nothing behind."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from previews import with_preview
from sqlalchemy import select

from index.catalogue.assets import Asset, Original, Rendition
from index.catalogue.visibility import EVERYTHING
from index.db import reading, writing
from index.jobs import Claim, Job
from index.search.search import search
from ingest import glimpse, pipeline, renditions


@pytest.fixture
def card(tmp_path: Path) -> Callable[..., list[Path]]:
    """Return a function that writes photos with previews: (how many, whole=...) -> paths."""

    def write(count: int, *, whole: bool = True) -> list[Path]:
        found = []
        for number in range(count):
            picture = Image.linear_gradient("L").resize((900, 600)).convert("RGB")
            picture.paste((number * 25 % 256, 90, 200), (0, 0, 300, 200))
            found.append(with_preview(tmp_path / f"W{whole:d}{number}.JPG", picture, picture.resize((600, 400)), whole=whole))
        return found

    return write


def look(home: Any) -> tuple[dict[int, str], set[str]]:
    """The small picture of each asset, and what lies on the shelf."""
    with reading(home.engine) as session:
        rows = session.execute(select(Original.asset_id, Rendition.sha256).join(
            Original, Original.sha256 == Rendition.original_sha256).where(Rendition.preset == "grid")).all()
    return dict(rows), set(home.store.addresses("renditions"))


def do(worker: Any, kind: str) -> None:
    """Do what is due until a job of another kind would be next."""
    while True:
        with reading(worker.home.engine) as session:
            due = session.scalars(select(Job.kind).where(Job.lane == "media").order_by(Job.priority.desc(), Job.id)).first()
        if due != kind:
            return
        if not worker.do_media():
            return


def test_a_whole_card_is_seen_before_any_of_it_is_decoded(home: Any, cast: Any, clock: Any, take: Any, worker: Any,
                                                           card: Callable[..., list[Path]]) -> None:
    ids = [take(path, cast.photographer).asset_id for path in card(glimpse.CROWD)]
    do(worker, "glimpse")
    worker.do_index()
    first, shelf = look(home)
    assert set(first) == set(ids)
    assert set(first.values()) == shelf
    with reading(home.engine) as session:
        assert session.scalars(select(Asset.rendered_at)).all() == [None] * len(ids)
    found = search(home.index, "", limit=20, now=clock(), viewer_filter=EVERYTHING)
    assert {hit.asset_id for hit in found.hits} == set(ids)

    worker.drain()
    real, shelf = look(home)
    assert set(real) == set(ids)
    assert not set(real.values()) & set(first.values())
    with reading(home.engine) as session:
        assert set(session.scalars(select(Rendition.sha256))) == shelf, "what was seen first is gone, and nothing else"
        assert session.scalars(select(Job)).all() == []


def test_where_few_wait_nothing_is_made_twice(home: Any, take: Any, worker: Any, card: Callable[..., list[Path]]) -> None:
    for path in card(glimpse.CROWD - 1):
        take(path)
    do(worker, "glimpse")
    assert look(home) == ({}, set())


def test_one_that_is_decoded_in_that_moment_keeps_its_real_picture(home: Any, take: Any, worker: Any,
                                                                     card: Callable[..., list[Path]]) -> None:
    ids = [take(path).asset_id for path in card(glimpse.CROWD + 1)]
    claims = [Claim(0, kind, str(ids[0]), {}, 1, "x") for kind in ("glimpse", "extract")]

    class Overtaken:
        def first_thumbnail(self, path: Path, out_dir: Path) -> Any:
            made = worker.shop.decoder.first_thumbnail(path, out_dir)
            pipeline.extract(worker.shop, claims[1], worker.clock())
            return made

    glimpse.glimpse(dataclasses.replace(worker.shop, decoder=Overtaken()), claims[0], worker.clock())
    small, shelf = look(home)
    with reading(home.engine) as session:
        assert set(session.scalars(select(Rendition.sha256))) == shelf
    assert set(small) == {ids[0]}


def test_one_that_is_refused_later_leaves_no_picture(home: Any, take: Any, worker: Any,
                                                     card: Callable[..., list[Path]]) -> None:
    (cut,) = card(1, whole=False)
    asset = take(cut).asset_id
    for path in card(glimpse.CROWD):
        take(path)
    do(worker, "glimpse")
    assert asset in look(home)[0]
    worker.drain()
    small, shelf = look(home)
    assert asset not in small
    with reading(home.engine) as session:
        assert session.get(Asset, asset) is None
        assert set(session.scalars(select(Rendition.sha256))) == shelf
        assert session.scalars(select(Job)).all() == []


@pytest.mark.parametrize("decoded", [True, False])
def test_what_a_killed_worker_had_on_the_shelf_gets_its_row_or_goes(home: Any, take: Any, worker: Any, tmp_path: Path,
                                                                    card: Callable[..., list[Path]], decoded: bool) -> None:
    """It was killed between bytes and row; when the job is done over, few wait, or the photo is decoded already."""
    (path,) = card(1)
    asset = take(path).asset_id
    made = worker.shop.decoder.first_thumbnail(path, tmp_path)
    renditions.keep(home.store, [made])
    if decoded:
        pipeline.extract(worker.shop, Claim(0, "extract", str(asset), {}, 1, "x"), worker.clock())
    glimpse.glimpse(worker.shop, Claim(0, "glimpse", str(asset), {}, 2, "x"), worker.clock())
    small, shelf = look(home)
    assert set(small) == {asset}
    with reading(home.engine) as session:
        assert set(session.scalars(select(Rendition.sha256))) == shelf


def test_what_a_stopped_worker_left_is_dropped_by_the_next(home: Any, take: Any, worker: Any, clock: Any,
                                                           card: Callable[..., list[Path]]) -> None:
    for path in card(glimpse.CROWD):
        take(path)
    do(worker, "glimpse")
    gone = min(look(home)[0].values())
    with writing(home.engine) as session:  # the row went and its wish was written down; then the power did
        session.execute(Rendition.__table__.delete().where(Rendition.sha256 == gone))
        renditions.let_go(session, [gone], now=clock())
    assert home.store.holds("renditions", gone)
    worker.drain()
    assert not home.store.holds("renditions", gone)
