"""Why a delivery was not taken: kept as a code and what it is about, and worded for whoever reads it."""

from __future__ import annotations

from enum import StrEnum

from index.errors import VitrineError


class Trouble(StrEnum):
    """What kept a delivery back, beside an answer such as ``HTTP 500``. Each is the code of a reason."""

    NO_SECRET = "webhook-no-secret"  # noqa: S105 - no secret
    UNRESOLVED = "webhook-unresolved"
    CLOSED = "webhook-closed"
    PLAIN = "webhook-plain"
    REDIRECT = "webhook-redirect"
    UNREACHABLE = "webhook-unreachable"
    BROKEN = "webhook-broken"
    SUPERSEDED = "webhook-superseded"

    def of(self, what: object) -> str:
        """Return this trouble with what it is about, as it is kept: a host, an address, a status."""
        return f"{self} {what}"


_CODES = frozenset(Trouble)


def worded(kept: str) -> VitrineError:
    """Return what is kept in words of both languages; what holds no code is shown as it is."""
    code, _space, of = kept.partition(" ")
    return VitrineError(code, of=of) if code in _CODES else VitrineError("webhook-refused", why=kept)
