"""Choices (挑选): an asset's rating, flag and colour, shared by its department. What its file says of them comes first; what
a person chooses stands against the file, and of two people's choices the one that was made later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.db import Base

MOST_STARS: Final = 5
REJECTED: Final = -1
"""What XMP writes as the rating of a rejected picture."""


class Flag(StrEnum):
    """Whether a picture is kept."""

    PICK = "pick"
    REJECT = "reject"


class Colour(StrEnum):
    """The colours that photographers' programs mark pictures with."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"


class Field(StrEnum):
    """What is chosen."""

    RATING = "rating"
    FLAG = "flag"
    COLOUR = "colour"


Value = int | str | None
"""Stars from 1 to 5, a Flag, a Colour; None for none."""

_SPOKEN: Final = {
    Colour.RED: "red 红 红色 select 选择", Colour.YELLOW: "yellow 黄 黄色 second 第二",
    Colour.GREEN: "green 绿 绿色 approved 已批准", Colour.BLUE: "blue 蓝 蓝色 review 审阅",
    Colour.PURPLE: "purple 紫 紫色 to-do 待办事项",
}
LABELS: Final = {name: colour for colour, names in _SPOKEN.items() for name in names.split()}
"""What Lightroom and Bridge write as xmp:Label, in English and Chinese, small letters, a dash for a space -> the colour."""


class Choice(Base):
    """What was chosen for one asset. A field without a time of choosing is what the file says.

    ``*_at`` is when a person chose, not when it was saved; ``*_by`` who.
    """

    __tablename__ = "choices"

    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    rating: Mapped[int | None]
    rating_at: Mapped[datetime | None]
    rating_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    flag: Mapped[str | None]
    flag_at: Mapped[datetime | None]
    flag_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    colour: Mapped[str | None]
    colour_at: Mapped[datetime | None]
    colour_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


@dataclass(frozen=True, slots=True)
class Chosen:
    """The three choices as they stand."""

    rating: int | None = None
    flag: str | None = None
    colour: str | None = None


NOTHING: Final = Chosen()


def chosen_of(row: Choice | None) -> Chosen:
    return Chosen(row.rating, row.flag, row.colour) if row is not None else NOTHING


def rows(session: Session, asset_ids: Sequence[int]) -> dict[int, Choice]:
    """Return the rows of those assets that have one."""
    return {row.asset_id: row for row in session.scalars(select(Choice).where(Choice.asset_id.in_(asset_ids)))}


def row_for(session: Session, known: dict[int, Choice], asset_id: int) -> Choice:
    """Return an asset's row of ``known``, made where there is none."""
    if asset_id not in known:
        known[asset_id] = Choice(asset_id=asset_id)
        session.add(known[asset_id])
    return known[asset_id]


def choose(row: Choice, field: Field, value: Value, *, at: datetime, by: int | None) -> bool:
    """Set one field unless a later choice stands there already. Returns whether anything but the time changed."""
    before: datetime | None = getattr(row, f"{field}_at")
    if before is not None and before >= at:
        return False
    changed: bool = getattr(row, field) != value
    for name, new in ((field, value), (f"{field}_at", at), (f"{field}_by", by)):
        setattr(row, name, new)
    return changed


def follow_file(session: Session, asset_id: int, rating: int | None, label: str | None) -> None:
    """Take over what a file says (xmp:Rating, xmp:Label) in those fields that nobody has chosen."""
    said = said_by_file(rating, label)
    row = session.get(Choice, asset_id)
    if row is None and said == NOTHING:
        return
    if row is None:
        row = row_for(session, {}, asset_id)
    for field in Field:
        if getattr(row, f"{field}_at") is None:
            setattr(row, field, getattr(said, field))


def said_by_file(rating: int | None, label: str | None) -> Chosen:
    """Return what a file's rating and label come to. Words that name no colour that we know come to none."""
    stars = rating if rating is not None and 1 <= rating <= MOST_STARS else None
    name = "-".join((label or "").casefold().split())
    return Chosen(stars, Flag.REJECT if rating == REJECTED else None, LABELS.get(name))


def carry(session: Session, former: int, to: int) -> None:
    """Bring what people chose of one asset to the one that it is joined into; what was chosen later stands."""
    gone = session.get(Choice, former)
    if gone is None:
        return
    row = session.get(Choice, to) or row_for(session, {}, to)
    for field in Field:
        at: datetime | None = getattr(gone, f"{field}_at")
        if at is not None:
            choose(row, field, getattr(gone, field), at=at, by=getattr(gone, f"{field}_by"))


def valid(field: Any, value: Any) -> bool:
    """Say whether ``value`` is one that ``field`` can have."""
    match field:
        case Field.RATING:
            return value is None or (type(value) is int and 1 <= value <= MOST_STARS)
        case Field.FLAG:
            return value is None or value in set(Flag)
        case Field.COLOUR:
            return value is None or value in set(Colour)
    return False
