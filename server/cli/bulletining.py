"""``bulletins``: cuts of water and power, repairs, on the screens that they concern, until they are over."""

from __future__ import annotations

from typing import Any

import click

from server.cli.common import actor, aimed, as_json, as_user, command, emit, opened, say, table

LINE = {"id": "#", "heading": "标题 title", "line": "何处何时 where, when", "until": "结束 until", "state": "状态 state"}


@click.group()
def bulletins() -> None:
    """Bulletins from templates, for buildings and groups of screens.

    Example: vitrine bulletins list
    """


@bulletins.command("list")
@as_user
@as_json
@command
def list_(login: str | None, json_: bool) -> None:
    """List the bulletins that are shown or will be.

    Example: vitrine bulletins list --json
    """
    from index.db import reading
    from server import clock, policy
    from server.bulletins import lists

    home = opened()
    policy.require(actor(home, login), "publish-bulletin")
    with reading(home.engine) as session:
        table(lists.current(session, clock.now()), LINE, json_=json_)


@bulletins.command("publish")
@click.argument("template")
@click.option("--what", "matter", required=True, help="What happens.")
@click.option("--where", "site", required=True, help="Where.")
@click.option("--from", "begins", required=True, metavar="TIME", help="From when on, like 2026-03-02T14:00 (campus time).")
@click.option("--until", required=True, metavar="TIME", help="When it is over and leaves the screens.")
@click.option("--contact", default="", help="Whom to ask.")
@click.option("--what-en", "matter_en", default="", help="What happens, in English.")
@click.option("--where-en", "site_en", default="", help="Where, in English.")
@aimed
@as_user
@as_json
@command
def publish(template: str, begins: str, until: str, buildings: tuple[str, ...], groups: tuple[str, ...],
            screens: tuple[str, ...], login: str | None, json_: bool, **blanks: Any) -> None:
    """Fill a template (its name or number) and publish it at once.

    Example: vitrine bulletins publish 停水通知 --what 更换水管 --where 3号楼 --from 2026-03-02T14:00 --until 2026-03-02T18:00
    """
    from werkzeug.datastructures import MultiDict

    from index.catalogue.bulletins import BulletinTemplate
    from index.db import reading
    from server import clock
    from server.bulletins import forms, lists, service
    from server.screens import prepared

    home, now = opened(), clock.now()
    with reading(home.engine) as session:
        number = prepared.named(session, BulletinTemplate, template).id
    form = MultiDict({**blanks, "template": str(number), "starts_at": begins, "ends_at": until,
                      "aim": "some" if buildings or groups or screens else "all"})
    for name, values in (("building", buildings), ("group", groups), ("screen", screens)):
        form.setlist(name, list(values))
    zone = home.settings.zone
    made = service.publish(home.engine, actor(home, login), forms.wish(form, zone, now), zone, now=now)
    if json_:
        with reading(home.engine) as session:
            emit(lists.bulletin(session, made, now))
    else:
        say(f"已发布 / published: {made}")


@bulletins.command("end")
@click.argument("bulletin", type=int)
@as_user
@command
def end(bulletin: int, login: str | None) -> None:
    """Take a bulletin off all screens now.

    Example: vitrine bulletins end 3
    """
    from server import clock
    from server.bulletins import service

    home = opened()
    service.end(home.engine, actor(home, login), bulletin, now=clock.now())
    say(f"已撤下 / taken off: {bulletin}")
