"""Hash and check what people, kits and screens prove themselves with; seal what we prove ourselves with elsewhere."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any

# No 0/O, 1/I/L, U/V: a code is read from a screen across a room and typed by hand.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"


def hash_password(password: str) -> str:
    """Return an argon2id hash (library defaults, RFC 9106's second choice) with its own salt."""
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password)


def check_password(stored: str | None, password: str) -> bool:
    """Say whether the password is the stored one. Takes as long for an unknown account as for a known one."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def new_password() -> str:
    """Return a password that can be read aloud: four groups of four letters and digits (about 77 bits)."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def new_code(length: int = 8) -> str:
    """Return a pairing code for people to type."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))


def new_token() -> str:
    """Return a 256-bit token, URL-safe."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token. Tokens are random, so one SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


def seal(key: str, given: dict[str, Any]) -> str:
    """Return what can be stored of passwords and keys for other houses' servers: a backup of the database alone gives none.

    ``key`` is the installation's secret, which lies beside the database and not in it.
    """
    return str(_fernet(key).encrypt(json.dumps(given).encode()), "ascii")


def unseal(key: str, sealed: str) -> dict[str, Any]:
    """Return what ``seal`` was given; nothing where it was sealed with another key (a home restored without its own)."""
    from cryptography.fernet import InvalidToken

    try:
        found: dict[str, Any] = json.loads(_fernet(key).decrypt(sealed.encode())) if sealed else {}
    except InvalidToken:
        return {}
    return found


def veil(key: str, use: str, given: bytes) -> str:
    """Return a few bytes as a short URL-safe token: always the same, telling nothing, and nobody makes one up without the
    key (56 bits). A token of one ``use`` is none of another.
    """
    tag = _mac(key, use, b"tag", given)[:7]
    return base64.urlsafe_b64encode(tag + _mixed(key, use, tag, given)).decode().rstrip("=")


def reveal(key: str, use: str, token: str) -> bytes | None:
    """Return what ``veil`` was given; None for a token that it did not make."""
    try:
        held = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    given = _mixed(key, use, held[:7], held[7:])
    return given if same(veil(key, use, given), token) else None


def _mixed(key: str, use: str, tag: bytes, given: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(given, _mac(key, use, b"mix", tag), strict=False))


def _mac(key: str, *parts: str | bytes) -> bytes:
    told = b"\0".join(part.encode() if isinstance(part, str) else part for part in parts)
    return hmac.digest(key.encode(), b"vitrine\0" + told, "sha256")


def _fernet(key: str) -> Any:
    from cryptography.fernet import Fernet

    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"vitrine notices\0" + key.encode()).digest()))


# The hash of a password that nobody has; verified against when there is no such account.
_NOBODY = ("$argon2id$v=19$m=65536,t=3,p=4$a0pwZk1wR2hqU2xKbTdPcg$"
           "yhWmCVqhXvzSjlCHOJ9hPUsNAq9RTFOlBMgBsNOpZ5U")
