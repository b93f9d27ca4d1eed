"""``submit``, ``approve``, ``return``, ``withdraw``: the moves of review, a line for each asset or story."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from server.cli.common import actor, as_json, as_user, command, each, emit, opened, say

assets_argument = click.argument("assets", nargs=-1, required=True, metavar="ASSET...")
channel_option = click.option("--for", "channels", multiple=True, default=("screens",), show_default=True, metavar="CHANNEL",
                              help="The channel: screens, site, wechat, school, media, qq, weibo; repeatable, or several "
                                   "between commas.")
only_option = click.option("--only", is_flag=True, help="Not for other channels that share the step.")
reason_option = click.option("--reason", default="", metavar="TEXT", help="Why; needed to return.")


@click.command()
@assets_argument
@channel_option
@as_user
@as_json
@command
def submit(assets: tuple[str, ...], channels: tuple[str, ...], login: str | None, json_: bool) -> None:
    """Submit assets and stories (S12) for review along each channel's route. "-" reads ids from standard input.

    Example: vitrine submit V12 V13 --for screens,wechat --as lin
    """
    _act("submit", assets, channels, login, "", json_)


@click.command()
@assets_argument
@channel_option
@only_option
@as_user
@as_json
@command
def approve(assets: tuple[str, ...], channels: tuple[str, ...], only: bool, login: str | None, json_: bool) -> None:
    """Approve the step that waits; nobody approves what they submitted. It counts for the other channels of the asset
    where the same step waits.

    Example: vitrine approve V12 --as zhou
    """
    _act("approve", assets, channels, login, "", json_, alone=only)


@click.command("return")
@assets_argument
@channel_option
@reason_option
@as_user
@as_json
@command
def return_(assets: tuple[str, ...], channels: tuple[str, ...], reason: str, login: str | None, json_: bool) -> None:
    """Return assets to their author, with a reason.

    Example: vitrine return V12 --reason 请补充地点 --as zhou
    """
    _act("return", assets, channels, login, reason, json_)


@click.command()
@assets_argument
@channel_option
@reason_option
@as_user
@as_json
@command
def withdraw(assets: tuple[str, ...], channels: tuple[str, ...], reason: str, login: str | None, json_: bool) -> None:
    """Take back what is not published (its author), or take down what is (the office).

    Example: vitrine withdraw V12 --reason 照片中的同学提出异议 --as editor
    """
    _act("withdraw", assets, channels, login, reason, json_)


def _act(verb: str, assets: tuple[str, ...], channels: tuple[str, ...], login: str | None, reason: str, json_: bool, *,
         alone: bool = False) -> None:
    from index.catalogue.lifecycle import Verb
    from server.review.service import Order

    home = opened()
    who = actor(home, login)
    wanted = list(dict.fromkeys(one.strip() for given in channels for one in given.split(",") if one.strip()))
    orders = [Order(Verb(verb), channel, reason, alone=alone) for channel in wanted]
    bad = False
    for given in each(assets):
        for line in _lines(home, who, orders, given):
            bad |= line["outcome"] == "refused"
            if json_:
                emit(line)
            else:
                _print(line)
    if bad:
        raise SystemExit(1)


def _lines(home: Any, who: Any, orders: list[Any], given: str) -> Iterator[dict[str, Any]]:
    """Carry the orders out on one item, one for each channel, and yield what came of each."""
    from index.catalogue import items
    from index.db import reading
    from index.errors import VitrineError
    from server import clock
    from server.review import service
    from server.review.fetching import fetch

    try:
        with reading(home.engine) as session:
            ref = items.resolve(session, given)
            fetch(session, who, ref, clock.now())
    except VitrineError as refusal:
        yield from [_line(given, order.channel, {}, refusal) for order in orders]
        return
    decided: service.Decided = set()
    for order in orders:
        ((_, error),) = service.act_on_many(home.engine, who, order, [ref], clock=clock.now, decided=decided)
        with reading(home.engine) as session:
            yield _line(str(ref), order.channel, service.status(session, ref), error)


def _line(asset: str, channel: str, status: dict[str, str], error: Any) -> dict[str, Any]:
    from index.catalogue.required import MissingFields

    missing = error.fields if isinstance(error, MissingFields) else ()
    return {"asset": asset, "channel": channel, "outcome": "refused" if error else "done", "status": status,
            "reason": error.reason.as_dict() if error else None, "missing": list(missing)}


def _print(line: dict[str, Any]) -> None:
    if line["reason"]:
        say(f"✗ {line['asset']}: {line['reason']['zh']}\n    {line['reason']['en']}")
    else:
        click.echo(f"✓ {line['asset']}: " + ", ".join(f"{name} {state}" for name, state in line["status"].items()))
