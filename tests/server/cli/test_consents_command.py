"""``vitrine consents``, ``take-down`` and ``take-downs``: a record, its withdrawal, and what the screens said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from server.cli.main import cli


@pytest.fixture
def call(home: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setenv("VITRINE_HOME", str(home.settings.home))

    def one(*given: object, code: int = 0) -> list[dict[str, Any]]:
        done = CliRunner().invoke(cli, [*map(str, given), "--json"])
        assert done.exit_code == code, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return one


def test_a_consent_is_recorded_listed_and_withdrawn(call: Callable[..., Any], cast: Any, tmp_path: Path,
                                                    new_asset: Callable[..., int], home: Any, clock: Any) -> None:
    from server.library.describe import Edit, describe

    asset = new_asset(cast.photographer)
    describe(home.engine, cast.photographer, asset, Edit(people=("李小华",)), now=clock())
    form = tmp_path / "授权书.pdf"
    form.write_bytes(b"%PDF-1.7")
    (made,) = call("consents", "add", "李小华", "--number", "7", "--channel", "screens", "--until", "2099-01-31",
                   "--evidence", form, "--as", "photographer")
    assert (made["state"], made["ends"], made["evidence"], made["assets"]) == ("given", "2099-01-31", "授权书.pdf", 1)
    assert [one["name"] for one in call("consents", "list", "--name", "小华", "--as", "reviewer")] == ["李小华"]
    assert call("consents", "list", "--as", "outsider") == []
    (gone,) = call("consents", "withdraw", made["id"], "--reason", "本人来电", "--as", "photographer")
    assert (gone["state"], gone["reason"]) == ("withdrawn", "本人来电")
    assert [one["reason"] for one in call("take-downs", "--as", "editor")] == ["本人来电"]
    call("consents", "withdraw", made["id"], "--reason", "再次", "--as", "photographer", code=1)
    call("consents", "add", "赵一", "--minor", "--as", "photographer", code=1)


def test_what_is_published_is_taken_down_and_each_refusal_told(call: Callable[..., Any], everywhere: Any,
                                                               new_asset: Callable[..., int], cast: Any) -> None:
    draft = new_asset(cast.photographer)
    lines = call("take-down", f"V{everywhere.asset}", f"V{draft}", "V999", "--reason", "异议", "--as", "editor", code=1)
    assert {(one["asset"], one["reason"]["code"] if one["reason"] else None) for one in lines} == {
        (f"V{everywhere.asset}", None), (f"V{draft}", "not-published"), ("V999", "not-found")}
    (screen,) = call("take-downs", lines[1]["report"], "--as", "editor")
    assert (screen["name"], screen["removed_at"]) == ("操场大屏", None)
    call("take-down", f"V{everywhere.asset}", "--reason", "异议", "--as", "photographer", code=1)


def test_records_come_from_a_sheet_and_a_second_time_none_is_doubled(call: Callable[..., Any], cast: Any,
                                                                     tmp_path: Path) -> None:
    from openpyxl import Workbook

    (tmp_path / "forms").mkdir()
    (tmp_path / "forms/li.pdf").write_bytes(b"%PDF-1.7 li")
    rows = [["姓名", "学号", "未成年", "监护人", "范围", "截止日期", "授权书"],
            ["李小华", "2023001", "否", "", "电子屏、wechat", "2027/6/30", "forms/li.pdf"],
            ["赵一", "", "是", "", "全部", "", ""], ["钱二", "", "", "", "报纸", "", ""],
            ["孙三", "", "", "", "", "明年", ""], ["周四", "", "", "", "", "", "forms/none.pdf"],
            ["吴五", "", "是", "吴父", "全部", "长期", ""]]
    sheet = tmp_path / "台账.csv"
    sheet.write_text("\n".join(",".join(row) for row in rows), "utf-8")
    lines = call("consents", "import", sheet, "--as", "photographer", code=1)
    assert [(one["row"], one["outcome"]) for one in lines] == [
        (2, "added"), (3, "refused"), (4, "refused"), (5, "refused"), (6, "refused"), (7, "added")]
    assert [one["reason"]["zh"].partition("有误")[0] for one in lines if one["reason"]] == [
        "「监护人」", "「渠道」", "「截止」", "「凭证」"]
    (li,) = call("consents", "list", "--name", "李小华", "--as", "photographer")
    assert (li["number"], li["ends"], li["evidence"]) == ("2023001", "2027-06-30", "li.pdf")
    assert li["codes"] == ["screens", "wechat"]
    book = Workbook()
    for row in [*rows[:2], rows[6]]:
        book.active.append(row)
    book.save(tmp_path / "台账.xlsx")
    call("consents", "withdraw", li["id"], "--reason", "本人来电", "--as", "photographer")
    again = call("consents", "import", tmp_path / "台账.xlsx", "--as", "photographer")
    assert [(one["outcome"], one["consent"]) for one in again] == [("already-here", 1), ("already-here", 2)], (
        "what was withdrawn since does not come back")
    assert len(call("consents", "list", "--as", "photographer")) == 2
    sheet.write_text("学号\n1\n", "utf-8")
    assert call("consents", "import", sheet, "--as", "photographer", code=1) == []
