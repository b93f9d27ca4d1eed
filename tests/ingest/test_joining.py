"""Shots of several files: RAW and JPEG, both halves of a Live Photo, in any order, through real decoders."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from raw_files import canon_cr3, jpeg
from sqlalchemy import ForeignKeyConstraint, select

from index.catalogue import queries
from index.catalogue.assets import Arrival, Asset, Description, Original, Rendition
from index.catalogue.boards import Board, BoardItem
from index.catalogue.placements import Placement
from index.catalogue.trainings import Training, TrainingMaterial
from index.catalogue.visibility import EVERYTHING
from index.db import Base, reading, writing
from index.errors import NotFound
from index.jobs import Claim, Job
from index.search.search import search
from ingest import joining
from ingest.pipeline import extract

SERIAL = "012345678901"
Photo = Callable[..., Path]


@pytest.fixture
def raw(tmp_path: Path) -> Callable[..., Path]:
    """Write a CR3 by the body 012345678901, taken 2026-03-01 09:15:02, with a position: (name) -> Path."""
    shades = iter(range(40, 250, 10))

    def write(name: str = "IMG_0001.CR3", folder: str = "card") -> Path:
        path = tmp_path / folder / name
        path.parent.mkdir(exist_ok=True)
        picture = Image.new("RGB", (1600, 1066), (next(shades), 90, 60))
        path.write_bytes(canon_cr3(jpeg(picture.resize((810, 540))), jpeg(picture)))
        return path

    return write


def live_film(path: Path, made_film: Photo, at: str = "2026-03-01T01:15:02Z") -> Path:
    source = made_film("source.mp4")
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", str(source), "-c", "copy", "-metadata", f"creation_time={at}",
                    str(path)], check=True, stdin=subprocess.DEVNULL)
    source.unlink()
    return path


def state(home: Any) -> tuple[list[int], dict[str, tuple[int, str]]]:
    """Return the assets, and of which asset each original is, as what."""
    with reading(home.engine) as session:
        return (list(session.scalars(select(Asset.id).order_by(Asset.id))),
                {one.name: (one.asset_id, one.part) for one in session.scalars(select(Original))})


@pytest.mark.parametrize("jpeg_first", [True, False])
def test_raw_and_jpeg_are_one_asset(engine: Any, home: Any, cast: Any, take: Any, worker: Any, clock: Any, made_photo: Photo,
                                    raw: Photo, jpeg_first: bool) -> None:
    files = [made_photo(serial=SERIAL), raw()]
    for path in files if jpeg_first else files[::-1]:
        take(path, cast.photographer)
        worker.drain()
    assets, originals = state(home)
    assert len(assets) == 1
    shown = assets[0]
    assert originals == {"IMG_0001.JPG": (shown, "shown"), "IMG_0001.CR3": (shown, "raw")}
    former = 3 - shown
    with reading(engine) as session:
        view = queries.asset(session, shown)
        assert [one.name for one in view.originals] == ["IMG_0001.JPG", "IMG_0001.CR3"]
        assert view.facts["model"] == "Canon EOS R6", "the JPEG's facts win"
        assert view.facts["latitude"] == pytest.approx(39.9083, abs=1e-3), "and the raw file's fill the gaps"
        assert view.facts["sources"]["latitude"] == "raw"
        assert view.width == 640
        assert queries.resolve(session, f"V{former}") == shown, "the old id leads on"
        assert {one.asset_id for one in session.scalars(select(Arrival))} == {shown}
        assert session.scalars(select(Job)).all() == []
    for name in ("IMG_0001.JPG", "IMG_0001.CR3"):
        hits = search(home.index, name, limit=5, now=clock(), viewer_filter=EVERYTHING).hits
        assert [hit.asset_id for hit in hits] == [shown]


def test_reading_again_keeps_what_the_raw_file_says(home: Any, take: Any, worker: Any, made_photo: Photo, raw: Photo) -> None:
    shown = take(made_photo(serial=SERIAL)).asset_id
    take(raw())
    worker.drain()
    extract(worker.shop, Claim(0, "extract", str(shown), {}, 1, "x"), worker.clock())
    with reading(home.engine) as session:
        assert queries.asset(session, shown).facts["latitude"] == pytest.approx(39.9083, abs=1e-3)
        assert session.get_one(Description, shown).version == 1


def test_an_id_that_leads_on_is_not_given_out_again(home: Any, take: Any, worker: Any, made_photo: Photo, raw: Photo) -> None:
    take(made_photo(serial=SERIAL))
    take(raw())
    worker.drain()
    assert take(made_photo("IMG_0002.JPG")).asset_id == 3


def test_both_halves_in_two_hands_at_once_end_in_one_asset(engine: Any, home: Any, take: Any, worker: Any,
                                                            made_photo: Photo, raw: Photo) -> None:
    for turn in range(3):
        ids = [take(made_photo(f"IMG_{turn}.JPG", serial=SERIAL)).asset_id, take(raw(f"IMG_{turn}.CR3")).asset_id]
        gate, trouble = threading.Barrier(2), []

        def handle(asset_id: int, gate: threading.Barrier = gate, trouble: list[Exception] = trouble) -> None:
            gate.wait()
            try:
                extract(worker.shop, Claim(0, "extract", str(asset_id), {}, 1, "x"), worker.clock())
            except Exception as error:  # noqa: BLE001 - told below
                trouble.append(error)

        threads = [threading.Thread(target=handle, args=(one,)) for one in ids]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert trouble == []
        with reading(engine) as session:
            assert [one.id for one in session.scalars(select(Asset)) if one.id in ids] == ids[:1]
    worker.drain()
    with reading(engine) as session:
        assert session.scalars(select(Job)).all() == []


def test_names_alone_join_nothing(home: Any, take: Any, worker: Any, made_photo: Photo, raw: Photo, tmp_path: Path) -> None:
    """Another body, another second, another folder of the card with neither: each stays by itself."""
    take(raw("IMG_0001.CR3"))
    take(made_photo("IMG_0001.JPG", serial="999"))
    take(raw("IMG_0002.CR3"))
    take(made_photo("IMG_0002.JPG", serial=SERIAL, taken="2026:03:01 09:15:03"))
    take(raw("IMG_0003.CR3"))
    take(made_photo("IMG_0003.JPG", folder=tmp_path / "other"))
    take(raw("IMG_0004.CR3"), batch="b1")
    take(made_photo("IMG_0004.JPG"), batch="b2")
    worker.drain()
    assert len(state(home)[0]) == 8


def test_what_comes_another_day_joins_by_stem_body_and_second(home: Any, cast: Any, take: Any, worker: Any,
                                                               made_photo: Photo, raw: Photo) -> None:
    """The camera pushed the JPEG; its card comes in the evening, by another way and in another folder."""
    pushed = take(made_photo(serial=SERIAL), department_id=cast.departments["canteen"], batch="push")
    worker.drain()
    take(raw(folder="other"), cast.photographer, batch="card")
    worker.drain()
    assets, originals = state(home)
    assert assets == [pushed.asset_id]
    assert originals["IMG_0001.CR3"] == (pushed.asset_id, "raw")
    with reading(home.engine) as session:
        assert session.get_one(Asset, pushed.asset_id).owner_id == cast.photographer.person_id, "who brought the card"


def test_files_of_two_departments_stay_apart(home: Any, cast: Any, take: Any, worker: Any, made_photo: Photo,
                                             raw: Photo) -> None:
    take(made_photo(serial=SERIAL), cast.photographer)
    take(raw(), cast.outsider)
    worker.drain()
    assert len(state(home)[0]) == 2


@pytest.mark.parametrize("touch", ["words", "board", "placement", "training", "double"])
def test_what_a_person_has_worked_on_is_not_joined_away(home: Any, take: Any, worker: Any, clock: Any, made_photo: Photo,
                                                        raw: Photo, touch: str) -> None:
    alone = take(raw()).asset_id
    worker.drain()
    with writing(home.engine) as session:
        if touch == "words":
            session.get_one(Description, alone).touched = True
        elif touch == "placement":
            session.add(Placement(asset_id=alone, channel_id=1, made_at=clock()))
        elif touch == "training":
            session.add(Training(id=1, title="用光", held_on=clock().date(), made_at=clock()))
            session.add(TrainingMaterial(training_id=1, title="逆光", asset_id=alone))
        elif touch == "double":
            session.get_one(Asset, alone).counts_double = True
        else:
            session.add(Board(id=1, name="春季", changed_at=clock()))
            session.add(BoardItem(board_id=1, asset_id=alone, position=0, added_at=clock()))
    take(made_photo(serial=SERIAL))
    worker.drain()
    assert len(state(home)[0]) == 2


def test_a_file_that_is_here_already_still_finds_its_other_half(home: Any, take: Any, worker: Any, made_photo: Photo,
                                                                raw: Photo) -> None:
    """It is not read again: that it came with the picture this time is what makes them one."""
    negative, picture = raw(), made_photo(serial=SERIAL)
    first = take(negative, batch="monday").asset_id
    worker.drain()
    with writing(home.engine) as session:  # as an earlier version left it, which did not know by what files find each other
        session.scalars(select(Original)).one().exposure = None
    shown = take(picture, batch="tuesday").asset_id
    worker.drain()
    assert state(home)[0] == [first, shown]
    assert take(negative, batch="tuesday").outcome == "already-here"
    worker.drain()
    assert state(home)[0] == [shown]


def test_a_live_photo_is_one_asset_whose_film_plays(home: Any, take: Any, worker: Any, made_photo: Photo,
                                                    made_film: Photo) -> None:
    still = made_photo("IMG_0007.JPG")
    film = live_film(still.with_name("IMG_0007.MOV"), made_film)
    later = live_film(still.with_name("IMG_0008.MOV"), made_film, "2026-03-01T01:16:02Z")
    alone = take(later)
    first = take(film)
    shown = take(still).asset_id
    take(made_photo("IMG_0008.JPG"))
    worker.drain()
    assets, originals = state(home)
    assert len(assets) == 3
    assert originals["IMG_0007.MOV"] == (shown, "film")
    assert originals["IMG_0008.MOV"] == (alone.asset_id, "shown"), "a minute apart they are two things"
    with reading(home.engine) as session:
        view = queries.asset(session, shown)
        assert (view.kind, view.duration) == ("photo", None)
        assert view.film is not None
        assert view.film.media_type == "video/mp4"
        assert session.scalar(select(Rendition.sha256).where(Rendition.original_sha256 == first.sha256,
                                                             Rendition.preset == "proxy")) == view.film.sha256
        assert session.scalars(select(Job)).all() == []
    assert home.store.verify("renditions", view.film.sha256)


def test_all_that_names_an_asset_is_thought_of() -> None:
    """A new table that refers to assets must be repointed when two become one, go with the second, or keep them apart."""
    named = {f"{table.name}.{column.name}" for table in Base.metadata.tables.values()
             for key in table.constraints if isinstance(key, ForeignKeyConstraint) and key.referred_table.name == "assets"
             for column in key.columns}
    follows = {f"{one.class_.__tablename__}.asset_id" for one in joining.FOLLOWS}
    goes_or_keeps_apart = {"descriptions.asset_id", "aims.asset_id", "board_items.asset_id", "stack_members.asset_id",
                           "stacks.cover_id", "likeness_bands.asset_id", "likenesses.asset_id", "likenesses.other_id",
                           "clock_checks.asset_id", "edit_batch_items.asset_id", "choices.asset_id",
                           "collection_items.asset_id", "description_drafts.asset_id", "story_assets.asset_id",
                           "stories.lead_id", "crop_points.asset_id", "named_people.asset_id", "consent_ends.asset_id",
                           "take_down_items.asset_id", "removals.asset_id", "binned.asset_id",
                           "namesakes.asset_id", "film_flashes.asset_id", "topic_entries.asset_id", "visitor_likes.asset_id",
                           "visitor_notes.asset_id", "placements.asset_id", "training_materials.asset_id",
                           "asset_keepers.asset_id", "report_pictures.asset_id"}
    assert named == follows | goes_or_keeps_apart


def test_nothing_leads_from_an_id_that_never_was(home: Any) -> None:
    with reading(home.engine) as session, pytest.raises(NotFound):
        queries.resolve(session, "V77")
