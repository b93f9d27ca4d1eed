"""The office's list of reasons for returning: written anew as a whole, one to a line."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Engine, delete

from index.catalogue import audit, return_reasons
from index.catalogue.people import Actor
from index.catalogue.return_reasons import ReturnReason
from index.db import reading, writing
from index.errors import Conflict, Invalid
from server import policy

MOST: Final = 40
LONGEST: Final = 200
BETWEEN: Final = "|"


def text(engine: Engine) -> str:
    """Return the list as people write it: Chinese, and after a bar English."""
    with reading(engine) as session:
        return "\n".join(f" {BETWEEN} ".join(filter(None, one)) for one in return_reasons.reasons(session))


def write(engine: Engine, actor: Actor, new: str, *, before: str, now: datetime) -> int:
    """Put ``new`` in the place of the list and return how many reasons it has.

    ``before`` is the list that ``new`` was made from. Raises Forbidden, Invalid, and Conflict(reasons-changed) where
    somebody else has changed it since.
    """
    policy.require(actor, "keep-reasons")
    wanted = parse(new)
    with writing(engine) as session:
        old = return_reasons.reasons(session)
        if old != parse(before):
            raise Conflict("reasons-changed")
        if wanted != old:
            session.execute(delete(ReturnReason))
            session.add_all([ReturnReason(text=zh, text_en=en) for zh, en in wanted])
            audit.record(session, actor, "changed", "return-reasons", at=now, before=[zh for zh, _ in old],
                         after=[zh for zh, _ in wanted])
    return len(wanted)


def parse(given: str) -> list[tuple[str, str]]:
    """Return the reasons of a list. Raises Invalid, which names the line."""
    found = []
    for number, line in enumerate(given.splitlines(), 1):
        zh, _, en = (part.strip() for part in line.partition(BETWEEN))
        if not zh and not en:
            continue
        if max(len(zh), len(en)) > LONGEST:
            raise Invalid("text", f"第 {number} 行超过 {LONGEST} 个字", f"line {number} has more than {LONGEST} characters")
        found.append((zh or en, en))
    if len(found) > MOST:
        raise Invalid("text", f"最多 {MOST} 行", f"{MOST} lines at most")
    return found
