"""The common settings of a rule set, read out of its TOML and written back into it: the rest of the text stays as it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from index.errors import Invalid


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key in its table (of no name, the head of the text), and how its value is written. ``usual`` is what
    holds where the text is silent.
    """

    table: str
    key: str
    kind: str
    usual: str = ""

    @property
    def field(self) -> str:
        """What its field of the form is called."""
        return f"{self.table}-{self.key}" if self.table else f"set-{self.key}"


SETTINGS: Final = (
    Setting("", "name", "text"), Setting("", "from", "month"), Setting("", "until", "month"),
    Setting("month", "due", "number", "0"), Setting("month", "closes", "number", "5"),
    Setting("count", "double", "amount", "2"), Setting("count", "compound", "flag", "false"),
    Setting("count", "double_in_quotas", "flag", "false"), Setting("count", "once_per_level", "flag", "false"),
    Setting("count", "split_departments", "flag", "false"),
    Setting("count", "places", "number", "2"), Setting("short", "each", "amount", "0"),
    Setting("naming", "times", "number", "2"), Setting("naming", "deduction", "amount"),
)
NAMES: Final[dict[str, tuple[str, str]]] = {
    "set-name": ("名称", "Name"), "set-from": ("起始月份", "First month"), "set-until": ("结束月份", "Last month"),
    "month-due": ("截止日（0 为月末）", "Due day (0: the last)"), "month-closes": ("次月几日关账", "Closes on, next month"),
    "count-double": ("一岗双责加倍", "Factor of 一岗双责"), "count-compound": ("两个加倍可以叠加", "Doublings compound"),
    "count-double_in_quotas": ("任务里也加倍", "Doubles in tasks too"),
    "count-once_per_level": ("同一级别只计一次", "Once per level"),
    "count-split_departments": ("合写的分给各作者的部门", "Split among departments"),
    "count-places": ("署名分摊小数位", "Decimals of shares"),
    "short-each": ("每少一篇扣", "Off for each one short"), "naming-times": ("第几次通报扣年度分", "Deduct at the … naming"),
    "naming-deduction": ("通报扣年度分", "Off the year's score"),
}
"""What the fields of the settings are called."""
_TABLE: Final = re.compile(r"^\s*\[+\s*([^\]\s]+)\s*\]+", re.MULTILINE)


def settings_of(text: str) -> list[tuple[Setting, str]] | None:
    """Return the common settings as the text has them; None where it is no TOML."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError:
        return None
    return [(one, _shown(one, data)) for one in SETTINGS]


def written(form: Mapping[str, str], *, strict: bool = True) -> str:
    """Return the text of a form with those settings put in that were changed in their own fields.

    Raises Invalid (rules) for a value that cannot be written down, where ``strict``.
    """
    text = form.get("rules", "").replace("\r\n", "\n")
    for one in SETTINGS:
        given = form.get(one.field)
        if given is not None and given != form.get(f"was-{one.field}", given):
            try:
                text = put(text, one, given.strip())
            except Invalid:
                if strict:
                    raise
    return text


def put(text: str, setting: Setting, value: str) -> str:
    """Return the text with one setting in its place, or without it where the value is empty. Raises Invalid (rules)."""
    begin, end = _span(text, setting.table)
    line = f"{setting.key} = {_literal(setting, value)}" if value else ""
    if begin < 0:
        return f"{text.rstrip()}\n\n[{setting.table}]\n{line}\n" if line else text
    part = text[begin:end]
    old = re.compile(rf"^(\s*)#?\s*{re.escape(setting.key)}\s*=[^#\n]*(#[^\n]*)?$", re.MULTILINE)
    found = next((one for one in old.finditer(part) if not one[0].lstrip().startswith("#")), None) or (
        old.search(part) if value else None)
    if found is None:
        new = f"{part.rstrip()}\n{line}\n\n" if line else part
    else:
        beside = f"  {found[2]}" if found[2] and line else ""
        new = part[:found.start()] + f"{line}{beside}" + part[found.end():]
    return text[:begin] + new + text[end:]


def from_month(text: str, month: str) -> str:
    """Return a rule set's text that begins with this month."""
    return put(text, SETTINGS[1], month)


def _shown(one: Setting, data: Mapping[str, Any]) -> str:
    table = data.get(one.table, {}) if one.table else data
    value = table.get(one.key) if isinstance(table, Mapping) else None
    if value is None:
        return one.usual
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text[:7] if one.kind == "month" else text


def _literal(setting: Setting, value: str) -> str:
    if setting.kind in {"number", "flag"}:
        if not re.fullmatch(r"[0-9]{1,4}|true|false", value):
            raise Invalid("rules", f"{setting.key} 要是整数", f"{setting.key} is a whole number")
        return value
    if '"' in value or "\\" in value or "\n" in value:
        raise Invalid("rules", f"{setting.key} 不能有引号和反斜杠", f"{setting.key} cannot hold quotes and backslashes")
    return f'"{value}"'


def _span(text: str, table: str) -> tuple[int, int]:
    """Return where a table's lines begin and end in a text; -1 where there is none."""
    heads = list(_TABLE.finditer(text))
    if not table:
        return 0, heads[0].start() if heads else len(text)
    for place, one in enumerate(heads):
        if one[1] == table:
            after = text.find("\n", one.end())
            begin = len(text) if after < 0 else after + 1
            return begin, heads[place + 1].start() if place + 1 < len(heads) else len(text)
    return -1, -1
