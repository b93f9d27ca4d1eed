"""``events offer`` and ``events accept``: the event that a batch looks like, told and never tied by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say, table

COLUMNS = {"id": "#", "event": "活动 event", "starts_on": "开始 from", "ends_on": "结束 to", "share": "吻合 share",
           "assigned": "任务 assigned", "likely": "推荐 likely"}


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An event that a batch is offered. ``share``: how much of it was taken in the event's days, 0 to 1."""

    id: int
    event: str
    starts_on: date
    ends_on: date
    share: float
    assigned: bool
    likely: bool


@click.command()
@click.argument("batch")
@as_user
@as_json
@command
def offer(batch: str, login: str | None, json_: bool) -> None:
    """List the events that a batch may be of, best first.

    Example: vitrine events offer 20261124-093015-a1b2c3
    """
    home = opened()
    table(offered(home, actor(home, login), batch), COLUMNS, json_=json_)


@click.command()
@click.argument("batch")
@click.argument("event")
@as_user
@as_json
@command
def accept(batch: str, event: str, login: str | None, json_: bool) -> None:
    """File all of a batch that has no event under this one.

    Example: vitrine events accept 20261124-093015-a1b2c3 秋季运动会
    """
    from server import clock
    from server.uploads import offering

    home = opened()
    count = offering.accept(home.engine, actor(home, login), batch, event, now=clock.now())
    if json_:
        emit({"batch": batch, "event": event, "assets": count})
    else:
        say(f"已归入《{event}》：{count} 项。\n{count} assets are filed under “{event}”.")


def offered(home: Any, who: Any, batch: str) -> list[OfferRow]:
    """Return the events that fit a batch's assets without one, best first."""
    from index.db import reading
    from server import clock
    from server.uploads.offering import offering

    with reading(home.engine) as session:
        found = offering(session, who, batch, clock.now(), zone=home.settings.zone)
    return [OfferRow(event.id, event.name, event.starts_on, event.ends_on, one.share, one.assigned, one.likely)
            for one in found.offers for event in [one.event]]


def suggest(home: Any, who: Any, batch: str, *, read: bool) -> None:
    """Tell on standard error which event a batch looks like, and how to file it there.

    Where its files are not ``read`` yet nobody knows their times: then it tells where the offer will be.
    """
    best = next((one for one in offered(home, who, batch) if one.likely), None)
    if best is not None:
        days = str(best.starts_on) if best.starts_on == best.ends_on else f"{best.starts_on}..{best.ends_on}"
        say(f"这批素材像是《{best.event}》{days}。归入请运行：\nThis batch looks like “{best.event}”. To file it there:\n"
            f"  vitrine events accept {batch} {best.id}")
    elif not read:
        say("读完拍摄时间后，批次页会提议归入哪个活动；也可以运行：\n"
            f"Once the times are read, the batch's page offers an event; or ask:\n  vitrine events offer {batch}")


COMMANDS = (offer, accept)
