"""Assets and stories of a reader's, of their department's, or all that they may see, as queries of one shape."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, func, literal, null, select, union_all
from sqlalchemy.orm import aliased
from sqlalchemy.types import Integer, String

from index.catalogue import bins, story_visibility, visibility
from index.catalogue.assets import Asset
from index.catalogue.channels import Aim, under_way
from index.catalogue.handovers import kept_by
from index.catalogue.lifecycle import WAITING, State
from index.catalogue.stories import Story
from server.dashboard.figures import Asked

NOBODY = 0
TO = aliased(Aim)
"""The aim that a list is about: what is visible asks of others of the same item."""


def columns(kind: str, row: Any, at: Any, *, name: Any = None, more: Any = None, number: Any = None) -> list[Any]:
    """Return the columns that each list has."""
    return [literal(kind).label("kind"), row.label("id"), (cast(null(), String) if name is None else name).label("name"),
            at.label("at"), (literal("") if more is None else more).label("more"),
            (cast(null(), Integer) if number is None else number).label("number")]


def me(asked: Asked) -> int:
    """Return who asks; nobody for the command line."""
    return asked.actor.person_id or NOBODY


def aimed(asked: Asked, *which: ColumnElement[bool], by_me: bool = False, of_me: bool = False,
          of_department: bool = False, at: Any = TO.changed_at) -> Select[Any]:
    """Return the items with an aim ``TO`` that is ``which``, once each, the latest first, as far as they may be seen."""
    own = by_me or of_me or of_department  # these are seen by that alone, which is asked in less than half the time
    several = []
    for kind, model, aim, seen in (
            ("asset", Asset, TO.asset_id,
             visibility.takes_whole(asked.actor) if own else visibility.visible(asked.actor, asked.now)),
            ("story", Story, TO.story_id, story_visibility.readable(asked.actor, asked.now))):
        which_aims = [*which, aim.is_not(None), *([TO.submitted_by == me(asked)] if by_me else [])]
        few = select(aim.label("item"), func.max(at).label("at")).where(*which_aims).group_by(aim).subquery()
        where: list[ColumnElement[bool]] = [seen]
        if of_me:
            where.append(model.owner_id == me(asked))
        if of_department:
            where.append(model.department_id == (asked.actor.department_id or NOBODY))
        several.append(select(*columns(kind, model.id, few.c.at)).select_from(few).join(model, few.c.item == model.id)
                       .where(*where))
    return _latest(several)


def unsubmitted(asked: Asked) -> Select[Any]:
    """Return the pictures that this person is to describe and submit."""
    return select(*columns("asset", Asset.id, Asset.created_at)).where(
        kept_by(me(asked)), ~under_way(Asset.id), bins.kept()).order_by(Asset.id.desc())


def returned(asked: Asked) -> Select[Any]:
    """Return what this person submitted and was given back."""
    return aimed(asked, TO.state == State.RETURNED, by_me=True)


def submitted(asked: Asked) -> Select[Any]:
    """Return what this person submitted this month."""
    return aimed(asked, TO.submitted_at >= asked.month, by_me=True, at=TO.submitted_at)


def published(asked: Asked) -> Select[Any]:
    """Return this person's own that was approved this month, and still is."""
    return aimed(asked, *_approved(asked.month), of_me=True)


def came(asked: Asked) -> Select[Any]:
    """Return what the department took in this month."""
    return select(*columns("asset", Asset.id, Asset.created_at)).where(
        Asset.department_id == (asked.actor.department_id or NOBODY), Asset.created_at >= asked.month,
        visibility.takes_whole(asked.actor)).order_by(Asset.id.desc())


def waiting(asked: Asked) -> Select[Any]:
    """Return what waits for review, as far as this person may see it."""
    return aimed(asked, TO.state.in_(WAITING), at=TO.submitted_at)


def department_waiting(asked: Asked) -> Select[Any]:
    """Return what waits of the department's."""
    return aimed(asked, TO.state.in_(WAITING), of_department=True, at=TO.submitted_at)


def department_published(asked: Asked) -> Select[Any]:
    """Return what was approved of the department's this month."""
    return aimed(asked, *_approved(asked.month), of_department=True)


def _approved(since: datetime) -> tuple[ColumnElement[bool], ...]:
    return TO.state == State.APPROVED, TO.changed_at >= since


def _latest(several: Iterable[Select[Any]]) -> Select[Any]:
    both = union_all(*several).subquery()
    return select(both).order_by(both.c.at.desc(), both.c.kind, both.c.id.desc())
