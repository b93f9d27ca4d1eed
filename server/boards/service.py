"""Boards: make, change, fill, order. Each is one transaction with its audit line; only what is approved goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from index.catalogue import audit, items, story_visibility, visibility
from index.catalogue.assets import Asset
from index.catalogue.boards import Board, BoardItem, Layout
from index.catalogue.channels import SCREENS, Aim, Channel
from index.catalogue.items import ItemKind, Named, Ref
from index.catalogue.lifecycle import State
from index.catalogue.people import Actor
from index.catalogue.stories import Story
from index.db import writing
from index.errors import Conflict, Invalid, VitrineError
from server import policy
from server.admin import named as people
from server.boards import named, refreshing, sources

SHORTEST_S, LONGEST_S = 4, 120


@dataclass(frozen=True, slots=True)
class NewBoard:
    """A board to make. ``owner`` is a login; without one whoever makes it owns it."""

    name: str
    theme: str = ""
    owner: str | None = None
    refresh_by: date | None = None
    item_seconds: int = 12
    refresh_every_days: int | None = None
    layout: str = Layout.FULL


@dataclass(frozen=True, slots=True)
class BoardChange:
    """What is to change; None leaves it. ``owner`` "", ``no_refresh`` and 0 days take the value away."""

    name: str | None = None
    theme: str | None = None
    owner: str | None = None
    refresh_by: date | None = None
    no_refresh: bool = False
    item_seconds: int | None = None
    active: bool | None = None
    refresh_every_days: int | None = None
    qr: bool | None = None
    layout: str | None = None


def add_board(engine: Engine, actor: Actor, new: NewBoard, *, now: datetime) -> int:
    """Make a board and return its id. Raises Forbidden, Invalid, Conflict(name-taken), NotFound (owner)."""
    policy.require(actor, "edit-boards")
    _seconds(new.item_seconds)
    layout = _layout(new.layout)
    every = refreshing.rhythm(new.refresh_every_days, new.refresh_by)
    with writing(engine) as session:
        name = named.free_name(session, Board, new.name)
        owner = people.person(session, new.owner).id if new.owner else actor.person_id
        board = Board(name=name, theme=new.theme.strip(), owner_id=owner, refresh_by=new.refresh_by,
                      item_seconds=new.item_seconds, refresh_every_days=every, layout=layout, changed_at=now)
        session.add(board)
        session.flush()
        audit.record(session, actor, "added", f"board:{board.id}", at=now, name=name, theme=board.theme)
        return board.id


def change_board(engine: Engine, actor: Actor, given: str, change: BoardChange, *, now: datetime) -> None:
    """Change a board, by name or id. Raises Forbidden, Invalid, Conflict(name-taken), NotFound."""
    policy.require(actor, "edit-boards")
    if change.item_seconds is not None:
        _seconds(change.item_seconds)
    layout = None if change.layout is None else _layout(change.layout)
    with writing(engine) as session:
        board = named.board(session, given)
        if change.name is not None:
            board.name = named.free_name(session, Board, change.name, but=board.id)
        if change.owner is not None:
            board.owner_id = people.person(session, change.owner).id if change.owner else None
        if change.refresh_by is not None or change.no_refresh:
            board.refresh_by = change.refresh_by
        every = board.refresh_every_days if change.refresh_every_days is None else change.refresh_every_days
        board.refresh_every_days = refreshing.rhythm(every, board.refresh_by)
        board.theme = board.theme if change.theme is None else change.theme.strip()
        board.item_seconds = change.item_seconds or board.item_seconds
        board.active = board.active if change.active is None else change.active
        board.qr = board.qr if change.qr is None else change.qr
        board.layout = layout or board.layout
        board.changed_at = now
        audit.record(session, actor, "changed", f"board:{board.id}", at=now, name=board.name, theme=board.theme,
                     refresh_by=str(board.refresh_by or ""), refresh_every_days=board.refresh_every_days or "",
                     item_seconds=board.item_seconds, active=board.active, qr=board.qr, layout=board.layout)


def add_item(engine: Engine, actor: Actor, given: str, item: Named, *, now: datetime) -> None:
    """Put an approved asset or story at the end of a board; one that is there already stays where it is.

    Raises Forbidden, NotFound, Conflict (not-approved, embargo, expired, board-live).
    """
    policy.require(actor, "edit-boards")
    with writing(engine) as session:
        board = named.board(session, given)
        sources.require_by_hand(session, board.id)
        one = items.ref(item)
        require_shown(session, actor, one, now)
        if named.item(session, board.id, one) is not None:
            return
        last = session.scalar(select(func.max(BoardItem.position)).where(BoardItem.board_id == board.id))
        session.add(BoardItem(board_id=board.id, **one.columns, position=(last or 0) + 1, added_at=now))
        _note(session, actor, board, "filled", now, **{one.kind: str(one)})


def remove_item(engine: Engine, actor: Actor, given: str, item: Named, *, now: datetime) -> None:
    """Take an item off a board. Raises Forbidden, NotFound, Conflict(board-live). One that is not on it is no error."""
    policy.require(actor, "edit-boards")
    with writing(engine) as session:
        board = named.board(session, given)
        sources.require_by_hand(session, board.id)
        one = items.ref(item)
        place = named.item(session, board.id, one)
        if place is not None:
            session.delete(place)
            _note(session, actor, board, "emptied", now, **{one.kind: str(one)})


def change_items(engine: Engine, actor: Actor, given: str, wanted: Sequence[Named], *, add: bool,
                 clock: Callable[[], datetime]) -> list[tuple[Ref, VitrineError | None]]:
    """Add or remove many items, each by itself: one that is refused does not stop the others."""
    outcomes: list[tuple[Ref, VitrineError | None]] = []
    for one in map(items.ref, wanted):
        try:
            (add_item if add else remove_item)(engine, actor, given, one, now=clock())
        except VitrineError as error:
            outcomes.append((one, error))
        else:
            outcomes.append((one, None))
    return outcomes


def reorder(engine: Engine, actor: Actor, given: str, wanted: Sequence[Named], *, now: datetime) -> None:
    """Put a board's items in this order. Items that are not named keep their order and follow; strangers are ignored."""
    policy.require(actor, "edit-boards")
    with writing(engine) as session:
        board = named.board(session, given)
        sources.require_by_hand(session, board.id)
        places = {place.ref: place for place in session.scalars(
            select(BoardItem).where(BoardItem.board_id == board.id).order_by(BoardItem.position, BoardItem.id))}
        first = [one for one in dict.fromkeys(map(items.ref, wanted)) if one in places]
        order = first + [one for one in places if one not in set(first)]
        for position, one in enumerate(order, 1):
            places[one].position = position
        _note(session, actor, board, "reordered", now, order=[str(one) for one in order])


