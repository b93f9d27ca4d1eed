"""Who we say we are: a self-made certificate for FTP and host keys for SFTP, made once, readable by their owner only."""

from __future__ import annotations

import ipaddress
import os
import socket
from datetime import datetime, timedelta
from pathlib import Path

YEARS = timedelta(days=3650)


def host_keys(folder: Path) -> tuple[Path, ...]:
    """Return the SSH host keys: Ed25519, and RSA for cameras that know nothing newer. Makes what is missing."""
    import asyncssh

    found = []
    for kind in ("ssh-ed25519", "ssh-rsa"):  # asyncssh makes RSA keys of 2048 bits
        path = folder / f"host_{kind.removeprefix('ssh-')}.key"
        if not path.exists():
            write_secret(path, asyncssh.generate_private_key(kind).export_private_key())
        found.append(path)
    return tuple(found)


def fingerprint(path: Path) -> str:
    """Return what a client shows of a host key: SHA256:..."""
    import asyncssh

    return asyncssh.read_private_key(path).get_fingerprint()


def certificate(folder: Path, now: datetime) -> tuple[Path, Path]:
    """Return the self-made certificate and its key (RSA, which every camera knows). Makes them where they are missing."""
    chain, key = folder / "certificate.pem", folder / "certificate.key"
    if not (chain.exists() and key.exists()):
        made_key, made_chain = _self_made(now)
        write_secret(key, made_key)
        write_secret(chain, made_chain)
    return chain, key


def write_secret(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    begun = path.with_name(f".{path.name}-{os.getpid()}")
    handle = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    begun.rename(path)


def _self_made(now: datetime) -> tuple[bytes, bytes]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    host = socket.gethostname()[:64] or "vitrine"
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    names = [x509.DNSName(host), x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + YEARS).add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(key, hashes.SHA256()))
    return (key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
            made.public_bytes(serialization.Encoding.PEM))
