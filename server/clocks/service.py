"""Shift the times of a batch, say that a photo is of the clock or is not, let a check no longer count."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import audit, clock_keeping, visibility
from index.catalogue.assets import Asset, Kind, public_id
from index.catalogue.channels import Aim
from index.catalogue.clocks import Body, ClockCheck
from index.catalogue.lifecycle import WAITING, State
from index.catalogue.people import Actor
from index.db import writing
from index.errors import Conflict, Invalid, NotFound
from ingest.clock_check import CLOCK
from server import policy
from server.clocks import lists

AMOUNT: Final = re.compile(r"\s*([+-])?\s*(?:(\d{1,5})\s*d\s*)?(?:(?:(\d{1,5}):)?(\d{1,2}):(\d{2})|(\d{1,10})\s*s?)?\s*")
MOST_S: Final = 100 * 366 * 86_400


def read_amount(text: str) -> int:
    """Return the seconds of ``-00:03:12``, ``+1d 02:00:00``, ``03:12`` (minutes, seconds) or ``-192``. Raises Invalid."""
    found = AMOUNT.fullmatch(text)
    if found is None or not any(found.groups()[1:]):
        raise Invalid("by", "写成 -00:03:12、+1d 02:00:00 或 -192（秒）", "like -00:03:12, +1d 02:00:00, or -192 (seconds)")
    days, hours, minutes, seconds, bare = (int(part or 0) for part in found.groups()[1:])
    total = days * 86_400 + hours * 3600 + minutes * 60 + seconds + bare
    return check_amount(-total if found[1] == "-" else total)


def check_amount(seconds: int) -> int:
    """Return the seconds. Raises Invalid for none, and for more than a hundred years."""
    if not 0 < abs(seconds) <= MOST_S:
        raise Invalid("by", "请填写要平移多少，最多 100 年", "say by how much, a hundred years at most")
    return seconds


def shift_batch(engine: Engine, actor: Actor, batch: str, seconds: int, *, camera: str = "", now: datetime) -> int:
    """Add seconds to the times of a batch, or of one of its cameras. Returns how many assets change.

    Raises NotFound, Forbidden, Invalid, Conflict(no-times, not-in-batch); nothing is changed then.
    """
    check_amount(seconds)
    with writing(engine) as session:
        rows = lists.seen(session, actor, batch, now)
        for row in clock_keeping.assets_of(session, batch):
            policy.require(actor, "describe", row)
        body = body_of(rows, batch, camera)
        _require_calendar(lists.of_camera(rows, camera), seconds)
        return clock_keeping.shift(session, actor, batch, body, seconds, now=now)


def body_of(rows: list[Asset], batch: str, camera: str) -> Body:
    """Return the camera of this name in a batch, every camera for "". Raises Conflict."""
    if not rows:
        raise Conflict("no-times")
    if not camera:
        return Body()
    ours = lists.of_camera(rows, camera)
    if not ours:
        raise Conflict("not-in-batch", batch=batch, what=f"“{camera}”")
    return Body.of_facts(ours[0].facts)


def by_picture(session: Session, actor: Actor, asset_id: int, true_local: datetime, now: datetime) -> int:
    """Return the seconds that bring a picture's time, as it stands now, to ``true_local``.

    Raises NotFound, Conflict(no-times), Invalid.
    """
    asset = visibility.asset_for(session, actor, asset_id, now)
    if asset.captured_local is None:
        raise Conflict("no-times")
    return check_amount(round((true_local - asset.captured_local) / timedelta(seconds=1)))


def mark(engine: Engine, actor: Actor, asset_id: int, *, now: datetime) -> None:
    """Say that a photo is of the clock: it leaves the grid, and its code is looked for again.

    Raises NotFound, Forbidden, Conflict(clock-in-use) for what is under review or published.
    """
    with writing(engine) as session:
        asset = _described(session, actor, asset_id, now)
        if asset.kind != Kind.PHOTO:
            raise NotFound(what=public_id(asset_id))
        used = select(Aim.id).where(Aim.asset_id == asset_id, Aim.state.in_([*WAITING, State.APPROVED]))
        if session.scalar(used.limit(1)) is not None:
            raise Conflict("clock-in-use")
        asset.clock_photo = True
        jobs.enqueue(session, CLOCK, str(asset_id), now=now, priority=2)
        _told(session, actor, asset, "clock-marked", now)


def unmark(engine: Engine, actor: Actor, asset_id: int, *, now: datetime) -> None:
    """Say that a photo is content, whatever clock it shows; what it says of its camera's clock goes on counting."""
    with writing(engine) as session:
        asset = _described(session, actor, asset_id, now)
        asset.clock_photo = False
        _told(session, actor, asset, "clock-unmarked", now)


def drop(engine: Engine, actor: Actor, check_id: int, *, now: datetime) -> int:
    """Let a check no longer count: its batch's times go back. Returns how many assets change. Raises NotFound, Forbidden."""
    with writing(engine) as session:
        check = session.get(ClockCheck, check_id)
        if check is None or check.dropped_at is not None:
            raise NotFound(what=str(check_id))
        _described(session, actor, check.asset_id, now)
        return clock_keeping.drop_check(session, actor, check, now=now)


def _described(session: Session, actor: Actor, asset_id: int, now: datetime) -> Asset:
    asset = visibility.asset_for(session, actor, asset_id, now)
    policy.require(actor, "describe", asset)
    return asset


def _told(session: Session, actor: Actor, asset: Asset, verb: str, now: datetime) -> None:
    audit.record(session, actor, verb, f"asset:{public_id(asset.id)}", at=now)
    jobs.enqueue_index(session, asset.id, now=now)


def _require_calendar(rows: list[Asset], seconds: int) -> None:
    try:
        for row in (rows[0], rows[-1]):
            if row.captured_local and row.captured_utc:
                _ = row.captured_local + timedelta(seconds=seconds), row.captured_utc + timedelta(seconds=seconds)
    except OverflowError:
        raise Invalid("by", "平移之后的日期不存在", "there is no such day") from None
