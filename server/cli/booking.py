"""``kits book``, ``bookings``, ``unbook`` and ``hand-out``."""

from __future__ import annotations

from datetime import datetime

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say, table

DAY = click.DateTime(formats=["%Y-%m-%d"])
COLUMNS = {"id": "#", "kit": "器材 kit", "login": "使用人 for", "from_on": "开始 from", "until_on": "结束 until",
           "what_for": "用途 what for", "standing": "状态 standing", "late_holder": "逾期未还 overdue with"}


@click.command()
@click.argument("kit")
@click.option("--to", required=True, metavar="LOGIN", help="Who is to have it.")
@click.option("--from", "first", required=True, type=DAY, help="First day, like 2026-11-27.")
@click.option("--until", "last", type=DAY, help="Last day, if it is another.")
@click.option("--event", metavar="E", help="Event (id or name) that it is for.")
@click.option("--note", default="", help="What for, and what is to go with it.")
@as_user
@as_json
@command
def book(kit: str, to: str, first: datetime, last: datetime | None, event: str | None, note: str, login: str | None,
         json_: bool) -> None:
    """Book a kit for some days. Days that are taken are refused, with who has them and which kits are free.

    Example: vitrine kits book "Z6 一号机" --to zhang.san --from 2026-11-25 --until 2026-11-27 --event 秋季运动会
    """
    from index.db import reading
    from server import clock
    from server.kits import booking, booking_lists

    home = opened()
    who, now = actor(home, login), clock.now()
    new = booking.NewBooking(to, first.date(), (last or first).date(), event, note)
    made = booking.book(home.engine, who, kit, new, now=now, zone=home.settings.zone)
    with reading(home.engine) as session:
        line = booking_lists.booking(session, who, made, now.astimezone(home.settings.zone).date())
    if json_:
        emit(line)
    else:
        say(f"已预订：{line.kit}，{line.person}，{line.from_on} 至 {line.until_on}。\n"
            f"{line.kit} is booked for {line.person} from {line.from_on} to {line.until_on} (booking {made}).")


@click.command()
@click.option("--kit", metavar="K", help="Only of this kit (id or name).")
@as_user
@as_json
@command
def bookings(kit: str | None, login: str | None, json_: bool) -> None:
    """List the bookings that wait to be fetched, the earliest first.

    Example: vitrine kits bookings --json
    """
    from index.db import reading
    from server import clock
    from server.admin import named
    from server.kits import booking_lists

    home = opened()
    today = clock.now().astimezone(home.settings.zone).date()
    with reading(home.engine) as session:
        kit_id = named.kit(session, kit).id if kit else None
        found = booking_lists.bookings(session, actor(home, login), today, kit_id=kit_id)
    table(found, COLUMNS, json_=json_)


@click.command()
@click.argument("booking", type=int)
@click.option("--reason", "why", default="", help="Why it is not needed any more.")
@as_user
@command
def unbook(booking: int, why: str, login: str | None) -> None:
    """Give a booking up; its days are free again.

    Example: vitrine kits unbook 3 --reason 活动改期
    """
    from server import clock
    from server.kits import booking as service

    home = opened()
    service.unbook(home.engine, actor(home, login), booking, reason=why, now=clock.now())
    say(f"已取消预订 {booking}。\nBooking {booking} is given up.")


@click.command("hand-out")
@click.argument("booking", type=int)
@click.option("--due", type=DAY, help="Last day on which it may come back in time; the booking's last day without it.")
@as_user
@as_json
@command
def hand_out(booking: int, due: datetime | None, login: str | None, json_: bool) -> None:
    """Hand out what was booked.

    Example: vitrine kits hand-out 3
    """
    from server import clock
    from server.kits import booking as service

    home = opened()
    loan = service.hand_out(home.engine, actor(home, login), booking, due_on=due.date() if due else None, now=clock.now(),
                            zone=home.settings.zone)
    if json_:
        emit({"booking": booking, "loan": loan})
    else:
        say(f"预订 {booking} 已借出。\nBooking {booking} is handed out.")


COMMANDS = (book, bookings, unbook, hand_out)
