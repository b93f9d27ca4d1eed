"""Which of what hangs on screens a change of the catalogue may concern, told from what is new since a stamp.

A campus at work moves the stamp every second or two, nearly always with what screens do not ask for. So a line of an
asset, a story or a board concerns the boards that it is about; what is for one screen alone is read at every change anyway; a
few kinds of things reach no screen at all. Every other line, of kinds that are not known here too, concerns everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from index.catalogue import items
from index.catalogue.assets import Asset, Rendition
from index.catalogue.audit import AuditLine
from index.catalogue.items import ItemKind, Ref
from index.errors import NotFound

Stamp = tuple[int, int]
"""The newest audit line and rendition: whatever changes what is shown writes one of them."""

ELSEWHERE: Final = frozenset({"assignment", "batch", "collection", "kit", "likeness", "link", "note", "plan", "search",
                              "stack", "story-kind", "story-kinds", "synonyms", "topic", "topic-task", "way", "wordings"})
"""Kinds of subjects whose lines change nothing that a screen is told."""
LATER: Final = frozenset({"department", "person"})
"""Kinds whose lines change a name in a credit at most, which screens learn when all is read the next time."""
OWN: Final = frozenset({"emergency:", "screen:commanded"})
"""Kinds, and kinds with a verb, whose lines change only what is for one screen alone."""
MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Concerns:
    """What may have changed: everything, or what lies on these boards and wherever these items lie."""

    everything: bool = False
    boards: frozenset[int] = frozenset()
    items: frozenset[Ref] = frozenset()


EVERYTHING: Final = Concerns(everything=True)


def stamp(session: Session) -> Stamp:
    """Return the state of the catalogue that this session reads, or an older one: ask before all else."""
    row = session.execute(select(select(func.max(AuditLine.id)).scalar_subquery(),
                                 select(func.max(Rendition.id)).scalar_subquery())).one()
    return row[0] or 0, row[1] or 0


def since(session: Session, before: Stamp) -> tuple[Stamp, Concerns]:
    """Return the stamp as it is now, and what that which came after ``before`` may concern."""
    lines = session.execute(select(AuditLine.id, AuditLine.verb, AuditLine.subject).where(AuditLine.id > before[0])
                            .order_by(AuditLine.id).limit(MOST)).all()
    made = session.execute(select(Rendition.id, Asset.id).outerjoin(Asset, Asset.sha256 == Rendition.original_sha256)
                           .where(Rendition.id > before[1]).order_by(Rendition.id).limit(MOST)).all()
    if len(lines) == MOST or len(made) == MOST:
        return stamp(session), EVERYTHING
    boards: set[int] = set()
    found = {items.ref(asset_id) for _, asset_id in made if asset_id is not None}
    everything = False
    for _, verb, subject in lines:
        kind, _, name = subject.partition(":")
        if kind in {ItemKind.ASSET, ItemKind.STORY} and (one := _item(name)) is not None:
            found.add(one)
        elif kind == "board" and name.isdecimal():
            boards.add(int(name))
        elif kind not in ELSEWHERE | LATER and not {f"{kind}:", f"{kind}:{verb}"} & OWN:
            everything = True
    newest = (lines[-1].id if lines else before[0], made[-1][0] if made else before[1])
    return newest, Concerns(everything, frozenset(boards), frozenset(found))


def _item(name: str) -> Ref | None:
    try:
        return items.parse(name)
    except NotFound:
        return None
