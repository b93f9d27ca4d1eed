"""``vitrine stories`` as people type it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_kinds_are_kept_from_the_command_line(vitrine: Callable[..., Any]) -> None:
    made = vitrine("stories", "kinds", "add", "interview", "--name", "专访", "--name-en", "Interview", "--json")
    assert made.lines[-1] == {"code": "interview", "name": "专访", "name_en": "Interview", "active": True, "stories": 0}
    assert vitrine("stories", "kinds", "order", "interview", "--json").lines[0]["code"] == "interview"
    off = vitrine("stories", "kinds", "change", "专访", "--inactive", "--json").lines[0]
    assert (off["name"], off["active"]) == ("专访", False)
    assert vitrine("stories", "kinds", "change", "none", "--inactive").code == 1


def test_files_become_stories_and_what_cannot_is_told_by_name(vitrine: Callable[..., Any], cast: Any,
                                                               tmp_path: Path) -> None:
    (tmp_path / "校庆.md").write_text("# 校庆开幕\n\n文/张三\n\n五月四日，校庆开幕。![](a.jpg)\n", "utf-8")
    (tmp_path / "坏.docx").write_bytes(b"broken")
    assert "没有渠道「none」" in vitrine("stories", "import", tmp_path, "--channel", "none", "--as", "photographer").out
    ran = vitrine("stories", "import", tmp_path, "--kind", "feature", "--channel", "site", "--as", "photographer")
    assert ran.code == 1
    assert "S1 《校庆开幕》  张三，未带入图片 1 张" in ran.out
    assert "坏.docx\n    " in ran.out
    again = vitrine("stories", "import", tmp_path / "校庆.md", "--as", "photographer", "--json")
    assert (again.code, again.lines[0]["outcome"], again.lines[0]["story"]) == (0, "already-here", "S1")
    vitrine("bin", "put", "S1", "--as", "photographer")
    away = vitrine("stories", "import", tmp_path / "校庆.md", "--as", "photographer", "--json")
    assert (away.code, away.lines[0]["reason"]["code"]) == (1, "in-bin")
    vitrine("bin", "propose", "S1", "--reason", "重复", "--as", "editor")
    vitrine("bin", "confirm", "S1", "--as", "administrator")
    assert "deleted for good on" in vitrine("stories", "import", tmp_path / "校庆.md", "--as", "photographer").out
    assert vitrine("stories", "import", tmp_path / "none.txt", "--as", "photographer").code == 2
