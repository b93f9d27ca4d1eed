"""Keep the times of a batch as its clock checks and shifts want them: worked out anew, whatever came first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import audit
from index.catalogue.assets import Arrival, Asset, Outcome, public_id
from index.catalogue.clocks import Body, ClockCheck, ClockShift, Moment, Reading, correction, error_of, nearest
from index.catalogue.people import OWNER, Actor
from index.db import serialize

LEEWAY: Final = timedelta(minutes=2)
"""A code from later than the photograph's own arrival is none, give or take what the server's clock may have been set by."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Why an asset's time is what it is: the check that counts, if any, and what was shifted by hand, in seconds."""

    check: Reading | None
    by_hand: int

    @property
    def seconds(self) -> int:
        return (correction(self.check.error_s) if self.check else 0) + self.by_hand


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the clocks of one batch. ``serials``: for each make and model, the serial numbers seen."""

    readings: tuple[Reading, ...]
    shifts: tuple[tuple[Body, int], ...]
    serials: dict[tuple[str, str], frozenset[str]]

    def correction(self, asset_id: int, body: Body, moment: Moment) -> Correction:
        alone = len(self.serials.get((body.make, body.model), frozenset())) <= 1
        ours = [one for one in self.readings if one.asset_id == asset_id or one.body.is_surely(body, alone=alone)]
        by_hand = sum(seconds for whose, seconds in self.shifts if whose == Body() or whose.is_surely(body, alone=alone))
        return Correction(nearest(moment.utc, ours), by_hand)


def batch_of(session: Session, asset_id: int) -> str | None:
    """Return the batch that an asset came with first."""
    return session.scalar(select(Arrival.batch).where(Arrival.asset_id == asset_id, Arrival.outcome == Outcome.ADDED)
                          .order_by(Arrival.id).limit(1))


def assets_of(session: Session, batch: str) -> list[Asset]:
    """Return the assets that came with a batch first and whose facts are read, in the order of their ids."""
    came = select(Arrival.asset_id).where(Arrival.batch == batch, Arrival.outcome == Outcome.ADDED)
    first: dict[int | None, str] = {}
    for asset_id, where in session.execute(
            select(Arrival.asset_id, Arrival.batch).where(Arrival.asset_id.in_(came), Arrival.outcome == Outcome.ADDED)
            .order_by(Arrival.id)):
        first.setdefault(asset_id, where)
    query = select(Asset).where(Asset.id.in_(came), Asset.extracted_at.is_not(None)).order_by(Asset.id)
    return [asset for asset in session.scalars(query) if first[asset.id] == batch]


def put_right(session: Session, asset: Asset, *, now: datetime) -> None:
    """Apply what is known of its batch to an asset whose facts were just written. What the file says stays in the facts."""
    with session.no_autoflush:  # the batch's lock comes before the asset's row, as wherever a batch is put right
        batch = batch_of(session, asset.id)
        if batch is None:
            return
        serialize(session, f"clocks:{batch}")
        known = session.scalar(select(or_(exists().where(ClockCheck.batch == batch),
                                          exists().where(ClockShift.batch == batch))))
    if asset.clock_photo and _read_again(session, asset):
        _put_batch_right(session, batch, now=now)
    elif known:
        _apply(asset, _known(session, batch))


def note_check(session: Session, asset: Asset, shown: datetime, *, now: datetime) -> ClockCheck | None:
    """Record that an asset is a photograph of the site's clock that showed ``shown``, and put its batch right.

    The same photograph again changes nothing. None where it proves nothing: it tells no time of its own, or the code is
    from later than its arrival.
    """
    known = session.scalar(select(ClockCheck).where(ClockCheck.asset_id == asset.id))
    if known is not None:
        return known
    came = session.execute(
        select(Arrival.batch, Arrival.received_at).where(Arrival.asset_id == asset.id, Arrival.outcome == Outcome.ADDED)
        .order_by(Arrival.id).limit(1)).first()
    asset.clock_photo, camera = True, Moment.of_facts(asset.facts)
    if came is None or camera is None or shown > came.received_at + LEEWAY:
        return None
    body = Body.of_facts(asset.facts)
    check = ClockCheck(asset_id=asset.id, batch=came.batch, kit_id=asset.kit_id, make=body.make, model=body.model,
                       serial=body.serial, true_utc=shown, camera_local=camera.local, camera_utc=camera.utc,
                       error_s=error_of(camera, shown), read_at=now)
    session.add(check)
    changed = _put_batch_right(session, came.batch, now=now)
    audit.record(session, OWNER, "clock-checked", f"asset:{public_id(asset.id)}", at=now, batch=came.batch,
                 error_s=check.error_s, camera=body.name, corrected=changed)
    return check


def drop_check(session: Session, actor: Actor, check: ClockCheck, *, now: datetime) -> int:
    """Let a check no longer count. Returns how many assets change."""
    check.dropped_at, check.dropped_by = now, actor.person_id
    changed = _put_batch_right(session, check.batch, now=now)
    audit.record(session, actor, "clock-dropped", f"asset:{public_id(check.asset_id)}", at=now, batch=check.batch,
                 error_s=check.error_s, corrected=changed)
    return changed


def shift(session: Session, actor: Actor, batch: str, body: Body, seconds: int, *, now: datetime) -> int:
    """Add seconds to the times of a batch, or of one camera in it, those that are still to come too.

    Returns how many assets change.
    """
    session.add(ClockShift(batch=batch, make=body.make, model=body.model, serial=body.serial, seconds=seconds, made_at=now,
                           made_by=actor.person_id))
    changed = _put_batch_right(session, batch, now=now)
    audit.record(session, actor, "shifted", f"batch:{batch}", at=now, seconds=seconds, camera=body.name, corrected=changed)
    return changed


def correction_of(session: Session, asset: Asset) -> Correction | None:
    """Return why an asset's time is what it is; None where nothing is known of its clock."""
    batch, moment = batch_of(session, asset.id), Moment.of_facts(asset.facts)
    if batch is None or moment is None:
        return None
    found = _known(session, batch).correction(asset.id, Body.of_facts(asset.facts), moment)
    return found if found.check or found.by_hand else None


