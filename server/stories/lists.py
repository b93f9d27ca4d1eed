"""What pages show of stories: the list, one story with its pictures and names, its versions and what changed in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from index.catalogue import bins, story_visibility, visibility
from index.catalogue.assets import Asset, Rendition
from index.catalogue.assets import public_id as asset_name
from index.catalogue.channels import Aim, Channel
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.lifecycle import State, Verb
from index.catalogue.people import Actor, Person
from index.catalogue.queries import AssetView
from index.catalogue.reviews import Review
from index.catalogue.stories import Story, StoryAsset, StoryCredit, StoryKind, StoryVersion, public_id
from index.catalogue.story_text import text_of
from index.errors import NotFound
from index.search import analysis
from server import policy
from server.stories import pictures, wanted
from server.stories.cleaning import length_of
from server.stories.differences import Paragraph, Span, changed, compare, spans
from server.stories.pictures import Flaw
from server.stories.service import Wish, wish_of


@dataclass(frozen=True, slots=True)
class Line:
    """A story in the list. ``states`` are the channels that it has been submitted for, each with the state there; of those,
    who may only read it is told where it is published.
    """

    id: int
    kind: tuple[str, str]
    title: str
    opening: str
    department: str | None
    event: str | None
    writer: str | None
    changed_at: datetime
    version: int
    pictures: int
    lead: str | None
    states: tuple[tuple[tuple[str, str], str], ...] = ()
    status: tuple[tuple[str, str], ...] = ()
    """The same by the channels' codes."""

    @property
    def public_id(self) -> str:
        return public_id(self.id)


@dataclass(frozen=True, slots=True)
class Page:
    """One story as its page shows it. ``pictures`` are those that the reader may see, with their captions, ``hidden`` how
    many others there are, and ``withheld`` those that are shown to nobody, as (number, why). ``whole`` is for who may see its
    versions, review and history too; ``writes`` for who may change it.
    """

    line: Line
    body: str
    length: int
    summary: str
    pictures: tuple[tuple[AssetView, str], ...]
    hidden: int
    withheld: tuple[tuple[str, tuple[Flaw, ...]], ...]
    lead_id: int | None
    credits: tuple[StoryCredit, ...]
    whole: bool
    writes: bool
    channels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """The names of those that it is meant for, by code; for who may see it whole."""


@dataclass(frozen=True, slots=True)
class Saving:
    """One version: who saved it when."""

    version: int
    at: datetime
    who: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one version to another; a field that did not change is empty or None."""

    title: tuple[Span, ...]
    summary: tuple[Span, ...]
    body: tuple[Paragraph, ...]
    others: tuple[str, ...]


def lines(session: Session, actor: Actor, *, text: str = "", kind: str = "", mine: bool = False, now: datetime, limit: int,
          offset: int = 0, after: tuple[datetime, int] | None = None) -> list[Line]:
    """Return the stories that this person may read and that hold each word of ``text``, the last changed first; with
    ``mine`` their own; ``after`` the one that was changed then and has this id.
    """
    query = select(Story.id).where(story_visibility.readable(actor, now), *holding(text))
    if kind:
        query = query.where(Story.kind == kind)
    if mine:
        query = query.where(Story.owner_id == actor.person_id)
    if after is not None:
        query = query.where(or_(Story.changed_at < after[0], and_(Story.changed_at == after[0], Story.id < after[1])))
    return _lines(session, actor, now, list(session.scalars(
        query.order_by(Story.changed_at.desc(), Story.id.desc()).limit(limit).offset(offset))))


def count(session: Session, actor: Actor, text: str, now: datetime) -> int:
    """Return how many stories this person may read that hold each word of ``text``."""
    query = select(func.count()).select_from(Story).where(story_visibility.readable(actor, now), *holding(text))
    return session.scalar(query) or 0


def page(session: Session, actor: Actor, story_id: int, now: datetime) -> Page:
    """Return a story that this person may read. Raises NotFound."""
    story = story_visibility.readable_for(session, actor, story_id, now)
    whole = session.scalar(select(story_visibility.whole(actor, now)).where(Story.id == story.id)) or False
    captions = {one.asset_id: one.caption for one in session.scalars(
        select(StoryAsset).where(StoryAsset.story_id == story.id).order_by(StoryAsset.position))}
    seen = visibility.views(session, actor, list(captions), now)
    binned = bins.in_bin(session, list(captions)) if whole else {}
    withheld = pictures.withheld(session, [*(one.id for one in seen), *binned], now)
    views = [one for one in seen if one.id not in withheld]
    credits_ = tuple(session.scalars(select(StoryCredit).where(StoryCredit.story_id == story.id)
                                     .order_by(StoryCredit.position)))
    return Page(_lines(session, actor, now, [story.id])[0], story.body, length_of(story.body), story.summary,
                tuple((view, captions[view.id]) for view in views), len(captions) - len(seen) - len(binned),
                tuple((asset_name(one), why) for one, why in withheld.items()), story.lead_id, credits_, whole,
                whole and policy.may(actor, "write-story", story),
                {code: name for code, name in wanted.offered(session).items() if whole and code in story.channels})


def voided(session: Session, story_id: int, version: int) -> list[tuple[str, str]]:
    """Return the channels whose approvals a version voided."""
    rows = session.execute(
        select(Channel.name, Channel.name_en).join(Aim, Aim.channel_id == Channel.id).join(Review, Review.aim_id == Aim.id)
        .where(Aim.story_id == story_id, Review.verb == Verb.VOID, Review.version == version).order_by(Channel.position))
    return [(name, name_en) for name, name_en in rows]


def savings(session: Session, actor: Actor, story_id: int, now: datetime) -> list[Saving]:
    """Return all versions, the newest first. Raises NotFound."""
    story_visibility.whole_for(session, actor, story_id, now)
    rows = session.execute(select(StoryVersion.version, StoryVersion.saved_at, Person.display)
                           .outerjoin(Person, Person.id == StoryVersion.saved_by)
                           .where(StoryVersion.story_id == story_id).order_by(StoryVersion.version.desc()))
    return [Saving(*row) for row in rows]


def version(session: Session, actor: Actor, story_id: int, number: int, now: datetime) -> Wish:
    """Return what a version held. Raises NotFound."""
    return wish_of(content(session, actor, story_id, number, now))


def content(session: Session, actor: Actor, story_id: int, number: int, now: datetime) -> dict[str, Any]:
    """Return all that a version holds, as it was kept. Raises NotFound."""
    story_visibility.whole_for(session, actor, story_id, now)
    row = session.get(StoryVersion, (story_id, number))
    if row is None:
        raise NotFound(what=f"{public_id(story_id)} · {number}")
    return row.content


def between(before: dict[str, Any], after: dict[str, Any]) -> Difference:
    """Return what changed from one version's content to another's, what stands under its pictures included."""
    found = difference(wish_of(before), wish_of(after))
    old, new = ([one.get("said") for one in content["assets"]] for content in (before, after))
    if None in [*old, *new] or old == new or "assets" in found.others:
        return found
    return replace(found, others=(*found.others, "shown"))


def difference(before: Wish, after: Wish) -> Difference:
    """Return what changed. ``others`` are the names of fields that changed beside the words."""
    words = compare(text_of(before.body), text_of(after.body))
    others = tuple(name for name in ("kind", "event_id", "lead_id", "assets", "credits")
                   if getattr(before, name) != getattr(after, name))
    if before.body != after.body and text_of(before.body) == text_of(after.body):
        others = ("marks", *others)
    return Difference(spans(before.title, after.title) if before.title != after.title else (),
                      spans(before.summary, after.summary) if before.summary != after.summary else (),
                      tuple(words) if changed(words) else (), others)


def holding(text: str) -> list[ColumnElement[bool]]:
    """SQL: a story's words hold these, wherever they stand: any piece of Chinese, of a Latin word too."""
    needles = [needle for word in text.split() for needle in analysis.needles(word)]
    return [Story.words.contains(needle, autoescape=True) for needle in dict.fromkeys(needles)]


