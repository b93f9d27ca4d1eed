"""The office's list of kinds of stories. Each change is one transaction with its audit line; no kind is ever deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from index.catalogue import audit, bins
from index.catalogue.people import Actor
from index.catalogue.stories import Story, StoryKind, kinds
from index.db import writing
from index.errors import Invalid, NotFound
from server import policy

LONGEST: Final = {"code": 20, "name": 20, "name_en": 40}


@dataclass(frozen=True, slots=True)
class Wish:
    """A kind as the administrator wants it. ``code`` names it for good; one that is not ``active`` is no longer offered."""

    code: str
    name: str
    name_en: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A kind with the number of stories of it."""

    code: str
    name: str
    name_en: str
    active: bool
    stories: int


def listed(session: Session) -> list[Line]:
    """Return the whole list in its order."""
    counts: dict[str, int] = dict(session.execute(select(Story.kind, func.count()).where(bins.kept_story())
                                                   .group_by(Story.kind)).all())
    return [Line(one.code, one.name, one.name_en, one.active, counts.get(one.code, 0)) for one in kinds(session)]


def add(engine: Engine, actor: Actor, wish: Wish, *, now: datetime) -> None:
    """Put a kind at the end of the list. Raises Forbidden, Invalid (code, name, name_en)."""
    policy.require(actor, "administer")
    code = wish.code.strip().lower()
    with writing(engine) as session:
        if not code or not all(one.isascii() and (one.isalnum() or one == "-") for one in code):
            raise Invalid("code", "代码只能用小写字母、数字和连字符", "a code is of letters, digits and hyphens")
        if session.get(StoryKind, code) is not None:
            raise Invalid("code", f"「{code}」已经有了", f"“{code}” is taken")
        name, name_en = _names(session, wish, code)
        last = session.scalar(select(func.max(StoryKind.position))) or 0
        session.add(StoryKind(code=code, name=name, name_en=name_en, position=last + 1, active=True))
        audit.record(session, actor, "added", f"story-kind:{code}", at=now, name=name, name_en=name_en)


def change(engine: Engine, actor: Actor, wish: Wish, *, now: datetime) -> None:
    """Rename a kind, or switch it off or on; stories of it stay what they are. Raises Forbidden, Invalid, NotFound."""
    policy.require(actor, "administer")
    with writing(engine) as session:
        row = _row(session, wish.code)
        before = {"name": row.name, "name_en": row.name_en, "active": row.active}
        row.name, row.name_en = _names(session, wish, row.code)
        row.active = wish.active
        session.flush()
        if not any(one.active for one in kinds(session)):
            raise Invalid("active", "至少要留一种可用的类别", "one kind at least has to stay in use")
        after = {"name": row.name, "name_en": row.name_en, "active": row.active}
        if after != before:
            audit.record(session, actor, "changed", f"story-kind:{row.code}", at=now, before=before, after=after)


def arrange(engine: Engine, actor: Actor, codes: Sequence[str], *, now: datetime) -> None:
    """Put these kinds first, in this order; the others follow as they are. Raises Forbidden, NotFound."""
    policy.require(actor, "administer")
    with writing(engine) as session:
        first = [_row(session, code) for code in dict.fromkeys(codes)]
        before = kinds(session)
        after = [*first, *(one for one in before if one not in first)]
        if after == before:
            return
        for place, row in enumerate(after, 1):
            row.position = place
        audit.record(session, actor, "changed", "story-kinds", at=now, before={"order": [one.name for one in before]},
                     after={"order": [one.name for one in after]})


def _row(session: Session, code: str) -> StoryKind:
    row = session.get(StoryKind, code.strip())
    if row is None:
        raise NotFound(what=f"“{code}”")
    return row


def _names(session: Session, wish: Wish, code: str) -> tuple[str, str]:
    """Return both names; without an English one the Chinese one stands for it."""
    for field, most in LONGEST.items():
        if len(getattr(wish, field).strip()) > most:
            raise Invalid(field, f"最多 {most} 个字", f"at most {most} characters")
    name = wish.name.strip()
    if not name:
        raise Invalid("name", "请填写名称", "give it a name")
    if any(one.name == name and one.code != code for one in kinds(session)):
        raise Invalid("name", f"「{name}」已经有了", f"“{name}” is taken")
    return name, wish.name_en.strip() or name
