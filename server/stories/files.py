"""Stories as files: what a .docx, .html, .md or .txt file says, with its title, who wrote it and when, where it tells."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import escape
from html.parser import HTMLParser
from pathlib import PurePath
from typing import Final

from index.catalogue.stories import CreditPart
from index.catalogue.story_text import text_of
from index.errors import Invalid, VitrineError
from server.sheets.reading import decode
from server.stories import docx, markdown
from server.stories.cleaning import clean
from server.stories.docx import Document
from server.stories.service import LIMITS, Credit

MOST_BYTES: Final = 20 << 20
LOOKED_AT: Final = 6
"""Lines at the beginning and at the end among which bylines and dates are looked for."""
LONGEST_HEADLINE: Final = 60
WORDS: Final = "文字|作者|撰稿人?|撰文|通讯员|供稿|记者|文|words|text|author|by"
PHOTOS: Final = "图片|摄影|摄|图|photos?|pictures?"
BOTH: Final = "图文|文图|文字?[/／、]?摄影"
PART: Final = rf"(?:{BOTH}|{WORDS}|{PHOTOS})\s*[:：/／]"
BYLINE: Final = re.compile(rf"({BOTH}|{WORDS}|{PHOTOS})\s*[:：/／]\s*(.+?)(?=[\s，,；;]+{PART}|$)", re.IGNORECASE)
NAME: Final = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,8}·[\u3400-\u9fff·]{1,12}|[A-Z][A-Za-z .'-]{1,40}")
"""A name as bylines have it; a department, or the beginning of a sentence, is none and stays in the text."""
DATED: Final = re.compile(r"(?:(?:发布)?(?:日期|时间)|date)?\s*[:：]?\s*(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*"
                          r"(\d{1,2})\s*日?(?:\s+\d{1,2}[:：]\d{2})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds. ``credits`` are what a line of its text says, ``author`` what only its properties do;
    ``pictures`` and ``notes`` are how many were left out.
    """

    title: str
    body: str
    credits: tuple[Credit, ...] = ()
    author: str = ""
    dated: date | None = None
    pictures: int = 0
    notes: int = 0


def read(name: str, data: bytes) -> Found:
    """Read a file by its name's ending. Raises Invalid (file)."""
    ending = PurePath(name).suffix.lower()
    if ending in {".doc", ".wps"}:
        raise Invalid("file", f"请在 Word 或 WPS 里把 {ending} 另存为 .docx",
                      f"save the {ending} as .docx in Word or WPS first")
    if ending not in READERS:
        raise Invalid("file", f"只读取 {'、'.join(READERS)}", f"only {', '.join(READERS)} are read")
    if len(data) > MOST_BYTES:
        raise Invalid("file", f"文件超过 {MOST_BYTES >> 20} MB", f"it is larger than {MOST_BYTES >> 20} MB")
    raw = READERS[ending](data)
    body = clean(raw.html)
    if not text_of(body):
        raise Invalid("file", "里面没有文字", "there are no words in it")
    title, body = _titled(raw.title, body, PurePath(name).stem)
    body, credits_, dated = _bylines(body)
    return Found(title, body, credits_, raw.author, dated or _day(raw.created), raw.pictures, raw.notes)


def _html(data: bytes) -> Document:
    text = _text(data)
    reader = _Page()
    reader.feed(text)
    reader.close()
    title = " ".join("".join(reader.headline or reader.title).split())
    if not reader.headline:  # a page's own title goes on with the site's name
        title = re.split(r"\s[-–—|]\s|[_|｜]", title)[0].strip()
    return Document(text, title, reader.meta.get("author", ""), reader.meta.get("date", ""), reader.pictures)


def _markdown(data: bytes) -> Document:
    html, pictures = markdown.read(_text(data))
    return Document(html, pictures=pictures)


def _plain(data: bytes) -> Document:
    lines = "\n".join(_text(data).splitlines())
    return Document("".join(f"<p>{escape(line, quote=False)}</p>" for line in lines.split("\n") if line.strip()))


