"""Strings that break careless programs, our own choice of each sort that published lists have; and how to find them again.

A string that may be kept holds no separator of lists and no blanks at its ends, so that it is stored as it was sent.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final

KEPT: Final[dict[str, str]] = {
    "markup": "=1+1|\"'><b data-nau=ghty><script>naughty()</script>{{7*7}}${7*7}%s' OR 1=1--\\..\\CON%00{0}",
    "marks": "＝naughty\u202eabc\u202c\u200b\u2066e\u0301\u0323\u0489\ufeff\U0001f469\u200d\U0001f467\u00ad"
             " Ω≈ç ﷽ ٱلْعَ ไทย 𠜎 ﬃ½",
}
"""Any of these may stand in a text. Where they are kept, they are kept as they are."""
CONTROL: Final = "naughty\x00\x07\x1b[31m\x0b\x7f\x85"
ENDLESS: Final = "naughty" + "长" * 9_000
ODD: Final = ("9" * 40, "²", "2026-02-30", "-1", "CON", "NaN", "9999-12-31T23:59", "1e999", "0", "٣", "0001-01-01",
              "9999-12-31", " \u3000\u00a0\t\u200b ", "..", "null")
"""These are no texts, numbers or dates that anything could do with."""
EVALUATED: Final = (*"=+-@\t\r＝＋－＠",)
"""Beginnings of what a spreadsheet evaluates; the wide ones in some East Asian editions."""
CORE: Final = re.compile(r"nau=ghty|naughty", re.IGNORECASE)


def normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def left_over(text: str) -> bool:
    """Say whether a text holds a piece of one of KEPT that is not the whole of it as it was sent."""
    rest = normal(text)
    for one in KEPT.values():
        rest = rest.replace(normal(one), "")
    return CORE.search(rest) is not None


class Page(HTMLParser):
    """What a browser would make of a page: what runs in it, what its fields hold, and its forms."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.live: list[str] = []
        self.said: list[str] = []
        self.forms: list[tuple[str, str, dict[str, list[str]]]] = []
        self._select: tuple[str, list[str], list[str]] | None = None
        self._area: str | None = None
        self._text = ""
        self._script = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        named = any(CORE.search(name) or name == "data-nau" for name in given) or CORE.search(tag)
        if named or any(given.get(name, "").strip().lower().startswith("javascript:") for name in ("href", "src", "action")):
            self.live.append(self.get_starttag_text() or tag)
        self._script = tag in {"script", "style"}
        self.said += [value for name, value in given.items() if name in {"value", "title", "alt", "aria-label"}]
        if tag == "form":
            self.forms.append((given.get("action", ""), given.get("method", "get").lower(), {}))
        elif name := given.get("name"):
            self._field(tag, name, given)
        elif tag == "option" and self._select is not None:
            chosen = given.get("value", "")
            self._select[2 if "selected" in given else 1].append(chosen)

    def _field(self, tag: str, name: str, given: dict[str, str]) -> None:
        if tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "select":
            self._select = (name, [], [])
        elif tag == "button" or (tag == "input" and ("checked" in given or given.get("type") not in {"checkbox", "radio"})):
            self._keep(name, given.get("value", ""))

    def _keep(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1][2].setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text += data
        if self._script and CORE.search(data):
            self.live.append(data)
        self.said.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            self._keep(self._area, self._text.removeprefix("\n"))
            self._area = None
        elif tag == "select" and self._select is not None:
            name, options, chosen = self._select
            self._keep(name, (chosen or options or [""])[0])
            self._select = None
        self._script = False


def formulas(answer: Any) -> list[str]:
    """Return the cells of a sheet, CSV or XLSX, that a spreadsheet would evaluate."""
    if answer.mimetype == "text/csv":
        rows = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))
        return [cell for row in rows for cell in row if cell.startswith(EVALUATED) and not re.fullmatch(r"-?[\d.]*", cell)]
    return list(_evaluated(answer.get_data()))


def _evaluated(data: bytes) -> Iterator[str]:
    from openpyxl import load_workbook

    for sheet in load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            yield from (str(cell.value) for cell in row if cell.data_type == "f")
