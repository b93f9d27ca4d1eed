"""Describing many at once: a batch edit looked at, saved, undone; a sheet read, looked at, saved; a sheet written."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import filling
from tests.bench.measure import Row, percentile


def measure(folder: Path, count: int, *, rounds: int) -> list[Row]:
    """Return the seconds that each takes for ``count`` assets, all approved: an edit has to void them."""
    from index.catalogue.people import OWNER
    from server import home as homes
    from server.batch import keeping
    from server.batch.service import How, Step, change_many
    from server.batch.sheet import xlsx_of
    from server.sheets import service as sheets
    from server.sheets.apart import read_apart

    home = homes.open_home(filling.fill(folder / "home", count))
    ids, engine = list(range(1, count + 1)), home.engine
    made: list[int] = []
    for turn in range(rounds):
        for check in (True, False):
            (folder / f"{turn}-{check}.xlsx").write_bytes(_book(ids, turn))

    def edit(turn: int, *, check: bool) -> None:
        change = {"place": Step(How.REPLACE, f"第 {turn} 食堂"), "keywords": Step(How.ADD, f"第 {turn} 次")}
        batch, told = change_many(engine, OWNER, ids, change, "bench", now=datetime.now(UTC), check=check)
        assert sum(one.outcome == "changed" for one in told) == count, told[:3]
        made.extend([batch] if batch else [])

    def sheet(turn: int, *, check: bool) -> None:
        path = folder / f"{turn}-{check}.xlsx"
        _, told = sheets.apply(engine, OWNER, read_apart(path), path.name, now=datetime.now(UTC), check=check)
        assert sum(one.outcome == "changed" for one in told) == count, told[:3]

    steps: dict[str, Callable[[int], Any]] = {
        "batch edit, looked at": lambda turn: edit(turn, check=True),
        "batch edit, saved": lambda turn: edit(turn, check=False),
        "batch edit, undone": lambda _: keeping.undo(engine, OWNER, made[-1], now=datetime.now(UTC)),
        "sheet, read and looked at": lambda turn: sheet(turn, check=True),
        "sheet, read and saved": lambda turn: sheet(turn, check=False),
        "selection as XLSX": lambda _: xlsx_of(engine, OWNER, ids, datetime.now(UTC), UTC),
    }
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for turn in range(rounds):
        for name, step in steps.items():
            started = time.perf_counter()
            step(turn)
            taken[name].append(time.perf_counter() - started)
    engine.dispose()
    return [Row("describe", f"{name}, {count:,} assets", "s", percentile(values, 50), percentile(values, 95), len(values),
                asked="<= 2" if count == 500 else None) for name, values in taken.items()]


def _book(ids: list[int], turn: int) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.append(["素材编号", "标题", "说明", "人物", "地点", "署名"])
    for one in ids:
        page.append([f"V{one}", f"标题 {turn}", f"第 {turn} 次填写的说明。", "王师傅、李师傅", f"{turn} 号食堂", "摄影组"])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
