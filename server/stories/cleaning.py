"""The safe subset of rich text that a story's body may hold, and what becomes of everything else.

nh3 (ammonia) takes out whatever runs, loads or tracks; after it the markup is well formed, and what is left is written
in one way: each block a ``p``, ``h2``, ``h3``, ``li`` or ``blockquote``, nothing nested that means nothing, no empty
blocks. Word, WPS and WeChat put text into ``div``, ``section`` and ``span``; that text becomes paragraphs.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from typing import Final

from index.catalogue.story_text import SPACES, text_of

INLINE: Final = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "s": "s", "del": "s", "strike": "s", "a": "a"}
BLOCKS: Final = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3", "p": "p", "div": "p",
                 "section": "p", "article": "p", "td": "p", "th": "p", "figcaption": "p", "dt": "p", "dd": "p", "pre": "p"}
HOLDERS: Final = frozenset({"ul", "ol", "li", "blockquote"})
GONE_WITH_TEXT: Final = {"script", "style", "title", "head", "noscript", "template", "svg", "math", "iframe", "object"}
SCHEMES: Final = {"http", "https", "mailto"}
INVISIBLE: Final = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
"""Control characters, widthless ones, and those that turn the direction of what follows."""


def clean(given: str) -> str:
    """Return a body as it may be kept: HTML of p, h2, h3, strong, em, s, ul, ol, li, blockquote, a[href] and br.

    Plain text without any tag becomes paragraphs, a line each. Cleaning what is clean changes nothing.
    """
    import nh3

    if "<" not in given or not re.search(r"<[a-zA-Z/!?]", given):
        lines = (SPACES.sub(" ", INVISIBLE.sub("", line)).strip() for line in given.splitlines())
        return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)
    known = {*INLINE, *BLOCKS, *HOLDERS, "br", "table", "tr", "tbody"}
    safe = nh3.clean(given, tags=known, clean_content_tags=GONE_WITH_TEXT, attributes={"a": {"href"}}, url_schemes=SCHEMES,
                     link_rel=None, strip_comments=True)
    writer = _Writer()
    writer.feed(safe)
    writer.close()
    return writer.html()


def length_of(body: str) -> int:
    """Return how many characters a body has, as an editor counts them: without spaces."""
    return len(re.sub(r"\s", "", text_of(body)))


class _Writer(HTMLParser):
    """Writes what nh3 let pass in the one form. ``_holders`` are the lists and quotations that are open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._holders: list[str] = []
        self._block = ""
        self._line: list[str] = []
        self._inline: list[str] = []

    def html(self) -> str:
        self._end_block()
        while self._holders:
            self._close_holder(self._holders[-1])
        return "".join(self._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._line.append("<br>")
        elif tag in INLINE:
            self._open_inline(INLINE[tag], dict(attrs).get("href"))
        elif tag in HOLDERS:
            self._end_block()
            if tag == "li" and self._holders[-1:] not in (["ul"], ["ol"]):
                return  # an item of no list is a paragraph
            self._holders.append(tag)
            self._out.append(f"<{tag}>")
        elif tag in BLOCKS:
            self._end_block()
            self._block = BLOCKS[tag]

    def handle_endtag(self, tag: str) -> None:
        if tag in INLINE:
            self._close_inline(INLINE[tag])
        elif tag in HOLDERS:
            self._end_block()
            if tag in self._holders:
                while self._holders and self._holders[-1] != tag:
                    self._close_holder(self._holders[-1])
                self._close_holder(tag)
        elif tag in BLOCKS:
            self._end_block()

    def handle_data(self, data: str) -> None:
        self._line.append(escape(SPACES.sub(" ", INVISIBLE.sub("", data)), quote=False))

    def _open_names(self) -> list[str]:
        return [one.split(" ")[0].strip("<>") for one in self._inline]

    def _open_inline(self, tag: str, href: str | None) -> None:
        if tag == "a" and not href:
            return
        told = f'<a href="{escape(href or "")}">' if tag == "a" else f"<{tag}>"
        if tag in self._open_names():
            return
        self._inline.append(told)
        self._line.append(told)

    def _close_inline(self, tag: str) -> None:
        names = self._open_names()
        if tag not in names:
            return
        reopened = []
        while names[-1] != tag:
            reopened.append(self._inline.pop())
            self._line.append(f"</{names.pop()}>")
        self._inline.pop()
        self._line.append(f"</{tag}>")
        for told in reversed(reopened):
            self._inline.append(told)
            self._line.append(told)

    def _end_block(self) -> None:
        """Write the line as a block where it says anything; what is open inside it goes on in the next."""
        line = _tidied("".join(self._line) + "".join(f"</{name}>" for name in reversed(self._open_names())))
        if line:
            inside = self._holders[-1] if self._holders else ""
            if inside in {"ul", "ol"}:  # words between items are an item
                self._out.append(f"<li><p>{line}</p></li>")
            else:
                tag = self._block or "p"
                self._out.append(f"<{tag}>{line}</{tag}>")
        self._block = ""
        self._line = list(self._inline)

    def _close_holder(self, tag: str) -> None:
        self._holders.pop()
        if self._out and self._out[-1] == f"<{tag}>":
            self._out.pop()
        else:
            self._out.append(f"</{tag}>")


def _tidied(line: str) -> str:
    """Return a block's inside without empty marks, and without spaces and breaks at its ends."""
    before = None
    while before != line:
        before = line
        line = re.sub(r"<(strong|em|s|a)(?: href=\"[^\"]*\")?>((?:\s|<br>)*)</\1>", r"\2", line)
        line = re.sub(r"^(?:\s|<br>)+|(?:\s|<br>)+$", "", line)
        line = re.sub(r"^((?:<(?:strong|em|s|a(?: href=\"[^\"]*\")?)>)+)(?:\s|<br>)+", r"\1", line)
        line = re.sub(r"(?:\s|<br>)+((?:</(?:strong|em|s|a)>)+)$", r"\1", line)
    return line if re.sub(r"<[^>]*>|\s", "", line) else ""
