"""``index``: rebuild the search index from the catalogue, or tell where the two differ."""

from __future__ import annotations

from typing import Any

import click

from server.cli.common import as_json, command, emit, opened, say


@click.group("index")
def index() -> None:
    """The search index is disposable: the catalogue is the truth.

    Example: vitrine index rebuild
    """


@index.command("rebuild")
@as_json
@command
def rebuild(json_: bool) -> None:
    """Build the index anew beside the live one, then switch; searches go on meanwhile.

    Where a worker holds the home the worker does it; otherwise it is done here. An index that other hosts share is
    built as a job, by whichever worker takes it.

    Example: vitrine index rebuild
    """
    from index.search import keeping
    from index.search.drift import contents
    from server import clock
    from server.cli.progress import Progress
    from server.cli.waiting import wait_for
    from server.home import holding

    home = opened()
    with holding(home.settings) as alone:
        here = alone and home.index.catalogue is None
        if here:
            total = _count(home)
            with Progress("重建索引 / rebuilding", files=total) as progress:
                keeping.rebuild_all(home.engine, home.index, home.settings.search_engine,
                                    progress=lambda done: progress.left(total - done))
    if not here:
        keeping.ask_for_rebuild(home.engine, clock.now())
        wait_for(home, [keeping.ALL])
    count = len(contents(home.index))
    if json_:
        emit({"documents": count})
    else:
        say(f"索引中有 {count} 个素材 / {count} assets in the index")


def _count(home: Any) -> int:
    from sqlalchemy import func, select

    from index.catalogue.assets import Asset
    from index.db import reading

    with reading(home.engine) as session:
        return session.scalar(select(func.count()).select_from(Asset)) or 0


@index.command("diff")
@as_json
@command
def diff(json_: bool) -> None:
    """List the assets whose index entry is missing, old or left over; exit 1 where there are any.

    Example: vitrine index diff --json
    """
    from index.search import drift

    home = opened()
    found = list(drift.differences(home.engine, home.index))
    for one in found:
        if json_:
            emit(one)
        else:
            click.echo(f"{one.asset}  {one.what}")
    if not json_:
        say("索引与目录库一致 / index and catalogue agree" if not found else f"{len(found)} 处不一致 / differences")
    raise SystemExit(1 if found else 0)
