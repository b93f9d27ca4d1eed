"""A bag is verified by coreutils alone, is gone on with after any stop, and tells what is wrong with it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import VitrineError
from server.archive.bag import BAG, INFO, JOURNAL, LOCK, MANIFEST, TAGS, Bag
from server.archive.checking import Fault, verify

ABOUT = {"year": 2026, "name": "urn:uuid:1"}


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A whole bag with names that are hard on tools."""
    folder = tmp_path / "存档"
    with Bag(folder, ABOUT) as bag:
        for number, name in enumerate(("a b.jpg", "100%.jpg", "引号'\".jpg", "-n.jpg", "a b.jpg")):
            bag.put_text(str(number), bag.name("20260301_开放日", name), name.encode() * 1000)
        bag.finish({"Bagging-Date": "2026-03-01"}, b"how to")
    return folder


def sha256sum(folder: Path, manifest: str = MANIFEST) -> int:
    return subprocess.run(["sha256sum", "-c", "--strict", "--quiet", manifest], cwd=folder, capture_output=True,
                          check=False).returncode


def faults(folder: Path) -> set[tuple[str, str]]:
    return {(one.code, one.path) for one in verify(folder) if isinstance(one, Fault)}


def test_coreutils_find_it_whole(filled: Path) -> None:
    assert [sha256sum(filled), sha256sum(filled, TAGS)] == [0, 0]
    assert (filled / BAG).read_text() == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    names = sorted(path.name for path in (filled / "data" / "20260301_开放日").iterdir())
    assert names == ["-n.jpg", "100％.jpg", "a b (2).jpg", "a b.jpg", "引号'_.jpg"]
    size = sum(path.stat().st_size for path in (filled / "data").rglob("*.jpg"))
    assert f"Payload-Oxum: {size}.5" in (filled / INFO).read_text()
    assert faults(filled) == set()
    assert not any((filled / name).exists() for name in (JOURNAL, LOCK))


def test_each_fault_is_told(filled: Path) -> None:
    data = filled / "data" / "20260301_开放日"
    (data / "a b.jpg").write_bytes(b"other")
    (data / "-n.jpg").unlink()
    (data / "extra.txt").touch()
    assert faults(filled) == {("damaged", "data/20260301_开放日/a b.jpg"), ("missing", "data/20260301_开放日/-n.jpg"),
                              ("stray", "data/20260301_开放日/extra.txt"), ("oxum", INFO)}
    assert sha256sum(filled) == 1
    with (filled / MANIFEST).open("a") as manifest:
        manifest.write("\n")
    assert ("tag", MANIFEST) in faults(filled)
    (filled / BAG).unlink()
    assert faults(filled) == {("not-a-bag", BAG)}


@pytest.mark.parametrize("harm", [
    Path.exists, lambda folder: (folder / JOURNAL).open("a").write('{"of": "2", "pa'),
    lambda folder: (folder / "data" / "one.jpg").write_bytes(b"half"),
    lambda folder: (folder / "data" / "two.jpg.vitrine-part").write_bytes(b"half")])
def test_it_is_gone_on_with(tmp_path: Path, harm: Callable[[Path], object]) -> None:
    folder = tmp_path / "bag"
    with Bag(folder, ABOUT) as bag:
        bag.put_text("1", bag.name("", "one.jpg"), b"first")
    assert ("not-finished", JOURNAL) in faults(folder)
    harm(folder)
    with Bag(folder, ABOUT) as bag:
        for of, name in (("1", "one.jpg"), ("2", "two.jpg")):
            if of not in bag.kept:
                bag.put_text(of, bag.name("", name), b"first")
        bag.finish({}, b"")
    assert faults(folder) == set()
    assert sha256sum(folder) == 0


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, filled: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "note.txt").touch()
    for folder, about in ((tmp_path / "other", ABOUT), (filled, ABOUT)):
        with pytest.raises(VitrineError) as caught:
            Bag(folder, about)
        assert caught.value.reason.code == "archive-there"
    with Bag(tmp_path / "new", ABOUT), pytest.raises(VitrineError) as caught:
        Bag(tmp_path / "new", ABOUT)
    assert caught.value.reason.code == "archive-busy"
    with pytest.raises(VitrineError) as caught:
        Bag(tmp_path / "new", {**ABOUT, "year": 2025})
    assert caught.value.reason.code == "archive-there"


def test_bytes_that_are_not_what_they_were_are_not_taken(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"bytes")
    with Bag(tmp_path / "bag", ABOUT) as bag:
        assert bag.put("1", "data/x", source, "0" * 64) is None
        assert bag.put("2", "data/y", tmp_path / "none", "0" * 64) is None
        assert list((tmp_path / "bag" / "data").iterdir()) == []
