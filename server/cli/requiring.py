"""``required``: which fields a description needs before it is submitted, for photos, videos and posters."""

from __future__ import annotations

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened

KINDS = ("photo", "video", "poster")
NAMES = {"photo": "照片 photo", "video": "视频 video", "poster": "海报 poster"}


@click.command()
@click.argument("kind", required=False, type=click.Choice(KINDS))
@click.argument("fields", nargs=-1, metavar="[FIELD]...")
@as_user
@as_json
@command
def required(kind: str | None, fields: tuple[str, ...], login: str | None, json_: bool) -> None:
    """Show which fields submitting needs; with a KIND let it need these FIELDs from now on, "-" for none.

    FIELD is title, caption, people, place, credit, keywords or event. What is submitted already is not asked again.

    Example: vitrine required photo caption people place credit
    """
    from index.catalogue.required import FIELD_NAMES, needed
    from index.db import reading
    from server import clock
    from server.describing import required as keeping

    home = opened()
    if kind is not None:
        if not fields:
            names = ", ".join(FIELD_NAMES)
            raise click.UsageError(f"请写出栏目，或用 - 表示都不要求 / name the fields, or - for none: {names}")
        keeping.keep(home.engine, actor(home, login), {kind: () if fields == ("-",) else fields}, now=clock.now())
    with reading(home.engine) as session:
        found = needed(session)
    for one in KINDS:
        if json_:
            emit({"kind": one, "fields": list(found[one])})
        else:
            click.echo(f"{NAMES[one]}: {'、'.join(FIELD_NAMES[field][0] for field in found[one]) or '–'}"
                       f" / {', '.join(found[one]) or '–'}")
