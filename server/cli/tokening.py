"""``tokens``: list, add, revoke."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say, table
from server.cli.people import pick

COLUMNS = {"id": "#", "program": "程序 program", "hint": "令牌 token", "person": "身份 acts as", "scopes": "权限范围 scopes",
           "state": "状态 state", "expires_at": "到期 until", "used_at": "最近使用 last used"}
DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def tokens() -> None:
    """Tokens with which programs call the API, each as one person, within scopes and a term.

    Example: vitrine tokens add 处网发布 --for lin --scope read:stories --scope read:assets --until 2027-06-30
    """


@tokens.command("list")
@as_user
@as_json
@command
def list_tokens(login: str | None, json_: bool) -> None:
    """List one's own tokens, the administrator all; the tokens themselves cannot be read again.

    Example: vitrine tokens list --json
    """
    from server import clock
    from server.tokens import lists

    home = opened()
    table(lists.tokens(home.engine, actor(home, login), clock.now()), COLUMNS, json_=json_)


@tokens.command("add")
@click.argument("program")
@click.option("--scope", "scopes", multiple=True, required=True, help="What it may do, like read:assets; repeatable.")
@click.option("--until", required=True, type=DAY, help="Its last day, like 2027-06-30; a year ahead at most.")
@click.option("--for", "person", metavar="USER", help="As whom the program acts; without it as the one who makes it.")
@as_user
@as_json
@command
def add_token(program: str, scopes: tuple[str, ...], until: datetime, person: str | None, login: str | None,
              json_: bool) -> None:
    """Make a token for PROGRAM and print it once.

    Example: vitrine tokens add 处网发布 --for lin --scope read:stories --until 2027-06-30
    """
    from server import clock
    from server.tokens import lists, service

    home = opened()
    who, now = actor(home, login), clock.now()
    wish = service.Wish(program, scopes, until.date(), person)
    made, token = service.add(home.engine, who, wish, home.settings.zone, now=now)
    if json_:
        emit(asdict(pick(lists.tokens(home.engine, who, now), str(made))) | {"token": token})
        return
    say("令牌（只显示一次，请妥善保管） / token (shown once; keep it safe):")
    click.echo(token)


@tokens.command("revoke")
@click.argument("token", type=int)
@as_user
@as_json
@command
def revoke_token(token: int, login: str | None, json_: bool) -> None:
    """Revoke a token at once and for good. TOKEN is its number in the list.

    Example: vitrine tokens revoke 3
    """
    from server import clock
    from server.tokens import lists, service

    home = opened()
    who = actor(home, login)
    service.revoke(home.engine, who, token, now=clock.now())
    if json_:
        emit(pick(lists.tokens(home.engine, who, clock.now()), str(token)))
    else:
        say(f"已撤销 / revoked: {token}")
