"""``webhooks``: list, add, test, remove."""

from __future__ import annotations

from dataclasses import asdict, replace

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say, table
from server.cli.people import pick

COLUMNS = {"id": "#", "name": "程序 program", "address": "地址 address", "kinds": "事件 told of", "active": "启用 on",
           "waiting": "待发 waiting", "failed": "放弃 failed", "sent_at": "上次送达 last taken", "error": "出错 error"}


@click.group()
def webhooks() -> None:
    """Addresses of other programs that are told by an HTTP POST when something happens.

    Example: vitrine webhooks add 学校官网 https://www.example.edu.cn/hooks/vitrine --of story.published
    """


@webhooks.command("list")
@as_user
@as_json
@command
def list_webhooks(login: str | None, json_: bool) -> None:
    """List the webhooks; their secrets cannot be read again.

    Example: vitrine webhooks list --json
    """
    from server.webhooks import lists
    from server.webhooks.troubles import worded

    home = opened()
    found = lists.webhooks(home.engine, actor(home, login))
    if not json_:
        said = {one.id: worded(one.error).reason for one in found if one.error}
        found = [replace(one, error=f"{said[one.id].zh} {said[one.id].en}") if one.error else one for one in found]
    table(found, COLUMNS, json_=json_)


@webhooks.command("add")
@click.argument("name")
@click.argument("address")
@click.option("--of", "kinds", multiple=True, metavar="KIND", help="What it is told, like story.published; repeatable.")
@as_user
@as_json
@command
def add_webhook(name: str, address: str, kinds: tuple[str, ...], login: str | None, json_: bool) -> None:
    """Set up a webhook for a program and print its secret once. Without --of it is told of everything.

    Example: vitrine webhooks add 学校官网 https://www.example.edu.cn/hooks/vitrine --of story.published
    """
    from server import clock
    from server.webhooks import lists, service
    from server.webhooks.events import KINDS

    home = opened()
    who = actor(home, login)
    made, secret = service.add(home, who, service.Wish(name, address, kinds or KINDS), now=clock.now())
    if json_:
        emit(asdict(pick(lists.webhooks(home.engine, who), str(made))) | {"secret": secret})
        return
    say("密钥（只显示一次，请妥善保管） / secret (shown once; keep it safe):")
    click.echo(secret)


@webhooks.command("test")
@click.argument("webhook", type=int)
@as_user
@as_json
@command
def test_webhook(webhook: int, login: str | None, json_: bool) -> None:
    """Post a test at once. WEBHOOK is its number in the list.

    Example: vitrine webhooks test 1
    """
    from server import clock
    from server.webhooks import service
    from server.webhooks.troubles import worded

    home = opened()
    outcome = service.test(home, actor(home, login), webhook, clock.now)
    if outcome.error is not None:
        raise worded(outcome.error)
    if json_:
        emit({"webhook": webhook, "status": outcome.status, "took_ms": outcome.took_ms})
    else:
        say(f"对方已收下 / taken: HTTP {outcome.status}, {outcome.took_ms} ms")


@webhooks.command("remove")
@click.argument("webhook", type=int)
@as_user
@as_json
@command
def remove_webhook(webhook: int, login: str | None, json_: bool) -> None:
    """Forget a webhook, with its secret and its deliveries. WEBHOOK is its number in the list.

    Example: vitrine webhooks remove 1
    """
    from server import clock
    from server.webhooks import service

    home = opened()
    service.remove(home, actor(home, login), webhook, now=clock.now())
    if json_:
        emit({"webhook": webhook, "removed": True})
    else:
        say(f"已移除 / removed: {webhook}")
