"""What became of the files that somebody sent, however often it is asked: the same after a reload and on another day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Integer, and_, func, select
from sqlalchemy.orm import Session

from index.catalogue import bins, visibility
from index.catalogue.assets import KEPT, Arrival, Asset, Description, Outcome, Rendition, public_id
from index.catalogue.bins import Binned
from index.catalogue.channels import SCREENS, Aim, Channel
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
class UploadLine:
    """One file of a batch. ``asset`` and ``grid`` (its first picture's hash) only where the sender may see the asset.

    ``caution`` says what is wrong with a file that was kept: "recompressed" (by a chat program) or "incomplete".
    ``state`` is where it stands on the screens' channel, for what this batch has added.
    """

    name: str
    bytes: int
    sha256: str | None
    stage: Stage
    asset: str | None
    title: str
    grid: str | None
    state: str | None
    reason: dict[str, Any] | None
    caution: str | None = None
    binned: str | None = None
    """The asset that holds these bytes, where it lies in the recycle bin and the sender may restore it."""


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
    screens = select(Channel.id).where(Channel.code == SCREENS).scalar_subquery()
    held = select(Asset.id).where(visibility.held(actor, now))
    whole = select(Asset.id).where(visibility.visible(actor, now))
    away = select(Asset.id).join(Binned, Binned.asset_id == Asset.id).where(visibility.restorable(actor))
    rows = session.execute(
        select(Arrival, Asset.id, Asset.rendered_at, Description.title, Rendition.sha256, Aim.state, CAUTION,
               Arrival.asset_id.in_(away))
        .select_from(Arrival)
        .outerjoin(Asset, and_(Asset.id == Arrival.asset_id, Asset.id.in_(held)))
        .outerjoin(Description, and_(Description.asset_id == Asset.id, Asset.id.in_(whole)))
        .outerjoin(Aim, and_(Aim.asset_id == Asset.id, Aim.channel_id == screens, ~Asset.clock_photo))
        .outerjoin(Rendition, and_(Rendition.original_sha256 == Asset.sha256, Rendition.preset == "grid"))
        .where(Arrival.batch == given, Arrival.person_id == actor.person_id, Arrival.door == DOOR)
        .order_by(Arrival.id)).all()
    last = {row[0].path: row[0].id for row in rows}
    kept = {row[0].path for row in rows if row[0].outcome == Outcome.ADDED}
    return [_line(*row) for row in rows if not _overtaken(row[0], last, kept)]


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
    """Return the assets of a batch that can be submitted for review now: added by it, ready, not under way yet."""
    found = [line.asset for line in lines if line.stage is Stage.READY and line.state in SUBMITTABLE and line.asset]
    return list(dict.fromkeys(found))


def _overtaken(arrival: Arrival, last: dict[str, int], kept: set[str]) -> bool:
    """Say whether another try of the same file says more: refused and sent again, or sent twice as an answer was lost."""
    if arrival.outcome == Outcome.REFUSED:
        return last[arrival.path] != arrival.id
    return arrival.outcome == Outcome.ALREADY_HERE and arrival.path in kept


def _line(arrival: Arrival, asset_id: int | None, rendered_at: datetime | None, title: str | None, grid: str | None,
          state: str | None, caution: str | None, binned: bool | None) -> UploadLine:
    done = asset_id is None  # a sidecar whose picture has not come; or put away, or deleted, meanwhile
    stage = Stage(arrival.outcome) if arrival.outcome != Outcome.ADDED else \
        Stage.READY if rendered_at or done else Stage.PROCESSING
    asset = public_id(asset_id) if asset_id is not None else None
    why = arrival.reason
    if arrival.outcome in KEPT:  # what was said of the bin holds as long as it lies there
        why = (arrival.reason or reason("lies-in-bin").as_dict()) if binned else None if asset else arrival.reason
    return UploadLine(arrival.name, arrival.bytes, arrival.sha256, stage, asset, title or "", grid,
                      state if arrival.outcome == Outcome.ADDED else None, why, caution,
                      public_id(arrival.asset_id) if binned and arrival.asset_id else None)
