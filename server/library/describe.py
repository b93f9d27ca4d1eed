"""Describing: what people say of an asset. An edit after submission voids what was approved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import audit, drafts, items, required, story_versions, visibility
from index.catalogue.assets import Asset, Description, public_id
from index.catalogue.channels import Aim
from index.catalogue.events import Event
from index.catalogue.licences import Licence, licence_named
from index.catalogue.lifecycle import HELD
from index.catalogue.people import Actor
from index.catalogue.queries import Words, words_of
from index.catalogue.voiding import void
from index.db import writing
from index.errors import Conflict, Contradiction, Invalid
from server import policy
from server.library.terms import TERM, local, utc

LIMITS = {"title": 120, "caption": 2000, "place": 120, "credit": 120}
MANY, LONGEST_WORD = 60, 200
RIGHTS = frozenset({"licence", *TERM})
"""What says how an asset may be used, and is no part of the text: a change holds at once. It voids an approval only where it
lets more be done with what was approved, and is not the office's own (``_loosened``).
"""


@dataclass(frozen=True, slots=True)
class Edit:
    """New words for an asset; None leaves a field as it is. ``event_id`` 0 means no event.

    ``nobody`` says that nobody can be recognised; naming people takes it back. ``licence`` is a code or a name, and the
    ends of embargo and term are ISO 8601 with an offset; empty takes them away.
    """

    title: str | None = None
    caption: str | None = None
    keywords: tuple[str, ...] | None = None
    people: tuple[str, ...] | None = None
    place: str | None = None
    credit: str | None = None
    event_id: int | None = None
    nobody: bool | None = None
    licence: str | None = None
    embargo_until: str | None = None
    expires_at: str | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """The words as they stand now, the channels whose approval the edit voided, and what stood before and stands now in what
    changed.
    """

    words: Words
    voided: tuple[str, ...]
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


def describe(engine: Engine, actor: Actor, asset_id: int, edit: Edit, *, now: datetime, seen_version: int | None = None,
             keep_draft: bool = False) -> Saved:
    """Save new words for one asset; the person's draft of them is done with, unless they ``keep_draft``.

    ``seen_version`` is the version that the person had before their eyes. Raises Conflict(conflict-edit) where somebody
    saved since or where a required field of what is under review or published would be emptied
    (required-under-way), Invalid for a field that is too long, Forbidden, NotFound.
    """
    with writing(engine) as session:
        saved = save(session, actor, asset_id, edit, now=now, seen_version=seen_version)
        if not keep_draft:
            drafts.discard(session, asset_id, actor.person_id)
        return saved


def save(session: Session, actor: Actor, asset_id: int, edit: Edit, *, now: datetime,
         seen_version: int | None = None) -> Saved:
    """Save new words in the caller's transaction; nothing is changed where it raises. Raises like ``describe``."""
    asset = visibility.asset_for(session, actor, asset_id, now)
    return save_to(session, actor, asset, session.get_one(Description, asset.id), edit, now=now, seen_version=seen_version)


def save_to(session: Session, actor: Actor, asset: Asset, row: Description, edit: Edit, *, now: datetime,
            seen_version: int | None = None) -> Saved:
    """Save new words like ``save``, for who has fetched the asset as this person may see it, and its description."""
    policy.require(actor, "describe", asset)
    if seen_version is not None and seen_version != row.version:
        raise Conflict("conflict-edit")
    _check(session, edit)
    return _save(session, actor, asset, row, edit, now)


def _save(session: Session, actor: Actor, asset: Asset, row: Description, edit: Edit, now: datetime) -> Saved:
    before = told(session, asset, row)
    words = _words(row, edit)
    event_id = asset.event_id if edit.event_id is None else edit.event_id or None
    _refuse_emptied(session, asset, row, SimpleNamespace(**words), event_id)
    rights = _rights(session, asset, edit)
    loosened = not actor.sees_all and _loosened(asset, rights, now) and _under_way(session, asset)
    for name, value in words.items():
        setattr(row, name, value)
    asset.event_id, asset.licence = event_id, rights["licence"]
    asset.embargo_until, asset.expires_at = (utc(rights[name]) for name in TERM)
    after = told(session, asset, row)
    changed = [name for name in before if before[name] != after[name]]
    if not changed:
        return Saved(words_of(row), ())
    voided = []
    said = set(changed) - RIGHTS
    if said:
        row.touched, row.updated_at, row.updated_by = True, now, actor.person_id
    if said or loosened:
        row.version += 1
        voided = void(session, actor, items.of_asset(session, asset), now=now)
        story_versions.follow(session, actor, asset.id, now=now)
    audit.record(session, actor, "described" if said else "rights-set", f"asset:{public_id(asset.id)}", at=now,
                 version=row.version, voided=voided, before={name: before[name] for name in changed},
                 after={name: after[name] for name in changed})
    jobs.enqueue_index(session, asset.id, now=now)
    return Saved(words_of(row), tuple(voided), {name: before[name] for name in changed},
                 {name: after[name] for name in changed})


