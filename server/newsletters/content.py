"""What an issue prints: put together from its stories as they stand, or from what was kept when it was approved."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import newsletter_visibility
from index.catalogue.assets import Asset, Description, Rendition
from index.catalogue.departments import Department
from index.catalogue.newsletters import Newsletter, NewsletterEntry, NewsletterIssue
from index.catalogue.people import Person
from index.catalogue.stories import CreditPart, Story, StoryAsset, StoryCredit
from index.catalogue.story_text import text_of
from server.newsletters.sheet import Picture, Piece, Section, Sheet, from_kept

SIZES: Final = ("screen", "large", "grid")
"""The renditions that are printed, the most fitting first."""


def sheet(session: Session, issue: NewsletterIssue, now: datetime) -> Sheet:
    """Return what an issue prints. Stories that may not be taken any more are in it too: ``deciding`` refuses them."""
    of = session.get_one(Newsletter, issue.newsletter_id)
    rows = session.scalars(select(NewsletterEntry).where(NewsletterEntry.issue_id == issue.id)
                           .order_by(NewsletterEntry.position, NewsletterEntry.id)).all()
    found = _pieces(session, rows, now)
    sections: list[tuple[int | None, str, list[Piece]]] = [(None, "", [])]
    for row in rows:
        if row.story_id is None:
            sections.append((row.id, row.heading, []))
        else:
            sections[-1][2].append(found[row.id])
    return Sheet(of.name, issue.year, issue.number, issue.total, issue.dated, of.issuer, issue.title, issue.report_to,
                 issue.send_to, issue.copies,
                 tuple(Section(entry, heading, tuple(pieces)) for entry, heading, pieces in sections
                       if pieces or entry is not None))


def _pieces(session: Session, rows: Any, now: datetime) -> dict[int, Piece]:
    fresh = [row for row in rows if row.story_id is not None and row.printed is None]
    ids = [row.story_id for row in fresh]
    stories = {story.id: (story, department or "", owner or "") for story, department, owner in session.execute(
        select(Story, Department.name, Person.display).outerjoin(Department, Department.id == Story.department_id)
        .outerjoin(Person, Person.id == Story.owner_id).where(Story.id.in_(ids)))}
    authors: dict[int, list[str]] = {}
    for one in session.scalars(select(StoryCredit).where(StoryCredit.story_id.in_(ids), StoryCredit.part == CreditPart.AUTHOR)
                               .order_by(StoryCredit.story_id, StoryCredit.position)):
        authors.setdefault(one.story_id, []).append(one.name)
    pictures = _pictures(session, {row.story_id: row.pictures for row in fresh}, now)
    found = {}
    for row in rows:
        if row.story_id is None:
            continue
        if row.printed is not None:
            found[row.id] = from_kept(row.id, row.story_id, row.printed)
            continue
        story, department, owner = stories[row.story_id]
        lines = tuple(filter(None, map(str.strip, (row.text or text_of(story.body)).split("\n"))))
        found[row.id] = Piece(row.id, story.id, row.heading or story.title, lines, department,
                              "、".join(authors.get(story.id, [])) or owner, tuple(pictures.get(story.id, ())))
    return found


def _pictures(session: Session, wanted: dict[int, int], now: datetime) -> dict[int, list[Picture]]:
    """Return the pictures of stories that may be printed, the lead first, as many of each as are ``wanted``."""
    rows = session.execute(
        select(StoryAsset.story_id, StoryAsset.caption, Asset.id, Asset.sha256, Description.caption, Description.credit)
        .join(Asset, Asset.id == StoryAsset.asset_id).join(Description, Description.asset_id == Asset.id)
        .join(Story, Story.id == StoryAsset.story_id).where(StoryAsset.story_id.in_(wanted), Asset.kind == "photo")
        .order_by(StoryAsset.story_id, StoryAsset.asset_id != Story.lead_id, StoryAsset.position, Asset.id)).all()
    printable = newsletter_visibility.printable(session, [row[2] for row in rows], now)
    files: dict[str, dict[str, str]] = {}
    for original, preset, sha256 in session.execute(
            select(Rendition.original_sha256, Rendition.preset, Rendition.sha256)
            .where(Rendition.original_sha256.in_([row[3] for row in rows]), Rendition.preset.in_(SIZES))):
        files.setdefault(original, {})[preset] = sha256
    found: dict[int, list[Picture]] = {}
    for story_id, caption, asset_id, sha256, own, credit in rows:
        has = files.get(sha256, {})
        file = next((has[size] for size in SIZES if size in has), "")
        kept = found.setdefault(story_id, [])
        if asset_id in printable and file and len(kept) < wanted[story_id]:
            kept.append(Picture(asset_id, file, caption or own, credit))
    return found
