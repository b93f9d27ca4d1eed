"""What tus 1.0.0 writes into headers (https://tus.io/protocols/resumable-upload), read strictly. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from index.errors import VitrineError

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,creation-with-upload,expiration,checksum,termination"
OFFSET_TYPE: Final = "application/offset+octet-stream"
ALGORITHMS: Final[dict[str, Callable[[], Any]]] = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
SHA256: Final = re.compile(r"[0-9a-f]{64}")
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_KEY: Final = re.compile(r"[\x21-\x2b\x2d-\x7e]+")


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the bytes of one request must hash to."""

    algorithm: str
    digest: bytes

    def hasher(self) -> Any:
        """Return a fresh hash object of this algorithm."""
        return ALGORITHMS[self.algorithm]()


def number(name: str, given: str | None) -> int:
    """Return a header's count of bytes. Raises VitrineError upload-header where it is missing or no whole number."""
    if given is None or not _NUMBER.fullmatch(given):
        raise VitrineError("upload-header", header=name)
    return int(given)


def metadata(given: str | None) -> dict[str, str]:
    """Return Upload-Metadata, "key base64,key base64,key", as text. Raises VitrineError upload-header."""
    found: dict[str, str] = {}
    for pair in given.split(",") if given else ():
        key, _, value = pair.strip().partition(" ")
        if not _KEY.fullmatch(key) or key in found:
            raise VitrineError("upload-header", header="Upload-Metadata")
        # Names come from cards of all ages: what is no UTF-8 is kept as a readable stand-in, never refused.
        found[key] = _decoded("Upload-Metadata", value.strip()).decode("utf-8", "replace")
    return found


def checksum(given: str | None) -> Checksum | None:
    """Return Upload-Checksum, "algorithm base64". Raises VitrineError upload-header, for an unknown algorithm too."""
    if given is None:
        return None
    algorithm, _, value = given.strip().partition(" ")
    digest = _decoded("Upload-Checksum", value.strip())
    if algorithm not in ALGORITHMS or len(digest) != ALGORITHMS[algorithm]().digest_size:
        raise VitrineError("upload-header", header="Upload-Checksum")
    return Checksum(algorithm, digest)


def _decoded(name: str, value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise VitrineError("upload-header", header=name) from error
