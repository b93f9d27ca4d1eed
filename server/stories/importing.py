"""Stories from files: each becomes a draft of its own; what cannot be is told by its name, and what was there stays."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, select

from index.catalogue import visibility
from index.catalogue.audit import AuditLine
from index.catalogue.bins import BinnedStory, StoryTombstone
from index.catalogue.people import Actor, Person
from index.catalogue.stories import CreditPart, Story, public_id, row_id
from index.db import reading
from index.errors import Invalid, Reason, reason
from server.stories import files, service
from server.stories.service import Credit, Wish


class Outcome(StrEnum):
    BEGUN = "begun"
    ALREADY_HERE = "already-here"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one file: its story, or why there is none. ``pictures`` and ``notes`` (footnotes) were left out."""

    file: str
    outcome: Outcome
    story: str | None = None
    title: str = ""
    authors: tuple[str, ...] = ()
    dated: date | None = None
    pictures: int = 0
    notes: int = 0
    reason: Reason | None = None


READ: Final = frozenset(files.READERS) | {".doc", ".wps"}


def found_in(paths: Iterable[Path]) -> list[Path]:
    """Return the files named, and of folders those inside that may hold a story, in order of their names."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(one for one in path.rglob("*") if one.is_file() and one.suffix.lower() in READ
                        and not one.name.startswith((".", "~$"))) if path.is_dir() else [path]
        found += [one for one in inside if one not in found]
    return found


def take_in(engine: Engine, actor: Actor, paths: Iterable[Path], kind: str, *, clock: Callable[[], datetime],
            event_id: int | None = None, channels: Sequence[str] = ()) -> Iterator[Line]:
    """Begin a story from each file, each in a transaction of its own, and yield what became of it.

    A file whose bytes began a story before is already here; where that lies in the bin or was deleted for good, it is refused
    with who did that. Raises Forbidden.
    """
    before = _begun(engine)
    for path in paths:
        try:
            data = _bytes(path)
            sha256 = hashlib.sha256(data).hexdigest()
            if there := before.get(sha256):
                why = _away(engine, actor, there)
                yield Line(str(path), Outcome.REFUSED if why else Outcome.ALREADY_HERE, there, reason=why)
                continue
            found = files.read(path.name, data)
            wish = Wish(kind, found.title, body=found.body, event_id=event_id, credits=_credits(engine, found),
                        channels=tuple(channels))
            told: dict[str, Any] = {"file": path.name, "file_sha256": sha256}
            if found.dated:
                told["dated"] = found.dated.isoformat()
            story = public_id(service.begin(engine, actor, wish, now=clock(), **told))
        except Invalid as error:
            yield Line(str(path), Outcome.REFUSED, reason=error.reason)
            continue
        before[sha256] = story
        yield Line(str(path), Outcome.BEGUN, story, found.title,
                   tuple(one.name for one in wish.credits if one.part == CreditPart.AUTHOR), found.dated, found.pictures,
                   found.notes)


def _away(engine: Engine, actor: Actor, story: str) -> Reason | None:
    """Return why a story that was begun is not to be read any more; None where it is."""
    with reading(engine) as session:
        if (stone := session.get(StoryTombstone, row_id(story))) is not None:
            return reason("deleted-for-good", asset=story, day=str(stone.deleted_on), proposer=stone.proposer,
                          confirmer=stone.confirmer)
        row = session.get(BinnedStory, row_id(story))
        mine = select(Story.id).where(Story.id == row_id(story), visibility.restorable(actor, Story))
        if row is None:
            return None
        return reason("in-bin", asset=story, who=row.who) if session.scalar(mine) else reason("in-bin-elsewhere")


def _begun(engine: Engine) -> dict[str, str]:
    """Return which bytes began which story."""
    with reading(engine) as session:
        lines = session.execute(select(AuditLine.details, AuditLine.subject).where(AuditLine.verb == "began"))
        told = [(details.get("file_sha256"), subject) for details, subject in lines]
    return {sha256: subject.removeprefix("story:") for sha256, subject in told if sha256}


def _credits(engine: Engine, found: files.Found) -> tuple[Credit, ...]:
    """Return who made it. What a file's properties name is often a computer: it counts where somebody here has that name."""
    if found.author and not any(one.part == CreditPart.AUTHOR for one in found.credits):
        with reading(engine) as session:
            known = session.scalar(select(Person.id).where(Person.display == found.author, Person.active).limit(1))
        if known is not None:
            return (Credit(CreditPart.AUTHOR, found.author), *found.credits)
    return found.credits


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(files.MOST_BYTES + 1)
    except OSError as error:
        raise Invalid("file", f"无法读取（{error.strerror}）", f"it cannot be read ({error.strerror})") from error
