"""``vitrine describe``: a sheet looked at, saved and taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_a_sheet_by_command(vitrine: Callable[..., Any], made_photo: Callable[..., Path], tmp_path: Path, cast: Any) -> None:
    photo = made_photo("DSC_0001.JPG")
    vitrine("ingest", photo, "--as", "photographer")
    sheet = tmp_path / "说明.csv"
    sheet.write_text("文件名,标题,天气\nDSC_0001.JPG,开放日,晴\nDSC_0002.JPG,没有这张,\n", encoding="gb18030")
    looked = vitrine("describe", sheet, "--check", "--as", "photographer", "--json")
    assert looked.code == 1
    assert "天气" in looked.err
    assert [(one["row"], one["asset"], one["outcome"], one["column"]) for one in looked.lines] == [
        (2, "V1", "changed", None), (3, None, "refused", "file")]
    assert looked.lines[1]["reason"]["code"] == "not-found"
    assert vitrine("show", "V1", "--json").lines[0]["title"] in (None, "")
    saved = vitrine("describe", sheet, "--as", "photographer")
    assert "--undo 1" in saved.err
    assert vitrine("show", "V1", "--json").lines[0]["title"] == "开放日"
    assert vitrine("describe", "--undo", "1", "--as", "photographer", "--json").lines[0]["outcome"] == "changed"
    assert vitrine("show", "V1", "--json").lines[0]["title"] in (None, "")
    assert vitrine("describe").code == 2
