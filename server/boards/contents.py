"""What is on a board, and what may go on it, as pages read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import items, story_visibility, visibility
from index.catalogue.assets import Asset, Kind
from index.catalogue.boards import Board, BoardItem, Framing
from index.catalogue.channels import SCREENS, Aim, Channel
from index.catalogue.items import ItemKind, Ref
from index.catalogue.lifecycle import State
from index.catalogue.people import Actor
from index.catalogue.queries import AssetView, assets
from index.catalogue.searches import BoardSource
from index.catalogue.stories import Story
from index.db import reading
from kiosk.told import page_seconds
from server.boards import named
from server.stories import lists as stories


@dataclass(frozen=True, slots=True)
class Rules:
    """How an item is shown on its board; see ``BoardItem``."""

    weight: int = 1
    seconds: int | None = None
    pin: int = 0
    evergreen: bool = False
    show_from: datetime | None = None
    show_until: datetime | None = None
    framing: str = Framing.AUTO


@dataclass(frozen=True, slots=True)
class BoardItemView:
    """An item on a board. ``kind`` is the asset's, "story" of a story; ``picture`` the hash of its small picture; ``shown``
    says whether screens may show it now, whatever the time of day, and ``state`` is the one on their channel.
    """

    ref: Ref
    kind: str
    name: str
    note: str
    picture: str | None
    duration: float | None
    state: str
    shown: bool
    rules: Rules
    pages: tuple[int, ...] = ()
    """How many characters stand on each page of a poster."""

    def seconds(self, each: int) -> float:
        """Return for how long it is shown where its board gives ``each`` item so many seconds."""
        if self.kind == Kind.VIDEO:
            return self.duration or 0
        least = self.rules.seconds or each
        return sum(page_seconds(least, one) for one in self.pages) if self.pages else least


@dataclass(frozen=True, slots=True)
class Around:
    """The boards on which an item hangs, and those arranged by hand on which it does not, as (id, name)."""

    here: tuple[tuple[int, str], ...]
    others: tuple[tuple[int, str], ...]


Views = dict[Ref, BoardItemView]


def on_board(session: Session, actor: Actor, board_id: int, now: datetime) -> tuple[BoardItemView, ...]:
    """Return those of a board's items that this person may see, in their order."""
    kept = rules(session, board_id)
    assets_, stories_ = (split(list(kept), kind) for kind in (ItemKind.ASSET, ItemKind.STORY))
    found = {**_assets(session, actor, assets_, kept, now), **_stories(session, actor, stories_, kept, now)}
    return tuple(found[one] for one in kept if one in found)


def rules(session: Session, board_id: int) -> dict[Ref, Rules]:
    """Return {item: how it is shown on this board}, in its order."""
    return {one.ref: Rules(one.weight, one.seconds, one.pin, one.evergreen, one.show_from, one.show_until, one.framing)
            for one in session.scalars(select(BoardItem).where(BoardItem.board_id == board_id)
                                       .order_by(BoardItem.position, BoardItem.id))}


def around(session: Session, item: Ref) -> Around:
    """Return where an item hangs, and where else it may be put."""
    on_it = set(session.scalars(select(BoardItem.board_id).where(BoardItem.of(item))))
    following = set(session.scalars(select(BoardSource.board_id)))
    named_ = session.execute(select(Board.id, Board.name).order_by(Board.name)).all()
    return Around(tuple((one.id, one.name) for one in named_ if one.id in on_it),
                  tuple((one.id, one.name) for one in named_ if one.id not in on_it | following))


def split(refs: Sequence[Ref], kind: ItemKind) -> list[int]:
    """Return the rows of those of this kind."""
    return [one.id for one in refs if one.kind is kind]


def candidates(engine: Engine, given: str, now: datetime, *, among: Sequence[int] | None = None,
               limit: int = 24) -> list[AssetView]:
    """Return the assets that may go on this board and are not on it: the newest, or those of ``among`` in its order."""
    with reading(engine) as session:
        here = named.board(session, given).id
        on_it = select(BoardItem.asset_id).where(BoardItem.board_id == here, BoardItem.asset_id.is_not(None))
        query = (select(Asset.id).where(visibility.shown_on_screens(now), Asset.rendered_at.is_not(None),
                                        Asset.id.not_in(on_it)).order_by(Asset.id.desc()))
        if among is None:
            return assets(session, list(session.scalars(query.limit(limit))))
        fit = set(session.scalars(query.where(Asset.id.in_(among))))
        return assets(session, [i for i in among if i in fit][:limit])


def story_candidates(engine: Engine, actor: Actor, given: str, words: str, now: datetime, *,
                     limit: int = 12) -> list[stories.Line]:
    """Return the newest stories that may go on this board and are not on it; with ``words`` those that hold them."""
    with reading(engine) as session:
        here = named.board(session, given).id
        on_it = select(BoardItem.story_id).where(BoardItem.board_id == here, BoardItem.story_id.is_not(None))
        ids = list(session.scalars(
            select(Story.id).where(story_visibility.published(SCREENS), Story.id.not_in(on_it), *stories.holding(words))
            .order_by(Story.changed_at.desc(), Story.id.desc()).limit(limit)))
        found = {line.id: line for line in stories.of_ids(session, actor, ids, now)}
        return [found[one] for one in ids if one in found]


def seen(session: Session, actor: Actor, ids: Sequence[int], now: datetime) -> dict[int, AssetView]:
    """Return those of these assets that this person may see."""
    held = session.scalars(select(Asset.id).where(Asset.id.in_(ids), visibility.visible(actor, now)))
    return {view.id: view for view in assets(session, list(held))}


def _assets(session: Session, actor: Actor, ids: list[int], kept: Mapping[Ref, Rules], now: datetime) -> Views:
    shown = set(session.scalars(select(Asset.id).where(Asset.id.in_(ids), visibility.shown_on_screens(now))))
    return {ref: BoardItemView(
        ref, one.kind, one.words.title or one.name, _note(one.department or one.owner, one.event),
        one.renditions["grid"].sha256 if "grid" in one.renditions else None, one.duration,
        one.status.get(SCREENS, State.DRAFT), one.id in shown, kept[ref],
        tuple(len("".join(text.split())) for text in one.page_texts))
        for one in seen(session, actor, ids, now).values() for ref in [items.ref(one.id)]}


def _stories(session: Session, actor: Actor, ids: list[int], kept: Mapping[Ref, Rules], now: datetime) -> Views:
    if not ids:
        return {}
    shown = set(session.scalars(select(Story.id).where(Story.id.in_(ids), story_visibility.published(SCREENS))))
    states = dict(session.execute(select(Aim.story_id, Aim.state).join(Channel, Channel.id == Aim.channel_id)
                                  .where(Aim.story_id.in_(ids), Channel.code == SCREENS)).all())
    return {ref: BoardItemView(
        ref, "story", line.title, _note(line.department or line.writer, line.event),
        line.lead, None, states.get(line.id, State.DRAFT), line.id in shown, kept[ref])
        for line in stories.of_ids(session, actor, ids, now) for ref in [items.story(line.id)]}


def _note(*words: str | None) -> str:
    return " · ".join(word for word in words if word)
