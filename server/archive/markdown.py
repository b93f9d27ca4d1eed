"""A clean body as Markdown (CommonMark), for whoever reads the archive with nothing but a text editor."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

MARKS: Final = {"strong": "**", "em": "*", "s": "~~"}
HEADS: Final = {"h2": "## ", "h3": "### "}


def written(body: str) -> str:
    """Return a body as Markdown, blocks with an empty line between."""
    writer = _Writer()
    writer.feed(body)
    writer.close()
    return "\n\n".join(writer.blocks) + "\n" if writer.blocks else ""


def plain(text: str) -> str:
    """Return a text in which nothing is a mark of Markdown's."""
    return re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", text)


class _Writer(HTMLParser):
    """Collects blocks. ``_lists`` are (tag, number of the last item) of the lists that are open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._line: list[str] = []
        self._lists: list[tuple[str, int]] = []
        self._quotes = 0
        self._first = False
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in MARKS:
            self._line.append(MARKS[tag])
        elif tag == "br":
            self._line.append("\\\n")
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")
            self._line.append("[")
        elif tag in {"ul", "ol"}:
            self._lists.append((tag, 0))
        elif tag == "li" and self._lists:
            kind, number = self._lists.pop()
            self._lists.append((kind, number + 1))
            self._first = True
        elif tag == "blockquote":
            self._quotes += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in MARKS:
            self._line.append(MARKS[tag])
        elif tag == "a" and self._links:
            self._line.append(f"](<{self._links.pop()}>)")
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif tag == "blockquote":
            self._quotes -= 1
        elif tag in {"p", *HEADS}:
            self._end(HEADS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        self._line.append(plain(data))

    def _end(self, head: str) -> None:
        before, rest = "> " * self._quotes, ""
        if self._lists:
            kind, number = self._lists[-1]
            inner = "    " * (len(self._lists) - 1)
            before += inner + (("- " if kind == "ul" else f"{number}. ") if self._first else "    ")
            rest = "> " * self._quotes + inner + "    "
            self._first = False
        text = "".join(self._line).replace("\n", "\n" + (rest or "> " * self._quotes))
        self.blocks.append(before + head + text)
        self._line = []
