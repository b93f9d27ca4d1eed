"""Markdown as people write it in plain text files: headings, lists, quotations, bold, italic, links. Pictures are counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Final

PICTURE: Final = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
MARKS: Final = ((r"\*\*(\S(?:.*?\S)?)\*\*", r"<strong>\1</strong>"), (r"__(\S(?:.*?\S)?)__", r"<strong>\1</strong>"),
                (r"\*(\S(?:.*?\S)?)\*", r"<em>\1</em>"))
LINK: Final = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
STARTS: Final = re.compile(r"(#{1,6})\s+|([-*+]|\d{1,3}[.)、])\s+|(>)\s?")


def read(text: str) -> tuple[str, int]:
    """Return the text as HTML, and how many pictures it names."""
    pictures = len(PICTURE.findall(text))
    return "".join(_blocks(PICTURE.sub(r"\1", text))), pictures


def _blocks(text: str) -> Iterator[str]:
    held: list[str] = []
    holder = ""
    for line in [*text.splitlines(), ""]:
        begins = STARTS.match(line.strip())
        wanted = "" if begins is None else "h" if begins[1] else "blockquote" if begins[3] else (
            "ul" if begins[2] in "-*+" else "ol")
        if held and (not line.strip() or wanted):
            yield f"<p>{'<br>'.join(held)}</p>"
            held = []
        if holder and wanted != holder:
            yield f"</{holder}>"
            holder = ""
        if begins is None:
            if line.strip() and not re.fullmatch(r"[-*_=]{3,}", line.strip()):
                held.append(_inline(line.strip()))
            continue
        inside = _inline(line.strip()[begins.end():])
        if wanted == "h":
            tag = "h2" if len(begins[1]) < 3 else "h3"
            yield f"<{tag}>{inside}</{tag}>"
            continue
        if not holder:
            yield f"<{wanted}>"
            holder = wanted
        yield f"<p>{inside}</p>" if wanted == "blockquote" else f"<li><p>{inside}</p></li>"
    if holder:
        yield f"</{holder}>"


def _inline(text: str) -> str:
    told = escape(text, quote=False)
    told = LINK.sub(lambda found: f'<a href="{escape(found[2])}">{found[1]}</a>', told)
    for mark, marked in MARKS:
        told = re.sub(mark, marked, told)
    return told
