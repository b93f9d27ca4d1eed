"""What programs send, read by the types that the endpoint declares: every fault is told at once, by its place."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from werkzeug.datastructures import MultiDict

from server.api.shapes import Left, Rule
from server.library.terms import YEARS
from server.web.problems import Fault, Misread

T = TypeVar("T")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
NAMES: Final = {str: ("文字", "a text"), int: ("整数", "a whole number"), float: ("数", "a number"),
                bool: ("true 或 false", "true or false"),
                datetime: ("带时区的时间，如 2026-05-01T08:00:00+08:00",
                           "a moment with its offset, like 2026-05-01T08:00:00+08:00"),
                date: ("日期，如 2026-05-01", "a day, like 2026-05-01"), NoneType: ("null", "null")}


class _WrongError(Exception):
    """A value is not of its type; says what it should be."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en


def body(kind: type[T], given: Any) -> T:
    """Return a JSON body as this record. Raises Misread."""
    return _finished(kind, given, "", in_words=False)


def query(kind: type[T], given: MultiDict[str, str]) -> T:
    """Return the arguments of an address as this record; repeated ones as a list. Raises Misread."""
    hints = get_type_hints(kind, include_extras=True)
    several = {name for name, hint in hints.items() if _is_list(hint)}
    told = {name: values if name in several else values[-1] for name, values in given.lists()}
    return _finished(kind, told, "?", in_words=True)


def _finished(kind: type[T], given: Any, where: str, *, in_words: bool) -> T:
    reader = _Reader(in_words=in_words)
    read = reader.read(kind, given, where)
    if reader.faults:
        raise Misread(tuple(reader.faults))
    made: T = read
    return made


class _Reader:
    def __init__(self, *, in_words: bool) -> None:
        self.in_words = in_words
        self.faults: list[Fault] = []

    def read(self, kind: Any, given: Any, where: str) -> Any:
        """Return the value as this type; a fault that it has is kept, and None stands for it."""
        try:
            return self._read(kind, given, where)
        except _WrongError as wrong:
            self.faults.append(Fault(where, wrong.zh, wrong.en))
            return None

    def _read(self, kind: Any, given: Any, where: str) -> Any:
        origin, inside = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return _ruled(self._read(inside[0], given, where), inside[1:])
        if origin in {Union, UnionType}:
            return self._any([one for one in inside if one is not Left], given, where)
        if origin is Literal:
            return _one_of(list(inside), given)
        if origin in {tuple, list}:
            return self._list(inside[0], given, where)
        if is_dataclass(kind):
            return self._record(kind, given, where)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(_one_of([one.value for one in kind], given))
        return _plain(kind, given, in_words=self.in_words)

    def _any(self, kinds: list[Any], given: Any, where: str) -> Any:
        if given is None and NoneType in kinds:
            return None
        rest = [one for one in kinds if one is not NoneType]
        assert len(rest) == 1, "a value is of one type, or null"
        return self._read(rest[0], given, where)

    def _list(self, kind: Any, given: Any, where: str) -> tuple[Any, ...]:
        if not isinstance(given, list):
            raise _WrongError("应为列表", "must be a list")
        return tuple(self.read(kind, one, where if self.in_words else f"{where}/{place}") for place, one in enumerate(given))

    def _record(self, kind: Any, given: Any, where: str) -> Any:
        if not isinstance(given, dict):
            raise _WrongError("应为对象", "must be an object")
        before = len(self.faults)
        hints = get_type_hints(kind, include_extras=True)
        known = {one.name: one for one in fields(kind)}
        self.faults += [Fault(self._at(where, name), "没有这一项", "there is no such field") for name in given
                        if name not in known]
        read: dict[str, Any] = {}
        for name, one in known.items():
            if name in given:
                read[name] = self.read(hints[name], given[name], self._at(where, name))
            elif one.default is one.default_factory:  # both MISSING
                self.faults.append(Fault(self._at(where, name), "不能缺少", "is needed"))
        return kind(**read) if len(self.faults) == before else None

    def _at(self, where: str, name: str) -> str:
        return name if self.in_words else f"{where}/{name.replace('~', '~0').replace('/', '~1')}"


def _plain(kind: Any, given: Any, *, in_words: bool) -> Any:
    try:
        return _READERS[kind](given, in_words)
    except (ValueError, OverflowError):
        zh, en = NAMES[kind]
        raise _WrongError(f"应为{zh}", f"must be {en}") from None


def _text(given: Any, _in_words: bool) -> str:
    if not isinstance(given, str):
        raise ValueError
    return given


def _whole(given: Any, in_words: bool) -> int:
    if in_words and isinstance(given, str) and re.fullmatch(r"-?[0-9]{1,15}", given):
        return int(given)
    if isinstance(given, float) and given.is_integer() and abs(given) < 1 << 53:
        return int(given)  # JSON knows no whole numbers: 3.0 is 3
    if isinstance(given, bool) or not isinstance(given, int) or abs(given) >= 1 << 53:
        raise ValueError
    return given


def _number(given: Any, in_words: bool) -> float:
    value = float(given) if in_words or not isinstance(given, bool | str | list | dict | None) else math.nan
    if not math.isfinite(value):
        raise ValueError
    return value


def _yes(given: Any, in_words: bool) -> bool:
    if in_words and given in {"true", "false"}:
        return bool(given == "true")
    if not isinstance(given, bool):
        raise ValueError
    return given


def _moment(given: Any, _in_words: bool) -> datetime:
    if not isinstance(given, str) or not _MOMENT.fullmatch(given):
        raise ValueError
    moment = datetime.fromisoformat(given.upper())
    if moment.year not in YEARS:
        raise ValueError
    return moment.astimezone(UTC)


def _day(given: Any, _in_words: bool) -> date:
    if not isinstance(given, str) or not _DAY.fullmatch(given):
        raise ValueError
    day = date.fromisoformat(given)
    if day.year not in YEARS:
        raise ValueError
    return day


_READERS: Final[dict[Any, Callable[[Any, bool], Any]]] = {
    str: _text, int: _whole, float: _number, bool: _yes, datetime: _moment, date: _day}


def _one_of(known: list[Any], given: Any) -> Any:
    if not isinstance(given, str) or given not in known:
        raise _WrongError(f"应为 {'、'.join(known)} 之一", f"must be one of {', '.join(known)}")
    return given


def _ruled(value: Any, rules: tuple[Any, ...]) -> Any:
    for rule in rules:
        if isinstance(rule, Rule) and value is not None:
            _hold(rule, value)
    return value


def _hold(rule: Rule, value: Any) -> None:
    size = value if isinstance(value, int | float) else len(value) if isinstance(value, str | tuple) else None
    if size is not None and rule.least is not None and size < rule.least:
        raise _WrongError(f"至少 {rule.least}", f"at least {rule.least}")
    if size is not None and rule.most is not None and size > rule.most:
        raise _WrongError(f"最多 {rule.most}", f"at most {rule.most}")
    if rule.pattern is not None and not re.search(rule.pattern, value):
        like = f"，如 {rule.example}" if rule.example else ""
        raise _WrongError(f"格式不对{like}", f"is not of its form{f', like {rule.example}' if rule.example else ''}")


def _is_list(hint: Any) -> bool:
    inside = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    return get_origin(inside) in {tuple, list}
