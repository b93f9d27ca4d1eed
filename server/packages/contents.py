"""What goes into a package: a story as somebody may read it, and which of its pictures go where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import public_visibility, story_visibility, visibility
from index.catalogue.assets import Kind
from index.catalogue.channels import Channel
from index.catalogue.departments import Department
from index.catalogue.people import Actor
from index.catalogue.queries import AssetView
from index.catalogue.stories import CreditPart, Story, StoryAsset, StoryCredit, public_id
from index.errors import Invalid
from ingest.steps.copy_presets import ORIGINAL
from server.downloads.names import safe
from server.downloads.rights import Piece, pieces
from server.stories import pictures
from server.stories.pictures import Flaw

WECHAT, WEIBO, PRINT = "wechat", "weibo", "print"
PLACES: Final[dict[str, tuple[str, str]]] = {
    WECHAT: ("微信公众号", "WeChat"), WEIBO: ("微博", "Weibo"), PRINT: ("印刷", "Print")}
PURPOSES: Final = {WECHAT: "wechat", WEIBO: "weibo", PRINT: "paper"}
MOST_WEIBO: Final = 18
"""Pictures that a post on Weibo takes; nine of an ordinary account."""
COVERS: Final = {"wechat-cover": "封面-2.35比1", "weibo-square": "封面-1比1"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture: ``number`` in the story from 1, its caption there, and what is to be known of it before it is used."""

    number: int
    view: AssetView
    caption: str
    flaws: tuple[Flaw, ...]

    @property
    def stem(self) -> str:
        """How its files are called: in the story's order, by what they show."""
        said = self.caption or self.view.words.title or PurePosixPath(self.view.name).stem
        return f"{self.number:02d}-{PurePosixPath(safe(said[:24] + '.x')).stem}"


@dataclass(frozen=True, slots=True)
class Contents:
    """A story for one place. ``withheld`` are pictures that no story shows, as (number, why); ``approved`` says that it is
    published there as it stands.
    """

    story_id: int
    version: int
    place: str
    title: str
    summary: str
    body: str
    department: str
    authors: tuple[str, ...]
    photographers: tuple[str, ...]
    changed_at: datetime
    pictures: tuple[Shown, ...]
    withheld: tuple[tuple[int, tuple[Flaw, ...]], ...]
    approved: bool
    public: bool

    @property
    def public_id(self) -> str:
        return public_id(self.story_id)

    @property
    def by(self) -> tuple[str, ...]:
        """Who wrote it and who took its pictures, as bylines say it."""
        named = (("文", self.authors), ("图", self.photographers))
        return tuple(f"{part}／{'、'.join(names)}" for part, names in named if names)


def contents(session: Session, actor: Actor, story_id: int, place: str, now: datetime) -> Contents:
    """Return a story as this person may read it, for a place. Raises NotFound, Invalid."""
    if place not in PLACES:
        raise Invalid("package", "没有这种资料包", "there is no such package")
    story = story_visibility.readable_for(session, actor, story_id, now)
    captions = {row.asset_id: (row.position, row.caption) for row in session.scalars(
        select(StoryAsset).where(StoryAsset.story_id == story.id).order_by(StoryAsset.position))}
    code = session.scalar(select(Channel.code).where(Channel.code == place, Channel.active))
    found = pictures.flaws(session, list(captions), now, code)
    withheld = {one: why for one, why in found.items() if pictures.WITHHELD & set(why)}
    views = {view.id: view for view in visibility.views(session, actor, list(captions), now) if view.id not in withheld}
    order = sorted(views, key=lambda one: (one != story.lead_id, captions[one][0]))
    named = session.scalars(select(StoryCredit).where(StoryCredit.story_id == story.id).order_by(StoryCredit.position)).all()
    department = session.get(Department, story.department_id) if story.department_id is not None else None
    approved = session.scalar(select(Story.id).where(Story.id == story.id, story_visibility.published(code)))
    return Contents(
        story.id, story.version, place, story.title, story.summary, story.body, department.name if department else "",
        tuple(one.name for one in named if one.part == CreditPart.AUTHOR),
        tuple(one.name for one in named if one.part == CreditPart.PHOTOGRAPHER), story.changed_at,
        tuple(Shown(number, views[one], captions[one][1] or views[one].words.caption, found.get(one, ()))
              for number, one in enumerate(order, 1)),
        tuple((captions[one][0], why) for one, why in withheld.items()), approved is not None,
        public_visibility.published_one(session, story.id) is not None)


def files(session: Session, actor: Actor, held: Contents, shown: Shown, now: datetime) -> list[Piece]:
    """Return the files that this person gets of one picture for the place, each named for it.

    Raises NotFound, Forbidden take-whole, take-unpublished, VitrineError take-not-ready.
    """
    return [replace(piece, name=safe(f"{stem}{PurePosixPath(piece.name).suffix.lower()}"))
            for preset, stem in _forms(held, shown)
            for piece in pieces(session, actor, shown.view.id, preset, now)[:1]]


def _forms(held: Contents, shown: Shown) -> list[tuple[str, str]]:
    """Return the forms of a picture for the place, each with what its file is called."""
    photo = shown.view.kind != Kind.VIDEO
    if held.place == PRINT:  # a film is not printed, and a poster is itself best
        return [] if not photo else [(ORIGINAL if shown.view.kind == Kind.POSTER else "print", shown.stem)]
    if held.place == WEIBO:
        return [("weibo-square", shown.stem)] if shown.number <= MOST_WEIBO else []
    first = photo and shown.number == next((one.number for one in held.pictures if one.view.kind != Kind.VIDEO), 0)
    return [("wechat-body", shown.stem), *(COVERS.items() if first else ())]
