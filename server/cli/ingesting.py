"""``ingest``: files from folders and cards through the one door, with a line for each."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, require
from server.cli.lines import EXPECTED, tell, well
from server.cli.offers import suggest


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--department", metavar="D", help="Department (id, code or name) that these belong to.")
@click.option("--kit", metavar="K", help="Camera kit (id or name) that took them.")
@click.option("--event", metavar="E", help="Event (id or name) that they show.")
@click.option("--check", is_flag=True, help="Only tell what would happen; keep nothing.")
@click.option("--also-to", metavar="DIR", type=click.Path(path_type=Path),
              help="Make a second copy in dated folders below DIR, on another disk.")
@click.option("--wait", is_flag=True, help="Return when facts, renditions and index entries are there.")
@as_user
@as_json
@command
def ingest(paths: tuple[Path, ...], department: str | None, kit: str | None, event: str | None, check: bool, wait: bool,
           login: str | None, json_: bool, also_to: Path | None) -> None:
    """Take in photos, videos and posters (PDF). Originals are never altered; run again, and only what is new is added.

    Every file is read back from the disk and compared. The receipt says whether the card is safe to format; it is kept
    in receipts/ of the home, and beside the second copy. Interrupted, or the card pulled: run it again, it finishes.

    Exit code 0 only if every file was added, was here already, or is a camera's side file, and was read back right.

    Example: vitrine ingest /media/card --department canteen --event 运动会 --also-to /mnt/backup --wait
    """
    from server.cli import receipting
    from server.cli.intake import Intake

    home = opened()
    require(paths)
    intake = Intake(home, actor(home, login), department=department, kit=kit, event=event, check=check, also_to=also_to)
    answer = emit if json_ else partial(tell, words=EXPECTED) if check else tell
    try:
        lines = intake.take_and_wait(paths, answer) if wait and not check else intake.take(paths, answer)
    except KeyboardInterrupt:
        receipting.stopped(intake)
        raise SystemExit(1) from None
    if check and not json_:
        receipting.preview(intake)
    safe = check or receipting.give(intake, lines, quiet=json_)
    if not event and not check:
        waits = not wait and any(line.outcome == "added" for line in lines)
        suggest(home, intake.actor, intake.batch, read=not waits)
    if not safe or not all(well(line) for line in lines):
        raise SystemExit(1)
