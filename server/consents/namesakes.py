"""Saying of a name on an asset that it is, or is not, the person of a consent; what goes by the name alone is sorted out.

A department says so of its own assets and records. What would bring back somebody whose consent has ended or was withdrawn
is the office's to say (decision 0036).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import audit, bins, consent_terms, namesakes, visibility
from index.catalogue.assets import public_id
from index.catalogue.consents import Consent, ConsentState, NamedPerson, Namesake
from index.catalogue.people import Actor
from index.db import writing
from index.errors import NotFound
from server import policy


@dataclass(frozen=True, slots=True)
class Sorted:
    """The assets that bear the name of a record: said to show its person, said to show somebody else, and those of which
    nobody has said anything. The consent counts for the first and the last.
    """

    said: tuple[int, ...]
    others: tuple[int, ...]
    by_name: tuple[int, ...]

    @property
    def counting(self) -> tuple[int, ...]:
        return tuple(sorted((*self.said, *self.by_name)))


def say(engine: Engine, actor: Actor, asset_id: int, consent_id: int, is_person: bool | None, *, now: datetime) -> None:
    """Say that a name on an asset is the person of a record, is not, or (None) take back what was said.

    Raises NotFound for an asset or a record that is not theirs to see, or whose name the asset does not bear; Forbidden.
    """
    with writing(engine) as session:
        row = kept_by(session, actor, consent_id)
        policy.require(actor, "describe", visibility.asset_for(session, actor, asset_id, now))
        if session.get(NamedPerson, (asset_id, row.name_key)) is None:
            raise NotFound(what=f"“{row.name}”")
        keep(session, actor, row, {asset_id: is_person}, now)
        consent_terms.settle(session.connection(), [asset_id], now)
        jobs.enqueue_index_of(session, [asset_id], now=now)


def say_others(engine: Engine, actor: Actor, consent_id: int, asset_ids: Sequence[int], *, now: datetime) -> int:
    """Say of several assets that they show somebody else of the name; return of how many. Raises Forbidden, NotFound."""
    with writing(engine) as session:
        row = kept_by(session, actor, consent_id)
        told = others(session, actor, row, asset_ids, now)
        consent_terms.settle(session.connection(), told, now)
        jobs.enqueue_index_of(session, told, now=now)
        return len(told)


def others(session: Session, actor: Actor, row: Consent, asset_ids: Iterable[int], now: datetime) -> list[int]:
    """Note for the office which of these assets, that go by the name alone, show somebody else. Raises Forbidden."""
    told = sorted(set(asset_ids) & set(sort(session, row).by_name))
    if told:
        policy.require(actor, "free-namesakes")
        keep(session, actor, row, dict.fromkeys(told, False), now)
    return told


def keep(session: Session, actor: Actor, row: Consent, said: Mapping[int, bool | None], now: datetime) -> None:
    """Write down what is said of assets, in place of what was said before. Raises Forbidden(not-allowed)."""
    before = _stopping(session, row.name_key, said, now)
    session.execute(delete(Namesake).where(Namesake.consent_id == row.id, Namesake.asset_id.in_(said)))
    session.add_all([Namesake(asset_id=asset_id, consent_id=row.id, name_key=row.name_key, is_person=is_person,
                              said_by=actor.person_id, who=actor.display, at=now)
                     for asset_id, is_person in said.items() if is_person is not None])
    session.flush()
    if before - _stopping(session, row.name_key, said, now):
        policy.require(actor, "free-namesakes")
    for asset_id, is_person in said.items():
        audit.record(session, actor, "told-apart", f"asset:{public_id(asset_id)}", at=now, name=row.name, consent=row.id,
                     person={True: "is", False: "is-not", None: "unsaid"}[is_person])


def sort(session: Session, row: Consent) -> Sorted:
    """Return the assets that bear the name of a record, outside the bin, whosever they are."""
    ids = session.scalars(select(NamedPerson.asset_id).where(
        NamedPerson.name_key == row.name_key, bins.kept(NamedPerson.asset_id)).order_by(NamedPerson.asset_id)).all()
    records = session.scalars(select(Consent).where(Consent.name_key == row.name_key)).all()
    said_of = namesakes.said_of(session, ids)
    found: dict[str, list[int]] = {"said": [], "others": [], "by_name": []}
    for asset_id in ids:
        said = said_of.get((asset_id, row.name_key), {})
        counts = any(one.id == row.id for person in namesakes.counting(records, said) for one in person)
        found["others" if not counts else "said" if _named_outright(row, records, said) else "by_name"].append(asset_id)
    return Sorted(**{name: tuple(several) for name, several in found.items()})


def kept_by(session: Session, actor: Actor, consent_id: int) -> Consent:
    """Return a record for who keeps it: its department, or the office. Raises NotFound: whether it exists is not told."""
    row = session.scalar(select(Consent).where(Consent.id == consent_id, visibility.consents(actor)))
    if row is None:
        raise NotFound(what=f"“{consent_id}”")
    policy.require(actor, "keep-consents")
    return row


def _named_outright(row: Consent, records: Sequence[Consent], said: Mapping[int, bool]) -> bool:
    return any(said.get(one.id) and (one.id == row.id or (one.number and one.number == row.number)) for one in records)


def _stopping(session: Session, key: str, asset_ids: Iterable[int], now: datetime) -> set[tuple[int, int]]:
    """Return (asset, record) of the records of a name that count and stand against showing an asset."""
    records = session.scalars(select(Consent).where(Consent.name_key == key)).all()
    said_of = namesakes.said_of(session, asset_ids)
    return {(asset_id, one.id) for asset_id in asset_ids
            for person in namesakes.counting(records, said_of.get((asset_id, key), {})) for one in person
            if one.state == ConsentState.WITHDRAWN or (one.ends_at is not None and one.ends_at <= now)}
