"""``links``: list, add, revoke."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say, table
from server.cli.people import pick, show_line

COLUMNS = {"id": "#", "event": "活动 event", "department": "部门 department", "last_day": "截止 until", "state": "状态 state",
           "senders": "投稿人 senders", "files": "文件 files", "max_files": "上限 most", "note": "附言 note"}
DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def links() -> None:
    """Links through which people without an account send files of an event.

    Example: vitrine links add --event 秋季运动会 --until 2026-10-31 --department canteen
    """


@links.command("list")
@as_user
@as_json
@command
def list_links(login: str | None, json_: bool) -> None:
    """List all links, newest first; their addresses cannot be read again.

    Example: vitrine links list --json
    """
    from server import clock
    from server.outside import links as service

    home = opened()
    table(service.listed(home.engine, actor(home, login), home.settings.zone, clock.now()), COLUMNS, json_=json_)


@links.command("add")
@click.option("--event", required=True, help="Event (id or name) whose photos and films are sent.")
@click.option("--until", required=True, type=DAY, help="Last day on which it takes files, like 2026-10-31.")
@click.option("--department", help="Department (id, code or name) whose people may take what comes; without it the office.")
@click.option("--files", default=300, show_default=True, help="Files, at most, of all senders together.")
@click.option("--gb", default=20, show_default=True, help="GiB, at most, of all senders together.")
@click.option("--note", default="", help="What the senders read on the page.")
@as_user
@as_json
@command
def add_link(event: str, until: datetime, department: str | None, files: int, gb: int, note: str, login: str | None,
             json_: bool) -> None:
    """Make a link and print its address once.

    Example: vitrine links add --event 秋季运动会 --until 2026-10-31 --note 请拍横幅
    """
    from server import clock
    from server.outside import links as service

    home = opened()
    new = service.NewLink(event, until.date(), department, files, gb, note)
    who, zone = actor(home, login), home.settings.zone
    made, token = service.add(home.engine, who, new, zone, now=clock.now())
    address = f"{home.settings.public_url.rstrip('/')}/send/{token}"
    if json_:
        line = pick(service.listed(home.engine, who, zone, clock.now()), str(made))
        emit(asdict(line) | {"address": address})
        return
    say("投稿链接（只显示一次） / link (shown once):")
    click.echo(address)


@links.command("revoke")
@click.argument("link", type=int)
@as_user
@as_json
@command
def revoke_link(link: int, login: str | None, json_: bool) -> None:
    """Close a link for good; what has come stays.

    Example: vitrine links revoke 3
    """
    from server import clock
    from server.outside import links as service

    home = opened()
    who = actor(home, login)
    service.revoke(home.engine, who, link, now=clock.now())
    show_line(pick(service.listed(home.engine, who, home.settings.zone, clock.now()), str(link)), json_=json_)
