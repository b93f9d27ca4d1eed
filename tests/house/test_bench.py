"""The bench runs from end to end, small: its figures are nobody's business here, only that each part tells some.

Browsing, the recall and what screens do for long are left out: they want a minute each in Chromium, and tests/browser,
tests/flow and tests/kiosk look at the same.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_quick_run_measures_every_part(tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    parts = ("ingest", "card", "memory", "growth", "steps", "search", "web", "describe", "review")
    only = [word for part in parts for word in ("--only", part)]
    ran = subprocess.run([sys.executable, "-m", "tests.bench", "--quick", "--out", str(out), *only], cwd=ROOT,
                         capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(out.read_text(encoding="utf-8"))
    assert told["failed"] == []
    assert told["machine"]["cores"] >= 1
    assert {row["part"].split(" ")[0] for row in told["rows"]} == {
        "ingest", "card", "memory", "growth", "facts", "thumbnail", "quality", "film", "search", "web",
        "describe", "review"}
    assert all(row["median"] > 0 for row in told["rows"])
    assert any(row["against"] == "bare loop: wall" and row["ratio"] for row in told["rows"])
    assert "grid page" in ran.stdout