def _read_again(session: Session, asset: Asset) -> bool:
    """A check stands on its photograph's facts: where these changed (its kit's zone), so does the error. Says whether."""
    check = session.scalar(select(ClockCheck).where(ClockCheck.asset_id == asset.id))
    camera = Moment.of_facts(asset.facts)
    if check is None or camera is None:
        return False
    check.kit_id, check.camera_local, check.camera_utc = asset.kit_id, camera.local, camera.utc
    before, check.error_s = check.error_s, error_of(camera, check.true_utc)
    return check.error_s != before


def _put_batch_right(session: Session, batch: str, *, now: datetime) -> int:
    known, changed = _known(session, batch), 0
    for asset in assets_of(session, batch):
        if _apply(asset, known):
            changed += 1
            jobs.enqueue_index(session, asset.id, now=now)
    return changed


def _known(session: Session, batch: str) -> _Known:
    """Read a batch's checks and shifts. On PostgreSQL one transaction at a time does, so that no file slips between."""
    with session.no_autoflush:
        serialize(session, f"clocks:{batch}")
    session.flush()
    checks = session.scalars(select(ClockCheck).where(ClockCheck.batch == batch, ClockCheck.dropped_at.is_(None))).all()
    shifts = session.scalars(select(ClockShift).where(ClockShift.batch == batch)).all()
    serials: dict[tuple[str, str], set[str]] = {}
    rows = session.execute(select(Asset.facts["make"].as_string(), Asset.facts["model"].as_string(), Asset.body_serial)
                           .join(Arrival, Arrival.asset_id == Asset.id).where(Arrival.batch == batch).distinct())
    for make, model, serial in rows:
        if serial:
            serials.setdefault((make or "", model or ""), set()).add(serial)
    return _Known(tuple(Reading(one.asset_id, Body.of_row(one), one.camera_utc, one.error_s) for one in checks),
                  tuple((Body.of_row(one), one.seconds) for one in shifts),
                  {model: frozenset(found) for model, found in serials.items()})


def _apply(asset: Asset, known: _Known) -> bool:
    """Write an asset's times as they follow from its facts; say whether they changed."""
    moment = Moment.of_facts(asset.facts)
    if moment is None:
        return False
    seconds = known.correction(asset.id, Body.of_facts(asset.facts), moment).seconds
    right = moment.shifted(seconds)
    if right is None:
        seconds, right = 0, moment
    before = (asset.captured_local, asset.captured_utc, asset.clock_shift)
    asset.captured_local, asset.captured_utc, asset.clock_shift = right.local, right.utc, seconds or None
    return before != (asset.captured_local, asset.captured_utc, asset.clock_shift)
