"""``stories package``: a story made ready for somewhere else."""

from __future__ import annotations

from pathlib import Path

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened

PLACES = ("wechat", "weibo", "print")


@click.command("package")
@click.argument("story")
@click.option("--for", "place", required=True, type=click.Choice(PLACES), help="Where it is to appear.")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path(),
              help="Folder for the ZIP, made if need be.")
@as_user
@as_json
@command
def package(story: str, place: str, folder: Path, login: str | None, json_: bool) -> None:
    """Make a story ready for WeChat, Weibo or print, as a ZIP: text, pictures, and a sheet that says what is what.

    Who took it for what is put on record, as with everything that is taken out.

    Example: vitrine stories package S12 --for wechat --to ./推送
    """
    from index.catalogue.stories import row_id
    from server import clock
    from server.downloads.names import Unique
    from server.downloads.zipping import stream
    from server.packages.packing import packed

    home = opened()
    base = home.settings.public_url.rstrip("/")
    found = packed(home, actor(home, login), row_id(story), place, base, door="command", now=clock.now())
    folder.mkdir(parents=True, exist_ok=True)
    unique = Unique()
    while (target := folder / unique(f"{found.stem}.zip")).exists():
        pass
    with target.open("xb") as out:
        for chunk in stream(home, found.parcel, clock.now):
            out.write(chunk)
    if json_:
        emit({"story": story.upper(), "place": place, "path": str(target), "bytes": target.stat().st_size})
    else:
        click.echo(str(target))
