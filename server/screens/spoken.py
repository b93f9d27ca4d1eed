"""Words that stand on screens in two languages: what their fields hold, and how long they may be to be read from afar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from index.errors import Invalid

LONGEST: Final = {"title": 20, "title_en": 60, "body": 160, "body_en": 400}
"""Characters that each field may have: what is longer is too small on an upright screen, or cut off."""
LINES: Final = 6


@dataclass(frozen=True, slots=True)
class Words:
    """A title, and lines below it, in Chinese and in English. The English may be missing."""

    title: str
    title_en: str
    body: str
    body_en: str


class Spoken(Protocol):
    """What holds such words, a row of the catalogue for one."""

    @property
    def title(self) -> str: ...
    @property
    def title_en(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def body_en(self) -> str: ...


def of(row: Spoken) -> Words:
    """Return the words of a row."""
    return Words(row.title, row.title_en, row.body, row.body_en)


def from_form(form: Mapping[str, str]) -> Words:
    """Read the four fields of a form."""
    return Words(*(form.get(name, "") for name in LONGEST))


def checked(words: Words, *, both: bool = False) -> Words:
    """Return words trimmed line by line. Raises Invalid for what is missing or too long; with ``both`` nothing may miss."""
    found = {name: trimmed(getattr(words, name)) for name in LONGEST}
    for name, longest in LONGEST.items():
        if not found[name] and (both or name == "title"):
            raise Invalid(name, "不能为空", "must not be empty")
        if len(found[name]) > longest:
            raise Invalid(name, f"最多 {longest} 个字，再长在屏上就看不清", f"at most {longest} characters, to be legible")
        most = LINES if name.startswith("body") else 1
        if found[name].count("\n") >= most:
            raise Invalid(name, f"最多 {most} 行", f"at most {most} lines")
    return Words(**found)


def trimmed(text: str) -> str:
    """Return a text without empty lines and blanks around its lines."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
