"""What is known of clocks, as pages and the command line read it: checks, a batch's cameras, what a shift would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import clock_keeping, visibility
from index.catalogue.assets import Asset, Original, Rendition, public_id
from index.catalogue.clock_keeping import assets_of
from index.catalogue.clocks import Body, ClockCheck, ClockShift, zone_of
from index.catalogue.kits import Kit
from index.catalogue.people import Actor, Person
from index.errors import Conflict
from ingest.clock_check import CLOCK
from server import policy

SAMPLE: Final = 6
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One photograph of the clock. ``error_s``: seconds that the camera was fast; ``zone_minutes``: the difference of time
    zones that this looks like; ``dropped``: somebody took it back.
    """

    id: int
    asset: str
    camera: str
    kit: str | None
    batch: str
    true_time: datetime
    camera_time: datetime
    error_s: int
    zone_minutes: int | None
    dropped: bool


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """Seconds that somebody added; ``camera`` empty for the whole batch."""

    camera: str
    seconds: int
    at: datetime
    who: str | None


@dataclass(frozen=True, slots=True)
class CameraLine:
    """A camera of a batch, how many of its files tell their time, the first and the last as they stand now."""

    name: str
    files: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class BatchClock:
    """The clocks of one batch, as far as this reader may see it."""

    batch: str
    cameras: tuple[CameraLine, ...]
    checks: tuple[CheckLine, ...]
    shifts: tuple[ShiftLine, ...]
    may_shift: bool

    @property
    def files(self) -> int:
        return sum(one.files for one in self.cameras)


@dataclass(frozen=True, slots=True)
class Moved:
    """One file's time before and after. ``grid`` is the hash of its small picture."""

    asset: str
    name: str
    grid: str | None
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class AssetClock:
    """Of an asset's page: by how much it was put right, by whose photograph, by hand; and whether it is such itself."""

    batch: str | None
    error_s: int | None
    check: str | None
    zone_minutes: int | None
    by_hand: int
    photo: bool
    own: CheckLine | None
    reading: bool


def checks(session: Session, actor: Actor, now: datetime, *, batch: str | None = None) -> list[CheckLine]:
    """Return the checks whose photographs this person may see, the latest first."""
    which: ColumnElement[bool] = visibility.visible(actor, now)
    query = (select(ClockCheck, Kit.name).join(Asset, Asset.id == ClockCheck.asset_id)
             .outerjoin(Kit, Kit.id == ClockCheck.kit_id).where(which).order_by(ClockCheck.id.desc()).limit(MOST))
    if batch is not None:
        query = query.where(ClockCheck.batch == batch)
    return [_check(row, kit) for row, kit in session.execute(query)]


def batch_clock(session: Session, actor: Actor, batch: str, now: datetime) -> BatchClock:
    """Return the clocks of a batch. Raises NotFound where there is none that this person may see."""
    visibility.require_batch(session, actor, batch)
    came = assets_of(session, batch)
    rows = _seen(session, actor, came, now)
    shifts = session.execute(select(ClockShift, Person.display).outerjoin(Person, Person.id == ClockShift.made_by)
                             .where(ClockShift.batch == batch).order_by(ClockShift.id.desc()))
    return BatchClock(
        batch, tuple(_cameras(rows)), tuple(checks(session, actor, now, batch=batch)),
        tuple(ShiftLine(Body.of_row(row).name, row.seconds, row.made_at, who) for row, who in shifts),
        bool(rows) and all(policy.may(actor, "describe", row) for row in came))


def seen(session: Session, actor: Actor, batch: str, now: datetime) -> list[Asset]:
    """Return a batch's assets that tell their time and that this person may see, by time. Raises NotFound."""
    visibility.require_batch(session, actor, batch)
    return _seen(session, actor, assets_of(session, batch), now)


def of_camera(rows: Sequence[Asset], camera: str) -> list[Asset]:
    """Return those of one camera, all without one."""
    return [one for one in rows if not camera or Body.of_facts(one.facts).name == camera]


def preview(session: Session, rows: Sequence[Asset], seconds: int) -> list[Moved]:
    """Return what a shift does to the first, the last and some between. Raises Conflict(no-times)."""
    if not rows:
        raise Conflict("no-times")
    places = sorted({round(place * (len(rows) - 1) / (SAMPLE - 1)) for place in range(SAMPLE)})
    some = [rows[place] for place in places]
    names = dict(session.execute(select(Original.sha256, Original.name)
                                 .where(Original.sha256.in_([one.sha256 for one in some]))).all())
    grids = dict(session.execute(select(Rendition.original_sha256, Rendition.sha256).where(
        Rendition.original_sha256.in_([one.sha256 for one in some]), Rendition.preset == "grid")).all())
    return [Moved(public_id(one.id), names[one.sha256], grids.get(one.sha256), one.captured_local,
                  one.captured_local + timedelta(seconds=seconds)) for one in some if one.captured_local]


def asset_clock(session: Session, asset: Asset) -> AssetClock | None:
    """Return what an asset's page tells of its clock; None where there is nothing to tell and nothing to do."""
    found = clock_keeping.correction_of(session, asset)
    own = session.execute(select(ClockCheck, Kit.name).outerjoin(Kit, Kit.id == ClockCheck.kit_id)
                          .where(ClockCheck.asset_id == asset.id)).first()
    check = found.check if found else None
    return AssetClock(
        clock_keeping.batch_of(session, asset.id), check.error_s if check else None,
        public_id(check.asset_id) if check else None, zone_of(check.error_s) if check else None,
        found.by_hand if found else 0, asset.clock_photo, _check(own[0], own[1]) if own else None,
        bool(jobs.open_keys(session, [CLOCK], [str(asset.id)])))


def _seen(session: Session, actor: Actor, came: Sequence[Asset], now: datetime) -> list[Asset]:
    theirs = set(session.scalars(select(Asset.id).where(Asset.id.in_([one.id for one in came]),
                                                        visibility.visible(actor, now))))
    told = [(one.captured_local, one.id, one) for one in came if one.captured_local is not None and one.id in theirs]
    return [one for _, _, one in sorted(told, key=lambda each: each[:2])]


def _cameras(rows: Sequence[Asset]) -> list[CameraLine]:
    found: dict[str, list[datetime]] = {}
    for row in rows:
        if row.captured_local:
            found.setdefault(Body.of_facts(row.facts).name, []).append(row.captured_local)
    return [CameraLine(name, len(times), min(times), max(times)) for name, times in sorted(found.items())]


def _check(row: ClockCheck, kit: str | None) -> CheckLine:
    return CheckLine(row.id, public_id(row.asset_id), Body.of_row(row).name, kit, row.batch, row.true_utc, row.camera_utc,
                     row.error_s, zone_of(row.error_s), row.dropped_at is not None)
