"""Drafts: what somebody types is kept as they type, without a version of the description for each stroke."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from index.catalogue import visibility
from index.catalogue.assets import Asset, Description
from index.catalogue.drafts import DescriptionDraft, discard
from index.catalogue.people import Actor
from index.db import writing
from index.errors import Conflict, Invalid
from server import policy
from server.library.forms import listed

TEXTS: Final = ("title", "caption", "place", "credit")
FIELDS: Final = (*TEXTS, "people", "keywords", "nobody", "event")
MOST: Final = 4000
"""Characters of one field: more than any may be saved with, so that what is too long is told on saving, and kept."""


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


def draft(session: Session, actor: Actor, asset_id: int) -> Draft | None:
    """Return what this person has typed for an asset and not saved, if anything."""
    row = session.get(DescriptionDraft, (asset_id, actor.person_id)) if actor.person_id is not None else None
    return _told(row) if row else None


def keep(engine: Engine, actor: Actor, asset_id: int, given: Any, *, now: datetime) -> Draft | None:
    """Keep what a page holds: {"words", "version", "revision", "tab", "force"}. None where it says what is saved already.

    ``revision`` is the last keeping that the page knows of. Raises Elsewhere where another page (``tab``) has kept one
    since, unless ``force``; Invalid, Forbidden, NotFound.
    """
    words, version, revision, tab = _read(given)
    with writing(engine) as session:
        asset = visibility.asset_for(session, actor, asset_id, now)
        policy.require(actor, "describe", asset)
        row = session.get(DescriptionDraft, (asset_id, actor.person_id))
        if row is not None and row.tab != tab and row.revision != revision and not given.get("force"):
            raise Elsewhere(_told(row))
        if _plain(words) == _saved(session, asset):
            discard(session, asset_id, actor.person_id)
            return None
        if row is None:
            row = DescriptionDraft(asset_id=asset_id, person_id=actor.person_id, revision=revision)
            session.add(row)
        row.words, row.version, row.tab, row.kept_at, row.revision = words, version, tab, now, max(row.revision, revision) + 1
        return _told(row)


def _read(given: Any) -> tuple[dict[str, str], int, int, str]:
    given = given if isinstance(given, dict) else {}
    words, version, revision, tab = (given.get(name) for name in ("words", "version", "revision", "tab"))
    if not (isinstance(words, dict) and isinstance(version, int) and isinstance(revision, int) and isinstance(tab, str)):
        raise Invalid("words", "草稿的格式不对，请刷新页面", "this is no draft; reload the page")
    return {name: str(words.get(name) or "").replace("\r\n", "\n")[:MOST] for name in FIELDS}, version, revision, tab[:40]


def _plain(words: dict[str, str]) -> tuple[object, ...]:
    """Return what a form's words would be saved as."""
    return (*(words[name].strip() for name in TEXTS), listed(words["people"]), listed(words["keywords"]),
            words["nobody"] == "1", words["event"] or "0")


def _saved(session: Session, asset: Asset) -> tuple[object, ...]:
    row = session.get_one(Description, asset.id)
    return (*(getattr(row, name) for name in TEXTS), tuple(row.people), tuple(row.keywords), row.nobody,
            str(asset.event_id or 0))


def _told(row: DescriptionDraft) -> Draft:
    return Draft(dict(row.words), row.version, row.revision, row.kept_at)
