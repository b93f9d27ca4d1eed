"""A card through ``vitrine ingest``: read back, copied to a second disk, and the receipt that says so and means it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.assets import Arrival
from index.catalogue.people import OWNER
from index.db import reading
from server.cli.intake import Intake

MakePhoto = Callable[..., Path]


@pytest.fixture
def card(made_photo: MakePhoto, tmp_path: Path) -> Path:
    """A card with three photos in two folders and a side file."""
    root = tmp_path / "CARD"
    for name in ("DCIM/100CANON/IMG_0001.JPG", "DCIM/100CANON/IMG_0002.JPG", "DCIM/101CANON/IMG_0001.JPG"):
        made_photo(name, folder=root)
    (root / "DCIM/100CANON/IMG_0001.THM").write_bytes(b"x")
    return root


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    folder = tmp_path / "disk"
    folder.mkdir()
    return folder


def receipts(home: Any) -> list[dict[str, Any]]:
    """The receipts that the home keeps, oldest first."""
    found = sorted((home.settings.home / "receipts").glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    return [json.loads(path.read_text("ascii")) for path in found]


def verdict(home: Any) -> tuple[bool, str]:
    last = receipts(home)[-1]
    return last["safe_to_format"], last["verdict"]["code"]


def test_the_receipt_lists_every_file_with_its_hash_and_says_safe(vitrine: Callable[..., Any], card: Path, home: Any) -> None:
    ran = vitrine("ingest", card)
    assert ran.code == 0
    assert "可以格式化" in ran.out
    assert "Safe to format" in ran.out
    [receipt] = receipts(home)
    assert (receipt["safe_to_format"], receipt["structures"], receipt["whole"]) == (True, ["DCIM"], True)
    assert {name: part["files"] for name, part in receipt["counts"].items()} == {"added": 3, "ignored": 1}
    assert len(receipt["files"]) == 4
    for one in receipt["files"]:
        if one["outcome"] == "added":
            assert one["sha256"] in ran.out
            assert one["bytes"] == Path(one["path"]).stat().st_size
            [place] = one["places"]
            assert (home.settings.home / place["path"]).read_bytes() == Path(one["path"]).read_bytes()
    text = (home.settings.home / "receipts" / f"{receipt['batch']}.txt").read_text("utf-8")
    assert all(one["path"] in text for one in receipt["files"])
    with reading(home.engine) as session:
        arrived = session.execute(select(Arrival.door, Arrival.path, Arrival.batch)).all()
    assert ("card", "DCIM/100CANON/IMG_0001.JPG", receipt["batch"]) in [tuple(row) for row in arrived]


def test_run_again_all_of_it_is_verified_again_and_copied_no_second_time(vitrine: Callable[..., Any], card: Path, disk: Path,
                                                                         home: Any) -> None:
    assert vitrine("ingest", card, "--also-to", disk, "--json").code == 0
    copies = {path: path.read_bytes() for path in disk.rglob("*.JPG")}
    batch = receipts(home)[0]["batch"]
    assert {str(path.relative_to(disk)) for path in copies} == {
        f"{batch[:4]}/{folder}/{name}" for folder in [f"{_day(disk)}_{batch}"]
        for name in ("DCIM/100CANON/IMG_0001.JPG", "DCIM/100CANON/IMG_0002.JPG", "DCIM/101CANON/IMG_0001.JPG")}
    assert sorted(copies.values()) == sorted(path.read_bytes() for path in card.rglob("*.JPG"))
    beside = list(disk.rglob("receipt-*"))
    assert {path.suffix for path in beside} == {".json", ".txt"}

    again = vitrine("ingest", card, "--also-to", disk, "--json")
    assert (again.code, again.err) == (0, "")
    assert {path: path.read_bytes() for path in disk.rglob("*.JPG")} == copies
    assert verdict(home) == (True, "card-safe")
    for one in receipts(home)[-1]["files"]:
        assert one["outcome"] in {"already-here", "ignored"}
        assert [place["where"] for place in one["places"]] == ([] if one["outcome"] == "ignored" else ["home", "second-copy"])


def _day(disk: Path) -> str:
    return next(path.name for path in (next(disk.iterdir())).iterdir())[:10]


def test_a_file_that_is_not_kept_is_named_and_the_card_is_not_safe(vitrine: Callable[..., Any], card: Path, home: Any,
                                                                   made_photo: MakePhoto) -> None:
    cut = made_photo("DCIM/100CANON/IMG_0003.JPG", folder=card)
    cut.write_bytes(cut.read_bytes()[:3000])
    (card / "NOTES.TXT").write_text("会议纪要", "utf-8")
    ran = vitrine("ingest", card, "--wait")
    assert ran.code == 1
    assert "请不要格式化" in ran.out
    assert "NOTES.TXT" in ran.out
    assert verdict(home) == (False, "card-not-safe")
    unsafe = {Path(one["path"]).name: one["reason"]["code"] for one in receipts(home)[-1]["files"] if not one["safe"]}
    assert unsafe == {"IMG_0003.JPG": "damaged", "NOTES.TXT": "not-media"}


def test_a_part_of_a_card_is_never_called_safe(vitrine: Callable[..., Any], card: Path, home: Any) -> None:
    assert vitrine("ingest", card / "DCIM" / "100CANON", "--json").code == 0
    assert verdict(home) == (False, "card-part")
    (card.parent / "empty").mkdir()
    assert vitrine("ingest", card.parent / "empty", "--json").code == 0
    assert verdict(home) == (False, "card-empty")


def test_a_second_disk_that_fails_leaves_the_card_unsafe(vitrine: Callable[..., Any], card: Path, disk: Path,
                                                         home: Any) -> None:
    (disk / receipts_year()).symlink_to(card.parent)
    ran = vitrine("ingest", card, "--also-to", disk, "--json")
    assert ran.code == 1
    assert {line["outcome"] for line in ran.lines if line["reason"] and line["reason"]["code"] == "second-copy"} == {"added"}
    assert "请不要格式化" in vitrine("ingest", card, "--also-to", disk).out
    assert verdict(home) == (False, "card-not-safe")  # the home's receipt stands, whatever becomes of the second disk
    gone = vitrine("ingest", card, "--also-to", disk / "none")
    assert (gone.code, "second" in gone.err.lower()) == (2, True)


def receipts_year() -> str:
    return time.strftime("%Y")


class Muddled:
    """Swaps a kept original's bytes between the writing and the reading back: a disk that lies."""

    def __init__(self, intake: Intake, name: str) -> None:
        self.intake, self.name, self.real = intake, name, intake.hand_in

    def __call__(self, found: Any, *rest: Any, **named: Any) -> Any:
        taken = self.real(found, *rest, **named)
        if found.path.name == self.name:
            kept = self.intake.home.store.path("originals", taken.sha256)
            kept.write_bytes(b"X" + kept.read_bytes()[1:])
        return taken


