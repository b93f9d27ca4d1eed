"""Read from the catalogue what one screen's manifest is made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from index.catalogue import takedowns, visibility
from index.catalogue.assets import Asset, Description, Kind, Rendition
from index.catalogue.boards import Board, BoardItem
from index.catalogue.channels import SCREENS, Aim, Channel
from index.catalogue.consents import ConsentEnd
from index.catalogue.departments import Department
from index.catalogue.lifecycle import State
from index.catalogue.people import Person
from index.catalogue.screens import Screen, ScreenBoard
from index.catalogue.takedowns import PLAYED
from index.errors import NotFound
from kiosk.plan import TOLD_FOR, BoardFacts, Entry, File, Plan, ScreenFacts

MOST_TAKEN_DOWN = 200  # the resource that carries them is asked for every three seconds


def plan(session: Session, screen_id: int, now: datetime) -> Plan:
    """Return what decides at ``now`` what this screen shows. Raises NotFound. Eight reads, whatever the number of items."""
    screen = session.execute(select(
        Screen.id, Screen.name, Screen.place, Screen.orientation, Screen.rotation, Screen.active, Screen.token_hash,
        Screen.group_id,
    ).where(Screen.id == screen_id)).first()
    if screen is None:
        raise NotFound(what=f"{screen_id}")
    boards = {row.id: BoardFacts(row.id, row.name, row.item_seconds, row.active) for row in session.execute(
        select(Board.id, Board.name, Board.item_seconds, Board.active)
        .join(ScreenBoard, ScreenBoard.board_id == Board.id).where(ScreenBoard.screen_id == screen_id)
        .order_by(ScreenBoard.position, Board.id))}
    facts = ScreenFacts(screen.id, screen.name, screen.place, screen.orientation, screen.rotation, screen.active,
                        screen.token_hash is not None, screen.group_id)
    return _filled(session, facts, boards, now)


def plan_of_board(session: Session, board_id: int, orientation: str, now: datetime) -> Plan:
    """Return what a screen of this orientation would show if this board alone hung on it. Raises NotFound."""
    row = session.execute(select(Board.id, Board.name, Board.item_seconds).where(Board.id == board_id)).first()
    if row is None:
        raise NotFound(what=f"{board_id}")
    screen = ScreenFacts(0, row.name, "", orientation, 0, active=True, paired=True)
    return _filled(session, screen, {row.id: BoardFacts(row.id, row.name, row.item_seconds, active=True)}, now)


def _filled(session: Session, screen: ScreenFacts, boards: dict[int, BoardFacts], now: datetime) -> Plan:
    rows = _items(session, list(boards))
    ids = sorted({row.id for row in rows})
    published = set(session.scalars(select(Asset.id).where(Asset.id.in_(ids), visibility.shown_on_screens(now))))
    files = renditions(session, ids)
    ends = _consent_ends(session, ids)
    turn = {board: place for place, board in enumerate(boards)}
    rows.sort(key=lambda row: (turn[row.board_id], row.position, row.id))
    return Plan(screen, tuple(boards.values()), tuple(
        _entry(row, boards[row.board_id], row.id in published, files.get(row.id, {}), ends.get(row.id)) for row in rows),
        _taken_down(session, now), takedowns.awaited(session, screen.id))


def renditions(session: Session, asset_ids: Sequence[int]) -> dict[int, dict[str, File]]:
    """Return {asset: {preset: file}}."""
    found: dict[int, dict[str, File]] = {}
    for row in session.execute(
            select(Asset.id, Rendition.preset, Rendition.sha256, Rendition.bytes, Rendition.media_type, Rendition.width,
                   Rendition.height)
            .join(Rendition, Rendition.original_sha256 == Asset.sha256).where(Asset.id.in_(asset_ids))):
        found.setdefault(row.id, {})[row.preset] = File(row.sha256, row.bytes, row.media_type, row.width, row.height)
    return found


def may_fetch(session: Session, screen_id: int, sha256: str, now: datetime) -> str | None:
    """Return the media type of bytes that this screen may have now, else None: one indexed read."""
    return session.scalar(
        select(Rendition.media_type).join(Asset, Asset.sha256 == Rendition.original_sha256)
        .join(BoardItem, BoardItem.asset_id == Asset.id).join(Board, Board.id == BoardItem.board_id)
        .join(ScreenBoard, ScreenBoard.board_id == BoardItem.board_id).join(Screen, Screen.id == ScreenBoard.screen_id)
        .where(Rendition.sha256 == sha256, Rendition.preset.in_([*PLAYED.values(), "poster"]), Screen.id == screen_id,
               Screen.active, Board.active, visibility.shown_on_screens(now)).limit(1))


def _taken_down(session: Session, now: datetime) -> tuple[str, ...]:
    return tuple(session.scalars(
        select(Rendition.sha256).join(Asset, Asset.sha256 == Rendition.original_sha256)
        .join(Aim, Aim.asset_id == Asset.id).join(Channel, Channel.id == Aim.channel_id)
        .where(Channel.code == SCREENS, Aim.state == State.WITHDRAWN, Aim.changed_at > now - TOLD_FOR,
               Rendition.preset.in_([*PLAYED.values(), "poster"]))
        .order_by(Aim.changed_at.desc()).limit(MOST_TAKEN_DOWN)))


def _consent_ends(session: Session, asset_ids: Sequence[int]) -> dict[int, datetime]:
    rows = session.execute(
        select(ConsentEnd.asset_id, func.min(ConsentEnd.ends_at)).outerjoin(Channel, Channel.id == ConsentEnd.channel_id)
        .where(ConsentEnd.asset_id.in_(asset_ids), or_(ConsentEnd.channel_id.is_(None), Channel.code == SCREENS))
        .group_by(ConsentEnd.asset_id))
    return {row[0]: row[1] for row in rows}


def _items(session: Session, board_ids: list[int]) -> list[Any]:
    return list(session.execute(
        select(BoardItem.board_id, BoardItem.position, Asset.id, Asset.kind, Asset.captured_local, Asset.color,
               Asset.duration, Asset.embargo_until, Asset.expires_at, Description.title, Description.caption,
               Description.credit, Person.display.label("owner"), Department.name.label("department"), Aim.state,
               Aim.changed_at)
        .join(Asset, Asset.id == BoardItem.asset_id).join(Description, Description.asset_id == Asset.id)
        .outerjoin(Person, Person.id == Asset.owner_id).outerjoin(Department, Department.id == Asset.department_id)
        .outerjoin(Channel, Channel.code == SCREENS)
        .outerjoin(Aim, and_(Aim.asset_id == Asset.id, Aim.channel_id == Channel.id))
        .where(BoardItem.board_id.in_(board_ids))))


def _entry(row: Any, board: BoardFacts, published: bool, files: dict[str, File],
           consent_end: datetime | None) -> Entry:
    return Entry(
        board=board, asset_id=row.id, kind=row.kind, title=row.title, caption=row.caption,
        credit=row.credit or row.owner or "", department=row.department or "", captured=row.captured_local,
        color=row.color, duration=row.duration, published=published, state=row.state, changed_at=row.changed_at,
        embargo_until=row.embargo_until, expires_at=row.expires_at, file=files.get(PLAYED[Kind(row.kind)]),
        poster=files.get("poster") if row.kind == Kind.VIDEO else None,
        consent_end=consent_end)
