"""Rule sets read from TOML (or JSON of the same shape): each refusal names the key that is wrong, and what it may hold."""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final, TypeVar

from index.catalogue.outlets import Level, OutletType
from index.catalogue.placements import Rank
from index.errors import Invalid
from server.ledger.entries import Happened
from server.points import periods
from server.points.periods import Per
from server.points.quotas import Unit, What
from server.points.rules import Award, By, Naming, Rules, Wanted

Choice = TypeVar("Choice", bound=StrEnum)
MOST: Final = Decimal(1000)
LONGEST: Final = 60
_TRIGGERS: Final = tuple(one for one in Happened if one is not Happened.SENT)


def parse(text: str) -> Rules:
    """Return the rule set that a text writes down. Raises Invalid (rules), which names the key."""
    try:
        data = (json.loads(text, parse_float=Decimal) if text.lstrip().startswith("{")
                else tomllib.loads(text, parse_float=Decimal))
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Invalid("rules", f"不是有效的 TOML：{error}", f"not valid TOML: {error}") from None
    return of_data(data)


def of_data(data: Mapping[str, Any]) -> Rules:
    """Return the rule set that data holds. Raises Invalid (rules), which names the key."""
    top = _Table(data, "")
    name = top.text("name")
    start = top.month("from", end=False)
    until = top.month("until", end=True)
    if start is None:
        raise wrong("from", "必须填写，如 2026-01", "is required, like 2026-01")
    if until is not None and until < start:
        raise wrong("until", "早于 from", "comes before from")
    month, count, short = top.table("month"), top.table("count"), top.table("short")
    rules = Rules(
        name, start, until, due=month.number("due", 0, least=0, most=31), closes=month.number("closes", 5, least=0, most=28),
        rank_by=top.choice("rank_by", By, By.POINTS), awards=tuple(_award(one) for one in top.tables("award")),
        double=count.decimal("double", Decimal(2)), compound=count.flag("compound", default=False),
        double_in_quotas=count.flag("double_in_quotas", default=False),
        once_per_level=count.flag("once_per_level", default=False),
        split_departments=count.flag("split_departments", default=False), places=count.number("places", 2, least=0, most=6),
        short=short.decimal("each", Decimal(0)), short_kinds=short.decimals("kinds"), naming=_naming(top),
        quotas=tuple(_quota(one) for one in top.tables("quota")))
    for table in (month, count, short, top):
        table.done()
    return rules


def wrong(key: str, zh: str, en: str) -> Invalid:
    """Return the refusal of what a key holds."""
    return Invalid("rules", f"{key} {zh}", f"{key} {en}")


