"""``clocks``: what photographs of the site's clock said, and shifting a batch's times by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say, table

CHECK_COLUMNS = {"id": "#", "asset": "照片 photo", "camera": "相机 camera", "kit": "器材 kit", "batch": "批次 batch",
                 "true_time": "准确时间 true", "error_s": "快几秒 seconds fast", "dropped": "不采用 dropped"}
MOVED_COLUMNS = {"asset": "素材 asset", "name": "文件 file", "before": "平移前 before", "after": "平移后 after"}


@dataclass(frozen=True, slots=True)
class ShiftAnswer:
    """What a shift came to. ``changed`` is None where it was only shown."""

    batch: str
    camera: str | None
    seconds: int
    changed: int | None
    moved: tuple[Any, ...]


@click.group()
def clocks() -> None:
    """Cameras' clocks: what photographs of the clock said, and times shifted by hand.

    Example: vitrine clocks shift card-20261124 --by -00:03:12 --check
    """


@clocks.command("list")
@click.option("--batch", help="Only those of this batch.")
@as_user
@as_json
@command
def list_checks(batch: str | None, login: str | None, json_: bool) -> None:
    """List what photographs of the clock said, the latest first.

    Example: vitrine clocks list --json
    """
    from index.db import reading
    from server import clock
    from server.clocks import lists

    home = opened()
    with reading(home.engine) as session:
        table(lists.checks(session, actor(home, login), clock.now(), batch=batch), CHECK_COLUMNS, json_=json_)


@clocks.command("shift")
@click.argument("batch")
@click.option("--by", "amount", required=True, metavar="TIME",
              help="How much later, like +1d 02:00:00; with a minus earlier, like -00:03:12 for a camera that is fast.")
@click.option("--camera", default="", metavar="NAME", help="Only this camera of the batch, as --check names it.")
@click.option("--check", is_flag=True, help="Show what would become of it; change nothing.")
@as_user
@as_json
@command
def shift(batch: str, amount: str, camera: str, check: bool, login: str | None, json_: bool) -> None:
    """Shift the times of a batch. What the files themselves say is kept; the same with the other sign undoes it.

    Example: vitrine clocks shift card-20261124 --by -00:03:12 --check
    """
    from index.db import reading
    from server import clock
    from server.clocks import lists, service

    home = opened()
    who, seconds = actor(home, login), service.read_amount(amount)
    with reading(home.engine) as session:
        rows = lists.seen(session, who, batch, clock.now())
        service.body_of(rows, batch, camera)
        moved = lists.preview(session, lists.of_camera(rows, camera), seconds)
        cameras = lists.batch_clock(session, who, batch, clock.now()).cameras
    changed = None if check else service.shift_batch(home.engine, who, batch, seconds, camera=camera, now=clock.now())
    if json_:
        emit(ShiftAnswer(batch, camera or None, seconds, changed, tuple(moved)))
        return
    table(moved, MOVED_COLUMNS, json_=False)
    if check:
        names = "、".join(f"“{one.name}” ({one.files})" for one in cameras if one.name)
        say(f"仅预览，没有改动。相机：{names}\nOnly shown, nothing changed. Cameras: {names}")
    else:
        say(f"已平移 {changed} 个素材。反向再平移一次即可撤销。\nShifted {changed} items; the other sign undoes it.")


@clocks.command("read")
@click.argument("asset")
@as_user
@command
def read(asset: str, login: str | None) -> None:
    """Say that a photo is of the clock: its code is looked for with more patience, by the worker.

    Example: vitrine clocks read V12
    """
    from index.catalogue import queries
    from index.db import reading
    from server import clock
    from server.clocks import service

    home = opened()
    with reading(home.engine) as session:
        asset_id = queries.resolve(session, asset)
    service.mark(home.engine, actor(home, login), asset_id, now=clock.now())
    say("已标为校时照片，后台会读取其中的时间码。\nMarked; the worker looks for its code.")


@clocks.command("drop")
@click.argument("check", type=int)
@as_user
@command
def drop(check: int, login: str | None) -> None:
    """Let a check (its number in "clocks list") no longer count: the batch's times are worked out without it.

    Example: vitrine clocks drop 3
    """
    from server import clock
    from server.clocks import service

    home = opened()
    changed = service.drop(home.engine, actor(home, login), check, now=clock.now())
    say(f"不再采用，{changed} 个素材的时间已重新计算。\nIt no longer counts; {changed} items changed.")
