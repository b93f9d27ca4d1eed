"""What is the same for everything that lies in the bin: taken out again, proposed for deletion, refused, confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.bins import Lying
from index.catalogue.items import Ref
from index.catalogue.people import Actor
from index.errors import Conflict, Invalid, VitrineError
from server import policy

LONGEST_REASON: Final = 1000
DAY: Final = timedelta(days=1)
ONLY_THE_OFFICE: Final = ("已提议彻底删除，只有办公室可以恢复。", "Its deletion is proposed; only the office restores it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What pages show of anything that lies in the bin: who put it there when and why, the ``days`` that are left of its
    term, 0 from then on, who proposes its deletion, ``mine`` where the reader does, and what the reader may do:
    ``may_confirm`` what another proposes.
    """

    who: str
    at: datetime
    reason: str
    days: int
    proposed_at: datetime | None
    proposer: str
    proposal: str
    mine: bool
    may_restore: bool
    may_propose: bool
    may_confirm: bool


def checked(reason: str, *, required: bool = False) -> str:
    """Return a reason without what surrounds it. Raises Invalid, VitrineError(reason-required)."""
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise Invalid("reason", f"最多 {LONGEST_REASON} 个字", f"at most {LONGEST_REASON} characters")
    if required and not reason:
        raise VitrineError("reason-required")
    return reason


def require_person(actor: Actor) -> None:
    """Do nothing for a person of the office. Raises Forbidden, VitrineError(deletion-person)."""
    policy.require(actor, "delete-for-good")
    if actor.person_id is None:
        raise VitrineError("deletion-person")


def take_out(session: Session, actor: Actor, row: Lying, owned: policy.Owned, ref: Ref, *, now: datetime) -> None:
    """Take something out of the bin: all is as it was. Raises Forbidden."""
    if not policy.may_restore(actor, owned, proposed=row.proposed_at is not None):
        raise policy.forbidden("restore", ONLY_THE_OFFICE)
    session.delete(row)
    audit.record(session, actor, "unbinned", ref.subject, at=now, binned=row.who, proposal=row.proposal or None)


def propose(session: Session, actor: Actor, row: Lying, ref: Ref, reason: str, *, now: datetime) -> None:
    """Propose its deletion, for a checked reason. Raises Conflict(deletion-proposed)."""
    if row.proposed_at is not None:
        raise Conflict("deletion-proposed")
    row.proposed_at, row.proposed_by, row.proposer, row.proposal = now, actor.person_id, actor.display, reason
    audit.record(session, actor, "deletion-proposed", ref.subject, at=now, reason=reason)


def decline(session: Session, actor: Actor, row: Lying, ref: Ref, reason: str, *, now: datetime) -> None:
    """Take the own proposal back, or refuse another's for a reason.

    Raises Conflict(deletion-not-proposed), VitrineError(reason-required).
    """
    if row.proposed_at is None:
        raise Conflict("deletion-not-proposed")
    own = row.proposed_by == actor.person_id
    if not own and not reason:
        raise VitrineError("reason-required")
    audit.record(session, actor, "deletion-withdrawn" if own else "deletion-refused", ref.subject, at=now,
                 reason=reason or None, proposer=row.proposer)
    row.proposed_at, row.proposed_by, row.proposer, row.proposal = None, None, "", ""


def require_proposal(actor: Actor, row: Lying) -> None:
    """Do nothing where another person proposed it. Raises Conflict(deletion-not-proposed, deletion-two)."""
    if row.proposed_at is None:
        raise Conflict("deletion-not-proposed")
    if row.proposed_by is None or row.proposed_by == actor.person_id:
        raise Conflict("deletion-two")


def stone(actor: Actor, row: Lying, *, kind: str, department_id: int | None, created_at: datetime, now: datetime,
          day: Any) -> Mapping[str, Any]:
    """Return the columns of the tombstone of something whose deletion is confirmed now, on this ``day`` of the campus."""
    return {"kind": kind, "department_id": department_id, "created_at": created_at, "binned_at": row.at, "binned_by": row.who,
            "proposed_at": row.proposed_at, "proposer": row.proposer, "reason": row.proposal, "deleted_at": now,
            "deleted_on": day, "confirmer": actor.display}


def bury(session: Session, actor: Actor, row: Lying, ref: Ref, *, now: datetime, sha256: Sequence[str] = ()) -> None:
    """Take out of the trail what it quotes of a thing, and put its deletion on record."""
    redacted = audit.redact(session, ref.subject)
    audit.record(session, actor, "deleted", ref.subject, at=now, reason=row.proposal, proposer=row.proposer,
                 **({"sha256": list(sha256)} if sha256 else {}), redacted=redacted)


def shown(actor: Actor, row: Lying, owned: policy.Owned, term: timedelta, now: datetime) -> dict[str, Any]:
    """Return the fields of ``Shown`` for a reader."""
    proposed = row.proposed_at is not None
    mine = proposed and row.proposed_by is not None and row.proposed_by == actor.person_id
    office = policy.may(actor, "delete-for-good") and actor.person_id is not None
    return {"who": row.who, "at": row.at, "reason": row.reason, "days": max(0, -(-(row.at + term - now) // DAY)),
            "proposed_at": row.proposed_at, "proposer": row.proposer, "proposal": row.proposal, "mine": mine,
            "may_restore": policy.may_restore(actor, owned, proposed=proposed), "may_propose": office and not proposed,
            "may_confirm": office and proposed and not mine and row.proposed_by is not None}