def of_ids(session: Session, actor: Actor, ids: list[int], now: datetime) -> list[Line]:
    """Return the lines of these stories as this person may read them, in order."""
    return _lines(session, actor, now, list(session.scalars(
        select(Story.id).where(Story.id.in_(ids), story_visibility.readable(actor, now)).order_by(Story.id))))


def _lines(session: Session, actor: Actor, now: datetime, ids: list[int]) -> list[Line]:
    """Return the lines of these stories; a lead picture that is not the reader's to see is left out."""
    many_of = (select(StoryAsset.story_id, func.count().label("many")).where(StoryAsset.story_id.in_(ids))
                .group_by(StoryAsset.story_id).subquery())
    rows = session.execute(
        select(Story, StoryKind.name, StoryKind.name_en, Department.name, Event.name, Person.display, many_of.c.many,
               Rendition.sha256, story_visibility.whole(actor, now))
        .join(StoryKind, StoryKind.code == Story.kind).outerjoin(Department, Department.id == Story.department_id)
        .outerjoin(Event, Event.id == Story.event_id).outerjoin(Person, Person.id == Story.owner_id)
        .outerjoin(many_of, many_of.c.story_id == Story.id)
        .outerjoin(Asset, and_(Asset.id == Story.lead_id, visibility.held(actor, now)))
        .outerjoin(Rendition, (Rendition.original_sha256 == Asset.sha256) & (Rendition.preset == "grid"))
        .where(Story.id.in_(ids)))
    states = _states(session, ids)
    found: dict[int, Line] = {}
    for story, name, name_en, department, event, writer, many, lead, whole in rows:
        told = [one for one in states.get(story.id, ()) if whole or one[2] == State.APPROVED]
        found[story.id] = Line(
            story.id, (name, name_en), story.title, story.summary or text_of(story.body)[:120], department, event, writer,
            story.changed_at, story.version, many or 0, lead, tuple((names, state) for _code, names, state in told),
            tuple((code, state) for code, _names, state in told))
    return [found[one] for one in ids if one in found]


def _states(session: Session, ids: list[int]) -> dict[int, list[tuple[str, tuple[str, str], str]]]:
    found: dict[int, list[tuple[str, tuple[str, str], str]]] = {}
    for story_id, code, name, name_en, state in session.execute(
            select(Story.id, Channel.code, Channel.name, Channel.name_en, Aim.state).join(Aim, Aim.story_id == Story.id)
            .join(Channel, Channel.id == Aim.channel_id).where(Story.id.in_(ids), Aim.state != State.DRAFT)
            .order_by(Channel.position)):
        found.setdefault(story_id, []).append((code, (name, name_en), state))
    return found
