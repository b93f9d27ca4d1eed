"""Cameras that write a serial number which no kit knows: each is offered to the department of its files, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, and_, exists, func, or_, select, true, update
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import audit, bins
from index.catalogue.assets import Asset, public_id
from index.catalogue.departments import Department
from index.catalogue.kits import CameraBody, ForeignBody, Kit
from index.catalogue.people import Actor, Person
from index.db import serialize, writing
from index.errors import Conflict, Invalid, NotFound
from ingest.intake import EXTRACT
from server import policy
from server.admin import named


@dataclass(frozen=True, slots=True)
class UnknownBody:
    """A camera that no kit knows. ``kit_id`` is the kit that its files were handed in under, where they were.

    ``may_answer``: the reader looks after the kits of the department that is asked; None is asked of the office.
    """

    serial: str
    make: str
    model: str
    department_id: int | None
    department: tuple[str, str] | None
    assets: int
    latest: str
    kit_id: int | None
    may_answer: bool


def unknown_bodies(session: Session, actor: Actor, *, among: Any = None) -> list[UnknownBody]:
    """Return the cameras that this person's department is asked about, the office those of all; most files first.

    ``among``, the ids of some assets as SQL, leaves only what those were taken with.
    """
    query = _asked(actor)
    rows = session.execute(query if among is None else query.where(Asset.id.in_(among))).all()
    latest = {asset.id: asset for asset in session.scalars(select(Asset).where(Asset.id.in_([row.latest for row in rows])))}
    departments = {one.id: one for one in session.scalars(select(Department))}
    found = []
    for row in rows:
        facts, department = latest[row.latest].facts, departments.get(row.department or 0)
        found.append(UnknownBody(row.serial, facts.get("make") or "", facts.get("model") or "", row.department,
                                 (department.name, department.name_en) if department else None, row.assets,
                                 public_id(row.latest), row.kit, policy.keeps_kits(actor, department)))
    return found


def claim(engine: Engine, actor: Actor, serial: str, kit: str, *, now: datetime) -> int:
    """Say that a camera is one of this kit; return how many earlier assets got the kit.

    Raises Forbidden (neither the camera nor the kit of others may be claimed), NotFound, Conflict(body-known).
    """
    with writing(engine) as session:
        _asked_of(session, actor, serial)
        return tie(session, actor, named.kit(session, kit), serial, now=now)


def claim_for_new_kit(engine: Engine, actor: Actor, serial: str, name: str, *, department_id: int | None,
                      now: datetime) -> int:
    """Make a kit of this one camera; return how many earlier assets got it. Raises like ``claim``, and Invalid."""
    if not name.strip():
        raise Invalid("name", "请为新器材起个名字", "give the new kit a name")
    with writing(engine) as session:
        _asked_of(session, actor, serial)
        department = session.get(Department, department_id or 0)
        if department is None:
            raise Invalid("department", "请选择部门", "choose a department")
        policy.require_keeper(actor, department)
        if session.scalar(select(Kit.id).where(Kit.name == name.strip())) is not None:
            raise Conflict("name-taken", name=name.strip())
        kit = Kit(name=name.strip(), department_id=department.id)
        session.add(kit)
        session.flush()
        audit.record(session, actor, "added", f"kit:{kit.id}", at=now, name=kit.name)
        return tie(session, actor, kit, serial, now=now)


def not_ours(engine: Engine, actor: Actor, serial: str, *, department_id: int | None, now: datetime) -> None:
    """Say that a camera is none of this department's, so that it is never asked again. Raises Forbidden, NotFound."""
    with writing(engine) as session:
        serialize(session, f"body:{serial}")
        policy.require_keeper(actor, session.get(Department, department_id) if department_id else None)
        if department_id not in _asked_of(session, actor, serial):
            raise NotFound(what=f"“{serial}”")
        session.add(ForeignBody(serial=serial, department_id=department_id, said_at=now, said_by=actor.person_id))
        audit.record(session, actor, "not-ours", f"body:{serial}", at=now, department=department_id)


def tie(session: Session, actor: Actor, kit: Kit, serial: str, *, make: str = "", model: str = "", now: datetime) -> int:
    """Tie a camera to a kit, and with it the earlier assets of its serial number; return how many.

    They get the kit, and its department where they have none; where the kit keeps its own time, theirs is resolved
    again. Raises Forbidden, Conflict(body-known).
    """
    policy.require_keeper(actor, session.get(Department, kit.department_id))
    serialize(session, f"body:{serial}")
    _require_unknown(session, serial)
    facts = session.scalar(select(Asset.facts).where(Asset.body_serial == serial).order_by(Asset.id.desc()).limit(1)) or {}
    session.add(CameraBody(kit_id=kit.id, serial=serial, make=make or facts.get("make") or "",
                           model=model or facts.get("model") or ""))
    unclaimed = (Asset.body_serial == serial, Asset.kit_id.is_(None), Asset.outside_link_id.is_(None))
    ids = list(session.scalars(select(Asset.id).where(*unclaimed)))
    session.execute(update(Asset).where(*unclaimed, Asset.department_id.is_(None)).values(department_id=kit.department_id))
    session.execute(update(Asset).where(*unclaimed).values(kit_id=kit.id))
    _follow(session, ids, again=kit.utc_offset is not None or kit.quicktime_local, now=now)
    audit.record(session, actor, "changed", f"kit:{kit.id}", at=now, body=serial, assets=len(ids))
    return len(ids)


def _follow(session: Session, ids: Sequence[int], *, again: bool, now: datetime) -> None:
    for asset_id in ids:
        jobs.enqueue_index(session, asset_id, now=now)
        if again:
            jobs.enqueue(session, EXTRACT, str(asset_id), now=now)


def _require_unknown(session: Session, serial: str) -> None:
    known = session.scalar(select(Kit.name).join(CameraBody, CameraBody.kit_id == Kit.id).where(CameraBody.serial == serial))
    if known is not None:
        raise Conflict("body-known", serial=serial, kit=known)


def _asked_of(session: Session, actor: Actor, serial: str) -> set[int | None]:
    """Return the departments that are asked about this camera, of those this person knows of. Raises NotFound."""
    rows = session.execute(_asked(actor).where(Asset.body_serial == serial)).all()
    if not rows:
        _require_unknown(session, serial)
        raise NotFound(what=f"“{serial}”")
    return {row.department for row in rows}


def _asked(actor: Actor) -> Select[str | None, Any, int, int, int | None]:
    """SQL: a line for each unknown camera and department: serial, department, assets, latest, kit.

    Whoever was asked and said that it is not theirs is left out, and what came from outside.
    """
    theirs = func.coalesce(Asset.department_id, Person.department_id)
    known = exists().where(CameraBody.serial == Asset.body_serial)
    foreign = exists().where(and_(ForeignBody.serial == Asset.body_serial,
                                  or_(ForeignBody.department_id == theirs,
                                      and_(ForeignBody.department_id.is_(None), theirs.is_(None)))))
    mine = true() if actor.sees_all else theirs == (actor.department_id or 0)
    return (select(Asset.body_serial.label("serial"), theirs.label("department"), func.count().label("assets"),
                   func.max(Asset.id).label("latest"), func.max(Asset.kit_id).label("kit"))
            .select_from(Asset).outerjoin(Person, Person.id == Asset.owner_id)
            .where(Asset.body_serial.is_not(None), Asset.outside_link_id.is_(None), bins.kept(), ~known, ~foreign, mine)
            .group_by(Asset.body_serial, theirs).order_by(func.count().desc(), Asset.body_serial))
