"""The part of ``visibility`` that is about passers-by: what the page behind a screen's code gives out, and who reads what
they said.

The page gives out what a screen may show at this moment and no more; of its files, those that are made to be looked at. What
passers-by wrote is read by the office, the director and the administrator; by a department's contact where it is about an
item of theirs; by nobody else, and never in public.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, false, func, or_, select, true
from sqlalchemy.orm import Session

from index.catalogue import queries, story_visibility
from index.catalogue.assets import Asset, Kind, Rendition
from index.catalogue.boards import Board, BoardItem
from index.catalogue.channels import SCREENS
from index.catalogue.departments import Department
from index.catalogue.feedback import ItemPage, VisitorLike, VisitorNote
from index.catalogue.items import ItemKind, Ref, of_row
from index.catalogue.people import Actor, Role
from index.catalogue.posters import PAGE
from index.catalogue.queries import AssetView
from index.catalogue.stories import Story, StoryAsset
from index.catalogue.visibility import shown_on_screens

GIVEN: Final = ("grid", "screen", "poster", "proxy")
"""The renditions that a page gives out, beside the pages of a poster."""


def on_show(session: Session, ref: Ref, now: datetime) -> bool:
    """Say whether screens may show an item now."""
    rule = (exists().where(Asset.id == ref.id, shown_on_screens(now)) if ref.kind is ItemKind.ASSET else
            exists().where(Story.id == ref.id, story_visibility.published(SCREENS)))
    return bool(session.scalar(select(rule)))


def beside(session: Session, page: ItemPage, now: datetime) -> list[Ref]:
    """Return what else hangs on a page's board and may be shown there now, in the board's order from that item on; nothing of
    a board that shows no codes.
    """
    rows = session.execute(
        select(BoardItem.asset_id, BoardItem.story_id).join(Board, Board.id == BoardItem.board_id)
        .where(Board.id == page.board_id, Board.active, Board.qr, *_within(Board, now), *_within(BoardItem, now),
               or_(exists().where(Asset.id == BoardItem.asset_id, shown_on_screens(now)),
                   exists().where(Story.id == BoardItem.story_id, story_visibility.published(SCREENS))))
        .order_by(BoardItem.position, BoardItem.id))
    found = [of_row(*row) for row in rows]
    here = found.index(page.ref) if page.ref in found else -1
    return found[here + 1:] + found[:max(here, 0)]


def _within(of: type[Board | BoardItem], now: datetime) -> tuple[ColumnElement[bool], ...]:
    """SQL: now is in its times."""
    return or_(of.show_from.is_(None), of.show_from <= now), or_(of.show_until.is_(None), of.show_until > now)


def page_pictures(session: Session, story_id: int, now: datetime) -> list[tuple[AssetView, str]]:
    """Return the photos of a story that screens may show now, its lead first, each with its caption there."""
    rows = session.execute(
        select(StoryAsset.asset_id, StoryAsset.caption).join(Story, Story.id == StoryAsset.story_id)
        .join(Asset, Asset.id == StoryAsset.asset_id)
        .where(StoryAsset.story_id == story_id, Asset.kind == Kind.PHOTO, shown_on_screens(now))
        .order_by(StoryAsset.asset_id != func.coalesce(Story.lead_id, 0), StoryAsset.position)).all()
    views = queries.assets(session, [row.asset_id for row in rows])
    return [(view, row.caption or view.words.caption) for view, row in zip(views, rows, strict=True)]


def page_rendition(session: Session, ref: Ref, sha256: str, now: datetime) -> Rendition | None:
    """Return a rendition that an item's page gives out now; None for any other bytes."""
    of_it = Asset.id == ref.id if ref.kind is ItemKind.ASSET else exists().where(
        StoryAsset.story_id == Story.id, StoryAsset.asset_id == Asset.id, Story.id == ref.id,
        story_visibility.published(SCREENS))
    return session.scalar(
        select(Rendition).join(Asset, Asset.sha256 == Rendition.original_sha256)
        .where(Rendition.sha256 == sha256, or_(Rendition.preset.in_(GIVEN), Rendition.preset.startswith(PAGE)),
               of_it, shown_on_screens(now)).limit(1))


def feedback(actor: Actor, of: type[VisitorLike | VisitorNote]) -> ColumnElement[bool]:
    """SQL: this person may read this note, or count this like."""
    if actor.sees_all or Role.DIRECTOR in actor.roles:
        return true()
    if actor.person_id is None:
        return false()
    mine = select(Department.id).where(Department.contact_id == actor.person_id)
    return or_(exists().where(Asset.id == of.asset_id, Asset.department_id.in_(mine)),
               exists().where(Story.id == of.story_id, Story.department_id.in_(mine)))
