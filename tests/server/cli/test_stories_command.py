"""``vitrine stories`` as people type it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_kinds_are_kept_from_the_command_line(vitrine: Callable[..., Any]) -> None:
    made = vitrine("stories", "kinds", "add", "interview", "--name", "专访", "--name-en", "Interview", "--json")
    assert made.lines[-1] == {"code": "interview", "name": "专访", "name_en": "Interview", "active": True, "stories": 0}
    assert vitrine("stories", "kinds", "order", "interview", "--json").lines[0]["code"] == "interview"
    off = vitrine("stories", "kinds", "change", "专访", "--inactive", "--json").lines[0]
    assert (off["name"], off["active"]) == ("专访", False)
    assert vitrine("stories", "kinds", "change", "none", "--inactive").code == 1
