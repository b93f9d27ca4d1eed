"""``screens groups``: the groups of screens, with the boards and hours that their screens have from them."""

from __future__ import annotations

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say, table

COLUMNS = {"id": "#", "name": "名称 name", "screens": "屏数 screens", "opens": "开屏 opens", "closes": "关屏 closes",
           "lease_days": "离线期限 lease"}


@click.group()
def groups() -> None:
    """Groups of screens, which share boards and hours. A screen is put into one by `screens change --group`.

    Example: vitrine screens groups change 食堂 --board 校园要闻 --hours 06:30-22:00
    """


@groups.command("list")
@as_json
@command
def list_groups(json_: bool) -> None:
    """List all groups.

    Example: vitrine screens groups list --json
    """
    from server.screens import groups as service

    table(service.lines(opened().engine), COLUMNS, json_=json_)


@groups.command("show")
@click.argument("group")
@as_json
@command
def show_group(group: str, json_: bool) -> None:
    """Show one group: its boards in order, its hours, its lease.

    Example: vitrine screens groups show 食堂
    """
    from server.screens import groups as service

    _show(service.line(opened().engine, group), json_=json_)


@groups.command("change")
@click.argument("group")
@click.option("--name", help="A new name.")
@click.option("--board", "boards", multiple=True, help="The boards from now on; repeatable, in order; empty for none.")
@click.option("--hours", metavar="HOURS", help="When its screens are lit, like 07:00-22:30; always; empty for as they say.")
@click.option("--lease", metavar="DAYS", help="Days that its screens play alone; 0 for ever; empty for as the campus says.")
@as_user
@as_json
@command
def change_group(group: str, name: str | None, boards: tuple[str, ...], hours: str | None, lease: str | None,
                 login: str | None, json_: bool) -> None:
    """Change a group's name, boards, hours or offline lease.

    Example: vitrine screens groups change 食堂 --board 校园要闻 --board 早餐 --hours 06:30-22:00
    """
    from server import clock
    from server.screens import groups as service
    from server.screens import keeping

    home = opened()
    who, before = actor(home, login), service.line(home.engine, group)
    lit = keeping.lit({**keeping.hours_as_given(before), **keeping.given_hours(hours, lease)})
    if not (name is None and hours is None and lease is None):
        service.change(home.engine, who, str(before.id), before.name if name is None else name, lit, now=clock.now())
    if boards:
        service.hang(home.engine, who, str(before.id), [one for one in boards if one], now=clock.now())
    _show(service.line(home.engine, str(before.id)), json_=json_)


@groups.command("remove")
@click.argument("group")
@as_user
@command
def remove_group(group: str, login: str | None) -> None:
    """Dissolve a group: its screens stay, without what they had from it.

    Example: vitrine screens groups remove 食堂
    """
    from server import clock
    from server.screens import groups as service

    home = opened()
    service.remove(home.engine, actor(home, login), group, now=clock.now())
    say(f"已解散 / dissolved: {group}")


def _show(line: object, *, json_: bool) -> None:
    if json_:
        emit(line)
    else:
        table([line], COLUMNS, json_=False)
