"""``init`` and ``backup``: the home itself."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import click

from server.cli.common import as_json, command, emit, opened, say


@click.command()
@command
def init() -> None:
    """Make the home: database, secret, folders; print the one-time set-up link. Does nothing where one stands.

    Example: VITRINE_HOME=/srv/vitrine vitrine init
    """
    from index import settings
    from server import clock, home

    chosen = settings.load()
    token = home.make(chosen, clock.now())
    if token is None:
        say(f"数据目录已存在，未作改动：{chosen.home}\nThe home stands already; nothing was changed.")
        return
    base = chosen.public_url or f"http://{chosen.bind}"
    say(f"已创建数据目录 / Made the home: {chosen.home}")
    say("用下面的链接设置第一位管理员（一次有效） / Set up the first administrator with this link (it works once):")
    click.echo(f"{base}/setup/{token}")


@click.group()
def backup() -> None:
    """Copy the catalogue while it is in use, and prove that a copy is whole.

    Example: vitrine backup create
    """


@backup.command("create")
@as_json
@command
def create(json_: bool) -> None:
    """Write a copy of the catalogue into the home's backups folder (originals are files: copy them as such).

    Example: vitrine backup create
    """
    from server import clock
    from server.home import back_up_database

    path = back_up_database(opened().settings, clock.now())
    if path is None:
        say("目录库在 PostgreSQL 上，请用 pg_dump 备份。\nThe catalogue is on PostgreSQL: back it up with pg_dump.")
        raise SystemExit(1)
    if json_:
        emit({"path": path, "bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()})
    else:
        click.echo(str(path))


@backup.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
@command
def verify(file: Path, json_: bool) -> None:
    """Check that a copy opens and is whole (SQLite's integrity check); exit 1 where it is not.

    Example: vitrine backup verify var/backups/vitrine-20260301T011502Z.db
    """
    try:
        with sqlite3.connect(f"file:{file.absolute()}?mode=ro", uri=True) as database:
            verdict = str(database.execute("PRAGMA integrity_check").fetchone()[0])
            assets = database.execute("SELECT count(*) FROM assets").fetchone()[0] if verdict == "ok" else None
    except sqlite3.DatabaseError as error:
        verdict, assets = str(error), None
    if json_:
        emit({"path": file, "ok": verdict == "ok", "assets": assets, "detail": verdict})
    else:
        click.echo(f"{file}: {verdict}" + (f" ({assets} assets)" if assets is not None else ""))
    raise SystemExit(0 if verdict == "ok" else 1)
