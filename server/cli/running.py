"""``up``, ``serve``, ``work``: the processes of an installation."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from types import FrameType
from typing import Any

import click

from server.cli.common import command, opened, say

bind_option = click.option("--bind", metavar="HOST:PORT", help="Where to listen (default: the setting bind, loopback).")


@click.command()
@bind_option
@command
def serve(bind: str | None) -> None:
    """Run the web server (gunicorn) alone; the command becomes it, so that a signal ends it.

    Example: vitrine serve --bind 0.0.0.0:8000
    """
    settings = opened().settings
    arguments = gunicorn(settings, bind)
    os.execve(arguments[0], arguments, _environment(settings))  # noqa: S606 - the command becomes the server


@click.command()
@click.option("--once", is_flag=True, help="Do what is due, then end.")
@command
def work(once: bool) -> None:
    """Run the worker alone: facts, renditions, the search index. SIGTERM lets it finish the job in hand.

    Example: vitrine work --once
    """
    from ingest.sandbox import Decoder
    from server import clock
    from server.home import holding
    from server.logs import to_standard_error
    from server.worker import Worker

    home = opened()
    to_standard_error()
    with Decoder() as decoder:
        worker = Worker(home, decoder, clock.now)
        with holding(home.settings) as alone:
            if alone:
                worker.take_over()
        _work(home, worker, once=once)


def _work(home: Any, worker: Any, *, once: bool) -> None:
    from server.home import holding

    with holding(home.settings, shared=True):
        if once:
            worker.drain()
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        worker.run(stop)


@click.command()
@bind_option
@command
def up(bind: str | None) -> None:
    """Bring the home to this version and run web and worker together until Ctrl-C.

    Example: vitrine up --bind 127.0.0.1:8000
    """
    from index import settings as configuration
    from server import clock, home

    settings = configuration.load()
    token = home.make(settings, clock.now())
    backup = home.migrate(settings, clock.now())
    if backup:
        say(f"已升级数据目录，备份在 / Upgraded the home; the backup is {backup}")
    opening = home.open_home(settings)
    token = token or home.new_setup_token(opening, clock.now())
    opening.engine.dispose()
    address = settings.public_url or f"http://{bind or settings.bind}"
    say(f"网站 / Web:      {address}/")
    say(f"电子屏 / Screen: {address}/kiosk/")
    if token:
        say(f"设置管理员 / Set-up link (once): {address}/setup/{token}")
    say("按 Ctrl-C 停止 / Ctrl-C stops")
    ours = [sys.executable, "-m", "server.cli.main"]
    more = [[*ours, "receive"]] if settings.receive else []
    raise SystemExit(_together([gunicorn(settings, bind), [*ours, "work"], *more], _environment(settings)))


def gunicorn(settings: Any, bind: str | None) -> list[str]:
    """Return the command line of the web server. Its control socket would be shared by all instances, so it is off."""
    return [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", str(settings.web_processes),
            "--threads", str(settings.web_threads), "--bind", bind or settings.bind, "--no-control-socket",
            "--timeout", "120", "--graceful-timeout", "10", "--log-level", "warning", "--worker-tmp-dir", _memory_folder(),
            "server.wsgi:application"]


def _memory_folder() -> str:
    """Heartbeat files of gunicorn's workers belong in memory: a slow disk must not look like a dead worker."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"  # noqa: S108 - gunicorn makes its own file there


def _environment(settings: Any) -> dict[str, str]:
    return {**os.environ, "VITRINE_HOME": str(settings.home)}


def _together(commands: list[list[str]], environment: dict[str, str]) -> int:
    """Run programs side by side; a signal, or the end of one, ends all. Returns the exit code."""
    children = [subprocess.Popen(one, env=environment, start_new_session=True) for one in commands]
    stopping = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    while not stopping.wait(0.3) and all(child.poll() is None for child in children):
        pass
    asked = stopping.is_set()
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in children:
        try:
            child.wait(30)
        except subprocess.TimeoutExpired:
            child.kill()
    if asked:
        say("已停止 / Stopped")
    return 0 if asked else 1
