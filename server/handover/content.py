"""Drafts that pass on: stories and pictures that nobody reviews yet, and what was typed and not saved.

Whoever made them stays named. A story that names no author gets its former owner as one, so that the ledger counts it as
before; a picture keeps its owner, whom the ledger credits, and gets a keeper.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session, aliased

from index.catalogue import audit, bins, story_versions
from index.catalogue.assets import Asset, public_id
from index.catalogue.channels import Aim
from index.catalogue.drafts import DescriptionDraft
from index.catalogue.handovers import AssetKeeper, kept_by
from index.catalogue.lifecycle import HELD
from index.catalogue.stories import CreditPart, Story, StoryCredit, StoryDraft
from index.catalogue.stories import public_id as story_id
from index.db import insert_into
from server.handover.pair import Pair, Sort, Thing


def _open_stories(session: Session, pair: Pair) -> list[Thing]:
    held = select(Aim.id).where(Aim.story_id == Story.id, Aim.state.in_(HELD))
    rows = session.scalars(select(Story.id).where(
        Story.owner_id == pair.giver.id, Story.department_id == pair.department.id, ~held.exists(), bins.kept_story())
        .order_by(Story.id))
    return [Thing(one, f"story:{story_id(one)}") for one in rows]


def _move_stories(session: Session, pair: Pair, things: Sequence[Thing]) -> None:
    for story in session.scalars(select(Story).where(Story.id.in_([one.row for one in things]),
                                                     Story.owner_id == pair.giver.id).order_by(Story.id).with_for_update()):
        _credit(session, pair, story)
        story.owner_id = pair.taker.id
        audit.record(session, pair.actor, "handed-over", f"story:{story_id(story.id)}", at=pair.now, of=pair.giver.display,
                     to=pair.taker.display)


def _credit(session: Session, pair: Pair, story: Story) -> None:
    """Name who wrote a story before it is another's, as a version of its own."""
    named = select(StoryCredit.position).where(StoryCredit.story_id == story.id)
    if session.scalar(named.where(StoryCredit.part == CreditPart.AUTHOR).limit(1)) is not None:
        return
    last = session.scalar(select(func.max(StoryCredit.position)).where(StoryCredit.story_id == story.id))
    wrote = story.changed_by
    session.add(StoryCredit(story_id=story.id, position=(last or 0) + 1, part=CreditPart.AUTHOR, name=pair.giver.display,
                            person_id=pair.giver.id))
    story_versions.keep(session, pair.actor, story, "changed", pair.now)
    story.changed_by = wrote  # whoever hands over wrote nothing of it, and may review it


def _typed(of: Any, item: Any, letter: str, kind: str) -> tuple[Any, Any]:
    """Return how drafts of one kind are found and moved; where the successor has typed too, each keeps their own."""
    own = aliased(of)

    def mine(pair: Pair) -> ColumnElement[bool]:
        there = select(getattr(own, item.key)).where(getattr(own, item.key) == item, own.person_id == pair.taker.id)
        found: ColumnElement[bool] = (of.person_id == pair.giver.id) & ~there.exists()
        return found

    def find(session: Session, pair: Pair) -> list[Thing]:
        return [Thing(one, f"{kind}:{letter}{one}") for one in session.scalars(select(item).where(mine(pair)).order_by(item))]

    def move(session: Session, pair: Pair, things: Sequence[Thing]) -> None:
        session.execute(update(of).where(of.person_id == pair.giver.id, item.in_([one.row for one in things]))
                        .values(person_id=pair.taker.id).execution_options(synchronize_session=False))

    return find, move


def _open_assets(session: Session, pair: Pair) -> list[Thing]:
    held = select(Aim.id).where(Aim.asset_id == Asset.id, Aim.state.in_(HELD))
    rows = session.scalars(select(Asset.id).where(
        kept_by(pair.giver.id), Asset.department_id == pair.department.id, ~Asset.clock_photo, ~held.exists(), bins.kept())
        .order_by(Asset.id))
    return [Thing(one, f"asset:{public_id(one)}") for one in rows]


def _move_assets(session: Session, pair: Pair, things: Sequence[Thing]) -> None:
    ids = [one.row for one in things]
    own = set(session.scalars(select(Asset.id).where(Asset.id.in_(ids), Asset.owner_id == pair.taker.id)))
    session.execute(delete(AssetKeeper).where(AssetKeeper.asset_id.in_(own)))
    for one in ids:
        if one not in own:
            session.execute(insert_into(session, AssetKeeper).values(asset_id=one, person_id=pair.taker.id, since=pair.now)
                            .on_conflict_do_update(index_elements=["asset_id"],
                                                   set_={"person_id": pair.taker.id, "since": pair.now}))
        audit.record(session, pair.actor, "handed-over", f"asset:{public_id(one)}", at=pair.now, of=pair.giver.display,
                     to=pair.taker.display)


CONTENT = (
    Sort("stories", "newspaper", ("未送审或被退回的稿件", "Stories not under review"), _open_stories, _move_stories),
    Sort("story-drafts", "pencil", ("稿件里没保存的改动", "Unsaved changes to stories"),
         *_typed(StoryDraft, StoryDraft.story_id, "S", "story")),
    Sort("assets", "image", ("未送审或被退回的素材", "Pictures not under review"), _open_assets, _move_assets),
    Sort("description-drafts", "pencil", ("素材说明里没保存的改动", "Unsaved descriptions of pictures"),
         *_typed(DescriptionDraft, DescriptionDraft.asset_id, "V", "asset")),
)
