"""What hangs on boards, read as entries: assets with what would be played of them, stories with their words and pictures."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from index.blobs import PART
from index.catalogue import items, posters, story_visibility, visibility
from index.catalogue.assets import Asset, Description, Kind, Rendition
from index.catalogue.boards import BoardItem, Framing
from index.catalogue.channels import SCREENS, Aim, Channel
from index.catalogue.consents import ConsentEnd
from index.catalogue.departments import Department
from index.catalogue.people import Person
from index.catalogue.stories import CreditPart, Story, StoryAsset, StoryCredit, StoryVersion
from index.catalogue.story_text import text_of
from index.catalogue.takedowns import LARGE, PLAYED
from kiosk.plan import BoardFacts, Entry, File, Page, Picture

MOST_PICTURES = 6
POSTER_WORDS = re.compile(r"海报|海報|招贴|展板|宣传画|poster", re.IGNORECASE)
PLACE = (BoardItem.board_id, BoardItem.position, BoardItem.id.label("place"), BoardItem.weight, BoardItem.seconds,
         BoardItem.pin, BoardItem.evergreen, BoardItem.framing, BoardItem.show_from,
         BoardItem.show_until)
FILE = (Rendition.sha256, Rendition.bytes, Rendition.media_type, Rendition.width, Rendition.height, Rendition.parts)
Placed = tuple[int, int, Entry]
"""An entry with its position on its board and its row there, by which entries are ordered."""


def of_assets(session: Session, boards: Mapping[int, BoardFacts], now: datetime) -> list[Placed]:
    """Return the assets on these boards. Four reads, five with posters."""
    rows = _items(session, list(boards))
    ids = sorted({row.id for row in rows})
    published = set(session.scalars(select(Asset.id).where(Asset.id.in_(ids), visibility.shown_on_screens(now))))
    files = renditions(session, ids)
    ends = _consent_ends(session, ids)
    pages = _pages(session, {row.id for row in rows if row.kind == Kind.POSTER}, files)
    return [(row.position, row.place, _entry(row, boards[row.board_id], row.id in published, files.get(row.id, {}),
                                             ends.get(row.id), pages.get(row.id, ()))) for row in rows]


def of_stories(session: Session, boards: Mapping[int, BoardFacts], now: datetime) -> list[Placed]:
    """Return the stories on these boards. One read where there is none, else four."""
    rows = _stories(session, list(boards))
    if not rows:
        return []
    ids = sorted({row.id for row in rows})
    published = set(session.scalars(select(Story.id).where(Story.id.in_(ids), story_visibility.published(SCREENS))))
    pictures = story_pictures(session, ids, now)
    writers = _writers(session, ids)
    return [(row.position, row.place, Entry(
        board=boards[row.board_id], ref=items.story(row.id), kind="story", title=row.title, caption=row.summary,
        credit="、".join(writers.get(row.id, ())) or row.owner or "", department=row.department or "",
        captured=row.changed_at, color=None, duration=None, published=row.id in published, state=row.state,
        changed_at=row.state_since, embargo_until=None, expires_at=None, file=None, poster=None, words=row.sha256,
        text=text_of(row.body), pictures=pictures.get(row.id, ()), **_rules(row, boards[row.board_id]))) for row in rows]


def story_pictures(session: Session, story_ids: Sequence[int], now: datetime) -> dict[int, tuple[Picture, ...]]:
    """Return {story: those of its photos that screens may show, its lead picture first}."""
    found: dict[int, tuple[Picture, ...]] = {}
    large: dict[int, File] = {}
    for row in session.execute(
            select(StoryAsset.story_id, StoryAsset.asset_id, StoryAsset.caption, Description.caption.label("said"),
                   Rendition.preset, *FILE)
            .join(Story, Story.id == StoryAsset.story_id).join(Asset, Asset.id == StoryAsset.asset_id)
            .join(Description, Description.asset_id == Asset.id)
            .join(Rendition, and_(Rendition.original_sha256 == Asset.sha256,
                                  Rendition.preset.in_([LARGE, PLAYED[Kind.PHOTO]])))
            .where(StoryAsset.story_id.in_(story_ids), Asset.kind == Kind.PHOTO, visibility.shown_on_screens(now))
            .order_by(StoryAsset.story_id, StoryAsset.asset_id != func.coalesce(Story.lead_id, 0), StoryAsset.position,
                      Rendition.preset)):
        if row.preset == LARGE:  # comes before the usual one of the same photo
            large[row.asset_id] = _file(row)
            continue
        file = _file(row)
        one = Picture(items.ref(row.asset_id), file, row.caption or row.said, _larger(large.get(row.asset_id), file))
        found[row.story_id] = (*found.get(row.story_id, ()), one)[:MOST_PICTURES]
    return found


def renditions(session: Session, asset_ids: Sequence[int]) -> dict[int, dict[str, File]]:
    """Return {asset: {preset: file}}."""
    found: dict[int, dict[str, File]] = {}
    for row in session.execute(
            select(Asset.id, Rendition.preset, *FILE)
            .join(Rendition, Rendition.original_sha256 == Asset.sha256).where(Asset.id.in_(asset_ids))):
        found.setdefault(row.id, {})[row.preset] = _file(row)
    return found


def _file(row: Any) -> File:
    parts = (row.sha256,) if row.bytes <= PART else tuple(row.parts) if row.parts else None
    return File(row.sha256, row.bytes, row.media_type, row.width, row.height, parts)


def _larger(large: File | None, usual: File) -> File | None:
    """Return the large one where there is more to see of it: nothing is enlarged, so a small photo has two of a size."""
    return large if large and large.width > usual.width else None


def _pages(session: Session, asset_ids: Collection[int],
           files: Mapping[int, Mapping[str, File]]) -> dict[int, tuple[Page, ...]]:
    """Return {poster: its pages in order}."""
    if not asset_ids:
        return {}
    found = {}
    for asset_id, said in session.execute(select(Asset.id, Asset.facts).where(Asset.id.in_(asset_ids))):
        numbered = sorted(((number, file) for preset, file in files.get(asset_id, {}).items()
                          if (number := posters.page_number(preset)) is not None),
                          key=lambda one: one[0])
        signs = [sum(not sign.isspace() for sign in text) for text in posters.page_texts(said)]
        found[asset_id] = tuple(Page(file, signs[number - 1] if number <= len(signs) else 0) for number, file in numbered)
    return found


def _consent_ends(session: Session, asset_ids: Sequence[int]) -> dict[int, datetime]:
    rows = session.execute(
        select(ConsentEnd.asset_id, func.min(ConsentEnd.ends_at)).outerjoin(Channel, Channel.id == ConsentEnd.channel_id)
        .where(ConsentEnd.asset_id.in_(asset_ids), or_(ConsentEnd.channel_id.is_(None), Channel.code == SCREENS))
        .group_by(ConsentEnd.asset_id))
    return {row[0]: row[1] for row in rows}


def _items(session: Session, board_ids: Sequence[int]) -> list[Any]:
    return list(session.execute(
        select(*PLACE, Asset.id, Asset.kind, Asset.width, Asset.height, Asset.facts["make"].as_string().label("make"),
               Asset.facts["model"].as_string().label("model"), Asset.captured_local, Asset.color,
               Asset.duration, Asset.embargo_until, Asset.expires_at, Description.title, Description.caption,
               Description.credit, Description.keywords, Person.display.label("owner"),
               Department.name.label("department"), Aim.state, Aim.changed_at)
        .join(Asset, Asset.id == BoardItem.asset_id).join(Description, Description.asset_id == Asset.id)
        .outerjoin(Person, Person.id == Asset.owner_id).outerjoin(Department, Department.id == Asset.department_id)
        .outerjoin(Channel, Channel.code == SCREENS)
        .outerjoin(Aim, and_(Aim.asset_id == Asset.id, Aim.channel_id == Channel.id))
        .where(BoardItem.board_id.in_(board_ids))))


def _entry(row: Any, board: BoardFacts, published: bool, files: dict[str, File],
           consent_end: datetime | None, pages: tuple[Page, ...]) -> Entry:
    file = files.get(PLAYED[Kind(row.kind)])
    large = _larger(files.get(LARGE), file) if file and row.kind == Kind.PHOTO else None
    if whole := lies_whole(row.kind, row.framing, made_by=row.make or row.model, size=(row.width or 0, row.height or 0),
                           said=f"{row.title} {' '.join(row.keywords)}"):
        pages = (Page(file, 0, large),) if file else ()
    return Entry(
        board=board, ref=items.ref(row.id), kind=Kind.POSTER if whole else row.kind, title=row.title, caption=row.caption,
        credit=row.credit or row.owner or "", department=row.department or "", captured=row.captured_local,
        color=row.color, duration=row.duration, published=published, state=row.state, changed_at=row.changed_at,
        embargo_until=row.embargo_until, expires_at=row.expires_at, file=file,
        poster=files.get("poster") if row.kind == Kind.VIDEO else None, consent_end=consent_end, pages=pages,
        large=large, **_rules(row, board))


def lies_whole(kind: str, framing: str, *, made_by: str | None, size: tuple[int, int], said: str) -> bool:
    """Say whether a photo is shown like a poster of one page: whole, with no words over it. By itself that is what no camera
    says to have made and stands upright, or whose title or keywords say that it is a poster: they come as pictures as often
    as in a PDF; a crop takes their title, a caption covers their foot.
    """
    if kind != Kind.PHOTO or framing != Framing.AUTO:
        return kind == Kind.PHOTO and framing == Framing.WHOLE
    return not made_by and (size[0] < size[1] or POSTER_WORDS.search(said) is not None)


def _rules(row: Any, board: BoardFacts) -> dict[str, Any]:
    return {"weight": row.weight, "seconds": row.seconds, "pin": row.pin, "evergreen": row.evergreen or board.evergreen,
            "show_from": row.show_from, "show_until": row.show_until}


def _stories(session: Session, board_ids: Sequence[int]) -> list[Any]:
    return list(session.execute(
        select(*PLACE, Story.id, Story.title, Story.summary, Story.body, Story.changed_at, Person.display.label("owner"),
               Department.name.label("department"), Aim.state, Aim.changed_at.label("state_since"), StoryVersion.sha256)
        .join(Story, Story.id == BoardItem.story_id)
        .join(StoryVersion, and_(StoryVersion.story_id == Story.id, StoryVersion.version == Story.version))
        .outerjoin(Person, Person.id == Story.owner_id).outerjoin(Department, Department.id == Story.department_id)
        .outerjoin(Channel, Channel.code == SCREENS)
        .outerjoin(Aim, and_(Aim.story_id == Story.id, Aim.channel_id == Channel.id))
        .where(BoardItem.board_id.in_(board_ids))))


def _writers(session: Session, story_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for story_id, name in session.execute(
            select(StoryCredit.story_id, StoryCredit.name)
            .where(StoryCredit.story_id.in_(story_ids), StoryCredit.part == CreditPart.AUTHOR)
            .order_by(StoryCredit.story_id, StoryCredit.position)):
        found[story_id] = (*found.get(story_id, ()), name)
    return found
