"""Required fields (必填项): what a description has to say before it is submitted.

Which fields, for which kind of asset, the office keeps as data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.catalogue.assets import Asset, Description, Kind
from index.db import Base
from index.errors import VitrineError

FIELD_NAMES: Final[dict[str, tuple[str, str]]] = {
    "title": ("标题", "title"), "caption": ("说明", "caption"),
    "people": ("人物（或「无可辨认人物」）", "people (or “nobody recognisable”)"),
    "place": ("地点", "place"), "credit": ("署名", "credit"), "keywords": ("关键词", "keywords"), "event": ("活动", "event"),
}
"""Every field that may be required, in the order of the form."""
STORY_FIELD_NAMES: Final[dict[str, tuple[str, str]]] = {
    "body": ("正文或图片", "text or pictures"), "authors": ("署名（文字或摄影）", "a credit, for words or pictures"),
}
"""What a story needs beside its title, by the fields of its form."""
STORY_EXTRA: Final[dict[str, tuple[str, str]]] = {
    "summary": ("摘要", "summary"), "lead": ("题图", "lead picture"), "event": ("活动", "event"),
}
"""What a channel may require of a story as well."""
DEFAULT: Final = ("caption", "people", "place", "credit")
DEFAULT_OF_POSTERS: Final = ("title", "caption")
"""A poster says itself who, where and when; its caption is what is read to who cannot see it."""

Needed = Mapping[str, tuple[str, ...]]
"""The fields of each kind of asset, in the form's order."""


class RequiredField(Base):
    """A field of the description that an asset of this kind needs before it is submitted."""

    __tablename__ = "required_fields"

    kind: Mapped[str] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)


class MissingFields(VitrineError):
    """Required fields of an asset or a story are empty. ``fields`` are their names in the form."""

    code = "missing-fields"

    def __init__(self, fields: tuple[str, ...]) -> None:
        self.fields: Final = fields
        super().__init__(**named(fields))


def named(fields: Iterable[str]) -> dict[str, str]:
    """Return the names of fields as reasons tell them."""
    names = [(FIELD_NAMES | STORY_FIELD_NAMES | STORY_EXTRA)[one] for one in fields]
    return {"fields_zh": "、".join(zh for zh, _ in names), "fields": ", ".join(en for _, en in names)}


def needed(session: Session) -> Needed:
    """Return which fields each kind of asset needs, as the office has it now."""
    rows = {(row.kind, row.field) for row in session.scalars(select(RequiredField))}
    return {kind: tuple(field for field in FIELD_NAMES if (kind, field) in rows) for kind in Kind}


def missing(required: Needed, kind: str, words: Any, event_id: int | None) -> tuple[str, ...]:
    """Return the required fields that are empty in these words (a Description or its Words), in the form's order."""
    return tuple(field for field in required[kind] if not _says(field, words, event_id))


def incomplete(session: Session, asset_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return the assets of these to which required fields are missing, each with their names, in the order given."""
    required, given = needed(session), list(dict.fromkeys(asset_ids))
    rows = session.execute(select(Asset.kind, Asset.event_id, Description).join(Description, Description.asset_id == Asset.id)
                           .where(Asset.id.in_(given)))
    found = {words.asset_id: missing(required, kind, words, event_id) for kind, event_id, words in rows}
    return {one: found[one] for one in given if found.get(one)}


def _says(field: str, words: Any, event_id: int | None) -> bool:
    if field == "event":
        return event_id is not None
    if field == "people":
        return bool(words.people or words.nobody)
    return bool(getattr(words, field))
