"""Figures of the ledger and the lists behind them, of one making: a figure is how much its list holds. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from index.catalogue.outlets import MEDIA, OutletType
from server.ledger.entries import Entry, Happened

ONE: Final = Decimal(1)
HUNDRED: Final = Decimal(100)


class What(StrEnum):
    """What is counted: ``MEDIA`` are adoptions without internal bulletins and contests, ``LATE`` what counts late (补报)."""

    SUBMITTED = "submitted"
    SENT = "sent"
    ADOPTED = "adopted"
    MEDIA = "media"
    PUBLISHED = "published"
    LATE = "late"


class By(StrEnum):
    """What the rows of a table are."""

    DEPARTMENT = "department"
    PERSON = "person"
    KIND = "kind"
    CHANNEL = "channel"
    EVENT = "event"
    LEVEL = "level"
    TYPE = "type"
    OUTLET = "outlet"


OF_PLACEMENTS: Final = (What.SENT, What.ADOPTED, What.MEDIA)
COLUMNS: Final[dict[By, tuple[What, ...]]] = {
    **dict.fromkeys(By, tuple(What)),
    **dict.fromkeys((By.LEVEL, By.TYPE, By.OUTLET), OF_PLACEMENTS),
    By.CHANNEL: (What.SENT, What.ADOPTED, What.MEDIA, What.PUBLISHED, What.LATE),
}
"""What can be said of each: nothing has an outlet before it is sent, nor a channel when it is submitted."""
ONCE: Final = frozenset({What.SUBMITTED, What.PUBLISHED, What.LATE})
"""Of these an item counts once a month, on however many channels; each sending and each adoption counts."""


@dataclass(frozen=True, slots=True)
class Only:
    """Which entries are counted at all. Single photos only with ``singles``; ``department`` only those of that one."""

    singles: bool = False
    department: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list, and how much of it counts: all, or of an item that is shared a person's part."""

    entry: Entry
    share: Decimal = ONE
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, by its key; ``figures`` in the order of the columns."""

    key: str
    figures: dict[What, Decimal]

    @property
    def rate(self) -> Decimal | None:
        """Adopted ÷ sent, as a percentage; None where nothing was sent."""
        return rate(self.figures.get(What.ADOPTED, Decimal(0)), self.figures.get(What.SENT, Decimal(0)))


def selected(entries: Iterable[Entry], only: Only) -> list[Entry]:
    """Return the entries that are counted."""
    return [one for one in entries if (only.singles or not one.single)
            and (only.department is None or one.department_id == only.department)]


def table(entries: Sequence[Entry], by: By) -> list[Row]:
    """Return a row for each key that something counts for, and what counts for it."""
    keys = dict.fromkeys(key for entry in entries for key, _share in shares(entry, by))
    sorted_out: dict[str, list[Entry]] = {key: [] for key in keys}
    for entry in entries:
        for key, _share in shares(entry, by):
            sorted_out[key].append(entry)
    found = [row(sorted_out[key], by, key) for key in keys]
    return [one for one in found if any(one.figures.values())]


def row(entries: Sequence[Entry], by: By, key: str | None) -> Row:
    """Return one row; without a key that of everything."""
    return Row(key or "", {what: amount(lines(entries, what, by, key)) for what in COLUMNS[by]})


def lines(entries: Iterable[Entry], what: What, by: By, key: str | None = None) -> tuple[Line, ...]:
    """Return the list behind a figure: what counts as ``what`` for this key, or for all. ``amount`` of it is the figure."""
    found: dict[object, Line] = {}
    for entry in entries:
        if not _counts(entry, what):
            continue
        share = ONE if key is None else next((share for one, share in shares(entry, by) if one == key), None)
        if share is None:
            continue
        same: object = (entry.item, entry.month) if what in ONCE else len(found)
        held = found.get(same)
        channels = (held.channels if held else ()) + ((entry.channel,) if entry.channel else ())
        found[same] = replace(held or Line(entry, share), channels=tuple(dict.fromkeys(channels)))
    return tuple(found.values())


def amount(several: Iterable[Line]) -> Decimal:
    """Return how much these lines are in all."""
    return sum((one.share for one in several), Decimal(0))


def shares(entry: Entry, by: By) -> list[tuple[str, Decimal]]:
    """Return for which keys an entry counts, with how much of it, one in all. What has no such key has an empty one."""
    outlet = entry.outlet
    match by:
        case By.PERSON:
            return _people(entry)
        case By.DEPARTMENT:
            key: object = entry.department_id
        case By.KIND:
            key = entry.kind
        case By.CHANNEL:
            key = entry.channel
        case By.EVENT:
            key = entry.event_id
        case By.LEVEL:
            key = outlet.level if outlet else None
        case By.TYPE:
            key = outlet.type if outlet else None
        case By.OUTLET:
            key = outlet.id if outlet else None
    return [("" if key is None else str(key), ONE)]


def rate(adopted: Decimal, sent: Decimal) -> Decimal | None:
    """Return the adoption rate as a percentage with one decimal, halves rounded up; None where nothing was sent."""
    return None if not sent else (adopted * HUNDRED / sent).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _people(entry: Entry) -> list[tuple[str, Decimal]]:
    """Its authors, else its photographers, each with their part."""
    named = [one for one in entry.shares if one.part == "author"] or list(entry.shares)
    found: dict[str, Decimal] = {}
    for one in named:
        key = f"p{one.person_id}" if one.person_id is not None else f"n{one.name}"
        found[key] = found.get(key, Decimal(0)) + one.percent / HUNDRED
    return list(found.items()) or [("", ONE)]


def _counts(entry: Entry, what: What) -> bool:
    match what:
        case What.MEDIA:
            outlet = entry.outlet
            return (entry.happened is Happened.ADOPTED and entry.prize is None and outlet is not None
                    and OutletType(outlet.type) in MEDIA)
        case What.LATE:
            return entry.late
    return str(entry.happened) == str(what)
