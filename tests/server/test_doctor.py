"""Doctor: every kind of damage is found, named in both languages, repaired where it can be, and nothing is deleted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select, text, update

from index.catalogue.assets import Asset, Original, Rendition
from index.db import reading, writing
from index.jobs import Job
from index.search import generations, writer
from server import doctor
from server.doctor import Report
from server.home import back_up_database, holding


@pytest.fixture
def lived_in(home: Any, take: Callable[..., Any], worker: Any, made_photo: Callable[..., Path]) -> Any:
    """A home with two finished photos."""
    for name in ("a.jpg", "b.jpg"):
        take(made_photo(name))
    worker.drain()
    return home


@pytest.fixture
def look(home: Any, clock: Any) -> Callable[..., Report]:
    def examine(level: Any = "normal", *, repair: bool = False) -> Report:
        return doctor.examine(home, level=level, repair=repair, now=clock())

    return examine


def damage(report: Report) -> list[tuple[str, str]]:
    for one in report.findings:
        assert one.zh
        assert one.en
        assert one.as_dict()["kind"] == one.kind
    return sorted((one.kind.value, one.thing) for one in report.findings if one.is_damage)


def first_rendition(home: Any) -> tuple[int, str]:
    with reading(home.engine) as session:
        row = session.execute(select(Asset.id, Rendition.sha256).join(Rendition, Rendition.original_sha256 == Asset.sha256)
                              .where(Rendition.preset == "grid").order_by(Asset.id)).first()
    assert row is not None
    return row[0], row[1]


def test_a_sound_home_is_sound_at_every_level(engine: Engine, lived_in: Any, look: Callable[..., Report]) -> None:
    for level in doctor.LEVELS:
        report = look(level)
        assert damage(report) == []
        assert not report.damaged
        assert report.looked_at == {"originals": 2, "renditions": 6}


def test_an_empty_home_is_sound(home: Any, look: Callable[..., Report]) -> None:
    assert damage(look("full")) == []


@pytest.mark.parametrize("level", doctor.LEVELS)
def test_a_missing_original_is_found_and_comes_back_with_the_same_file(lived_in: Any, look: Callable[..., Report], level: str,
                                                                       take: Callable[..., Any], tmp_path: Path) -> None:
    with reading(lived_in.engine) as session:
        original = session.scalars(select(Original).where(Original.name == "a.jpg")).one()
    lived_in.store.path("originals", original.sha256).unlink()
    report = look(level)
    assert damage(report) == [("missing", f"V{original.asset_id}")]
    assert report.damaged
    assert "a.jpg" in report.findings[0].zh
    assert not look(level, repair=True).findings[0].repaired
    assert take(tmp_path / "card" / "a.jpg").outcome == "already-here"
    assert damage(look("full")) == []


@pytest.mark.parametrize("change", ["cut", "flip", "gone"])
def test_a_hurt_rendition_is_found_and_made_again(lived_in: Any, look: Callable[..., Report], worker: Any,
                                                  change: str) -> None:
    asset_id, sha256 = first_rendition(lived_in)
    path = lived_in.store.path("renditions", sha256)
    data = path.read_bytes()
    if change == "gone":
        path.unlink()
    else:
        path.write_bytes(data[:-1] if change == "cut" else data[:99] + bytes([data[99] ^ 1]) + data[100:])
    found = [("missing" if change == "gone" else "damaged", f"V{asset_id}")]
    assert damage(look("quick")) == ([] if change == "flip" else found), "a flipped bit only shows when all is read"
    assert damage(look("full")) == found
    report = look("full", repair=True)
    assert report.damaged
    assert all(finding.repaired for finding in report.findings if finding.is_damage)
    worker.drain()
    assert damage(look("full")) == []
    assert path.read_bytes() == data


def test_a_flipped_bit_in_an_original_is_found_and_left_for_the_backup(lived_in: Any, look: Callable[..., Report]) -> None:
    with reading(lived_in.engine) as session:
        sha256 = session.scalars(select(Asset.sha256).where(Asset.id == 2)).one()
    path = lived_in.store.path("originals", sha256)
    data = path.read_bytes()
    path.write_bytes(data[:1000] + bytes([data[1000] ^ 16]) + data[1001:])
    assert damage(look("normal")) == []
    assert damage(look("full", repair=True)) == [("damaged", "V2")]
    assert path.exists()


def test_strays_go_to_quarantine_and_nowhere_else(lived_in: Any, look: Callable[..., Report]) -> None:
    folder = lived_in.settings.home
    sha = "ab" * 32
    strays = {folder / "originals" / "ab" / "ab" / sha: b"orphan", folder / "renditions" / "notes.txt": b"odd",
              folder / "originals" / "ab" / "b\nad": b"name"}
    for path, data in strays.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert damage(look("quick")) == []
    assert damage(look()) == [("stray", f"originals/ab/ab/{sha}"), ("stray", "originals/ab/b\\u000aad"),
                              ("stray", "renditions/notes.txt")]
    assert all(path.exists() for path in strays), "looking moves nothing"
    assert all(one.repaired for one in look(repair=True).findings if one.is_damage)
    assert damage(look()) == []
    assert {path.read_bytes() for path in (folder / "quarantine").iterdir()} == set(strays.values())


def test_a_second_stray_of_the_same_name_does_not_replace_the_first(lived_in: Any, look: Callable[..., Report]) -> None:
    stray = lived_in.settings.home / "originals" / "x"
    for data in (b"one", b"two"):
        stray.write_bytes(data)
        look(repair=True)
    assert sorted(path.read_bytes() for path in (lived_in.settings.home / "quarantine").iterdir()) == [b"one", b"two"]


def test_bytes_wrongly_set_aside_come_back(lived_in: Any, look: Callable[..., Report]) -> None:
    with reading(lived_in.engine) as session:
        sha256 = session.scalars(select(Asset.sha256).where(Asset.id == 1)).one()
    lived_in.store.quarantine("originals", sha256)
    assert damage(look()) == [("missing", "V1")]
    look(repair=True)
    assert damage(look("full")) == []


def test_what_intakes_left_in_staging_is_found_after_a_day(home: Any, look: Callable[..., Report], clock: Any) -> None:
    left = home.store.staging / "left"
    left.write_bytes(b"half a photo")
    (home.store.staging / "render-x").mkdir()
    for path, age in ((left, timedelta(hours=23)), (home.store.staging / "render-x", timedelta(hours=25))):
        when = (clock() - age).timestamp()
        os.utime(path, (when, when))
    assert damage(look()) == [("stray", "staging/render-x")]
    clock.turn(hours=2)
    assert len(damage(look(repair=True))) == 2
    assert damage(look()) == []
    assert (home.settings.home / "quarantine" / "staging-left").read_bytes() == b"half a photo"


def test_an_index_that_differs_is_found_and_renewed(lived_in: Any, look: Callable[..., Report], worker: Any) -> None:
    with writing(lived_in.engine) as session:
        session.execute(text("UPDATE descriptions SET title = 'behind the index''s back' WHERE asset_id = 1"))
    writer.apply(lived_in.index, [], [2])
    assert damage(look()) == [("drift", "V1"), ("drift", "V2")]
    look(repair=True)
    assert damage(look()) == [], "a job is about to change it"
    worker.drain()
    assert damage(look()) == []


def test_an_index_entry_of_nobodys_is_found(lived_in: Any, look: Callable[..., Report], worker: Any) -> None:
    with writing(lived_in.engine) as session:
        session.execute(delete(Asset).where(Asset.id == 2))
    assert ("drift", "V2") in damage(look())
    look(repair=True)
    worker.drain()
    assert damage(look()) == []


@pytest.mark.parametrize("how", ["gone", "garbage"])
def test_an_index_that_cannot_be_used_is_built_anew(lived_in: Any, look: Callable[..., Report], how: str) -> None:
    if how == "gone":
        shutil.rmtree(lived_in.index.folder)
    else:
        generation = generations.current(lived_in.index)
        assert generation is not None
        for path in generation.folder.iterdir():
            path.write_bytes(b"garbage")
    assert damage(look()) == [("drift", "index")]
    assert look(repair=True).damaged
    assert damage(look()) == []


def test_work_that_was_lost_is_asked_for_again(engine: Engine, lived_in: Any, look: Callable[..., Report], worker: Any,
                                               clock: Any) -> None:
    with writing(engine) as session:
        session.execute(update(Asset).where(Asset.id == 1).values(rendered_at=None))
        session.execute(update(Asset).where(Asset.id == 2).values(extracted_at=None))
        session.add(Job(kind="extract", key="2", state="failed", attempts=5, due_at=clock(), created_at=clock(),
                        error="JobFailed: the decoding process could not be kept running"))
    report = look()
    assert damage(report) == [("missing", "V1"), ("missing", "V2")]
    assert "could not be kept running" in report.findings[1].zh
    look(repair=True)
    assert damage(look()) == []
    worker.drain()
    with reading(engine) as session:
        assert session.scalars(select(Job)).all() == []
    assert damage(look("full")) == []


def test_a_broken_audit_trail_is_found(lived_in: Any, look: Callable[..., Report]) -> None:
    with lived_in.engine.begin() as connection:
        connection.execute(text("UPDATE audit SET actor = 'nobody' WHERE id = 1"))
    assert damage(look()) == [("audit", "1")]


def test_a_damaged_database_is_told_and_does_not_break_the_doctor(lived_in: Any, look: Callable[..., Report]) -> None:
    with lived_in.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    lived_in.engine.dispose()
    path = lived_in.settings.home / "vitrine.db"
    data = bytearray(path.read_bytes())
    for page in range(2, len(data) // 4096, 2):
        data[page * 4096: page * 4096 + 64] = os.urandom(64)
    path.write_bytes(data)
    report = look("full")
    assert report.damaged
    assert ("damaged", "vitrine.db") in damage(report)


def test_looking_twice_changes_nothing(lived_in: Any, look: Callable[..., Report]) -> None:
    def everything() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in lived_in.settings.home.rglob("*")
                if path.is_file() and not path.name.startswith("vitrine.db") and path.name != "worker.lock"}

    before = everything()
    for _ in range(2):
        assert damage(look("full", repair=True)) == []
    assert everything() == before


def test_advice_is_no_damage(lived_in: Any, look: Callable[..., Report], clock: Any, take: Callable[..., Any],
                             made_photo: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def advice() -> set[str]:
        report = look()
        assert not report.damaged
        return {str(one.kind) for one in report.findings if not one.is_damage}

    assert "no-backup" in advice()
    copy = back_up_database(lived_in.settings, clock())
    assert copy is not None
    os.utime(copy, (clock().timestamp(), clock().timestamp()))
    assert "no-backup" not in advice()
    clock.turn(days=8)
    assert "no-backup" in advice()
    take(made_photo("new.jpg"))
    assert "no-worker" in advice()
    with holding(lived_in.settings, shared=True) as held:
        assert held
        assert "no-worker" not in advice()
    clock.turn(days=-30)
    assert "clock" in advice()
    monkeypatch.setenv("PATH", "/nonexistent")
    assert {"missing-tool"} <= advice()
