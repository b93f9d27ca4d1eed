"""Reports of take-downs: which screens have confirmed when, which have not, and what went out of the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from index.catalogue import items, story_visibility, visibility
from index.catalogue.assets import public_id
from index.catalogue.channels import Channel
from index.catalogue.items import ItemKind, Named
from index.catalogue.people import Actor
from index.catalogue.queries import AssetView
from index.catalogue.screens import Screen, ScreenHealth
from index.catalogue.stories import Story, StoryAsset
from index.catalogue.takedowns import Removal, TakeDown, TakeDownItem, TakeDownStory
from index.errors import NotFound
from server.downloads import lists as takeouts
from server.downloads.lists import Taken
from server.screens.lists import state_of


@dataclass(frozen=True, slots=True)
class Told:
    """What one screen has said. ``removed_at`` is None while it has not confirmed all that it had; ``seconds`` is how long
    it took. ``state`` is how the screen is now, and ``seen_at`` when it was last heard.
    """

    id: int
    name: str
    place: str
    state: str
    seen_at: datetime | None
    files: int
    confirmed: int
    removed_at: datetime | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A take-down in the list. ``screens`` had it; ``confirmed`` of them have said that it is gone."""

    id: int
    at: datetime
    who: str
    reason: str
    consent_id: int | None
    assets: int
    stories: int
    screens: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Report:
    """All that a take-down came to. ``stories`` were taken down themselves; ``used_in`` are others in which something
    that was stands, each with its numbers: they show it no more. ``taken`` is what went out of the house before: somebody
    has to be told.
    """

    line: Line
    items: tuple[tuple[AssetView, tuple[tuple[str, str], ...]], ...]
    stories: tuple[tuple[Story, tuple[tuple[str, str], ...]], ...]
    used_in: tuple[tuple[Story, tuple[str, ...]], ...]
    screens: tuple[Told, ...]
    taken: tuple[Taken, ...]

    @property
    def open(self) -> tuple[Told, ...]:
        """The screens that have not confirmed yet."""
        return tuple(one for one in self.screens if one.removed_at is None)


def lines(session: Session, *, limit: int, offset: int = 0) -> list[Line]:
    """Return the take-downs, the latest first."""
    rows = session.scalars(select(TakeDown).order_by(TakeDown.id.desc()).limit(limit).offset(offset)).all()
    return _lines(session, rows)


def report(session: Session, actor: Actor, take_down_id: int, now: datetime) -> Report:
    """Return one take-down with what became of it. Raises NotFound."""
    row = session.get(TakeDown, take_down_id)
    if row is None:
        raise NotFound(what=f"“{take_down_id}”")
    names = {code: (zh, en) for code, zh, en in session.execute(select(Channel.code, Channel.name, Channel.name_en))}
    was_on = {item.asset_id: tuple(names.get(code, (code, code)) for code in item.channels) for item in session.scalars(
        select(TakeDownItem).where(TakeDownItem.take_down_id == row.id).order_by(TakeDownItem.asset_id))}
    views = visibility.views(session, actor, list(was_on), now)
    told = {story.id: (story, tuple(names.get(code, (code, code)) for code in codes)) for story, codes in session.execute(
        select(Story, TakeDownStory.channels).join(TakeDownStory, TakeDownStory.story_id == Story.id)
        .where(TakeDownStory.take_down_id == row.id, story_visibility.readable(actor, now)).order_by(Story.id))}
    return Report(_lines(session, [row])[0], tuple((view, was_on[view.id]) for view in views), tuple(told.values()),
                  tuple(one for one in using(session, actor, list(was_on), now) if one[0].id not in told),
                  tuple(_screens(session, row, now)), tuple(takeouts.of_assets(session, actor, list(was_on), until=row.at)))


def using(session: Session, actor: Actor, asset_ids: Sequence[int], now: datetime) -> list[tuple[Story, tuple[str, ...]]]:
    """Return the stories that this person may read in which some of these assets stand, each with their numbers."""
    found: dict[int, tuple[Story, tuple[str, ...]]] = {}
    for story, asset_id in session.execute(
            select(Story, StoryAsset.asset_id).join(StoryAsset, StoryAsset.story_id == Story.id)
            .where(StoryAsset.asset_id.in_(asset_ids), story_visibility.readable(actor, now))
            .order_by(Story.id, StoryAsset.position)):
        found[story.id] = (story, (*found.get(story.id, (story, ()))[1], public_id(asset_id)))
    return list(found.values())


def latest_of(session: Session, given: Named) -> int | None:
    """Return the latest report on an item, None where it was never taken down."""
    ref = items.ref(given)
    if ref.kind is ItemKind.STORY:
        return session.scalar(select(func.max(TakeDownStory.take_down_id)).where(TakeDownStory.story_id == ref.id))
    return session.scalar(select(func.max(TakeDownItem.take_down_id)).where(TakeDownItem.asset_id == ref.id))


def _lines(session: Session, rows: Sequence[TakeDown]) -> list[Line]:
    ids = [row.id for row in rows]
    assets, stories = (dict(session.execute(
        select(table.take_down_id, func.count()).where(table.take_down_id.in_(ids)).group_by(table.take_down_id)).all())
        for table in (TakeDownItem, TakeDownStory))
    screens: dict[int, dict[int, bool]] = {}
    for take_down_id, screen_id, heard in session.execute(
            select(Removal.take_down_id, Removal.screen_id, Removal.heard_at).where(Removal.take_down_id.in_(ids))):
        of_one = screens.setdefault(take_down_id, {})
        of_one[screen_id] = of_one.get(screen_id, True) and heard is not None
    return [Line(row.id, row.at, row.who, row.reason, row.consent_id, assets.get(row.id, 0), stories.get(row.id, 0),
                 len(screens.get(row.id, {})),
                 sum(screens.get(row.id, {}).values())) for row in rows]


def _screens(session: Session, row: TakeDown, now: datetime) -> list[Told]:
    """Those that have not confirmed come first."""
    removals: dict[int, list[Removal]] = {}
    for one in session.scalars(select(Removal).where(Removal.take_down_id == row.id)):
        removals.setdefault(one.screen_id, []).append(one)
    found = []
    for screen, health in session.execute(
            select(Screen, ScreenHealth).outerjoin(ScreenHealth, ScreenHealth.screen_id == Screen.id)
            .where(Screen.id.in_(removals)).order_by(Screen.name)):
        ends = [one.removed_at for one in removals[screen.id]]
        confirmed = [end for end in ends if end is not None]
        last = max(confirmed) if len(confirmed) == len(ends) else None
        seen = health.seen_at if health else None
        found.append(Told(screen.id, screen.name, screen.place,
                          state_of(paired=screen.token_hash is not None, seen_at=seen, now=now), seen, len(ends),
                          len(confirmed), last, max(0.0, (last - row.at).total_seconds()) if last else None))
    return sorted(found, key=lambda one: one.removed_at is not None)
