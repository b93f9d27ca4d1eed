"""Every use of assets in one list: where, when, by whom, for what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import func, not_, or_, select, union_all
from sqlalchemy.orm import Session

from index.catalogue import bins, collection_visibility, story_visibility, visibility
from index.catalogue.assets import Asset, public_id
from index.catalogue.audit import AuditLine
from index.catalogue.boards import Board, BoardItem
from index.catalogue.channels import Channel
from index.catalogue.collections import Collection, CollectionItem, CollectionShare
from index.catalogue.lifecycle import State, Verb
from index.catalogue.people import Actor, Person, actor_of
from index.catalogue.screens import COUNTED_ASSET, PLAYED_ASSET, SHOWN, Play, PlayDay, Screen, ScreenHealth, hangings
from index.catalogue.stories import Story, StoryAsset
from server.collections.shares import giver, state_of
from server.downloads import lists as takeouts
from server.sheets.writing import csv_bytes

KINDS = ("channel", "story", "board", "screen", "played", "collection", "link", "taken")
FOREIGN = ("别的部门的稿件", "another department's story")
HEAD = ("时间 time", "素材 asset", "方式 kind", "何处 where", "何人 who", "用途 what for", "次数 times", "秒 seconds")


@dataclass(frozen=True, slots=True)
class Use:
    """One use. ``kind`` is one of KINDS; ``where`` has both languages. ``live`` says that it is shown there now. ``times``
    and ``seconds`` are of plays; ``ref`` is the row that a page can lead to.
    """

    at: datetime | None
    asset: str
    kind: str
    where: tuple[str, str]
    who: str = ""
    purpose: tuple[str, str] = ("", "")
    note: str = ""
    live: bool = False
    times: int | None = None
    seconds: float | None = None
    ref: int | None = None


def uses(session: Session, actor: Actor, asset_ids: Sequence[int], now: datetime) -> list[Use]:
    """Return all uses of these assets as far as this person may know, those that are live first, then the latest."""
    found = [*_channels(session, asset_ids, now), *_stories(session, actor, asset_ids, now),
             *_boards(session, asset_ids), *_screens(session, asset_ids, now),
             *_plays(session, asset_ids), *_collections(session, actor, asset_ids), *_links(session, actor, asset_ids, now),
             *_taken(session, actor, asset_ids)]
    return sorted(found, key=lambda one: (not one.live, -(one.at.timestamp() if one.at else 0.0), KINDS.index(one.kind)))


def sheet(found: Iterable[Use], zone: tzinfo, names: dict[str, str]) -> bytes:
    """Return uses as a CSV with a mark, as Excel opens it right, with times of the campus; ``names`` of the kinds."""
    return csv_bytes(HEAD, ([one.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if one.at else "", one.asset,
                             names[one.kind], one.where[0], one.who,
                             " ".join(part for part in (one.purpose[0], one.note) if part),
                             str(one.times or ""), f"{one.seconds:.0f}" if one.seconds is not None else ""]
                            for one in found))


def _channels(session: Session, ids: Sequence[int], now: datetime) -> list[Use]:
    """When each was published where, and by whom, from the trail; live where it is published now."""
    names = {code: (zh, en) for code, zh, en in session.execute(select(Channel.code, Channel.name, Channel.name_en))}
    live = {(asset_id, code) for code in names for asset_id in session.scalars(
        select(Asset.id).where(Asset.id.in_(ids), visibility.published(now, code)))}
    subjects = {f"asset:{public_id(one)}": one for one in ids}
    lines = session.scalars(select(AuditLine).where(AuditLine.subject.in_(subjects), AuditLine.verb == Verb.APPROVE)
                            .order_by(AuditLine.id.desc()))
    found, newest = [], set()
    for line in lines:
        if line.details.get("state") != State.APPROVED:
            continue
        key = (subjects[line.subject], str(line.details.get("channel")))
        found.append(Use(line.at, public_id(key[0]), "channel", names.get(key[1], (key[1], key[1])), line.actor,
                         live=key in live and key not in newest))
        newest.add(key)
    return found


def _stories(session: Session, actor: Actor, ids: Sequence[int], now: datetime) -> list[Use]:
    """Stories in which it stands; live where one is published and shows it. Of one that is not the reader's, no title."""
    rows = session.execute(
        select(StoryAsset.asset_id, Story.id, Story.title, Story.changed_at, Person.display, story_visibility.published(),
               story_visibility.readable(actor, now), visibility.published(now))
        .join(Story, Story.id == StoryAsset.story_id).join(Asset, Asset.id == StoryAsset.asset_id)
        .outerjoin(Person, Person.id == Story.owner_id).where(StoryAsset.asset_id.in_(ids), bins.kept_story()))
    return [Use(changed, public_id(asset_id), "story", (title, title) if seen else FOREIGN,
                (writer or "") if seen else "", live=published and shown, ref=story_id if seen else None)
            for asset_id, story_id, title, changed, writer, published, seen, shown in rows]


