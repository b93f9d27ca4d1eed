"""Certificates as files: read, checked against their key and the time, and told in a few facts."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from index.errors import VitrineError
from server.tls.names import Names


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says. ``fingerprint`` is its SHA-256 as people compare it, pairs of digits with colons."""

    subject: str
    issuer: str
    names: Names
    fingerprint: str
    begins: datetime
    ends: datetime

    def days_left(self, now: datetime) -> int:
        """Return the whole days until it ends, negative once it has."""
        return (self.ends - now).days


def facts(certificate: x509.Certificate) -> Certificate:
    """Return what a certificate says."""
    try:
        given = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        names = Names((), ())
    else:
        names = Names(tuple(given.get_values_for_type(x509.DNSName)),
                      tuple(one for one in given.get_values_for_type(x509.IPAddress)
                            if not hasattr(one, "netmask")))  # a network is no address
    return Certificate(_called(certificate.subject), _called(certificate.issuer), names,
                       certificate.fingerprint(hashes.SHA256()).hex(":").upper(),
                       certificate.not_valid_before_utc, certificate.not_valid_after_utc)


def read(path: Path) -> Certificate:
    """Return what the first certificate of a PEM file says. Raises VitrineError tls-certificate."""
    try:
        return facts(x509.load_pem_x509_certificates(path.read_bytes())[0])
    except OSError as error:
        raise refused(path, f"无法读取（{error.strerror}）", f"it cannot be read ({error.strerror})") from None
    except (ValueError, x509.DuplicateExtension):
        raise refused(path, "不是 PEM 格式的证书", "it is no certificate in PEM") from None


def check_pair(chain: Path, key: Path, now: datetime) -> Certificate:
    """Return what a given certificate says once it can be served: its key fits, it holds now, it names a host.

    Raises VitrineError tls-certificate.
    """
    found = read(chain)
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(chain, key, password=_no_password)
    except _Locked:
        raise refused(key, "私钥有密码，服务器启动时无法输入；请换成不带密码的私钥文件，并限制其权限",
                      "its key has a password, which nobody can type when the server starts; give it without one") from None
    except OSError as error:  # SSLError is one
        why = error.strerror or getattr(error, "reason", None) or str(error)
        raise refused(key, f"私钥与证书不匹配或无法读取（{why}）",
                      f"the key does not fit it or cannot be read ({why})") from None
    if now >= found.ends:
        raise refused(chain, f"已于 {found.ends:%Y-%m-%d} 过期", f"it ended on {found.ends:%Y-%m-%d}")
    if now < found.begins:
        raise refused(chain, f"{found.begins:%Y-%m-%d} 起才有效", f"it holds from {found.begins:%Y-%m-%d} on")
    if not found.names.hosts and not found.names.addresses:
        raise refused(chain, "没有写明主机名（subjectAltName），浏览器不会接受",
                      "it names no host (subjectAltName), so that no browser takes it")
    return found


def refused(path: Path, zh: str, en: str) -> VitrineError:
    return VitrineError("tls-certificate", file=path, why_zh=zh, why_en=en)


class _Locked(Exception):
    """A private key that asks for a password."""


def _no_password() -> str:
    raise _Locked


def _called(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME) or name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value) if found else ""
