"""What has settled in a watched folder, and what was handed in before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.sources.watch import Memory, Settled, Watch, needs_polling


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def watch(inbox: Path, tmp_path: Path) -> Watch:
    return Watch([inbox], Memory(tmp_path / "watch" / "seen.jsonl"), settle_s=2)


def names(found: list[Settled]) -> list[str]:
    return [one.found.path.name for one in found]


def test_only_what_two_looks_found_the_same(watch: Watch, inbox: Path) -> None:
    (inbox / "a.jpg").write_bytes(b"1")
    assert names(watch.look(0)) == []
    assert names(watch.look(1)) == []
    with (inbox / "a.jpg").open("ab") as more:
        more.write(b"2")
    assert names(watch.look(2.5)) == []  # it grew: the wait begins again
    assert names(watch.look(4)) == []
    [settled] = watch.look(4.6)
    assert names(watch.look(9)) == ["a.jpg"]  # until it is told that it is done
    watch.done(settled)
    assert names(watch.look(20)) == []
    os.utime(inbox / "a.jpg", ns=(1, 1))
    assert (names(watch.look(30)), names(watch.look(33))) == ([], ["a.jpg"])


def test_what_failed_waits_before_it_is_handed_in_again(watch: Watch, inbox: Path) -> None:
    (inbox / "a.jpg").write_bytes(b"1")
    watch.look(0)
    [settled] = watch.look(2)
    watch.again(settled, after=62)
    assert (names(watch.look(30)), names(watch.look(63)), names(watch.look(64))) == ([], [], ["a.jpg"])
    (inbox / "a.jpg").write_bytes(b"22")  # mended meanwhile: no need to wait
    watch.look(5)
    assert names(watch.look(7)) == ["a.jpg"]


def test_events_name_the_paths_to_look_at(watch: Watch, inbox: Path, tmp_path: Path) -> None:
    (inbox / "day").mkdir()
    (inbox / "day" / "a.jpg").write_bytes(b"1")
    (inbox / "b.jpg").write_bytes(b"1")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "c.jpg").write_bytes(b"1")
    (inbox / "linked").symlink_to(outside)
    watch.look(0, [inbox / "day", inbox / "linked" / "c.jpg", inbox / "gone.jpg", outside / "c.jpg"])
    assert watch.restless == [inbox / "day" / "a.jpg"]
    assert names(watch.look(3, [])) == ["a.jpg"]


def test_a_restart_remembers_and_a_torn_line_costs_one_look(inbox: Path, tmp_path: Path) -> None:
    path = tmp_path / "watch" / "seen.jsonl"
    for name in ("a.jpg", os.fsdecode("运动会.jpg".encode("gbk")), "gone.jpg"):
        (inbox / name).write_bytes(b"1")
    first = Watch([inbox], Memory(path), settle_s=0)
    first.look(0)
    for one in first.look(1):
        first.done(one)
    (inbox / "gone.jpg").unlink()
    lines = path.read_text("ascii").splitlines(keepends=True)
    path.write_text("".join(lines) + lines[0][:9], "ascii")
    again = Watch([inbox], Memory(path), settle_s=0)
    assert (again.look(0), again.look(1)) == ([], [])
    assert len(path.read_text("ascii").splitlines()) == 2


def test_what_programs_have_not_finished_waits_for_its_name(watch: Watch, inbox: Path) -> None:
    for name in ("a.jpg.part", "b.crdownload", ".IMG_1.JPG.Ab12Cd", "~$c.jpg", "d.TMP"):
        (inbox / name).write_bytes(b"1")
    watch.look(0)
    assert watch.look(5) == []
    (inbox / "a.jpg.part").rename(inbox / "a.jpg")
    watch.look(6)
    assert names(watch.look(9)) == ["a.jpg"]


def test_a_folder_that_is_away_is_no_error(inbox: Path, tmp_path: Path) -> None:
    watch = Watch([inbox], Memory(tmp_path / "watch" / "seen.jsonl"), settle_s=0)
    (inbox / "a.jpg").write_bytes(b"1")
    watch.look(0)
    inbox.rename(tmp_path / "away")
    assert watch.look(1) == []
    (tmp_path / "away").rename(inbox)
    watch.look(2)
    assert names(watch.look(3)) == ["a.jpg"]


@pytest.mark.parametrize(("kind", "expected"), [("ext4", False), ("cifs", True), ("nfs4", True), ("fuse.sshfs", True),
                                                ("tmpfs", False), ("9p", True), ("exfat", False)])
def test_file_systems_of_other_machines_are_polled(tmp_path: Path, kind: str, expected: bool) -> None:
    share = tmp_path / "my share"
    (share / "in").mkdir(parents=True)
    at = str(share.resolve()).replace(" ", "\\040")
    table = tmp_path / "mountinfo"
    table.write_text(f"21 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 21 0:40 / {at} rw,noatime shared:1 - {kind} //nas/share rw\n")
    assert needs_polling([share / "in"], table) is expected
    assert not needs_polling([tmp_path], table)
    assert needs_polling([tmp_path], tmp_path / "none")
