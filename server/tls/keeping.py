"""The certificate that the server shows: the campus's own, or one that our authority signs and renews in time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from index.settings import Settings
from ingest.push.keys import write_secret
from server.tls import authority, names, reading
from server.tls.authority import Authority
from server.tls.reading import Certificate

EARLY: Final = timedelta(days=30)
"""How long before its end our own certificate is renewed."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The files that the server loads; for our own both are one, so that they change in one rename."""

    chain: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Standing:
    """How the certificate of an installation stands. ``authority`` is None where the campus gave the certificate."""

    served: Certificate
    authority: Certificate | None
    left_out: tuple[str, ...] = ()
    """Names of this machine that our authority may not sign."""


def folder(settings: Settings) -> Path:
    """Return where our own authority and its certificate lie."""
    return settings.home / "tls"


def authority_file(settings: Settings) -> Path | None:
    """Return the certificate that screens have to trust, PEM; None where the campus gave ours, or none was made."""
    path = folder(settings) / "authority.pem"
    return path if not settings.tls_certificate and path.is_file() else None


def files(settings: Settings) -> Pair:
    """Return the files that hold, or will hold, what is served."""
    chain = Path(settings.tls_certificate) if settings.tls_certificate else folder(settings) / "server.pem"
    return Pair(chain, Path(settings.tls_key) if settings.tls_certificate and settings.tls_key else chain)


def ready(settings: Settings, now: datetime) -> Pair:
    """Return what to serve. Our own is made where it is missing, ends soon, or lacks a name of this machine.

    Raises VitrineError tls-certificate where the campus's, or a file of our own, cannot be used.
    """
    pair = files(settings)
    if settings.tls_certificate:
        reading.check_pair(pair.chain, pair.key, now)
        return pair
    with _alone(settings):
        ours = _authority(settings, now)
        known = ours.vouches(names.wanted(settings))
        if not _will_do(pair.chain, ours, known, now):
            write_secret(pair.chain, ours.issue(known, now))
    return pair


def renew(settings: Settings, now: datetime, *, whole: bool = False) -> None:
    """Make our own certificate anew; ``whole``: the authority too, which every screen then has to be given again.

    Raises VitrineError tls-certificate.
    """
    with _alone(settings):
        wanted = names.wanted(settings)
        if whole:
            authority.make(folder(settings), wanted, settings.campus_en, now)
        ours = _authority(settings, now)
        write_secret(files(settings).chain, ours.issue(ours.vouches(wanted), now))


def standing(settings: Settings) -> Standing | None:
    """Return how the certificate stands; None where there is none. Raises VitrineError tls-certificate."""
    if settings.tls_certificate:
        return Standing(reading.read(Path(settings.tls_certificate)), None)
    ours = _loaded(settings)
    if ours is None or not files(settings).chain.exists():
        return None
    wanted = names.wanted(settings)
    left_out = set(wanted) - set(ours.vouches(wanted))
    return Standing(reading.read(files(settings).chain), reading.facts(ours.certificate), tuple(sorted(left_out)))


def _will_do(path: Path, ours: Authority, wanted: names.Names, now: datetime) -> bool:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature

    try:
        kept = x509.load_pem_x509_certificate(path.read_bytes())
        kept.verify_directly_issued_by(ours.certificate)
    except (FileNotFoundError, ValueError, InvalidSignature):
        return False
    found = reading.facts(kept)
    return found.begins <= now and found.ends - now > EARLY and wanted.within(found.names)


def _authority(settings: Settings, now: datetime) -> Authority:
    return _loaded(settings) or authority.make(folder(settings), names.wanted(settings), settings.campus_en, now)


def _loaded(settings: Settings) -> Authority | None:
    try:
        return authority.load(folder(settings))
    except ValueError:
        raise reading.refused(
            folder(settings) / "authority.pem", "文件损坏或与私钥不配；请从备份恢复，或运行 vitrine tls renew --authority",
            "it is damaged or not its key's; restore it, or run “vitrine tls renew --authority”") from None


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Several web processes look at the same hour; one makes, the others find it made."""
    folder(settings).mkdir(mode=0o700, exist_ok=True)
    with (folder(settings) / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
