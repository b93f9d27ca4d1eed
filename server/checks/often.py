"""Whether an asset was used often lately: readers who meet one picture everywhere take it for the only one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from index.catalogue import story_visibility, visibility
from index.catalogue.assets import Asset, Rendition, public_id
from index.catalogue.boards import Board, BoardItem
from index.catalogue.channels import Aim, Channel
from index.catalogue.items import ItemKind, Ref
from index.catalogue.lifecycle import State
from index.catalogue.screens import Play
from index.catalogue.stories import Story, StoryAsset
from index.catalogue.takedowns import LARGE, PLAYED
from index.errors import Conflict
from server.checks.findings import Batch, Finding, Mention, Place, Severity, Told
from server.usage.lists import FOREIGN

NAMED: Final = 8
"""So many uses are named, the latest first."""
SCREENS: Final = ("电子屏", "Campus screens")
Use = tuple[int, Mention, int | None]
"""An asset, where it is used, and in which story."""


def look(batch: Batch) -> Iterator[Told]:
    """Find assets, and pictures of stories, with as many uses as the home's limits call often. Each place counts once: a
    channel on which it is approved, a board, a published story; what screens played counts where no board has it any more.
    """
    pictures = _pictures(batch)
    wanted = {one for several in pictures.values() for one in several}
    found: dict[int, list[tuple[Mention, int | None]]] = defaultdict(list)
    for asset_id, where, story_id in _uses(batch, wanted) if wanted else ():
        found[asset_id].append((where, story_id))
    for ref, several in pictures.items():
        for asset_id in several:
            own = ref.id if ref.kind is ItemKind.STORY else None
            uses = [one for one, story_id in found[asset_id] if own is None or story_id != own]
            if len(uses) >= batch.limits.often:
                yield ref, None, _finding(batch, ref, asset_id, uses)


def _finding(batch: Batch, ref: Ref, asset_id: int, uses: Iterable[Mention]) -> Finding:
    latest = tuple(sorted(uses, key=lambda one: (one.when or batch.now, one.where), reverse=True))
    told = {"times": len(latest), "days": batch.limits.often_days}
    if ref.kind is ItemKind.ASSET:
        error = Conflict("used-often", thing_zh="这件素材", thing="This", **told)
        return Finding("often", Severity.WARNS, error, Place.FILE, mentions=latest[:NAMED])
    named = public_id(asset_id)
    error = Conflict("used-often", thing_zh=f"图片 {named}", thing=f"The picture {named}", **told)
    return Finding("often", Severity.WARNS, error, Place.PICTURES, mentions=latest[:NAMED])


def _pictures(batch: Batch) -> dict[Ref, list[int]]:
    """Return the assets of each item; of a story's pictures those that the reader may see."""
    found = {one.ref: [one.ref.id] for one in batch.of(ItemKind.ASSET)}
    stories = {one.ref.id: one.ref for one in batch.of(ItemKind.STORY)}
    rows = batch.session.execute(
        select(StoryAsset.story_id, StoryAsset.asset_id).join(Asset, Asset.id == StoryAsset.asset_id)
        .where(StoryAsset.story_id.in_(stories), visibility.visible(batch.actor, batch.now))
        .order_by(StoryAsset.position)) if stories else ()
    for story_id, asset_id in rows:
        found.setdefault(stories[story_id], []).append(asset_id)
    return found


def _uses(batch: Batch, asset_ids: Collection[int]) -> Iterator[Use]:
    since = batch.now - timedelta(days=batch.limits.often_days)
    rows = batch.session.execute(
        select(Aim.asset_id, Channel.name, Channel.name_en, Aim.changed_at).join(Channel, Channel.id == Aim.channel_id)
        .where(Aim.asset_id.in_(asset_ids), Aim.state == State.APPROVED, Aim.changed_at >= since))
    yield from ((asset_id, Mention(where=(zh, en), when=at), None) for asset_id, zh, en, at in rows if asset_id is not None)
    yield from _in_stories(batch, asset_ids, since)
    yield from _on_screens(batch, asset_ids, since)


def _in_stories(batch: Batch, asset_ids: Collection[int], since: datetime) -> Iterator[Use]:
    latest = (select(Aim.story_id, func.max(Aim.changed_at).label("at"))
              .where(Aim.story_id.is_not(None), Aim.state == State.APPROVED).group_by(Aim.story_id).subquery())
    rows = batch.session.execute(
        select(StoryAsset.asset_id, Story.id, Story.title, latest.c.at, story_visibility.readable(batch.actor, batch.now))
        .join(Story, Story.id == StoryAsset.story_id).join(latest, latest.c.story_id == Story.id)
        .where(StoryAsset.asset_id.in_(asset_ids), latest.c.at >= since))
    for asset_id, story_id, title, at, seen in rows:
        yield asset_id, Mention(where=(title, title) if seen else FOREIGN, when=at), story_id


def _on_screens(batch: Batch, asset_ids: Collection[int], since: datetime) -> Iterator[Use]:
    """Boards that it was put on, or from which it was played, since then; else the screens that played it since."""
    played = _played(batch, asset_ids, since)
    on_boards = set()
    for asset_id, name, added in batch.session.execute(
            select(Asset.id, Board.name, BoardItem.added_at).join(BoardItem, BoardItem.asset_id == Asset.id)
            .join(Board, Board.id == BoardItem.board_id).where(Asset.id.in_(asset_ids))):
        on_boards.add(asset_id)
        if added >= since or asset_id in played:
            yield asset_id, Mention(where=(name, name), when=max(added, played.get(asset_id, added))), None
    yield from ((asset_id, Mention(where=SCREENS, when=at), None) for asset_id, at in played.items()
                if asset_id not in on_boards)


def _played(batch: Batch, asset_ids: Collection[int], since: datetime) -> dict[int, datetime]:
    """Return when each was played last, if since then: one look into the index of plays for each."""
    last = select(func.max(Play.started_at)).where(Play.sha256 == Rendition.sha256).scalar_subquery()
    rows = batch.session.execute(
        select(Asset.id, last).join(Rendition, Rendition.original_sha256 == Asset.sha256)
        .where(Asset.id.in_(asset_ids), Rendition.preset.in_([*PLAYED.values(), LARGE])))
    found: dict[int, datetime] = {}
    for asset_id, at in rows:
        if at is not None and at >= since:
            found[asset_id] = max(at, found.get(asset_id, at))
    return found
