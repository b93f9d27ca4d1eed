"""The clock's code: written, signed, read back, and found in photographs of a screen that are not at their best."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from clock_scenes import Scene, photographed
from hypothesis import given
from hypothesis import strategies as st

from ingest.steps.clock_code import find_code, find_code_patiently, key_of, read_code, write_code

KEY = key_of("a secret")
NOON = datetime(2026, 11, 24, 4, 0, 0, tzinfo=UTC)
SCENES = {
    "straight": Scene(), "a third of the frame, aside": Scene(turn=40), "from far aside": Scene(share=0.5, turn=55),
    "tilted and rolled": Scene(tilt=25, turn=20, roll=18), "upright camera": Scene(roll=90), "upside down": Scene(roll=180),
    "out of focus": Scene(blur=3), "dark": Scene(light=0.2), "too bright": Scene(light=1.7),
    "moire": Scene(moire=0.5, turn=12),
    "noise": Scene(noise=18, turn=8), "far off": Scene(share=0.1, turn=15), "close": Scene(share=0.85, tilt=12),
}


@given(st.datetimes(datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2200-01-01"), timezones=st.just(UTC)))
def test_a_code_tells_its_moment(moment: datetime) -> None:
    found = read_code(KEY, write_code(KEY, moment))
    assert found is not None
    assert timedelta(0) <= moment - found < timedelta(milliseconds=100)


@given(st.text(max_size=60) | st.from_regex(r"VC1:[0-9]{1,14}:[A-Z2-7]{10}", fullmatch=True))
def test_what_nobody_here_signed_is_no_code(text: str) -> None:
    assert read_code(KEY, text) is None


def test_another_time_under_the_same_signature_is_no_code() -> None:
    version, tenths, sign = write_code(KEY, NOON).split(":")
    assert read_code(KEY, f"{version}:{int(tenths) + 36_000}:{sign}") is None
    assert read_code(key_of("another"), f"{version}:{tenths}:{sign}") is None
    assert read_code(KEY, f"{version}:{tenths}:{sign}") == NOON


@pytest.fixture(scope="module")
def screen() -> Any:
    """The page's own code, as it draws it, on a screen with figures beside."""
    from server.clocks.codes import SIDE, codes

    rows = codes(KEY, NOON, 1)[0].rows
    squares = [[255 - 255 * (int(rows[y * 7:y * 7 + 7], 16) >> (SIDE - 1 - x) & 1) for x in range(SIDE)] for y in range(SIDE)]
    made = np.full((1080, 1920, 3), 255, np.uint8)
    made[90:990, 90:990] = cv2.resize(np.array(squares, np.uint8), (900, 900), interpolation=cv2.INTER_NEAREST)[..., None]
    for line, text in enumerate(("12:00:00", "2026-11-24")):
        cv2.putText(made, text, (1100, 400 + 150 * line), cv2.FONT_HERSHEY_SIMPLEX, 3.5, (20, 20, 20), 8)
    return made


@pytest.fixture(scope="module")
def room() -> Any:
    """A busy room: books on shelves, nothing but edges."""
    chance = np.random.default_rng(7)
    made = np.full((1280, 1920, 3), 120, np.uint8)
    for _ in range(900):
        x, y, width, height = (int(one) for one in chance.integers((0, 0, 8, 30), (1900, 1260, 60, 190)))
        cv2.rectangle(made, (x, y), (x + width, y + height), chance.integers(10, 245, 3).tolist(), -1)
    return made


def as_jpeg(pixels: Any) -> Any:
    done = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 82])[1]
    return cv2.imdecode(done, cv2.IMREAD_COLOR)


@pytest.mark.parametrize("name", SCENES)
def test_it_is_found_in_a_photograph(screen: Any, room: Any, name: str) -> None:
    assert read_code(KEY, find_code(as_jpeg(photographed(screen, room, SCENES[name]))) or "") == NOON


def test_more_is_found_with_patience(screen: Any, room: Any, tmp_path: Path) -> None:
    faint = as_jpeg(photographed(screen, room, Scene(share=0.2, blur=5.5, light=0.12, noise=9, turn=20)))
    cv2.imwrite(str(tmp_path / "faint.jpg"), faint, [cv2.IMWRITE_JPEG_QUALITY, 90])
    assert find_code(faint) is None
    assert read_code(KEY, find_code_patiently(tmp_path / "faint.jpg") or "") == NOON


def test_two_codes_that_ran_into_each_other_are_never_a_third(screen: Any, room: Any) -> None:
    """A long exposure holds two seconds' codes over each other: one of them is read, or none."""
    from server.clocks.codes import codes

    other = codes(KEY, NOON + timedelta(seconds=1), 1)[0].rows
    mixed = screen.copy()
    squares = [[255 - 255 * (int(other[y * 7:y * 7 + 7], 16) >> (24 - x) & 1) for x in range(25)] for y in range(25)]
    after = cv2.resize(np.array(squares, np.uint8), (900, 900), interpolation=cv2.INTER_NEAREST)[..., None]
    for share in (0.3, 0.5, 0.7):
        mixed[90:990, 90:990] = (screen[90:990, 90:990] * (1 - share) + after * share).astype(np.uint8)
        found = read_code(KEY, find_code(as_jpeg(photographed(mixed, room, Scene(share=0.5)))) or "")
        assert found in {None, NOON, NOON + timedelta(seconds=1)}


def test_pictures_without_a_code_have_none(room: Any) -> None:
    assert find_code(room) is None
    for shape in ((1, 1, 3), (1, 1920, 3), (1920, 1, 3), (7, 5, 3)):
        assert find_code(np.zeros(shape, np.uint8)) is None
