"""Two people delete for good; what it was is gone from disk, rows and index, and the audit trail still holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ForeignKeyConstraint, func, select

from index.catalogue import audit
from index.catalogue.assets import Arrival, Asset, Original, Rendition
from index.catalogue.audit import AuditLine
from index.catalogue.bins import Binned, Tombstone
from index.catalogue.passes import Pass
from index.db import Base, reading, writing
from index.errors import Forbidden, VitrineError
from ingest import erasing
from server import doctor
from server.bin import deleting, service
from server.library.describe import Edit, describe
from server.receipts import FOLDER

GONE_BY_ITSELF = {"arrivals", "uploads", "sidecars", "stacks", "stories"}
"""Tables that name an asset and outlive it; ``deleting`` empties what of them tells of it, or they only point to it."""


def names_of_assets() -> Iterator[tuple[str, str, str | None]]:
    """Yield (table, column, what happens there when the asset goes) of each foreign key to assets."""
    for table in Base.metadata.tables.values():
        for key in table.constraints:
            if isinstance(key, ForeignKeyConstraint) and key.referred_table.name == "assets":
                yield from ((table.name, column.name, key.ondelete) for column in key.columns)


def bytes_of(home: Any, asset: int) -> list[Path]:
    with reading(home.engine) as session:
        originals = session.scalars(select(Original.sha256).where(Original.asset_id == asset)).all()
        made = session.scalars(select(Rendition.sha256).where(Rendition.original_sha256.in_(originals))).all()
    return [*(home.store.path("originals", one) for one in originals), *(home.store.path("renditions", one) for one in made)]


def sound(home: Any, clock: Any) -> list[str]:
    return [f"{one.kind}: {one.en}" for one in doctor.examine(home, level="full", repair=False, now=clock()).findings
            if one.is_damage]


def test_every_table_that_names_an_asset_lets_it_go() -> None:
    """A new table must say what becomes of its rows; those that only forget the asset are looked at by ``deleting``."""
    found = list(names_of_assets())
    assert {table for table, _, ondelete in found if ondelete is None} == set(), "say ondelete"
    assert {table for table, _, ondelete in found if ondelete == "SET NULL"} == GONE_BY_ITSELF


def test_nothing_of_it_is_left_but_its_tombstone(engine: Any, home: Any, cast: Any, clock: Any, worker: Any,
                                                 photo: Callable[..., int], erased: Callable[..., None],
                                                 browser: Callable[..., Any]) -> None:
    asset, other = photo(name="张三的照片.JPG"), photo(name="IMG_2.JPG")
    describe(engine, cast.photographer, asset, Edit(title="张三领奖", people=("张三",)), now=clock())
    worker.drain()
    with writing(engine) as session:
        session.add(Pass(subject=f"asset:V{asset}", check_name="wording", key="张三", reason="领奖人", at=clock()))
    files, kept = bytes_of(home, asset), bytes_of(home, other)
    assert len(files) > 2
    assert all(one.is_file() for one in files)
    erased(asset)
    assert [one for one in files if one.exists()] == []
    assert all(one.is_file() for one in kept)
    with reading(engine) as session:
        for table, column, _ in names_of_assets():
            rows = session.scalar(select(func.count()).select_from(Base.metadata.tables[table])
                                  .where(Base.metadata.tables[table].c[column] == asset))
            assert rows == 0, table
        assert session.scalars(select(Pass)).all() == []
        told = json.dumps([[one.verb, one.details] for one in session.scalars(select(AuditLine))], ensure_ascii=False)
        assert "张三" not in told
        assert "deleted" in told
        assert "张三" not in "".join(f"{one.name}{one.path}{one.shot}" for one in session.scalars(select(Arrival)))
        assert list(audit.broken_links(session)) == []
        stone = session.get_one(Tombstone, asset)
        assert (stone.proposer, stone.confirmer, stone.reason, stone.blobs) == (
            cast.editor.display, cast.second_editor.display, "本人要求", [])
        assert stone.erased_at is not None
    assert sound(home, clock) == []
    page = browser("editor").get(f"/bin/deleted/{asset}").text
    assert "确认了" in page
    assert "张三" not in page
    assert browser("editor").get(f"/library/V{asset}").status_code == 404
    assert browser("photographer").get("/bin/deleted").status_code == 403


def test_it_takes_two_people_of_the_office(home: Any, cast: Any, clock: Any, photo: Callable[..., int]) -> None:
    asset = photo()
    service.put(home.engine, cast.editor, [asset], "多余", now=clock())
    for part in ("photographer", "reviewer", "director", "outsider"):
        for act in (lambda who: deleting.propose(home, who, [asset], "删", now=clock()),
                    lambda who: deleting.confirm(home, who, [asset], now=clock())):
            with pytest.raises(Forbidden):
                act(getattr(cast, part))
    with pytest.raises(VitrineError, match="Say why"):
        deleting.propose(home, cast.editor, [asset], " ", now=clock())

    def why(outcome: deleting.Decided) -> str:
        ((_, error),) = outcome.refused
        return error.reason.code

    assert why(deleting.confirm(home, cast.editor, [asset], now=clock())) == "deletion-not-proposed"
    assert deleting.propose(home, cast.editor, [asset], "删", now=clock()).done == (asset,)
    assert why(deleting.propose(home, cast.second_editor, [asset], "删", now=clock())) == "deletion-proposed"
    assert why(deleting.confirm(home, cast.editor, [asset], now=clock())) == "deletion-two"
    with pytest.raises(VitrineError, match="Say why"):
        deleting.decline(home, cast.administrator, [asset], now=clock())
    assert deleting.decline(home, cast.editor, [asset], now=clock()).done == (asset,), "the own one without a reason"
    assert deleting.propose(home, cast.editor, [asset], "删", now=clock()).done == (asset,)
    assert deleting.decline(home, cast.administrator, [asset], "还有用", now=clock()).done == (asset,)
    with reading(home.engine) as session:
        assert session.get_one(Binned, asset).proposed_at is None
    assert why(deleting.confirm(home, cast.administrator, [asset], now=clock())) == "deletion-not-proposed"


def test_the_owner_of_the_installation_is_no_person(home: Any, cast: Any, clock: Any, photo: Callable[..., int]) -> None:
    from index.catalogue.people import OWNER

    asset = photo()
    service.put(home.engine, OWNER, [asset], "多余", now=clock())
    with pytest.raises(VitrineError, match="Two people with names"):
        deleting.propose(home, OWNER, [asset], "删", now=clock())


def test_the_same_file_again_is_told_and_the_office_may_let_it_in(home: Any, cast: Any, clock: Any, worker: Any,
                                                                  made_photo: Callable[..., Path], take: Callable[..., Any],
                                                                  erased: Callable[..., None]) -> None:
    path = made_photo()
    asset = take(path, cast.photographer).asset_id
    worker.drain()
    erased(asset)
    again = take(path, cast.outsider)
    assert (again.outcome, again.asset_id, again.reason.code) == ("refused", None, "deleted-for-good")
    assert all(part in again.reason.en for part in (f"V{asset}", "2026-03-02", cast.editor.display))
    assert sound(home, clock) == [], "its bytes were not kept"
    with pytest.raises(Forbidden):
        deleting.allow(home, cast.photographer, asset, now=clock())
    deleting.allow(home, cast.editor, asset, now=clock())
    anew = take(path, cast.outsider)
    assert (anew.outcome, anew.asset_id) == ("added", asset + 1), "a number is never given out again"
    worker.drain()
    erased(anew.asset_id)
    assert take(path, cast.outsider).reason.code == "deleted-for-good"


def test_what_a_crash_left_the_worker_finishes(home: Any, cast: Any, clock: Any, worker: Any, photo: Callable[..., int],
                                               erased: Callable[..., None]) -> None:
    from sqlalchemy import delete

    from index.jobs import Job

    asset = photo()
    files = bytes_of(home, asset)
    erased(asset, drain=False)
    assert all(one.is_file() for one in files), "bytes go after the commit"
    with writing(home.engine) as session:
        session.execute(delete(Job).where(Job.kind == erasing.ERASE))  # given up, or lost
    files[0].unlink()  # half done before it stopped
    assert [one for one in sound(home, clock) if "deleted for good" in one]
    assert not [one for one in sound(home, clock) if one.startswith("stray")], "no stray: it goes by itself"
    worker.tidy()
    worker.drain()
    assert [one for one in files if one.exists()] == []
    assert sound(home, clock) == []


def test_bytes_that_another_row_counts_on_stay(home: Any, cast: Any, clock: Any, worker: Any, photo: Callable[..., int],
                                               erased: Callable[..., None]) -> None:
    """Two originals may have the same rendition, byte for byte."""
    asset, other = photo(name="IMG_1.JPG"), photo(name="IMG_2.JPG")
    with writing(home.engine) as session:
        first, second = (session.scalars(select(Rendition).join(Asset, Asset.sha256 == Rendition.original_sha256)
                                         .where(Asset.id == one, Rendition.preset == "grid")).one() for one in (asset, other))
        shared = first.sha256
        second.sha256, second.bytes = first.sha256, first.bytes
    erased(asset)
    assert home.store.holds("renditions", shared)


def test_second_copies_that_can_be_reached_go_and_others_are_named(home: Any, cast: Any, clock: Any, worker: Any,
                                                                   tmp_path: Path, made_photo: Callable[..., Path],
                                                                   take: Callable[..., Any],
                                                                   erased: Callable[..., None]) -> None:
    path = made_photo()
    taken = take(path, cast.photographer, batch="card-1")
    worker.drain()
    here, away = tmp_path / "disk" / "IMG.JPG", tmp_path / "unplugged" / "IMG.JPG"
    here.parent.mkdir()
    here.write_bytes(path.read_bytes())
    places = [{"where": "second-copy", "path": str(one)} for one in (here, away)]
    (home.settings.home / FOLDER).mkdir()
    receipt = {"files": [{"path": "IMG.JPG", "sha256": taken.sha256, "places": [{"where": "home", "path": ""}, *places]}]}
    (home.settings.home / FOLDER / "card-1.json").write_text(json.dumps(receipt))
    erased(taken.asset_id)
    assert not here.exists()
    with reading(home.engine) as session:
        assert session.get_one(Tombstone, taken.asset_id).copies == [str(away)]
    report = doctor.examine(home, level="normal", repair=False, now=clock())
    assert [one.thing for one in report.findings if one.kind == "copies"] == [f"V{taken.asset_id}"]


def test_a_line_that_was_altered_is_told_although_others_were_redacted(home: Any, cast: Any, clock: Any,
                                                                       photo: Callable[..., int],
                                                                       erased: Callable[..., None]) -> None:
    asset = photo()
    erased(asset)
    with writing(home.engine) as session:
        line = session.scalars(select(AuditLine).where(AuditLine.verb == "took-in")).one()
        line.details, altered = line.details | {"name": "别的.JPG"}, line.id
    with reading(home.engine) as session:
        assert list(audit.broken_links(session)) == [altered]
