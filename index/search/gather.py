"""Read from the catalogue what the index is told: one document for each asset, and one for each co-owner of its file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import co_owners, posters, visibility
from index.catalogue.assets import Asset
from index.catalogue.co_owners import Share
from index.catalogue.lifecycle import State
from index.catalogue.links import Outside
from index.catalogue.queries import AssetView, assets
from index.db import reading
from index.search.documents import SearchDocument

BATCH = 500
NONE = "none"
RIGHTS = 80
"""Characters of the terms of use by which they are told apart."""


def documents(session: Session, asset_ids: Sequence[int]) -> list[SearchDocument]:
    """Return the documents of those assets that exist, those of one asset side by side.

    Photographs of the clock have none, nor has what lies in the recycle bin; what came from outside and was refused has
    none of its own.
    """
    shared = co_owners.shares(session, asset_ids)
    return [document for view in assets(session, asset_ids) if not view.clock_photo and not view.binned
            for document in (*_whole(view), *(_share(view, one) for one in shared.get(view.id, [])))]


def all_documents(engine: Engine, batch: int = BATCH) -> Iterator[SearchDocument]:
    """Yield every asset's document; one short read for each batch, so that writers are not held up."""
    after = 0
    while True:
        with reading(engine) as session:
            ids = list(session.scalars(select(Asset.id).where(Asset.id > after).order_by(Asset.id).limit(batch)))
            found = documents(session, ids)
        if not ids:
            return
        yield from found
        after = ids[-1]


def _whole(view: AssetView) -> list[SearchDocument]:
    """What those find who may see all of it; also the department that the link names by which it came."""
    if view.outside_state == Outside.REFUSED:
        return []
    waits = view.outside_state == Outside.WAITING
    return [replace(_document(view), also_seen_by=visibility.seen_by(view.outside_department_id if waits else None))]


def _share(view: AssetView, share: Share) -> SearchDocument:
    """What a co-owner finds: the file as its camera made it, under the names that they brought it by."""
    bare = replace(_document(co_owners.as_co_owner(view, share)), uploaded=share.since, photographer="",
                   department=share.department_code, department_name=share.department or "",
                   department_id=share.department_id, owner_id=share.first_person, marks=(), flag="", colour="",
                   file_names=tuple(dict.fromkeys(name for name in share.names.values() if name)))
    others = (visibility.seen_by(None, one) for one in sorted(share.people))
    return replace(bare, also_seen_by=tuple(key for keys in others for key in keys),
                   share=visibility.seen_by(share.department_id, share.first_person)[0])


def _document(view: AssetView) -> SearchDocument:
    facts, words = view.facts, view.words
    camera = _camera(facts.get("make"), facts.get("model"))
    return SearchDocument(
        asset_id=view.id, sha256=view.sha256, kind=view.kind, uploaded=view.created_at, title=words.title,
        caption=words.caption, keywords=words.keywords, people=words.people,
        place=" ".join(dict.fromkeys(p for p in (words.place, view.event_place) if p)), credit=words.credit,
        event=view.event, event_id=view.event_id, department=view.department_code,
        department_name=view.department or "", department_id=view.department_id, kit=view.kit, camera=camera,
        lens=facts.get("lens") or "", photographer=words.credit or view.owner or "", owner_id=view.owner_id,
        file_names=tuple(one.name for one in view.originals), states=_states(view), published=_published(view),
        published_from=view.embargo_until, published_until=_published_until(view), captured=view.captured_local,
        orientation=view.orientation or "", iso=facts.get("iso"), f_number=facts.get("f_number"),
        focal_length=facts.get("focal_length"), has_gps=facts.get("latitude") is not None, duration=view.duration,
        rating=view.chosen.rating, flag=view.chosen.flag or NONE, colour=view.chosen.colour or NONE, marks=_marks(view),
        extra_text=posters.running_text(facts),
        rights=view.licence_name[0] if view.licence_name else _rights(facts.get("usage_terms") or facts.get("copyright")))


def _camera(make: str | None, model: str | None) -> str:
    """The name on the body: makes write their whole company into each file ("NIKON CORPORATION", "NIKON Z 6")."""
    brand = (make or "").split(" ")[0].strip(",")
    if not brand or (model or "").lower().startswith(brand.lower()):
        return model or ""
    return f"{brand} {model}" if model else make or ""


def _rights(said: str | None) -> str:
    """Terms are often a page long; what begins alike counts as alike."""
    return " ".join((said or "").split())[:RIGHTS].rstrip()


def _marks(view: AssetView) -> tuple[str, ...]:
    stacked = view.stack_id is not None
    told = {"stacked": stacked, "cover": stacked and not view.behind, "behind": view.behind,
            "recompressed": view.recompressed, "incomplete": bool(view.facts.get("incomplete"))}
    return tuple(mark for mark, holds in told.items() if holds)


def _states(view: AssetView) -> tuple[str, ...]:
    bare = dict.fromkeys(view.status.values())
    return (*bare, *(f"{channel}:{state}" for channel, state in view.status.items()))


def _published_until(view: AssetView) -> datetime | None:
    """The end of its term, or of the consents that it needs on the last channel that it is on."""
    ends = [view.consent_end(channel) for channel, state in view.status.items() if state == State.APPROVED]
    shown = max((end for end in ends if end is not None), default=None) if None not in ends else None
    return min((end for end in (shown, view.expires_at) if end is not None), default=None)


def _published(view: AssetView) -> bool:
    """Approved on some channel. An approval is voided the moment its bytes or text change, so the state says it all."""
    return State.APPROVED in view.status.values()
