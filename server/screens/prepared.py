"""What the office keeps prepared under a short name: texts for emergencies, templates of bulletins. In the caller's unit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.bulletins import BulletinTemplate
from index.catalogue.emergencies import EmergencyText
from index.catalogue.people import Actor
from index.errors import Conflict, Invalid, NotFound

Row = TypeVar("Row", EmergencyText, BulletinTemplate)
LONGEST_NAME: Final = 20
SUBJECTS: Final = {EmergencyText: "emergency-text", BulletinTemplate: "bulletin-template"}


def every(session: Session, kind: type[Row]) -> list[Row]:
    """Return all of a kind in their order."""
    return list(session.scalars(select(kind).order_by(kind.position, kind.id)))


def one(session: Session, kind: type[Row], row_id: int) -> Row:
    """Return one. Raises NotFound."""
    row = session.get(kind, row_id)
    if row is None:
        raise NotFound(what=f"“{row_id}”")
    return row


def named(session: Session, kind: type[Row], given: str) -> Row:
    """Return one by its name or number. Raises NotFound."""
    found = next((one for one in every(session, kind) if given in {one.name, str(one.id)}), None)
    if found is None:
        raise NotFound(what=f"“{given}”")
    return found


def keep(session: Session, actor: Actor, kind: type[Row], row_id: int | None, name: str, fields: Mapping[str, Any], *,
         now: datetime) -> int:
    """Keep a new one, or another wording of one, and return its id. Raises Invalid, Conflict(name-taken), NotFound."""
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid("name", f"请写 1 到 {LONGEST_NAME} 个字", f"between 1 and {LONGEST_NAME} characters")
    if session.scalar(select(kind.id).where(kind.name == name, kind.id != (row_id or 0))) is not None:
        raise Conflict("name-taken", name=name)
    row = kind() if row_id is None else one(session, kind, row_id)
    for field, value in {**fields, "name": name}.items():
        setattr(row, field, value)
    if row_id is None:
        row.position = (session.scalar(select(func.max(kind.position))) or 0) + 1
        session.add(row)
        session.flush()
    audit.record(session, actor, "added" if row_id is None else "changed", f"{SUBJECTS[kind]}:{row.id}", at=now, name=name,
                 **fields)
    return row.id


def remove(session: Session, actor: Actor, kind: type[Row], row_id: int, *, now: datetime) -> None:
    """Forget one. Raises NotFound."""
    row = one(session, kind, row_id)
    audit.record(session, actor, "removed", f"{SUBJECTS[kind]}:{row.id}", at=now, name=row.name)
    session.delete(row)
