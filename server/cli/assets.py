"""``show``: one asset, all that is known of it."""

from __future__ import annotations

from typing import Any

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened


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
    from server.library.record import told

    home = opened()
    who = actor(home, login)
    with reading(home.engine) as session:
        view = visibility.view_for(session, who, queries.resolve(session, asset), clock.now())
    if json_:
        emit(told(view))
    else:
        _print(told(view))


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
