"""``emergency``: put urgent words on every screen, see who shows them, prolong them, end them."""

from __future__ import annotations

import click

from server.cli.common import actor, aimed, as_json, as_user, command, emit, opened, say, table

LINE = {"id": "#", "at": "时间 at", "title": "内容 title", "drill": "演练 drill", "who": "发布人 who",
        "painted": "已显示 shown", "screens": "屏数 screens", "until": "结束 until", "on": "正在播放 on"}
SCREEN = {"name": "电子屏 screen", "building": "楼宇 building", "reach": "到达 reach", "painted_at": "显示于 shown",
          "seconds": "秒 s", "until": "所知结束 end it knows", "state": "状态 state", "seen_at": "最近联系 seen"}
TEXT = {"id": "#", "name": "名称 name", "title": "标题 title", "title_en": "title", "minutes": "分钟 minutes"}


@click.group()
def emergency() -> None:
    """Urgent words on every screen within seconds, with an end.

    Example: vitrine emergency raise 火灾疏散 --minutes 30 --as editor
    """


@emergency.command("texts")
@as_json
@command
def texts(json_: bool) -> None:
    """List the prepared texts.

    Example: vitrine emergency texts
    """
    from index.catalogue.emergencies import EmergencyText
    from index.db import reading
    from server.screens import prepared

    with reading(opened().engine) as session:
        rows = prepared.every(session, EmergencyText)
        if json_:
            for row in rows:
                emit({name: getattr(row, name) for name in (*TEXT, "body", "body_en")})
        else:
            table(rows, TEXT, json_=False)


@emergency.command("raise")
@click.argument("text")
@click.option("--minutes", type=int, help="When it ends by itself; without it as the text says.")
@click.option("--drill", is_flag=True, help="A drill: blue, with 演练 above it.")
@aimed
@as_user
@as_json
@command
def raise_(text: str, minutes: int | None, drill: bool, buildings: tuple[str, ...], groups: tuple[str, ...],
           screens: tuple[str, ...], login: str | None, json_: bool) -> None:
    """Put a prepared text (its name or number) on all screens, or on some.

    Example: vitrine emergency raise 火灾疏散 --building 第三教学楼 --drill
    """
    from index.catalogue.emergencies import EmergencyText
    from index.db import reading
    from server import clock
    from server.emergencies import lists, service
    from server.screens import prepared, spoken
    from server.screens.aiming import Wanted

    home = opened()
    with reading(home.engine) as session:
        row = prepared.named(session, EmergencyText, text)
        words, usual = spoken.of(row), row.minutes
    some = bool(buildings or groups or screens)
    usual = min(usual, service.LONGEST_DRILL_MINUTES) if drill else usual
    wish = service.Wish(words, usual if minutes is None else minutes, Wanted(not some, buildings, groups, screens), drill)
    made = service.start(home.engine, actor(home, login), wish, now=clock.now())
    if json_:
        with reading(home.engine) as session:
            emit(lists.report(session, made, clock.now()).line)
    else:
        say(f"已发布 / on the screens: {made}    vitrine emergency show {made}")


@emergency.command("prolong")
@click.argument("emergency", type=int)
@click.option("--minutes", type=int, required=True, help="From now; it has to be later than its end as it stands.")
@as_user
@command
def prolong(emergency: int, minutes: int, login: str | None) -> None:
    """Put off the end of an emergency that is on.

    Example: vitrine emergency prolong 3 --minutes 60
    """
    from server import clock
    from server.emergencies import service

    home = opened()
    until = service.prolong(home.engine, actor(home, login), emergency, minutes, now=clock.now())
    say(f"延长至 / on until: {until.astimezone(home.settings.zone):%Y-%m-%d %H:%M}")


@emergency.command("end")
@click.argument("emergency", required=False, type=int, metavar="[EMERGENCY]")
@as_user
@command
def end(emergency: int | None, login: str | None) -> None:
    """End one emergency now; without a number all that are on.

    Example: vitrine emergency end
    """
    from server import clock
    from server.emergencies import service

    home = opened()
    ended = service.end(home.engine, actor(home, login), emergency, now=clock.now())
    say(f"已结束 / ended: {', '.join(map(str, ended)) or '–'}")


@emergency.command("list")
@as_user
@as_json
@command
def list_(login: str | None, json_: bool) -> None:
    """List the last emergencies and drills, and how many screens showed each.

    Example: vitrine emergency list --json
    """
    from index.db import reading
    from server import clock, policy
    from server.emergencies import lists

    home = opened()
    policy.require(actor(home, login), "raise-emergency")
    with reading(home.engine) as session:
        table(lists.past(session, clock.now(), limit=1000), LINE, json_=json_)


@emergency.command("show")
@click.argument("emergency", type=int)
@as_user
@as_json
@command
def show(emergency: int, login: str | None, json_: bool) -> None:
    """Show which screens show an emergency, building by building; those that do not come first.

    Example: vitrine emergency show 3
    """
    from index.db import reading
    from server import clock, policy
    from server.emergencies import lists

    home = opened()
    policy.require(actor(home, login), "raise-emergency")
    with reading(home.engine) as session:
        table(lists.report(session, emergency, clock.now()).screens, SCREEN, json_=json_)
