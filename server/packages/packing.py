"""A package as it goes out: one ZIP that is never whole anywhere, put on record like everything that is taken out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from index import settings as configuration
from index.catalogue.people import Actor
from index.db import reading
from server import policy
from server.downloads import keeping
from server.downloads.names import safe
from server.downloads.rights import Piece
from server.downloads.wishes import PACKAGE, Wish, purpose_names
from server.downloads.zipping import Parcel, Rows
from server.feeds.addresses import page_name
from server.home import Home
from server.packages import docx, sheet, wechat, weibo
from server.packages.contents import PLACES, PRINT, PURPOSES, WECHAT, Contents, contents, files


@dataclass(frozen=True, slots=True)
class Package:
    """What goes out, and what the ZIP is called, without its ending."""

    parcel: Parcel
    stem: str


def packed(home: Home, actor: Actor, story_id: int, place: str, base: str, *, door: str, now: datetime) -> Package:
    """Put on record that somebody takes a story for a place, and return what goes out. ``base`` begins public addresses, ""
    where the house has none.

    Raises Forbidden, NotFound, Invalid.
    """
    policy.require(actor, "download")
    with reading(home.engine) as session:
        held = contents(session, actor, story_id, place, now)
        purpose = purpose_names(session).get(PURPOSES[place], PLACES[place])[0]
    shown = {one.view.id: one for one in held.pictures}
    wish = Wish(PACKAGE, PURPOSES[place], held.public_id)
    takeout = keeping.begin(home.engine, actor, wish, len(shown), door=door, now=now)

    def ask(asset_id: int, moment: datetime) -> list[Piece]:
        with reading(home.engine) as session:
            return files(session, actor, held, shown[asset_id], moment)

    address = ""
    if held.public and base:
        address = f"{base}/p/{page_name(configuration.secret(home.settings), story_id)}"
    local = now.astimezone(home.settings.zone)
    texts = _texts(held, address, home.settings.accent, actor.display, local)
    parcel = Parcel(takeout, wish, purpose, list(shown), ask, texts)
    return Package(parcel, safe(f"{held.public_id}-{place}-{held.title[:30]}"))


def _texts(held: Contents, address: str, accent: str, who: str,
           now: datetime) -> Callable[[Rows], Sequence[tuple[str, bytes]]]:
    def told(rows: Rows) -> list[tuple[str, bytes]]:
        if held.place == PRINT:
            texts = [("稿件.docx", _document(held, now))]
        elif held.place == WECHAT:
            texts = [("正文.html", wechat.article(held, _names(held, rows), accent)),
                     ("标题摘要.txt", wechat.heading(held, address))]
        else:
            texts = [("微博-短.txt", weibo.short(held, address)), ("微博-长.txt", weibo.long(held, address))]
        return [*texts, (sheet.NAME, sheet.written(held, rows, who, now))]

    return told


def _names(held: Contents, rows: Rows) -> dict[int, str]:
    """Return the files of the pictures that went out, by the pictures' numbers; covers are no pictures of the text."""
    given = {row[0] for row in rows if not row[-1]}
    found = {}
    for one in held.pictures:
        name = next((name for name in given if name.startswith(f"{one.number:02d}-")), None)
        if name is not None:
            found[one.number] = name
    return found


def _document(held: Contents, now: datetime) -> bytes:
    day = held.changed_at.astimezone(now.tzinfo)
    lines = ["　".join(filter(None, (held.department, f"{day.year}年{day.month}月{day.day}日"))), "　".join(held.by)]
    return docx.document(held.title, lines, held.summary, held.body,
                         [sheet.caption(held, place) for place in range(len(held.pictures))])