class _Table:
    """One table of the data; each reading strikes off its key, and what is left in the end is unknown."""

    def __init__(self, data: Mapping[str, Any], where: str) -> None:
        self.data, self.where, self.known = data, where, list[str]()

    def key(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def take(self, name: str) -> Any:
        self.known.append(name)
        return self.data.get(name)

    def done(self) -> None:
        for name in self.data:
            if name not in self.known:
                nearest = difflib.get_close_matches(name, self.known, n=1, cutoff=0.0)[0]
                raise wrong(self.key(name), f"不认识，是不是 {nearest}", f"is unknown; did you mean {nearest}")

    def text(self, name: str) -> str:
        given = self.take(name)
        if not isinstance(given, str) or not given.strip() or len(given.strip()) > LONGEST:
            raise wrong(self.key(name), f"必须填写，最多 {LONGEST} 个字", f"is required, with at most {LONGEST} characters")
        return given.strip()

    def texts(self, name: str, choices: Collection[str] = ()) -> tuple[str, ...]:
        given = self.take(name)
        if given is None:
            return ()
        if not isinstance(given, list) or not all(isinstance(one, str) and one.strip() for one in given):
            raise wrong(self.key(name), '要写成 ["…", "…"]', 'is a list like ["…", "…"]')
        for one in given:
            if choices and one not in choices:
                raise self._none_of(name, choices)
        return tuple(one.strip() for one in given)

    def choice(self, name: str, kind: type[Choice], default: Choice | None, among: Collection[Choice] = ()) -> Choice:
        given = self.take(name)
        if given is None and default is not None:
            return default
        if given not in tuple(among or kind):
            raise self._none_of(name, [str(one) for one in among or kind])
        return kind(given)

    def flag(self, name: str, *, default: bool) -> bool:
        given = self.take(name)
        if given is None:
            return default
        if not isinstance(given, bool):
            raise wrong(self.key(name), "只能是 true 或 false", "is true or false")
        return given

    def number(self, name: str, default: int | None, *, least: int, most: int) -> int:
        given = self.take(name)
        if given is None and default is not None:
            return default
        if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= most:
            raise wrong(self.key(name), f"要是 {least} 到 {most} 的整数", f"is a whole number from {least} to {most}")
        return given

    def decimal(self, name: str, default: Decimal | None) -> Decimal:
        given = self.take(name)
        if given is None and default is not None:
            return default
        return _exact(self.key(name), given)

    def decimals(self, name: str) -> dict[str, Decimal]:
        inner = self.table(name)
        return {key: _exact(inner.key(key), given) for key, given in inner.data.items()}

    def month(self, name: str, *, end: bool) -> str | None:
        """A month, or a day that is its first (its last for an ``end``): points are counted by whole months."""
        given = self.take(name)
        if given is None:
            return None
        text = str(given)
        try:
            if len(text) != len("2026-01-01"):
                return periods.month(text)
            day = date.fromisoformat(text)
        except (Invalid, ValueError):
            raise wrong(self.key(name), "要写成 2026-01", "is written like 2026-01") from None
        of = text[:7]
        if day != periods.day(of, periods.LAST if end else 1):
            raise wrong(self.key(name), "考核按整月计：从某月一日起，到某月最后一天止",
                        "must be the last day of a month" if end else "must be the first day of a month")
        return of

    def table(self, name: str) -> _Table:
        given = self.take(name)
        if given is not None and not isinstance(given, Mapping):
            raise wrong(self.key(name), "要是一个表", "is a table")
        return _Table(given or {}, self.key(name))

    def tables(self, name: str) -> list[_Table]:
        given = self.take(name)
        if given is None:
            return []
        if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
            raise wrong(self.key(name), f"要写成 [[{name}]]", f"is written as [[{name}]]")
        return [_Table(one, f"{name}[{place}]") for place, one in enumerate(given, 1)]

    def _none_of(self, name: str, choices: Collection[str]) -> Invalid:
        said = ", ".join(choices)
        return wrong(self.key(name), f"只能是：{said}", f"must be one of: {said}")


def _exact(key: str, given: Any) -> Decimal:
    """Return an amount of nought or more, exactly as it was written."""
    try:
        amount = Decimal(given) if isinstance(given, str | int | Decimal) and not isinstance(given, bool) else None
    except InvalidOperation:
        amount = None
    if given is None:
        raise wrong(key, "必须填写", "is required")
    if amount is None or not amount.is_finite() or not 0 <= amount <= MOST or -int(amount.as_tuple().exponent) > 6:
        raise wrong(key, f"要是 0 到 {MOST} 的数，最多六位小数", f"is a number from 0 to {MOST} with at most six decimals")
    return amount


def _award(of: _Table) -> Award:
    read: Callable[[str, Collection[str]], frozenset[str]] = lambda name, choices: frozenset(of.texts(name, choices))  # noqa: E731
    made = Award(_what(of, Happened.ADOPTED), of.decimal("points", None), of.decimal("times", Decimal(1)),
                 read("levels", tuple(Level)), read("types", tuple(OutletType)), read("prizes", tuple(Rank)))
    if made.what.trigger is not Happened.ADOPTED and (made.levels or made.types or made.prizes):
        raise wrong(of.key("trigger"), "媒体的级别、类型和奖项只对采用有效",
                    "must be adopted where levels, types or prizes are named")
    of.done()
    return made


def _what(of: _Table, trigger: Happened | None) -> What:
    made = What(of.choice("trigger", Happened, trigger, _TRIGGERS), of.choice("unit", Unit, Unit.ITEM),
                frozenset(of.texts("kinds")), frozenset(of.texts("channels")), frozenset(of.texts("outlets")),
                of.flag("known", default=False))
    if made.trigger is not Happened.ADOPTED and (made.outlets or made.known):
        raise wrong(of.key("trigger"), "指定媒体时只能是 adopted", "must be adopted where outlets are named")
    if made.trigger is Happened.SUBMITTED and made.channels:
        raise wrong(of.key("channels"), "投稿不分渠道，只有发布和采用可以指定", "cannot be named for what is only submitted")
    return made


def _naming(top: _Table) -> Naming | None:
    if top.data.get("naming") is None:
        top.take("naming")
        return None
    of = top.table("naming")
    made = Naming(of.decimal("deduction", None), of.number("times", 2, least=1, most=12))
    of.done()
    return made


def _quota(of: _Table) -> Wanted:
    made = Wanted(of.text("name"), of.number("number", None, least=0, most=10_000), _what(of, None),
                  of.choice("per", Per, Per.MONTH), of.flag("duty", default=True), of.flag("everybody", default=False),
                  of.flag("together", default=False), of.texts("departments"), of.texts("groups"), of.texts("people"))
    if not (made.everybody or made.departments or made.groups or made.people):
        raise wrong(of.key("groups"), "没有写明由谁完成：请写 everybody、departments、groups 或 people",
                    "is for nobody: name everybody, departments, groups or people")
    of.done()
    return made
