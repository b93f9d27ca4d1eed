"""``notices``: the ways by which notices leave the house, and whether they work."""

from __future__ import annotations

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, table


@click.command()
@click.option("--test", "way", type=int, metavar="WAY", help="Send a test by this way.")
@click.option("--to", default="", metavar="ADDRESS", help="Mail address, phone number or WeCom account for the test.")
@click.option("--again", is_flag=True, help="Let what was given up be tried again.")
@as_user
@as_json
@command
def notices(way: int | None, to: str, again: bool, login: str | None, json_: bool) -> None:
    """Show the ways of notices, with what waits and what failed; try one out; try again what was given up.

    The ways are set up on the administrator's page “Ways of notices”.

    Example: vitrine notices --test 1 --to zhang@example.edu
    """
    from index.errors import VitrineError
    from server import clock, policy
    from server.notices import messages, sending, setup, way_lists
    from server.notices.outside.wire import Undelivered

    home = opened()
    who = actor(home, login)
    policy.require(who, "administer")
    if way is not None:
        try:
            setup.test(home, who, way, to, messages.tongue_of(None, home.settings), now=clock.now())
        except Undelivered as error:
            raise VitrineError("way-refused", why=error.why) from None
        _done(json_, {"tested": way}, "对方已收下测试消息。 / The test was taken.")
    elif again:
        count = sending.try_again(home.engine, clock.now())
        _done(json_, {"again": count}, f"{count} 条将重新发送。 / {count} are tried again.")
    else:
        table(way_lists.ways(home), {"id": "#", "means": "方式 means", "name": "名称 name", "active": "启用 on",
                                     "waiting": "待发 waiting", "failed": "放弃 failed", "sent_at": "上次发送 sent",
                                     "error": "出错 error"}, json_=json_)


def _done(json_: bool, answer: dict[str, int], text: str) -> None:
    if json_:
        emit(answer)
    else:
        click.echo(text)
