"""What other programs are told: which lines of the audit trail are events, and what the body of one holds.

This is the one place that decides. A body holds kinds, numbers and codes; words and an address only of a story that
everybody may read without an account at the moment of sending (``public_visibility``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from index import settings as configuration
from index.catalogue import items, public_visibility, story_visibility, visibility
from index.catalogue.assets import Asset
from index.catalogue.audit import AuditLine
from index.catalogue.channels import Aim, Channel
from index.catalogue.items import ItemKind, Ref
from index.catalogue.lifecycle import State, Verb
from index.catalogue.reviews import Review
from index.catalogue.stories import Story
from index.catalogue.webhooks import WebhookDelivery
from index.settings import Settings
from server.feeds import addresses
from server.web.problems import BASE

TEST: Final = "test"
PUBLISHED: Final = "asset.published"
"""What waits for the end of an embargo."""
KINDS: Final[tuple[str, ...]] = (
    "story.published", "story.taken_down", "story.in_review", "asset.published", "asset.taken_down", "asset.in_review",
    "placement.adopted", "newsletter.issued", "report.issued", "topic.set", "assignment.made", "assignment.closed",
    "training.set", "training.called_off", "bulletin.published", "bulletin.ended", "emergency.raised", "emergency.ended")
"""What can be told, in the order in which it is offered. A test is told to every webhook."""
_PLAIN: Final[dict[tuple[str, str], str]] = {
    ("newsletter-issue", "issued"): "newsletter.issued", ("office-report", "report-issued"): "report.issued",
    ("topic", "added"): "topic.set", ("assignment", "assigned"): "assignment.made",
    ("assignment", "closed"): "assignment.closed", ("training", "added"): "training.set",
    ("training", "called-off"): "training.called_off", ("bulletin", "published"): "bulletin.published",
    ("bulletin", "ended"): "bulletin.ended"}
_MOVES: Final = (Verb.SUBMIT, Verb.APPROVE, Verb.RETURN, Verb.WITHDRAW, Verb.VOID)
SHOWN_AT: Final = {"asset": "assets", "story": "stories", "placement": "placements", "topic": "topics",
                    "assignment": "assignments", "newsletter-issue": "newsletters/issues", "office-report": "reports",
                    "training": "trainings"}
"""Where the API shows a thing of this kind."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: its kind, the subject like ``story:S3``, and codes that say more."""

    kind: str
    about: str
    details: dict[str, Any]


def events(session: Session, line: AuditLine) -> Iterator[Event]:
    """Yield what a line of the trail tells other programs; nothing for most."""
    kind, _colon, name = line.subject.partition(":")
    if told := _PLAIN.get((kind, line.verb)):
        yield Event(told, line.subject, {})
    elif kind == "emergency" and line.verb in {"raised", "ended"}:
        yield Event(f"emergency.{line.verb}", line.subject, {"drill": bool(line.details.get("drill"))})
    elif kind == "placement" and line.verb == "adopted":
        yield Event("placement.adopted", line.subject, {"item": line.details.get("item")})
    elif kind == "story" and line.verb == "adopted":  # by an issue of a newsletter
        yield Event("placement.adopted", f"placement:{line.details['placement']}", {"item": name})
    elif kind in {ItemKind.ASSET, ItemKind.STORY}:
        for change, channels in _changes(session, line):
            yield Event(f"{kind}.{change}", line.subject, {"channels": channels})


def due(session: Session, event: Event, at: datetime) -> datetime:
    """Return when an event may be told: what is published under an embargo, once that is over."""
    if event.kind != PUBLISHED:
        return at
    until = session.scalar(select(Asset.embargo_until).where(Asset.id == items.parse(event.about.partition(":")[2]).id))
    return max(at, until) if until is not None else at


