"""The audit trail as the administrator reads it: who did what to which thing, with what changed, and as a sheet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from index.catalogue.audit import AuditLine
from index.catalogue.dayparts import midnight, over
from index.db import reading
from server.sheets.writing import csv_bytes, csv_text

HEAD: Final = ("序号 No.", "时间 When", "何人 Who", "做了什么 Verb", "对象 Subject", "内容 Details", "校验值 Hash")
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for: days of the campus, the last one included; ``who`` is part of a name, ``subject`` the
    beginning of one, such as ``asset:V12`` or ``story``.
    """

    who: str = ""
    verb: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


def lines(session: Session, asked: Asked, zone: ZoneInfo, *, limit: int, offset: int = 0) -> list[AuditLine]:
    """Return lines, the newest first."""
    return list(session.scalars(_query(asked, zone).order_by(AuditLine.id.desc()).limit(limit).offset(offset)))


def verbs(session: Session) -> list[str]:
    """Return every verb that the trail has, the most frequent first."""
    query = select(AuditLine.verb).group_by(AuditLine.verb).order_by(func.count().desc(), AuditLine.verb)
    return list(session.scalars(query))


def told(line: AuditLine) -> list[tuple[str, str, str]]:
    """Return what a line says beside its sentence: (name, before, after); ``before`` is empty where nothing changed."""
    before, after = line.details.get("before"), line.details.get("after")
    found: list[tuple[str, str, str]] = []
    if isinstance(before, dict) and isinstance(after, dict):
        found += [(name, _text(before.get(name)), _text(after.get(name))) for name in {**before, **after}]
    return found + [(name, "", _text(value)) for name, value in line.details.items()
                    if name not in {"before", "after"} and value not in (None, "", [], {})]


def sheet(engine: Engine, asked: Asked, zone: ZoneInfo) -> Iterator[bytes]:
    """Yield the trail as CSV with a mark, oldest first, in pieces: a trail of years does not fit into memory.

    Each piece is read by itself, so that nobody waits for a slow reader; lines are never changed, and new ones come last.
    """
    last = 0
    yield csv_bytes(HEAD, ())
    while True:
        with reading(engine) as session:
            query = _query(asked, zone).where(AuditLine.id > last).order_by(AuditLine.id).limit(AT_ONCE)
            found = list(session.scalars(query))
        if not found:
            return
        last = found[-1].id
        yield csv_text([(str(one.id), f"{one.at.astimezone(zone):%Y-%m-%d %H:%M:%S}", one.actor, one.verb, one.subject,
                        json.dumps(one.details, ensure_ascii=False, sort_keys=True), one.hash) for one in found]).encode()


def _query(asked: Asked, zone: ZoneInfo) -> Select[AuditLine]:
    query = select(AuditLine)
    if asked.who:
        query = query.where(AuditLine.actor.contains(asked.who, autoescape=True))
    if asked.verb:
        query = query.where(AuditLine.verb == asked.verb)
    if asked.subject:
        query = query.where((AuditLine.subject == asked.subject)
                            | AuditLine.subject.startswith(asked.subject.rstrip(":") + ":", autoescape=True))
    if asked.since:
        query = query.where(AuditLine.at >= midnight(asked.since, zone))
    if asked.until:
        query = query.where(AuditLine.at < over(asked.until, zone))
    return query


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(_text, value))
    return "" if value is None else json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
