"""A PostgreSQL server that the tests start themselves, from the distribution's package."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server of our own, reached through a socket in its folder. Each database is a copy of the template."""

    folder: Path

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://vitrine@/{name}?host={self.folder}"

    def run(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


def _programs() -> Path:
    found = [Path(which) for which in [shutil.which("initdb")] if which]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.fail("PostgreSQL is not installed: the catalogue is tested on it too. apt-get install postgresql")
    return found[-1].parent


def _user() -> list[str]:
    """PostgreSQL refuses to run as root; its own user, or nobody, will do."""
    if os.getuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    who = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return ["setpriv", f"--reuid={who.pw_uid}", f"--regid={who.pw_gid}", "--clear-groups"]


def start() -> Path:
    programs, prefix = _programs(), _user()
    folder = Path(tempfile.mkdtemp(prefix="vitrine-pg-"))
    folder.chmod(0o755)
    if prefix:
        uid, gid = (int(part.partition("=")[2]) for part in prefix[1:3])
        os.chown(folder, uid, gid)
    quick = f"-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -k {folder} -h ''"
    for command in (
            [str(programs / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", "vitrine", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync"],
            [str(programs / "pg_ctl"), "-D", str(folder / "data"), "-l", str(folder / "log"), "-w", "-o", quick, "start"]):
        ran = subprocess.run([*prefix, *command], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             timeout=120, env={**os.environ, "LC_ALL": "C.UTF-8"})
        if ran.returncode:
            pytest.fail(f"PostgreSQL did not start: {ran.stdout[-500:]} {ran.stderr[-1500:]}")
    _watch(folder, [*prefix, str(programs / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop"])
    return folder


def _watch(folder: Path, stop: list[str]) -> None:
    """Where the whole run is killed, nobody is left to stop the server: a small shell waits for that."""
    run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ and os.getppid() > 1 else os.getpid()
    script = 'run=$1; data=$2; shift 2; (while kill -0 $run; do sleep 2; done; [ -d "$data" ] && "$@"; rm -rf "$data") &'
    subprocess.run(["sh", "-c", script, "watch", str(run), str(folder), *stop], start_new_session=True, cwd="/",
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def stop(folder: Path) -> None:
    subprocess.run([*_user(), str(_programs() / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate",
                    "stop"], cwd="/", stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    shutil.rmtree(folder, ignore_errors=True)


def fill_template(server: Postgres) -> None:
    from index.catalogue import upgrade
    from index.db import make_engine

    server.run("CREATE DATABASE vitrine_template")
    engine = make_engine(server.url("vitrine_template"))
    upgrade.upgrade(engine)
    upgrade.seed_channels(engine)
    engine.dispose()
