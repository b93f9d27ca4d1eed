"""``kits lend``, ``take-back``, ``loans`` and the cameras that no kit knows: ``bodies``, ``claim``, ``not-ours``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say, table

DAY = click.DateTime(formats=["%Y-%m-%d"])
LOAN_COLUMNS = {"id": "#", "name": "名称 name", "holder": "借用人 holder", "since": "借出 since", "due_on": "应还 due",
                "overdue": "逾期 overdue", "note": "备注 note"}
BODY_COLUMNS = {"serial": "序列号 serial", "make": "厂商 make", "model": "型号 model", "department": "部门 department",
                "assets": "素材 assets", "latest": "最新 latest"}


@dataclass(frozen=True, slots=True)
class LoanRow:
    """A kit that is out."""

    id: int
    name: str
    holder: str
    since: datetime
    due_on: date
    overdue: bool
    note: str


@click.command()
@click.argument("kit")
@click.option("--to", required=True, metavar="LOGIN", help="Who gets it.")
@click.option("--due", required=True, type=DAY, help="Last day on which it may come back in time, like 2026-11-27.")
@click.option("--note", default="", help="What for, and what goes with it.")
@as_user
@as_json
@command
def lend(kit: str, to: str, due: datetime, note: str, login: str | None, json_: bool) -> None:
    """Hand a kit out.

    Example: vitrine kits lend "Z6 一号机" --to zhang.san --due 2026-11-27 --note 运动会
    """
    from server import clock
    from server.kits import service

    home = opened()
    made = service.lend(home.engine, actor(home, login), kit, service.NewLoan(to, due.date(), note), now=clock.now(),
                        zone=home.settings.zone)
    if json_:
        emit({"id": made, "kit": kit, "to": to, "due": due.date()})
    else:
        say(f"已借出：{kit} → {to}，{due.date()} 前归还。\n{kit} is with {to}, due back {due.date()}.")


@click.command("take-back")
@click.argument("kit")
@click.option("--note", default="", help="What to note on its return.")
@as_user
@command
def take_back(kit: str, note: str, login: str | None) -> None:
    """Take a kit back.

    Example: vitrine kits take-back "Z6 一号机" --note 缺镜头盖
    """
    from server import clock
    from server.kits import service

    home = opened()
    service.take_back(home.engine, actor(home, login), kit, note=note, now=clock.now())
    say(f"已收回：{kit}\n{kit} is back.")


@click.command()
@as_user
@as_json
@command
def loans(login: str | None, json_: bool) -> None:
    """List the kits that are out, those that should be back first.

    Example: vitrine kits loans --json
    """
    from index.db import reading
    from server import clock
    from server.kits import lists

    home = opened()
    today = clock.now().astimezone(home.settings.zone).date()
    with reading(home.engine) as session:
        out = [one for one in lists.kits(session, actor(home, login)) if one.loan]
    rows = [LoanRow(one.id, one.name, one.loan.login, one.loan.since, one.loan.due_on, one.overdue(today), one.loan.note)
            for one in out if one.loan]
    table(rows, LOAN_COLUMNS, json_=json_)


@click.command()
@as_user
@as_json
@command
def bodies(login: str | None, json_: bool) -> None:
    """List cameras seen in files that belong to no kit.

    Example: vitrine kits bodies
    """
    from index.db import reading
    from server.kits.bodies import unknown_bodies

    home = opened()
    with reading(home.engine) as session:
        found = unknown_bodies(session, actor(home, login))
    table(found, BODY_COLUMNS, json_=json_)


@click.command()
@click.argument("serial")
@click.argument("kit")
@as_user
@as_json
@command
def claim(serial: str, kit: str, login: str | None, json_: bool) -> None:
    """Say that a camera is one of a kit; its earlier files get the kit.

    Example: vitrine kits claim 3012345 "Z6 一号机"
    """
    from server import clock
    from server.kits import bodies as service

    home = opened()
    count = service.claim(home.engine, actor(home, login), serial, kit, now=clock.now())
    if json_:
        emit({"serial": serial, "kit": kit, "assets": count})
    else:
        say(f"{serial} 已归入 {kit}，此前的素材 {count} 项。\n{serial} belongs to {kit}; {count} earlier assets with it.")


@click.command("not-ours")
@click.argument("serial")
@click.option("--department", metavar="D", help="Department (id, code or name) that says so; without it, the office.")
@as_user
@command
def not_ours(serial: str, department: str | None, login: str | None) -> None:
    """Say that a camera is none of a department's; it is not asked again.

    Example: vitrine kits not-ours 3012345 --department canteen
    """
    from index.db import reading
    from server import clock
    from server.admin import named
    from server.kits import bodies as service

    home = opened()
    with reading(home.engine) as session:
        owner = named.department(session, department).id if department else None
    service.not_ours(home.engine, actor(home, login), serial, department_id=owner, now=clock.now())
    say(f"以后不会再问 {serial}。\n{serial} will not be asked about again.")


COMMANDS = (lend, take_back, loans, bodies, claim, not_ours)