READERS: Final[dict[str, Callable[[bytes], Document]]] = {".docx": docx.read, ".html": _html, ".htm": _html, ".md": _markdown,
                                                      ".txt": _plain}


def _text(data: bytes) -> str:
    try:
        return decode(data)
    except VitrineError as error:
        raise Invalid("file", "文字编码无法识别，请另存为 UTF-8", "its encoding is not known; save it as UTF-8") from error


def _titled(title: str, body: str, stem: str) -> tuple[str, str]:
    """Return the title, and the body without it: what the file marks as one, else a short first line, else its name."""
    first = re.match(r"<(h2|h3|p)>(.*?)</\1>", body, re.DOTALL)
    words = text_of(first[0]).replace("\n", " ") if first else ""
    if title and (not first or words != title):
        return title[:LIMITS["title"]], body
    marked = first is not None and (bool(title) or first[1] == "h2")
    if first is not None and words and len(words) <= (LIMITS["title"] if marked else LONGEST_HEADLINE) \
            and (marked or words[-1] not in "。！？；：.!?;:"):
        return words, body[first.end():]
    return stem[:LIMITS["title"]], body


def _bylines(body: str) -> tuple[str, tuple[Credit, ...], date | None]:
    """Return the body without lines that only say who made it, those people, and the day that a line is."""
    blocks = list(re.finditer(r"<p>((?:(?!</?p>).)*)</p>", body, re.DOTALL))
    near = blocks[:LOOKED_AT] + blocks[max(LOOKED_AT, len(blocks) - LOOKED_AT):]
    found: list[Credit] = []
    gone: list[tuple[int, int]] = []
    dated = None
    for block in near:
        line = text_of(block[0]).replace("\n", " ").strip("（）() \u3000")
        if whole := DATED.fullmatch(line):
            dated = dated or _day("-".join(whole.groups()))
        elif credits_ := _credits(line):
            found += credits_
            gone.append(block.span())
    for start, end in reversed(gone):
        body = body[:start] + body[end:]
    return clean(body), tuple(dict.fromkeys(found)), dated


def _credits(line: str) -> list[Credit]:
    """Return the people of a line that names nobody and nothing else."""
    found: list[Credit] = []
    at = 0
    for said in BYLINE.finditer(line):
        names = [one for part in re.split(r"[、,，;；]", said[2]) for one in (
            [part.strip()] if part.isascii() else part.split())]
        if line[at:said.start()].strip(" ，,；;") or not names or not all(NAME.fullmatch(one) for one in names):
            return []
        at = said.end()
        parts = list(CreditPart) if re.fullmatch(BOTH, said[1]) else [
            CreditPart.PHOTOGRAPHER if re.fullmatch(PHOTOS, said[1], re.IGNORECASE) else CreditPart.AUTHOR]
        found += [Credit(part, name) for part in parts for name in names]
    return found if not line[at:].strip() else []


def _day(given: str) -> date | None:
    parts = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})", given)
    try:
        return date(*(int(one) for one in parts.groups())) if parts else None
    except ValueError:
        return None


class _Page(HTMLParser):
    """Collects what a page says of itself beside its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title: list[str] = []
        self.headline: list[str] = []
        self.meta: dict[str, str] = {}
        self.pictures = 0
        self._inside: list[str] | None = None
        self._headed = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "img":
            self.pictures += 1
        elif tag == "title":
            self._inside = self.title
        elif tag == "h1" and not self._headed:
            self._inside, self._headed = self.headline, True
        elif tag == "meta":
            name = (told.get("name") or told.get("property") or "").lower()
            kind = "author" if name == "author" else "date" if name in {"date", "pubdate", "article:published_time"} else ""
            if kind:
                self.meta.setdefault(kind, (told.get("content") or "").strip())

    def handle_endtag(self, tag: str) -> None:
        if tag in {"title", "h1"}:
            self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside is not None:
            self._inside.append(data)
