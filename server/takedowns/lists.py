"""Reports of take-downs: which screens have confirmed when, which have not, and what went out of the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from index.catalogue import visibility
from index.catalogue.assets import Asset
from index.catalogue.channels import Channel
from index.catalogue.people import Actor
from index.catalogue.queries import AssetView
from index.catalogue.screens import Screen, ScreenHealth
from index.catalogue.takedowns import Removal, TakeDown, TakeDownItem
from index.errors import NotFound
from server.downloads import lists as takeouts
from server.downloads.lists import Taken
from server.screens.lists import state_of


@dataclass(frozen=True, slots=True)
class Told:
    """What one screen has said. ``removed_at`` is None while it has not confirmed all that it had; ``seconds`` is how long
    it took. ``state`` is how the screen is now, and ``seen_at`` when it was last heard.
    """

    id: int
    name: str
    place: str
    state: str
    seen_at: datetime | None
    files: int
    confirmed: int
    removed_at: datetime | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A take-down in the list. ``screens`` had it; ``confirmed`` of them have said that it is gone."""

    id: int
    at: datetime
    who: str
    reason: str
    consent_id: int | None
    assets: int
    screens: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Report:
    """All that a take-down came to. ``taken`` is what went out of the house before it: somebody has to be told."""

    line: Line
    items: tuple[tuple[AssetView, tuple[tuple[str, str], ...]], ...]
    screens: tuple[Told, ...]
    taken: tuple[Taken, ...]

    @property
    def open(self) -> tuple[Told, ...]:
        """The screens that have not confirmed yet."""
        return tuple(one for one in self.screens if one.removed_at is None)


def lines(session: Session, *, limit: int, offset: int = 0) -> list[Line]:
    """Return the take-downs, the latest first."""
    rows = session.scalars(select(TakeDown).order_by(TakeDown.id.desc()).limit(limit).offset(offset)).all()
    return _lines(session, rows)


def report(session: Session, actor: Actor, take_down_id: int, now: datetime) -> Report:
    """Return one take-down with what became of it. Raises NotFound."""
    row = session.get(TakeDown, take_down_id)
    if row is None:
        raise NotFound(what=f"“{take_down_id}”")
    names = {code: (zh, en) for code, zh, en in session.execute(select(Channel.code, Channel.name, Channel.name_en))}
    was_on = {item.asset_id: tuple(names.get(code, (code, code)) for code in item.channels) for item in session.scalars(
        select(TakeDownItem).where(TakeDownItem.take_down_id == row.id).order_by(TakeDownItem.asset_id))}
    views = visibility.views(session, actor, list(was_on), now)
    return Report(_lines(session, [row])[0], tuple((view, was_on[view.id]) for view in views),
                  tuple(_screens(session, row, now)), tuple(takeouts.of_assets(session, actor, list(was_on), until=row.at)))


def latest_of(session: Session, asset_id: int) -> int | None:
    """Return the latest report on an asset, None where it was never taken down."""
    return session.scalar(select(func.max(TakeDownItem.take_down_id)).join(Asset, Asset.id == TakeDownItem.asset_id)
                          .where(TakeDownItem.asset_id == asset_id))


def _lines(session: Session, rows: Sequence[TakeDown]) -> list[Line]:
    ids = [row.id for row in rows]
    assets: dict[int, int] = dict(session.execute(
        select(TakeDownItem.take_down_id, func.count()).where(TakeDownItem.take_down_id.in_(ids))
        .group_by(TakeDownItem.take_down_id)).all())
    screens: dict[int, dict[int, bool]] = {}
    for take_down_id, screen_id, heard in session.execute(
            select(Removal.take_down_id, Removal.screen_id, Removal.heard_at).where(Removal.take_down_id.in_(ids))):
        of_one = screens.setdefault(take_down_id, {})
        of_one[screen_id] = of_one.get(screen_id, True) and heard is not None
    return [Line(row.id, row.at, row.who, row.reason, row.consent_id, assets.get(row.id, 0), len(screens.get(row.id, {})),
                 sum(screens.get(row.id, {}).values())) for row in rows]


def _screens(session: Session, row: TakeDown, now: datetime) -> list[Told]:
    """Those that have not confirmed come first."""
    removals: dict[int, list[Removal]] = {}
    for one in session.scalars(select(Removal).where(Removal.take_down_id == row.id)):
        removals.setdefault(one.screen_id, []).append(one)
    found = []
    for screen, health in session.execute(
            select(Screen, ScreenHealth).outerjoin(ScreenHealth, ScreenHealth.screen_id == Screen.id)
            .where(Screen.id.in_(removals)).order_by(Screen.name)):
        ends = [one.removed_at for one in removals[screen.id]]
        confirmed = [end for end in ends if end is not None]
        last = max(confirmed) if len(confirmed) == len(ends) else None
        seen = health.seen_at if health else None
        found.append(Told(screen.id, screen.name, screen.place,
                          state_of(paired=screen.token_hash is not None, seen_at=seen, now=now), seen, len(ends),
                          len(confirmed), last, max(0.0, (last - row.at).total_seconds()) if last else None))
    return sorted(found, key=lambda one: one.removed_at is not None)