def body(session: Session, settings: Settings, row: WebhookDelivery, now: datetime) -> bytes | None:
    """Return the JSON to post now; None where something is no longer published that was to be told as published."""
    kind, _colon, name = row.about.partition(":")
    data: dict[str, Any] = {"id": name, **row.details}
    if row.kind.endswith(".published") and kind in {ItemKind.ASSET, ItemKind.STORY}:
        data["channels"] = _published(session, items.parse(name), row.details["channels"], now)
        if not data["channels"]:
            return None
    base = settings.public_url.rstrip("/")
    if kind == ItemKind.STORY:
        data |= _public(session, configuration.secret(settings), base, items.parse(name).id)
    if kind in SHOWN_AT:
        data["api"] = f"{base}{BASE}/{SHOWN_AT[kind]}/{name}" if base else None
    told = {"type": row.kind, "timestamp": row.happened_at.astimezone(UTC).isoformat(timespec="seconds"), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _changes(session: Session, line: AuditLine) -> Iterator[tuple[str, list[str]]]:
    """Yield how a line changed where an item is published: (published, taken_down or in_review, channels)."""
    channel = str(line.details.get("channel") or "")
    if line.verb == Verb.APPROVE and line.details.get("state") == State.APPROVED:
        yield "published", [channel]
    elif line.verb == Verb.WITHDRAW and _was_out(session, line, channel, Verb.WITHDRAW):
        yield "taken_down", [channel]
    elif line.verb == "taken-down":  # of what lay in drafts too, when a consent was withdrawn
        down = [one for one in line.details.get("channels") or () if _was_out(session, line, one, Verb.WITHDRAW)]
        if down:
            yield "taken_down", down
    back = [one for one in line.details.get("voided") or () if _was_out(session, line, one, Verb.VOID)]
    if back:
        yield "in_review", back


def _was_out(session: Session, line: AuditLine, channel: str, verb: Verb) -> bool:
    """Say whether the item was approved on a channel until this line's own move, and published by that: an embargo that held
    from the approval to this line let nobody outside know.
    """
    ref = items.parse(line.subject.partition(":")[2])
    last = session.execute(
        select(Review.final, Review.at).join(Aim, Aim.id == Review.aim_id).join(Channel, Channel.id == Aim.channel_id)
        .where(ref.aims, Channel.code == channel, Review.at <= line.at,
               Review.verb.in_([one for one in _MOVES if one is not verb]))
        .order_by(Review.id.desc()).limit(1)).one_or_none()
    if last is None or not last.final:
        return False
    return ref.kind is not ItemKind.ASSET or not (
        _embargoed(session, line.subject, last.at, AuditLine.at > last.at)
        and _embargoed(session, line.subject, line.at, AuditLine.id >= line.id))


def _embargoed(session: Session, subject: str, at: datetime, since: ColumnElement[bool]) -> bool:
    """Say whether an asset was under embargo, by what the first line ``since`` then that changed it says of before."""
    until = session.scalar(select(Asset.embargo_until).where(Asset.id == items.parse(subject.partition(":")[2]).id))
    told = select(AuditLine.details).where(AuditLine.subject == subject, since).order_by(AuditLine.id)
    for details in session.scalars(told):
        if "embargo_until" in (before := details.get("before") or {}):
            until = datetime.fromisoformat(before["embargo_until"]) if before["embargo_until"] else None
            break
    return until is not None and until > at


def _published(session: Session, ref: Ref, channels: list[str], now: datetime) -> list[str]:
    """Return those of these channels on which an item is published now."""
    query: Callable[..., Any] = select(Channel.code).join(Aim, Aim.channel_id == Channel.id).where
    asked = ([Story.id == ref.id, story_visibility.publishes()] if ref.kind is ItemKind.STORY
             else [Asset.id == ref.id, visibility.publishes(now), visibility.in_term(now)])
    return list(session.scalars(query(Channel.code.in_(channels), *asked).order_by(Channel.position)))


def _public(session: Session, key: str, base: str, story_id: int) -> dict[str, Any]:
    title = session.scalar(select(Story.title).where(Story.id == story_id, public_visibility.readable()))
    page = f"{base}/p/{addresses.page_name(key, story_id)}" if title is not None and base else None
    return {"address": page, "title": title}
