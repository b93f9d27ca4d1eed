"""What an item comes to in a film: parts for the pages of a story, the names of all that is in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from server.loops.parts import PAGE, hashes_of, names_of, paged, parts_of

PICTURE = {"sha256": "b" * 64, "media_type": "image/jpeg", "width": 1600, "height": 900, "alt": ""}
STORY: dict[str, Any] = {
    "key": "1-S3", "kind": "story", "sha256": "a" * 64, "title": "新窗口", "caption": "一到三元", "credit": "甲",
    "department": "后勤处", "date": "2026-03-01", "text": "早餐六点半开始供应。" * 6 + "\n" + "长" * 90, "head_ms": 10_000,
    "duration_ms": 40_000, "pictures": [],
}


def test_the_pages_of_a_text_hold_whole_sentences_and_lose_nothing() -> None:
    pages = paged(STORY["text"])
    assert "".join(pages) == STORY["text"].replace("\n", "")
    assert max(map(len, pages)) <= PAGE
    assert pages[0] == "早餐六点半开始供应。" * 4
    assert paged("") == []


def test_a_story_is_its_headline_and_its_pages_for_as_long_as_a_screen_shows_it(home: Any, tmp_path: Path) -> None:
    parts = parts_of(home, STORY, (320, 180), "#1f6f5c", tmp_path)
    assert len(parts) == 1 + len(paged(STORY["text"]))
    assert round(sum(part.seconds for part in parts), 3) == 40
    assert (parts[0].words.quiet, parts[1].words.quiet) == (("后勤处", "文 甲", "2026年3月1日"), ("1 / 5",))
    assert {part.path for part in parts} == {tmp_path / "ground.png"}
    pictured = parts_of(home, {**STORY, "pictures": [PICTURE]}, (320, 180), "#1f6f5c", tmp_path)
    assert {part.path for part in pictured} == {home.store.path("renditions", "b" * 64)}


def test_a_film_goes_with_whatever_is_in_it() -> None:
    story = {**STORY, "pictures": [PICTURE]}
    assert hashes_of({"sha256": "c" * 64, "key": "1-M1", "parts": [story]}) == ["c" * 64, "a" * 64, "b" * 64]
    assert names_of({"key": "1-M1", "parts": [story, {"key": "1-V7"}]}) == ["S3", "V7"]
