"""The job ``likeness``: put an asset beside the shots of its burst, and find what looks like it. It decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import likenesses, stacks
from index.catalogue.assets import Asset, Kind, Original, Rendition
from index.catalogue.people import OWNER
from index.catalogue.stacks import StackKind
from index.db import reading, serialize, writing
from index.jobs import Claim
from ingest.steps.facts import Facts
from ingest.steps.pairs import BURST_GAP, BURST_LEAST, Member, find_bursts

if TYPE_CHECKING:
    from ingest.pipeline import Workshop

LIKENESS: Final = "likeness"
AROUND: Final = timedelta(seconds=BURST_GAP * (BURST_LEAST - 1))
"""Whichever of three shots comes last finds the other two within this time; longer runs are such threes, overlapping."""
AT_ONCE: Final = 200


def ask(session: Session, asset_id: int, *, now: datetime) -> None:
    """Ask for the job, behind everything that somebody waits for."""
    jobs.enqueue(session, LIKENESS, str(asset_id), now=now, priority=-1)


def liken(shop: Workshop, claim: Claim, now: datetime) -> None:
    """Look at one asset that has its renditions. Doing it again changes nothing.

    Of two shots that come in together the later one must find the earlier: bursts are put together one at a time over all
    workers, and whoever looks for what is alike can be found already. The search itself holds up nobody.
    """
    asset_id = int(claim.key)
    late = _late_mark(shop, asset_id)
    with writing(shop.engine) as session:
        serialize(session, LIKENESS)
        asset = session.get(Asset, asset_id)
        if asset is None or asset.rendered_at is None or asset.clock_photo:
            return
        if late is not None:
            session.execute(update(Asset).where(Asset.id == asset_id).values(fingerprint=late))
        stack_burst(session, asset, now=now)
        likenesses.enter(session, asset)
    with reading(shop.engine) as session:
        asset = session.get(Asset, asset_id)
        alike = likenesses.find_alike(session, asset) if asset else []
    if alike:
        with writing(shop.engine) as session:
            serialize(session, LIKENESS)
            likenesses.suggest(session, asset_id, alike, now=now)


HANDLERS = {LIKENESS: liken}


def stack_burst(session: Session, asset: Asset, *, now: datetime) -> int | None:
    """Stack an asset with the run of shots that it belongs to. Returns the stack, or None where it is in no run.

    Shots of one body and one department, by a body without a serial number those of one person as well. What a person
    has stacked or taken out stays as that person left it.
    """
    near = _shots_around(session, asset)
    free = {one.id for one, _ in near} - stacks.left_alone(session, [one.id for one, _ in near])
    shots = [(one, name) for one, name in near if one.id in free]
    members = [Member(name, "image/jpeg", Facts.from_json(one.facts)) for one, name in shots]
    run = next((run for run in find_bursts(members) if asset.id in {shots[place][0].id for place in run}), None)
    if run is None:
        return None
    together = [shots[place][0].id for place in run]
    stack = stacks.put_together(session, OWNER, together, now=now, kind=StackKind.BURST)
    likenesses.drop_open(session, together)
    return stack


def _shots_around(session: Session, asset: Asset) -> Sequence[tuple[Asset, str]]:
    """Return the photos that this body took about then, by the index on the time of capture."""
    if asset.kind != Kind.PHOTO or asset.captured_local is None:
        return []
    query = (select(Asset, Original.name).join(Original, Original.sha256 == Asset.sha256)
             .where(Asset.captured_local.between(asset.captured_local - AROUND, asset.captured_local + AROUND),
                    Asset.kind == Kind.PHOTO, Asset.clock_photo.is_(False),
                    Asset.department_id.is_not_distinct_from(asset.department_id),
                    Asset.body_serial.is_not_distinct_from(asset.body_serial)))
    if asset.body_serial is None:
        query = query.where(Asset.owner_id.is_not_distinct_from(asset.owner_id))
    return [(one, name) for one, name in session.execute(query.order_by(Asset.captured_local, Asset.id).limit(AT_ONCE))]


def _late_mark(shop: Workshop, asset_id: int) -> str | None:
    """Return the likeness of an asset that was rendered before likenesses were told this way; None where it has one."""
    sha256 = _grid_without_mark(shop.engine, asset_id)
    if sha256 is None or not shop.store.holds("renditions", sha256):
        return None
    return shop.decoder.fingerprint(shop.store.path("renditions", sha256)).likeness


def _grid_without_mark(engine: Engine, asset_id: int) -> str | None:
    with reading(engine) as session:
        return session.scalar(select(Rendition.sha256).join(Asset, Asset.sha256 == Rendition.original_sha256).where(
            Asset.id == asset_id, Asset.fingerprint.is_(None), Rendition.preset == "grid"))
