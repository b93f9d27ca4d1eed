"""``topics``: list, add, remind, accept, return."""

from __future__ import annotations

from datetime import datetime

import click

from server.cli.boards import DAY
from server.cli.common import actor, as_json, as_user, command, opened, say, table

COLUMNS = {"id": "#", "title": "主题 topic", "department": "部门 department", "contact": "信息员 contact",
           "due_on": "截止 due", "standing": "状态 standing", "entries": "已交 handed in"}


@click.group()
def topics() -> None:
    """Topics from current affairs: which department hands in for which, by when.

    Example: vitrine topics add 学习全会精神 --by 2026-12-15 --all
    """


@topics.command("list")
@click.option("--missing", is_flag=True, help="Only departments that have something to do.")
@click.option("--closed", is_flag=True, help="Topics that are over.")
@as_user
@as_json
@command
def list_topics(missing: bool, closed: bool, login: str | None, json_: bool) -> None:
    """List topics, a line for each department.

    Example: vitrine topics list --missing --json
    """
    from index.db import reading
    from server import clock
    from server.topics import lists

    home = opened()
    with reading(home.engine) as session:
        found = lists.topics(session, actor(home, login), home.settings.zone, clock.now(), closed=closed)
    table([part for topic in found for part in topic.tasks if part.missing or not missing], COLUMNS, json_=json_)


@topics.command("add")
@click.argument("title")
@click.option("--by", "due_on", type=DAY, required=True, help="Day by which it is to be handed in, like 2026-12-15.")
@click.option("--for", "departments", multiple=True, metavar="D", help="Department (id, code or name); repeatable.")
@click.option("--all", "everybody", is_flag=True, help="All departments in use but the office.")
@click.option("--brief", default="", help="What is asked.")
@click.option("--occasion", default="", help="The document, meeting or day that it comes from.")
@as_user
@as_json
@command
def add_topic(title: str, due_on: datetime, departments: tuple[str, ...], everybody: bool, brief: str, occasion: str,
              login: str | None, json_: bool) -> None:
    """Set a topic for departments; their contacts are told.

    Example: vitrine topics add 学习全会精神 --by 2026-12-15 --for canteen --brief 每个部门两张照片
    """
    from sqlalchemy import select

    from index.catalogue.departments import Department
    from index.db import reading
    from server import clock
    from server.admin import named
    from server.topics import lists, service

    home = opened()
    who = actor(home, login)
    with reading(home.engine) as session:
        ids = [named.department(session, one).id for one in departments]
        if everybody:
            ids += session.scalars(select(Department.id).where(Department.active, Department.is_office.is_(False)))
    wish = service.Wish(title, due_on.date(), tuple(ids), brief, occasion)
    made = service.add(home.engine, who, wish, now=clock.now())
    with reading(home.engine) as session:
        table(lists.topic(session, who, made, home.settings.zone, clock.now()).tasks, COLUMNS, json_=json_)


@topics.command("remind")
@click.argument("topic", type=int)
@as_user
@command
def remind(topic: int, login: str | None) -> None:
    """Remind the departments that have something to do for a topic.

    Example: vitrine topics remind 3
    """
    from server import clock
    from server.topics import service

    home = opened()
    count = service.remind(home.engine, actor(home, login), topic, None, zone=home.settings.zone, now=clock.now())
    say(f"已提醒 {count} 个部门。\nReminded {count} departments.")


@topics.command("decide")
@click.argument("task", type=int)
@click.option("--accept/--return", default=None, required=True, help="Accept what a department handed in, or send it back.")
@click.option("--reason", default="", help="Why it is sent back.")
@as_user
@command
def decide(task: int, accept: bool, reason: str, login: str | None) -> None:
    """Say the office's word on what a department handed in; TASK is the number of its line.

    Example: vitrine topics decide 7 --return --reason 请补一张特写
    """
    from server import clock
    from server.topics import handing

    home = opened()
    handing.decide(home.engine, actor(home, login), task, accept=accept, reason=reason, zone=home.settings.zone,
                   now=clock.now())
    say("已采用。\nAccepted." if accept else "已退回。\nSent back.")
