"""``rules``: rule sets from files, tried before they hold; ``groups``: department groups."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, require, say, table

RULES = {"id": "#", "name": "名称 name", "version": "版本 version", "since": "起 from", "until": "止 until"}
GROUPS = {"id": "#", "name": "名称 name", "members": "部门 departments"}


@click.group()
def rules() -> None:
    """Rule sets: by which rules points are counted, from which month to which.

    Example: vitrine rules show county > rules.toml && vitrine rules try rules.toml && vitrine rules add rules.toml
    """


@rules.command("show")
@click.argument("name", required=False)
@as_json
@command
def show(name: str | None, json_: bool) -> None:
    """Show a rule set as TOML: by number or name, or one to begin from (county, logistics); without NAME, list them.

    Example: vitrine rules show county
    """
    from index.db import reading
    from server.points import defaults, setting

    home = opened()
    if name is None:
        with reading(home.engine) as session:
            table(setting.lines(session), RULES, json_=json_)
        return
    with reading(home.engine) as session:
        line = None if name in defaults.NAMES else setting.line(session, name)
        text = line.text if line else defaults.offered(session, name)
    if json_:
        emit({"id": line.id if line else None, "name": line.name if line else name, "version": line.version if line else None,
              "since": line.since if line else None, "until": line.until if line else None, "text": text})
    else:
        click.echo(text, nl=not text.endswith("\n"))


@rules.command("add")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--change", "instead", metavar="NAME", help="Make it the next version of this rule set (name or id).")
@as_user
@as_json
@command
def add(file: Path, instead: str | None, login: str | None, json_: bool) -> None:
    """Add a rule set from a TOML or JSON file, with the quotas that it writes down.

    Example: vitrine rules add rules.toml
    """
    from index.db import reading
    from server import clock
    from server.points import setting

    home, text = opened(), _text(file)
    who = actor(home, login)
    if instead is None:
        made = setting.add(home.engine, who, text, now=clock.now())
    else:
        with reading(home.engine) as session:
            old = setting.line(session, instead).id
        made = setting.change(home.engine, who, old, text, now=clock.now())
    with reading(home.engine) as session:
        table([setting.line(session, str(made))], RULES, json_=json_)


@rules.command("try")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--month", help="The month to try it on, like 2026-03; without it, this one.")
@as_user
@as_json
@command
def try_(file: Path, month: str | None, login: str | None, json_: bool) -> None:
    """Tell what a month would have been by a rule set, beside what it is; nothing is changed.

    Example: vitrine rules try rules.toml --month 2026-03
    """
    from server import clock
    from server.cli.office import number
    from server.ledger.months import month_at
    from server.points import periods, trying

    home, text, now = opened(), _text(file), clock.now()
    of = periods.month(month) if month else month_at(now, home.settings.zone)
    found = trying.compared(home.engine, actor(home, login), text, of, home.settings.zone, now)
    for one in found:
        row = {"month": of, "department": one.department, "points": number(one.points), "would": number(one.would),
               "short": one.short, "would_be_short": one.would_be_short}
        if json_:
            emit(row)
        else:
            click.echo(f"{one.department}\t{row['points']} → {row['would']}\t{one.short} → {one.would_be_short}")


@click.group()
def groups() -> None:
    """Groups of departments, which owe the same and are ranked among themselves.

    Example: vitrine groups add 乡镇(办) --department canteen --department library
    """


@groups.command("list")
@as_json
@command
def list_groups(json_: bool) -> None:
    """List groups with their departments.

    Example: vitrine groups list --json
    """
    from index.db import reading
    from server.points import groups as service

    with reading(opened().engine) as session:
        table(service.lines(session), GROUPS, json_=json_)


@groups.command("add")
@click.argument("name")
@click.option("--department", "departments", multiple=True, required=True, help="Department (id, code or name); repeatable.")
@as_user
@as_json
@command
def add_group(name: str, departments: tuple[str, ...], login: str | None, json_: bool) -> None:
    """Make a group, or give one of this name other departments.

    Example: vitrine groups add 服务中心 --department canteen
    """
    from index.db import reading
    from index.errors import NotFound
    from server import clock
    from server.admin import named
    from server.points import groups as service

    home = opened()
    with reading(home.engine) as session:
        ids = [named.department(session, one).id for one in departments]
        try:
            old = service.line(session, name).id
        except NotFound:
            old = None
    made = service.save(home.engine, actor(home, login), old, name, ids, now=clock.now())
    with reading(home.engine) as session:
        table([service.line(session, str(made))], GROUPS, json_=json_)


@groups.command("remove")
@click.argument("name")
@as_user
@command
def remove_group(name: str, login: str | None) -> None:
    """Remove a group of which nothing is asked.

    Example: vitrine groups remove 服务中心
    """
    from index.db import reading
    from server import clock
    from server.points import groups as service

    home = opened()
    with reading(home.engine) as session:
        found = service.line(session, name)
    service.remove(home.engine, actor(home, login), found.id, now=clock.now())
    say(f"已删除「{found.name}」。\nRemoved “{found.name}”.")


def _text(file: Path) -> str:
    from index.errors import VitrineError

    if str(file) == "-":
        return sys.stdin.read()
    require([file])
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise VitrineError("unreadable", detail=str(error)) from None
