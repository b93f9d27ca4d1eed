"""Pairing: a code on an unpaired screen, bound to a screen by somebody, exchanged once for a token.

The code is for people and short-lived; the secret stays in the screen's browser and proves that the code is its own. The
catalogue keeps hashes only. A wrong, used or expired code is refused with ``pairing-code``, and guesses are counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.people import Actor
from index.catalogue.screens import Pairing, PairingTry, Screen
from index.credentials import new_code, new_token, token_hash
from index.db import reading, writing
from index.errors import Conflict, NotFound, VitrineError

TERM: Final = timedelta(minutes=10)
WINDOW: Final = timedelta(minutes=10)
GUESSES: Final = 10
STARTS: Final = 300  # all of a campus's screens may stand behind one address
KEPT: Final = timedelta(days=1)
DEVICE: Final = Actor(None, "screen", "电子屏 / screen", frozenset(), None)
"""Who acts when a device fetches its token."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A code to show and the secret that claims it."""

    code: str
    secret: str
    expires: datetime


class ClaimState(StrEnum):
    WAITING = "waiting"
    GRANTED = "granted"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Claim:
    """What came of asking; ``token`` only where it was granted, and only this once."""

    state: ClaimState
    token: str | None = None


def start(engine: Engine, *, address: str, now: datetime) -> Offer:
    """Make a code for a screen at ``address``. Raises VitrineError(too-many-tries)."""
    offer = Offer(new_code(), new_token(), now + TERM)
    with writing(engine) as session:
        _limit(session, f"start:{address}", STARTS, now)
        session.add(PairingTry(subject=f"start:{address}", at=now))
        session.execute(delete(Pairing).where(Pairing.expires_at < now - KEPT))
        session.execute(delete(PairingTry).where(PairingTry.at < now - KEPT))
        session.add(Pairing(code_hash=token_hash(offer.code), secret_hash=token_hash(offer.secret), created_at=now,
                            expires_at=offer.expires))
    return offer


def bind(engine: Engine, actor: Actor, screen_id: int, code: str, *, subject: str, now: datetime) -> None:
    """Bind the code that a device shows to a screen; the device's next claim is granted.

    ``subject`` is who is counted for wrong guesses. Raises NotFound, Conflict(pairing-code), VitrineError(too-many-tries).
    """
    with writing(engine) as session:
        _limit(session, f"bind:{subject}", GUESSES, now)
        screen = session.get(Screen, screen_id)
        if screen is None:
            raise NotFound(what=f"{screen_id}")
        good = _bind(session, screen, code, now)
        if good:
            audit.record(session, actor, "paired", f"screen:{screen.id}", at=now, name=screen.name)
        else:  # committed before it is refused: a guess counts
            session.add(PairingTry(subject=f"bind:{subject}", at=now))
    if not good:
        raise Conflict("pairing-code")


def claim(engine: Engine, secret: str, *, now: datetime) -> Claim:
    """Exchange a secret for the screen's token, once. A screen that was paired before gets the new token only."""
    hashed = token_hash(secret)
    with reading(engine) as session:  # asked every three seconds by each waiting screen: no lock until it is bound
        state = _state(session.scalar(select(Pairing).where(Pairing.secret_hash == hashed)), now)
    if state is not ClaimState.GRANTED:
        return Claim(state)
    token = new_token()
    with writing(engine) as session:
        pairing = session.scalar(select(Pairing).where(Pairing.secret_hash == hashed).with_for_update())
        state = _state(pairing, now)
        if pairing is None or state is not ClaimState.GRANTED:
            return Claim(state)
        pairing.claimed_at = now
        screen = session.get_one(Screen, pairing.screen_id)
        screen.token_hash, screen.paired_at = token_hash(token), now
        # What it is told depends on its token: without a line nobody would read that again for seconds.
        audit.record(session, DEVICE, "connected", f"screen:{screen.id}", at=now, name=screen.name)
    return Claim(ClaimState.GRANTED, token)


def revoke(engine: Engine, actor: Actor, screen_id: int, *, now: datetime) -> None:
    """Take a screen's token away; the device wipes itself at its next request. Raises NotFound."""
    with writing(engine) as session:
        screen = session.get(Screen, screen_id)
        if screen is None:
            raise NotFound(what=f"{screen_id}")
        screen.token_hash = screen.paired_at = None
        session.execute(delete(Pairing).where(Pairing.screen_id == screen_id))
        audit.record(session, actor, "revoked", f"screen:{screen.id}", at=now, name=screen.name)


def _bind(session: Session, screen: Screen, code: str, now: datetime) -> bool:
    typed = "".join(code.upper().split()).replace("-", "")
    pairing = session.scalar(select(Pairing).where(
        Pairing.code_hash == token_hash(typed), Pairing.expires_at > now, Pairing.bound_at.is_(None)).with_for_update())
    if pairing is None:
        return False
    session.execute(delete(Pairing).where(Pairing.screen_id == screen.id, Pairing.claimed_at.is_(None)))
    pairing.screen_id, pairing.bound_at = screen.id, now
    return True


def _state(pairing: Pairing | None, now: datetime) -> ClaimState:
    if pairing is None:
        return ClaimState.UNKNOWN
    if pairing.claimed_at is not None:
        return ClaimState.USED
    if (pairing.bound_at or pairing.created_at) + TERM <= now:
        return ClaimState.EXPIRED
    return ClaimState.GRANTED if pairing.bound_at else ClaimState.WAITING


def _limit(session: Session, subject: str, most: int, now: datetime) -> None:
    tries = session.scalar(select(func.count()).select_from(PairingTry)
                           .where(PairingTry.subject == subject, PairingTry.at > now - WINDOW))
    if (tries or 0) >= most:
        raise VitrineError("too-many-tries", minutes=int(WINDOW.total_seconds() // 60))
