"""A sheet in the browser: looked at row by row, saved only as it was looked at, undone as one; and a selection as a sheet."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from index.catalogue import queries
from index.db import reading
from index.errors import VitrineError
from server.batch.sheet import xlsx_of
from server.library.describe import Edit, describe
from server.sheets import service
from server.sheets.apart import read_apart
from server.web.progress import LINES

HEAD = ["素材编号", "标题", "人物", "地点", "天气"]


def book(*rows: list[Any]) -> bytes:
    made = Workbook()
    for row in (HEAD, *rows):
        made.active.append(row)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


@pytest.fixture
def send(visitor: Callable[[str], Any], new_asset: Callable[..., int], cast: Any) -> Callable[..., Any]:
    """V1 to V3 are there. Return a function that sends a sheet as a browser does: (data, name, lines=, **fields)."""
    for _ in range(3):
        new_asset(cast.photographer, title="")
    me = visitor("photographer")

    def one(data: bytes | None, name: str = "说明.xlsx", *, lines: bool = False, **fields: str) -> Any:
        me.get("/sheets/")
        given: dict[str, Any] = {"csrf_token": me.browser.token, **fields}
        if data is not None:
            given["file"] = (io.BytesIO(data), name)
        return me.client.post("/sheets/", data=given, content_type="multipart/form-data",
                              headers={"Accept": LINES if lines else "text/html", "Accept-Language": "en"})

    return one


def words(home: Any, asset_id: int) -> Any:
    with reading(home.engine) as session:
        return queries.asset(session, asset_id).words


def test_it_is_looked_at_by_row_and_column_before_anything_changes(send: Callable[..., Any], home: Any) -> None:
    data = book(["V1", "开放日", "无可辨认人物", "第二食堂", "晴"], ["V9", "没有", "", "", ""],
                ["V2", "长" * 121, "", "", ""], ["V1", "又一次", "", "", ""])
    page = send(data).text
    assert "1 item will change" in page
    assert "3 rows have faults" in page
    assert "Columns that are not used: 天气" in page
    assert "<ins>开放日</ins>" in page
    assert page.index("V9") < page.index("What would change")
    assert words(home, 1).title == ""


def test_only_what_was_looked_at_is_saved_and_it_is_undone_as_one(send: Callable[..., Any], home: Any,
                                                                  visitor: Callable[[str], Any]) -> None:
    data = book(["V1", "开放日", "nobody", "第二食堂", ""], ["V2", "后厨", "王师傅", "-", ""])
    seen = send(data).text.partition('name="seen" value="')[2].partition('"')[0]
    assert "is not what you looked at" in send(book(["V1", "别的", "", "", ""]), verb="save", seen=seen).text
    assert "Choose it again" in send(data, verb="save").text
    answer = send(data, verb="save", seen=seen)
    assert (answer.status_code, answer.location) == (302, "/batch/1")
    assert (words(home, 1).nobody, words(home, 2).people) == (True, ("王师傅",))
    visitor("photographer").post("/batch/1/undo")
    assert (words(home, 1).nobody, words(home, 2).people, words(home, 1).title) == (False, (), "")


def test_progress_comes_line_by_line(send: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.batch.keeping.AT_ONCE", 1)
    data = book(*[[f"V{number}", "开放日", "", "", ""] for number in (1, 2, 3)])
    told = [json.loads(line) for line in send(data, lines=True).text.splitlines()]
    assert [(one["done"], one["total"]) for one in told[:-1]] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert "3 items will change" in told[-1]["html"]
    assert json.loads(send(None, lines=True).text)["why"].startswith("“File” is not right")


def test_who_goes_away_stops_it_and_what_was_done_is_a_batch(home: Any, cast: Any, clock: Any, tmp_path: Path,
                                                             send: Callable[..., Any],
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.batch.keeping.AT_ONCE", 1)
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(*[[f"V{number}", "开放日", "", "", ""] for number in (1, 2, 3)]))
    pieces = service.applying(home.engine, cast.photographer, read_apart(path), "a.xlsx", now=clock())
    batch = next(pieces).batch
    pieces.close()
    assert [words(home, number).title for number in (1, 2, 3)] == ["开放日", "", ""]
    again, told = service.apply(home.engine, cast.photographer, read_apart(path), "a.xlsx", now=clock())
    assert ([one.outcome for one in told], again != batch) == (["unchanged", "changed", "changed"], True)


def test_faults_of_the_file_itself_are_told(send: Callable[..., Any]) -> None:
    assert "The sheet cannot be read" in send(b"no archive").text
    assert "is no sheet that we read" in send(b"x", "a.pdf").text
    assert send(None).status_code == 422


def test_a_sheet_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (401 << 20))
    with pytest.raises(VitrineError) as caught:
        read_apart(path)
    assert caught.value.reason.code == "sheet-large"


def test_a_selection_as_xlsx_holds_no_formula_and_comes_back_unchanged(home: Any, cast: Any, clock: Any, tmp_path: Path,
                                                                       new_asset: Callable[..., int],
                                                                       visitor: Callable[[str], Any]) -> None:
    asset = new_asset(cast.photographer)
    edit = Edit(title="=1+1", caption="@SUM(A1)\x07\n第二行", place="-", nobody=True, keywords=("+1", "食堂"))
    describe(home.engine, cast.photographer, asset, edit, now=clock())
    data = xlsx_of(home.engine, cast.photographer, [asset], clock(), home.settings.zone)
    cells = next(load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2))
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "inlineStr"}, "text, and no formula (f)"
    assert (cells[2].value, cells[5].value, cells[6].value) == ("=1+1", "无可辨认人物", None)
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    _, told = service.apply(home.engine, cast.photographer, read_apart(path), "a.xlsx", now=clock())
    assert [(one.outcome, one.fields) for one in told] in ([("unchanged", ())], [("changed", ("caption",))])
    answer = visitor("photographer").post("/batch/sheet", 200, assets=f"V{asset}", **{"as": "xlsx"})
    assert answer.headers["Content-Disposition"] == "attachment; filename=vitrine.xlsx"
    assert load_workbook(io.BytesIO(answer.data)).active["A2"].value == f"V{asset}"


def test_all_that_a_search_finds_as_a_sheet(photo: Callable[..., int], visitor: Callable[[str], Any]) -> None:
    photo()
    me = visitor("photographer")
    answer = me.browser.get("/batch/sheet?kind=photo&as=xlsx")
    assert load_workbook(io.BytesIO(answer.data)).active["A2"].value == "V1"
    assert "V1" in me.get("/batch/sheet?kind=photo&as=csv")
