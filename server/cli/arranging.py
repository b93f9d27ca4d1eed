"""``boards order``, ``boards follow``, ``boards remove``: what lies on a board, by hand or by a search, and its end."""

from __future__ import annotations

import click

from server.cli.common import actor, as_json, as_user, command, each, opened, say
from server.cli.people import show_line


@click.command("order")
@click.argument("board")
@click.argument("assets", nargs=-1, required=True)
@as_user
@as_json
@command
def order(board: str, assets: tuple[str, ...], login: str | None, json_: bool) -> None:
    """Put what is on a board into this order; - reads ids. What is not named follows, in the order that it has.

    Example: vitrine boards order 校园要闻 V12 V7 V15
    """
    from index.catalogue import queries
    from index.db import reading
    from server import clock
    from server.boards import lists, service

    home = opened()
    with reading(home.engine) as session:
        ids = [queries.resolve(session, one) for one in each(assets)]
    service.reorder(home.engine, actor(home, login), board, ids, now=clock.now())
    show_line(lists.board_line(home.engine, board), json_=json_)


@click.command("follow")
@click.argument("board")
@click.argument("search", required=False)
@click.option("--most", type=int, help="How many of what it finds, the newest first; 20 where nothing is said.")
@click.option("--by-hand", is_flag=True, help="Follow nothing any more; what is on the board stays.")
@as_user
@as_json
@command
def follow(board: str, search: str | None, most: int | None, by_hand: bool, login: str | None, json_: bool) -> None:
    """Have a board fill itself from a saved search (its name or number).

    Example: vitrine boards follow 校园要闻 本周新闻 --most 30
    """
    from index.errors import NotFound
    from server import clock
    from server.boards import lists, sources

    home = opened()
    who, line = actor(home, login), lists.board_line(home.engine, board)
    if (search is None) != by_hand:
        raise click.UsageError("写一个保存的检索，或 --by-hand / name a saved search, or --by-hand")
    found = None
    if search is not None:
        found = next((number for number, name in sources.choices(home, who) if search in {name, str(number)}), None)
        if found is None:
            raise NotFound(what=f"“{search}”")
    sources.set_source(home, who, line.id, found, sources.USUAL if most is None else most, now=clock.now())
    show_line(lists.board_line(home.engine, str(line.id)), json_=json_)


@click.command("remove")
@click.argument("board")
@as_user
@command
def remove(board: str, login: str | None) -> None:
    """Remove a board; its pictures stay in the library, its screens go on with their others.

    Example: vitrine boards remove 旧宣传栏
    """
    from server import clock
    from server.boards import service

    home = opened()
    service.remove_board(home.engine, actor(home, login), board, now=clock.now())
    say(f"已移除 / removed: {board}")
