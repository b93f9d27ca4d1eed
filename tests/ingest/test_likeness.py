"""Bursts and look-alikes, found as pictures come in: real files, the real worker, on both databases where rows decide."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select

from index.catalogue import likenesses, stacks
from index.catalogue.assets import Asset, Kind, Original
from index.catalogue.likenesses import ALIKE, MOST, REACH, Decision, Likeness, LikenessBand
from index.catalogue.stacks import Stack, StackKind, StackMember
from index.db import reading, writing
from index.jobs import Claim
from ingest import likeness
from ingest.likeness import liken

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SHOT = datetime(2026, 3, 1, 9, 15, 2)  # noqa: DTZ001 - a wall time


@pytest.fixture
def shot(new_asset: Callable[..., int], home: Any, cast: Any) -> Callable[..., int]:
    """Return a function that enters a shot as the camera would have told it: (seconds after the first, ...) -> asset id."""
    count = iter(range(1, 1 << 20))

    def enter(after: float, *, serial: str | None = "3007152", whole: bool = False, owner: Any = None, **columns: Any) -> int:
        moment = SHOT + timedelta(seconds=after)
        told = moment.isoformat(timespec="seconds" if whole else "milliseconds")
        asset_id = new_asset(owner or cast.photographer, rendered_at=NOW, fingerprint="", body_serial=serial,
                             captured_local=datetime.fromisoformat(told), **columns)
        with writing(home.engine) as session:
            asset = session.get_one(Asset, asset_id)
            asset.facts = {"make": "Canon", "model": "EOS R6", "body_serial": serial, "captured_local": told}
            session.get_one(Original, asset.sha256).name = f"IMG_{next(count):04d}.JPG"
        return asset_id

    return enter


@pytest.fixture
def look(home: Any) -> Callable[..., None]:
    """Return a function that does the job ``likeness`` for these assets, in this order."""

    class Shop:
        engine, store, decoder = home.engine, home.store, None

    def each(*asset_ids: int) -> None:
        for asset_id in asset_ids:
            liken(Shop, Claim(0, "likeness", str(asset_id), {}, 1, ""), NOW)  # type: ignore[arg-type]

    return each


def standing(home: Any) -> dict[int, list[int]]:
    """Return the members of each stack by its cover."""
    found: dict[int, list[int]] = {}
    with reading(home.engine) as session:
        for asset_id, cover in session.execute(
                select(StackMember.asset_id, Stack.cover_id).join(Stack, Stack.id == StackMember.stack_id)
                .order_by(StackMember.asset_id)):
            found.setdefault(cover, []).append(asset_id)
    return found


# Bursts

@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4, 5), (5, 4, 3, 2, 1, 0), (0, 2, 4, 1, 3, 5), (0, 5, 1, 4, 2, 3)])
def test_a_run_is_one_stack_whatever_came_first(engine: Any, home: Any, shot: Any, look: Any, order: tuple[int, ...]) -> None:
    assert engine
    shots = {}
    for place in order:
        shots[place] = shot(place * 0.4)
        look(shots[place])
    assert standing(home) == {shots[0]: sorted(shots.values())}
    look(*shots.values())
    assert standing(home) == {shots[0]: sorted(shots.values())}, "doing it again changes nothing"


def test_what_is_no_burst_is_not_stacked(home: Any, shot: Any, look: Any, cast: Any) -> None:
    """Two shots, whole seconds, another body, another department, half a second and more: each proves nothing."""
    look(shot(0), shot(0.2))
    look(*(shot(10 + after, whole=True) for after in (0, 0, 0)))
    look(shot(20), shot(20.1, serial="A"), shot(20.2, serial="B"))
    look(shot(30), shot(30.1), shot(30.2, owner=cast.outsider))
    look(*(shot(40 + after) for after in (0, 0.6, 1.2)))
    look(shot(50, serial=None), shot(50.1, serial=None), shot(50.2, serial=None, owner=cast.second_photographer))
    assert standing(home) == {}


def test_two_workers_make_one_stack(engine: Any, home: Any, shot: Any, look: Any) -> None:
    assert engine
    shots = [shot(place * 0.3) for place in range(8)]
    start = threading.Barrier(2)

    def work(own: list[int]) -> None:
        start.wait()
        look(*own)

    workers = [threading.Thread(target=work, args=(own,)) for own in (shots[::2], shots[1::2])]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert standing(home) == {shots[0]: shots}


def test_a_person_has_the_last_word(engine: Any, home: Any, shot: Any, look: Any, cast: Any) -> None:
    """A chosen cover stays when the run grows; what was taken out, or apart, is not stacked again."""
    shots = [shot(place * 0.3) for place in range(3)]
    look(*shots)
    with writing(engine) as session:
        stacks.choose_cover(session, cast.photographer, shots[2], now=NOW)
    earlier = shot(-0.3)
    look(earlier)
    assert standing(home) == {shots[2]: [*shots, earlier]}
    with writing(engine) as session:
        stacks.take_out(session, cast.photographer, shots[2], now=NOW)
    look(*shots, earlier)
    assert standing(home) == {earlier: [*shots[:2], earlier]}
    with writing(engine) as session:
        stack = session.scalars(select(Stack.id)).one()
        stacks.take_apart(session, cast.photographer, stack, now=NOW)
    look(*shots, earlier, later := shot(0.9))
    assert standing(home) == {}
    with writing(engine) as session:
        stacks.put_together(session, cast.photographer, [shots[0], later], now=NOW, cover_id=later)
    look(*shots, earlier, later)
    assert standing(home) == {later: [shots[0], later]}


def test_a_stack_by_hand_takes_whole_stacks_in(engine: Any, home: Any, shot: Any, look: Any, cast: Any) -> None:
    one, other = [shot(place * 0.3) for place in range(3)], [shot(60 + place * 0.3) for place in range(3)]
    look(*one, *other)
    assert len(standing(home)) == 2
    with writing(engine) as session:
        stacks.put_together(session, cast.photographer, [one[1], other[1]], now=NOW)
    assert standing(home) == {one[0]: one + other}
    with reading(engine) as session:
        assert session.scalars(select(Stack.kind)).all() == [StackKind.HAND]


# Look-alikes

def flipped(fingerprint: str, bits: int, seed: int) -> str:
    places = random.Random(seed).sample(range(64), bits)
    return f"{int(fingerprint, 16) ^ sum(1 << place for place in places):016x}"


def test_within_the_limit_none_is_missed() -> None:
    """The pieces are only a short cut: whatever bits differ, some piece is within reach, or the limit is passed."""
    chance = random.Random(7)
    for _ in range(3000):
        one = f"{chance.getrandbits(64):016x}"
        other = flipped(one, ALIKE, chance.getrandbits(32))
        near = [second in likenesses.within_reach(first, reach)
                for first, second, reach in zip(likenesses.pieces(one), likenesses.pieces(other), REACH, strict=True)]
        assert any(near), (one, other)
    assert sum(reach + 1 for reach in REACH) > ALIKE


@pytest.fixture
def alike(engine: Any, home: Any, new_asset: Callable[..., int], cast: Any) -> Callable[..., int]:
    """Return a function that enters an asset of this fingerprint, on both databases."""
    assert engine

    def enter(fingerprint: str, **columns: Any) -> int:
        return new_asset(cast.photographer, rendered_at=NOW, fingerprint=fingerprint, **columns)

    return enter


def pairs(home: Any) -> dict[tuple[int, int], int]:
    with reading(home.engine) as session:
        rows = session.execute(select(Likeness.asset_id, Likeness.other_id, Likeness.distance)
                               .where(Likeness.decided.is_(None)))
        return {(one, other): bits for one, other, bits in rows}


ONE = "9e3779b97f4a7c15"


def test_what_looks_alike_is_suggested_once(home: Any, alike: Any, look: Any) -> None:
    first, near, far = alike(ONE), alike(flipped(ONE, ALIKE, 3)), alike(flipped(ONE, ALIKE + 1, 4))
    look(far, near, first)
    assert pairs(home).get((first, near)) == ALIKE
    assert (first, far) not in pairs(home)
    before = pairs(home)
    look(first, near, far)
    assert pairs(home) == before


def test_plain_pictures_films_of_other_lengths_and_clocks_are_left_out(home: Any, alike: Any, look: Any) -> None:
    look(alike(""), alike(""), alike(ONE, clock_photo=True), alike(ONE))
    assert pairs(home) == {}
    films = [alike(ONE, duration=seconds) for seconds in (12.0, 12.4, 30.0)]
    with writing(home.engine) as session:
        for film in films:
            session.get_one(Asset, film).kind = Kind.VIDEO
    look(*films)
    assert list(pairs(home)) == [(films[0], films[1])]


def test_a_template_used_a_hundred_times_makes_no_flood(home: Any, alike: Any, look: Any) -> None:
    posters = [alike(ONE) for _ in range(3 * MOST)]
    look(*posters)
    found = pairs(home)
    for one in posters:
        assert sum(one in pair for pair in found) <= MOST
    assert len(found) >= len(posters), "each is suggested with some other"


def test_what_was_decided_is_not_asked_again(home: Any, alike: Any, look: Any, cast: Any) -> None:
    one, other = alike(ONE), alike(flipped(ONE, 2, 1))
    look(one, other)
    with writing(home.engine) as session:
        assert likenesses.decide(session, [one, other], Decision.DIFFERENT, cast.photographer.person_id, now=NOW) == 1
    look(other, one)
    assert pairs(home) == {}


def test_shots_of_one_burst_are_not_asked_about(home: Any, shot: Any, look: Any) -> None:
    shots = [shot(place * 0.3) for place in range(4)]
    with writing(home.engine) as session:
        for one in shots:
            session.get_one(Asset, one).fingerprint = ONE
    look(*shots)
    assert pairs(home) == {}
    assert len(standing(home)) == 1


def test_a_suggestion_goes_with_its_asset(home: Any, alike: Any, look: Any) -> None:
    one, other = alike(ONE), alike(ONE)
    look(one, other)
    with writing(home.engine) as session:
        session.delete(session.get_one(Asset, one))
    assert pairs(home) == {}
    with reading(home.engine) as session:
        assert set(session.scalars(select(LikenessBand.asset_id))) == {other}


# Real files, all the way

def test_real_files_find_each_other(home: Any, take: Any, worker: Any, tmp_path: Any, cast: Any) -> None:
    """A photo, what a chat program makes of it, and another photo. An older catalogue's assets are looked at once more."""
    def scene(seed: int) -> Image.Image:
        chance = random.Random(seed)
        picture = Image.new("RGB", (1600, 1200), (200, 190, 170))
        draw = ImageDraw.Draw(picture)
        for _ in range(40):
            left, top = chance.randrange(1400), chance.randrange(1000)
            draw.ellipse((left, top, left + chance.randrange(60, 600), top + chance.randrange(60, 500)),
                         fill=tuple(chance.randrange(256) for _ in range(3)))
        return picture

    camera, chat, else_ = (tmp_path / name for name in ("IMG_0001.JPG", "mmexport1699999999999.jpg", "IMG_0002.JPG"))
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Canon", "Canon EOS R6"
    scene(1).save(camera, quality=92, exif=exif)
    scene(1).resize((1080, 810)).save(chat, quality=55)
    scene(2).save(else_, quality=92, exif=exif)
    taken = [take(path, cast.photographer).asset_id for path in (camera, chat, else_)]
    worker.drain()
    assert list(pairs(home)) == [(taken[0], taken[1])]
    with reading(home.engine) as session:
        assert [session.get_one(Asset, one).recompressed for one in taken] == [False, True, False]
        marks = [session.get_one(Asset, one).fingerprint for one in taken]
    with writing(home.engine) as session:
        for one in taken:
            session.get_one(Asset, one).fingerprint = None
            likeness.ask(session, one, now=NOW)
    worker.drain()
    with reading(home.engine) as session:
        assert [session.get_one(Asset, one).fingerprint for one in taken] == marks
    assert list(pairs(home)) == [(taken[0], taken[1])]
