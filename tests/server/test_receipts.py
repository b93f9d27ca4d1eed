"""A receipt says "safe to format" in one case only, and says in the others why not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from index.errors import VitrineError
from server import receipts
from server.receipts import Entry, Place, Receipt, readable

ZONE = ZoneInfo("Asia/Shanghai")
KEPT = Entry("DCIM/a.jpg", "added", "V1", "a" * 64, 1_500_000, (Place("home", "originals/aa/aa"),), True, None)
SIDE = Entry("DCIM/a.thm", "ignored", None, None, 10, (), True, None)
LOST = Entry("DCIM/b\x1b[31m.jpg", "refused", None, None, 5, (), False,
             {"code": "unreadable", "zh": "无法读取。", "en": "Cannot be read."})


@pytest.fixture
def receipt() -> Receipt:
    return Receipt("20260301-1", datetime(2026, 3, 1, 2, tzinfo=UTC), ("CARD",), ("DCIM",), True, None, False, (KEPT, SIDE))


def test_safe_only_if_the_whole_card_is_verified(receipt: Receipt) -> None:
    assert receipt.safe_to_format
    for other, code in ((replace(receipt, whole=False), "card-part"), (replace(receipt, entries=(SIDE,)), "card-empty"),
                        (replace(receipt, entries=()), "card-empty"),
                        (replace(receipt, entries=(KEPT, LOST)), "card-not-safe"),
                        (replace(receipt, entries=(replace(KEPT, safe=False),)), "card-not-safe")):
        assert not other.safe_to_format
        assert other.verdict.code == code
        assert "✓ 可以格式化" not in receipts.text(other, ZONE)


def test_the_text_has_both_languages_each_file_and_no_controls(receipt: Receipt) -> None:
    text = receipts.text(replace(receipt, entries=(KEPT, SIDE, LOST), second_copy="disk", same_disk=True), ZONE)
    for words in ("2026-03-01 10:00:00 +0800", "请不要格式化",
                  "Do not format", "a" * 64, "不保留", "无法读取", "1.5 MB", "同一块磁盘"):
        assert words in text
    assert "\x1b" not in text


def test_it_is_kept_in_both_forms(receipt: Receipt, tmp_path: Path) -> None:
    kept = receipts.keep(receipt, tmp_path / "receipts", ZONE)
    assert kept.read_text("utf-8") == receipts.text(receipt, ZONE)
    told = json.loads(kept.with_suffix(".json").read_text("ascii"))
    assert (told["safe_to_format"], told["files"][0]["sha256"], told["counts"]["added"]) == (
        True, "a" * 64, {"files": 1, "bytes": 1_500_000})
    assert len(list(kept.parent.iterdir())) == 2


def test_a_home_that_takes_none_is_told(receipt: Receipt, tmp_path: Path) -> None:
    (tmp_path / "receipts").touch()
    with pytest.raises(VitrineError):
        receipts.keep(receipt, tmp_path / "receipts", ZONE)


def test_sizes_are_those_printed_on_cards() -> None:
    assert [readable(size) for size in (0, 999, 1000, 64e9, 2e12)] == ["0 B", "999 B", "1.0 kB", "64.0 GB", "2000.0 GB"]
