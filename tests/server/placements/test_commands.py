"""``vitrine placements`` and ``vitrine outlets``: lists, records, and sheets that are taken in whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook
from sqlalchemy import func, select

from index.catalogue.placements import Placement
from index.db import reading
from server import clock as machine
from server.cli.main import cli

SHEET = [["内容", "状态", "渠道", "媒体", "报送日期", "见报日期", "凭证", "备注"],
         ["S1", "", "", "日报", "2026/3/2", "2026年3月5日", "files/a.pdf", "头版"],
         ["S1", "已采用", "", "晚报", "", "2026-03-06", "", ""],
         ["S1", "未采用", "校外媒体", "省网", "2026-03-03", "", "", ""],
         ["S1", "已报送", "media", "", "", "", "", ""]]


@pytest.fixture
def call(home: Any, clock: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Return a function that runs the command at the time of the test's clock: (*arguments, code=) -> JSON lines."""
    monkeypatch.setenv("VITRINE_HOME", str(home.settings.home))
    monkeypatch.setattr(machine, "now", clock)

    def one(*given: object, code: int = 0) -> list[dict[str, Any]]:
        done = CliRunner().invoke(cli, [*map(str, given), "--json"])
        assert done.exit_code == code, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return one


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    (tmp_path / "files/a.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")
    (tmp_path / "files/b.pdf").write_bytes(b"MZ\x90 a program")
    listed = "名称,级别,类型,知名媒体\n日报,市级,新闻媒体,是\n晚报,市,news,\n省网,province,网站,否\n"
    (tmp_path / "媒体.csv").write_text(listed, "utf-8")
    return tmp_path


@pytest.fixture
def ref(story: Any, approve: Any, home: Any, cast: Any, clock: Any, call: Any, files: Path) -> Any:
    """A story that is approved for outside media, some days ago; three outlets are on the list."""
    from index.catalogue.lifecycle import Verb
    from server.review.service import Order, act

    ref = story()
    act(home.engine, cast.photographer, Order(Verb.SUBMIT, "media"), ref, now=clock.turn(minutes=1))
    for who in (cast.reviewer, cast.director, cast.editor):
        act(home.engine, who, Order(Verb.APPROVE, "media"), ref, now=clock.turn(minutes=1))
    clock.turn(days=5)
    assert [one["outcome"] for one in call("outlets", "import", files / "媒体.csv", "--as", "editor")] == ["added"] * 3
    return ref


def count(home: Any) -> int:
    with reading(home.engine) as session:
        return session.scalar(select(func.count()).select_from(Placement)) or 0


def written(path: Path, rows: list[list[str]]) -> Path:
    if path.suffix == ".csv":
        path.write_text("\n".join(",".join(row) for row in rows), "utf-8-sig")
        return path
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_is_taken_in_whole_once_nothing_in_it_is_wrong(
        home: Any, call: Any, ref: Any, files: Path, ending: str) -> None:
    assert str(ref) == "S1"
    wrong = [["S1", "", "", "没有的报", "", "2026-03-05", "", ""], ["S9", "", "", "日报", "", "2026-03-05", "", ""],
             ["S1", "", "", "日报", "", "昨天", "", ""], ["S1", "丢了", "", "日报", "", "", "", ""],
             ["S1", "", "", "日报", "", "2026-03-05", "files/b.pdf", ""],
             ["S1", "", "", "日报", "", "2026-03-05", "无.pdf", ""],
             ["S1", "", "", "日报", "2026-03-05", "2026-03-04", "", ""], ["S1", "", "", "日报", "", "2027-01-01", "", ""]]
    path = written(files / f"坏.{ending}", [*SHEET, *wrong])
    lines = call("placements", "import", path, "--as", "editor", code=1)
    assert [(one["row"], one["outcome"]) for one in lines] == [
        *((row, "added") for row in range(2, 6)), *((row, "refused") for row in range(6, 14))]
    assert [one["reason"]["zh"].partition("」")[0] for one in lines if one["reason"]][:6] == [
        "「媒体", "没有找到S9。它可能已被移走，或您无权查看。", "「刊发日期", "「状态", "「凭证", "「凭证"]
    assert count(home) == 0, "nothing is half in"
    assert not list(home.store.addresses("originals")), "nor is a file"
    path = written(files / f"好.{ending}", SHEET)
    assert [one["number"] for one in call("placements", "import", path, "--check", "--as", "editor")] == [None] * 4
    assert count(home) == 0
    assert [one["outcome"] for one in call("placements", "import", path, "--as", "editor")] == ["added"] * 4
    found = call("placements", "list", "--as", "editor")
    assert {(one["outlet"], one["state"], one["published_on"], one["sent_on"], one["evidence"]) for one in found} == {
        ("日报", "adopted", "2026-03-05", "2026-03-02", "a.pdf"), ("晚报", "claimed", "2026-03-06", None, ""),
        ("省网", "not-adopted", None, "2026-03-03", ""), (None, "sent", None, "2026-03-07", "")}
    again = call("placements", "import", path, "--as", "editor")
    assert [one["outcome"] for one in again] == ["already-here"] * 4
    assert count(home) == 4


