"""Make plans, tie them to the ground, take them away. Each is one transaction with its audit line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit, queries, visibility
from index.catalogue.assets import Asset, Kind, Rendition
from index.catalogue.people import Actor
from index.catalogue.plans import Plan
from index.db import reading, serialize, writing
from index.errors import Conflict, Invalid, NotFound
from server import policy
from server.places.fitting import Point, fit
from server.places.lists import SHOWN

LONGEST: Final = 60
MOST_POINTS: Final = 24
_PAIR: Final = re.compile(r"\s*([-+]?\d{1,3}(?:\.\d+)?)\s*[,，;\s]\s*([-+]?\d{1,3}(?:\.\d+)?)\s*")


def add(engine: Engine, actor: Actor, name: str, asset: str, *, now: datetime) -> int:
    """Make a plan of a photo and return its id.

    Raises Forbidden, Invalid (name), NotFound (the photo), Conflict: name-taken, plan-picture.
    """
    policy.require(actor, "edit-plans")
    if not name.strip():
        raise Invalid("name", "请填写名称", "give it a name")
    if len(name.strip()) > LONGEST:
        raise Invalid("name", f"最多 {LONGEST} 个字", f"at most {LONGEST} characters")
    with writing(engine) as session:
        serialize(session, "plans")
        name = name.strip()
        if session.scalar(select(Plan.id).where(Plan.name == name)) is not None:
            raise Conflict("name-taken", name=name)
        row = visibility.asset_for(session, actor, queries.resolve(session, asset.strip()), now)
        drawn = session.scalar(select(Rendition.id).where(Rendition.original_sha256 == row.sha256,
                                                          Rendition.preset.in_(SHOWN)).limit(1))
        if row.kind != Kind.PHOTO or drawn is None:
            raise Conflict("plan-picture", asset=f"V{row.id}")
        made = Plan(name=name, asset_id=row.id, points=[], made_at=now, made_by=actor.person_id)
        session.add(made)
        session.flush()
        audit.record(session, actor, "plan-made", f"plan:{made.id}", at=now, name=name, asset=f"V{row.id}")
        return made.id


def set_points(engine: Engine, actor: Actor, plan_id: int, points: Sequence[Point], *, now: datetime) -> None:
    """Tie a plan to the ground. ``points``: parts of width and height (0 to 1), degrees; none unties it.

    Raises Forbidden, NotFound, Conflict plan-points where they do not say where the plan lies.
    """
    policy.require(actor, "edit-plans")
    kept = points[:MOST_POINTS]
    if kept and fit([(x * 1000, y * 1000, lat, lon) for x, y, lat, lon in kept]) is None:
        raise Conflict("plan-points")
    with writing(engine) as session:
        row = _plan(session, plan_id)
        before, row.points = row.points, [list(one) for one in kept]
        audit.record(session, actor, "plan-tied", f"plan:{plan_id}", at=now, before=before, after=row.points)


def remove(engine: Engine, actor: Actor, plan_id: int, *, now: datetime) -> None:
    """Take a plan away; its picture stays in the library. Raises Forbidden, NotFound."""
    policy.require(actor, "edit-plans")
    with writing(engine) as session:
        row = _plan(session, plan_id)
        audit.record(session, actor, "plan-removed", f"plan:{plan_id}", at=now, name=row.name, points=row.points)
        session.delete(row)


def coordinates(engine: Engine, actor: Actor, given: str, now: datetime) -> tuple[float, float]:
    """Return the degrees that somebody typed: ``30.2741, 120.1551``, or a photo (``V12``), whose own they are.

    Raises Invalid (where), NotFound.
    """
    pair = _PAIR.fullmatch(given)
    if pair:
        latitude, longitude = float(pair[1]), float(pair[2])
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            return latitude, longitude
        raise Invalid("where", "纬度在 ±90、经度在 ±180 之内", "latitude lies within ±90, longitude within ±180")
    with reading(engine) as session:
        row: Asset = visibility.asset_for(session, actor, queries.resolve(session, given.strip()), now)
        policy.require(actor, "download", row)
        if row.facts.get("latitude") is None or row.facts.get("longitude") is None:
            raise Invalid("where", f"V{row.id} 没有定位信息", f"V{row.id} has no coordinates")
        return float(row.facts["latitude"]), float(row.facts["longitude"])


def _plan(session: Session, plan_id: int) -> Plan:
    row = session.get(Plan, plan_id)
    if row is None:
        raise NotFound(what=str(plan_id))
    return row
