"""A second copy: dated folders, nothing overwritten, believed only when its bytes come back right."""

from __future__ import annotations

import hashlib
import os
import resource
import time
from pathlib import Path

import pytest

from index.errors import VitrineError
from ingest import read_back
from ingest.second_copy import SecondCopy, require_place

CONTENT = b"a photo's bytes" * 200_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()
ON_CARD = Path("DCIM/100CANON/IMG_0001.JPG")


@pytest.fixture
def original(tmp_path: Path) -> Path:
    path = tmp_path / "home" / "original"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "disk"
    folder.mkdir()
    return folder


def copies(place: Path, batch: str = "b1") -> SecondCopy:
    second = SecondCopy(place, day="2026-03-01", batch=batch)
    second.look_around([(ON_CARD.name, len(CONTENT))])
    return second


def test_reading_back_is_hashing_every_byte(original: Path) -> None:
    counted: list[int] = []
    assert read_back.digest(original, counted.append) == SHA256
    assert sum(counted) == len(CONTENT)
    original.write_bytes(CONTENT[:-1] + b"x")
    assert read_back.digest(original) != SHA256


def test_reading_back_follows_no_link(original: Path) -> None:
    link = original.with_name("link")
    link.symlink_to(original)
    with pytest.raises(OSError, match="symbolic"):
        read_back.digest(link)


def test_it_lies_in_a_dated_folder_with_the_cards_own_path_and_date(original: Path, place: Path) -> None:
    counted: list[int] = []
    kept = copies(place).keep(original, SHA256, ON_CARD, len(CONTENT), modified_ns=1_700_000_000_000_000_000,
                              progress=counted.append)
    assert kept == place / "2026" / "2026-03-01_b1" / ON_CARD
    assert kept.read_bytes() == CONTENT
    assert kept.stat().st_mtime == 1_700_000_000
    assert sum(counted) == 2 * len(CONTENT)  # copied, and read back


def test_the_next_run_finds_it_and_copies_nothing(original: Path, place: Path) -> None:
    first = copies(place).keep(original, SHA256, ON_CARD, len(CONTENT))
    assert copies(place, "b2").keep(original, SHA256, ON_CARD, len(CONTENT)) == first
    assert [path for path in place.rglob("*") if path.is_file()] == [first]


def test_a_copy_that_went_bad_is_not_believed_and_not_touched(original: Path, place: Path) -> None:
    first = copies(place).keep(original, SHA256, ON_CARD, len(CONTENT))
    first.write_bytes(b"X" + CONTENT[1:])
    again = copies(place).keep(original, SHA256, ON_CARD, len(CONTENT))
    assert again.name == "IMG_0001~2.JPG"
    assert again.read_bytes() == CONTENT
    assert first.read_bytes()[:1] == b"X"


def test_an_original_that_is_not_what_it_was_is_not_copied(original: Path, place: Path) -> None:
    original.write_bytes(b"X" + CONTENT[1:])
    with pytest.raises(VitrineError) as caught:
        copies(place).keep(original, SHA256, ON_CARD, len(CONTENT))
    assert caught.value.reason.code == "not-verified"
    assert [path for path in place.rglob("*") if path.is_file()] == []


def test_a_link_in_the_way_is_not_followed(original: Path, place: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (place / "2026").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(VitrineError) as caught:
        copies(place).keep(original, SHA256, ON_CARD, len(CONTENT))
    assert caught.value.reason.code == "second-copy"
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_what_was_begun_days_ago_goes_what_is_being_written_stays(place: Path) -> None:
    old, new, other = place / ".vitrine-a.part", place / ".vitrine-b.part", place / "holiday.part"
    for path in (old, new, other):
        path.touch()
    os.utime(old, (time.time() - 200_000,) * 2)
    os.utime(other, (time.time() - 200_000,) * 2)
    copies(place)
    assert sorted(path.name for path in place.iterdir()) == [".vitrine-b.part", "holiday.part"]


@pytest.mark.parametrize("where", ["gone", "home", "home/originals", "card", "card/DCIM", "."])
def test_places_that_are_none_are_refused(tmp_path: Path, where: str) -> None:
    for folder in ("home/originals", "card/DCIM"):
        (tmp_path / folder).mkdir(parents=True)
    with pytest.raises(VitrineError) as caught:
        require_place(tmp_path / where, home=tmp_path / "home", cards=[tmp_path / "card"])
    assert caught.value.reason.code == "second-copy-place"


def test_the_same_disk_is_told(tmp_path: Path) -> None:
    for folder in ("home", "disk"):
        (tmp_path / folder).mkdir()
    assert require_place(tmp_path / "disk", home=tmp_path / "home", cards=[])
    memory = Path("/dev/shm")
    if memory.is_dir() and memory.stat().st_dev != tmp_path.stat().st_dev:
        assert not require_place(memory, home=tmp_path / "home", cards=[])


def test_a_full_disk_leaves_no_half_copy_and_the_next_run_finishes(original: Path, place: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(CONTENT) // 2, before[1]))  # the write itself fails, in its middle
    try:
        with pytest.raises(VitrineError) as caught:
            copies(place).keep(original, SHA256, ON_CARD, len(CONTENT))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caught.value.reason.code == "second-copy"
    assert [path for path in place.rglob("*") if path.is_file()] == []
    kept = copies(place, "b2").keep(original, SHA256, ON_CARD, len(CONTENT))
    assert kept.read_bytes() == CONTENT


def test_a_disk_that_is_pulled_in_the_middle_is_told(original: Path, place: Path, tmp_path: Path) -> None:
    second, read = copies(place), []

    def pull(count: int) -> None:
        read.append(count)
        if len(read) == 2:
            place.rename(tmp_path / "pulled")

    with pytest.raises(VitrineError) as caught:
        second.keep(original, SHA256, ON_CARD, len(CONTENT), progress=pull)
    assert caught.value.reason.code == "second-copy"
    (tmp_path / "pulled").rename(place)
    assert copies(place, "b2").keep(original, SHA256, ON_CARD, len(CONTENT)).read_bytes() == CONTENT
