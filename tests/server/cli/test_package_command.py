"""``stories package``: a ZIP in a folder, and nothing there is written over."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from server.stories.service import Wish, begin


def test_a_package_lands_in_a_folder(home: Any, cast: Any, clock: Any, vitrine: Any, tmp_path: Path) -> None:
    story = begin(home.engine, cast.photographer, Wish("news", "食堂开放日", body="<p>正文</p>"), now=clock())
    found = []
    for _ in range(2):
        done = vitrine("stories", "package", f"S{story}", "--for", "weibo", "--to", str(tmp_path / "推送"), "--json")
        found += done.lines
    assert [Path(one["path"]).name for one in found] == ["S1-weibo-食堂开放日.zip", "S1-weibo-食堂开放日 (2).zip"]
    with zipfile.ZipFile(found[0]["path"]) as opened:
        assert "【食堂开放日】" in opened.read("微博-短.txt").decode("utf-8-sig")
    refused = vitrine("stories", "package", "S9", "--for", "weibo")
    assert (refused.code, "S9" in refused.err) == (1, True)
