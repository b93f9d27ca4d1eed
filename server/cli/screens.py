"""``screens``, ``manifest`` and ``why``: displays, what they are told, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say, table
from server.cli.people import show_line
from server.cli.screen_groups import groups

COLUMNS = {"id": "#", "name": "名称 name", "building": "楼宇 building", "group": "组 group", "tags": "标签 tags",
           "orientation": "方向 orientation", "boards": "宣传栏 boards", "state": "状态 state"}
at_option = click.option("--at", metavar="TIME", help="Another moment, like 2026-12-01T08:00 (campus time).")


def kept(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options of what a screen has beside where it hangs: campus, tags, size, hours, offline lease."""
    options = (
        click.option("--campus", metavar="CAMPUS", help="Its campus (id or name); empty for none."),
        click.option("--tag", "tags", multiple=True, help="A tag; repeatable, for all of them; empty for none."),
        click.option("--inches", metavar="INCHES", help="Its diagonal; empty for unknown."),
        click.option("--hours", metavar="HOURS", help="When lit, like 07:00-22:30; always; empty for as its group says."),
        click.option("--lease", metavar="DAYS", help="Days that it plays alone; 0 for ever; empty for as its group says."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _more(line: Any, tags: tuple[str, ...], inches: str | None, hours: str | None, lease: str | None) -> Any:
    """Return what a screen has, with these changes, as the service takes it; None where nothing is to change."""
    from server.screens import keeping

    given = keeping.given_hours(hours, lease)
    given |= {"tags": ",".join(tags)} if tags else {}
    given |= {"inches": inches} if inches is not None else {}
    if not given:
        return None
    before = {**keeping.hours_as_given(line), "tags": ",".join(line.tags), "inches": str(line.inches or "")} if line else {}
    return keeping.more({**before, **given})


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


screens.add_command(groups)


@screens.command("list")
@click.option("--group", help="Only those of a group; - for those in none.")
@click.option("--building", help="Only those of a building; - for those in none.")
@click.option("--campus", help="Only those of a campus; - for those that name none.")
@click.option("--tag", help="Only those with a tag.")
@click.option("--state", help="Only those in a state, like live or offline.")
@as_json
@command
def list_screens(group: str | None, building: str | None, campus: str | None, tag: str | None, state: str | None,
                 json_: bool) -> None:
    """List all screens, or some, and how they are.

    Example: vitrine screens list --tag 食堂 --json
    """
    from server import clock
    from server.screens import lists

    home, wanted = opened(), lists.Wanted(group, tag, state, building, campus)
    found = [one for one in lists.screens(home.engine, clock.now(), home.settings.zone) if wanted.takes(one)]
    table(found, COLUMNS, json_=json_)


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

    home = opened()
    show_line(lists.screen(home.engine, screen, clock.now(), home.settings.zone), json_=json_)


@screens.command("add")
@click.argument("name")
@click.option("--place", default="", help="Where it hangs.")
@click.option("--building", default="", help="The building, at which much is aimed together.")
@click.option("--group", help="Screens addressed together.")
@click.option("--orientation", type=click.Choice(["landscape", "portrait"]), default="landscape", show_default=True,
              help="How it hangs.")
@click.option("--rotation", type=int, default=0, help="Degrees that the picture is turned: 0, 90, 180, 270.")
@click.option("--board", "boards", multiple=True, help="Board (id or name) that it shows; repeatable, in order.")
@kept
@as_user
@as_json
@command
def add_screen(name: str, place: str, building: str, group: str | None, orientation: str, rotation: int,
               boards: tuple[str, ...], campus: str | None, tags: tuple[str, ...], inches: str | None, hours: str | None,
               lease: str | None, login: str | None, json_: bool) -> None:
    """Add a screen; pair it afterwards with the code that it shows.

    Example: vitrine screens add 东门大屏 --place 东门 --board 校园要闻
    """
    from server import clock
    from server.screens import lists, service

    home = opened()
    new = service.NewScreen(name=name, place=place, group=group, orientation=orientation, rotation=rotation, boards=boards,
                            building=building, more=_more(None, tags, inches, hours, lease), campus=campus)
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
@click.option("--board", "boards", multiple=True, help="The boards from now on; repeatable, in order; empty for none.")
@kept
@click.option("--active/--inactive", default=None, help="In use, or switched off.")
@click.option("--revoke", is_flag=True, help="Take its token away; it wipes itself and shows a new code.")
@as_user
@as_json
@command
def change_screen(screen: str, name: str | None, place: str | None, building: str | None, group: str | None,
                  orientation: str | None, rotation: int | None, boards: tuple[str, ...], campus: str | None,
                  tags: tuple[str, ...], inches: str | None, hours: str | None, lease: str | None, active: bool | None,
                  revoke: bool, login: str | None, json_: bool) -> None:
    """Change a screen, hang other boards on it, or revoke it.

    Example: vitrine screens change 东门大屏 --board 校园要闻 --board 食堂 --tag 大屏 --hours 07:00-22:30
    """
    from server import clock
    from server.screens import lists, service

    home = opened()
    who = actor(home, login)
    before = lists.screen(home.engine, screen, clock.now())
    change = service.ScreenChange(name=name, place=place, group=group, orientation=orientation, rotation=rotation,
                                  boards=tuple(one for one in boards if one) if boards else None, active=active,
                                  building=building, more=_more(before, tags, inches, hours, lease), campus=campus)
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


@screens.command("remove")
@click.argument("screen")
@as_user
@command
def remove(screen: str, login: str | None) -> None:
    """Remove a screen with its health and plays; its device wipes itself.

    Example: vitrine screens remove 东门大屏
    """
    from server import clock
    from server.screens import service

    home = opened()
    service.remove_screen(home.engine, actor(home, login), screen, now=clock.now())
    say(f"已移除 / removed: {screen}")


@screens.command("tell")
@click.argument("several", nargs=-1, required=True, metavar="SCREEN...")
@click.argument("deed", type=click.Choice(["identify", "picture", "reload"]))
@as_user
@command
def tell(several: tuple[str, ...], deed: str, login: str | None) -> None:
    """Ask screens to show their names, to send a picture of themselves, or to load anew.

    Example: vitrine screens tell 东门大屏 identify
    """
    from server import clock
    from server.screens import commands

    home = opened()
    if asked := commands.ask(home.engine, actor(home, login), several, deed, now=clock.now()):
        say(f"已发出 / asked: {asked}, {deed}")
    else:
        say(f"没有配对的设备 / no device is paired: {', '.join(several)}")


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
