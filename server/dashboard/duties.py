"""Kits, shoots, boards, topics and overdue reviews, as lists of one shape."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select

from index.catalogue import duty_visibility, story_visibility, visibility
from index.catalogue.assets import Asset
from index.catalogue.boards import Board
from index.catalogue.channels import Channel
from index.catalogue.items import of_row
from index.catalogue.kits import Kit
from index.catalogue.lifecycle import WAITING
from index.catalogue.loans import KitLoan
from index.catalogue.people import Person
from index.catalogue.stories import Story
from index.catalogue.work_calendar import Deadlines
from server.assignments import lists as assignments
from server.dashboard.figures import Asked, Line
from server.dashboard.items import NOBODY, TO, columns, me
from server.notices import subjects
from server.topics import lists as topics

SOON: Final = timedelta(days=7)


def _loans(*which: ColumnElement[bool]) -> Select[Any]:
    return (select(*columns("kit", Kit.id, KitLoan.due_on, name=Kit.name, more=Person.display))
            .join(KitLoan, KitLoan.kit_id == Kit.id).join(Person, Person.id == KitLoan.person_id)
            .where(KitLoan.returned_at.is_(None), *which).order_by(KitLoan.due_on, Kit.id))


def my_kits(asked: Asked) -> Select[Any]:
    """Return the kits in this person's hands, the one that is due first on top."""
    return _loans(KitLoan.person_id == me(asked))


def department_kits(asked: Asked) -> Select[Any]:
    """Return the department's kits that are out."""
    return _loans(duty_visibility.kits(asked.actor), Kit.department_id == (asked.actor.department_id or NOBODY))


def kits_out(asked: Asked) -> Select[Any]:
    """Return all kits that are out, as far as this person may see them."""
    return _loans(duty_visibility.kits(asked.actor))


def kits_late(asked: Asked) -> Select[Any]:
    """Return those that should be back."""
    return _loans(duty_visibility.kits(asked.actor), KitLoan.due_on < asked.today)


def _boards(*which: ColumnElement[bool]) -> Select[Any]:
    return (select(*columns("board", Board.id, Board.refresh_by, name=Board.name, more=Person.display))
            .outerjoin(Person, Person.id == Board.owner_id).where(Board.active, *which).order_by(Board.refresh_by, Board.id))


def boards_due(asked: Asked) -> Select[Any]:
    """Return the boards that are to be refreshed within a week."""
    return _boards(Board.refresh_by >= asked.today, Board.refresh_by <= asked.today + SOON)


def boards_late(asked: Asked) -> Select[Any]:
    """Return the boards whose day has passed."""
    return _boards(Board.refresh_by < asked.today)


def _shoots(asked: Asked, *, mine: bool, late: bool = False) -> list[Line]:
    found = assignments.assignments(asked.session, asked.actor, asked.settings, asked.now, mine=mine)
    return [Line(f"assignment:{one.id}", one.event, one.due, one.person) for one in found
            if (one.late if late else one.open)]


def my_shoots(asked: Asked) -> list[Line]:
    """Return this person's shoots that still wait for files."""
    return _shoots(asked, mine=True)


def shoots(asked: Asked) -> list[Line]:
    """Return all that wait for files."""
    return _shoots(asked, mine=False)


def shoots_late(asked: Asked) -> list[Line]:
    """Return those whose files are overdue."""
    return _shoots(asked, mine=False, late=True)


def my_topics(asked: Asked) -> list[Line]:
    """Return the topics for which this person's department is to hand in."""
    found = topics.mine_to_do(asked.session, asked.actor, asked.settings.zone, asked.now)
    return [Line(f"topic-task:{one.id}", one.title, one.due_on) for one in found]


def overdue(asked: Asked) -> list[Line]:
    """Return what waits beyond its deadline, as far as this person may see it, the longest overdue first."""
    kept = Deadlines(asked.session, asked.settings.zone)
    rows = asked.session.execute(
        select(TO.asset_id, TO.story_id, TO.route, TO.step, TO.changed_at, Channel.name)
        .join(Channel, Channel.id == TO.channel_id)
        .outerjoin(Asset, Asset.id == TO.asset_id).outerjoin(Story, Story.id == TO.story_id)
        .where(TO.state.in_(WAITING), Channel.active,
               (TO.asset_id.is_not(None) & visibility.visible(asked.actor, asked.now))
               | (TO.story_id.is_not(None) & story_visibility.readable(asked.actor, asked.now))))
    found = []
    for row in rows:
        hours = row.route[row.step].hours if row.step < len(row.route) else None
        end = kept.due(row.changed_at, hours)
        if end is not None and end <= asked.now:
            found.append((end, of_row(row.asset_id, row.story_id).subject, row.name))
    names = subjects.seen(asked.session, asked.actor, {one for _end, one, _channel in found}, asked.now)
    return [Line(one, names.get(one), end, channel) for end, one, channel in sorted(found)]
