"""``collections``: list, show, add, put, share."""

from __future__ import annotations

from datetime import datetime

import click

from server.cli.common import actor, as_json, as_user, command, each, emit, opened, say, table

COLUMNS = {"id": "#", "name": "名称 name", "owner": "建立人 owner", "shared": "共享 shared", "seen": "素材 items",
           "hidden": "看不到 hidden", "note": "说明 note"}
DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def collections() -> None:
    """Collections by hand: assets under a name, in an order, each with a note.

    Example: vitrine collections show 3 --json
    """


@collections.command("list")
@as_user
@as_json
@command
def list_collections(login: str | None, json_: bool) -> None:
    """List the collections that one may see.

    Example: vitrine collections list --as gu
    """
    from server import clock
    from server.collections import lists

    home = opened()
    found = lists.lines(home.engine, actor(home, login), clock.now())
    if not json_:
        table(found, COLUMNS, json_=False)
        return
    for one in found:
        emit({name: getattr(one, name) for name in COLUMNS})


@collections.command("show")
@click.argument("collection", type=int)
@as_user
@as_json
@command
def show_collection(collection: int, login: str | None, json_: bool) -> None:
    """Show what is in a collection, in its order: one line an asset, as "vitrine download -" takes them.

    Example: vitrine collections show 3 | vitrine download - --form web --for site --to ./out
    """
    from server import clock
    from server.collections import lists

    home = opened()
    who = actor(home, login)
    say(lists.line(home.engine, who, collection, clock.now()).name)
    for item in lists.items(home.engine, who, collection, clock.now()):
        if json_:
            emit({"asset": item.asset.public_id, "sha256": item.asset.sha256, "title": item.asset.words.title,
                  "note": item.note})
        else:
            click.echo(item.asset.public_id)


@collections.command("add")
@click.argument("name")
@click.argument("assets", nargs=-1, metavar="[ASSET]...")
@click.option("--note", default="", help="What it is for.")
@click.option("--shared", default="private", show_default=True, type=click.Choice(["private", "department", "everyone"]),
              help="Who sees it: only its owner, their department, or everybody.")
@click.option("--together", is_flag=True, help="Those with whom it is shared fill, order and annotate it too.")
@click.option("--as", "login", metavar="USER", required=True, help="Whose it is: a collection belongs to a person.")
@as_json
@command
def add_collection(name: str, assets: tuple[str, ...], note: str, shared: str, together: bool, login: str,
                   json_: bool) -> None:
    """Make a collection with these assets in it ("-": one a line on standard input).

    Example: vitrine search 运动会 --json --as gu | jq -r '.hits[].asset' | vitrine collections add 运动会精选 - --as gu
    """
    from index.catalogue import queries
    from index.db import reading
    from server import clock
    from server.collections import service

    home = opened()
    with reading(home.engine) as session:
        ids = [queries.resolve(session, one) for one in each(assets)]
    wish = service.Wish(name, note, shared, together=together)
    made = service.make(home.engine, actor(home, login), wish, ids, now=clock.now())
    if json_:
        emit({"id": made, "name": name})
    else:
        click.echo(made)


@collections.command("let")
@click.argument("collection", type=int)
@click.argument("person")
@click.option("--edit", is_flag=True, help="They fill, order and annotate it too.")
@as_user
@command
def let_in(collection: int, person: str, edit: bool, login: str | None) -> None:
    """Share a collection with a colleague, by login or name; they are told.

    Example: vitrine collections let 3 zhou --edit --as gu
    """
    from server import clock
    from server.collections import colleagues

    home = opened()
    colleagues.let_in(home.engine, actor(home, login), collection, person, edits=edit, now=clock.now())


@collections.command("share")
@click.argument("collection", type=int)
@click.option("--until", required=True, type=DAY, help="Last day on which it opens, like 2026-10-31.")
@click.option("--takes", is_flag=True, help="Copies of 1920 pixels may be downloaded.")
@click.option("--note", default="", help="For whom.")
@as_user
@as_json
@command
def share_collection(collection: int, until: datetime, takes: bool, note: str, login: str | None, json_: bool) -> None:
    """Make a link for people without an account and print its address once.

    Example: vitrine collections share 3 --until 2026-10-31 --takes --note 晨报
    """
    from server import clock
    from server.collections import shares

    home = opened()
    token = shares.make(home.engine, actor(home, login), collection, until.date(), home.settings.zone, takes=takes, note=note,
                        now=clock.now())
    address = f"{home.settings.public_url.rstrip('/')}/shared/{token}"
    if json_:
        emit({"collection": collection, "address": address, "until": str(until.date())})
        return
    say("分享链接（只显示一次） / link (shown once):")
    click.echo(address)
