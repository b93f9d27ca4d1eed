"""``training``: list, show, add, call-off, attend."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from server.cli.boards import DAY
from server.cli.common import actor, as_json, as_user, command, emit, opened, require, say, table

COLUMNS = {"id": "#", "title": "培训 training", "held_on": "日期 day", "starts_at": "开始 from", "ends_at": "结束 to",
           "place": "地点 place", "trainer": "主讲 trainer", "signed": "报名 signed up", "came": "出席 came"}
PEOPLE = {"login": "账号 login", "name": "姓名 name", "department": "部门 department", "signed_up_at": "报名 signed up",
          "attended": "出席 came"}


@click.group()
def training() -> None:
    """Training sessions: who is asked to come, who came.

    Example: vitrine training add 新闻摄影基础 --on 2026-12-10 --from 14:30 --to 16:30 --trainer 顾言
    """


@training.command("list")
@click.option("--year", type=click.IntRange(2000, 2100), help="Only those of a year.")
@as_user
@as_json
@command
def list_trainings(year: int | None, login: str | None, json_: bool) -> None:
    """List sessions: those ahead first.

    Example: vitrine training list --year 2026 --json
    """
    from index.db import reading
    from server.training import lists

    home = opened()
    with reading(home.engine) as session:
        found = lists.trainings(session, actor(home, login), _today(home), year=year)
    table(found, COLUMNS, json_=json_)


@training.command("show")
@click.argument("training", type=int)
@as_user
@as_json
@command
def show_training(training: int, login: str | None, json_: bool) -> None:
    """List the people of one session: who is asked, signed up, came.

    Example: vitrine training show 1
    """
    from index.db import reading
    from server.training import lists

    home = opened()
    who = actor(home, login)
    with reading(home.engine) as session:
        lists.the_training(session, who, training, _today(home))
        found = lists.people(session, who, training)
    table(found, PEOPLE, json_=json_)


@training.command("add")
@click.argument("title")
@click.option("--on", "held_on", type=DAY, required=True, help="Day, like 2026-12-10.")
@click.option("--from", "starts_at", default="", metavar="HH:MM", help="When it begins.")
@click.option("--to", "ends_at", default="", metavar="HH:MM", help="When it ends.")
@click.option("--place", default="", help="Where.")
@click.option("--trainer", default="", help="Who speaks.")
@click.option("--brief", default="", help="What it is about.")
@click.option("--for", "departments", multiple=True, metavar="D", help="Department (id, code or name) asked; repeatable.")
@click.option("--person", "people", multiple=True, metavar="LOGIN", help="Somebody asked to come besides; repeatable.")
@click.option("--sign-up", is_flag=True, help="Who comes signs up before.")
@click.option("--material", "materials", multiple=True, help="Title and address, or an asset's number; repeatable.")
@as_user
@as_json
@command
def add_training(held_on: datetime, departments: tuple[str, ...], materials: tuple[str, ...], login: str | None, json_: bool,
                 **given: Any) -> None:
    """Set a session; who is asked to come is told. Without departments and people everybody is.

    Example: vitrine training add 新闻摄影基础 --on 2026-12-10 --from 14:30 --for canteen --sign-up
    """
    from index.db import reading
    from server import clock
    from server.admin import named
    from server.training import service

    home = opened()
    who = actor(home, login)
    with reading(home.engine) as session:
        numbers = tuple(named.department(session, one).id for one in departments)
    wish = service.Wish(held_on=held_on.date(), departments=numbers, materials="\n".join(materials), **given)
    made = service.add(home.engine, who, wish, now=clock.now())
    if json_:
        emit({"id": made, "title": wish.title, "held_on": wish.held_on})
    else:
        say(f"已安排培训 {made}：{wish.title}，{wish.held_on}。\nTraining {made} is set for {wish.held_on}.")


@training.command("call-off")
@click.argument("training", type=int)
@click.option("--reason", required=True, help="Why.")
@as_user
@command
def call_off(training: int, reason: str, login: str | None) -> None:
    """Call a session off; who was asked to come is told.

    Example: vitrine training call-off 1 --reason 主讲人出差
    """
    from server import clock
    from server.training import service

    home = opened()
    service.call_off(home.engine, actor(home, login), training, reason, now=clock.now())
    say(f"已取消培训 {training}。\nTraining {training} is called off.")


@training.command("attend")
@click.argument("training", type=int)
@click.argument("names", type=click.Path(path_type=Path, allow_dash=True))
@as_user
@as_json
@command
def attend(training: int, names: Path, login: str | None, json_: bool) -> None:
    """Note who came, from a file of names: one a line, with the department or the login behind it for namesakes.

    Example: vitrine training attend 1 签到.txt
    """
    from server import clock
    from server.training import attendance

    home = opened()
    if str(names) == "-":
        text = sys.stdin.read()
    else:
        require([names])
        text = names.read_text(encoding="utf-8-sig", errors="replace")
    noted = attendance.note_names(home.engine, actor(home, login), training, text, now=clock.now())
    if json_:
        emit(noted)
    else:
        say(f"已登记 {noted.people} 人；只凭姓名 {len(noted.by_name)} 人。\n{noted.people} people are noted; "
            f"{len(noted.by_name)} by name alone.")
        for line in noted.several:
            say(f"有同名，未登记 / several people are called that: {line}")
    if noted.several:
        raise SystemExit(1)


def _today(home: Any) -> date:
    from server import clock

    today: date = clock.now().astimezone(home.settings.zone).date()
    return today
