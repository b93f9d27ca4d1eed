"""``watch``: what settles in a folder is taken in, until somebody stops it."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...",
                type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--department", metavar="D", help="Department (id, code or name) that what comes belongs to.")
@click.option("--kit", metavar="K", help="Camera kit (id or name) that took it.")
@click.option("--event", metavar="E", help="Event (id or name) that it shows.")
@click.option("--once", is_flag=True, help="Take in what has settled by now, then end.")
@click.option("--poll", is_flag=True, help="Look again and again instead of waiting for events (network folders do anyway).")
@as_user
@as_json
@command
def watch(paths: tuple[Path, ...], department: str | None, kit: str | None, event: str | None, once: bool, poll: bool,
          login: str | None, json_: bool) -> None:
    """Take in what settles in folders: files whose size and time have not changed for a while (VITRINE_WATCH_SETTLE_S).

    Nothing in the folders is ever changed, and what is deleted there stays here. Runs until SIGTERM or Ctrl-C, beside
    "vitrine up" or "vitrine work", which make the pictures. With --once the exit code is 1 if a file was refused.

    Example: vitrine watch /srv/incoming --department canteen
    """
    from ingest.sources.watch import Memory, Watch
    from server.cli.intake import Intake
    from server.cli.lines import tell
    from server.cli.watchman import Watchman, memory_path

    home = opened()
    intake = Intake(home, actor(home, login), department=department, kit=kit, event=event)
    memory = Memory(memory_path(home.settings.home, intake, paths))
    looking = Watch(paths, memory, settle_s=home.settings.watch_settle_s)
    man = Watchman(intake, looking, emit if json_ else tell, rescan_s=home.settings.watch_rescan_s)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if once:
        well = man.once(stop)
        if looking.restless:
            say(f"还在变化，下次再收 / Still changing, left for the next time: {len(looking.restless)}")
        raise SystemExit(0 if well else 1)
    if not json_:
        say("正在监视，Ctrl-C 停止 / Watching; Ctrl-C stops")
    man.run(stop, poll=poll)
