"""``campuses``: the names, colours and logos in which screens appear."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, require, say, table
from server.cli.people import show_line

COLUMNS = {"id": "#", "name": "名称 name", "name_en": "英文 English", "accent": "主色 colour", "is_default": "默认 default",
           "active": "在用 active", "screens": "电子屏 screens"}


@click.group()
def campuses() -> None:
    """Campuses of the university. A screen is put into one by `screens change --campus`.

    Example: vitrine campuses add 东校区 --english "East Campus" --accent "#8a1538" --logo 校徽.png
    """


@campuses.command("list")
@as_json
@command
def list_campuses(json_: bool) -> None:
    """List all campuses.

    Example: vitrine campuses list --json
    """
    from server.campuses import lists

    table(lists.lines(opened().engine), COLUMNS, json_=json_)


@campuses.command("show")
@click.argument("campus")
@as_json
@command
def show_campus(campus: str, json_: bool) -> None:
    """Show one campus: its colours as screens have them, its logo's hash, its screens.

    Example: vitrine campuses show 东校区
    """
    from server.campuses import lists

    show_line(lists.line(opened().engine, campus), json_=json_)


@campuses.command("add")
@click.argument("name")
@click.option("--english", metavar="NAME", help="Its name in English.")
@click.option("--accent", required=True, metavar="#RRGGBB", help="Its colour.")
@click.option("--logo", type=click.Path(path_type=Path), help="A PNG with a transparent ground, WebP or JPEG; no SVG.")
@click.option("--default", "is_default", is_flag=True, help="Also for screens that name no campus.")
@as_user
@as_json
@command
def add_campus(name: str, english: str | None, accent: str, logo: Path | None, is_default: bool, login: str | None,
               json_: bool) -> None:
    """Make a campus.

    Example: vitrine campuses add 东校区 --accent "#8a1538" --default
    """
    from server import clock
    from server.campuses import lists, service

    home = opened()
    wish = {"name": name, "name_en": english, "accent": accent, "is_default": is_default or None}
    made = _with(logo, wish, lambda given: service.add(home, actor(home, login), given, now=clock.now()))
    show_line(lists.line(home.engine, str(made)), json_=json_)


@campuses.command("change")
@click.argument("campus")
@click.option("--name", help="A new name.")
@click.option("--english", metavar="NAME", help="Its name in English.")
@click.option("--accent", metavar="#RRGGBB", help="Its colour.")
@click.option("--logo", type=click.Path(path_type=Path), help="A new logo.")
@click.option("--no-logo", is_flag=True, help="Take its logo away.")
@click.option("--default/--not-default", "is_default", default=None, help="For screens that name no campus, or not.")
@click.option("--active/--inactive", default=None, help="In use, or its screens look as those that name none.")
@click.option("--screen", "screens", multiple=True, help="Its screens from now on (id or name); repeatable; empty for none.")
@as_user
@as_json
@command
def change_campus(campus: str, name: str | None, english: str | None, accent: str | None, logo: Path | None, no_logo: bool,
                  is_default: bool | None, active: bool | None, screens: tuple[str, ...], login: str | None,
                  json_: bool) -> None:
    """Change a campus, or say which screens are its.

    Example: vitrine campuses change 东校区 --logo 校徽.png --screen 东门大屏 --screen 二食堂
    """
    from server import clock
    from server.campuses import lists, service

    home = opened()
    who, before = actor(home, login), lists.line(home.engine, campus)
    wish = {"name": name, "name_en": english, "accent": accent, "is_default": is_default, "active": active,
            "no_logo": no_logo}
    if logo or no_logo or any(one is not None for one in (name, english, accent, is_default, active)):
        _with(logo, wish, lambda given: service.change(home, who, str(before.id), given, now=clock.now()))
    if screens:
        service.take_screens(home, who, str(before.id), [one for one in screens if one], now=clock.now())
    show_line(lists.line(home.engine, str(before.id)), json_=json_)


@campuses.command("remove")
@click.argument("campus")
@as_user
@as_json
@command
def remove_campus(campus: str, login: str | None, json_: bool) -> None:
    """Remove a campus; its screens look as those that name none.

    Example: vitrine campuses remove 东校区
    """
    from server import clock
    from server.campuses import lists, service

    home = opened()
    line = lists.line(home.engine, campus)
    service.remove(home, actor(home, login), str(line.id), now=clock.now())
    if json_:
        emit(line)
    else:
        say(f"已移除 / removed: {line.name}")


def _with(logo: Path | None, wish: dict[str, Any], do: Any) -> Any:
    """Do it with the wish, its logo's file open meanwhile. Raises VitrineError no-source."""
    from server.campuses.service import Wish

    if logo is None:
        return do(Wish(**wish))
    require([logo])
    with logo.open("rb") as file:
        return do(Wish(**wish, logo=file))
