"""The office's list of words that mean the same: read, written anew as a whole, copied beside the index."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from sqlalchemy import delete

from index.catalogue import audit
from index.catalogue import synonyms as kept
from index.catalogue.people import Actor
from index.catalogue.synonyms import SynonymGroup
from index.db import reading, writing
from index.errors import Conflict, Invalid
from index.search import analysis, synonyms
from server import policy
from server.home import Home

MOST_GROUPS: Final = 500
MOST_WORDS: Final = 12
LONGEST: Final = 30
_EQUALS: Final = re.compile(r"\s*[=＝]\s*")


def text(home: Home) -> str:
    """Return the list as people write it: a line for each meaning, its words between equals signs."""
    with reading(home.engine) as session:
        return "\n".join(" = ".join(group) for group in kept.groups(session))


def write(home: Home, actor: Actor, new: str, *, before: str, now: datetime) -> int:
    """Put ``new`` in the place of the list and return how many groups it has; searches go by it at once.

    ``before`` is the list that ``new`` was made from. Raises Forbidden, Invalid, and Conflict where somebody else has
    changed it since.
    """
    policy.require(actor, "keep-synonyms")
    groups = parse(new)
    with writing(home.engine) as session:
        old = kept.groups(session)
        if old != parse(before):
            raise Conflict("synonyms-changed")
        if groups != old:
            session.execute(delete(SynonymGroup))
            session.add_all([SynonymGroup(words=group, changed_at=now) for group in groups])
            audit.record(session, actor, "changed", "synonyms", at=now,
                         added=[" = ".join(g) for g in groups if g not in old],
                         removed=[" = ".join(g) for g in old if g not in groups])
    copy(home)
    return len(groups)


def copy(home: Home) -> None:
    """Bring this home's copy, which searches go by, up to the catalogue."""
    with reading(home.engine) as session:
        groups = kept.groups(session)
    synonyms.save(home.index, groups)


def parse(given: str) -> list[list[str]]:
    """Return the groups of a list. Raises Invalid, which names the line."""
    found = []
    for number, line in enumerate(given.splitlines(), 1):
        words = list(dict.fromkeys(filter(None, _EQUALS.split(line.strip()))))
        if not words:
            continue
        _check(number, words)
        found.append(words)
    if len(found) > MOST_GROUPS:
        raise Invalid("text", f"最多 {MOST_GROUPS} 行", f"{MOST_GROUPS} lines at most")
    return found


def _check(number: int, words: list[str]) -> None:
    if len(words) < 2:
        raise Invalid("text", f"第 {number} 行只有一个词，请写成「食堂 = 餐厅」",
                      f"line {number} has one word; write 食堂 = 餐厅")
    if len(words) > MOST_WORDS:
        raise Invalid("text", f"第 {number} 行超过 {MOST_WORDS} 个词", f"line {number} has more than {MOST_WORDS} words")
    for word in words:
        if len(word) > LONGEST or not analysis.canonical(word):
            raise Invalid("text", f"第 {number} 行的「{word[:LONGEST]}」不能作为词语（1 至 {LONGEST} 个字）",
                          f"“{word[:LONGEST]}” in line {number} is no word (1 to {LONGEST} characters)")
