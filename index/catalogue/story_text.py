"""The words of a story's body, without its markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

INLINE: Final = frozenset({"strong", "b", "em", "i", "s", "del", "strike", "a"})
"""Tags within a line; every other begins a new one."""
SPACES: Final = re.compile(r"[ \t\r\n\f\u00a0\u200b\ufeff]+")


def text_of(body: str) -> str:
    """Return the words of a clean body, a line for each paragraph, heading or item."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    return "\n".join(line for line in (SPACES.sub(" ", one).strip() for one in "".join(reader.parts).split("\n")) if line)


class _Reader(HTMLParser):
    """Collects the words of clean HTML, a new line at each block and break."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag not in INLINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
