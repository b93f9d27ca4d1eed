"""``users hand-over``: what somebody has in hand passes to their successor."""

from __future__ import annotations

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say


@click.command("hand-over")
@click.argument("user")
@click.argument("successor")
@click.option("--reason", default="", help="Why, for the record.")
@click.option("--check", is_flag=True, help="Only list what would move.")
@as_user
@as_json
@command
def hand_over(user: str, successor: str, reason: str, check: bool, login: str | None, json_: bool) -> None:
    """Hand a person's drafts, kits, assignments, duties and reminders over to a colleague.

    Example: vitrine users hand-over lin zhou --reason 调岗
    """
    from index.db import reading
    from server import clock
    from server.handover import service

    home, now = opened(), clock.now()
    acting = actor(home, login)
    with reading(home.engine) as session:
        plan = service.plan(session, acting, user, successor, settings=home.settings, now=now)
        moves = {sort.code: [one.subject for one in things] for sort, things in plan.things}
        lines = [f"{sort.name[0]} {sort.name[1]}: {len(things)}" for sort, things in plan.things]
        mark = plan.mark
    made = None if check else service.hand_over(home.engine, acting, user, successor, reason=reason, seen=mark,
                                                settings=home.settings, now=now)
    if json_:
        emit({"id": made, "from": user, "to": successor, "moved": moves})
        return
    for line in lines:
        click.echo(line)
    say("没有改动，只是列出 / nothing was changed" if check else f"已交接 / handed over: {made}")
