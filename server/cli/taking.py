"""``download``: take assets out into a folder, in a form and for a purpose."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.errors import Reason
from server.cli.common import actor, as_json, as_user, command, each, emit, opened, say

if TYPE_CHECKING:
    from server.downloads.names import Unique


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file of an asset, or of an asset that gives none."""

    asset: str
    outcome: str
    path: str | None
    bytes: int | None
    reason: dict[str, str] | None


@click.command()
@click.argument("assets", nargs=-1, required=True, metavar="ASSET...")
@click.option("--form", default="original", show_default=True,
              help="original, web, wechat-body, wechat-cover, weibo-square or print; of films all but original is the proxy.")
@click.option("--for", "purpose", default="archive", show_default=True,
              help="What for: a channel's code, weibo, paper, report, selecting, archive or other (say it with --note).")
@click.option("--note", default="", help="Details of the purpose.")
@click.option("--watermark", type=click.Choice(["credit", "department", "logo"]), help="Laid over copies.")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path(),
              help="Folder, made if need be.")
@as_user
@as_json
@command
def download(assets: tuple[str, ...], form: str, purpose: str, note: str, watermark: str | None, folder: Path,
             login: str | None, json_: bool) -> None:
    """Take assets out: originals byte for byte, or copies with title, people, credit and rights written in.

    ASSET is an id, or "-" for one a line on standard input. Who took what for what is put on record.

    Example: vitrine download V12 V15 --form wechat-body --for wechat --to ./推送
    """
    from index.catalogue import queries
    from index.db import reading
    from index.errors import VitrineError
    from server import clock
    from server.downloads import keeping
    from server.downloads.names import Unique
    from server.downloads.wishes import Wish, check, purpose_names

    home = opened()
    who, wish, unique = actor(home, login), Wish(form, purpose, note.strip(), watermark or ""), Unique()
    with reading(home.engine) as session:
        check(session, wish, logo=Path(home.settings.watermark_logo or "/nowhere").is_file())
        name = purpose_names(session)[purpose][0]
    given = list(each(assets))
    folder.mkdir(parents=True, exist_ok=True)
    takeout = keeping.begin(home.engine, who, wish, len(given), door="command", now=clock.now())
    refused = False
    for one in given:
        try:
            with reading(home.engine) as session:
                asset_id = queries.resolve(session, one)
            for made in _taken(home, who, wish, name, takeout, asset_id, folder, unique):
                _tell(made, json_=json_)
        except VitrineError as error:
            keeping.fail(home.engine, takeout)
            refused = True
            _tell(Outcome(one, "refused", None, None, error.reason.as_dict()), json_=json_, why=error.reason)
    keeping.end(home.engine, takeout, now=clock.now())
    if refused:
        raise SystemExit(1)


def _taken(home: Any, who: Any, wish: Any, purpose: str, takeout: int, asset_id: int, folder: Path,
           unique: Unique) -> Iterator[Outcome]:
    from index.db import reading
    from server import clock
    from server.downloads import keeping, rights
    from server.downloads.making import made

    with reading(home.engine) as session:
        found = rights.pieces(session, who, asset_id, wish.preset, clock.now())
    for piece in found:
        with made(home, piece, wish, purpose) as copy:
            target = _free(folder, unique, piece.name)
            keeping.hand_over(home.engine, takeout, asset_id, piece.preset, target.name, copy.bytes, now=clock.now())
            shutil.copyfile(copy.path, target)
            yield Outcome(piece.asset.public_id, "done", str(target), copy.bytes, None)


def _free(folder: Path, unique: Unique, name: str) -> Path:
    """A name that nothing in the folder has: what lies there is never written over."""
    while (target := folder / unique(name)).exists():
        pass
    return target


def _tell(one: Outcome, *, json_: bool, why: Reason | None = None) -> None:
    if json_:
        emit(one)
    elif why is not None:
        say(f"{one.asset}  {why.zh}\n{why.en}")
    else:
        click.echo(f"{one.asset:<8} {one.path}")
