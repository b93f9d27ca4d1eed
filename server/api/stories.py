"""Stories: read, begin, change. Each saving is a version that is kept whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

from flask import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.stories import Story, public_id, row_id
from index.catalogue.tokens import Scope
from index.db import reading
from server import policy
from server.api import cursors
from server.api.declaring import Paging, StoryId, endpoint
from server.api.shapes import Listed, Rule
from server.api.story_records import NewStory, StoryEdit, StoryLine, StoryRecord, StorySaved, line, record
from server.downloads.answers import zipped
from server.packages.packing import packed
from server.stories import lists, service
from server.web.problems import BASE
from server.web.services import actor, base_address, home, now

PackageName = Literal["wechat", "weibo", "print"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichStories(Paging):
    """Which stories are listed."""

    text: Annotated[str, Rule(most=200, about="Each of these words stands in them.")] = ""
    kind: Annotated[str, Rule(most=60)] = ""
    mine: bool = False


@endpoint("GET", "/stories", Scope.READ_STORIES, "列出稿件", tag="stories")
def list_stories(query: WhichStories) -> Listed[StoryLine]:
    """List the stories that may be read, the last changed first."""
    place = cursors.place(query, str, int)
    after = (_moment(place[0]), place[1]) if place is not None else None
    with reading(home().engine) as session:
        found = lists.lines(session, actor(), text=query.text, kind=query.kind, mine=query.mine, now=now(),
                            limit=query.limit + 1, after=after)
        some, kinds = found[:query.limit], _kinds(session, [one.id for one in found])
    more = (some[-1].changed_at.isoformat(), some[-1].id) if len(found) > len(some) else None
    return Listed(tuple(line(one, kinds[one.id]) for one in some), more)


@endpoint("GET", "/stories/{story}", Scope.READ_STORIES, "查看稿件", tag="stories")
def show_story(story: StoryId) -> StoryRecord:
    """Show one story as it stands, with its pictures and credits, and where it is published or under review."""
    with reading(home().engine) as session:
        page = lists.page(session, actor(), row_id(story), now())
        return record(page, _kinds(session, [page.line.id])[page.line.id])


@endpoint("POST", "/stories", Scope.WRITE_STORIES, "新建稿件", tag="stories", status=201)
def begin_story(body: NewStory) -> StorySaved:
    """Begin a story, from HTML or Markdown; it belongs to the token's person."""
    return _saved(service.begin(home().engine, actor(), body.wish(), now=now()), 1)


@endpoint("PATCH", "/stories/{story}", Scope.WRITE_STORIES, "改稿件", tag="stories", matches=show_story)
def change_story(story: StoryId, body: StoryEdit, seen: StoryRecord | None) -> StorySaved:
    """Save a new version of a story.

    It voids approvals that were for the earlier one. Send `If-Match` with the ETag that you read, and nobody's words are
    overwritten unseen.
    """
    story_id = row_id(story)
    with reading(home().engine) as session:
        page = lists.page(session, actor(), story_id, now())
        if not page.writes:
            raise policy.forbidden("write-story")
        had = lists.version(session, actor(), story_id, page.line.version, now())
    wish = body.over(had, tuple(page.channels))
    version = service.save(home().engine, actor(), story_id, wish, seen_version=seen.version if seen else page.line.version,
                           now=now())
    return _saved(story_id, version)


def _saved(story_id: int, version: int) -> StorySaved:
    return StorySaved(public_id(story_id), version, f"{BASE}/stories/{public_id(story_id)}")


def _kinds(session: Session, ids: Iterable[int]) -> dict[int, str]:
    return dict(session.execute(select(Story.id, Story.kind).where(Story.id.in_(list(ids)))).all())


def _moment(told: str) -> datetime:
    """Raises Invalid for a cursor that somebody wrote themselves."""
    try:
        moment = datetime.fromisoformat(told)
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise cursors.no_cursor() from None


@endpoint("GET", "/stories/{story}/packages/{package}", Scope.READ_STORIES, "取稿件资料包", tag="stories",
          media="application/zip", tagged=False)
def fetch_package(story: StoryId, package: PackageName) -> Response:
    """Fetch a story as a ZIP for WeChat, Weibo or print: its text as that place takes it, and its pictures.

    Pictures that may not go there are left out, with the reason in the list that comes along. It is put on record as taken
    out.
    """
    made = packed(home(), actor(), row_id(story), package, base_address(), door="api", now=now())
    return zipped(made.parcel, made.stem)
