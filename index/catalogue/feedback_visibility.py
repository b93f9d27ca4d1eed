"""The part of ``visibility`` that is about passers-by: what the page behind a screen's code gives out, and who reads what
they said.

The page gives out what a screen may show at this moment and no more; of its files, those that are made to be looked at. What
passers-by wrote is read by the office, the director and the administrator; by a department's contact where it is about an
item of theirs; by nobody else, and never in public.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, false, or_, select, true
from sqlalchemy.orm import Session

from index.catalogue import queries
from index.catalogue.assets import Asset, Rendition
from index.catalogue.departments import Department
from index.catalogue.feedback import VisitorLike, VisitorNote
from index.catalogue.items import ItemKind, Ref
from index.catalogue.people import Actor, Role
from index.catalogue.posters import PAGE
from index.catalogue.queries import AssetView
from index.catalogue.stories import Story
from index.catalogue.visibility import shown_on_screens

GIVEN: Final = ("grid", "screen", "poster", "proxy")
"""The renditions that a page gives out, beside the pages of a poster."""


def page_view(session: Session, ref: Ref, now: datetime) -> AssetView | None:
    """Return an item as screens show it now; None where they do not, or where it has no page of its own."""
    if ref.kind is not ItemKind.ASSET:
        return None
    found = session.scalar(select(Asset.id).where(Asset.id == ref.id, shown_on_screens(now)))
    return None if found is None else queries.assets(session, [found])[0]


def page_rendition(session: Session, ref: Ref, sha256: str, now: datetime) -> Rendition | None:
    """Return a rendition that an item's page gives out now; None for any other bytes."""
    if ref.kind is not ItemKind.ASSET:
        return None
    return session.scalar(
        select(Rendition).join(Asset, Asset.sha256 == Rendition.original_sha256)
        .where(Rendition.sha256 == sha256, or_(Rendition.preset.in_(GIVEN), Rendition.preset.startswith(PAGE)),
               Asset.id == ref.id, shown_on_screens(now)).limit(1))


def feedback(actor: Actor, of: type[VisitorLike | VisitorNote]) -> ColumnElement[bool]:
    """SQL: this person may read this note, or count this like."""
    if actor.sees_all or Role.DIRECTOR in actor.roles:
        return true()
    if actor.person_id is None:
        return false()
    mine = select(Department.id).where(Department.contact_id == actor.person_id)
    return or_(exists().where(Asset.id == of.asset_id, Asset.department_id.in_(mine)),
               exists().where(Story.id == of.story_id, Story.department_id.in_(mine)))
