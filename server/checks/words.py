"""Whether what is said of an item may go out: its texts against the office's lists, and what the office lets stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from index.catalogue import audit, stories, story_visibility, visibility, wordings
from index.catalogue.assets import public_id, row_id
from index.catalogue.people import Actor
from index.catalogue.stories import Story
from index.catalogue.wordings import WordingPass
from index.db import writing
from index.errors import Conflict, VitrineError
from server import policy
from server.checks.wording import Entry, Hit, hits
from server.stories.cleaning import text_of

HELD: Final = "wordings"
AROUND: Final = 12
"""Characters of the text that are shown on each side of a finding."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An expression in one field of an item. ``before`` and ``after`` stand around it; ``passed`` says that the office lets
    it stand, and why.
    """

    field: str
    hit: Hit
    before: str
    after: str
    passed: str | None


def of_words(words: Any) -> dict[str, str]:
    """Return the texts of a description (or its ``Words``) that go out with an asset."""
    return {"title": words.title, "caption": words.caption, "people": "、".join(words.people), "place": words.place,
            "credit": words.credit, "keywords": "、".join(words.keywords)}


def of_story(session: Session, story: Story) -> dict[str, str]:
    """Return the texts of a story."""
    captions = [one["caption"] for one in stories.content_of(session, story)["assets"]]
    return {"title": story.title, "summary": story.summary, "body": text_of(story.body), "pictures": "\n".join(captions)}


def findings(session: Session, subject: str, texts: Mapping[str, str]) -> list[Finding]:
    """Return what the lists object to in an item's texts. ``subject`` is like ``asset:V12`` or ``story:S3``."""
    lists = _lists(session)
    passed = wordings.passed(session, subject)
    return [Finding(field, hit, text[max(0, hit.start - AROUND):hit.start], text[hit.end:hit.end + AROUND],
                    passed[hit.found].reason if hit.found in passed else None)
            for field, text in texts.items() for hit in hits(text, lists)]


def _lists(session: Session) -> list[Entry]:
    """Return the office's lists, read once in a unit of work: five hundred approvals go by the same."""
    held: list[Entry] | None = session.info.get(HELD)
    if held is None:
        held = session.info[HELD] = entries((one.kind, one.text, one.instead) for one in wordings.wordings(session))
    return held


def require(session: Session, subject: str, texts: Mapping[str, str]) -> None:
    """Do nothing where the lists object to nothing, or the office lets it stand. Raises Conflict(wording)."""
    against = [one.hit for one in findings(session, subject, texts) if one.passed is None]
    if against:
        told = list(dict.fromkeys((one.found, one.instead) for one in against))
        raise Conflict("wording", **_named(told))


def _named(told: list[tuple[str, str]]) -> dict[str, str]:
    zh = [f"「{found}」" + (f"（应为「{right}」）" if right else "") for found, right in told]
    en = [f"“{found}”" + (f" (should be “{right}”)" if right else "") for found, right in told]
    return {"found_zh": "、".join(zh), "found": ", ".join(en)}


def let_pass(engine: Engine, actor: Actor, subject: str, found: str, reason: str, *, now: datetime) -> None:
    """Let an expression stand in one item. Raises Forbidden, VitrineError(reason-required), NotFound."""
    policy.require(actor, "keep-wordings")
    why = reason.strip()[:300]
    if not why:
        raise VitrineError("reason-required")
    with writing(engine) as session:
        _there(session, actor, subject, now)
        row = session.get(WordingPass, (subject, found))
        if row is None:
            row = WordingPass(subject=subject, text=found)
            session.add(row)
        row.reason, row.person_id, row.at = why, actor.person_id, now
        audit.record(session, actor, "let-pass", subject, at=now, name=found, reason=why)


def subject_of(asset_id: int) -> str:
    """Return how an asset is named here."""
    return f"asset:{public_id(asset_id)}"


def entries(lines: Iterable[tuple[str, str, str]]) -> list[Entry]:
    """Return lines (kind, text, instead) as the checks read them."""
    return [Entry(str(kind), text, instead) for kind, text, instead in lines]


def _there(session: Session, actor: Actor, subject: str, now: datetime) -> None:
    kind, _, name = subject.partition(":")
    if kind == "story":
        story_visibility.whole_for(session, actor, stories.row_id(name), now)
    else:
        visibility.asset_for(session, actor, row_id(name), now)
