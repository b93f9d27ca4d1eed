"""``describe``: descriptions from a spreadsheet, a line for each row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="FILE.csv|.xlsx|.jsonl")
@click.option("--check", is_flag=True, help="Only tell what would change; keep nothing.")
@click.option("--undo", type=int, metavar="BATCH", help="Put back what a batch of edits changed.")
@as_user
@as_json
@command
def describe(file: Path | None, check: bool, undo: int | None, login: str | None, json_: bool) -> None:
    """Describe assets from a sheet. Columns: asset, sha256 or file; then title, caption, keywords, people, place, credit,
    event (Chinese names too). An empty cell leaves a field as it is, "-" empties it.

    All rows together are one batch, which --undo takes back. Exit code 1 where a row was refused.

    Example: vitrine describe 说明.xlsx --check
    """
    if (file is None) == (undo is None):
        raise click.UsageError("请给一个表格文件，或者 --undo 批次号 / give a sheet, or --undo BATCH")
    from server import clock
    from server.batch import keeping
    from server.sheets import service
    from server.sheets.reading import read_sheet

    home = opened()
    who = actor(home, login)
    if undo is not None:
        outcomes = keeping.undo(home.engine, who, undo, now=clock.now())
        for one in outcomes:
            _tell(one, json_)
    else:
        assert file is not None
        sheet = read_sheet(file)
        if sheet.unknown:
            say(f"没有用到的列 / Columns not used: {', '.join(sheet.unknown)}")
        batch, outcomes = service.apply(home.engine, who, sheet, file.name, now=clock.now(), zone=home.settings.zone,
                                        check=check, tell=lambda one: _tell(one, json_))
        if batch is not None:
            say(f"批次 {batch}；撤销请运行：/ Batch {batch}; to undo it:\n  vitrine describe --undo {batch}")
    _count(outcomes, check=check)
    if any(one.outcome == "refused" for one in outcomes):
        raise SystemExit(1)


def _tell(one: Any, json_: bool) -> None:
    if json_:
        emit({"row": one.row, "asset": one.asset, "outcome": one.outcome, "fields": list(one.fields),
              "voided": list(one.voided), "column": one.column, "reason": one.reason.as_dict() if one.reason else None})
    elif one.reason:
        where = f" {one.column}" if one.column else ""
        say(f"✗ 第 {one.row} 行 / row {one.row}{where}: {one.reason.zh}\n    {one.reason.en}")
    elif one.outcome == "changed":
        click.echo(f"✓ {one.asset}: {', '.join(one.fields)}")


def _count(outcomes: list[Any], *, check: bool) -> None:
    changed, refused = (sum(one.outcome == what for one in outcomes) for what in ("changed", "refused"))
    if check:
        say(f"将修改 {changed} 项，{refused} 行有问题，共 {len(outcomes)} 行。\n"
            f"Of {len(outcomes)} rows: {changed} would change something, {refused} with faults.")
    else:
        say(f"已修改 {changed} 项，{refused} 行有问题，共 {len(outcomes)} 行。\n"
            f"Of {len(outcomes)} rows: {changed} changed something, {refused} with faults.")
