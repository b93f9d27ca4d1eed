"""The query language: text as people type it -> a small tree (nodes.py) that no engine owns.

Words, "短语", -word (or NOT), OR (AND is what silence means), and field:value with Chinese and English names (names.py).
What Chinese input methods type in full width, ``：“”－＞＝``, equals ASCII. Nothing is ever refused:
what is odd is left out or searched as words, and a Note says which part was meant.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from index.errors import reason
from index.search import analysis, conditions, names
from index.search.nodes import All, Either, Node, Not, Query, Word
from index.search.results import Note

CAMPUS: Final = ZoneInfo("Asia/Shanghai")
LONGEST: Final = 1000
"""Characters of a query that are read."""
MOST: Final = 64
"""Conditions of a query that are used."""

_SIGNS: Final = str.maketrans({
    **dict.fromkeys("“”„‟«»「」『』〝〞〟", '"'), **dict.fromkeys("−–‐‑", "-"), "≥": ">=", "≤": "<=", "〜": "~", "、": ",",
    "。": " ", "\x00": " ",
})
_NAME: Final = re.compile(r"([^\W\d_][\w-]*)(:[ ]*|(?=[<>]=?[ ]*[\d.]))")
_BARE: Final = re.compile(r'[^\s"]+')
_LISTED: Final = re.compile(r'[^\s",]+')
_SIGN: Final = re.compile(r"(?:[<>]=?|=[<>]?)[ ]*")
_OR: Final = frozenset({"OR", "||", "|"})
_AND: Final = frozenset({"AND", "&&", "&"})
_NOT: Final = frozenset({"NOT"})


def parse(text: str, *, now: datetime, zone: ZoneInfo = CAMPUS) -> Query:
    """Return the tree of ``text``. ``now`` is aware; days, weeks and terms are those of ``zone``. Never raises."""
    return _Parser(text, now, zone).query()


@dataclass(frozen=True, slots=True)
class Term:
    """One condition as it stands in the text, with its sign: ``source``. Of ``field:value`` the field and its values.

    ``node`` is what is searched for, without the sign.
    """

    source: str
    node: Node
    negative: bool = False
    field: str | None = None
    values: tuple[str, ...] = ()


def terms(text: str, *, now: datetime, zone: ZoneInfo = CAMPUS) -> list[list[Term]]:
    """Return the conditions of ``text``, those that OR joins side by side; what says nothing is left out. Never raises."""
    return _Parser(text, now, zone).groups()


def normalise(text: str) -> str:
    """Return ``text`` with full-width signs and Chinese quotation marks as ASCII; words stay as typed."""
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    return " ".join(plain.split())


class _Parser:
    """One pass from left to right. ``_at`` is where we are in ``_text``."""

    def __init__(self, text: str, now: datetime, zone: ZoneInfo) -> None:
        self._notes: list[Note] = []
        self._text = normalise(text[:LONGEST])
        if len(text) > LONGEST:
            self._note("query-long", text[LONGEST:LONGEST + 20])
        self._at = 0
        self._reader = conditions.Reader(now, zone, self._note)

    def query(self) -> Query:
        """Return the whole tree."""
        groups = [[Not(term.node) if term.negative else term.node for term in group] for group in self.groups()]
        return Query(All(tuple(g[0] if len(g) == 1 else Either(tuple(g)) for g in groups)), tuple(self._notes))

    def groups(self) -> list[list[Term]]:
        """Gather the conditions; OR binds what stands beside it, nearer than the silent AND."""
        groups: list[list[Term]] = []
        joining = False
        while self._skip_space():
            if len(groups) >= MOST:
                self._note("query-long", self._text[self._at:][:20])
                break
            if self._take(_OR):
                joining = self._join(joining, bool(groups))
                continue
            if self._take(_AND):
                continue
            term = self._condition()
            if term is not None and joining:
                groups[-1].append(term)
            elif term is not None:
                groups.append([term])
            joining = False
        if joining:
            self._note("query-or", "OR")
        return groups

    def _note(self, code: str, part: str, **details: str) -> None:
        self._notes.append(Note(part, reason(code, part=part, **details)))

    def _skip_space(self) -> bool:
        while self._at < len(self._text) and self._text[self._at] in " ,":
            self._at += 1
        return self._at < len(self._text)

    def _take(self, signs: frozenset[str]) -> bool:
        word = _BARE.match(self._text, self._at)
        if word is None or word.group() not in signs:
            return False
        self._at = word.end()
        return True

    def _join(self, joining: bool, begun: bool) -> bool:
        if joining or not begun:
            self._note("query-or", "OR")
        return begun

    def _condition(self) -> Term | None:
        """Read one condition, with its sign; None where nothing was left of it."""
        start = self._at
        negative = self._take(_NOT) and self._skip_space()
        dashes = self._at
        while self._text.startswith("-", self._at):
            self._at += 1
        negative ^= (self._at - dashes) % 2 == 1
        if self._at == len(self._text) or self._text[self._at] == " ":
            self._note("query-nothing", self._text[start:self._at])
            return None
        self._field: tuple[str | None, tuple[str, ...]] = None, ()
        node = self._named(start) or self._word()
        if node is None or node == All():
            return None
        return Term(self._text[start:self._at].strip(), node, negative, *self._field)

    def _named(self, start: int) -> Node | None:
        """Read ``field:value``. An unknown name is noted; what follows is read as a word, or the name, where nothing does."""
        found = _NAME.match(self._text, self._at)
        if found is None or self._text.startswith("//", found.end()):
            return None
        field = names.field(found[1])
        if field is None or (not found[2] and field not in names.NUMBERS | names.DATES):
            if not found[2]:
                return None
            self._note("query-field", self._text[start:found.end()].strip(), name=found[1])
            self._at = found.end()
            alone = self._at == len(self._text) or found[2] != ":"
            return Word(found[1]) if alone and analysis.canonical(found[1]) else None
        self._at = found.end()
        values = self._values()
        part = self._text[start:self._at].strip()
        if not values:
            self._note("query-empty", part)
            return All()
        self._field = field, values
        return self._reader.condition(field, values, part)

    def _values(self) -> tuple[str, ...]:
        """Read one value, or several with commas between; each may be quoted."""
        sign = _SIGN.match(self._text, self._at)
        prefix = sign.group().strip() if sign else ""
        self._at = sign.end() if sign else self._at
        values: list[str] = []
        while self._at < len(self._text):
            if self._text[self._at] == '"':
                value: str = self._quoted()
            else:
                bare = _LISTED.match(self._text, self._at)
                value = bare.group() if bare else ""
                self._at = bare.end() if bare else self._at
            if value.strip():
                values.append(prefix + value.strip())
            if not self._text.startswith(",", self._at):
                break
            self._at += 1
        return tuple(values)

    def _quoted(self) -> str:
        """Read a phrase; we stand on its first mark. Without a second mark it goes to the end, which is noted."""
        end = self._text.find('"', self._at + 1)
        if end < 0:
            self._note("query-quote", self._text[self._at:])
            end = len(self._text)
        phrase = self._text[self._at + 1:end]
        self._at = min(end + 1, len(self._text))
        return phrase

    def _word(self) -> Node | None:
        if not self._skip_space():
            return None
        start, quoted = self._at, self._text[self._at] == '"'
        if quoted:
            text = self._quoted()
        else:
            bare = _BARE.match(self._text, self._at)
            text = bare.group() if bare else ""
            self._at += len(text)
            if text.count("(") != text.count(")") and not any(one.reason.code == "query-bracket" for one in self._notes):
                self._note("query-bracket", text)
        if not analysis.canonical(text):
            self._note("query-nothing", self._text[start:self._at])
            return None
        return Word(text, quoted)
