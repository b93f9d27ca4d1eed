"""``receive``: what cameras push by FTP and SFTP, one process for both."""

from __future__ import annotations

import asyncio
import signal
import time
from contextlib import suppress
from typing import Any

import click

from server.cli.common import command, opened, say

PATIENCE_S = 10.0
"""How long files that are on their way may take to arrive after we were asked to stop."""
SWEEP_S = 3600.0


@click.command()
@command
def receive() -> None:
    """Take in what cameras push by FTP (with TLS) and SFTP. SIGTERM lets files in hand arrive, for up to ten seconds.

    Each kit has a login of its own: vitrine kits change KIT --login L --new-password --current-event E.

    Example: vitrine receive
    """
    from server.logs import to_standard_error

    home = opened()
    to_standard_error()
    asyncio.run(_receive(home))


async def _receive(home: Any) -> None:
    from index.errors import VitrineError
    from ingest.push.admission import Admission
    from ingest.push.depot import Depot
    from server import clock

    settings = home.settings
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    depot = Depot(home.engine, home.store, largest=home.limit, unfinished=settings.unfinished_mb << 20,
                  zone=settings.zone, clock=clock.now)
    admission = Admission(home.engine)
    ftp = sftp = None
    try:
        if not settings.ftp_port and not settings.sftp_port:
            raise VitrineError("push-ports", detail="ftp_port 0, sftp_port 0")
        ftp = _ftp(settings, depot, admission, clock.now()) if settings.ftp_port else None
        sftp = await _sftp(settings, depot, admission) if settings.sftp_port else None
        await _until(stop, depot)
    except OSError as error:
        raise VitrineError("push-ports", detail=error.strerror or str(error)) from error
    finally:
        if sftp is not None:
            sftp.close()
        if ftp is not None:
            await asyncio.to_thread(ftp.close)
    say("已停止 / Stopped")


async def _until(stop: asyncio.Event, depot: Any) -> None:
    """Return when we were asked to stop and nothing is on its way any more, or it has taken too long."""
    while not stop.is_set():
        depot.sweep()
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), SWEEP_S)
    depot.closing = True
    last = time.monotonic() + PATIENCE_S
    while depot.busy() and time.monotonic() < last:
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)  # the answers to what has just been kept are still on their way out


def _ftp(settings: Any, depot: Any, admission: Any, now: Any) -> Any:
    from pathlib import Path

    from ingest.push import keys
    from ingest.push.ftp import FtpOptions, FtpServer

    first, _, last = settings.ftp_passive_ports.partition("-")
    chain, key = keys.certificate(settings.home / "receive", now)
    if settings.receive_certificate:
        chain, key = Path(settings.receive_certificate), Path(settings.receive_key or settings.receive_certificate)
    server = FtpServer(depot, admission, FtpOptions(
        settings.receive_bind, settings.ftp_port, chain, key, settings.ftp_plain, (int(first), int(last)),
        settings.ftp_public_address, settings.receive_connections, settings.receive_idle_s))
    say(f"FTP{'' if settings.ftp_plain else 'S'}:  {settings.receive_bind}:{settings.ftp_port}")
    return server


async def _sftp(settings: Any, depot: Any, admission: Any) -> Any:
    from ingest.push import keys
    from ingest.push.sftp import SftpOptions, listen

    found = keys.host_keys(settings.home / "receive")
    acceptor = await listen(depot, admission, SftpOptions(
        settings.receive_bind, settings.sftp_port, found, settings.receive_connections, settings.receive_idle_s))
    say(f"SFTP: {settings.receive_bind}:{settings.sftp_port}")
    for one in found:
        say(f"      {keys.fingerprint(one)}")
    return acceptor
