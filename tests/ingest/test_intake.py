"""The one door: whatever is handed in gets one clear answer, and what was kept is whole."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from index.catalogue.assets import Arrival, Asset, Description, Original
from index.catalogue.audit import AuditLine, broken_links
from index.catalogue.channels import Aim
from index.catalogue.people import OWNER
from index.db import reading
from index.errors import VitrineError
from index.jobs import Job
from ingest.intake import Origin, Taken, look, take_in
from ingest.sources import folder

Take = Callable[..., Taken]


def origin(name: str = "IMG_0001.JPG", actor: Any = OWNER) -> Origin:
    return Origin(actor, "folder", "b1", name, f"card/{name}")


def count(engine: Engine, *models: Any) -> list[int]:
    with reading(engine) as session:
        return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def nothing_kept(home: Any) -> bool:
    files = [*home.store.staging.iterdir(), *home.store.addresses("originals")]
    return count(home.engine, Asset, Original, Job) == [0, 0, 0] and not files


def test_a_photo_is_kept_with_all_that_belongs_to_it(engine: Engine, home: Any, cast: Any, take: Take, clock: Any,
                                                     made_photo: Callable[..., Path]) -> None:
    photo = made_photo("食堂开放日.JPG")
    taken = take(photo, cast.photographer)
    digest = hashlib.sha256(photo.read_bytes()).hexdigest()
    assert (taken.outcome, taken.sha256, taken.reason) == ("added", digest, None)
    assert home.store.verify("originals", digest)
    with reading(engine) as session:
        asset = session.get_one(Asset, taken.asset_id)
        assert (asset.kind, asset.owner_id, asset.department_id, asset.created_at) == (
            "photo", cast.photographer.person_id, cast.departments["canteen"], clock())
        original = session.scalars(select(Original)).one()
        assert (original.name, original.bytes, original.media_type) == ("食堂开放日.JPG", photo.stat().st_size, "image/jpeg")
        assert session.scalars(select(Description.version)).one() == 1
        assert session.scalars(select(Aim.state)).one() == "draft"
        assert session.scalars(select(Job.kind).order_by(Job.kind)).all() == ["extract", "glimpse"]
        assert session.scalars(select(Arrival.outcome)).one() == "added"
        line = session.scalars(select(AuditLine)).one()
        assert (line.verb, line.subject, line.actor_id) == ("took-in", f"asset:V{asset.id}", cast.photographer.person_id)
        assert list(broken_links(session)) == []


def test_the_same_bytes_are_already_here_whoever_sends_them(engine: Engine, home: Any, cast: Any, take: Take,
                                                            made_photo: Callable[..., Path]) -> None:
    photo = made_photo()
    first = take(photo, cast.photographer)
    for actor, name in ((cast.photographer, "IMG_0001.JPG"), (cast.outsider, "renamed.jpg"), (OWNER, "x")):
        again = take(photo, actor, name=name)
        assert (again.outcome, again.asset_id, again.sha256) == ("already-here", first.asset_id, first.sha256)
    assert count(engine, Asset, Original, Arrival) == [1, 1, 4]
    with reading(engine) as session:
        assert session.get_one(Asset, first.asset_id).owner_id == cast.photographer.person_id


def test_two_people_at_the_same_moment_make_one_asset(engine: Engine, home: Any, cast: Any, take: Take,
                                                      made_photo: Callable[..., Path]) -> None:
    photo = made_photo()
    outcomes: list[str] = []
    actors = [cast.photographer, cast.second_photographer, cast.outsider, cast.editor]
    threads = [threading.Thread(target=lambda who=who: outcomes.append(take(photo, who).outcome)) for who in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["added", "already-here", "already-here", "already-here"]
    assert count(engine, Asset, Original) == [1, 1]


def test_different_photos_of_one_name_and_second_are_two_assets(home: Any, take: Take, tmp_path: Path,
                                                                made_photo: Callable[..., Path]) -> None:
    taken = [take(made_photo(folder=tmp_path / which)) for which in ("a", "b")]
    assert [one.outcome for one in taken] == ["added", "added"]
    assert taken[0].asset_id != taken[1].asset_id


@pytest.mark.parametrize("name", ["IMG_1.THM", "Thumbs.db", ".DS_Store", "._IMG_1.JPG", "INDEX.BDM", "M0100.CTG"])
def test_side_files_are_ignored_and_leave_no_trace(home: Any, name: str, clock: Any) -> None:
    stream = io.BytesIO(b"whatever")
    taken = take_in(home.engine, home.store, stream, origin(name), limit=1 << 20, now=clock())
    assert (taken.outcome, taken.reason and taken.reason.code) == ("ignored", "side-file")
    assert nothing_kept(home)


@pytest.mark.parametrize(("content", "code"), [
    (b"", "empty"), (b"this is only text, whatever it is called\n" * 9, "not-media"), (b"%PDF-1.7 \n" * 9, "not-media"),
    (b"PK\x03\x04" + b"\0" * 99, "not-media"), (b"<svg xmlns='x'/>", "not-media"), (b"\0" * 5000, "not-media"),
    (b"ffconcat version 1.0\nfile /etc/passwd\n", "not-media"), (b"#EXTM3U\nhttp://127.0.0.1/a.ts\n", "not-media"),
    (b"\xff\xd8\xff" + b"x" * (1 << 20), "too-large")])
def test_what_cannot_be_taken_is_refused_with_a_reason_and_put_on_record(engine: Engine, home: Any, content: bytes,
                                                                         code: str, clock: Any) -> None:
    taken = take_in(engine, home.store, io.BytesIO(content), origin("IMG_0001.jpg"), limit=1 << 20, now=clock())
    assert (taken.outcome, taken.asset_id) == ("refused", None)
    assert taken.reason is not None
    assert taken.reason.code == code
    assert taken.reason.zh
    assert taken.reason.en
    with reading(engine) as session:
        arrival = session.scalars(select(Arrival)).one()
        assert (arrival.outcome, arrival.name, (arrival.reason or {})["code"]) == ("refused", "IMG_0001.jpg", code)
    assert nothing_kept(home)


@pytest.mark.parametrize("raw", [
    b"a" * 251 + b".jpg", "校庆🎉👩\u200d🍳.jpg".encode(), "photo\u202egpj.jpg".encode(), "食堂.jpg".encode("gbk"),
    b"\xff\xfe.jpg", b"..\\..\\evil.jpg", b"'; DROP TABLE assets; --.jpg"])
def test_names_are_data(engine: Engine, home: Any, cast: Any, tmp_path: Path, raw: bytes, clock: Any,
                        made_photo: Callable[..., Path]) -> None:
    card = tmp_path / "odd"
    card.mkdir()
    os.rename(made_photo(), os.path.join(os.fsencode(card), raw))  # noqa: PTH104, PTH118 - a name of bytes
    [found] = folder.find(card)
    with folder.open_file(found) as stream:
        given = Origin(cast.photographer, "folder", "b1", Path(found.shown).name, found.shown)
        taken = take_in(engine, home.store, stream, given, limit=home.limit, now=clock())
    assert taken.outcome == "added"
    with reading(engine) as session:
        assert session.scalars(select(Original.name)).one() == found.shown.removeprefix(f"{card}/")
    assert list(home.store.addresses("originals")) == [taken.sha256]


def test_a_file_that_changes_while_it_is_copied_is_refused(engine: Engine, home: Any, made_photo: Callable[..., Path],
                                                           clock: Any) -> None:
    photo = made_photo()
    [found] = folder.find(photo)

    def grow(_: int) -> None:
        with photo.open("ab") as more:
            more.write(b"more")

    with folder.open_file(found) as stream:
        taken = take_in(engine, home.store, stream, origin(), limit=1 << 30, now=clock(), progress=Once(grow))
    assert taken.reason is not None
    assert taken.reason.code == "changed"
    assert nothing_kept(home)


class Once:
    """Calls a function the first time only."""

    def __init__(self, function: Callable[[int], None]) -> None:
        self.function: Callable[[int], None] | None = function

    def __call__(self, count: int) -> None:
        function, self.function = self.function, None
        if function:
            function(count)


def test_a_full_disk_stops_with_a_reason_and_running_again_finishes_the_rest(home: Any, take: Take, clock: Any,
                                                                            made_photo: Callable[..., Path]) -> None:
    from index.blobs import LocalStore

    photos = [made_photo(f"IMG_{i}.JPG") for i in range(3)]
    take(photos[0])
    full = LocalStore(home.settings.home, reserve_bytes=1 << 60)
    with photos[1].open("rb") as stream, pytest.raises(VitrineError) as caught:
        take_in(home.engine, full, stream, origin(), limit=home.limit, now=clock())
    assert caught.value.reason.code == "disk-full"
    assert count(home.engine, Asset, Arrival) == [1, 1]
    assert list(home.store.staging.iterdir()) == []
    assert [take(one).outcome for one in photos] == ["already-here", "added", "added"]


def test_a_look_tells_the_same_and_keeps_nothing(home: Any, take: Take, made_photo: Callable[..., Path]) -> None:
    def told(path: Path) -> Taken:
        with path.open("rb") as stream:
            return look(home.engine, home.store, stream, origin(path.name), limit=home.limit)

    photo, text = made_photo(), made_photo("note.jpg")
    text.write_bytes(b"text " * 99)
    assert told(photo).outcome == "added"
    assert told(text).reason.code == "not-media"  # type: ignore[union-attr]
    assert nothing_kept(home)
    kept = take(photo)
    assert (told(photo).outcome, told(photo).asset_id) == ("already-here", kept.asset_id)
    assert count(home.engine, Arrival) == [1]


def test_shared_files_that_are_media_are_taken_and_the_rest_refused(home: Any, take: Take, shared_media: Path | None,
                                                                    made_photo: Callable[..., Path]) -> None:
    real = shared_media / "photos" if shared_media else made_photo().parent
    found = [one.path for one in folder.find(real) if one.path.suffix.lower() in {".jpg", ".jpeg"}][:25]
    assert found
    outcomes = {path.name: take(path).outcome for path in found}
    assert set(outcomes.values()) <= {"added", "already-here"}, outcomes
