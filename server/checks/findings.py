"""What a check has to say of an item: that it stands against a submission, is to be thought about, or is good to know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from index.catalogue.items import Item, ItemKind, Ref
from index.catalogue.people import Actor
from index.errors import Reason, VitrineError
from index.settings import Settings


class Severity(StrEnum):
    """How much a finding weighs, the heaviest first."""

    BLOCKS = "blocks"
    WARNS = "warns"
    TOLD = "told"

    @property
    def place(self) -> int:
        """Where it comes among the others: what blocks first."""
        return list(Severity).index(self)


class Place(StrEnum):
    """Where on an item's page that is put right which a finding objects to."""

    WORDS = "words"
    CONSENTS = "consents"
    FILE = "file"
    PICTURES = "pictures"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is too much, as the home's settings say: as many uses as ``often`` within so many days are used often."""

    often: int = 3
    often_days: int = 30

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        return cls(settings.used_often, settings.used_often_days)


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that a finding points at: an asset that the reader may see, where it stands, since when. Any may be empty."""

    asset: str = ""
    where: tuple[str, str] = ("", "")
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check has found. ``error`` says what, why and what to do, and is what a submission is refused with
    where it blocks. ``quote`` is the place in the text: before it, itself, after it; ``mentions`` are outside of it.

    ``key`` names it among its check's findings in the item: with one, the office may let it stand. ``stands`` is then why,
    and ``label`` what the history calls it, the same in every language.
    """

    check: str
    severity: Severity
    error: VitrineError = field(compare=False)
    place: Place = Place.WORDS
    key: str = ""
    quote: tuple[str, str, str] | None = None
    stands: str | None = None
    label: str = ""
    mentions: tuple[Mention, ...] = ()

    @property
    def reason(self) -> Reason:
        """What is wrong, why, and what to do, in both languages."""
        return self.error.reason

    @property
    def blocks(self) -> bool:
        """Whether nothing can be submitted while it is so."""
        return self.severity is Severity.BLOCKS and self.stands is None


@dataclass(frozen=True, slots=True)
class Batch:
    """Items that are looked at together, for these channels. ``Item.rows`` hold an asset with its description, or a story."""

    session: Session
    actor: Actor
    items: tuple[Item, ...]
    channels: tuple[str, ...]
    now: datetime
    limits: Limits = Limits()

    def of(self, kind: ItemKind) -> tuple[Item, ...]:
        """Return those that are assets, or stories."""
        return tuple(one for one in self.items if one.ref.kind is kind)


Told = tuple[Ref, str | None, Finding]
"""A finding in an item, for one channel; None for every channel."""


def first(found: Sequence[Finding]) -> VitrineError:
    """Return what a submission is refused with: the first of what a check found."""
    return found[0].error


@dataclass(frozen=True, slots=True)
class Check:
    """One check: how it looks at a batch, reading what it needs for all items at once, and how what it found is refused.

    ``refuses``: whether anything that it finds can block; what can only warn is not asked for at a submission.
    """

    name: str
    look: Callable[[Batch], Iterable[Told]]
    refuses: bool = True
    refusal: Callable[[Sequence[Finding]], VitrineError] = first


Found = Mapping[Ref, Mapping[str, Sequence[Finding]]]
"""What was found, by item and channel: the order of the checks, the heaviest first."""
