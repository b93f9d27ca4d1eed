"""``bin``: put away, list, restore; and delete for good, which two people of the office decide together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import click

from server.cli.common import actor, as_json, as_user, command, each, emit, opened, say, table

MOST = 1000
COLUMNS = ("asset", "title", "who", "at", "reason", "days", "proposer", "proposal")

some_assets = click.argument("assets", nargs=-1, required=True, metavar="ASSET...")
why = click.option("--reason", default="", metavar="TEXT", help="Why; kept in the history of each.")


@click.group("bin")
def bin_() -> None:
    """Put assets and stories (S3) into the recycle bin, restore them, or delete them for good. "-" reads ids from standard
    input.

    Example: vitrine bin list --over
    """


@bin_.command("list")
@click.option("--over", is_flag=True, help="Only what has lain there longer than its term.")
@click.option("--proposed", is_flag=True, help="Only what waits for a second person's yes.")
@as_user
@as_json
@command
def list_bin(over: bool, proposed: bool, login: str | None, json_: bool) -> None:
    """List what lies in the bin, as far as this person may restore it.

    Example: vitrine bin list --proposed --as editor
    """
    from index.db import reading
    from server import clock
    from server.bin import lists
    from server.bin.lists import Shelf, Wish

    home = opened()
    shelf = Shelf.OVER if over else Shelf.PROPOSED if proposed else Shelf.ALL
    with reading(home.engine) as session:
        found = lists.in_bin(session, actor(home, login), Wish(shelf), timedelta(days=home.settings.bin_days), clock.now(),
                             limit=MOST)
        told = lists.stories_of(session, actor(home, login), Wish(shelf), timedelta(days=home.settings.bin_days), clock.now())
    table([*(lists.Row.of(one) for one in found.entries), *told], {name: name for name in COLUMNS}, json_=json_)


@bin_.command("put")
@some_assets
@why
@as_user
@as_json
@command
def put(assets: tuple[str, ...], reason: str, login: str | None, json_: bool) -> None:
    """Put assets into the bin; what is under review is withdrawn, what is published has to be taken down first.

    Example: vitrine bin put V12 V13 --reason 拍重了 --as editor
    """
    from server.bin import service, stories

    _do(assets, login, lambda home, who, ids, now: service.put(home.engine, who, ids, reason, now=now),
        lambda home, who, one, now: stories.put(home.engine, who, one, reason, now=now), json_=json_)


@bin_.command("restore")
@some_assets
@as_user
@as_json
@command
def restore(assets: tuple[str, ...], login: str | None, json_: bool) -> None:
    """Take assets out of the bin; all is as it was, and reviews begin anew.

    Example: vitrine bin restore V12
    """
    from server.bin import service, stories

    _do(assets, login, lambda home, who, ids, now: service.restore(home.engine, who, ids, now=now),
        lambda home, who, one, now: stories.restore(home.engine, who, one, now=now), json_=json_)


@bin_.command("propose")
@some_assets
@click.option("--reason", required=True, metavar="TEXT", help="Why; kept for good. Name nobody whose picture it is.")
@as_user
@as_json
@command
def propose(assets: tuple[str, ...], reason: str, login: str | None, json_: bool) -> None:
    """Propose that what lies in the bin be deleted for good (the office).

    Example: vitrine bin propose V12 --reason 本人要求 --as editor
    """
    from server.bin import deleting, stories

    _do(assets, login, lambda home, who, ids, now: deleting.propose(home, who, ids, reason, now=now),
        lambda home, who, one, now: stories.propose(home.engine, who, one, reason, now=now), json_=json_)


@bin_.command("decline")
@some_assets
@why
@as_user
@as_json
@command
def decline(assets: tuple[str, ...], reason: str, login: str | None, json_: bool) -> None:
    """Take a proposal back, or refuse another's for a reason; the assets stay in the bin.

    Example: vitrine bin decline V12 --reason 还有用 --as admin
    """
    from server.bin import deleting, stories

    _do(assets, login, lambda home, who, ids, now: deleting.decline(home, who, ids, reason, now=now),
        lambda home, who, one, now: stories.decline(home.engine, who, one, reason, now=now), json_=json_)


@bin_.command("confirm")
@some_assets
@as_user
@as_json
@command
def confirm(assets: tuple[str, ...], login: str | None, json_: bool) -> None:
    """Delete for good what another person has proposed. Nothing brings it back.

    Example: vitrine bin confirm V12 --as admin
    """
    from server.bin import deleting, stories

    _do(assets, login, lambda home, who, ids, now: deleting.confirm(home, who, ids, now=now),
        lambda home, who, one, now: stories.confirm(home, who, one, now=now), json_=json_)


def _do(assets: tuple[str, ...], login: str | None, act: Callable[[Any, Any, Sequence[int], Any], Any],
        act_on_story: Callable[[Any, Any, int, Any], Any], *, json_: bool) -> None:
    """Do it with all assets at once and with each story, and tell a line for each; exit 1 where one was refused."""
    from index.catalogue import items
    from index.catalogue.assets import public_id
    from index.catalogue.items import ItemKind
    from index.db import reading
    from index.errors import VitrineError
    from server import clock

    home, found, lines = opened(), [], []
    who = actor(home, login)
    for given in each(assets):
        try:
            with reading(home.engine) as session:
                one = items.resolve(session, given)
            if one.kind is ItemKind.STORY:
                act_on_story(home, who, one.id, clock.now())
                lines.append(_line(given, None))
            else:
                found.append(one.id)
        except VitrineError as error:
            lines.append(_line(given, error))
    if found:
        outcome = act(home, who, found, clock.now())
        lines += [_line(public_id(one), None) for one in outcome.done]
        lines += [_line(public_id(one), error) for one, error in outcome.refused]
    for line in lines:
        emit(line) if json_ else _say(line)
    if any(line["outcome"] == "refused" for line in lines):
        raise SystemExit(1)


def _line(asset: str, error: Any) -> dict[str, Any]:
    return {"asset": asset, "outcome": "refused" if error else "done", "reason": error.reason.as_dict() if error else None}


def _say(line: dict[str, Any]) -> None:
    if line["reason"]:
        say(f"✗ {line['asset']}: {line['reason']['zh']}\n    {line['reason']['en']}")
    else:
        click.echo(f"✓ {line['asset']}")
