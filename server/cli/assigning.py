"""``assignments``: list, add, kit, close."""

from __future__ import annotations

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say, stop, table

COLUMNS = {"id": "#", "event": "活动 event", "login": "摄影 photographer", "kit": "器材 kit", "due": "交片期限 due",
           "standing": "状态 standing", "arrived_at": "到片 arrived", "files": "素材 assets"}


@click.group()
def assignments() -> None:
    """Who photographs which event, and whether the files came in time.

    Example: vitrine assignments add 秋季运动会 --to zhang.san --kit "Z6 一号机"
    """


@assignments.command("list")
@click.option("--late", is_flag=True, help="Only those whose files are overdue.")
@as_user
@as_json
@command
def list_assignments(late: bool, login: str | None, json_: bool) -> None:
    """List assignments: late ones first, then what is due next.

    Example: vitrine assignments list --late --json
    """
    from index.db import reading
    from server import clock
    from server.assignments import lists

    home = opened()
    with reading(home.engine) as session:
        found = lists.assignments(session, actor(home, login), home.settings, clock.now())
    table([one for one in found if one.late or not late], COLUMNS, json_=json_)


@assignments.command("add")
@click.argument("event")
@click.option("--to", required=True, metavar="LOGIN", help="Who photographs it.")
@click.option("--kit", metavar="K", help="Camera kit (id or name) that goes with it; it is booked for the event's days.")
@click.option("--note", default="", help="What is wanted.")
@as_user
@as_json
@command
def add_assignment(event: str, to: str, kit: str | None, note: str, login: str | None, json_: bool) -> None:
    """Make an assignment. Files are due some hours after the event (setting assignment_hours).

    Example: vitrine assignments add 秋季运动会 --to zhang.san --kit "Z6 一号机" --note 开幕式
    """
    from index.db import reading
    from index.errors import reason
    from server import clock
    from server.assignments import lists, service

    home = opened()
    who = actor(home, login)
    made = service.add(home.engine, who, service.NewAssignment(event, to, kit, note), now=clock.now())
    with reading(home.engine) as session:
        line = lists.one(session, who, made, home.settings, clock.now())
    if line is None:
        stop(reason("not-found", what=str(made)))
    if json_:
        emit(line)
    else:
        say(f"已安排：{line.person} 拍摄《{line.event}》，{line.due.astimezone(home.settings.zone):%Y-%m-%d %H:%M} 前交片。\n"
            f"{line.person} photographs “{line.event}”.")


@assignments.command("close")
@click.argument("assignment", type=int)
@click.option("--reason", "why", required=True, help="Why no files are needed any more.")
@as_user
@command
def close_assignment(assignment: int, why: str, login: str | None) -> None:
    """Let an assignment be.

    Example: vitrine assignments close 3 --reason 活动改期
    """
    from server import clock
    from server.assignments import service

    home = opened()
    service.close(home.engine, actor(home, login), assignment, why, settings=home.settings, now=clock.now())
    say(f"已关闭任务 {assignment}。\nAssignment {assignment} is closed.")


@assignments.command("kit")
@click.argument("assignment", type=int)
@click.argument("kit", required=False)
@as_user
@command
def send_kit(assignment: int, kit: str | None, login: str | None) -> None:
    """Send another kit to an assignment; without KIT, none.

    Example: vitrine assignments kit 3 "Z6 二号机"
    """
    from server import clock
    from server.assignments import service

    home = opened()
    service.send_kit(home.engine, actor(home, login), assignment, kit, settings=home.settings, now=clock.now())
    say(f"任务 {assignment} 使用器材：{kit or '无'}。\nAssignment {assignment} goes with {kit or 'no kit'}.")