def _boards(session: Session, ids: Sequence[int]) -> list[Use]:
    rows = session.execute(select(BoardItem.asset_id, BoardItem.added_at, Board.id, Board.name, Board.theme)
                           .join(Board, Board.id == BoardItem.board_id).where(BoardItem.asset_id.in_(ids)))
    return [Use(row.added_at, public_id(row.asset_id), "board", (row.name, row.name), note=row.theme, ref=row.id)
            for row in rows]


def _screens(session: Session, ids: Sequence[int], now: datetime) -> list[Use]:
    """Screens that are told to show it now; and since when each was last heard."""
    hung = hangings().subquery()
    rows = session.execute(
        select(BoardItem.asset_id, Screen.id, Screen.name, Screen.place, ScreenHealth.seen_at).distinct()
        .join(hung, hung.c.board_id == BoardItem.board_id).join(Screen, Screen.id == hung.c.screen_id)
        .join(Board, Board.id == BoardItem.board_id).join(Asset, Asset.id == BoardItem.asset_id)
        .outerjoin(ScreenHealth, ScreenHealth.screen_id == Screen.id)
        .where(BoardItem.asset_id.in_(ids), Board.active, Screen.active, Screen.token_hash.is_not(None),
               visibility.shown_on_screens(now)))
    return [Use(row.seen_at, public_id(row.asset_id), "screen", (row.name, row.name), note=row.place, live=True, ref=row.id)
            for row in rows]


def _plays(session: Session, ids: Sequence[int]) -> list[Use]:
    """Plays to their end, as the reports count them."""
    numbers = [str(one) for one in ids]
    every = union_all(
        select(COUNTED_ASSET.label("asset"), PlayDay.screen_id, PlayDay.last_at.label("at"), PlayDay.times, PlayDay.ms)
        .where(COUNTED_ASSET.in_(numbers)),
        select(PLAYED_ASSET, Play.screen_id, func.max(Play.started_at), func.count(), func.sum(Play.duration_ms))
        .where(not_(Play.counted), Play.outcome == SHOWN, PLAYED_ASSET.in_(numbers))
        .group_by(PLAYED_ASSET, Play.screen_id)).subquery()
    rows = session.execute(
        select(every.c.asset, Screen.id, Screen.name, Screen.place, func.max(every.c.at), func.sum(every.c.times),
               func.sum(every.c.ms))
        .join(Screen, Screen.id == every.c.screen_id).group_by(every.c.asset, Screen.id, Screen.name, Screen.place))
    return [Use(last, f"V{number}", "played", (name, name), note=place, times=int(times), seconds=int(total) / 1000,
                ref=screen_id) for number, screen_id, name, place, last, times, total in rows]


def _collections(session: Session, actor: Actor, ids: Sequence[int]) -> list[Use]:
    """A private collection of somebody else is told by its owner, without its name."""
    rows = session.execute(
        select(CollectionItem.asset_id, CollectionItem.added_at, Collection.id, Collection.name, Person.display,
               collection_visibility.readable(actor))
        .join(Collection, Collection.id == CollectionItem.collection_id).join(Person, Person.id == Collection.owner_id)
        .where(CollectionItem.asset_id.in_(ids)))
    return [Use(added, public_id(asset_id), "collection", (name, name) if seen else ("私有精选集", "a private collection"),
                owner, ref=number if seen else None) for asset_id, added, number, name, owner, seen in rows]


def _links(session: Session, actor: Actor, ids: Sequence[int], now: datetime) -> list[Use]:
    rows: Any = session.execute(
        select(CollectionItem.asset_id, CollectionShare, Collection, Person, collection_visibility.readable(actor))
        .join(CollectionShare, CollectionShare.collection_id == CollectionItem.collection_id)
        .join(Collection, Collection.id == CollectionItem.collection_id)
        .outerjoin(Person, Person.id == CollectionShare.made_by)
        .where(CollectionItem.asset_id.in_(ids), or_(CollectionShare.opened > 0, CollectionShare.revoked_at.is_(None)))).all()
    shown = {(row.together, sharer and sharer.id): _given_out(session, row, sharer, ids, now)
             for _, _, row, sharer, _ in rows}
    return [Use(share.made_at, public_id(asset_id), "link",
                (row.name, row.name) if seen else ("私有精选集", "a private collection"),
                sharer.display if sharer else "", note=share.note, times=share.opened,
                live=state_of(share, now) == "open" and asset_id in shown[row.together, sharer and sharer.id],
                ref=share.collection_id if seen else None) for asset_id, share, row, sharer, seen in rows]


def _given_out(session: Session, row: Collection, sharer: Person | None, ids: Sequence[int], now: datetime) -> set[int]:
    actor = actor_of(sharer) if sharer is not None and sharer.active else None
    by = giver(session, row, actor)
    return set(session.scalars(select(Asset.id).where(Asset.id.in_(ids), visibility.given_out(by, now))))


def _taken(session: Session, actor: Actor, ids: Sequence[int]) -> list[Use]:
    return [Use(one.at, one.asset, "taken", one.form, f"{one.who}（{one.department}）" if one.department else one.who,
                one.purpose, one.note) for one in takeouts.of_assets(session, actor, ids)]
