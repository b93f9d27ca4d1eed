"""``show``: one asset, all that is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened

if TYPE_CHECKING:
    from datetime import datetime

    from index.catalogue.queries import AssetView


@click.command()
@click.argument("asset")
@as_user
@as_json
@command
def show(asset: str, login: str | None, json_: bool) -> None:
    """Show one asset: description, originals, renditions, facts, where it stands on each channel.

    ASSET is an id (V12), a SHA-256 or a unique beginning of one (8 digits or more).

    Example: vitrine show V12 --json
    """
    from index.catalogue import queries, visibility
    from index.db import reading
    from server import clock

    home = opened()
    who = actor(home, login)
    with reading(home.engine) as session:
        view = visibility.view_for(session, who, queries.resolve(session, asset), clock.now())
    if json_:
        emit(told(view))
    else:
        _print(told(view))


def told(view: AssetView) -> dict[str, Any]:
    """Return exactly the keys of the command contract.

    Beside them, ``captured_local`` is the wall time put right by ``clock_error_s`` (seconds that the camera was fast, null
    where nothing was put right); under "facts" stands what the file says.
    """
    from ingest.steps.facts import Facts

    words = view.words
    return {
        "id": view.public_id, "kind": view.kind, "sha256": view.sha256, "status": view.status, "title": words.title,
        "caption": words.caption, "keywords": list(words.keywords), "people": list(words.people), "nobody": words.nobody,
        "place": words.place, "credit": words.credit, "department": view.department, "event": view.event, "kit": view.kit,
        "licence": view.licence, "embargo_until": _moment(view.embargo_until), "expires_at": _moment(view.expires_at),
        "owner": view.owner, "rating": view.chosen.rating, "flag": view.chosen.flag, "colour": view.chosen.colour,
        "originals": [{"sha256": one.sha256, "name": one.name, "bytes": one.bytes, "media_type": one.media_type}
                      for one in view.originals],
        "renditions": {name: {"sha256": one.sha256, "width": one.width, "height": one.height, "bytes": one.bytes}
                       for name, one in view.renditions.items()},
        "captured_local": _moment(view.captured_local), "clock_photo": view.clock_photo,
        "clock_error_s": -view.clock_shift if view.clock_shift else None,
        "facts": Facts.from_json(view.facts).contract(),
    }


def _moment(when: datetime | None) -> str | None:
    if when is None:
        return None
    return when.isoformat(timespec="milliseconds" if when.microsecond and when.microsecond % 1000 == 0 else "auto")


def _print(asset: dict[str, Any]) -> None:
    for key, value in asset.items():
        if isinstance(value, dict):
            click.echo(f"{key}:")
            for name, one in value.items():
                if one not in (None, [], ""):
                    click.echo(f"    {name}: {_short(one)}")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            click.echo(f"{key}:")
            for one in value:
                click.echo(f"    {_short(one)}")
        elif value not in (None, [], ""):
            click.echo(f"{key}: {_short(value)}")


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{name}={one}" for name, one in value.items())
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
