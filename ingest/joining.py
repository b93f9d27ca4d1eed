"""Joining: the files of one shot, RAW and JPEG or the halves of a Live Photo, become one asset with several originals.

Files that came together (one batch, one folder) pair as ``find_pairs`` says. Files of different batches, a camera's pushed
JPEG in the morning and its card in the evening, are one shot only where the file's stem, the body's serial number and the
second all agree, or both carry the identifier of one Live Photo: a body counts on with every frame, so it writes no number
twice in a second. A name alone never joins: every camera begins again at 0001. Nothing that a person has worked on is
joined into another: the asset of the picture that is shown stays, the other must be as its camera left it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, Final

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from index import jobs
from index.catalogue import audit, bins, choices
from index.catalogue.assets import Arrival, Asset, Description, FormerAsset, Original, Part, public_id
from index.catalogue.boards import BoardItem
from index.catalogue.channels import Aim
from index.catalogue.clocks import ClockCheck
from index.catalogue.co_owners import CoOwner
from index.catalogue.collections import CollectionItem
from index.catalogue.crop_points import CropPoint
from index.catalogue.lifecycle import State
from index.catalogue.likenesses import Likeness
from index.catalogue.people import OWNER
from index.catalogue.placements import Placement
from index.catalogue.plans import Plan
from index.catalogue.reviews import Review
from index.catalogue.sidecars import Sidecar
from index.catalogue.stacks import Stack, StackKind, StackMember
from index.catalogue.stories import StoryAsset
from index.catalogue.takeouts import TakenItem
from index.catalogue.trainings import TrainingMaterial
from index.catalogue.uploads import Upload
from index.db import serialize
from ingest.origin import EXTRACT
from ingest.record import write_facts
from ingest.steps.facts import Facts
from ingest.steps.pairs import Member, Shot, find_pairs
from ingest.steps.sidecar import merge_raw

PARTS: Final = {Shot.RAW_AND_JPEG: Part.RAW, Shot.LIVE_PHOTO: Part.FILM}
FOLLOWS: Final[tuple[InstrumentedAttribute[Any], ...]] = (
    Arrival.asset_id, CoOwner.asset_id, FormerAsset.asset_id, Original.asset_id, Plan.asset_id, Sidecar.asset_id,
    TakenItem.asset_id, Upload.asset_id)
"""What is repointed; all else that names an asset goes with it, or keeps it apart (``_is_untouched``)."""


@dataclass(frozen=True, slots=True)
class _File:
    asset: Asset
    original: Original

    @property
    def member(self) -> Member:
        facts = self.original.facts if self.original.facts is not None else self.asset.facts
        return Member(self.original.name, self.original.media_type, Facts.from_json(facts))


def marks(name: str, facts: Facts) -> tuple[str | None, str | None]:
    """Return by what files of different batches find each other: (exposure, identifier of a Live Photo)."""
    known = facts.body_serial and facts.captured_local
    stem = PurePosixPath(name).stem.casefold()
    return f"{stem}|{facts.body_serial}|{(facts.captured_local or '')[:19]}" if known else None, facts.content_id


def hold(session: Session, asset_id: int, name: str, facts: Facts) -> None:
    """Let the files of one shot come one after the other: the second finds the first. Before anything else is locked."""
    shots = session.execute(select(Arrival.batch, Arrival.shot).where(Arrival.asset_id == asset_id)).all()
    names = {f"shot:{batch}{shot}" for batch, shot in shots if shot} | {f"shot:{one}" for one in marks(name, facts) if one}
    for one in sorted(names | {f"clocks:{batch}" for batch, _ in shots}):  # what a change of facts locks comes first too
        serialize(session, one)


def join(session: Session, asset_id: int, *, now: datetime) -> int:
    """Join this asset with those that are of its shot, and return the asset that its file is of now. Under ``hold``."""
    session.flush()
    for others in (_came_together(session, asset_id), _alike(session, asset_id)):
        files = _files(session, {asset_id, *others}) if others else []
        found = [(pair.shot, files[pair.first], files[pair.second]) for pair in find_pairs([one.member for one in files])]
        for shot, first, second in found:
            if first.asset.id != second.asset.id and asset_id in (first.asset.id, second.asset.id) \
                    and _may_be_one(session, first, second):
                _join(session, first.asset, second, PARTS[shot], now)
                asset_id = first.asset.id
    return asset_id


def _came_together(session: Session, asset_id: int) -> set[int]:
    mine, other = aliased(Arrival), aliased(Arrival)
    return {one for one in session.scalars(
        select(other.asset_id).join(mine, (mine.batch == other.batch) & (mine.shot == other.shot))
        .where(mine.asset_id == asset_id, other.asset_id != asset_id)) if one is not None}


def _alike(session: Session, asset_id: int) -> set[int]:
    rows = session.execute(select(Original.exposure, Original.content_id).where(Original.asset_id == asset_id)).all()
    exposures, ids = {row[0] for row in rows if row[0]}, {row[1] for row in rows if row[1]}
    if not exposures and not ids:
        return set()
    return set(session.scalars(select(Original.asset_id).where(
        or_(Original.exposure.in_(exposures), Original.content_id.in_(ids)), Original.asset_id != asset_id)))


def _files(session: Session, asset_ids: set[int]) -> list[_File]:
    """Return the files of those assets whose facts are read, with the rows locked where the database can."""
    rows = session.execute(
        select(Asset, Original).join(Original, Original.asset_id == Asset.id)
        .where(Asset.id.in_(asset_ids), Asset.extracted_at.is_not(None)).order_by(Asset.id, Original.sha256)
        .with_for_update()).all()
    return [_File(asset, original) for asset, original in rows]


def _may_be_one(session: Session, first: _File, second: _File) -> bool:
    one, other = first.asset, second.asset
    return (first.original.part == Part.SHOWN and one.department_id == other.department_id
            and one.outside_link_id == other.outside_link_id
            and not bins.in_bin(session, [one.id, other.id])
            and (one.owner_id == other.owner_id or one.owner_id is None or other.owner_id is None)
            and session.scalar(select(Original.sha256).where(Original.asset_id == other.id,
                                                             Original.sha256 != other.sha256)) is None
            and _is_untouched(session, other))


def _is_untouched(session: Session, asset: Asset) -> bool:
    """Nobody has described it, moved it along, put it on a board, in a collection, a story, a stack or a training, sent
    it to an outlet, said what it looks like, chosen how it is cropped or that it counts double, or set its terms.
    """
    words = session.scalars(select(Description).where(Description.asset_id == asset.id).with_for_update()).one()
    by_hand = (StackMember.stack_id.is_(None)) | exists().where(
        Stack.id == StackMember.stack_id, (Stack.kind != StackKind.BURST) | (Stack.chosen_by.is_not(None)))
    signs = (
        exists().where(Aim.asset_id == asset.id, Aim.state != State.DRAFT),
        exists().where(Review.aim_id == Aim.id, Aim.asset_id == asset.id),
        exists().where(BoardItem.asset_id == asset.id),
        exists().where(CollectionItem.asset_id == asset.id),
        exists().where(StoryAsset.asset_id == asset.id),
        exists().where(Placement.asset_id == asset.id),
        exists().where(TrainingMaterial.asset_id == asset.id),
        exists().where(CropPoint.asset_id == asset.id),
        exists().where(StackMember.asset_id == asset.id, by_hand),
        exists().where(Likeness.decided.is_not(None), (Likeness.asset_id == asset.id) | (Likeness.other_id == asset.id)),
    )
    terms = (asset.licence, asset.embargo_until, asset.expires_at, asset.counts_double)
    return not words.touched and not any(terms) and not any(session.scalar(select(sign)) for sign in signs)


def _join(session: Session, first: Asset, second: _File, part: Part, now: datetime) -> None:
    gone, original = second.asset, second.original
    former, own = gone.id, original.facts if original.facts is not None else gone.facts
    tied = session.scalar(select(exists().where(Sidecar.asset_id.in_([first.id, former]))))
    for name in ("owner_id", "kit_id", "event_id"):
        if getattr(first, name) is None:
            setattr(first, name, getattr(gone, name))
    first.clock_photo = first.clock_photo or gone.clock_photo
    _keep_place(session, first.id, former)
    choices.carry(session, former, first.id)
    for column in FOLLOWS:
        session.execute(update(column.class_).where(column == former).values(asset_id=first.id))
    original.asset_id, original.part, original.facts = first.id, part, own
    session.flush()
    session.execute(delete(Asset).where(Asset.id == former))
    session.add(FormerAsset(id=former, asset_id=first.id, joined_at=now))
    if part is Part.RAW:
        _fill(session, first, Facts.from_json(own), now)
    audit.record(session, OWNER, "joined", f"asset:{public_id(first.id)}", at=now, name=original.name, part=part,
                 sha256=original.sha256, former=public_id(former))
    if tied:  # whose words come first is settled from the beginning
        jobs.enqueue(session, EXTRACT, str(first.id), now=now)
    for one in (first.id, former):
        jobs.enqueue_index(session, one, now=now)


def _fill(session: Session, first: Asset, raw: Facts, now: datetime) -> None:
    shown = session.get_one(Original, first.sha256)
    if shown.facts is None:
        shown.facts = first.facts
    write_facts(session, first, merge_raw(Facts.from_json(first.facts), raw), now)


def _keep_place(session: Session, first: int, former: int) -> None:
    """The burst that the second stands in, and its photograph of the site's clock, become the first's if it has none."""
    if session.scalar(select(ClockCheck.id).where(ClockCheck.asset_id == first)) is None:
        session.execute(update(ClockCheck).where(ClockCheck.asset_id == former).values(asset_id=first))
    if session.get(StackMember, first) is None:
        session.execute(update(StackMember).where(StackMember.asset_id == former).values(asset_id=first)
                        .execution_options(synchronize_session=False))
        session.execute(update(Stack).where(Stack.cover_id == former).values(cover_id=first))


def parts_of(session: Session, asset_id: int, part: Part) -> Sequence[Original]:
    """Return the originals of one kind that go with the one that is shown."""
    return session.scalars(select(Original).where(Original.asset_id == asset_id, Original.part == part)
                           .order_by(Original.sha256)).all()
