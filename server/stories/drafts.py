"""Drafts of stories: what is typed is kept as it is typed; and who else is writing the same story just now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import story_visibility
from index.catalogue.people import Actor, Person
from index.catalogue.stories import StoryDraft, content_of
from index.db import writing
from server.stories import forms, wanted
from server.stories.cleaning import clean
from server.stories.service import wish_of, written_by
from server.web import drafts
from server.web.drafts import Draft

FIELDS: Final = ("title", "summary", "body", "kind", "event", "authors", "photographers", "pictures", "lead")
LONGEST: Final = {"": 2_000, "body": 1 << 20, "pictures": 80_000}
AT_IT: Final = timedelta(minutes=10)
"""Who kept a draft in this time is writing now."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody else who has typed in a story and not saved yet."""

    name: str
    kept_at: datetime
    now: bool


def draft(session: Session, actor: Actor, story_id: int) -> Draft | None:
    """Return what this person has typed in a story and not saved, if anything."""
    row = session.get(StoryDraft, (story_id, actor.person_id)) if actor.person_id is not None else None
    return drafts.told(row) if row else None


def keep(engine: Engine, actor: Actor, story_id: int, given: Any, *, now: datetime) -> Draft | None:
    """Keep what a page holds (``server.web.drafts.read``). None where it says what is saved already.

    Raises Elsewhere where another page of theirs has kept one since; Invalid, Forbidden, NotFound.
    """
    with writing(engine) as session:
        story = written_by(session, actor, story_id, now)
        sent = drafts.read(given, fields(wanted.offered(session)), LONGEST)
        saved = forms.values(wish_of(content_of(session, story)), story.channels)
        return drafts.keep(session, StoryDraft, {"story_id": story_id, "person_id": actor.person_id}, sent, now=now,
                           saved=lambda words: _same(saved, words))


def fields(channels: Iterable[str]) -> tuple[str, ...]:
    """Return the fields that a draft holds, where a story may be meant for these channels."""
    return (*FIELDS, forms.HAD, *(f"{forms.CHANNEL}{code}" for code in channels))


def others(session: Session, actor: Actor, story_id: int, now: datetime) -> list[Writer]:
    """Return who else has an unsaved draft of this story, the latest first. Raises NotFound."""
    story_visibility.whole_for(session, actor, story_id, now)
    rows = session.execute(
        select(Person.display, StoryDraft.kept_at).join(Person, Person.id == StoryDraft.person_id)
        .where(StoryDraft.story_id == story_id, StoryDraft.person_id.is_distinct_from(actor.person_id))
        .order_by(StoryDraft.kept_at.desc()))
    return [Writer(name, kept_at, now - kept_at < AT_IT) for name, kept_at in rows]


def _same(saved: dict[str, str], words: dict[str, str]) -> bool:
    """Say whether a form holds what is saved, whatever the spaces, and what it began from."""
    given = words | {"body": clean(words["body"]), "event": words["event"] or "0"}
    return all(saved.get(name, "").split() == told.split() for name, told in given.items() if name != forms.HAD)
