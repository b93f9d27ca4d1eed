"""Stories (稿件): text with assets. Each saving is a version that is kept whole; an approval pins one by its hash."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.catalogue.assets import Asset, Description
from index.catalogue.drafts import Draft
from index.db import Base
from index.errors import NotFound

DEFAULT_KINDS: Final = (
    ("news", "新闻", "News"), ("feature", "通讯", "Feature"), ("coverage", "报道", "Coverage"), ("notice", "通知", "Notice"),
    ("information", "信息", "Information"), ("update", "动态信息", "Update"), ("bulletin", "简报", "Bulletin"),
    ("research", "调研文章", "Research article"), ("picture-set", "组图", "Picture set"), ("film", "视频", "Film"),
    ("weekly", "工作周报", "Weekly report"), ("minutes", "会议纪要", "Minutes"), ("rules", "规章制度", "Rules"),
)
"""The kinds of a new installation: code, Chinese name, English name."""


class CreditPart(StrEnum):
    AUTHOR = "author"
    PHOTOGRAPHER = "photographer"


class StoryKind(Base):
    """One entry of the office's list; one that is not ``active`` is no longer offered."""

    __tablename__ = "story_kinds"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class Story(Base):
    """A story as it stands now. ``body`` is HTML of the few tags that ``server.stories.cleaning`` lets pass; ``words`` is all
    its text in the one form that searches compare by (``index.search.analysis``). ``channels`` are the codes of those that it
    is meant for, whether it was submitted there or not. ``counts_double`` (一岗双责) is the office's word on what it is
    about, which rules of points ask for; it is no part of the text.
    """

    __tablename__ = "stories"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(ForeignKey("story_kinds.code"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    title: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("assets.id", ondelete="SET NULL"), index=True)
    channels: Mapped[list[str]] = mapped_column(default=list)
    counts_double: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class StoryAsset(Base):
    """An asset in a story; ``position`` counts from 1."""

    __tablename__ = "story_assets"

    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int]
    caption: Mapped[str] = mapped_column(default="")


class StoryCredit(Base):
    """Who wrote it or took its pictures. ``share`` is a percentage of their part; None where all of a part share alike.
    ``department_id`` is whose they were when they were named, which stays when they move.
    """

    __tablename__ = "story_credits"

    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[str]
    name: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    share: Mapped[int | None]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id", ondelete="SET NULL"))


class StoryVersion(Base):
    """One saving of a story, whole: ``content`` as ``content_of`` gives it, and its hash."""

    __tablename__ = "story_versions"

    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    saved_at: Mapped[datetime]
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class StoryDraft(Draft, Base):
    """A draft of one story."""

    __tablename__ = "story_drafts"

    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)


def content_of(session: Session, story: Story) -> dict[str, Any]:
    """Return all that a version holds: {"kind", "title", "summary", "body", "event", "lead", "assets", "credits"}.

    ``assets`` are {"asset", "caption", "sha256", "said"} in order: the story's own caption, the bytes, and a hash of which
    caption and credit readers see, the asset's where the story has none, so that versions do not keep words of an asset that
    is deleted for good; ``credits`` {"part", "name", "person", "share"}.
    """
    session.flush()
    assets = session.execute(
        select(StoryAsset, Asset.sha256, Description.caption, Description.credit)
        .join(Asset, Asset.id == StoryAsset.asset_id).join(Description, Description.asset_id == Asset.id)
        .where(StoryAsset.story_id == story.id).order_by(StoryAsset.position, StoryAsset.asset_id))
    named = session.scalars(select(StoryCredit).where(StoryCredit.story_id == story.id).order_by(StoryCredit.position))
    return {"kind": story.kind, "title": story.title, "summary": story.summary, "body": story.body, "event": story.event_id,
            "lead": story.lead_id,
            "assets": [{"asset": one.asset_id, "caption": one.caption, "sha256": sha256,
                        "said": hash_of([one.caption or caption, credit])} for one, sha256, caption, credit in assets],
            "credits": [{"part": one.part, "name": one.name, "person": one.person_id, "share": one.share}
                        for one in named]}


def hash_of(content: Any) -> str:
    """Return the SHA-256 of a version's content, or a part of it: of its JSON with sorted keys and nothing between."""
    told = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def kinds(session: Session) -> list[StoryKind]:
    """Return the whole list of kinds in the office's order."""
    return list(session.scalars(select(StoryKind).order_by(StoryKind.position, StoryKind.code)))


def discard_draft(session: Session, story_id: int, person_id: int | None) -> None:
    """Forget somebody's draft of a story, in the caller's transaction."""
    session.execute(delete(StoryDraft).where(StoryDraft.story_id == story_id, StoryDraft.person_id == person_id))


def public_id(story_id: int) -> str:
    """Return the id that people see: ``S12``."""
    return f"S{story_id}"


def row_id(public: str) -> int:
    """Return the row of a public id such as ``S12``. Raises NotFound for anything else."""
    digits = public[1:]
    if public[:1] not in {"S", "s"} or not digits.isascii() or not digits.isdigit() or len(digits) > 15:
        raise NotFound(what=f"“{public}”")
    return int(digits)