def remove_board(engine: Engine, actor: Actor, given: str, *, now: datetime) -> None:
    """Remove a board with its items; the screens that showed it go on with their others. Raises Forbidden, NotFound."""
    policy.require(actor, "edit-boards")
    with writing(engine) as session:
        board = named.board(session, given)
        audit.record(session, actor, "removed", f"board:{board.id}", at=now, name=board.name)
        session.execute(delete(Board).where(Board.id == board.id))


def require_shown(session: Session, actor: Actor, item: Ref, now: datetime) -> None:
    """Do nothing for what screens may show now. Raises NotFound, Conflict (not-approved, embargo, expired)."""
    if item.kind is ItemKind.STORY:
        _require_published(session, actor, item, now)
        return
    asset = visibility.asset_for(session, actor, item.id, now)
    if session.scalar(select(Asset.id).where(Asset.id == asset.id, visibility.shown_on_screens(now))) is not None:
        return
    state = session.scalar(select(Aim.state).join(Channel, Channel.id == Aim.channel_id)
                           .where(item.aims, Channel.code == SCREENS))
    if state == State.APPROVED and asset.embargo_until and asset.embargo_until > now:
        raise Conflict("embargo", until=f"{asset.embargo_until:%Y-%m-%d %H:%M} UTC")
    if state == State.APPROVED and asset.expires_at and asset.expires_at <= now:
        raise Conflict("expired", until=f"{asset.expires_at:%Y-%m-%d %H:%M} UTC")
    raise Conflict("not-approved")


def _require_published(session: Session, actor: Actor, item: Ref, now: datetime) -> None:
    story = story_visibility.readable_for(session, actor, item.id, now)
    if session.scalar(select(Story.id).where(Story.id == story.id, story_visibility.published(SCREENS))) is None:
        raise Conflict("not-approved")


def _note(session: Session, actor: Actor, board: Board, verb: str, now: datetime, **details: object) -> None:
    board.changed_at = now
    audit.record(session, actor, verb, f"board:{board.id}", at=now, name=board.name, **details)


def _seconds(given: int) -> None:
    if not SHORTEST_S <= given <= LONGEST_S:
        raise Invalid("item_seconds", f"应在 {SHORTEST_S} 到 {LONGEST_S} 秒之间",
                      f"between {SHORTEST_S} and {LONGEST_S} seconds")


def _layout(given: str) -> Layout:
    try:
        return Layout(given)
    except ValueError:
        raise Invalid("layout", f"没有「{given}」这种版式，可选 {'、'.join(Layout)}",
                      f"there is no layout “{given}”; choose one of {', '.join(Layout)}") from None
