"""``take-down`` and ``take-downs``: remove everywhere what is published, and read which screens have confirmed it."""

from __future__ import annotations

from typing import Any

import click

from server.cli.common import actor, as_json, as_user, command, each, emit, opened, say

MOST = 1000
LINE = ("at", "who", "reason", "assets", "screens", "confirmed")


@click.command("take-down")
@click.argument("assets", nargs=-1, required=True, metavar="ASSET...")
@click.option("--reason", required=True, metavar="TEXT", help="Why; kept in the history of each.")
@as_user
@as_json
@command
def take_down(assets: tuple[str, ...], reason: str, login: str | None, json_: bool) -> None:
    """Take published assets and stories (S12) off every channel, screen, page and link at once (the office). "-" reads ids
    from standard input.

    A line for each asset; "report" is what "vitrine take-downs" shows. For one channel alone: vitrine withdraw.

    Example: vitrine take-down V12 V13 --reason 照片中的同学提出异议 --as editor
    """
    from index.catalogue import items
    from index.db import reading
    from index.errors import VitrineError
    from server import clock
    from server.takedowns import service

    home, found, lines = opened(), {}, []
    who = actor(home, login)
    with reading(home.engine) as session:
        for given in each(assets):
            try:
                found[items.resolve(session, given)] = given
            except VitrineError as error:
                lines.append(_line(given, None, error))
    if found:
        outcome = service.take_down(home.engine, who, list(found), reason, now=clock.now())
        lines += [_line(str(one), outcome.report, None) for one in outcome.done]
        lines += [_line(str(one), None, why) for one, why in outcome.refused]
    for line in lines:
        emit(line) if json_ else _say(line)
    if any(line["outcome"] == "refused" for line in lines):
        raise SystemExit(1)


@click.command("take-downs")
@click.argument("report", required=False, type=int, metavar="[REPORT]")
@as_user
@as_json
@command
def take_downs(report: int | None, login: str | None, json_: bool) -> None:
    """List what was taken down; with a report's number, each screen's word on it, a line for each.

    Example: vitrine take-downs 3 --json
    """
    from index.db import reading
    from server import clock, policy
    from server.cli.common import table
    from server.takedowns import lists

    home = opened()
    who = actor(home, login)
    policy.require(who, "see-office")
    with reading(home.engine) as session:
        if report is None:
            table(lists.lines(session, limit=MOST), {"id": "report", **{name: name for name in LINE}}, json_=json_)
        else:
            table(lists.report(session, who, report, clock.now()).screens,
                  {"name": "screen", "place": "place", "state": "state", "seen_at": "seen", "removed_at": "confirmed",
                   "seconds": "seconds"}, json_=json_)


def _line(asset: str, report: int | None, why: Any) -> dict[str, Any]:
    return {"asset": asset, "outcome": "refused" if why else "done", "report": report,
            "reason": why.reason.as_dict() if why else None}


def _say(line: dict[str, Any]) -> None:
    if line["reason"]:
        say(f"✗ {line['asset']}: {line['reason']['zh']}\n    {line['reason']['en']}")
    else:
        click.echo(f"✓ {line['asset']}: take-downs {line['report']}")
