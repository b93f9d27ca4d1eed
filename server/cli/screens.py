"""``screens``, ``manifest`` and ``why``: displays, what they are told, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say, table
from server.cli.people import show_line

COLUMNS = {"id": "#", "name": "名称 name", "group": "组 group", "orientation": "方向 orientation", "boards": "宣传栏 boards",
           "state": "状态 state"}
at_option = click.option("--at", metavar="TIME", help="Another moment, like 2026-12-01T08:00 (campus time).")


def _moment(home: Any, given: str | None) -> datetime:
    from index.errors import Invalid
    from server import clock
    from server.library.terms import YEARS

    if given is None:
        return clock.now()
    try:
        moment = datetime.fromisoformat(given)
        if moment.year not in YEARS:
            raise ValueError
    except ValueError:
        raise Invalid("--at", "请写成 2026-12-01T08:00", "write it like 2026-12-01T08:00") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=home.settings.zone)).astimezone(UTC)


@click.group()
def screens() -> None:
    """Screens: paired displays that show boards.

    Example: vitrine screens pair 第二食堂大厅屏 ABCD2345
    """


@screens.command("list")
@as_json
@command
def list_screens(json_: bool) -> None:
    """List all screens and how they are.

    Example: vitrine screens list --json
    """
    from server import clock
    from server.screens import lists

    table(lists.screens(opened().engine, clock.now()), COLUMNS, json_=json_)


@screens.command("show")
@click.argument("screen")
@as_json
@command
def show_screen(screen: str, json_: bool) -> None:
    """Show one screen.

    Example: vitrine screens show 东门大屏
    """
    from server import clock
    from server.screens import lists

    show_line(lists.screen(opened().engine, screen, clock.now()), json_=json_)


@screens.command("add")
@click.argument("name")
@click.option("--place", default="", help="Where it hangs.")
@click.option("--building", default="", help="The building, at which much is aimed together.")
@click.option("--group", help="Screens addressed together.")
@click.option("--orientation", type=click.Choice(["landscape", "portrait"]), default="landscape", show_default=True,
              help="How it hangs.")
@click.option("--rotation", type=int, default=0, help="Degrees that the picture is turned: 0, 90, 180, 270.")
@click.option("--board", "boards", multiple=True, help="Board (id or name) that it shows; repeatable, in order.")
@as_user
@as_json
@command
def add_screen(name: str, place: str, building: str, group: str | None, orientation: str, rotation: int,
               boards: tuple[str, ...], login: str | None, json_: bool) -> None:
    """Add a screen; pair it afterwards with the code that it shows.

    Example: vitrine screens add 东门大屏 --place 东门 --board 校园要闻
    """
    from server import clock
    from server.screens import lists, service

    home = opened()
    new = service.NewScreen(name=name, place=place, group=group, orientation=orientation, rotation=rotation, boards=boards,
                            building=building)
    made = service.add_screen(home.engine, actor(home, login), new, now=clock.now())
    show_line(lists.screen(home.engine, str(made), clock.now()), json_=json_)


@screens.command("change")
@click.argument("screen")
@click.option("--name", help="A new name.")
@click.option("--place", help="A new place.")
@click.option("--building", help="Another building; empty for none.")
@click.option("--group", help="Another group; empty for none.")
@click.option("--orientation", type=click.Choice(["landscape", "portrait"]), help="How it hangs.")
@click.option("--rotation", type=int, help="Degrees that the picture is turned: 0, 90, 180, 270.")
@click.option("--board", "boards", multiple=True, help="The boards from now on; repeatable, in order.")
@click.option("--active/--inactive", default=None, help="In use, or switched off.")
@click.option("--revoke", is_flag=True, help="Take its token away; it wipes itself and shows a new code.")
@as_user
@as_json
@command
def change_screen(screen: str, name: str | None, place: str | None, building: str | None, group: str | None,
                  orientation: str | None, rotation: int | None, boards: tuple[str, ...], active: bool | None,
                  revoke: bool, login: str | None, json_: bool) -> None:
    """Change a screen, hang other boards on it, or revoke it.

    Example: vitrine screens change 东门大屏 --board 校园要闻 --board 食堂
    """
    from server import clock
    from server.screens import lists, service

    home = opened()
    who = actor(home, login)
    before = lists.screen(home.engine, screen, clock.now())
    change = service.ScreenChange(name=name, place=place, group=group, orientation=orientation, rotation=rotation,
                                  boards=boards or None, active=active, building=building)
    if change != service.ScreenChange():
        service.change_screen(home.engine, who, str(before.id), change, now=clock.now())
    if revoke:
        service.revoke(home.engine, who, str(before.id), now=clock.now())
    show_line(lists.screen(home.engine, str(before.id), clock.now()), json_=json_)


@screens.command("pair")
@click.argument("screen")
@click.argument("code")
@as_user
@as_json
@command
def pair(screen: str, code: str, login: str | None, json_: bool) -> None:
    """Bind the code that a device shows to a screen.

    Example: vitrine screens pair 东门大屏 K7M2QX
    """
    from server import clock
    from server.screens import lists, service

    home = opened()
    service.pair(home.engine, actor(home, login), screen, code, now=clock.now())
    if json_:
        emit(lists.screen(home.engine, screen, clock.now()))
    else:
        say(f"已配对 / paired: {screen}")


@screens.command("tell")
@click.argument("screen")
@click.argument("deed", type=click.Choice(["identify", "picture", "reload"]))
@as_user
@command
def tell(screen: str, deed: str, login: str | None) -> None:
    """Ask a screen to show its name, to send a picture of itself, or to load anew.

    Example: vitrine screens tell 东门大屏 identify
    """
    from server import clock
    from server.screens import commands

    home = opened()
    if commands.ask(home.engine, actor(home, login), [screen], deed, now=clock.now()):
        say(f"已发出 / asked: {screen}, {deed}")
    else:
        say(f"没有配对的设备 / no device is paired: {screen}")


@click.command()
@click.argument("screen")
@at_option
@command
def manifest(screen: str, at: str | None) -> None:
    """Print what a screen would be told, as one JSON object.

    Example: vitrine manifest 第二食堂大厅屏 --at 2026-12-01T08:00
    """
    from server.screens import telling

    home = opened()
    emit(telling.manifest(home, screen, _moment(home, at)))


@click.command()
@click.argument("screen")
@click.argument("asset")
@at_option
@as_json
@command
def why(screen: str, asset: str, at: str | None, json_: bool) -> None:
    """Say whether a screen shows an asset, then or now, and why (not).

    Example: vitrine why 第二食堂大厅屏 V12
    """
    from server.screens import telling

    home = opened()
    answer = telling.why(home, screen, asset, _moment(home, at))
    if json_:
        emit({"screen": screen, "asset": asset, "shown": answer.shown,
              "reasons": [one.as_dict() for one in answer.reasons], "notes": [one.as_dict() for one in answer.notes]})
        return
    click.echo("显示 / shown" if answer.shown else "不显示 / not shown")
    for one in (*answer.reasons, *answer.notes):
        click.echo(f"  {one.zh}\n  {one.en}")
