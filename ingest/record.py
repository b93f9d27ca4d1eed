"""Writing down what was read: an asset's facts, its place in time, and the first draft of its description."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from index.catalogue import audit, choices, clock_keeping, items, story_versions
from index.catalogue.assets import Asset, Description, public_id
from index.catalogue.people import OWNER
from index.catalogue.queries import words_of
from index.catalogue.voiding import void
from ingest.steps.capture_time import read_offset
from ingest.steps.facts import Facts


def write_facts(session: Session, asset: Asset, facts: Facts, now: datetime) -> None:
    """Write an asset's facts, by its camera's clock put right, and with them the draft of its description."""
    again = asset.extracted_at is not None
    asset.facts = facts.to_json()
    asset.extracted_at = now
    asset.body_serial = facts.body_serial or None
    asset.width, asset.height, asset.duration = facts.width, facts.height, facts.duration
    asset.captured_local = _when(facts.captured_local)
    utc = _when(facts.captured_utc)
    asset.captured_utc = utc.replace(tzinfo=UTC) if utc and utc.tzinfo is None else utc
    asset.offset_source = facts.offset_source
    asset.utc_offset = int(read_offset(facts.offset).total_seconds()) // 60 if facts.offset else None
    clock_keeping.put_right(session, asset, now=now)
    _write_draft(session, asset, facts, now, again=again)
    choices.follow_file(session, asset.id, facts.rating, facts.label)


def _write_draft(session: Session, asset: Asset, facts: Facts, now: datetime, *, again: bool) -> None:
    """What files say of themselves is the first draft of the description; a person's words are never overwritten.

    A draft that changes later, by a sidecar that came after it, is a new version: what was submitted or approved was the
    text before.
    """
    words = session.get(Description, asset.id)
    if words is None or words.touched:
        return
    before, draft = asdict(words_of(words)), facts.draft
    words.title, words.caption = draft.title or "", draft.caption or ""
    words.keywords, words.people = list(draft.keywords), list(draft.people)
    words.nobody = words.nobody and not words.people
    words.place = draft.place or ""
    if asset.outside_link_id is None:  # else whoever sent it has said whom to name
        words.credit = draft.credit or ""
    words.updated_at = now
    after = asdict(words_of(words))
    changed = [name for name in before if before[name] != after[name]]
    if not again or not changed:
        return
    words.version += 1
    voided = void(session, OWNER, items.of_asset(session, asset), now=now)
    story_versions.follow(session, OWNER, asset.id, now=now)
    audit.record(session, OWNER, "described", f"asset:{public_id(asset.id)}", at=now, version=words.version, voided=voided,
                 before={name: before[name] for name in changed}, after={name: after[name] for name in changed})


def _when(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
