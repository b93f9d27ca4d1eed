"""What the form of a description needs to know, on an asset's page and in the list of what is incomplete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import required
from index.catalogue.events import Event
from index.catalogue.people import Actor
from index.catalogue.queries import AssetView
from server.describing import drafts
from server.web.drafts import Draft

MOST_EVENTS = 300


@dataclass(frozen=True, slots=True)
class DescriptionForm:
    """The fields that are needed before submitting, those of them that are empty as saved, and the reader's own draft."""

    asset: AssetView
    required: tuple[str, ...]
    missing: tuple[str, ...]
    draft: Draft | None
    events: tuple[tuple[int, str], ...]

    @property
    def saved(self) -> dict[str, Any]:
        """The fields as they are saved, lists as tuples."""
        words = self.asset.words
        return {"title": words.title, "caption": words.caption, "people": words.people, "place": words.place,
                "credit": words.credit, "keywords": words.keywords, "nobody": "1" if words.nobody else "",
                "event": self.asset.event_id or 0}


def description_form(session: Session, actor: Actor, view: AssetView) -> DescriptionForm:
    """Return what the form of one asset needs to know. The caller has asked whether this reader may describe it."""
    needed = required.needed(session)
    events = session.execute(select(Event.id, Event.name).order_by(Event.starts_on.desc()).limit(MOST_EVENTS)).all()
    return DescriptionForm(view, needed[view.kind], required.missing(needed, view.kind, view.words, view.event_id),
                           drafts.draft(session, actor, view.id), tuple((number, name) for number, name in events))
