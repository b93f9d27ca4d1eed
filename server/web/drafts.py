"""Keeping what a page sends while somebody types: one draft for each person and thing, and two pages of theirs are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy.orm import Session

from index.catalogue import drafts
from index.errors import Conflict, Invalid


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody has typed and not saved: the fields as their form holds them."""

    words: dict[str, str]
    version: int
    revision: int
    kept_at: datetime


class Elsewhere(Conflict):
    """Another page of the same person has kept a draft since; it is in ``draft``."""

    code = "draft-elsewhere"

    def __init__(self, draft: Draft) -> None:
        self.draft: Final = draft
        super().__init__()


@dataclass(frozen=True, slots=True)
class Sent:
    """What a page sent: its fields, the version it began from, the last keeping that it knows of, and who it is."""

    words: dict[str, str]
    version: int
    revision: int
    tab: str
    force: bool


Row = TypeVar("Row", bound=drafts.Draft)


def read(given: Any, fields: Sequence[str], longest: Mapping[str, int]) -> Sent:
    """Return what a page sent as {"words", "version", "revision", "tab", "force"}. Raises Invalid.

    ``longest`` are characters of a field: more than it may be saved with, so that what is too long is told on saving, and
    kept; its ``""`` is for all that it does not name.
    """
    given = given if isinstance(given, dict) else {}
    words, version, revision, tab = (given.get(name) for name in ("words", "version", "revision", "tab"))
    if not (isinstance(words, dict) and isinstance(version, int) and isinstance(revision, int) and isinstance(tab, str)):
        raise Invalid("words", "草稿的格式不对，请刷新页面", "this is no draft; reload the page")
    cut = {name: str(words.get(name) or "").replace("\r\n", "\n")[:longest.get(name, longest[""])] for name in fields}
    return Sent(cut, version, revision, tab[:40], bool(given.get("force")))


def keep(session: Session, model: type[Row], key: Mapping[str, Any], sent: Sent, *, saved: Callable[[dict[str, str]], bool],
         now: datetime) -> Draft | None:
    """Keep what was sent as the row ``key`` of ``model``; None, and no draft, where all that is ``saved`` already.

    Raises Elsewhere where another page has kept one since, unless the sender insists.
    """
    row = session.get(model, dict(key))
    if row is not None and row.tab != sent.tab and row.revision != sent.revision and not sent.force:
        raise Elsewhere(told(row))
    if saved(sent.words):
        if row is not None:
            session.delete(row)
        return None
    last = row.revision if row is not None else sent.revision
    if row is None:
        row = model(**key)
        session.add(row)
    row.words, row.version, row.tab, row.kept_at = sent.words, sent.version, sent.tab, now
    row.revision = max(last, sent.revision) + 1
    return told(row)


def told(row: drafts.Draft) -> Draft:
    """Return a draft as pages show it."""
    return Draft(dict(row.words), row.version, row.revision, row.kept_at)
