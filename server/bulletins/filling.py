"""From a template and what was written into its blanks to the words that stand on screens. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from index.errors import Invalid
from kiosk.bulletins import LEFT, MARK
from server.screens import spoken
from server.screens.spoken import Words

BLANKS: Final = ("what", "where", "from", "until", "contact", LEFT)
LONGEST: Final = {"matter": 40, "matter_en": 100, "site": 40, "site_en": 80, "contact": 40}
"""Characters that each field takes: {what} is the matter, {where} the site."""
_BLANK: Final = re.compile(r"\{(\w+)\}")
_WEEKDAYS: Final = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Filled:
    """What was written into the blanks. English that is missing leaves its line out, but for places, which have names."""

    matter: str
    site: str
    starts_at: datetime
    until: datetime
    contact: str = ""
    matter_en: str = ""
    site_en: str = ""


def checked(template: Words) -> Words:
    """Return a template trimmed. Raises Invalid for what is too long, and for a blank that there is none of."""
    words = spoken.checked(template, both=True)
    for name in ("title", "title_en", "body", "body_en"):
        for blank in _BLANK.findall(getattr(words, name)):
            if blank not in BLANKS:
                raise Invalid(name, f"没有名为 {{{blank}}} 的空，可用：{'、'.join(f'{{{one}}}' for one in BLANKS)}",
                              f"there is no blank {{{blank}}}; there are {', '.join(f'{{{one}}}' for one in BLANKS)}")
    return words


def fill(template: Words, given: Filled, zone: ZoneInfo) -> Words:
    """Return the template's words with its blanks filled. A line of which a blank stays empty is left out; how long
    it is {left} until it begins is filled in by whoever shows it.
    """
    first, last = given.starts_at.astimezone(zone), given.until.astimezone(zone)
    chinese = {"what": given.matter, "where": given.site, "contact": given.contact, "from": _zh(first),
               "until": _zh(last, first), LEFT: MARK}
    english = {"what": given.matter_en, "where": given.site_en or given.site, "contact": given.contact, "from": _en(first),
               "until": _en(last, first), LEFT: MARK}
    return Words(_lines(template.title, chinese), _lines(template.title_en, english), _lines(template.body, chinese),
                 _lines(template.body_en, english))


def band(given: Filled, zone: ZoneInfo) -> tuple[str, str]:
    """Return the line that stays on screens while it is in force, in Chinese and in English."""
    first, last = given.starts_at.astimezone(zone), given.until.astimezone(zone)
    return (f"{given.site}　{_zh(first)} 至 {_zh(last, first)}".strip(),
            f"{given.site_en or given.site}  {_en(first)} to {_en(last, first)}".strip())


def _lines(text: str, blanks: dict[str, str]) -> str:
    kept = []
    for line in text.splitlines():
        wanted = _BLANK.findall(line)
        if all(blanks.get(name) for name in wanted):
            kept.append(_BLANK.sub(lambda found: blanks[found[1]], line))
    return spoken.trimmed("\n".join(kept))


def _zh(moment: datetime, before: datetime | None = None) -> str:
    """3月2日 周一 14:00, the time alone on the same day."""
    if before is not None and before.date() == moment.date():
        return f"{moment:%H:%M}"
    return f"{moment.month}月{moment.day}日 周{_WEEKDAYS[moment.weekday()]} {moment:%H:%M}"


def _en(moment: datetime, before: datetime | None = None) -> str:
    """Mon 2 Mar 14:00, the time alone on the same day."""
    if before is not None and before.date() == moment.date():
        return f"{moment:%H:%M}"
    return f"{moment:%a} {moment.day} {moment:%b %H:%M}"
