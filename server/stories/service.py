"""Stories: begin, save, restore. Each saving is one transaction: the story, a version kept whole, its audit line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from index.catalogue import bins, story_versions, story_visibility, visibility
from index.catalogue.assets import public_id as asset_name
from index.catalogue.events import Event
from index.catalogue.people import Actor, Person
from index.catalogue.stories import (
    CreditPart,
    Story,
    StoryAsset,
    StoryCredit,
    StoryKind,
    StoryVersion,
    content_of,
    discard_draft,
    public_id,
)
from index.catalogue.story_text import text_of
from index.db import writing
from index.errors import Conflict, Invalid, NotFound
from index.search import analysis
from server import policy
from server.stories import wanted
from server.stories.cleaning import clean, length_of

LIMITS: Final = {"title": 120, "summary": 500, "body": 50_000, "caption": 300}
"""Characters; the body's are counted without markup and spaces."""
MOST_ASSETS: Final = 200
MOST_CREDITS: Final = 20


@dataclass(frozen=True, slots=True)
class Credit:
    """Somebody who wrote or took pictures; ``share`` is a whole percentage of their part, None where all share alike."""

    part: str
    name: str
    share: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A story as its writer wants it. ``body`` may be any HTML or plain text; ``assets`` are (asset id, caption) in order,
    and ``lead_id`` is one of them, or None for the first. ``channels`` are the codes of those that it is meant for, chosen
    from ``had``; None leaves them as they are.
    """

    kind: str
    title: str
    summary: str = ""
    body: str = ""
    event_id: int | None = None
    lead_id: int | None = None
    assets: tuple[tuple[int, str], ...] = ()
    credits: tuple[Credit, ...] = ()
    channels: tuple[str, ...] | None = None
    had: tuple[str, ...] = ()


def begin(engine: Engine, actor: Actor, wish: Wish, *, now: datetime, **told: Any) -> int:
    """Begin a story and return its id; ``told`` is put on record with it.

    Raises Forbidden, Invalid, NotFound for an asset that the writer may not see.
    """
    policy.require(actor, "write-story")
    if actor.person_id is None:
        raise policy.forbidden("write-story")
    with writing(engine) as session:
        story = Story(id=bins.unused_story_id(session), kind=wish.kind, owner_id=actor.person_id,
                      department_id=actor.department_id, version=0, title="", summary="", body="", created_at=now,
                      changed_at=now, changed_by=actor.person_id)
        _check(session, wish)
        _offered(session, wish.kind)
        session.add(story)
        session.flush()
        _fill(session, actor, story, wish, now)
        story_versions.keep(session, actor, story, "began", now, **told)
        wanted.put(session, actor, story, wish.channels or (), (), now=now)
        return story.id


def save(engine: Engine, actor: Actor, story_id: int, wish: Wish, *, seen_version: int, now: datetime) -> int:
    """Save a story and return its version, which is the old one where nothing changed; the writer's draft is done with.

    Raises Conflict(story-overtaken) where somebody saved since ``seen_version``; Forbidden, Invalid, NotFound.
    """
    with writing(engine) as session:
        story = written_by(session, actor, story_id, now)
        if story.version != seen_version:
            raise _overtaken(session, story)
        _check(session, wish)
        if wish.kind != story.kind:
            _offered(session, wish.kind)
        _fill(session, actor, story, wish, now)
        story_versions.keep(session, actor, story, "changed", now)
        if wish.channels is not None:
            wanted.put(session, actor, story, wish.channels, wish.had, now=now)
        discard_draft(session, story.id, actor.person_id)
        return story.version


def put_in(engine: Engine, actor: Actor, story_id: int, asset_ids: Sequence[int], *, now: datetime) -> int:
    """Put assets at a story's end, as a version of its own; return how many were not in it yet.

    Raises Forbidden, Invalid, NotFound.
    """
    with writing(engine) as session:
        story = written_by(session, actor, story_id, now)
        had = wish_of(content_of(session, story))
        new = [one for one in dict.fromkeys(asset_ids) if one not in dict(had.assets)]
        wish = replace(had, assets=(*had.assets, *((one, "") for one in new)))
        _check(session, wish)
        _fill(session, actor, story, wish, now)
        story_versions.keep(session, actor, story, "changed", now)
        return len(new)


def restore(engine: Engine, actor: Actor, story_id: int, version: int, *, now: datetime) -> int:
    """Make an earlier version the newest again and return its new number; nothing in between is lost.

    Assets and people that are no longer there are left out. Raises Forbidden, NotFound.
    """
    with writing(engine) as session:
        story = written_by(session, actor, story_id, now)
        old = session.get(StoryVersion, (story.id, version))
        if old is None:
            raise NotFound(what=f"{public_id(story.id)} · {version}")
        wish = wish_of(old.content)
        there = visibility.seen(session, actor, [one for one, _ in wish.assets], now)
        _fill(session, actor, story, wish, now, only=there | _inside(session, story))
        story_versions.keep(session, actor, story, "restored", now, restored=version)
        return story.version


def wish_of(content: dict[str, Any]) -> Wish:
    """Return what would have to be asked for to get this version."""
    return Wish(content["kind"], content["title"], content["summary"], content["body"], content["event"], content["lead"],
                tuple((one["asset"], one["caption"]) for one in content["assets"]),
                tuple(Credit(one["part"], one["name"], one["share"]) for one in content["credits"]))


def written_by(session: Session, actor: Actor, story_id: int, now: datetime) -> Story:
    """Return a story that this person may change. Raises NotFound, Forbidden."""
    story = story_visibility.whole_for(session, actor, story_id, now)
    policy.require(actor, "write-story", story)
    return story


def _overtaken(session: Session, story: Story) -> Conflict:
    who = session.scalar(select(Person.display).where(Person.id == story.changed_by)) or "?"
    return Conflict("story-overtaken", who=who, version=story.version)


def _check(session: Session, wish: Wish) -> None:
    kind = session.get(StoryKind, wish.kind)
    if kind is None:
        raise Invalid("kind", "没有这种稿件类别", "there is no such kind")
    if not wish.title.strip():
        raise Invalid("title", "请填写标题", "give it a title")
    for name in ("title", "summary"):
        _length(name, len(getattr(wish, name).strip()), LIMITS[name])
    _length("body", length_of(clean(wish.body)), LIMITS["body"])
    for _asset, caption in wish.assets:
        _length("caption", len(caption.strip()), LIMITS["caption"])
    if len(wish.assets) > MOST_ASSETS:
        raise Invalid("assets", f"一篇稿件最多 {MOST_ASSETS} 个素材", f"a story holds {MOST_ASSETS} assets at most")
    if wish.event_id and session.get(Event, wish.event_id) is None:
        raise Invalid("event", "没有这个活动", "there is no such event")
    for part in CreditPart:
        _check_credits(part, [one for one in wish.credits if one.part == part])


def _offered(session: Session, code: str) -> None:
    """Do nothing for a kind that is in use. Raises Invalid: a story that has it already may keep one that is not."""
    kind = session.get_one(StoryKind, code)
    if not kind.active:
        raise Invalid("kind", f"「{kind.name}」已停用，请换一种类别", f"“{kind.name_en}” is switched off; choose another")


def _check_credits(part: str, named: list[Credit]) -> None:
    field = f"{part}s"
    if len(named) > MOST_CREDITS:
        raise Invalid(field, f"最多 {MOST_CREDITS} 人", f"at most {MOST_CREDITS} people")
    if len({one.name for one in named}) < len(named):
        raise Invalid(field, "同一个人写了两次", "somebody is named twice")
    shares = [one.share for one in named if one.share is not None]
    if shares and (len(shares) < len(named) or sum(shares) != 100 or min(shares) <= 0):
        raise Invalid(field, "写了比例就要每人都写，合计 100", "where shares are given, everyone needs one, 100 in all")


def _fill(session: Session, actor: Actor, story: Story, wish: Wish, now: datetime, only: set[int] | None = None) -> None:
    story.kind, story.title, story.summary = wish.kind, " ".join(wish.title.split()), wish.summary.strip()
    story.body = clean(wish.body)
    story.words = analysis.join([story.title, story.summary, *text_of(story.body).splitlines(),
                                 *(caption for _, caption in wish.assets)])
    story.event_id = wish.event_id or None
    held = {one: caption.strip() for one, caption in wish.assets if only is None or one in only}
    inside = _inside(session, story)
    hidden = set(held) - inside - visibility.seen(session, actor, list(held), now)
    if hidden:
        raise NotFound(what=asset_name(min(hidden)))
    session.execute(delete(StoryAsset).where(StoryAsset.story_id == story.id))
    session.add_all(StoryAsset(story_id=story.id, asset_id=one, position=place, caption=caption)
                    for place, (one, caption) in enumerate(held.items(), 1))
    story.lead_id = wish.lead_id if wish.lead_id in held else next(iter(held), None)
    _credit(session, story, wish)


def _credit(session: Session, story: Story, wish: Wish) -> None:
    """Name who is to be named. Whoever is named already stays named as of the department that they were in then."""
    then = {row.person_id: row.department_id for row in session.execute(
        select(StoryCredit.person_id, StoryCredit.department_id).where(StoryCredit.story_id == story.id)) if row.person_id}
    session.execute(delete(StoryCredit).where(StoryCredit.story_id == story.id))
    for place, one in enumerate(wish.credits, 1):
        person_id, department_id = _person(session, one.name.strip())
        session.add(StoryCredit(story_id=story.id, position=place, part=one.part, name=one.name.strip(), share=one.share,
                                person_id=person_id, department_id=then.get(person_id, department_id)))


def _inside(session: Session, story: Story) -> set[int]:
    return set(session.scalars(select(StoryAsset.asset_id).where(StoryAsset.story_id == story.id)))


def _person(session: Session, name: str) -> tuple[int | None, int | None]:
    """Return who has this name, where exactly one active person has it, and their department."""
    found = session.execute(select(Person.id, Person.department_id)
                            .where(Person.display == name, Person.active).limit(2)).all()
    return (found[0].id, found[0].department_id) if len(found) == 1 else (None, None)


def _length(name: str, has: int, limit: int) -> None:
    if has > limit:
        raise Invalid(name, f"最多 {limit} 个字，现有 {has} 个", f"at most {limit} characters; there are {has}")
