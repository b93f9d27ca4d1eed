"""Set-up scripts: plain text out of ``kiosk/install``, filled in with what this installation is. No secret is in them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Final
from urllib.parse import urlsplit

from index.errors import Invalid, VitrineError
from index.settings import Settings
from server.tls import keeping

NAMES: Final = {"vitrine-screen.sh": "text/x-shellscript", "vitrine-screen.ps1": "text/plain"}
BOM: Final = "\ufeff"
"""Windows PowerShell takes a script without this for the system's old encoding."""
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.\-]+(:\d{1,5})?/kiosk/|https?://\[[0-9A-Fa-f:]+\](:\d{1,5})?/kiosk/")
_HOURS: Final = re.compile(r"(([01]\d|2[0-3]):[0-5]\d)-(([01]\d|2[0-3]):[0-5]\d)", re.ASCII)
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Trust:
    """Our own authority as a screen is given it."""

    pem: str
    fingerprint: str

    @property
    def base64(self) -> str:
        """Its bytes, as policies of browsers want them."""
        return "".join(line for line in self.pem.splitlines() if not line.startswith("-----"))


def trust(settings: Settings, now: datetime) -> Trust | None:
    """Return the authority that screens have to be given; None where what we serve is trusted anyway.

    Raises VitrineError tls-certificate.
    """
    if not settings.tls or settings.tls_certificate:
        return None
    keeping.ready(settings, now)
    path, standing = keeping.authority_file(settings), keeping.standing(settings)
    assert path
    assert standing
    assert standing.authority
    return Trust(path.read_text("ascii").strip(), standing.authority.fingerprint)


def is_secure(address: str) -> bool:
    """Say whether a browser lets a page of this address store and play offline."""
    parts = urlsplit(address)
    return parts.scheme == "https" or parts.hostname in _LOCAL


def hours(first: str, last: str) -> str:
    """Return the hours in which panels are off, as ``23:00-06:30``; empty for none. Raises Invalid."""
    if not first and not last:
        return ""
    found = f"{first}-{last}"
    if not _HOURS.fullmatch(found) or first == last:
        raise Invalid("until", "请写明关屏的起止时间，如 23:00 到 06:30", "give both times, such as 23:00 and 06:30")
    return found


def script(name: str, address: str, off: str, settings: Settings, now: datetime) -> str:
    """Return a script for screens that show ``address``. Raises VitrineError screen-address, tls-certificate."""
    if not _ADDRESS.fullmatch(address) or not is_secure(address):
        raise VitrineError("screen-address", address=address)
    authority = trust(settings, now)
    origin = address.removesuffix("/kiosk/")
    parts = {
        "ADDRESS": address, "ORIGIN": origin, "ZONE": settings.timezone, "OFF": off,
        "FINGERPRINT": authority.fingerprint if authority else "", "AUTHORITY": authority.pem if authority else "",
        "CA_LIST": json.dumps(authority.base64) if authority else "",
    }
    whole = _read(name)
    for mark, file in (("POLICIES", "policies.json"), ("SERVICE", "vitrine-screen.service"), ("SUPERVISOR", "supervise.py")):
        whole = whole.replace(f"@{mark}@", _read(file).rstrip("\n"))
    for mark, value in parts.items():
        whole = whole.replace(f"@{mark}@", value)
    return BOM + whole if name.endswith(".ps1") else whole


def _read(name: str) -> str:
    return (files("kiosk") / "install" / name).read_text("utf-8")
