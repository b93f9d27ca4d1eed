"""A folder as BagIt has it (RFC 8493): what is kept below ``data/``, each file's hash in ``manifest-sha256.txt``, which
``sha256sum -c`` checks, and what the whole is in ``bag-info.txt``.

While it is filled, a journal beside the data tells what is there already: a line for each file once its bytes are on disk.
Whoever goes on after a stop reads it and leaves those alone; only when all is there do the manifests take its place.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, Final

from index.errors import VitrineError
from server.downloads.names import Unique

CHUNK: Final = 1 << 20
DATA: Final = "data"
JOURNAL: Final = ".vitrine-archive.jsonl"
LOCK: Final = ".vitrine-archive.lock"
PART: Final = ".vitrine-part"
MANIFEST, TAGS, INFO, BAG = "manifest-sha256.txt", "tagmanifest-sha256.txt", "bag-info.txt", "bagit.txt"
DECLARED: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
README: Final = "README.txt"


@dataclass(frozen=True, slots=True)
class Kept:
    """One file below ``data/``. ``of`` names what it is, so that it is known again."""

    of: str
    path: str
    sha256: str
    bytes: int


class Bag:
    """A bag that is being filled. ``kept`` are the files that are there, by what they are, ``bytes`` what they come to."""

    def __init__(self, folder: Path, about: Mapping[str, Any]) -> None:
        """Begin in an empty folder, or go on with what was begun for the same.

        Raises VitrineError archive-there, archive-busy where somebody else is filling it, archive-storage.
        """
        self.folder, self.about = folder, dict(about)
        self.kept: dict[str, Kept] = {}
        self._names: dict[str, Unique] = {}
        self._before: dict[str, list[str]] = {}
        self.bytes = 0
        journal = folder / JOURNAL
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not journal.exists() and any(one.name != LOCK for one in folder.iterdir()):
                raise VitrineError("archive-there", folder=str(folder))
            self._lock = (folder / LOCK).open("w", encoding="ascii")
            self._hold()
            if journal.exists():
                self._go_on(journal)
            (folder / DATA).mkdir(exist_ok=True)
            self._journal: IO[str] = journal.open("a", encoding="utf-8")
            if not journal.stat().st_size:
                self._note({"about": self.about})
        except OSError as error:
            raise storage_error(error) from error

    def __enter__(self) -> Bag:
        return self

    def __exit__(self, *_: object) -> None:
        self._journal.close()
        self._lock.close()

    def _hold(self) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise VitrineError("archive-busy", folder=str(self.folder)) from None

    def name(self, folder: str, wanted: str) -> str:
        """Return a path below ``data/`` that nothing has yet, in a folder of it (``""`` for ``data/`` itself)."""
        if folder not in self._names:
            self._names[folder] = unique = Unique()
            for one in self._before.get(folder, ()):
                unique(one)
        last = self._names[folder](wanted.replace("%", "％"))  # a manifest has another use for it
        return f"{DATA}/{folder}/{last}" if folder else f"{DATA}/{last}"

    def put(self, of: str, path: str, source: Path, expected: str) -> Kept | None:
        """Copy a file in, and return it; None where its bytes are not, or no longer, what they were taken for.

        Raises VitrineError archive-storage where the place cannot be written.
        """
        try:
            with source.open("rb") as stream:
                return self._write(of, path, stream, expected)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise storage_error(error) from error

    def put_text(self, of: str, path: str, content: bytes) -> Kept:
        """Write a small file. Raises VitrineError archive-storage."""
        import io

        try:
            kept = self._write(of, path, io.BytesIO(content), None)
        except OSError as error:
            raise storage_error(error) from error
        assert kept is not None, "nothing was expected of it"
        return kept

    def writing(self, path: str) -> IO[str]:
        """Open a file to be written line by line, from its beginning. Raises VitrineError archive-storage."""
        try:
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            return (self.folder / path).open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise storage_error(error) from error

    def adopt(self, of: str, path: str) -> Kept:
        """Take a file in that was written at its place already, line by line. Raises VitrineError archive-storage."""
        try:
            with (self.folder / path).open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
                os.fsync(stream.fileno())
                size = os.fstat(stream.fileno()).st_size
        except OSError as error:
            raise storage_error(error) from error
        return self._keep(Kept(of, path, digest, size))

    def finish(self, info: Mapping[str, str], readme: bytes) -> None:
        """Write the manifests and take the journal away: the bag is whole. Raises VitrineError archive-storage."""
        files = sorted(self.kept.values(), key=lambda one: one.path)
        oxum = f"{self.bytes}.{len(files)}"
        told = "".join(f"{name}: {value}\n" for name, value in (*info.items(), ("Payload-Oxum", oxum)))
        tags = {BAG: DECLARED, INFO: told.encode(), README: readme,
                MANIFEST: "".join(f"{one.sha256}  {one.path}\n" for one in files).encode()}
        tags[TAGS] = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in tags.items()).encode()
        try:
            for name, content in tags.items():
                durable(self.folder / name, content)
            self._journal.close()
            (self.folder / JOURNAL).unlink()
            (self.folder / LOCK).unlink()
            sync(self.folder)
        except OSError as error:
            raise storage_error(error) from error

    def _go_on(self, journal: Path) -> None:
        """Read what is there. A last line that broke off, and a file that is not as it was noted, are as if never made."""
        for begun in (self.folder / DATA).rglob(f"*{PART}"):
            begun.unlink()
        lines = journal.read_text("utf-8", "replace").splitlines()
        whole: list[str] = []
        for line in lines:
            try:
                told = json.loads(line)
            except ValueError:
                continue
            if "about" in told:
                if told["about"] != self.about:
                    raise VitrineError("archive-there", folder=str(self.folder))
            else:
                kept = Kept(**told)
                path = self.folder / kept.path
                if not path.is_file() or path.stat().st_size != kept.bytes:
                    continue
                self._count(kept)
                parent, _, last = kept.path.removeprefix(f"{DATA}/").rpartition("/")
                self._before.setdefault(parent, []).append(last)
            whole.append(line)
        durable(journal, "".join(f"{line}\n" for line in whole).encode())

    def _write(self, of: str, path: str, stream: BinaryIO, expected: str | None) -> Kept | None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        begun = target.with_name(f"{target.name}{PART}")
        digest, size = hashlib.sha256(), 0
        try:
            with begun.open("wb") as out:
                while chunk := stream.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            if expected is not None and digest.hexdigest() != expected:
                return None
            begun.rename(target)
        finally:
            begun.unlink(missing_ok=True)
        sync(target.parent)
        return self._keep(Kept(of, path, digest.hexdigest(), size))

    def _keep(self, kept: Kept) -> Kept:
        self._note(asdict(kept))
        self._count(kept)
        return kept

    def _count(self, kept: Kept) -> None:
        before = self.kept.get(kept.of)
        self.bytes += kept.bytes - (before.bytes if before else 0)
        self.kept[kept.of] = kept

    def _note(self, told: Mapping[str, Any]) -> None:
        self._journal.write(json.dumps(told, ensure_ascii=False) + "\n")
        self._journal.flush()
        os.fsync(self._journal.fileno())


def durable(path: Path, content: bytes) -> None:
    """Write a small file whole or not at all. Raises OSError."""
    begun = path.with_name(f"{path.name}{PART}")
    with begun.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    begun.rename(path)
    sync(path.parent)


def sync(folder: Path) -> None:
    """Make a folder's names durable. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def storage_error(error: OSError) -> VitrineError:
    """Return what is told of a place that cannot be read or written."""
    return VitrineError("archive-storage", detail=error.strerror or type(error).__name__)
