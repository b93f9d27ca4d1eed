"""``users`` and ``departments``: list, add, show, change."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from index.errors import NotFound
from server.cli import recording
from server.cli.common import actor, as_json, as_user, command, emit, opened, say, table
from server.cli.handing import hand_over

USER_COLUMNS = {"id": "#", "name": "账号 login",
                "display": "姓名 name", "roles": "角色 roles", "department": "部门 department",
                "active": "启用 active"}
DEPARTMENT_COLUMNS = {"id": "#", "code": "代码 code", "name": "名称 name", "contact": "信息员 contact",
                      "is_office": "办公室 office", "active": "启用 active"}


def pick(lines: list[Any], given: str, *keys: str) -> Any:
    """Return the line whose id or name is ``given``. Raises NotFound."""
    for line in lines:
        if str(line.id) == given or any(getattr(line, key) == given for key in keys):
            return line
    raise NotFound(what=f"“{given}”")


def show_line(line: Any, *, json_: bool) -> None:
    """Show one line of a list, whole."""
    if json_:
        emit(line)
        return
    for key, value in asdict(line).items():
        click.echo(f"{key}: {value}")


@click.group()
def users() -> None:
    """People, their roles and departments.

    Example: vitrine users add lin --display 林 --role contributor --department canteen
    """


@users.command("list")
@as_json
@command
def list_users(json_: bool) -> None:
    """List everybody.

    Example: vitrine users list --json
    """
    from server.admin import lists

    table(lists.users(opened().engine), USER_COLUMNS, json_=json_)


@users.command("show")
@click.argument("user")
@as_json
@command
def show_user(user: str, json_: bool) -> None:
    """Show one person.

    Example: vitrine users show lin
    """
    from server.admin import lists

    show_line(pick(lists.users(opened().engine), user, "name"), json_=json_)


@users.command("add")
@click.argument("name")
@click.option("--display", default="", help="The name that others see.")
@click.option("--role", "roles", multiple=True, help="contributor, reviewer, director, editor, administrator; repeatable.")
@click.option("--department", help="Department (id, code or name).")
@click.option("--password", help="At least 8 characters; without it one is made and printed once.")
@as_user
@as_json
@command
def add_user(name: str, display: str, roles: tuple[str, ...], department: str | None, password: str | None,
             login: str | None, json_: bool) -> None:
    """Add an account and print its password once.

    Example: vitrine users add zhou --display 周 --role reviewer --department canteen
    """
    from server import clock
    from server.admin import service

    home = opened()
    new = service.NewPerson(name, display, roles, department, password)
    person_id, made = service.add_person(home.engine, actor(home, login), new, now=clock.now())
    if json_:
        emit({"id": person_id, "name": name, "password": None if password else made})
    else:
        click.echo(f"{name}" + ("" if password else f"  {made}"))


@users.command("change")
@click.argument("user")
@click.option("--display", help="A new name for others to see.")
@click.option("--role", "roles", multiple=True, help="The roles from now on; repeatable.")
@click.option("--department", help="Department (id, code or name); empty for none.")
@click.option("--active/--inactive", default=None, help="May sign in, or not; work stays.")
@click.option("--new-password", is_flag=True, help="Make a new password and print it once.")
@as_user
@as_json
@command
def change_user(user: str, display: str | None, roles: tuple[str, ...], department: str | None, active: bool | None,
                new_password: bool, login: str | None, json_: bool) -> None:
    """Change an account.

    Example: vitrine users change lin --role contributor --role reviewer
    """
    from server import clock
    from server.admin import lists, service

    home = opened()
    change = service.PersonChange(display, roles or None, department, active, "" if new_password else None)
    made = service.change_person(home.engine, actor(home, login), user, change, now=clock.now())
    line = pick(lists.users(home.engine), user, "name")
    if json_:
        emit(asdict(line) | {"password": made})
    else:
        say(f"已保存 / saved: {line.name}")
        if made:
            click.echo(made)


users.add_command(hand_over)


@click.group()
def departments() -> None:
    """Departments: they own kits, people and assets.

    Example: vitrine departments add --code canteen --name 饮食服务中心
    """


@departments.command("list")
@as_json
@command
def list_departments(json_: bool) -> None:
    """List all departments.

    Example: vitrine departments list
    """
    from server.admin import lists

    table(lists.departments(opened().engine), DEPARTMENT_COLUMNS, json_=json_)


@departments.command("show")
@click.argument("department")
@as_json
@command
def show_department(department: str, json_: bool) -> None:
    """Show one department.

    Example: vitrine departments show canteen --json
    """
    from server.admin import lists

    show_line(pick(lists.departments(opened().engine), department, "code", "name"), json_=json_)


@departments.command("add")
@click.option("--code", required=True, help="A short name in Latin letters.")
@click.option("--name", required=True, help="The Chinese name.")
@click.option("--name-en", default="", help="The English name.")
@click.option("--office", is_flag=True, help="This is the publicity office itself.")
@as_user
@as_json
@command
def add_department(code: str, name: str, name_en: str, office: bool, login: str | None, json_: bool) -> None:
    """Add a department.

    Example: vitrine departments add --code canteen --name 饮食服务中心 --name-en Canteens
    """
    from server import clock
    from server.admin import lists, service

    home = opened()
    made = service.add_department(home.engine, actor(home, login), code=code, name=name, name_en=name_en,
                                  is_office=office, now=clock.now())
    show_line(pick(lists.departments(home.engine), str(made)), json_=json_)


@departments.command("change")
@click.argument("department")
@click.option("--name", help="A new name.")
@click.option("--name-en", help="A new English name.")
@click.option("--contact", help="Login of the department's one named contact; empty for none.")
@click.option("--active/--inactive", default=None, help="In use, or closed.")
@as_user
@as_json
@command
def change_department(department: str, name: str | None, name_en: str | None, contact: str | None, active: bool | None,
                      login: str | None, json_: bool) -> None:
    """Change a department.

    Example: vitrine departments change canteen --contact lin
    """
    from server import clock
    from server.admin import lists, service

    home = opened()
    before = pick(lists.departments(home.engine), department, "code", "name")
    service.change_department(home.engine, actor(home, login), str(before.id), name=name, name_en=name_en,
                              contact=contact, active=active, now=clock.now())
    show_line(pick(lists.departments(home.engine), str(before.id)), json_=json_)


for one in recording.COMMANDS:
    users.add_command(one)
