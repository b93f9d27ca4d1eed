"""Bulletins as screens are told of them: pages among the items of the manifest, so that they come and go offline too."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import bulletins, targets
from index.catalogue.bulletins import Bulletin
from index.catalogue.targets import Targets

KIND: Final = "notice"
"""What a player calls an item that is words alone."""
LEFT: Final = "left"
MARK: Final = f"{{{LEFT}}}"
"""Stands in the words of a countdown for how long it is until it begins, which the player counts."""
EVERY: Final = 8
"""So many pictures after a page of bulletins, it comes again: nobody waits for longer than two minutes."""
CHARACTERS_S: Final = 6
SHORTEST_S: Final = 10
MOST_GONE: Final = 50


@dataclass(frozen=True, slots=True)
class Notice:
    """A bulletin that a screen is to show, now or later: in ``shown_from`` to ``until``, in force from ``starts_at`` on.

    ``line`` and its English are what the band says while it is in force.
    """

    id: int
    title: str
    title_en: str
    body: str
    body_en: str
    line: str
    line_en: str
    shown_from: datetime
    starts_at: datetime
    until: datetime
    matter: str = ""
    matter_en: str = ""

    @property
    def sha256(self) -> str:
        """A name for exactly these words and times, as media have one."""
        facts = {name: str(value) for name, value in asdict(self).items()}
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


Aimed = tuple[Targets, Notice]
"""A bulletin, and the screens that it is aimed at."""


def due(session: Session, now: datetime) -> list[Aimed]:
    """Return what screens are to show now or later, in the order in which it comes into force. One read."""
    return [(targets.read(one.targets), notice(one)) for one in bulletins.due(session, now)]


def gone(session: Session, since: datetime, now: datetime) -> tuple[str, ...]:
    """Return the names of those that were taken off before their time, which must leave a screen at once. One read."""
    rows = session.scalars(select(Bulletin).where(Bulletin.ended_at > since, Bulletin.until > now)
                           .order_by(Bulletin.ended_at.desc()).limit(MOST_GONE))
    return tuple(notice(one).sha256 for one in rows)


def notice(row: Bulletin) -> Notice:
    """Return a bulletin as screens are told of it."""
    return Notice(row.id, row.title, row.title_en, row.body, row.body_en, row.blanks.get("line", ""),
                  row.blanks.get("line_en", ""), row.shown_from, row.starts_at, row.until, row.blanks.get("matter", ""),
                  row.blanks.get("matter_en", ""))


def item(one: Notice, iso: Callable[[datetime], str]) -> dict[str, Any]:
    """Return an item of a manifest. It has no file; ``sha256`` names its words, and proofs of play name it so."""
    length = max(SHORTEST_S, len(one.title + one.body) / CHARACTERS_S)
    return {
        "key": bulletins.public_id(one.id), "asset": None, "kind": KIND, "sha256": one.sha256, "bytes": 0,
        "media_type": "text/plain", "chunks": [], "duration_ms": round(length * 1000), "title": one.title,
        "title_en": one.title_en, "body": one.body, "body_en": one.body_en, "line": one.line, "line_en": one.line_en,
        "from": iso(one.shown_from), "starts": iso(one.starts_at), "until": iso(one.until), "poster": None, "sound": False,
        "evergreen": True, "board": "",
        **counted(one.title, one.title_en, one.matter, one.matter_en),
    }


def counted(title: str, title_en: str, matter: str, matter_en: str) -> dict[str, Any]:
    """Return what a player has to know beside the words of a countdown: what stands in place of its title once it begins."""
    return {"counts": {"title": matter, "title_en": matter_en}} if MARK in title + title_en else {}


def woven(times: dict[str, Any], notices: Sequence[Notice], iso: Callable[[datetime], str]) -> dict[str, Any]:
    """Return a screen's items, rounds and windows with the bulletins at the head of each round and after every eight of its
    places. They end by themselves, so that they stay when a screen's lease is over; in the dark nothing is shown.
    """
    if not notices:
        return times
    names = tuple(bulletins.public_id(one.id) for one in notices)
    rounds: dict[tuple[str, ...], int] = {}

    def told(number: int, off: bool) -> int:
        playing = tuple(times["rounds"][number])
        return rounds.setdefault(playing if off else _with(playing, names), len(rounds))

    windows = [{**one, "round": told(one["round"], one["off"]), "evergreen": told(one["evergreen"], one["off"])}
               for one in times["windows"]]
    return {"items": [*(item(one, iso) for one in notices), *times["items"]], "rounds": [list(one) for one in rounds],
            "windows": windows}


def _with(playing: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    runs = [playing[start:start + EVERY] for start in range(0, len(playing), EVERY)] or [()]
    return tuple(one for run in runs for one in (*names, *run))
