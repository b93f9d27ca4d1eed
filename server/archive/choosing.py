"""What counts for a year: what was published in it, on any channel, and what was adopted in it; stories with their pictures.

What was taken down, or lies in the bin, is left out and told by its number. Nobody's review is asked again: what was
published then counts, whatever became of it on the way since.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from index.catalogue import bins
from index.catalogue.assets import Asset
from index.catalogue.channels import Aim
from index.catalogue.events import Event
from index.catalogue.lifecycle import State
from index.catalogue.placements import Placement, PlacementState
from index.catalogue.reviews import Review
from index.catalogue.stories import Story, StoryAsset
from index.catalogue.takedowns import TakeDownItem, TakeDownStory
from server.downloads.names import safe

NO_EVENT: Final = "未归入活动"
AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Year:
    """A year as the campus counts it."""

    number: int
    zone: ZoneInfo

    @property
    def span(self) -> tuple[datetime, datetime]:
        """When it begins, and when the next does."""
        return datetime(self.number, 1, 1, tzinfo=self.zone), datetime(self.number + 1, 1, 1, tzinfo=self.zone)


@dataclass(frozen=True, slots=True)
class Place:
    """Which folder an item lies in: that of its event, else that of its day."""

    id: int
    folder: str


def assets(session: Session, year: Year) -> list[Place]:
    """Return the assets that count, by their folders and within them by time."""
    day = func.coalesce(Asset.captured_local, Asset.created_at)
    rows = session.execute(
        select(Asset.id, Event.name, Event.starts_on, day).outerjoin(Event, Event.id == Asset.event_id)
        .where(or_(_counts(Asset, year), and_(_in_story(year), _published())), _stays(Asset))
        .order_by(Event.starts_on, Event.id, day, Asset.id))
    return [Place(asset_id, _folder(name, starts, at)) for asset_id, name, starts, at in rows]


def stories(session: Session, year: Year) -> list[Place]:
    """Return the stories that count, in the order in which they came out."""
    first = select(func.min(Review.at)).join(Aim, Aim.id == Review.aim_id).where(
        Aim.story_id == Story.id, Review.final).correlate(Story).scalar_subquery()
    rows = session.execute(
        select(Story.id, Event.name, Event.starts_on, func.coalesce(first, Story.changed_at))
        .outerjoin(Event, Event.id == Story.event_id).where(_counts(Story, year), _stays(Story)).order_by(first, Story.id))
    return [Place(story_id, _folder(name, starts, at)) for story_id, name, starts, at in rows]


def left_out(session: Session, year: Year) -> list[tuple[str, str]]:
    """Return the public numbers of what would count and is left out, each with why: ``taken-down``, ``binned``."""
    found = []
    for kind, letter in ((Asset, "V"), (Story, "S")):
        rows = session.execute(select(kind.id, _kept(kind)).where(_counts(kind, year), ~_stays(kind)).order_by(kind.id))
        found += [(f"{letter}{one}", "taken-down" if kept else "binned") for one, kept in rows]
    return found


def in_parts(places: Sequence[Place]) -> Iterator[Sequence[Place]]:
    """Yield so many at a time that what is read of them stays small."""
    for at in range(0, len(places), AT_ONCE):
        yield places[at:at + AT_ONCE]


def _counts(kind: type[Asset | Story], year: Year) -> ColumnElement[bool]:
    begins, ends = year.span
    aim, placed = (Aim.asset_id, Placement.asset_id) if kind is Asset else (Aim.story_id, Placement.story_id)
    return or_(exists().where(aim == kind.id, Review.aim_id == Aim.id, Review.final, Review.at >= begins, Review.at < ends),
               exists().where(placed == kind.id, Placement.state == PlacementState.ADOPTED,
                              Placement.published_on >= begins.date(), Placement.published_on < ends.date()))


def _stories(year: Year) -> ColumnElement[int]:
    return select(Story.id).where(_counts(Story, year), _stays(Story)).correlate(None)  # type: ignore[return-value]


def _in_story(year: Year) -> ColumnElement[bool]:
    """SQL: this asset is a picture of a story that counts."""
    return exists().where(StoryAsset.asset_id == Asset.id, StoryAsset.story_id.in_(_stories(year)))


def _published() -> ColumnElement[bool]:
    """SQL: this asset was published once."""
    return exists().where(Aim.asset_id == Asset.id, Review.aim_id == Aim.id, Review.final)


def _kept(kind: type[Asset | Story]) -> ColumnElement[bool]:
    return bins.kept() if kind is Asset else bins.kept_story()


def _stays(kind: type[Asset | Story]) -> ColumnElement[bool]:
    """SQL: it does not lie in the bin, and was not taken down, or came out again since."""
    aim = Aim.asset_id if kind is Asset else Aim.story_id
    taken = exists().where(TakeDownItem.asset_id == Asset.id) if kind is Asset else exists().where(
        TakeDownStory.story_id == Story.id)
    return and_(_kept(kind), or_(~taken, exists().where(aim == kind.id, Aim.state == State.APPROVED)))


def _folder(event: str | None, starts: object, at: datetime) -> str:
    if event is not None:
        return safe(f"{starts:%Y%m%d}_{event}".replace("%", "％"))
    return f"{at:%Y%m%d}_{NO_EVENT}"
