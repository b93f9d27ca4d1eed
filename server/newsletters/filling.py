"""What stands in an issue: stories taken in and out, sections, their order, the editor's own words. One transaction each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, exists, select
from sqlalchemy.orm import Session

from index.catalogue import newsletter_visibility, story_visibility
from index.catalogue.newsletters import NewsletterEntry, NewsletterIssue
from index.catalogue.people import Actor
from index.catalogue.stories import Story, public_id
from index.db import serialize, writing
from index.errors import Conflict, Invalid, NotFound
from server.newsletters import issues
from server.newsletters.limits import length

LONGEST: Final = {"heading": 120, "text": 20_000, "section": 40}
MOST_PICTURES: Final = 6
MOST_ROWS: Final = 100


def take_in(engine: Engine, actor: Actor, issue_id: int, story_ids: Sequence[int], *, before: int | None = None,
            now: datetime) -> int:
    """Take stories into an issue, before the row ``before`` or at its end; those that are in stay. Returns how many are new.

    Raises Forbidden, Invalid, NotFound for a story that this person may not read, Conflict: newsletter-state,
    newsletter-story, newsletter-taken.
    """
    with writing(engine) as session:
        issue = issues.making(session, actor, issue_id)
        serialize(session, f"newsletter:{issue.newsletter_id}")
        rows = _rows(session, issue)
        inside = {row.story_id for row in rows}
        new = []
        for story_id in dict.fromkeys(story_ids):
            if story_id in inside:
                continue
            _check(session, actor, issue, story_id, now)
            new.append(NewsletterEntry(issue_id=issue.id, position=0, story_id=story_id))
        if len(rows) + len(new) > MOST_ROWS:
            raise Invalid("story", f"一期最多 {MOST_ROWS} 行", f"an issue holds {MOST_ROWS} rows at most")
        session.add_all(new)
        place = next((at for at, row in enumerate(rows) if row.id == before), len(rows))
        _set_order([*rows[:place], *new, *rows[place:]])
        if new:
            issues.record(session, actor, issue, "filled", now, stories=[public_id(one.story_id or 0) for one in new])
        return len(new)


def add_section(engine: Engine, actor: Actor, issue_id: int, heading: str, *, now: datetime) -> None:
    """Put the heading of a section at an issue's end. Raises Forbidden, Invalid, NotFound, Conflict."""
    words = _heading(heading)
    with writing(engine) as session:
        issue = issues.making(session, actor, issue_id)
        rows = _rows(session, issue)
        if len(rows) >= MOST_ROWS:
            raise Invalid("section", f"一期最多 {MOST_ROWS} 行", f"an issue holds {MOST_ROWS} rows at most")
        session.add(NewsletterEntry(issue_id=issue.id, position=len(rows) + 1, heading=words))
        issues.record(session, actor, issue, "changed", now, section=words)


def take_out(engine: Engine, actor: Actor, issue_id: int, entry_id: int, *, now: datetime) -> None:
    """Take a row out: nothing of it is left. One that is not in is no error. Raises Forbidden, NotFound, Conflict."""
    with writing(engine) as session:
        issue = issues.making(session, actor, issue_id)
        row = session.get(NewsletterEntry, entry_id)
        if row is not None and row.issue_id == issue.id:
            told = {"stories": [public_id(row.story_id)]} if row.story_id is not None else {"section": row.heading}
            session.delete(row)
            issues.record(session, actor, issue, "emptied", now, **told)


def order(engine: Engine, actor: Actor, issue_id: int, entry_ids: Sequence[int], *, now: datetime) -> None:
    """Put the rows in this order; what is not named keeps its order and follows. Raises Forbidden, NotFound, Conflict."""
    with writing(engine) as session:
        issue = issues.making(session, actor, issue_id)
        rows = {row.id: row for row in _rows(session, issue)}
        wanted = [one for one in dict.fromkeys(entry_ids) if one in rows]
        _set_order([rows[one] for one in [*wanted, *(one for one in rows if one not in set(wanted))]])
        issues.record(session, actor, issue, "reordered", now)


def retouch(engine: Engine, actor: Actor, issue_id: int, entry_id: int, heading: str, text: str, pictures: int, *,
            now: datetime) -> None:
    """Give a story the editor's own heading and shorter text, "" for the story's own, and say how many of its pictures are
    printed; or a section another heading. The story itself stays as it is.

    Raises Forbidden, Invalid, NotFound, Conflict.
    """
    with writing(engine) as session:
        issue = issues.making(session, actor, issue_id)
        row = session.get(NewsletterEntry, entry_id)
        if row is None or row.issue_id != issue.id:
            raise NotFound(what=f"“{entry_id}”")
        if row.story_id is None:
            row.heading = _heading(heading)
        else:
            row.heading, row.text = " ".join(heading.split()), text.replace("\r\n", "\n").strip()
            length("heading", row.heading, LONGEST["heading"])
            length("text", row.text, LONGEST["text"])
            if not 0 <= pictures <= MOST_PICTURES:
                raise Invalid("pictures", f"最多 {MOST_PICTURES} 张", f"{MOST_PICTURES} at most")
            row.pictures = pictures
        issues.record(session, actor, issue, "changed", now, entry=row.id)


def _heading(given: str) -> str:
    words = " ".join(given.split())
    if not words:
        raise Invalid("section", "请填写栏目名称", "give the section a name")
    length("section", words, LONGEST["section"])
    return words


def _check(session: Session, actor: Actor, issue: NewsletterIssue, story_id: int, now: datetime) -> None:
    story = story_visibility.readable_for(session, actor, story_id, now)
    if session.scalar(select(exists().where(Story.id == story_id, newsletter_visibility.takeable()))) is not True:
        raise Conflict("newsletter-story", title=story.title)
    other = session.scalar(
        select(NewsletterIssue).join(NewsletterEntry, NewsletterEntry.issue_id == NewsletterIssue.id)
        .where(NewsletterEntry.story_id == story_id, NewsletterIssue.newsletter_id == issue.newsletter_id).limit(1))
    if other is not None:
        raise Conflict("newsletter-taken", title=story.title, issue=f"{other.year}年第{other.number}期")


def _rows(session: Session, issue: NewsletterIssue) -> list[NewsletterEntry]:
    return list(session.scalars(select(NewsletterEntry).where(NewsletterEntry.issue_id == issue.id)
                                .order_by(NewsletterEntry.position, NewsletterEntry.id)))


def _set_order(rows: Sequence[NewsletterEntry]) -> None:
    for place, row in enumerate(rows, 1):
        row.position = place
