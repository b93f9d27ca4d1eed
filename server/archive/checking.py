"""Whether an archive is whole, asked of the folder alone: no home is needed, and any tool that knows BagIt finds the same."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from server.archive.bag import BAG, DATA, DECLARED, INFO, JOURNAL, MANIFEST, TAGS, Kept, storage_error


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: a code, and the file that it is about."""

    code: str
    path: str


def verify(folder: Path) -> Iterator[Kept | Fault]:
    """Yield each file that is whole, and each fault: ``not-a-bag``, ``not-finished``, ``tag``, ``missing``, ``damaged``,
    ``stray``, ``oxum``. Raises VitrineError archive-storage where a file cannot be read.
    """
    if (folder / JOURNAL).exists():
        yield Fault("not-finished", JOURNAL)
    try:
        listed, tags = _read(folder / MANIFEST), _read(folder / TAGS)
        declared, info = (folder / BAG).read_bytes(), (folder / INFO).read_text("utf-8").splitlines()
    except FileNotFoundError as error:
        yield Fault("not-a-bag", Path(error.filename or "").name)
        return
    except OSError as error:
        raise storage_error(error) from error
    if declared != DECLARED:
        yield Fault("tag", BAG)
    yield from (Fault("tag", name) for name, expected in tags.items() if _digest(folder / name)[0] != expected)
    size = 0
    for path, expected in listed.items():
        digest, bytes_ = _digest(folder / path)
        size += bytes_
        if digest == expected:
            yield Kept("", path, digest, bytes_)
        else:
            yield Fault("missing" if digest is None else "damaged", path)
    yield from (Fault("stray", path) for path in _strays(folder, listed))
    if f"Payload-Oxum: {size}.{len(listed)}" not in info:
        yield Fault("oxum", INFO)


def _strays(folder: Path, listed: Mapping[str, str]) -> Iterator[str]:
    known = {unicodedata.normalize("NFC", one) for one in listed}  # a Mac may give names back in another form
    for parent, _, names in os.walk(folder / DATA):
        for name in sorted(names):
            path = (Path(parent) / name).relative_to(folder).as_posix()
            if unicodedata.normalize("NFC", path) not in known:
                yield path


def _read(path: Path) -> dict[str, str]:
    """Return {path: hash} of a manifest, as this house and as other tools write it."""
    found = {}
    for line in path.read_text("utf-8").splitlines():
        digest, _, name = line.partition(" ")
        if name.strip():
            found[name.lstrip(" *")] = digest.lower()
    return found


def _digest(path: Path) -> tuple[str | None, int]:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest(), os.fstat(stream.fileno()).st_size
    except FileNotFoundError:
        return None, 0
    except OSError as error:
        raise storage_error(error) from error
