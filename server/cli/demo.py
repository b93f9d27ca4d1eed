"""``demo``: a believable campus in an empty home."""

from __future__ import annotations

import sys
from typing import Any

import click

from index.errors import VitrineError
from server.cli.common import as_json, command, emit, say


@click.command()
@click.option("--scale", type=click.FloatRange(0.1, 1.0), default=1.0, show_default=True,
              help="Pictures of this part of their size, made sooner.")
@as_json
@command
def demo(scale: float, json_: bool) -> None:
    """Seed a demonstration campus into an empty home, through the real doors, and print its logins once.

    Example: VITRINE_HOME=/tmp/campus vitrine demo
    """
    from index import settings as configuration
    from server import clock, home
    from server.cli.waiting import wait_for
    from server.demo.seed import seed

    settings = configuration.load()
    now = clock.now()
    home.make(settings, now)
    opened = home.open_home(settings)
    if home.has_people(opened):
        say("这里已有用户，示范数据只能写入空的数据目录。\nThere are people here; the demo wants an empty home.")
        raise SystemExit(1)

    def wait(ids: list[int]) -> None:
        if left := wait_for(opened, [str(one) for one in ids]):
            raise VitrineError("job-failed", why=next(iter(left.values())))

    logins = seed(opened, now, wait, _progress(), scale=scale)
    if json_:
        for one in logins:
            emit(one)
    else:
        _print(logins)


def _progress() -> Any:
    """One line that is written over, where somebody watches; silence elsewhere."""
    if not sys.stderr.isatty():
        return lambda _text: None
    return lambda text: click.echo(f"\r\x1b[2K{text}", err=True, nl=False)


def _print(logins: list[Any]) -> None:
    say("\r")
    click.echo("示范校园已就绪。以下账号和密码只显示这一次：")
    click.echo("The demo campus is ready. These logins are shown once:\n")
    for one in logins:
        click.echo(f"  {one.login:<8} {one.password:<20} {one.display}  {one.department}  {', '.join(one.roles)}")
    click.echo("\n电子屏配对：在浏览器打开 /kiosk/，记下配对码，然后运行")
    click.echo("Pair a screen: open /kiosk/ in a browser, note the code, then run")
    click.echo("  .venv/bin/vitrine screens pair 第二食堂大厅屏 <配对码 CODE>")
    click.echo("或以 gu 登录，在「电子屏」页输入配对码。 / Or sign in as gu and type it on the Screens page.\n")
