"""Consents (肖像授权): who is recognisable in an asset, what they agreed to, and until when it holds.

A consent applies to every asset whose description names the same person. Which assets those are (``NamedPerson``) and when
an asset may no longer be shown for it (``ConsentEnd``) is kept by ``consent_terms`` in the transaction of each change, so
that visibility compares dates and nothing else, and a term that runs out is honoured without anybody acting.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base

_ASIDE: Final = re.compile(r"[(（\[【].*?[)）\]】]")
_MARKS: Final = re.compile(r"[\s·•・.．,，、;；:：]+")


class ConsentState(StrEnum):
    GIVEN = "given"
    ASKED = "asked"  # the person is known, as a minor say, and has not answered
    WITHDRAWN = "withdrawn"


class Consent(Base):
    """What one person agreed to. ``channels`` are codes, empty for all; it holds from ``starts_at`` until ``ends_at``.

    ``number`` is a student's or staff number, which tells people of one name apart. ``department_id`` is the department
    that keeps the record. The evidence lies among the originals, by content.
    """

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)
    number: Mapped[str] = mapped_column(default="")
    minor: Mapped[bool] = mapped_column(default=False)
    guardian: Mapped[str] = mapped_column(default="")
    channels: Mapped[list[str]] = mapped_column(default=list)
    purposes: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    evidence_sha256: Mapped[str | None]
    evidence_name: Mapped[str] = mapped_column(default="")
    evidence_bytes: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default=ConsentState.GIVEN)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class NamedPerson(Base):
    """A person whom an asset's description names, by the key of their name."""

    __tablename__ = "named_people"

    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    name_key: Mapped[str] = mapped_column(primary_key=True, index=True)


class Namesake(Base):
    """What somebody said of a name on an asset: that it is (``is_person``), or is not, the person of one consent.

    It holds while the record bears that name and the description names it; without one the name alone counts.
    """

    __tablename__ = "namesakes"

    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    consent_id: Mapped[int] = mapped_column(ForeignKey("consents.id", ondelete="CASCADE"), primary_key=True, index=True)
    name_key: Mapped[str]
    is_person: Mapped[bool]
    said_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    who: Mapped[str]
    at: Mapped[datetime]


class ConsentEnd(Base):
    """From ``ends_at`` on an asset may not be shown: on one channel, or with ``channel_id`` None on any."""

    __tablename__ = "consent_ends"

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    ends_at: Mapped[datetime]


def name_key(name: str) -> str:
    """Return what two spellings of one name share: no width, case, spaces, marks, nor what stands in brackets."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return _MARKS.sub("", _ASIDE.sub("", folded))
