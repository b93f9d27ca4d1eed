"""Drafts: what somebody types is kept as they type, without a version of the description for each stroke."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from index.catalogue import visibility
from index.catalogue.assets import Asset, Description
from index.catalogue.drafts import DescriptionDraft
from index.catalogue.people import Actor
from index.db import writing
from server import policy
from server.library.forms import listed
from server.web import drafts
from server.web.drafts import Draft

TEXTS: Final = ("title", "caption", "place", "credit")
FIELDS: Final = (*TEXTS, "people", "keywords", "nobody", "event")
LONGEST: Final = {"": 4000}


def draft(session: Session, actor: Actor, asset_id: int) -> Draft | None:
    """Return what this person has typed for an asset and not saved, if anything."""
    row = session.get(DescriptionDraft, (asset_id, actor.person_id)) if actor.person_id is not None else None
    return drafts.told(row) if row else None


def keep(engine: Engine, actor: Actor, asset_id: int, given: Any, *, now: datetime) -> Draft | None:
    """Keep what a page holds (``server.web.drafts.read``). None where it says what is saved already.

    Raises Elsewhere where another page of theirs has kept one since; Invalid, Forbidden, NotFound.
    """
    sent = drafts.read(given, FIELDS, LONGEST)
    with writing(engine) as session:
        asset = visibility.asset_for(session, actor, asset_id, now)
        policy.require(actor, "describe", asset)
        return drafts.keep(session, DescriptionDraft, {"asset_id": asset_id, "person_id": actor.person_id}, sent, now=now,
                           saved=lambda words: _plain(words) == _saved(session, asset))


def _plain(words: dict[str, str]) -> tuple[object, ...]:
    """Return what a form's words would be saved as."""
    return (*(words[name].strip() for name in TEXTS), listed(words["people"]), listed(words["keywords"]),
            words["nobody"] == "1", words["event"] or "0")


def _saved(session: Session, asset: Asset) -> tuple[object, ...]:
    row = session.get_one(Description, asset.id)
    return (*(getattr(row, name) for name in TEXTS), tuple(row.people), tuple(row.keywords), row.nobody,
            str(asset.event_id or 0))
