"""Read from the catalogue what one screen's manifest is made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from index.catalogue import story_visibility, takedowns, visibility, work_calendar
from index.catalogue.assets import Asset, Rendition
from index.catalogue.boards import Board, BoardItem, BoardPart, Layout
from index.catalogue.channels import SCREENS, Aim, Channel
from index.catalogue.dayparts import DayPart, Days
from index.catalogue.lifecycle import State
from index.catalogue.screens import Screen, ScreenGroup, hangings
from index.catalogue.stories import Story, StoryAsset, StoryVersion
from index.catalogue.takedowns import on_screens
from index.catalogue.workdays import WorkCalendar
from index.errors import NotFound
from kiosk import ahead, alerts, brands, bulletins, commands
from kiosk.brands import Brand
from kiosk.entries import of_assets, of_stories
from kiosk.layouts import laid_out
from kiosk.plan import TOLD_FOR, Around, BoardFacts, Entry, Hung, OnBoard, Own, Plan, ScreenFacts

MOST_TAKEN_DOWN = 200  # the resource that carries them is asked for every three seconds


def plan(session: Session, screen_id: int, now: datetime, zone: ZoneInfo) -> Plan:
    """Return what decides at ``now`` what this screen shows, in the campus's zone. Raises NotFound.

    Fifteen reads, whatever the number of items, three more where stories hang there, and two where a day-part asks for the
    working calendar.
    """
    found = places(session, Screen.id == screen_id, now).get(screen_id)
    if found is None:
        raise NotFound(what=f"{screen_id}")
    screen, board_ids = found
    own = addressed(session, [screen], now, screen_id).get(screen_id, Own())
    return Plan(screen, hung(session, board_ids, now, zone), *own)


def plan_of_board(session: Session, board_id: int, orientation: str, now: datetime, zone: ZoneInfo,
                  layout: Layout | None = None) -> Plan:
    """Return what a screen of this orientation would show if this board alone hung on it, ``layout`` in place of the board's
    own. Raises NotFound.
    """
    name = session.scalar(select(Board.name).where(Board.id == board_id))
    if name is None:
        raise NotFound(what=f"{board_id}")
    brand = brands.every(session).usual
    screen = ScreenFacts(0, name, "", orientation, 0, active=True, paired=True, brand=brand)
    found = on_boards(session, (board_id,), now)
    if layout:
        found = {one: laid_out(here, layout) for one, here in found.items()}
    return Plan(screen, together(found, (board_id,), around(session, found.values(), now, zone)))


def places(session: Session, which: ColumnElement[bool], now: datetime) -> dict[int, tuple[ScreenFacts, tuple[int, ...]]]:
    """Return {screen: its facts, and its boards in their order}, in four reads whatever their number."""
    boards_of: dict[int, dict[int, None]] = {}
    on = hangings().subquery()
    for screen_id, board_id in session.execute(
            select(on.c.screen_id, on.c.board_id).join(Screen, Screen.id == on.c.screen_id).where(which)
            .order_by(on.c.by_group, on.c.position, on.c.board_id)):
        boards_of.setdefault(screen_id, {})[board_id] = None
    rows = session.execute(select(
        Screen.id, Screen.name, Screen.place, Screen.orientation, Screen.rotation, Screen.active, Screen.token_hash,
        Screen.group_id, Screen.campus_id, Screen.building, Screen.opens, Screen.closes,
        ScreenGroup.opens.label("group_opens"), ScreenGroup.closes.label("group_closes"),
        func.coalesce(Screen.lease_days, ScreenGroup.lease_days).label("lease_days"),
    ).outerjoin(ScreenGroup, ScreenGroup.id == Screen.group_id).where(which))
    due, dressed = bulletins.due(session, now), brands.every(session)
    return {row.id: (_facts(tuple(row), tuple(one for aim, one in due if aim.meet(row.id, row.group_id, row.building)),
                            dressed.of(row.campus_id)), tuple(boards_of.get(row.id, ()))) for row in rows}


@lru_cache(maxsize=1 << 14)  # of thousands of screens nearly all are read the same, again and again
def _facts(row: tuple[Any, ...], notices: tuple[bulletins.Notice, ...], brand: Brand | None) -> ScreenFacts:
    (number, name, place, orientation, rotation, active, token, group, _campus, building, opens, closes, group_opens,
     group_closes, lease_days) = row
    return ScreenFacts(number, name, place, orientation, rotation, active, token is not None, group,
                       _hours(opens, closes) or _hours(group_opens, group_closes), lease_days, building, token, notices,
                       brand)


def hung(session: Session, board_ids: Sequence[int], now: datetime, zone: ZoneInfo) -> Hung:
    """Return what decides what these boards show."""
    found = on_boards(session, board_ids, now)
    return together(found, board_ids, around(session, found.values(), now, zone))


def together(found: Mapping[int, OnBoard], board_ids: Iterable[int], shared: Around) -> Hung:
    """Return what hangs where these boards do, of what was read of each."""
    here = [found[one] for one in board_ids if one in found]
    return Hung(tuple(one.board for one in here), tuple(entry for one in here for entry in one.entries),
                shared.calendar if any(map(asks, here)) else WorkCalendar(shared.calendar.zone), shared.taken_down,
                shared.ahead if any(map(shows_ahead, here)) else ())


def asks(here: OnBoard) -> bool:
    """Say whether it depends on the working calendar when this board is on."""
    return any(part.days != Days.ANY for part in here.board.parts)


def shows_ahead(here: OnBoard) -> bool:
    """Say whether this board shows what is ahead."""
    return here.board.layout == Layout.CALENDAR


def on_boards(session: Session, board_ids: Collection[int], now: datetime) -> dict[int, OnBoard]:
    """Return {board: what lies on it}, whatever their number in eight reads, eleven with stories. One that is gone is not
    there.
    """
    found = boards(session, board_ids)
    entries: dict[int, list[Entry]] = {one: [] for one in found}
    placed = [*of_assets(session, found, now), *of_stories(session, found, now)]
    for _position, _place, entry in sorted(placed, key=lambda one: one[:2]):
        entries[entry.board.id].append(entry)
    return {one: OnBoard(board, tuple(entries[one])) for one, board in found.items()}


def around(session: Session, here: Iterable[OnBoard], now: datetime, zone: ZoneInfo) -> Around:
    """Return what decides beside the boards themselves what they show; the calendars only where one of them asks for them."""
    found = tuple(here)
    calendar = work_calendar.load(session, zone) if any(map(asks, found)) else WorkCalendar(zone)
    events = ahead.read(session, now.astimezone(zone).date()) if any(map(shows_ahead, found)) else ()
    return Around(calendar, (*_taken_down(session, now), *bulletins.gone(session, now - TOLD_FOR, now)), events)


def addressed(session: Session, screens: Collection[ScreenFacts], now: datetime, only: int | None = None) -> dict[int, Own]:
    """Return {screen: what is for it alone} of these screens; where there is nothing they are not there. Four reads at most,
    whatever their number. ``only`` names the one screen that is asked for.
    """
    awaited, asked = takedowns.awaited(session, only), commands.waiting(session, now, only)
    urgent = alerts.live(session, screens, now)
    return {one: Own(awaited.get(one, ()), asked.get(one, ()), urgent.get(one, ()))
            for one in awaited.keys() | asked.keys() | urgent.keys()}


def boards(session: Session, ids: Collection[int]) -> dict[int, BoardFacts]:
    """Return those of these boards that there are, in this order, with their day-parts."""
    parts = parts_of(session, ids)
    found = {row.id: BoardFacts(parts=parts.get(row.id, ()), **row._mapping) for row in session.execute(
        select(Board.id, Board.name, Board.item_seconds, Board.active, Board.priority, Board.evergreen, Board.show_from,
               Board.show_until, Board.layout, Board.qr).where(Board.id.in_(ids)))}
    return {one: found[one] for one in ids if one in found}


def parts_of(session: Session, board_ids: Collection[int]) -> dict[int, tuple[DayPart, ...]]:
    """Return {board: its day-parts by their beginning}."""
    found: dict[int, tuple[DayPart, ...]] = {}
    for row in session.execute(
            select(BoardPart.board_id, BoardPart.begins, BoardPart.until, BoardPart.weekdays, BoardPart.days)
            .where(BoardPart.board_id.in_(board_ids)).order_by(BoardPart.begins, BoardPart.id)):
        part = DayPart(row.begins, row.until, row.weekdays, Days(row.days))
        found[row.board_id] = (*found.get(row.board_id, ()), part)
    return found


def _hours(opens: time | None, closes: time | None) -> DayPart | None:
    return None if opens is None or closes is None else DayPart(opens, closes)


def may_fetch(session: Session, screen_id: int, sha256: str, now: datetime) -> str | None:
    """Return the media type of bytes that this screen may have now, else None: one indexed read for what hangs there by
    itself, another for the pictures of stories.
    """
    bytes_of = select(Rendition.media_type).join(Asset, Asset.sha256 == Rendition.original_sha256)
    by_itself = bytes_of.join(BoardItem, BoardItem.asset_id == Asset.id)
    in_story = (bytes_of.join(StoryAsset, StoryAsset.asset_id == Asset.id).join(Story, Story.id == StoryAsset.story_id)
                .join(BoardItem, BoardItem.story_id == Story.id).where(story_visibility.published(SCREENS)))
    hung = hangings().subquery()
    for way in (by_itself, in_story):
        found = session.scalar(
            way.join(Board, Board.id == BoardItem.board_id).join(hung, hung.c.board_id == BoardItem.board_id)
            .join(Screen, Screen.id == hung.c.screen_id)
            .where(Rendition.sha256 == sha256, on_screens(), Screen.id == screen_id,
                   Screen.active, Board.active, visibility.shown_on_screens(now)).limit(1))
        if found is not None:
            return found
    return None


def _taken_down(session: Session, now: datetime) -> tuple[str, ...]:
    """Return the hashes of what was lately withdrawn: of assets' files, and of all versions of stories."""
    lately = select(Aim.id).join(Channel, Channel.id == Aim.channel_id).where(
        Channel.code == SCREENS, Aim.state == State.WITHDRAWN, Aim.changed_at > now - TOLD_FOR)
    files = (select(Rendition.sha256).join(Asset, Asset.sha256 == Rendition.original_sha256)
             .join(Aim, Aim.asset_id == Asset.id)
             .where(Aim.id.in_(lately), on_screens()))
    texts = select(StoryVersion.sha256).join(Aim, Aim.story_id == StoryVersion.story_id).where(Aim.id.in_(lately))
    return tuple(sha for query in (files, texts)
                 for sha in session.scalars(query.order_by(Aim.changed_at.desc()).limit(MOST_TAKEN_DOWN)))
