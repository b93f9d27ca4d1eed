"""What became of the files that somebody sent, however often it is asked: the same after a reload and on another day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Integer, and_, func, select
from sqlalchemy.orm import Session

from index.catalogue import bins, visibility
from index.catalogue.assets import KEPT, Arrival, Asset, Description, Outcome, Rendition, public_id
from index.catalogue.bins import Binned
from index.catalogue.channels import Aim, Channel
from index.catalogue.events import Event
from index.catalogue.lifecycle import State
from index.catalogue.people import Actor
from index.errors import reason
from server.uploads.cautions import CAUTION
from server.uploads.service import DOOR

SUBMITTABLE = frozenset({State.DRAFT, State.RETURNED, State.WITHDRAWN})


class Stage(StrEnum):
    """How far a file has come, as its sender sees it."""

    PROCESSING = "processing"
    READY = "ready"
    ALREADY_HERE = "already-here"
    IGNORED = "ignored"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AimLine:
    """Where a file stands on one channel, whose name is in both languages."""

    channel: str
    name: tuple[str, str]
    state: str


@dataclass(frozen=True, slots=True)
class UploadLine:
    """One file of a batch. ``asset`` and ``grid`` (its first picture's hash) only where the sender may see the asset.

    ``caution`` says what is wrong with a file that was kept: "recompressed" (by a chat program) or "incomplete".
    ``aims`` says, for what this batch has added and may be submitted, where it stands on each channel that it is aimed at.
    """

    name: str
    bytes: int
    sha256: str | None
    stage: Stage
    asset: str | None
    title: str
    grid: str | None
    aims: tuple[AimLine, ...] | None
    reason: dict[str, Any] | None
    caution: str | None = None
    binned: str | None = None
    """The asset that holds these bytes, where it lies in the recycle bin and the sender may restore it."""

    def open_for(self, channel: str | None = None) -> bool:
        """Say whether it can be submitted there now; without a channel, whether it is under way nowhere."""
        return self.stage is Stage.READY and self.aims is not None and self.asset is not None and all(
            one.state in SUBMITTABLE for one in self.aims if channel in {None, one.channel})


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch in the list of one's own: when it came, how many files, how many refused, the latest picture's hash."""

    batch: str
    at: datetime
    files: int
    refused: int
    event: str | None
    grid: str | None


def batch(session: Session, actor: Actor, given: str, now: datetime) -> list[UploadLine]:
    """Return the files of one's own batch, in the order in which they came; of several tries of one file the last."""
    held = select(Asset.id).where(visibility.held(actor, now))
    whole = select(Asset.id).where(visibility.visible(actor, now))
    away = select(Asset.id).join(Binned, Binned.asset_id == Asset.id).where(visibility.restorable(actor))
    rows = session.execute(
        select(Arrival, Asset.id, Asset.rendered_at, Description.title, Rendition.sha256, Asset.clock_photo, CAUTION,
               Arrival.asset_id.in_(away))
        .select_from(Arrival)
        .outerjoin(Asset, and_(Asset.id == Arrival.asset_id, Asset.id.in_(held)))
        .outerjoin(Description, and_(Description.asset_id == Asset.id, Asset.id.in_(whole)))
        .outerjoin(Rendition, and_(Rendition.original_sha256 == Asset.sha256, Rendition.preset == "grid"))
        .where(Arrival.batch == given, Arrival.person_id == actor.person_id, Arrival.door == DOOR)
        .order_by(Arrival.id)).all()
    last = {row[0].path: row[0].id for row in rows}
    kept = {row[0].path for row in rows if row[0].outcome == Outcome.ADDED}
    aims = _aims(session, [row[1] for row in rows if row[1] is not None])
    return [_line(*row, aims=aims) for row in rows if not _overtaken(row[0], last, kept)]


def batches(session: Session, actor: Actor, limit: int = 12) -> list[BatchLine]:
    """Return one's own latest batches from the browser, newest first."""
    refused = func.sum((Arrival.outcome == Outcome.REFUSED).cast(Integer))
    newest = func.max(Arrival.asset_id)
    rows = session.execute(
        select(Arrival.batch, func.min(Arrival.received_at), func.count(), refused, func.max(Event.name), newest)
        .select_from(Arrival).outerjoin(Event, Event.id == Arrival.event_id)
        .where(Arrival.person_id == actor.person_id, Arrival.door == DOOR)
        .group_by(Arrival.batch).order_by(func.min(Arrival.received_at).desc()).limit(limit)).all()
    pictures = dict(session.execute(
        select(Asset.id, Rendition.sha256).join(Rendition, Rendition.original_sha256 == Asset.sha256)
        .where(Asset.id.in_([row[5] for row in rows]), Rendition.preset == "grid",
               Asset.owner_id == actor.person_id, bins.kept())).all())
    return [BatchLine(name, at, files, int(bad or 0), event, pictures.get(asset_id or 0))
            for name, at, files, bad, event, asset_id in rows]


def submittable(lines: list[UploadLine]) -> list[str]:
    """Return the assets of a batch that are to be submitted for review: added by it, ready, under way nowhere yet."""
    return _assets(line for line in lines if line.open_for())


def open_for(lines: list[UploadLine], channels: Iterable[str]) -> list[str]:
    """Return the assets of a batch that can be submitted for one of these channels at least."""
    codes = list(channels)
    return _assets(line for line in lines if any(map(line.open_for, codes)))


def _assets(lines: Iterable[UploadLine]) -> list[str]:
    return list(dict.fromkeys(line.asset for line in lines if line.asset))


def _aims(session: Session, ids: list[int]) -> dict[int | None, tuple[AimLine, ...]]:
    found: dict[int | None, tuple[AimLine, ...]] = {}
    rows = session.execute(select(Aim.asset_id, Channel.code, Channel.name, Channel.name_en, Aim.state)
                           .join(Channel, Channel.id == Aim.channel_id)
                           .where(Aim.asset_id.in_(ids), Channel.active).order_by(Channel.position))
    for asset_id, code, name, name_en, state in rows:
        found[asset_id] = (*found.get(asset_id, ()), AimLine(code, (name, name_en), state))
    return found


def _overtaken(arrival: Arrival, last: dict[str, int], kept: set[str]) -> bool:
    """Say whether another try of the same file says more: refused and sent again, or sent twice as an answer was lost."""
    if arrival.outcome == Outcome.REFUSED:
        return last[arrival.path] != arrival.id
    return arrival.outcome == Outcome.ALREADY_HERE and arrival.path in kept


def _line(arrival: Arrival, asset_id: int | None, rendered_at: datetime | None, title: str | None, grid: str | None,
          clock_photo: bool | None, caution: str | None, binned: bool | None, *,
          aims: dict[int | None, tuple[AimLine, ...]]) -> UploadLine:
    done = asset_id is None  # a sidecar whose picture has not come; or put away, or deleted, meanwhile
    stage = Stage(arrival.outcome) if arrival.outcome != Outcome.ADDED else \
        Stage.READY if rendered_at or done else Stage.PROCESSING
    asset = public_id(asset_id) if asset_id is not None else None
    why = arrival.reason
    if arrival.outcome in KEPT:  # what was said of the bin holds as long as it lies there
        why = (arrival.reason or reason("lies-in-bin").as_dict()) if binned else None if asset else arrival.reason
    return UploadLine(arrival.name, arrival.bytes, arrival.sha256, stage, asset, title or "", grid,
                      aims.get(asset_id, ()) if arrival.outcome == Outcome.ADDED and asset_id and not clock_photo else None,
                      why, caution,
                      public_id(arrival.asset_id) if binned and arrival.asset_id else None)
