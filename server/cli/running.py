"""``up``, ``serve``, ``work``: the processes of an installation."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

import click

from server.cli.common import command, opened, say

KEPT_S = 20
"""Seconds that a connection over TLS waits for its next request: a screen asks every three, and shakes hands once."""


def listening(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say where and how to listen."""
    for option in (
        click.option("--key", type=click.Path(exists=True, dir_okay=False), help="Its key, where that is another file."),
        click.option("--certificate", type=click.Path(exists=True, dir_okay=False),
                     help="With --tls: the campus's certificate (PEM, with its chain); without one our own authority signs."),
        click.option("--tls/--no-tls", default=None, help="Serve HTTPS (default: the setting tls)."),
        click.option("--bind", metavar="HOST:PORT", help="Where to listen (default: the setting bind, loopback)."),
    ):
        function = option(function)
    return function


@click.command()
@listening
@command
def serve(bind: str | None, tls: bool | None, certificate: str | None, key: str | None) -> None:
    """Run the web server (gunicorn) alone; the command becomes it, so that a signal ends it.

    Example: vitrine serve --tls --bind 0.0.0.0:8443
    """
    settings = _told(opened().settings, bind, tls, certificate, key)
    _certify(settings)
    arguments = gunicorn(settings)
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
@listening
@command
def up(bind: str | None, tls: bool | None, certificate: str | None, key: str | None) -> None:
    """Bring the home to this version and run web and worker together until Ctrl-C.

    Example: vitrine up --bind 127.0.0.1:8000
    """
    from index import settings as configuration
    from server import clock, home

    settings = _told(configuration.load(), bind, tls, certificate, key)
    token = home.make(settings, clock.now())
    backup = home.migrate(settings, clock.now())
    if backup:
        say(f"已升级数据目录，备份在 / Upgraded the home; the backup is {backup}")
    opening = home.open_home(settings)
    token = token or home.new_setup_token(opening, clock.now())
    opening.engine.dispose()
    _certify(settings)
    address = settings.public_url or f"{'https' if settings.tls else 'http'}://{settings.bind}"
    say(f"网站 / Web:      {address}/")
    say(f"电子屏 / Screen: {address}/kiosk/")
    if token:
        say(f"设置管理员 / Set-up link (once): {address}/setup/{token}")
    say("按 Ctrl-C 停止 / Ctrl-C stops")
    ours = [sys.executable, "-m", "server.cli.main"]
    more = [[*ours, "receive"]] if settings.receive else []
    raise SystemExit(_together([gunicorn(settings), [*ours, "work"], *more], _environment(settings)))


def _told(settings: Any, bind: str | None, tls: bool | None, certificate: str | None, key: str | None) -> Any:
    """Return the settings with what the command line says instead. Over TLS cookies never go without it."""
    from dataclasses import replace
    from pathlib import Path

    secure = settings.tls if tls is None else tls
    given = {} if certificate is None else {"tls_certificate": str(Path(certificate).absolute()),
                                            "tls_key": str(Path(key).absolute()) if key else ""}
    return replace(settings, bind=bind or settings.bind, tls=secure,
                   secure_cookies=settings.secure_cookies or secure, **given)


def _certify(settings: Any) -> None:
    """See before anything starts that there is a certificate to serve, and tell of our own authority."""
    if not settings.tls:
        return
    from server import clock
    from server.tls import keeping

    keeping.ready(settings, clock.now())
    found = keeping.standing(settings)
    assert found is not None
    if found.authority:
        say(f"自己的证书机构 / Our own authority, SHA-256:\n  {found.authority.fingerprint}\n"
            "导出 / Export: vitrine tls export FILE.crt")


def gunicorn(settings: Any, bind: str | None = None) -> list[str]:
    """Return the command line of the web server. Its control socket would be shared by all instances, so it is off."""
    return [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", str(settings.web_processes),
            "--threads", str(settings.web_threads), "--bind", bind or settings.bind, "--no-control-socket",
            "--timeout", "120", "--graceful-timeout", "10", "--log-level", "warning", "--worker-tmp-dir", _memory_folder(),
            *(_over_tls(settings) if settings.tls else ()), "server.wsgi:application"]


def _over_tls(settings: Any) -> list[str]:
    """Name the certificate, by which gunicorn knows that it serves TLS; server.tls.serving loads it, and renewed ones."""
    from server.tls import keeping

    pair = keeping.files(settings)
    return ["--config", "python:server.tls.serving", "--certfile", str(pair.chain), "--keyfile", str(pair.key),
            "--keep-alive", str(KEPT_S)]


def _memory_folder() -> str:
    """Heartbeat files of gunicorn's workers belong in memory: a slow disk must not look like a dead worker."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"  # noqa: S108 - gunicorn makes its own file there


def _environment(settings: Any) -> dict[str, str]:
    told = {"VITRINE_BIND": settings.bind, "VITRINE_TLS": str(settings.tls),
            "VITRINE_SECURE_COOKIES": str(settings.secure_cookies),
            "VITRINE_TLS_CERTIFICATE": settings.tls_certificate, "VITRINE_TLS_KEY": settings.tls_key}
    return {**os.environ, "VITRINE_HOME": str(settings.home), **told}


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
