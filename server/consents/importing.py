"""Consents from a sheet that the office has kept so far: a record for each row; a bad row is told by its number, good ones
are taken, and a sheet that is read again doubles nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from index.catalogue.channels import Channel
from index.catalogue.consents import Consent, name_key
from index.catalogue.dayparts import midnight, over
from index.catalogue.departments import Department
from index.catalogue.people import Actor
from index.db import reading
from index.errors import Forbidden, Invalid, Reason, VitrineError
from server.consents import service
from server.consents.service import Evidence, Wish
from server.home import Home
from server.sheets import headed
from server.sheets.reading import day_of
from server.sheets.whole import Outcome

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("姓名", "人物", "name", "person"), "number": ("学号或工号", "学号", "工号", "编号", "number"),
    "minor": ("未成年人", "未成年", "minor"), "guardian": ("监护人", "guardian"),
    "channels": ("渠道", "授权渠道", "范围", "授权范围", "channels", "scope"), "purposes": ("用途", "purposes", "what for"),
    "starts": ("开始", "授权开始", "起始日期", "from", "starts"),
    "ends": ("截止", "授权截止", "期限", "截止日期", "until", "term", "ends"), "department": ("部门", "department"),
    "evidence": ("授权书", "证明", "文件", "evidence", "file"),
}
"""What the columns may be called."""
YES: Final = frozenset({"是", "y", "yes", "1", "true", "未成年", "√", "✓"})
NO: Final = frozenset({"", "否", "n", "no", "0", "false", "成年"})
EVERYWHERE: Final = frozenset({"", "全部", "所有渠道", "不限", "all"})
FOR_EVER: Final = frozenset({"", "长期", "不限", "永久", "none"})
_SEPARATORS: Final = re.compile(r"[、，,;；/\n]+")


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one row: the record that it is, or why there is none."""

    row: int
    outcome: Outcome
    name: str = ""
    consent: int | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class _Names:
    """Channels and departments by whatever a sheet may call them."""

    channels: Mapping[str, str]
    departments: Mapping[str, str]


def take_in(home: Home, actor: Actor, path: Path, *, clock: Callable[[], datetime]) -> Iterator[Line]:
    """Keep a record for each row of a CSV or XLSX, each in a transaction of its own, and yield what became of it.

    Evidence is a file's path, from the folder of the sheet. A row that says what a record says already, withdrawn or not, is
    here already. Raises Forbidden, VitrineError for a file that is no sheet, Invalid (file) for one without a name's column.
    """
    names = _known(home)
    for number, cells in headed.rows(path, COLUMNS, ["name"]):
        name = cells.get("name", "")
        try:
            wish, proof = _wish(cells, names), _evidence(cells.get("evidence", ""), path.parent)
            if (there := _there(home, actor, wish, proof)) is not None:
                yield Line(number, Outcome.ALREADY_HERE, name, there)
                continue
            made = _add(home, actor, wish, proof, clock())
        except Forbidden:
            raise
        except VitrineError as error:
            yield Line(number, Outcome.REFUSED, name, reason=error.reason)
        else:
            yield Line(number, Outcome.ADDED, name, made)


def _wish(cells: Mapping[str, str], names: _Names) -> Wish:
    minor = cells.get("minor", "").lower()
    if minor not in YES | NO:
        raise Invalid("minor", f"「{minor}」应为「是」或「否」", f"“{minor}” should be yes or no")
    return Wish(cells.get("name", ""), cells.get("number", ""), minor in YES, cells.get("guardian", ""),
                _channels(cells.get("channels", ""), names), cells.get("purposes", ""), _day("starts", cells),
                _day("ends", cells), _department(cells.get("department", ""), names))


def _channels(text: str, names: _Names) -> tuple[str, ...]:
    if text.lower() in EVERYWHERE:
        return ()
    given = [one.strip() for one in _SEPARATORS.split(text) if one.strip()]
    return tuple(dict.fromkeys(names.channels.get(one.lower(), one) for one in given))


def _department(text: str, names: _Names) -> str:
    return names.departments.get(text.lower(), text)


def _day(field: str, cells: Mapping[str, str]) -> date | None:
    text = cells.get(field, "")
    if text.lower() in FOR_EVER:
        return None
    found = day_of(text)
    if found is None:
        raise Invalid(field, f"「{text}」不是日期，应如 2027-06-30", f"“{text}” is no date; write it like 2027-06-30")
    return found


def _evidence(text: str, folder: Path) -> Path | None:
    if not text:
        return None
    path = folder / Path(text).expanduser()
    if not path.is_file():
        raise Invalid("evidence", f"没有「{text}」这个文件", f"there is no file “{text}”")
    return path


def _add(home: Home, actor: Actor, wish: Wish, proof: Path | None, now: datetime) -> int:
    if proof is None:
        return service.add(home, actor, wish, now=now)
    try:
        with proof.open("rb") as stream:
            return service.add(home, actor, wish, Evidence(proof.name, stream), now=now)
    except OSError as error:
        raise Invalid("evidence", f"无法读取（{error.strerror}）", f"it cannot be read ({error.strerror})") from error


def _there(home: Home, actor: Actor, wish: Wish, proof: Path | None) -> int | None:
    """Return the record that says what a row says; days that the row leaves open are those of the record."""
    zone = home.settings.zone
    with reading(home.engine) as session:
        wanted = session.scalar(select(Department.id).where(Department.code == wish.department)) if actor.sees_all else None
        rows = session.scalars(select(Consent).where(
            Consent.name_key == name_key(wish.name), Consent.number == wish.number,
            Consent.department_id == (wanted or actor.department_id)).order_by(Consent.id))
        same = [row for row in rows if (row.minor, row.guardian, row.purposes, sorted(row.channels)) == (
            wish.minor, wish.guardian, wish.purposes, sorted(wish.channels))
            and (wish.starts is None or row.starts_at == midnight(wish.starts, zone))
            and row.ends_at == (None if wish.ends is None else over(wish.ends, zone))]
    if proof is not None and same:
        with proof.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        same = [row for row in same if row.evidence_sha256 == sha256]
    return same[0].id if same else None


def _known(home: Home) -> _Names:
    def by_name(table: Any) -> dict[str, str]:
        with reading(home.engine) as session:
            rows = session.execute(select(table.code, table.name, table.name_en)).all()
        return {called.lower(): row.code for row in rows for called in (row.code, row.name, row.name_en or row.code)}

    return _Names(by_name(Channel), by_name(Department))
