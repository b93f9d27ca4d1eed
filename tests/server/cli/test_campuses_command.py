"""``vitrine campuses`` as people type it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image


def test_campuses_by_command(vitrine: Callable[..., Any], tmp_path: Path) -> None:
    Image.new("RGBA", (320, 200), "#8a1538").save(tmp_path / "logo.png")
    given = ("--english", "West", "--accent", "#1c4f8c", "--logo", str(tmp_path / "logo.png"))
    made = vitrine("campuses", "add", "西校区", *given, "--default", "--json").lines[0]
    assert (made["name_en"], made["is_default"], made["logo_width"], made["screens"]) == ("West", True, 320, [])
    assert vitrine("screens", "add", "二食堂", "--campus", "西校区", "--json").lines[0]["campus"] == "西校区"
    changed = vitrine("campuses", "change", "西校区", "--no-logo", "--screen", "", "--json").lines[0]
    assert (changed["logo"], changed["screens"], changed["accent"]) == (None, [], "#1c4f8c")
    refused = vitrine("campuses", "change", "西校区", "--accent", "blue")
    assert (refused.code, "#1f6f5c" in refused.err) == (1, True)
    assert [one["name"] for one in vitrine("campuses", "list", "--json").lines] == ["西校区"]
    assert vitrine("campuses", "remove", "西校区").code == 0
    assert vitrine("campuses", "show", "西校区").code == 1