def _check(session: Session, edit: Edit) -> None:
    for name, limit in LIMITS.items():
        _check_length(name, getattr(edit, name) or "", limit)
    for name in ("keywords", "people"):
        if len(_distinct(getattr(edit, name) or ())) > MANY:
            raise Invalid(name, f"最多 {MANY} 个", f"at most {MANY}")
        for one in getattr(edit, name) or ():
            _check_length(name, one, LONGEST_WORD)
    if edit.nobody and edit.people:
        raise Invalid("people", "已写了人物，请不要勾选「无可辨认人物」",
                      "people are named: then it cannot say that nobody is recognisable")
    if edit.event_id and session.scalar(select(Event.id).where(Event.id == edit.event_id)) is None:
        raise Invalid("event", "没有这个活动", "there is no such event")


def _words(row: Description, edit: Edit) -> dict[str, Any]:
    """Return what the description would say."""
    words: dict[str, Any] = {}
    for name in LIMITS:
        text = getattr(edit, name)
        words[name] = getattr(row, name) if text is None else text.strip()
    for name in ("keywords", "people"):
        several = getattr(edit, name)
        words[name] = getattr(row, name) if several is None else _distinct(several)
    words["nobody"] = not words["people"] and (row.nobody if edit.nobody is None else edit.nobody)
    return words


def _rights(session: Session, asset: Asset, edit: Edit) -> dict[str, Any]:
    """Return how the asset might be used. Raises Invalid for a licence not on the list, Contradiction."""
    rights: dict[str, Any] = {"licence": asset.licence}
    if edit.licence is not None:
        named = edit.licence.strip()
        found = licence_named(session, named) if named else None
        if named and found is None:
            raise Invalid("licence", f"授权列表里没有「{named}」", f"there is no licence “{named}” on the list")
        rights["licence"] = found.code if found else None
    given = {name: datetime.fromisoformat(text) for name in TERM if (text := getattr(edit, name))}
    for name in TERM:
        rights[name] = given.get(name, getattr(asset, name) if getattr(edit, name) is None else None)
    embargo, expiry = (rights[name] for name in TERM)
    if embargo is not None and expiry is not None and embargo >= expiry:
        zone = next((one.tzinfo for one in given.values()), None)
        raise Contradiction("expires_at", ("禁发至", "Not before", local(embargo, zone)),
                            ("到期", "Expires", local(expiry, zone)))
    return rights


def _refuse_emptied(session: Session, asset: Asset, row: Description, words: Any, event_id: int | None) -> None:
    """What is under review or published keeps saying what was needed to submit it. Raises Conflict(required-under-way)."""
    everything = {asset.kind: tuple(required.FIELD_NAMES)}
    said = set(required.missing(everything, asset.kind, words, event_id))
    emptied = said - set(required.missing(everything, asset.kind, row, asset.event_id))
    if not emptied or not _under_way(session, asset):
        return
    if fields := tuple(one for one in required.needed(session)[asset.kind] if one in emptied):
        raise Conflict("required-under-way", **required.named(fields))


def _loosened(asset: Asset, rights: dict[str, Any], now: datetime) -> bool:
    """Say whether more may be done then: another licence, an embargo lifted or ending earlier, an expiry later or none."""
    embargo, expiry = (utc(rights[name]) for name in TERM)
    earlier = asset.embargo_until is not None and asset.embargo_until > now and (
        embargo is None or embargo < asset.embargo_until)
    later = asset.expires_at is not None and (expiry is None or expiry > asset.expires_at)
    return rights["licence"] != asset.licence or earlier or later


def _under_way(session: Session, asset: Asset) -> bool:
    return session.scalar(select(Aim.id).where(Aim.asset_id == asset.id, Aim.state.in_(HELD)).limit(1)) is not None


def _distinct(given: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(one.strip() for one in given if one.strip()))


def _check_length(name: str, given: str, limit: int) -> None:
    if len(given.strip()) > limit:
        raise Invalid(name, f"最多 {limit} 个字，现有 {len(given.strip())} 个", f"at most {limit} characters")


def told(session: Session, asset: Asset, row: Description) -> dict[str, Any]:
    """Return what is said of an asset, each field by its name, the event's name among them."""
    event = session.get(Event, asset.event_id) if asset.event_id else None
    licence = session.get(Licence, asset.licence) if asset.licence else None
    said = asdict(words_of(row)) | {"event": event.name if event else None, "licence": licence.name if licence else None,
                                    **{name: moment.isoformat() if (moment := getattr(asset, name)) else None
                                       for name in TERM}}
    del said["version"]
    return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}
