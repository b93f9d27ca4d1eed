"""Named reads: ids that people give, and one asset with all its names, in few reads whatever the number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, event, update

from index.catalogue import queries
from index.catalogue.assets import Asset, Original, Rendition, public_id, row_id
from index.catalogue.channels import Aim
from index.db import reading, writing
from index.errors import NotFound, VitrineError

New = Callable[..., int]


def rename(engine: Engine, asset_id: int, digest: str) -> None:
    with writing(engine) as session:
        session.execute(update(Original).where(Original.asset_id == asset_id).values(sha256=digest))
        session.execute(update(Asset).where(Asset.id == asset_id).values(sha256=digest))


def test_ids_and_beginnings_of_hashes(engine: Engine, new_asset: New) -> None:
    first, second = new_asset(), new_asset()
    rename(engine, first, "abcdef01" + "0" * 56)
    rename(engine, second, "abcdef02" + "0" * 56)
    with reading(engine) as session:
        for given in (f"V{first}", f"v{first}", "abcdef01" + "0" * 56, "abcdef01", "ABCDEF010"):
            assert queries.resolve(session, given) == first, given
        assert queries.resolve(session, "abcdef02") == second


@pytest.mark.parametrize(("given", "code"), [
    ("V999", "not-found"), ("", "not-found"), ("abcdef", "not-found"), ("abcdef0", "not-found"), ("deadbeef", "not-found"),
    ("abcdef0000", "ambiguous"), ("V1; DROP TABLE assets", "not-found"), ("%" * 8, "not-found"), ("_" * 8, "not-found"),
    ("V\u0661", "not-found"), ("V" + "9" * 40, "not-found")])
def test_what_names_nothing_or_too_much_is_told(engine: Engine, new_asset: New, given: str, code: str) -> None:
    for number in (1, 2):
        rename(engine, new_asset(), f"abcdef0000{number}" + "0" * 53)
    with reading(engine) as session, pytest.raises(VitrineError) as caught:
        queries.resolve(session, given)
    assert caught.value.reason.code == code


def test_public_ids_are_no_hexadecimal() -> None:
    assert row_id(public_id(12)) == 12
    for wrong in ("12", "W12", "V", "V-1", "V1.0", "V 1"):
        with pytest.raises(NotFound):
            row_id(wrong)


def test_an_asset_with_all_its_names(engine: Engine, cast: Any, new_asset: New, clock: Any) -> None:
    asset_id = new_asset(cast.photographer, width=3000, height=2000)
    with writing(engine) as session:
        digest = session.get_one(Asset, asset_id).sha256
        session.add(Rendition(original_sha256=digest, preset="grid", sha256="1" * 64, media_type="image/jpeg", width=400,
                              height=267, bytes=9))
        session.add(Aim(asset_id=asset_id, channel_id=1, changed_at=clock()))
    with reading(engine) as session:
        view = queries.asset(session, asset_id)
    assert (view.public_id, view.name, view.owner, view.department) == (
        f"V{asset_id}", "IMG_0001.JPG", "photographer 同学", "饮食服务中心")
    assert view.words.title == "食堂开放日"
    assert view.renditions["grid"].width == 400
    assert view.status == {"screens": "draft"}
    assert not view.ready


def test_the_number_of_reads_does_not_grow(engine: Engine, cast: Any, new_asset: New) -> None:
    ids = [new_asset(cast.photographer) for _ in range(12)]
    counts = []
    for wanted in (ids[:1], ids):
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any, told: list[str] = statements) -> None:
            told.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        with reading(engine) as session:
            assert [view.id for view in queries.assets(session, wanted)] == wanted
        event.remove(engine, "before_cursor_execute", note)
        counts.append(sum(statement.startswith("SELECT") for statement in statements))
    assert counts[0] == counts[1] <= 6
