"""What is no damage but worth knowing: backups, worker, tools, sandbox, space, clock, fonts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from index import jobs
from index.catalogue.assets import Asset
from index.catalogue.audit import AuditLine
from index.db import reading
from index.errors import VitrineError
from index.search import choosing, generations
from ingest import tools
from ingest.sandbox.decoder import HERE
from server.doctor import calendar, certificates, telling
from server.doctor.findings import Finding, Kind, found
from server.home import Home, holding

BACKUP_DAYS = 7
ROOM_MB = 1024
RECENT = timedelta(days=7)
"""How long a change of the search engine is told."""
SKEW = timedelta(minutes=5)
LAYERS = {"network": "user namespaces are off", "landlock": "the kernel has none"}
ASK = """
from ingest.sandbox import walls
print("landlock" if walls.landlock_version() else "", "network" if walls.leave_network() else "")
"""


def advise(home: Home, *, ask_sandbox: bool, now: datetime) -> Iterator[Finding]:
    """Yield advice. ``ask_sandbox`` starts a process to see which of its layers this machine allows."""
    yield from _backup(home, now)
    yield from _worker(home)
    yield from _tools()
    if ask_sandbox:
        yield from _sandbox()
    yield from _room(home)
    yield from _clock(home, now)
    yield from _fonts()
    yield from _engine(home, now)
    yield from telling.advise(home)
    yield from certificates.advise(home.settings, now)
    yield from calendar.advise(home, now)


def _backup(home: Home, now: datetime) -> Iterator[Finding]:
    if home.settings.database_url or not _has_assets(home):
        return
    copies = (home.settings.home / "backups").glob("*.db")
    newest = max((datetime.fromtimestamp(copy.stat().st_mtime, UTC) for copy in copies), default=None)
    if newest is None or now - newest > timedelta(days=BACKUP_DAYS):
        yield found(Kind.NO_BACKUP, "no-backup", "backups", days=BACKUP_DAYS)


def _has_assets(home: Home) -> bool:
    with reading(home.engine) as session:
        return session.scalar(select(Asset.id).limit(1)) is not None


def _worker(home: Home) -> Iterator[Finding]:
    with reading(home.engine) as session:
        waiting = jobs.counts(session)[jobs.JobState.WAITING]
    if waiting:
        with holding(home.settings) as alone:
            if alone:
                yield found(Kind.NO_WORKER, "no-worker", "worker", count=waiting)


def _tools() -> Iterator[Finding]:
    for tool, command in tools.COMMANDS.items():
        try:
            tools.find(tool)
        except VitrineError:
            yield found(Kind.MISSING_TOOL, "missing-tool", tool, command=command)


def _sandbox() -> Iterator[Finding]:
    """Ask a process of its own: leaving the network cannot be taken back."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])}
    asked = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, timeout=30, check=False, cwd="/",
                           stdin=subprocess.DEVNULL, env=environment)
    active = set(asked.stdout.split())
    for layer, why in LAYERS.items():
        if layer not in active:
            yield found(Kind.SANDBOX_LAYER, "sandbox-layer", layer, why=why)


def _room(home: Home) -> Iterator[Finding]:
    free = shutil.disk_usage(home.settings.home).free >> 20
    if free < home.settings.reserve_mb + ROOM_MB:
        yield found(Kind.DISK_SPACE, "disk-space", "home", free=free, reserve=home.settings.reserve_mb)


def _clock(home: Home, now: datetime) -> Iterator[Finding]:
    with reading(home.engine) as session:
        last = session.scalar(select(func.max(AuditLine.at)))
    if last is not None and last > now + SKEW:
        yield found(Kind.CLOCK, "clock", f"{last:%Y-%m-%d %H:%M} UTC")


def _engine(home: Home, now: datetime) -> Iterator[Finding]:
    settings = home.settings
    before, fitting = choosing.compare(home.engine, home.index, settings.search_engine)
    generation = generations.current(home.index)
    if before is None or generation is None:
        return
    if before != fitting:
        yield found(Kind.SEARCH_ENGINE, "engine-to-change", fitting, before=before)
        return
    changed = generations.changed(generation)
    if changed is not None and now - changed[1] < RECENT:
        yield found(Kind.SEARCH_ENGINE, "engine-changed", before, before=changed[0],
                    when=f"{changed[1].astimezone(settings.zone):%Y-%m-%d %H:%M}")


def _fonts() -> Iterator[Finding]:
    from server.fonts import find_font

    try:
        find_font()
    except VitrineError as error:
        yield found(Kind.FONTS, "fonts", "fonts", command=error.details["command"])
