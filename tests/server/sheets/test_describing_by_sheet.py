"""Descriptions from spreadsheets as people's programs write them: matched, checked, saved as one, undone as one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.assets import Asset, Description, Original
from index.catalogue.edits import EditBatch
from index.db import reading, writing
from index.errors import Conflict, Forbidden, VitrineError
from server.batch import keeping
from server.library.describe import Edit, describe
from server.sheets import service
from server.sheets.reading import MOST_BYTES, read_sheet

HEAD = "文件名,标题,说明,关键词,人物,地点,署名,活动"


@pytest.fixture
def ids(new_asset: Callable[..., int], home: Any, cast: Any) -> list[int]:
    """Three assets of the photographer's: DSC_0001.JPG to DSC_0003.JPG."""
    found = [new_asset(cast.photographer, title="") for _ in range(3)]
    with writing(home.engine) as session:
        for number, asset_id in enumerate(found, 1):
            session.scalars(select(Original).where(Original.asset_id == asset_id)).one().name = f"DSC_000{number}.JPG"
    return found


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Any]:
    """Return a function that writes a file and reads it as a sheet: (content, name) -> Sheet."""

    def write(content: str | bytes, name: str = "说明.csv") -> Any:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_sheet(path)

    return write


def words(home: Any, asset_id: int) -> Any:
    with reading(home.engine) as session:
        row = session.get_one(Description, asset_id)
        return row.title, row.caption, row.keywords, row.people, row.place, row.credit


def outcomes(told: list[Any]) -> list[tuple[Any, ...]]:
    return [(one.row, one.asset, one.outcome, one.column, one.reason.code if one.reason else None) for one in told]


ROWS = f"{HEAD}\ndsc_0001.jpg,开放日,第一批参观者。,食堂、开放日,王师傅；李同学,第二食堂,林晓禾,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_every_way_that_programs_write_csv(home: Any, cast: Any, clock: Any, ids: list[int], sheet: Callable[..., Any],
                                           encoding: str, delimiter: str) -> None:
    found = sheet(ROWS.replace(",", delimiter).encode(encoding))
    batch, told = service.apply(home.engine, cast.photographer, found, "说明.csv", now=clock())
    assert outcomes(told) == [(2, f"V{ids[0]}", "changed", None, None)]
    assert batch == 1
    assert words(home, ids[0]) == ("开放日", "第一批参观者。", ["食堂", "开放日"], ["王师傅", "李同学"], "第二食堂", "林晓禾")


def test_excel_and_json_lines(home: Any, cast: Any, clock: Any, ids: list[int], sheet: Callable[..., Any],
                              tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["素材编号", "标题*", "备注"])
    book.active.append([f"V{ids[0]}", 2026, "=1+1"])
    book.active.append([])
    book.active.append([f"V{ids[1]}", "第二张"])
    book.save(tmp_path / "a.xlsx")
    found = read_sheet(tmp_path / "a.xlsx")
    assert found.unknown == ("备注",)
    service.apply(home.engine, cast.photographer, found, "a.xlsx", now=clock())
    assert [words(home, one)[0] for one in ids] == ["2026", "第二张", ""]
    line = json.dumps({"asset": f"V{ids[2]}", "keywords": ["银杏", "秋"], "caption": "两行\n文字"})
    service.apply(home.engine, cast.photographer, sheet(line + "\n", "a.jsonl"), "a.jsonl", now=clock())
    assert words(home, ids[2])[1:3] == ("两行\n文字", ["银杏", "秋"])


def test_each_fault_is_told_by_row_and_column_and_the_others_go_on(home: Any, cast: Any, clock: Any, ids: list[int],
                                                                   new_asset: Callable[..., int],
                                                                   sheet: Callable[..., Any]) -> None:
    theirs = new_asset(cast.outsider)
    rows = [HEAD.replace("文件名", "素材编号,文件名"), f"V{ids[0]},,{'长' * 121},,,,,,", ",,没有说是哪个,,,,,,",
            ",NO.JPG,x,,,,,,",
            f"V{theirs},,x,,,,,,", f"V{ids[1]},,好,,,,,,没有的活动", f"V{ids[1]},,好,,,,,,", f"v{ids[1]},,又一次,,,,,,",
            ",DSC_0003.JPG,第三张,,,,,,"]
    _, told = service.apply(home.engine, cast.photographer, sheet("\n".join(rows)), "a.csv", now=clock())
    assert outcomes(told) == [
        (2, f"V{ids[0]}", "refused", "title", "invalid"), (3, None, "refused", None, "sheet-row-asset"),
        (4, None, "refused", "file", "not-found"), (5, f"V{theirs}", "refused", None, "not-found"),
        (6, f"V{ids[1]}", "refused", "event", "invalid"), (7, f"V{ids[1]}", "refused", "asset", "sheet-row-twice"),
        (8, f"V{ids[1]}", "refused", "asset", "sheet-row-twice"), (9, f"V{ids[2]}", "changed", None, None)]


