"""The soak runs from end to end, small: two kills with all doors open at once, and nothing is lost by them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_two_rounds_at_all_doors_lose_nothing(tmp_path: Path) -> None:
    out = tmp_path / "soak.json"
    ran = subprocess.run([sys.executable, "-m", "tests.soak", "--door", "together", "--rounds", "2", "--most", "1", "--seed",
                          "3", "--out", str(out)], cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    told = json.loads(out.read_text("ascii"))
    [door] = told["doors"]
    assert (ran.returncode, door["violations"]) == (0, []), ran.stderr
    assert (told["seed"], door["rounds"]) == (3, 2)
    assert sum(door["kills"].values()) >= 2
    assert door["files"] >= 14


def test_traps_and_mutants_come_to_an_end_with_a_reason(tmp_path: Path) -> None:
    out, given = tmp_path / "soak.json", tmp_path / "given"
    given.mkdir()
    (given / "half.jpg").write_bytes(b"\xff\xd8\xff\xe1")
    ran = subprocess.run([sys.executable, "-m", "tests.soak", "--door", "malformed", "--mutants", "30", "--seed", "1",
                          "--files", str(given), "--out", str(out)], cwd=ROOT, capture_output=True, text=True,
                         stdin=subprocess.DEVNULL)
    [told] = json.loads(out.read_text("ascii"))["doors"]
    assert (ran.returncode, told["violations"]) == (0, []), ran.stderr
    assert told["files"] == sum(told["outcomes"].values()) > 60
    assert {"added", "damaged", "not-media", "too-large", "empty"} <= set(told["outcomes"])
