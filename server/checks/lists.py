"""The office's lists of wordings as people write them, a line each; written anew as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from index.catalogue import audit, wordings
from index.catalogue.people import Actor
from index.catalogue.wordings import Wording, WordingKind
from index.db import writing
from index.errors import Conflict, Invalid
from server import policy
from server.checks.wording import hits
from server.checks.words import entries

MOST: Final = 2000
LONGEST: Final = 60
_EQUALS: Final = re.compile(r"\s*[=＝]\s*")
PAIRS: Final = frozenset({WordingKind.WRONG, WordingKind.LEADER})
"""Lists whose lines have two sides: 新时达 = 新时代, a name = a title."""


def texts(session: Session) -> dict[str, str]:
    """Return each list as its field shows it."""
    rows = wordings.wordings(session)
    return {kind.value: "\n".join(f"{one.text} = {one.instead}" if one.instead else one.text for one in rows
                                  if one.kind == kind) for kind in WordingKind}


def write(engine: Engine, actor: Actor, new: Mapping[str, str], *, before: Mapping[str, str], now: datetime) -> int:
    """Put these lists in the place of all; return how many lines they have.

    ``before`` are the lists that these were made from. Raises Forbidden, Invalid, and Conflict where somebody else has
    changed them since.
    """
    policy.require(actor, "keep-wordings")
    wanted = {kind: parse(kind, new.get(kind, "")) for kind in WordingKind}
    _refuse_quarrels(wanted)
    with writing(engine) as session:
        old = texts(session)
        if any(parse(kind, old[kind]) != parse(kind, before.get(kind, "")) for kind in WordingKind):
            raise Conflict("wordings-changed")
        session.execute(delete(Wording))
        session.add_all([Wording(kind=kind, text=text, instead=instead, changed_at=now)
                         for kind, lines in wanted.items() for text, instead in lines.items()])
        had = {(kind, one) for kind in WordingKind for one in parse(kind, old[kind]).items()}
        has = {(kind, one) for kind, lines in wanted.items() for one in lines.items()}
        audit.record(session, actor, "changed", "wordings", at=now, added=_told(has - had), removed=_told(had - has))
    return sum(map(len, wanted.values()))


def parse(kind: WordingKind, given: str) -> dict[str, str]:
    """Return {expression: what to write instead, or the title} of one list. Raises Invalid, which names the line."""
    found: dict[str, str] = {}
    for number, line in enumerate(given.splitlines(), 1):
        if not line.strip():
            continue
        sides = _EQUALS.split(line.strip())
        text, instead = sides[0], sides[1] if len(sides) > 1 else ""
        if len(sides) > 2 or not text or (instead and kind not in PAIRS) or max(len(text), len(instead)) > LONGEST:
            said = line.strip()[:40]
            raise Invalid(kind, f"第 {number} 行无法识别：「{said}」", f"line {number} is not understood: “{said}”")
        if len(text) < 2:
            raise Invalid(kind, f"第 {number} 行太短，至少两个字", f"line {number} is too short: two characters at least")
        found[text] = instead
    if len(found) > MOST:
        raise Invalid(kind, f"最多 {MOST} 行", f"{MOST} lines at most")
    return found


def _refuse_quarrels(wanted: dict[WordingKind, dict[str, str]]) -> None:
    """What the lists say to write must not be what they object to. Raises Invalid."""
    lines = [(kind, text, instead) for kind, one in wanted.items() for text, instead in one.items()]
    all_of_them = entries(lines)
    for kind, text, instead in lines:
        right = instead if kind == WordingKind.WRONG else text if kind == WordingKind.FIXED else ""
        if right and (found := hits(right, all_of_them)):
            raise Invalid(kind, f"「{right}」是应写的，却又被「{found[0].found}」一行拦下",
                          f"“{right}” is to be written, and yet “{found[0].found}” in it is objected to")


def _told(lines: set[tuple[WordingKind, tuple[str, str]]]) -> list[str]:
    return sorted(f"{kind}: {text}" + (f" = {instead}" if instead else "") for kind, (text, instead) in lines)
