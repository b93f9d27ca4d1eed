"""Deleting for good: one of the office proposes, another confirms, and what it was is gone but for its tombstone."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from index import jobs
from index.blobs import Shelf
from index.catalogue import audit, notices, printed, stacks
from index.catalogue.assets import Arrival, Asset, FormerAsset, Original, Rendition, public_id
from index.catalogue.bins import Binned, Tombstone, TombstoneHash
from index.catalogue.fleet import ScreenPicture
from index.catalogue.items import ref
from index.catalogue.passes import Pass
from index.catalogue.people import Actor
from index.catalogue.placements import Placement
from index.catalogue.sidecars import Sidecar
from index.catalogue.stacks import StackMember
from index.catalogue.uploads import Upload
from index.db import writing
from index.errors import Conflict, NotFound
from ingest import erasing
from server import policy
from server.bin import deciding
from server.bin.service import Refused
from server.home import Home
from server.receipts import FOLDER


@dataclass(frozen=True, slots=True)
class Decided:
    """For which assets it was done, and for which not, with why."""

    done: tuple[int, ...]
    refused: Refused


def propose(home: Home, actor: Actor, asset_ids: Sequence[int], reason: str, *, now: datetime) -> Decided:
    """Propose that these be deleted for good; somebody else of the office has to confirm it.

    Raises Forbidden, VitrineError(reason-required, deletion-person), Invalid.
    """
    reason = deciding.checked(reason, required=True)

    def one(session: Session, row: Binned, asset: Asset) -> None:
        deciding.propose(session, actor, row, ref(asset.id), reason, now=now)

    return _each(home, actor, asset_ids, one)


def decline(home: Home, actor: Actor, asset_ids: Sequence[int], reason: str = "", *, now: datetime) -> Decided:
    """Take a proposal back, the own one, or refuse somebody else's for a reason; what it was about stays in the bin."""
    reason = deciding.checked(reason)

    def one(session: Session, row: Binned, asset: Asset) -> None:
        deciding.decline(session, actor, row, ref(asset.id), reason, now=now)

    return _each(home, actor, asset_ids, one)


def confirm(home: Home, actor: Actor, asset_ids: Sequence[int], *, now: datetime) -> Decided:
    """Delete for good what another person has proposed. The rows go in one transaction, the bytes right after it."""

    def one(session: Session, row: Binned, asset: Asset) -> None:
        deciding.require_proposal(actor, row)
        _delete(home, session, actor, row, asset, now)

    return _each(home, actor, asset_ids, one)


def allow(home: Home, actor: Actor, asset_id: int, *, now: datetime) -> None:
    """Let the file of a deleted asset be taken in again, as a new asset. Raises Forbidden, NotFound."""
    policy.require(actor, "delete-for-good")
    with writing(home.engine) as session:
        rows = session.scalars(select(TombstoneHash).where(TombstoneHash.asset_id == asset_id,
                                                           TombstoneHash.allowed_at.is_(None))).all()
        if not rows:
            raise NotFound(what=public_id(asset_id))
        for row in rows:
            row.allowed_at, row.allowed_by = now, actor.display
        audit.record(session, actor, "let-in-again", f"asset:{public_id(asset_id)}", at=now)


def _each(home: Home, actor: Actor, asset_ids: Sequence[int], act: Callable[[Session, Binned, Asset], None]) -> Decided:
    deciding.require_person(actor)
    done, refused = [], []
    with writing(home.engine) as session:
        for asset_id in dict.fromkeys(asset_ids):
            found = session.execute(select(Binned, Asset).join(Asset, Asset.id == Binned.asset_id)
                                    .where(Binned.asset_id == asset_id).with_for_update()).first()
            try:
                if found is None:
                    raise Conflict("not-in-bin", what=public_id(asset_id))
                act(session, found[0], found[1])
            except Conflict as error:
                refused.append((asset_id, error))
            else:
                done.append(asset_id)
    return Decided(tuple(done), tuple(refused))


def _delete(home: Home, session: Session, actor: Actor, row: Binned, asset: Asset, now: datetime) -> None:
    originals = list(session.scalars(select(Original.sha256).where(Original.asset_id == asset.id)))
    former = list(session.scalars(select(FormerAsset.id).where(FormerAsset.asset_id == asset.id)))
    tombstone = Tombstone(
        asset_id=asset.id, last_id=max([asset.id, *former]), blobs=[], copies=_second_copies(home, session, originals),
        **deciding.stone(actor, row, kind=asset.kind, department_id=asset.department_id, created_at=asset.created_at, now=now,
                         day=now.astimezone(home.settings.zone).date()))
    session.add(tombstone)
    session.flush()
    session.add_all(TombstoneHash(sha256=one, asset_id=asset.id) for one in originals)
    erasing.ask(session, tombstone, _blobs(session, asset.id, originals), now=now)
    deciding.bury(session, actor, row, ref(asset.id), now=now, sha256=originals)
    _forget(session, actor, asset.id, now)
    jobs.enqueue_index(session, asset.id, now=now)


def _blobs(session: Session, asset_id: int, originals: Sequence[str]) -> list[tuple[Shelf, str]]:
    sidecars = session.scalars(select(Sidecar.sha256).where(Sidecar.asset_id == asset_id))
    renditions = session.scalars(select(Rendition.sha256).where(Rendition.original_sha256.in_(originals)))
    proofs = session.scalars(select(Placement.evidence_sha256).where(Placement.asset_id == asset_id))
    return [*(("originals", one) for one in {*originals, *sidecars, *proofs} if one),
            *(("renditions", one) for one in set(renditions))]


def _forget(session: Session, actor: Actor, asset_id: int, now: datetime) -> None:
    """Take every row that tells of it. That it was handed in stays, without the name that it came under."""
    member = session.get(StackMember, asset_id)
    if member is not None and member.stack_id is not None:
        stacks.take_out(session, actor, asset_id, now=now)
    session.execute(update(Arrival).where(Arrival.asset_id == asset_id).values(
        name=public_id(asset_id), path=public_id(asset_id), shot=None, asset_id=None, sidecar_id=None))
    notices.forget(session, f"asset:{public_id(asset_id)}")
    printed.forget(session, asset_id)
    session.execute(delete(Pass).where(Pass.subject == f"asset:{public_id(asset_id)}"))
    session.execute(delete(ScreenPicture).where(or_(ScreenPicture.item.like(f"%-{public_id(asset_id)}"),
                                                    ScreenPicture.sent_item.like(f"%-{public_id(asset_id)}"))))
    session.execute(delete(Upload).where(Upload.asset_id == asset_id))
    session.execute(delete(Sidecar).where(Sidecar.asset_id == asset_id))
    session.execute(delete(Asset).where(Asset.id == asset_id))  # all else that names it goes with it, by its foreign key
    session.expire_all()


def _second_copies(home: Home, session: Session, originals: Sequence[str]) -> list[str]:
    """Return where receipts say that second copies of these files lie."""
    found: dict[str, None] = {}
    for batch in session.scalars(select(Arrival.batch).where(Arrival.sha256.in_(originals)).distinct()):
        receipt = _read(home.settings.home / FOLDER / f"{Path(batch).name}.json")
        found |= {place["path"]: None for entry in receipt.get("files", []) if entry.get("sha256") in originals
                  for place in entry["places"] if place["where"] == "second-copy"}
    return list(found)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
