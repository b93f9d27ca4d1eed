"""What of the campus is covered, what was never shown, and what viewers liked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, cast, exists, func, literal, select, true, union_all
from sqlalchemy.types import Integer, String

from index.catalogue import feedback_visibility, visibility
from index.catalogue.assets import Asset, Description
from index.catalogue.channels import Aim
from index.catalogue.events import Event
from index.catalogue.feedback import VisitorLike
from index.catalogue.lifecycle import State
from index.catalogue.screens import COUNTED_ASSET, PLAYED_ASSET, SHOWN, Play, PlayDay
from server.dashboard.figures import Asked
from server.dashboard.items import NOBODY, columns


def _mine(asked: Asked, department: Any) -> ColumnElement[bool]:
    """The office looks at all departments, everybody else at their own."""
    return true() if asked.actor.sees_all else department == (asked.actor.department_id or NOBODY)


def _events(asked: Asked, *, covered: bool) -> Select[Any]:
    pictures = exists().where(Asset.event_id == Event.id, visibility.visible(asked.actor, asked.now)).correlate(Event)
    return select(*columns("event", Event.id, Event.starts_on, name=Event.name, more=Event.place)).where(
        Event.starts_on >= asked.term_on, Event.starts_on <= asked.today, _mine(asked, Event.department_id),
        pictures if covered else ~pictures).order_by(Event.starts_on.desc(), Event.id)


def events_with(asked: Asked) -> Select[Any]:
    """Return the events of this term until today of which there are pictures that this person may see."""
    return _events(asked, covered=True)


def events_without(asked: Asked) -> Select[Any]:
    """Return those of which there are none."""
    return _events(asked, covered=False)


def _published(asked: Asked) -> list[ColumnElement[bool]]:
    return [Asset.id.in_(_approved(asked)), _mine(asked, Asset.department_id), visibility.takes_whole(asked.actor)]


def _approved(asked: Asked) -> Select[Any]:
    """Read from the aims, of which a term has a few thousand, and not asked of each asset of the library."""
    return select(Aim.asset_id).where(Aim.state == State.APPROVED, Aim.changed_at >= asked.term, Aim.asset_id.is_not(None))


def of_place(asked: Asked) -> Select[Any]:
    """Return what was approved in this term, at one place or at all."""
    where = _published(asked)
    if asked.place is not None:
        where.append(Description.place == asked.place)
    return (select(*columns("asset", Asset.id, Asset.created_at, more=Description.place))
            .join(Description, Description.asset_id == Asset.id).where(*where).order_by(Asset.id.desc()))


def places(asked: Asked) -> Select[Any]:
    """Return the places of what was approved in this term, with how many there are, the most first."""
    number = func.count()
    return (select(*columns("place", literal(0), cast(literal(None), Integer), name=Description.place, number=number))
            .select_from(Asset).join(Description, Description.asset_id == Asset.id).where(*_published(asked))
            .group_by(Description.place).order_by(number.desc(), Description.place))


def never_shown(asked: Asked) -> Select[Any]:
    """Return what was approved in this term, may be shown on screens now and never was to its end, the newest first."""
    number = func.ltrim(cast(Asset.id, String), "")  # SQLite compares with an index of expressions only what has no type
    counted = exists().select_from(PlayDay).where(number == COUNTED_ASSET).correlate(Asset)  # of millions: by their index
    fresh = select(PLAYED_ASSET).select_from(Play).where(~Play.counted, Play.outcome == SHOWN)
    return select(*columns("asset", Asset.id, Asset.created_at)).where(
        Asset.id.in_(_approved(asked)), visibility.shown_on_screens(asked.now), _mine(asked, Asset.department_id),
        visibility.takes_whole(asked.actor), ~counted, number.not_in(fresh)).order_by(Asset.id.desc())


def liked(asked: Asked) -> Select[Any]:
    """Return what passers-by liked this month, with how many did, the most first."""
    several = [select(*columns(kind, row, func.max(VisitorLike.at), number=func.count())).where(
        row.is_not(None), VisitorLike.at >= asked.month, feedback_visibility.feedback(asked.actor, VisitorLike)).group_by(row)
        for kind, row in (("asset", VisitorLike.asset_id), ("story", VisitorLike.story_id))]
    both = union_all(*several).subquery()
    return select(both).order_by(both.c.number.desc(), both.c.kind, both.c.id)
