"""An authority of our own, for campuses that give us no certificate: made once, it signs what the server shows.

It is bound to this machine's names and to private addresses: whoever trusts it trusts it for nothing else.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ingest.push.keys import write_secret
from server.tls.names import Names, network

YEARS: Final = timedelta(days=3652)
LEAF: Final = timedelta(days=397)
BEFORE: Final = timedelta(days=1)
"""Machines whose clock is behind by less than this take what was made just now."""
PRIVATE: Final = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "fc00::/7", "::1/128")


@dataclass(frozen=True)
class Authority:
    """A certificate that signs, and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @cached_property
    def _allowed(self) -> list[x509.GeneralName]:
        found = self.certificate.extensions.get_extension_for_class(x509.NameConstraints)
        return list(found.value.permitted_subtrees or ())

    def vouches(self, names: Names) -> Names:
        """Return those of the names that it may sign: clients refuse a certificate with any other on it."""
        domains = [one.value for one in self._allowed if isinstance(one, x509.DNSName)]
        networks = [one.value for one in self._allowed if isinstance(one, x509.IPAddress)]
        return Names(
            tuple(one for one in names.hosts if any(one == d or one.endswith(f".{d}") for d in domains)),
            tuple(one for one in names.addresses if any(one in n for n in networks)))  # type: ignore[operator]  # networks

    def issue(self, names: Names, now: datetime) -> bytes:
        """Return a server's certificate for these names with its new key, in one PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        alternatives = [*map(x509.DNSName, names.hosts), *map(x509.IPAddress, names.addresses)]
        own = x509.SubjectKeyIdentifier.from_public_key(self.key.public_key())
        made = (_begun(key, _name(names.hosts[0]), now, min(now + LEAF, self.certificate.not_valid_after_utc))
                .issuer_name(self.certificate.subject)
                .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
                .add_extension(_usage(signs=False), critical=True)
                .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
                .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
                .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own), critical=False)
                .sign(self.key, hashes.SHA256()))
        return key_pem(key) + made.public_bytes(serialization.Encoding.PEM)


def make(folder: Path, names: Names, campus: str, now: datetime) -> Authority:
    """Make an authority for these names and what lies below them, and keep it in the folder, its owner's alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Vitrine {socket.gethostname()}"[:64], campus[:64])
    allowed = [*map(x509.DNSName, names.hosts), *(x509.IPAddress(ip_network(one)) for one in PRIVATE),
               *(x509.IPAddress(network(one)) for one in names.addresses)]
    made = (_begun(key, name, now, now + YEARS).issuer_name(name)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs=True), critical=True)
            .add_extension(x509.NameConstraints(allowed, excluded_subtrees=None), critical=True)
            .sign(key, hashes.SHA256()))
    found = Authority(made, key)
    write_secret(folder / "authority.key", key_pem(key))
    write_secret(folder / "authority.pem", found.pem)
    return found


def load(folder: Path) -> Authority | None:
    """Return the authority that the folder holds, or None. Raises ValueError where its files are damaged."""
    try:
        key = serialization.load_pem_private_key((folder / "authority.key").read_bytes(), None)
        certificate = x509.load_pem_x509_certificate((folder / "authority.pem").read_bytes())
    except FileNotFoundError:
        return None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise ValueError("authority.key")
    return Authority(certificate, key)


def key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _name(common: str, organisation: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)] if organisation else []
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def _begun(key: ec.EllipticCurvePrivateKey, name: x509.Name, now: datetime, until: datetime) -> x509.CertificateBuilder:
    return (x509.CertificateBuilder().subject_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - BEFORE).not_valid_after(until)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False))


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, key_cert_sign=signs, crl_sign=signs, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False)