def test_a_disk_that_lies_is_found_out(card: Path, home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from server.cli import receipting

    intake = Intake(home, OWNER)
    monkeypatch.setattr(intake, "hand_in", Muddled(intake, "IMG_0002.JPG"))
    lines = intake.take([card], [].append)
    assert receipting.give(intake, lines, quiet=True) is False
    assert [Path(one["path"]).name for one in receipts(home)[-1]["files"] if not one["safe"]] == ["IMG_0002.JPG"]
    again = Intake(home, OWNER)  # the next run puts the whole bytes in the place of the broken ones
    assert receipting.give(again, again.take([card], [].append), quiet=True) is True


def test_a_card_pulled_half_way_is_told_and_the_next_run_finishes(card: Path, home: Any, tmp_path: Path, disk: Path,
                                                                  capsys: pytest.CaptureFixture[str]) -> None:
    from server.cli import receipting

    for number in range(20):
        shutil.copy(card / "DCIM/100CANON/IMG_0001.JPG", card / f"DCIM/100CANON/IMG_1{number:03}.JPG")
        with (card / f"DCIM/100CANON/IMG_1{number:03}.JPG").open("ab") as out:
            out.write(bytes([number]))
    intake = Intake(home, OWNER, also_to=disk)
    lines = intake.take([card], lambda _line: card.rename(tmp_path / "pulled") if card.exists() else None)
    assert receipting.give(intake, lines, quiet=False) is False
    assert "拔出" in capsys.readouterr().err
    codes = [line.reason["code"] for line in lines if line.reason]
    assert codes
    assert set(codes) <= {"unreadable", "side-file"}
    assert len(lines) == 24

    (tmp_path / "pulled").rename(card)
    again = Intake(home, OWNER, also_to=disk)
    assert receipting.give(again, again.take([card], [].append), quiet=True) is True
    assert verdict(home) == (True, "card-safe")
    assert len(list(disk.rglob("*.JPG"))) == 23


def test_what_appears_on_the_card_meanwhile_makes_it_unsafe(card: Path, home: Any, made_photo: MakePhoto) -> None:
    from server.cli import receipting

    intake = Intake(home, OWNER)
    late: list[Path] = []
    lines = intake.take([card], lambda _line: late or late.append(made_photo("DCIM/100CANON/LATE.JPG", folder=card)))
    assert receipting.give(intake, lines, quiet=True) is False
    unsafe = [one for one in receipts(home)[-1]["files"] if not one["safe"]]
    assert [(Path(one["path"]).name, one["reason"]["code"]) for one in unsafe] == [("LATE.JPG", "appeared")]


@pytest.mark.parametrize("after", [0.7, 1.1, 1.6])
def test_killed_anywhere_the_next_run_finishes_both_copies(vitrine: Callable[..., Any], made_photo: MakePhoto, disk: Path,
                                                           tmp_path: Path, home: Any, command: list[str],
                                                           command_environment: dict[str, str], after: float) -> None:
    root = tmp_path / "BIG"
    for number in range(30):
        made_photo(f"DCIM/100/IMG_{number}.JPG", size=(1600, 1200), folder=root)
    process = subprocess.Popen([*command, "ingest", str(root), "--also-to", str(disk), "--json"], env=command_environment,
                               stdout=subprocess.DEVNULL)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert vitrine("ingest", root, "--also-to", disk, "--json").code == 0
    assert verdict(home) == (True, "card-safe")
    wanted = sorted(path.read_bytes() for path in root.rglob("*.JPG"))
    kept = {path.read_bytes() for path in disk.rglob("*.JPG")}
    assert sorted(kept) == wanted
    for one in receipts(home)[-1]["files"]:
        assert all(os.path.exists(place["path"]) for place in one["places"] if place["where"] == "second-copy")  # noqa: PTH110


def test_check_previews_new_here_refused_ignored_with_bytes(vitrine: Callable[..., Any], card: Path, home: Any,
                                                            disk: Path) -> None:
    vitrine("ingest", card / "DCIM" / "101CANON", "--json")
    (card / "NOTES.TXT").write_text("x", "utf-8")
    ran = vitrine("ingest", card, "--check", "--also-to", disk)
    assert ran.code == 1
    assert "[DCIM]" in ran.err
    for words in ("将入库 new: 2", "已存在 already here: 1", "已忽略 ignored: 1   1 B", "未接收 refused: 1   1 B"):
        assert words in ran.err, ran.err
    assert len(receipts(home)) == 1
    assert list(disk.iterdir()) == []


def test_json_goes_to_its_file_though_the_progress_has_a_terminal(card: Path, home: Any, command: list[str], tmp_path: Path,
                                                                  command_environment: dict[str, str]) -> None:
    watched, terminal = os.openpty()
    with (tmp_path / "lines.jsonl").open("wb") as out:
        process = subprocess.Popen([*command, "ingest", str(card), "--json"], env=command_environment, stdout=out,
                                   stderr=terminal)
        os.close(terminal)
        seen = b""
        with contextlib.suppress(OSError):  # how a pseudo-terminal says that nobody is left
            while chunk := os.read(watched, 1 << 16):
                seen += chunk
        os.close(watched)
    assert process.wait(30) == 0
    assert len((tmp_path / "lines.jsonl").read_text("ascii").splitlines()) == 4
    told = seen.decode()
    assert "入库 taking in" in told
    assert "/4" in told
    assert "IMG_0001.JPG" in told, "the file in hand"
    assert "…" not in told, "all of it fits 80 columns"
    for told in (rb"4/4", rb"IMG_000\d\.JPG", rb"(bytes|[kM]B)", rb"(bytes|[kM]B)/s"):
        assert re.search(told, seen), told  # files, the one in hand, bytes, their rate
