"""The terms of parts in PostgreSQL. A key is a sign for the field and a term, with marks for how often (marks.py).

Which documents have a key is asked of a GIN index. That is slow for a thousand keys at once, as a beginning or a pattern
may have: so words and numbers, of which alone these are asked, are also listed in order with their documents.

A reader's question goes to the database once for all fields and all parts that were opened together: matching asks one
after the other, and the way there costs more than what is brought.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection, text

from index.search import analysis, marks, shared
from index.search.columns import Floats, Ints
from index.search.fields import PINYIN, TEXTS
from index.search.index_home import IndexHome

_FIELDS: Final = {field: number for number, field in enumerate((*TEXTS, PINYIN))}
_LAST: Final = "\U0010ffff"
"""Comes after every character that a term may go on with."""
_KEPT: Final = 64
"""Answers that are kept for the other fields and parts, which are asked for next."""
_NONE: Final[Ints] = np.zeros(0, dtype=np.int64)

_HAVING: Final = text("""
SELECT k.key, d.part, string_agg(int4send(d.number), CAST('' AS bytea)) AS numbers
FROM unnest(CAST(:keys AS text[])) AS k(key) CROSS JOIN LATERAL (
    SELECT part, number FROM vitrine_search.documents WHERE terms @> ARRAY[k.key] OFFSET 0) AS d
WHERE d.part = ANY(CAST(:parts AS integer[])) GROUP BY k.key, d.part""")
_BEGINNING: Final = text("""
SELECT k.key, p.part, string_agg(t.numbers, CAST('' AS bytea)) AS numbers
FROM unnest(CAST(:keys AS text[])) AS k(key), unnest(CAST(:parts AS integer[])) AS p(part) CROSS JOIN LATERAL (
    SELECT numbers FROM vitrine_search.terms
    WHERE part = p.part AND term >= k.key AND term < k.key || CAST(:last AS text) AND substr(term, 2) ~ CAST(:pattern AS text)
    OFFSET 0) AS t
GROUP BY k.key, p.part""")
_LIST: Final = text("""
INSERT INTO vitrine_search.terms SELECT part, term, string_agg(int4send(number), CAST('' AS bytea))
FROM vitrine_search.documents, unnest(terms) AS term
WHERE part = :part AND term COLLATE "C" < ':' AND right(term, 1) <> ALL(CAST(:marks AS text[])) GROUP BY part, term""")


def _key(field: str, term: str) -> str:
    """Return the key of a term: what is listed as well begins with a digit, Chinese with a letter."""
    return chr((ord("a") if analysis.is_cjk(term) else ord("0")) + _FIELDS[field]) + term


def _keys(term: str) -> list[str]:
    return [_key(field, term) for field in _FIELDS]


def keys(terms: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the keys of a document with these terms, by field."""
    return [_key(field, term) for field, several in terms.items() for term in marks.marked(several)]


def list_terms(connection: Connection, part: int) -> None:
    """List, once the documents of a part are there, words and numbers in order, each with the documents that have it.

    What the GIN index has put aside for later is entered as well: each lookup would read through it.
    """
    connection.execute(text("SELECT gin_clean_pending_list('vitrine_search.ix_documents_terms')"))
    connection.execute(_LIST, {"part": part, "marks": list(marks.MARKS)})


class Asked:
    """What parts that were opened together were asked for last. Shared by threads."""

    def __init__(self, home: IndexHome, parts: Sequence[int]) -> None:
        self._home = home
        self._parts = list(parts)
        self._lock = threading.Lock()
        self._answers: dict[tuple[str, str], dict[tuple[int, str], Ints]] = {}

    def having(self, kind: str, what: str, keys: Sequence[str]) -> Mapping[tuple[int, str], Ints]:
        """Return the documents that have each of ``keys``, which ``what`` stands for, in order, by part and key."""
        with self._lock:
            found = self._answers.get((kind, what))
            if found is None:
                found = self._ask(kind, what, keys)
                if len(self._answers) >= _KEPT:
                    del self._answers[next(iter(self._answers))]
                self._answers[kind, what] = found
            return found

    def _ask(self, kind: str, what: str, keys: Sequence[str]) -> dict[tuple[int, str], Ints]:
        given: dict[str, Any] = {"keys": list(keys), "parts": self._parts}
        if kind != "term":
            given |= {"last": _LAST, "pattern": f"^(?:{what})$" if kind == "matching" else ""}
        with shared.changing(self._home) as connection:
            # Rows without their terms are so few pages that reading all of them looks cheap; it is not.
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            answer = connection.execute(_HAVING if kind == "term" else _BEGINNING, given).all()
        return {(row.part, row.key): np.unique(np.frombuffer(row.numbers, dtype=">i4").astype(np.int64)) for row in answer}


class PostgresTerms:
    """Looks the terms of one part up."""

    def __init__(self, asked: Asked, part: int) -> None:
        self._asked = asked
        self._part = part

    def documents(self, field: str, term: str) -> Ints:
        return self._asked.having("term", term, _keys(term)).get((self._part, _key(field, term)), _NONE)

    def counts(self, field: str, term: str) -> Floats:
        several = [key + mark for key in _keys(term) for mark in marks.MARKS]
        answer = self._asked.having("term", term + marks.MARKS, several)
        return marks.counted(self.documents(field, term),
                             lambda mark: answer.get((self._part, _key(field, term) + mark), _NONE))

    def beginning(self, field: str, term: str) -> Ints:
        return self._asked.having("beginning", term, _keys(term)).get((self._part, _key(field, term)), _NONE)

    def matching(self, field: str, pattern: str) -> Ints:
        return self._asked.having("matching", pattern, _keys("")).get((self._part, _key(field, "")), _NONE)
