"""How long the HTTPS certificate still holds, where this installation serves one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from index.errors import VitrineError
from index.settings import Settings
from server.doctor.findings import Finding, Kind, found
from server.tls import keeping

SOON_DAYS = 30
AUTHORITY_SOON_DAYS = 365
"""A new authority has to be carried to every screen: that wants a year's notice."""


def advise(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Yield how the certificate stands, and what has to be done about it."""
    try:
        standing = keeping.standing(settings)
    except VitrineError as error:
        yield found(Kind.CERTIFICATE, "certificate-broken", str(error.details["file"]), why_zh=error.reason.zh,
                    why_en=error.reason.en)
        return
    if standing is None:
        return
    served, authority = standing.served, standing.authority
    until, days = f"{served.ends:%Y-%m-%d}", served.days_left(now)
    if authority is None:
        name = Path(settings.tls_certificate).name
        text = "certificate-ends" if days < SOON_DAYS else "certificate-given"
        yield found(Kind.CERTIFICATE, text, name, days=days, until=until)
        return
    left = authority.days_left(now)
    if left < AUTHORITY_SOON_DAYS:
        yield found(Kind.CERTIFICATE, "authority-ends", "authority.pem", days=left, until=f"{authority.ends:%Y-%m-%d}")
    else:
        yield found(Kind.CERTIFICATE, "certificate-renews", "server.pem", days=days, until=until, authority=left)
    if standing.left_out:
        yield found(Kind.CERTIFICATE, "certificate-names", ", ".join(standing.left_out))
