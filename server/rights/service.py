"""The office's list of licences. Each change is one transaction with its audit line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import audit, bins
from index.catalogue.assets import Asset
from index.catalogue.licences import Licence, licences
from index.catalogue.people import Actor
from index.db import reading, writing
from index.errors import Invalid, NotFound
from server import policy

LONGEST: Final = {"code": 20, "name": 30, "name_en": 40, "terms": 300}


@dataclass(frozen=True, slots=True)
class Wish:
    """An entry as the office wants it. ``code`` names it for good: sheets and programs rely on it."""

    code: str
    name: str
    name_en: str = ""
    terms: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with the number of assets that it is said of."""

    code: str
    name: str
    name_en: str
    terms: str
    active: bool
    assets: int


def listed(engine: Engine) -> list[Line]:
    """Return the whole list in its order."""
    with reading(engine) as session:
        query = select(Asset.licence, func.count()).where(bins.kept()).group_by(Asset.licence)
        counts: dict[str | None, int] = dict(session.execute(query).all())
        return [Line(one.code, one.name, one.name_en, one.terms, one.active, counts.get(one.code, 0))
                for one in licences(session)]


def add(engine: Engine, actor: Actor, wish: Wish, *, now: datetime) -> None:
    """Put an entry at the end of the list. Raises Forbidden, Invalid."""
    with writing(engine) as session:
        _check(session, actor, wish, None)
        code = wish.code.strip().lower()
        if not code or not all(one.isascii() and (one.isalnum() or one in "-_") for one in code):
            raise Invalid("code", "代码只能用小写字母、数字和连字符", "a code is of letters, digits and hyphens")
        if session.get(Licence, code) is not None:
            raise Invalid("code", f"「{code}」已经有了", f"“{code}” is taken")
        last = session.scalar(select(func.max(Licence.position))) or 0
        session.add(Licence(code=code, position=last + 1, name=wish.name.strip(), name_en=wish.name_en.strip(),
                            terms=wish.terms.strip(), active=True))
        audit.record(session, actor, "added", f"licence:{code}", at=now, name=wish.name.strip(), terms=wish.terms.strip())


def change(engine: Engine, actor: Actor, wish: Wish, *, now: datetime) -> None:
    """Change an entry; one that is not active stays with the assets that have it. Raises Forbidden, Invalid, NotFound."""
    with writing(engine) as session:
        row = session.get(Licence, wish.code)
        if row is None:
            raise NotFound(what=f"“{wish.code}”")
        _check(session, actor, wish, row.code)
        before = {"name": row.name, "name_en": row.name_en, "terms": row.terms, "active": row.active}
        row.name, row.name_en, row.terms = wish.name.strip(), wish.name_en.strip(), wish.terms.strip()
        row.active = wish.active
        after = {"name": row.name, "name_en": row.name_en, "terms": row.terms, "active": row.active}
        audit.record(session, actor, "changed", f"licence:{row.code}", at=now, before=before, after=after)
        if before["name"] != after["name"]:  # a search finds them by it
            jobs.enqueue_index_of(session, list(session.scalars(select(Asset.id).where(Asset.licence == row.code))), now=now)


def _check(session: Session, actor: Actor, wish: Wish, code: str | None) -> None:
    policy.require(actor, "keep-licences")
    for field, most in LONGEST.items():
        if len(getattr(wish, field).strip()) > most:
            raise Invalid(field, f"最多 {most} 个字", f"at most {most} characters")
    if not wish.name.strip():
        raise Invalid("name", "请填写名称", "give it a name")
    if any(one.name == wish.name.strip() and one.code != code for one in licences(session)):
        raise Invalid("name", f"「{wish.name.strip()}」已经有了", f"“{wish.name.strip()}” is taken")
