"""Words in a given language, outside of a request too: a worker sends a notice to somebody who reads another language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.support import NullTranslations, Translations

LANGUAGES: Final = ("zh_CN", "en")
_WEEKDAYS: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def N_(text: str) -> str:  # noqa: N802 - the name by which texts are extracted
    """Mark a text to be translated where it is shown."""
    return text


def _n(one: str, many: str) -> tuple[str, str]:
    """Mark a text in singular and plural."""
    return one, many


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language and the campus's zone."""

    language: str
    zone: ZoneInfo

    @property
    def chinese(self) -> bool:
        return self.language.startswith("zh")

    def say(self, text: str, **parts: Any) -> str:
        """Return a text that ``N_`` marked in this language, its placeholders filled."""
        found = _catalogue(self.language).gettext(text)
        return str(found % parts) if parts else str(found)

    def ngettext(self, one: str, many: str, number: int, **parts: Any) -> str:
        """Return the text for this number, which fills ``num``."""
        return str(_catalogue(self.language).ngettext(one, many, number) % {"num": number, **parts})

    def pick(self, pair: tuple[str, str]) -> str:
        """Return the side of a (Chinese, English) pair that is read; the other where that one is empty."""
        zh, en = pair
        return (zh or en) if self.chinese else (en or zh)

    def joined(self, parts: list[str]) -> str:
        return ("、" if self.chinese else ", ").join(parts)

    def quoted(self, text: str) -> str:
        return f"「{text}」" if self.chinese else f"“{text}”"

    def time(self, moment: datetime) -> str:
        """Return the time of day in the campus's zone."""
        return f"{moment.astimezone(self.zone):%H:%M}"

    def day(self, given: date) -> str:
        """Return a day: 3月1日 周日."""
        if self.chinese:
            return f"{given.month}月{given.day}日 {_WEEKDAYS[given.weekday()]}"
        return f"{given:%a} {given.day} {given:%b}"

    def when(self, moment: datetime) -> str:
        """Return a moment in the campus's zone: 3月1日 周日 09:15."""
        here = moment.astimezone(self.zone)
        return f"{self.day(here.date())} {here:%H:%M}"


@cache
def _catalogue(language: str) -> NullTranslations:
    found: NullTranslations = Translations.load(str(files("server") / "translations"), [language])
    return found
