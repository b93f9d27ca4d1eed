"""Moves of review: submit and withdraw, approve and return; and what waits for the token's person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from index.catalogue import items
from index.catalogue.assets import row_id as asset_row
from index.catalogue.items import Ref
from index.catalogue.lifecycle import State, Verb
from index.catalogue.stories import row_id as story_row
from index.catalogue.tokens import Scope
from index.db import reading
from server.api.cursors import cut
from server.api.declaring import AssetId, ItemId, Paging, StoryId, endpoint
from server.api.shapes import Listed, Rule
from server.review import queue
from server.review.queue_rows import Entry
from server.review.service import LONGEST_REASON, Order, Seen, act
from server.web.services import actor, home, now, zone

Channel = Annotated[str, Rule(most=60, example="screens", about="The code of a channel.")]
Reason = Annotated[str, Rule(most=LONGEST_REASON)]


@dataclass(frozen=True, slots=True)
class Move:
    """On which channel, and why; a reason is needed to return, and to take down what is published."""

    channel: Channel
    reason: Reason = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """An approval. With ``step`` and ``version`` as the list of what waits told them, it is refused where the item has moved
    on since. It counts for other channels that share the step, unless it is ``alone``.
    """

    channel: Channel
    step: Annotated[int | None, Rule(least=0, most=100)] = None
    version: Annotated[int | None, Rule(least=0, most=1 << 31)] = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the item stands now, by channel."""

    item: str
    status: dict[str, State]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item whose step this person may decide; ``due`` is null where there is no hurry."""

    item: str
    title: str
    event: str | None
    department: str | None
    submitter: str | None
    channel: str
    step: int
    version: int | None
    since: datetime
    due: datetime | None


@endpoint("GET", "/reviews", Scope.WRITE_REVIEWS, "等我审的内容", tag="review")
def list_reviews(query: Paging) -> Listed[Waiting]:
    """List what waits for this person to decide, what is due first."""
    with reading(home().engine) as session:
        found = queue.waiting(session, actor(), now(), zone())
    return cut(found, query, _urgency, _waiting)


@endpoint("POST", "/items/{item}/approve", Scope.WRITE_REVIEWS, "审核通过", tag="review")
def approve_item(item: ItemId, body: Decision) -> Moved:
    """Approve the step that waits. Nobody approves what they submitted."""
    seen = Seen(body.step, body.version) if body.step is not None else None
    return _moved(items.parse(item), Order(Verb.APPROVE, body.channel, seen=seen, alone=body.alone))


@endpoint("POST", "/items/{item}/return", Scope.WRITE_REVIEWS, "退回修改", tag="review")
def return_item(item: ItemId, body: Move) -> Moved:
    """Return an item to its author, with a reason."""
    return _moved(items.parse(item), Order(Verb.RETURN, body.channel, body.reason))


@endpoint("POST", "/assets/{asset}/submit", Scope.WRITE_ASSETS, "提交素材审稿", tag="assets")
def submit_asset(asset: AssetId, body: Move) -> Moved:
    """Submit an asset for review on a channel; `fields` of a refusal are what its description still lacks."""
    return _moved(items.ref(asset_row(asset)), Order(Verb.SUBMIT, body.channel))


@endpoint("POST", "/assets/{asset}/withdraw", Scope.WRITE_ASSETS, "撤回素材", tag="assets")
def withdraw_asset(asset: AssetId, body: Move) -> Moved:
    """Take back what is not published (who brought it), or take down what is (the office, with a reason)."""
    return _moved(items.ref(asset_row(asset)), Order(Verb.WITHDRAW, body.channel, body.reason))


@endpoint("POST", "/stories/{story}/submit", Scope.WRITE_STORIES, "提交稿件审稿", tag="stories")
def submit_story(story: StoryId, body: Move) -> Moved:
    """Submit a story for review on a channel, as its newest version stands."""
    return _moved(items.story(story_row(story)), Order(Verb.SUBMIT, body.channel))


@endpoint("POST", "/stories/{story}/withdraw", Scope.WRITE_STORIES, "撤回稿件", tag="stories")
def withdraw_story(story: StoryId, body: Move) -> Moved:
    """Take back what is not published (its author), or take down what is (the office, with a reason)."""
    return _moved(items.story(story_row(story)), Order(Verb.WITHDRAW, body.channel, body.reason))


def _moved(ref: Ref, order: Order) -> Moved:
    status = act(home().engine, actor(), order, ref, now=now())
    return Moved(str(ref), {channel: State(state) for channel, state in status.items()})


def _urgency(one: Entry) -> str:
    return " ".join([(one.due or queue.NEVER).isoformat(), one.since.isoformat(), one.key])


def _waiting(one: Entry) -> Waiting:
    return Waiting(str(one.ref), one.title, one.event, one.department, one.submitter, one.channel, one.step, one.version,
                   one.since, one.due)
