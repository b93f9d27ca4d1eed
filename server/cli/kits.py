"""``kits`` and ``events``: list, add, show, change."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import click

from server.cli import booking, lending, offers
from server.cli.common import actor, as_json, as_user, command, emit, opened, say, table
from server.cli.people import pick, show_line

KIT_COLUMNS = {"id": "#", "name": "名称 name",
               "department": "部门 department", "bodies": "机身 bodies", "login": "推送账号 login",
               "event": "当前活动 event", "active": "启用 active"}
EVENT_COLUMNS = {"id": "#", "name": "名称 name", "place": "地点 place", "starts_on": "开始 from", "ends_on": "结束 to",
                 "ends_at": "结束时间 until",
                 "department": "部门 department", "off_screens": "不上屏 off screens"}
DAY = click.DateTime(formats=["%Y-%m-%d"])


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


@click.group()
def kits() -> None:
    """Camera kits, recognised by their bodies' serial numbers.

    Example: vitrine kits add "Z6 一号机" --department canteen --serial 6012345
    """


@kits.command("list")
@as_json
@command
def list_kits(json_: bool) -> None:
    """List all kits.

    Example: vitrine kits list --json
    """
    from server.admin import lists

    table(lists.kits(opened().engine), KIT_COLUMNS, json_=json_)


@kits.command("show")
@click.argument("kit")
@as_json
@command
def show_kit(kit: str, json_: bool) -> None:
    """Show one kit.

    Example: vitrine kits show "Z6 一号机"
    """
    from server.admin import lists

    show_line(pick(lists.kits(opened().engine), kit, "name"), json_=json_)


@kits.command("add")
@click.argument("name")
@click.option("--department", required=True, help="Department (id, code or name) that owns it.")
@click.option("--serial", "serials", multiple=True, help="Serial number of a body; repeatable.")
@as_user
@as_json
@command
def add_kit(name: str, department: str, serials: tuple[str, ...], login: str | None, json_: bool) -> None:
    """Add a kit, with its bodies.

    Example: vitrine kits add "Z6 一号机" --department canteen --serial 6012345
    """
    from server import clock
    from server.admin import lists, service

    home = opened()
    who = actor(home, login)
    made = service.add_kit(home.engine, who, name=name, department=department, now=clock.now())
    for serial in serials:
        service.add_body(home.engine, who, str(made), serial=serial, now=clock.now())
    show_line(pick(lists.kits(home.engine), str(made)), json_=json_)


@kits.command("change")
@click.argument("kit")
@click.option("--name", help="A new name.")
@click.option("--add-serial", "serials", multiple=True, help="Serial number of one more body; repeatable.")
@click.option("--utc-offset", type=click.IntRange(-840, 840), help="Minutes east of UTC that its clock shows.")
@click.option("--campus-time", is_flag=True, default=None, help="Its clock shows the campus's own time.")
@click.option("--quicktime-local/--quicktime-utc", default=None, help="What its films hold: local time, or UTC.")
@click.option("--read-again/--leave", default=True, help="Where its time changes, read again what is here already.")
@click.option("--active/--inactive", default=None, help="In use, or retired.")
@click.option("--login", "push_login", metavar="L", help="What its cameras push with (vitrine receive); empty for none.")
@click.option("--new-password", is_flag=True, help="Make a new password for pushing and print it once.")
@click.option("--current-event", metavar="E", help="Event (id or name) that what it pushes belongs to; empty for none.")
@as_user
@as_json
@command
def change_kit(kit: str, serials: tuple[str, ...], push_login: str | None, new_password: bool, current_event: str | None,
               read_again: bool, campus_time: bool | None, login: str | None, json_: bool, **changes: Any) -> None:
    """Change a kit.

    Example: vitrine kits change "Z6 一号机" --login z6-1 --new-password --current-event 秋季运动会
    """
    from server import clock
    from server.admin import kit_logins, lists, service

    home = opened()
    who = actor(home, login)
    before = pick(lists.kits(home.engine), kit, "name")
    if serials or campus_time or any(value is not None for value in changes.values()):
        service.change_kit(home.engine, who, str(before.id), **changes, campus_time=bool(campus_time),
                           read_again=read_again, now=clock.now())
    for serial in serials:
        service.add_body(home.engine, who, str(before.id), serial=serial, now=clock.now())
    push = kit_logins.PushChange(push_login, current_event, new_password)
    made = None if push.empty else kit_logins.change_push(home.engine, who, str(before.id), push, now=clock.now())
    line = pick(lists.kits(home.engine), str(before.id))
    if json_:
        emit(asdict(line) | ({"password": made} if made else {}))
        return
    show_line(line, json_=False)
    if made:
        say("推送密码（只显示一次） / password for pushing (shown once):")
        click.echo(made)


@click.group()
def events() -> None:
    """Events: what was photographed.

    Example: vitrine events add 秋季运动会 --from 2026-10-21 --to 2026-10-23 --place 东操场
    """


@events.command("list")
@click.option("--off-screens/--on-screens", default=None, help="Only those that screens do not tell, or do.")
@as_json
@command
def list_events(off_screens: bool | None, json_: bool) -> None:
    """List all events, newest first.

    Example: vitrine events list
    """
    from server.admin import lists

    table(lists.events(opened().engine, off_screens=off_screens), EVENT_COLUMNS, json_=json_)


@events.command("show")
@click.argument("event")
@as_json
@command
def show_event(event: str, json_: bool) -> None:
    """Show one event.

    Example: vitrine events show 秋季运动会 --json
    """
    from server.admin import lists

    show_line(pick(lists.events(opened().engine), event, "name"), json_=json_)


@events.command("add")
@click.argument("name")
@click.option("--from", "first", required=True, type=DAY, help="First day, like 2026-10-21.")
@click.option("--to", "last", type=DAY, help="Last day, if it is another.")
@click.option("--place", default="", help="Where.")
@click.option("--until", default="", metavar="HH:MM", help="When its last day's programme ends; files are due from then on.")
@click.option("--department", help="Department (id, code or name) that holds it.")
@click.option("--off-screens", is_flag=True, help="In no calendar on screens.")
@as_user
@as_json
@command
def add_event(name: str, first: datetime, last: datetime | None, place: str, until: str, department: str | None,
              off_screens: bool, login: str | None, json_: bool) -> None:
    """Add an event.

    Example: vitrine events add 秋季运动会 --from 2026-10-21 --to 2026-10-23 --place 东操场
    """
    from server import clock
    from server.admin import lists, service

    home = opened()
    made = service.add_event(home.engine, actor(home, login), name=name, starts_on=first.date(), ends_on=_day(last),
                             place=place, ends_at=until, department=department, off_screens=off_screens, now=clock.now())
    show_line(pick(lists.events(home.engine), str(made)), json_=json_)


@events.command("change")
@click.argument("event")
@click.option("--name", help="A new name.")
@click.option("--place", help="A new place.")
@click.option("--from", "first", type=DAY, help="First day.")
@click.option("--to", "last", type=DAY, help="Last day.")
@click.option("--until", metavar="HH:MM", help="When its last day's programme ends; empty for the end of the day.")
@click.option("--off-screens/--on-screens", default=None, help="In no calendar on screens, or in them.")
@as_user
@as_json
@command
def change_event(event: str, name: str | None, place: str | None, first: datetime | None, last: datetime | None,
                 until: str | None, off_screens: bool | None, login: str | None, json_: bool) -> None:
    """Change an event.

    Example: vitrine events change 秋季运动会 --place 西操场
    """
    from server import clock
    from server.admin import lists, service

    home = opened()
    before = pick(lists.events(home.engine), event, "name")
    service.change_event(home.engine, actor(home, login), str(before.id), name=name, place=place, starts_on=_day(first),
                         ends_on=_day(last), ends_at=until, off_screens=off_screens, now=clock.now())
    show_line(pick(lists.events(home.engine), str(before.id)), json_=json_)


for one in (*lending.COMMANDS, *booking.COMMANDS):
    kits.add_command(one)
for one in offers.COMMANDS:
    events.add_command(one)
