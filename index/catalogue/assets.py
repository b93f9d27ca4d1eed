"""Assets (素材): one photo, video or poster, its originals, renditions, description and how it arrived."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any, Final

from sqlalchemy import JSON, BigInteger, DateTime, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base
from index.errors import NotFound


class Kind(StrEnum):
    PHOTO = "photo"
    VIDEO = "video"
    POSTER = "poster"


class Outcome(StrEnum):
    """What became of one file that was handed in."""

    ADDED = "added"
    ALREADY_HERE = "already-here"
    IGNORED = "ignored"
    REFUSED = "refused"


KEPT: Final = frozenset({Outcome.ADDED, Outcome.ALREADY_HERE})
"""What leaves a file's bytes among the originals."""


class Asset(Base):
    """One photo, video or poster. ``captured_local`` is the wall time that the camera wrote, put right by ``clock_shift``
    seconds where its clock was wrong; ``utc_offset`` its minutes east.
    """

    __tablename__ = "assets"
    __table_args__ = (Index("ix_assets_timeline", "captured_local", "id"),
                      Index("ix_assets_body", "body_serial", "department_id"),
                      Index("ix_assets_department", "department_id", "created_at"))  # what came in this month

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    sha256: Mapped[str] = mapped_column(unique=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    kit_id: Mapped[int | None] = mapped_column(ForeignKey("kits.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    created_at: Mapped[datetime]
    extracted_at: Mapped[datetime | None]
    rendered_at: Mapped[datetime | None]
    captured_local: Mapped[datetime | None] = mapped_column(DateTime)
    utc_offset: Mapped[int | None]
    offset_source: Mapped[str | None]
    captured_utc: Mapped[datetime | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration: Mapped[float | None]
    color: Mapped[str | None]
    fingerprint: Mapped[str | None]
    recompressed: Mapped[bool] = mapped_column(default=False)  # by a chat program: its original is wanted
    body_serial: Mapped[str | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    clock_shift: Mapped[int | None] = mapped_column(BigInteger)  # seconds that captured_* are put right by
    clock_photo: Mapped[bool] = mapped_column(default=False)  # of the site's clock: not content
    embargo_until: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    licence: Mapped[str | None] = mapped_column(ForeignKey("licences.code"))
    outside_link_id: Mapped[int | None] = mapped_column(ForeignKey("outside_links.id"), index=True)
    outside_state: Mapped[str | None]  # index.catalogue.links.Outside
    outside_reason: Mapped[str | None]
    counts_double: Mapped[bool] = mapped_column(default=False)  # 一岗双责, as of a story


class Part(StrEnum):
    """What an original is to its asset: the one that is shown, its raw data, the film of a Live Photo."""

    SHOWN = "shown"
    RAW = "raw"
    FILM = "film"


class Original(Base):
    """The bytes as received, never altered. An asset has one that is ``shown`` (``Asset.sha256``); others go with it.

    ``facts``: what this file alone says, kept where the asset's facts are of more than this file. ``exposure`` names the
    stem, the body's serial number and the second, ``content_id`` what the halves of a Live Photo share: by them files find
    each other that did not come together.
    """

    __tablename__ = "originals"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str]
    part: Mapped[str] = mapped_column(default=Part.SHOWN)
    facts: Mapped[dict[str, Any] | None]
    exposure: Mapped[str | None] = mapped_column(index=True)
    content_id: Mapped[str | None] = mapped_column(index=True)


class FormerAsset(Base):
    """An asset that was joined into another, whose id still leads there."""

    __tablename__ = "former_assets"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    joined_at: Mapped[datetime]


class Rendition(Base):
    """A derived size or format, keyed by (original hash, preset), so that running again changes nothing.

    ``parts`` are the hashes of a file's parts (``index.blobs.PART``); None for one that is no longer than a part, whose only
    part is the whole, and for one that a former version made, until the worker has hashed it.
    """

    __tablename__ = "renditions"
    __table_args__ = (UniqueConstraint("original_sha256", "preset"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    original_sha256: Mapped[str] = mapped_column(ForeignKey("originals.sha256", ondelete="CASCADE"))
    preset: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    media_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int] = mapped_column(BigInteger)
    parts: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True), deferred=True)


class Description(Base):
    """What people say of an asset. ``version`` counts edits; an approval pins it.

    ``nobody`` says that nobody can be recognised in it, where ``people`` is empty for that reason.
    """

    __tablename__ = "descriptions"

    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(default="")
    caption: Mapped[str] = mapped_column(default="")
    keywords: Mapped[list[str]] = mapped_column(default=list)
    people: Mapped[list[str]] = mapped_column(default=list)
    nobody: Mapped[bool] = mapped_column(default=False)
    place: Mapped[str] = mapped_column(default="")
    credit: Mapped[str] = mapped_column(default="")
    touched: Mapped[bool] = mapped_column(default=False)  # a person has edited; the file's own words no longer apply
    updated_at: Mapped[datetime]
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Arrival(Base):
    """One file handed in through one door, and what became of it. The same bytes twice are two arrivals.

    ``shot`` is what the files of one shot share: folder and name without its endings (``shot_of``). A sidecar's arrival
    names the sidecar, and the asset once it has one.
    """

    __tablename__ = "arrivals"
    __table_args__ = (Index("ix_arrivals_shot", "batch", "shot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("assets.id", ondelete="SET NULL"), index=True)
    sha256: Mapped[str | None] = mapped_column(index=True)
    batch: Mapped[str] = mapped_column(index=True)
    door: Mapped[str]
    name: Mapped[str]
    path: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    kit_id: Mapped[int | None] = mapped_column(ForeignKey("kits.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    outcome: Mapped[str]
    reason: Mapped[dict[str, Any] | None]
    received_at: Mapped[datetime]
    shot: Mapped[str | None]
    sidecar_id: Mapped[int | None] = mapped_column(ForeignKey("sidecars.id", ondelete="SET NULL"), index=True)


def shot_of(path: str) -> str:
    """Return what the files of one shot share: the folder and the name without its last ending, in small letters."""
    folder, _, name = path.replace("\\", "/").rpartition("/")
    return f"{folder}/{PurePosixPath(name).stem}".casefold()


def public_id(asset_id: int) -> str:
    """Return the id that people and programs see: ``V`` is no hexadecimal digit, so it cannot be part of a hash."""
    return f"V{asset_id}"


def row_id(public: str) -> int:
    """Return the row of a public id such as ``V12``. Raises NotFound for anything else."""
    digits = public[1:]
    if public[:1] not in {"V", "v"} or not digits.isascii() or not digits.isdigit() or len(digits) > 15:
        raise NotFound(what=f"“{public}”")
    return int(digits)
