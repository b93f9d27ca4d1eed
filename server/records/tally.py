"""What of the ledger is whose, and what it comes to: the one counting of a person's year and of the table of all. Pure.

What counts is an item, by the ledger's rule (``figures.selected``); single photos and posters stand beside, as they count
only where a rule of points says so. Adoptions are told as totals of media are: internal bulletins have a part of their own,
and so do contests, of which every prize counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.ledger import figures
from server.ledger.entries import Entry, Happened
from server.ledger.figures import By, Only, What


@dataclass(frozen=True, slots=True)
class Tally:
    """What one person has a part in: entries of items, of placements, and of single photos and posters."""

    items: tuple[Entry, ...]
    media: tuple[Entry, ...]
    internal: tuple[Entry, ...]
    contests: tuple[Entry, ...]
    singles: tuple[Entry, ...]

    @property
    def submitted(self) -> int:
        return happened(self.items, Happened.SUBMITTED)

    @property
    def published(self) -> int:
        """How many items came out, each once however many channels it was published on."""
        return happened(self.items, Happened.PUBLISHED)

    @property
    def won(self) -> int:
        return sum(one.happened is Happened.ADOPTED and bool(one.prize) for one in self.contests)


def happened(entries: Iterable[Entry], what: Happened) -> int:
    """Return to how many items something happened."""
    return len({one.item for one in entries if one.happened is what})


def tally(mine: Sequence[Entry]) -> Tally:
    """Sort out what somebody has a part in."""
    items = figures.selected(mine, Only())
    media = {line.entry.placement_id: line.entry for line in figures.lines(items, What.MEDIA, By.TYPE)}
    adopted = [one for one in items if one.happened is Happened.ADOPTED and one.prize is None]
    return Tally(tuple(items), tuple(media.values()), tuple(one for one in adopted if one.placement_id not in media),
                 tuple(_contests(mine)), tuple(one for one in mine if one.single and one.prize is None))


def by_person(entries: Iterable[Entry]) -> dict[int, list[Entry]]:
    """Sort entries out by whom they have a part of."""
    found: dict[int, list[Entry]] = defaultdict(list)
    for one in entries:
        for person in {share.person_id for share in one.shares} - {None}:
            assert person is not None
            found[person].append(one)
    return found


def _contests(mine: Iterable[Entry]) -> Iterable[Entry]:
    """What was entered for prizes, each once: as won, where it was, though it may have been put on record later."""
    last: dict[int | None, Entry] = {}
    for one in mine:
        if one.prize is not None and (one.happened is Happened.ADOPTED or one.placement_id not in last):
            last[one.placement_id] = one
    return last.values()