def test_one_file_name_of_two_assets_is_told_apart_by_folder_or_not_at_all(home: Any, cast: Any, clock: Any, take: Any,
                                                                           made_photo: Callable[..., Path], tmp_path: Path,
                                                                           sheet: Callable[..., Any]) -> None:
    first = take(made_photo("IMG_1.JPG", folder=tmp_path / "100CANON"), cast.photographer).asset_id
    take(made_photo("IMG_1.JPG", folder=tmp_path / "101CANON"), cast.photographer)
    _, told = service.apply(home.engine, cast.photographer, sheet("file,title\nIMG_1.JPG,哪一张\n"), "a", now=clock())
    assert outcomes(told) == [(2, None, "refused", "file", "ambiguous")]
    with reading(home.engine) as session:
        assert session.get_one(Description, first).title == ""


def test_looking_first_keeps_nothing(home: Any, cast: Any, clock: Any, ids: list[int], sheet: Callable[..., Any]) -> None:
    batch, told = service.apply(home.engine, cast.photographer, sheet(ROWS), "a.csv", now=clock(), check=True)
    assert (batch, told[0].outcome, told[0].fields[0]) == (None, "changed", "title")
    assert words(home, ids[0])[0] == ""
    with reading(home.engine) as session:
        assert session.scalars(select(EditBatch)).all() == []


def test_an_empty_cell_leaves_and_a_dash_empties(home: Any, cast: Any, clock: Any, ids: list[int],
                                                 sheet: Callable[..., Any]) -> None:
    describe(home.engine, cast.photographer, ids[0], Edit(title="旧", place="东门", keywords=("a",)), now=clock())
    service.apply(home.engine, cast.photographer, sheet(f"asset,title,place,keywords\nV{ids[0]},新,,-\n"), "a", now=clock())
    assert words(home, ids[0])[:5] == ("新", "", [], [], "东门")


def test_one_word_takes_all_back_but_what_somebody_edited_since(home: Any, cast: Any, clock: Any, ids: list[int],
                                                                sheet: Callable[..., Any]) -> None:
    rows = "\n".join(["asset,title,keywords", *(f"V{one},新{one},秋、{one}" for one in ids)])
    batch, _ = service.apply(home.engine, cast.photographer, sheet(rows), "a.csv", now=clock())
    assert batch is not None
    describe(home.engine, cast.photographer, ids[2], Edit(title="后来的"), now=clock())
    with pytest.raises(Forbidden):
        keeping.undo(home.engine, cast.outsider, batch, now=clock())
    told = keeping.undo(home.engine, cast.photographer, batch, now=clock())
    assert [(one.asset, one.outcome) for one in told] == [(f"V{ids[0]}", "changed"), (f"V{ids[1]}", "changed"),
                                                          (f"V{ids[2]}", "refused")]
    assert told[2].reason is not None
    assert told[2].reason.code == "edit-overtaken"
    assert [words(home, one)[0] for one in ids] == ["", "", "后来的"]
    with pytest.raises(Conflict):
        keeping.undo(home.engine, cast.photographer, batch, now=clock())


@pytest.mark.parametrize(("content", "name", "code"), [
    (b"\xff\xfe\x00", "a.csv", "sheet-damaged"), (b"PK\x03\x04nonsense", "a.xlsx", "sheet-damaged"),
    (b"title\nx\n", "a.csv", "sheet-columns"), (b"asset,wetter\nV1,x\n", "a.csv", "sheet-columns"),
    (b"", "a.csv", "sheet-columns"),
    ("asset,title,标题\nV1,x,y\n".encode(), "a.csv", "sheet-twice"), (b"{]", "a.jsonl", "sheet-damaged"),
    (b"x", "a.pdf", "sheet-kind"), (b"x" * (MOST_BYTES + 1), "a.csv", "sheet-large"),
])
def test_what_is_no_sheet_is_refused_with_a_reason(sheet: Callable[..., Any], content: bytes, name: str, code: str) -> None:
    with pytest.raises(VitrineError) as told:
        sheet(content, name)
    assert told.value.reason.code == code


def test_an_event_by_name(home: Any, cast: Any, clock: Any, ids: list[int], sheet: Callable[..., Any]) -> None:
    from server.admin import service as admin

    event = admin.add_event(home.engine, cast.administrator, name="秋季运动会", starts_on=clock().date(), now=clock())
    batch, _ = service.apply(home.engine, cast.photographer, sheet(f"asset,event\nV{ids[0]},秋季运动会\n"), "a", now=clock())
    with reading(home.engine) as session:
        assert session.get_one(Asset, ids[0]).event_id == event
    assert batch is not None
    keeping.undo(home.engine, cast.photographer, batch, now=clock())
    with reading(home.engine) as session:
        assert session.get_one(Asset, ids[0]).event_id is None