def test_what_became_of_an_item_is_recorded_and_put_right(call: Any, ref: Any, files: Path) -> None:
    assert ref
    (made,) = call("placements", "add", "S1", "--outlet", "日报", "--as", "photographer")
    assert (made["state"], made["channel"]) == ("sent", "media")
    call("placements", "add", "S1", "--outlet", "日报", "--as", "photographer", code=1)
    proof = ("--published-on", "2026-03-05", "--evidence", files / "files/a.pdf")
    (claimed,) = call("placements", "change", made["id"], *proof, "--as", "photographer")
    assert (claimed["state"], claimed["published_on"]) == ("claimed", "2026-03-05")
    (done,) = call("placements", "change", made["id"], "--note", "头版", "--as", "editor")
    assert (done["state"], done["note"], done["outlet"]) == ("adopted", "头版", "日报")
    call("placements", "change", made["id"], "--link", "https://www.example.cn/", "--as", "editor", code=1)
    (right,) = call("placements", "change", made["id"], "--link", "https://www.example.cn/", "--reason", "漏了",
                    "--as", "editor")
    assert (right["link"], right["note"]) == ("https://www.example.cn/", "头版")
    (gone,) = call("placements", "change", made["id"], "--not-adopted", "--reason", "不是这篇", "--as", "editor")
    assert gone["state"] == "not-adopted"
    call("placements", "change", made["id"], "--not-adopted", "--note", "x", "--as", "editor", code=2)
    assert call("placements", "list", "--state", "adopted", "--as", "editor") == []
    call("placements", "list", "--state", "lost", "--as", "editor", code=1)
    call("placements", "import", written(files / "a.csv", SHEET), "--as", "photographer", code=1)


def test_outlets_are_listed_and_come_from_sheets(call: Any, ref: Any, files: Path) -> None:
    assert ref
    (made,) = call("outlets", "add", "教育厅", "--level", "省级", "--type", "contest", "--as", "editor")
    assert (made["level"], made["type"]) == ("province", "contest")
    call("outlets", "add", "教育厅", "--level", "省级", "--type", "contest", "--as", "editor", code=1)
    call("outlets", "add", "自家报", "--level", "nation", "--type", "news", "--as", "photographer", code=1)
    sheet = written(files / "a.csv", [["媒体", "级别", "类型", "知名媒体"], ["日报", "市级", "新闻媒体", ""],
                                      ["周报", "国家级", "新闻媒体", ""], ["月报", "宇宙级", "新闻媒体", ""],
                                      ["日报", "省级", "新闻媒体", ""], ["季报", "市级", "新闻媒体", "也许"]])
    lines = call("outlets", "import", sheet, "--as", "editor", code=1)
    assert [one["outcome"] for one in lines] == ["already-here", "added", "refused", "refused", "refused"]
    assert [one["name"] for one in call("outlets", "list", "--as", "photographer")] == ["教育厅", "省网", "日报", "晚报"]
    for first in ("媒体,级别\n日报,市级\n", "媒体,级别,类型,心情\n日报,市级,news,好\n", "\n"):
        sheet.write_text(first, "utf-8")
        assert call("outlets", "import", sheet, "--as", "editor", code=1) == []
