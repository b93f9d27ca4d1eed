"""What goes along a review route: an asset or a story, told as far as the rules of review ask.

A route, its desks and its moves are the same for both. What differs, what is checked before a submission and who may see it,
is asked by ``kind`` in one place each (``server.review.entry``, ``server.review.fetching``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from index.catalogue import assets, queries, stories
from index.catalogue.assets import Asset, Description
from index.catalogue.channels import Aim
from index.catalogue.stories import CreditPart, Story, StoryCredit, StoryVersion


class ItemKind(StrEnum):
    ASSET = "asset"
    STORY = "story"


@dataclass(frozen=True, slots=True)
class Ref:
    """Which item; as text the id that people see: ``V12``, ``S3``."""

    kind: ItemKind
    id: int

    def __str__(self) -> str:
        return stories.public_id(self.id) if self.kind is ItemKind.STORY else assets.public_id(self.id)

    @property
    def subject(self) -> str:
        """The item as the audit trail and the checks name it: ``asset:V12``, ``story:S3``."""
        return f"{self.kind}:{self}"

    @property
    def aims(self) -> ColumnElement[bool]:
        """SQL: this aim is the item's."""
        return Aim.story_id == self.id if self.kind is ItemKind.STORY else Aim.asset_id == self.id

    @property
    def columns(self) -> dict[str, int]:
        """What an aim says of which item it is."""
        return {"story_id" if self.kind is ItemKind.STORY else "asset_id": self.id}


Named = Ref | int
"""An item as callers name it; a bare number is an asset's row."""


Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Item:
    """An item as it stands: whose it is, what an approval pins, and who made it or wrote its text (``authors``).

    ``rows`` are what that was read from. A session forgets rows that nobody holds, and would read them again for each check.
    """

    ref: Ref
    owner_id: int | None
    department_id: int | None
    sha256: str
    version: int
    authors: frozenset[int]
    rows: tuple[object, ...] = field(default=(), repr=False, compare=False)

    def row(self, of: type[Row]) -> Row:
        """Return the row of this table that the item was read from: of an asset, Asset or Description; of a story, Story."""
        return next(one for one in self.rows if isinstance(one, of))


def ref(given: Named) -> Ref:
    """Return the item that a caller names."""
    return given if isinstance(given, Ref) else Ref(ItemKind.ASSET, given)


def story(story_id: int) -> Ref:
    """Return a story by its row."""
    return Ref(ItemKind.STORY, story_id)


def parse(public: str) -> Ref:
    """Return the item of an id such as ``V12`` or ``S3``. Raises NotFound for anything else."""
    if public[:1] in {"S", "s"}:
        return story(stories.row_id(public))
    return ref(assets.row_id(public))


def resolve(session: Session, given: str) -> Ref:
    """Return the item of an id, or the asset of a hash or a beginning of one (``queries.resolve``). Raises NotFound."""
    return parse(given.strip()) if given.strip()[:1] in {"S", "s"} else ref(queries.resolve(session, given))


def of_row(asset_id: int | None, story_id: int | None) -> Ref:
    """Return the item of an aim's two columns, of which one is set."""
    return story(story_id) if story_id is not None else Ref(ItemKind.ASSET, asset_id or 0)


def load(session: Session, given: Named) -> Item:
    """Return an item as it stands, for who has been asked before whether they may see it."""
    one = ref(given)
    if one.kind is ItemKind.STORY:
        return of_story(session, session.get_one(Story, one.id))
    return of_asset(session, session.get_one(Asset, one.id))


def of_asset(session: Session, asset: Asset) -> Item:
    """Return an asset as an item."""
    words = session.get_one(Description, asset.id)
    return Item(Ref(ItemKind.ASSET, asset.id), asset.owner_id, asset.department_id, asset.sha256, words.version,
                people(asset.owner_id, words.updated_by), (asset, words))


def of_story(session: Session, row: Story) -> Item:
    """Return a story as an item, by its newest version."""
    kept = session.get_one(StoryVersion, (row.id, row.version))
    named = named_authors(session, [row.id]).get(row.id, frozenset())
    return Item(story(row.id), row.owner_id, row.department_id, kept.sha256, row.version,
                people(row.owner_id, row.changed_by) | named, (row, kept))


def named_authors(session: Session, story_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Return the people whom these stories name as who wrote them."""
    found: dict[int, frozenset[int]] = {}
    for story_id, person_id in session.execute(
            select(StoryCredit.story_id, StoryCredit.person_id)
            .where(StoryCredit.story_id.in_(list(story_ids)), StoryCredit.part == CreditPart.AUTHOR)):
        found[story_id] = found.get(story_id, frozenset()) | people(person_id)
    return found


def people(*ids: int | None) -> frozenset[int]:
    """Return those of these that are somebody."""
    return frozenset(one for one in ids if one is not None)
