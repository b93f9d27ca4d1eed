"""``boards``: list, add, show, change, and how one item is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from server.cli.arranging import follow, order, remove
from server.cli.common import actor, as_json, as_user, command, each, emit, opened, say, table
from server.cli.people import show_line

COLUMNS = {"id": "#", "name": "名称 name", "theme": "主题 theme", "owner": "负责人 owner", "items": "内容 items"}
LAYOUT = click.Choice(["full", "panel", "mosaic", "sheets", "calendar"])
DAY = click.DateTime(formats=["%Y-%m-%d"])
PINS = {"none": 0, "first": 1}


def timed(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options of a board's times; their values come as ``times``, a BoardTimes."""
    options = (
        click.option("--from", "show_from", metavar="TIME", help="From when on: a day, or 2026-12-01T08:00; empty for none."),
        click.option("--until", "show_until", metavar="TIME", help="Until when; a day counts to its end; empty for none."),
        click.option("--part", "parts", multiple=True, metavar="PART",
                     help="Day-part, like '11:00-13:00', '22:00-02:00 5-6' or '07:00-09:00 workdays' (free, holidays, "
                          "makeup); repeatable, for all of them; none for none."),
        click.option("--priority", type=int, help="0 to 9; while a higher one is on, lower boards of a screen wait."),
        click.option("--evergreen/--not-evergreen", default=None, help="All of it stays on screens long without the server."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _times(show_from: str | None, show_until: str | None, parts: tuple[str, ...], priority: int | None,
           evergreen: bool | None) -> Any:
    from server.boards.times import part_of
    from server.boards.timing import BoardTimes

    wanted = tuple(part_of(part) for part in parts if part != "none") if parts else None
    return BoardTimes(show_from, show_until, wanted, priority, evergreen)


def _set_times(home: Any, who: Any, board: str, **given: Any) -> None:
    from server import clock
    from server.boards import timing

    wish = _times(**given)
    if wish != timing.BoardTimes():
        timing.set_board(home, who, board, wish, now=clock.now())


@click.group()
def boards() -> None:
    """Boards: themed selections of approved assets, shown on screens.

    Example: vitrine boards change 校园四季 --add V12 --add V15
    """


@boards.command("list")
@as_json
@command
def list_boards(json_: bool) -> None:
    """List all boards.

    Example: vitrine boards list --json
    """
    from server.boards import lists

    table(lists.boards(opened().engine), COLUMNS, json_=json_)


@boards.command("show")
@click.argument("board")
@as_json
@command
def show_board(board: str, json_: bool) -> None:
    """Show one board.

    Example: vitrine boards show 校园要闻
    """
    from server.boards import lists

    show_line(lists.board_line(opened().engine, board), json_=json_)


@boards.command("add")
@click.argument("name")
@click.option("--theme", default="", help="What it is about.")
@click.option("--owner", help="Login of whoever looks after it.")
@click.option("--refresh-by", type=DAY, help="Day by which it is to be refreshed, like 2026-12-01.")
@click.option("--refresh-every", type=int, metavar="DAYS", help="And again so many days after each refresh.")
@click.option("--seconds", default=12, show_default=True, help="How long each picture stays.")
@click.option("--layout", type=LAYOUT, default="full", show_default=True, help="How its items lie on a screen.")
@timed
@as_user
@as_json
@command
def add_board(name: str, theme: str, owner: str | None, refresh_by: datetime | None, refresh_every: int | None, seconds: int,
              layout: str, login: str | None, json_: bool, **times: Any) -> None:
    """Make a board.

    Example: vitrine boards add 早餐 --part '06:30-09:00 workdays' --priority 2
    """
    from server import clock
    from server.boards import lists, service

    home = opened()
    new = service.NewBoard(name, theme, owner, refresh_by.date() if refresh_by else None, seconds, refresh_every, layout)
    who, _right = actor(home, login), _times(**times)
    made = service.add_board(home.engine, who, new, now=clock.now())
    _set_times(home, who, str(made), **times)
    show_line(lists.board_line(home.engine, str(made)), json_=json_)


@boards.command("change")
@click.argument("board")
@click.option("--add", "added", multiple=True, metavar="ITEM", help="Put something approved on it; repeatable, - reads ids.")
@click.option("--remove", "removed", multiple=True, metavar="ITEM", help="Take an item off it; repeatable, - reads ids.")
@click.option("--name", help="A new name.")
@click.option("--theme", help="A new theme.")
@click.option("--owner", help="Login of its owner; empty for none.")
@click.option("--refresh-by", type=DAY, help="Day by which it is to be refreshed.")
@click.option("--refresh-every", type=int, metavar="DAYS", help="And again so many days after each refresh; 0 for never.")
@click.option("--refreshed", is_flag=True, help="Say that it is refreshed: the next day is due by its rhythm.")
@click.option("--no-refresh-by", "no_refresh", is_flag=True, help="It is to be refreshed by no day any more.")
@click.option("--seconds", type=int, help="How long each picture stays.")
@click.option("--layout", type=LAYOUT, help="How its items lie on a screen.")
@click.option("--active/--inactive", default=None, help="Shown, or put away.")
@click.option("--qr/--no-qr", default=None, help="Screens show the code that leads to each item's page, or do not.")
@timed
@as_user
@as_json
@command
def change_board(board: str, added: tuple[str, ...], removed: tuple[str, ...], name: str | None, theme: str | None,
                 owner: str | None, refresh_by: datetime | None, no_refresh: bool, refresh_every: int | None,
                 refreshed: bool, seconds: int | None, layout: str | None, active: bool | None, qr: bool | None,
                 login: str | None, json_: bool, **times: Any) -> None:
    """Change a board, or what is on it; answers a line for each item, refusing what is not approved.

    Example: vitrine boards change 校园要闻 --add V12 --remove V7
    """
    from server import clock
    from server.boards import lists, refreshing, service

    home = opened()
    who = actor(home, login)
    before = lists.board_line(home.engine, board)
    change = service.BoardChange(name, theme, owner, refresh_by.date() if refresh_by else None, no_refresh, seconds, active,
                                 refresh_every, qr, layout)
    if change != service.BoardChange():
        service.change_board(home.engine, who, str(before.id), change, now=clock.now())
    _set_times(home, who, str(before.id), **times)
    if refreshed:
        refreshing.mark(home.engine, who, str(before.id), zone=home.settings.zone, now=clock.now())
    lines = [_one(home, who, before.id, given, add=True) for given in each(added)]
    lines += [_one(home, who, before.id, given, add=False) for given in each(removed)]
    if not lines:
        show_line(lists.board_line(home.engine, str(before.id)), json_=json_)
    for line in lines:
        if json_:
            emit(line)
        else:
            say(f"{'✗' if line['reason'] else '✓'} {line['asset']}" + (f": {line['reason']['zh']}\n    {line['reason']['en']}"
                                                                     if line["reason"] else ""))
    if any(line["reason"] for line in lines):
        raise SystemExit(1)


@boards.command("item")
@click.argument("board")
@click.argument("asset")
@click.option("--weight", type=int, help="How often it comes in a round, 1 to 9.")
@click.option("--seconds", type=int, help="How long a picture stays, 0 for as long as the board says.")
@click.option("--pin", metavar="PLACE", help="first: it begins each round; a number k: one in k is this; none: in its turn.")
@click.option("--evergreen/--not-evergreen", default=None, help="It stays on a screen that is long without the server.")
@click.option("--from", "show_from", metavar="TIME", help="From when on: a day, or 2026-12-01T08:00; empty for none.")
@click.option("--until", "show_until", metavar="TIME", help="Until when; a day counts to its end; empty for none.")
@click.option("--framing", metavar="HOW", help="Of a photo: whole like a poster, photo, or auto: by what it is.")
@as_user
@as_json
@command
def item(board: str, asset: str, weight: int | None, seconds: int | None, pin: str | None, evergreen: bool | None,
         show_from: str | None, show_until: str | None, framing: str | None, login: str | None, json_: bool) -> None:
    """Show how an item is shown on a board, or change it.

    Example: vitrine boards item 校园要闻 V12 --weight 3 --until 2026-12-31
    """
    from index.catalogue import items
    from index.db import reading
    from index.errors import Invalid, NotFound
    from server import clock
    from server.boards import contents, named, timing

    home = opened()
    if pin is not None and pin not in PINS and not pin.isdigit():
        raise Invalid("--pin", "应为 none、first 或数字", "write none, first or a number")
    place = None if pin is None else PINS[pin] if pin in PINS else int(pin)
    wish = timing.ItemTimes(weight, seconds, place, evergreen, show_from, show_until, framing)
    with reading(home.engine) as session:
        found, board_id = items.resolve(session, asset), named.board(session, board).id
    if wish != timing.ItemTimes():
        timing.set_item(home, actor(home, login), str(board_id), found, wish, now=clock.now())
    with reading(home.engine) as session:
        rules = contents.rules(session, board_id).get(found)
    if rules is None:
        raise NotFound(what=f"“{found}”")
    show_line(rules, json_=json_)


@boards.command("export")
@click.argument("board")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--size", default="1920x1080", show_default=True, help="1920x1080, 1080x1920 (upright) or 3840x2160.")
@as_user
@as_json
@command
def export_board(board: str, file: Path, size: str, login: str | None, json_: bool) -> None:
    """Make an MP4 of what a board shows now, for a screen without a network that plays it over and over from a stick.

    Nothing on a stick ends by itself: the answer says until when all of it may be shown.

    Example: vitrine boards export 校园要闻 campus.mp4 --size 1080x1920
    """
    from server import clock
    from server.loops import service

    home = opened()

    def told(done: int, wanted: int) -> None:
        if not json_:
            say(f"{done} / {wanted}")

    made = service.make(home, actor(home, login), board, service.size_of(size), file.absolute(), clock=clock.now,
                        progress=told)
    if json_:
        emit({**made.as_dict(), "path": str(file)})
        return
    say(f"✓ {file} · {len(made.items)} · {made.seconds:.0f} s")
    say(f"请在 {made.until} 前更换 / replace it before {made.until}" if made.until else
        "没有到期的素材；撤下素材后请重新导出 / nothing on it ends; export it again after a take-down")


for _command in (order, follow, remove):
    boards.add_command(_command)


def _one(home: Any, who: Any, board_id: int, given: str, *, add: bool) -> dict[str, Any]:
    from index.catalogue import items
    from index.db import reading
    from index.errors import VitrineError
    from server import clock
    from server.boards import service
    from server.review.service import status

    name, states, why = given, {}, None
    try:
        with reading(home.engine) as session:
            item = items.resolve(session, given)
            name, states = str(item), status(session, item)
        act = service.add_item if add else service.remove_item
        act(home.engine, who, str(board_id), item, now=clock.now())
    except VitrineError as error:
        why = error.reason.as_dict()
    return {"asset": name, "outcome": "refused" if why else "done", "status": states, "reason": why}
