"""``submit``, ``approve``, ``return``, ``withdraw``: the moves of review, a line for each asset."""

from __future__ import annotations

from typing import Any

import click

from server.cli.common import actor, as_json, as_user, command, each, emit, opened, say

assets_argument = click.argument("assets", nargs=-1, required=True, metavar="ASSET...")
channel_option = click.option("--for", "channel", default="screens", show_default=True, metavar="CHANNEL",
                              help="The channel: screens, site, wechat, school, media.")
reason_option = click.option("--reason", default="", metavar="TEXT", help="Why; needed to return.")


@click.command()
@assets_argument
@channel_option
@as_user
@as_json
@command
def submit(assets: tuple[str, ...], channel: str, login: str | None, json_: bool) -> None:
    """Submit assets for review along the channel's route. "-" reads ids from standard input.

    Example: vitrine submit V12 V13 --for screens --as lin
    """
    _act("submit", assets, channel, login, "", json_)


@click.command()
@assets_argument
@channel_option
@as_user
@as_json
@command
def approve(assets: tuple[str, ...], channel: str, login: str | None, json_: bool) -> None:
    """Approve the step that waits; nobody approves what they submitted.

    Example: vitrine approve V12 --as zhou
    """
    _act("approve", assets, channel, login, "", json_)


@click.command("return")
@assets_argument
@channel_option
@reason_option
@as_user
@as_json
@command
def return_(assets: tuple[str, ...], channel: str, reason: str, login: str | None, json_: bool) -> None:
    """Return assets to their author, with a reason.

    Example: vitrine return V12 --reason 请补充地点 --as zhou
    """
    _act("return", assets, channel, login, reason, json_)


@click.command()
@assets_argument
@channel_option
@reason_option
@as_user
@as_json
@command
def withdraw(assets: tuple[str, ...], channel: str, reason: str, login: str | None, json_: bool) -> None:
    """Take back what is not published (its author), or take down what is (the office).

    Example: vitrine withdraw V12 --reason 照片中的同学提出异议 --as editor
    """
    _act("withdraw", assets, channel, login, reason, json_)


def _act(verb: str, assets: tuple[str, ...], channel: str, login: str | None, reason: str, json_: bool) -> None:
    from index.catalogue.lifecycle import Verb
    from server.review.service import Order

    home = opened()
    who = actor(home, login)
    order = Order(Verb(verb), channel, reason)
    bad = False
    for given in each(assets):
        line = _one(home, who, order, given)
        bad |= line["outcome"] == "refused"
        if json_:
            emit(line)
        else:
            _print(line)
    if bad:
        raise SystemExit(1)


def _one(home: Any, who: Any, order: Any, given: str) -> dict[str, Any]:
    from index.catalogue import queries, visibility
    from index.catalogue.assets import public_id
    from index.catalogue.required import MissingFields
    from index.db import reading
    from index.errors import VitrineError
    from server import clock
    from server.review import service

    asset, status, why = given, {}, None
    missing: tuple[str, ...] = ()
    try:
        with reading(home.engine) as session:
            asset_id = queries.resolve(session, given)
            visibility.asset_for(session, who, asset_id, clock.now())
            asset, status = public_id(asset_id), service.status(session, asset_id)
        status = service.act(home.engine, who, order, asset_id, now=clock.now())
    except VitrineError as error:
        why = error.reason.as_dict()
        missing = error.fields if isinstance(error, MissingFields) else ()
    return {"asset": asset, "outcome": "refused" if why else "done", "status": status, "reason": why,
            "missing": list(missing)}


def _print(line: dict[str, Any]) -> None:
    if line["reason"]:
        say(f"✗ {line['asset']}: {line['reason']['zh']}\n    {line['reason']['en']}")
    else:
        click.echo(f"✓ {line['asset']}: " + ", ".join(f"{name} {state}" for name, state in line["status"].items()))
