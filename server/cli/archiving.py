"""``archive``: a year in plain files, and whether one is whole."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say, table

COLUMNS = {"year": "年 year", "state": "状态 state", "done": "完成 done", "wanted": "共 of", "folder": "位置 folder"}


@click.group()
def archive() -> None:
    """The archive of a year: what was published and adopted, as a folder that anybody can verify.

    Example: vitrine archive create --year 2026 --to /mnt/nas/2026
    """


@archive.command("create")
@click.option("--year", type=int, required=True, help="The year, by the campus's time.")
@click.option("--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path),
              help="An empty folder, made if need be; or one that was begun, to go on with it.")
@as_user
@as_json
@command
def create(year: int, folder: Path, login: str | None, json_: bool) -> None:
    """Write the archive of a year: original files by event, stories, metadata, and a manifest of hashes (BagIt).

    Stopped at any time, the same command goes on from there. Ends with 1 where a file could not be read; it is named.

    Example: vitrine archive create --year 2026 --to /mnt/nas/2026
    """
    from server import clock
    from server.archive import service

    def far(done: int, wanted: int, size: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done}/{wanted}  {size / 1e9:.2f} GB", nl=False, err=True)

    home = opened()
    made = service.by_command(home, actor(home, login), year, folder, clock=clock.now, progress=far)
    if sys.stderr.isatty():
        say("")
    for item, name in made.problems:
        say(f"{item}  {name}  无法读取，未收入 / unreadable, left out")
    if json_:
        emit({"year": year, "folder": str(folder.absolute()), "files": made.files, "bytes": made.bytes, "assets": made.assets,
              "stories": made.stories, "problems": [{"item": item, "file": name} for item, name in made.problems]})
    else:
        click.echo(f"{folder}  {made.files} 个文件 files  {made.bytes / 1e9:.2f} GB")
    if made.problems:
        raise SystemExit(1)


@archive.command("list")
@as_json
@command
def list_archives(json_: bool) -> None:
    """List the archives that were written, with where they are.

    Example: vitrine archive list --json
    """
    from server.archive import service

    rows = service.listed(opened().engine)
    if not json_:
        table(rows, COLUMNS, json_=False)
        return
    for one in rows:
        emit({"id": one.id, "year": one.year, "folder": one.folder, "state": one.state, "done": one.done,
              "wanted": one.wanted, "bytes": one.bytes, "problems": one.problems, "error": one.error})


@archive.command("verify")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@as_json
@command
def verify(folder: Path, json_: bool) -> None:
    """Read an archive and compare every file with its manifest. Needs no home. Ends with 1 where anything is wrong.

    Example: vitrine archive verify /mnt/nas/2026
    """
    from server.archive.bag import Kept
    from server.archive.checking import verify as checked

    files, size, faults = 0, 0, 0
    for one in checked(folder):
        if isinstance(one, Kept):
            files, size = files + 1, size + one.bytes
            continue
        faults += 1
        if json_:
            emit(one)
        else:
            say(f"{one.code}  {one.path}")
    if json_:
        emit({"files": files, "bytes": size, "faults": faults})
    else:
        click.echo(f"{files} 个文件完好 files whole  {size / 1e9:.2f} GB  {faults} 处问题 faults")
    if faults:
        raise SystemExit(1)
