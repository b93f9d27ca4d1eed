"""Watched folders: which files have settled and are new since the last time. Nothing is read here but names and sizes.

A file has settled when its size and time were the same in two looks ``settle_s`` apart. What was handed in is remembered
by path, size, time and inode, so that a restart is quick; it is a convenience only, the identity stays the hash.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.sources import folder
from ingest.sources.folder import Found
from ingest.steps.sidecar import shot_name

Mark = tuple[int, int, int]
"""(bytes, time of change in ns, inode)."""

# What programs call a file while they are writing it: browsers, download managers, FileZilla, rsync, office programs.
UNFINISHED: Final = re.compile(r"\.(part|partial|crdownload|download|filepart|tmp|temp|!ut)$|^\..+\.[A-Za-z0-9]{6}$|^~\$",
                               re.IGNORECASE)
# File systems of other machines: they give no events for what others do there.
NETWORK: Final = re.compile(r"^(nfs\d?|cifs|smb\d?|smbfs|ncpfs|afs|9p|ceph|glusterfs|lustre|davfs|vboxsf|prl_fs|drvfs|"
                            r"virtiofs|fuse(\..+|blk)?)$")


class Memory:
    """What was handed in, in a small file: one JSON line each, appended; written anew when it is opened.

    A line that a crash cut short is passed over: that file is looked at once more, and found to be here already.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._marks: dict[str, Mark] = {}
        self._shots: defaultdict[str, set[str]] = defaultdict(set)
        with suppress(FileNotFoundError), path.open(encoding="ascii", errors="replace") as lines:
            for line in lines:
                with suppress(ValueError, TypeError):
                    name, size, changed, inode = json.loads(line)
                    self._marks[str(name)] = (int(size), int(changed), int(inode))
        self._write_anew()
        for key in self._marks:
            self._shots[_shot(key)].add(key)

    def knows(self, path: Path, mark: Mark) -> bool:
        return self._marks.get(_key(path)) == mark

    def beside(self, path: Path) -> list[Path]:
        """Return the other files of this folder and shot that were handed in."""
        return sorted(Path(os.fsdecode(key.encode("latin-1"))) for key in self._shots.get(_shot(_key(path)), ())
                      if key != _key(path))

    def remember(self, path: Path, mark: Mark) -> None:
        self._marks[_key(path)] = mark
        self._shots[_shot(_key(path))].add(_key(path))
        with suppress(OSError), self.path.open("a", encoding="ascii") as out:  # a full disk costs one more look
            out.write(_line(_key(path), mark))

    def _write_anew(self) -> None:
        """Drop what is no longer there, and older marks of the same path. A folder that is away is no loss: see above."""
        self._marks = {key: mark for key, mark in self._marks.items() if os.path.lexists(os.fsdecode(key.encode("latin-1")))}
        self.path.parent.mkdir(exist_ok=True)
        begun = self.path.with_suffix(".new")
        begun.write_text("".join(_line(key, mark) for key, mark in self._marks.items()), encoding="ascii")
        begun.replace(self.path)


@dataclass(frozen=True, slots=True)
class Settled:
    """A file to hand in now, and the mark to remember it by."""

    found: Found
    root: Path
    mark: Mark


class Watch:
    """Looks at folders, again and again; times are those of a clock that never goes back, in seconds."""

    def __init__(self, roots: Iterable[Path], memory: Memory, *, settle_s: float) -> None:
        self.roots = [root.resolve() for root in roots]  # what was named is meant, be it a link; below it none is followed
        self.memory, self.settle_s = memory, settle_s
        self._resting: dict[Path, tuple[Mark, float]] = {}

    def look(self, now: float, at: Iterable[Path] | None = None) -> list[Settled]:
        """Look at the whole of the folders, or at these paths and at what has not settled yet; return what has.

        A file is returned until ``memory`` knows it. What has vanished is forgotten here and nowhere else.
        """
        if at is None:
            found = [(one, root) for root in self.roots if root.is_dir() for one in folder.find(root)]
            present = {one.path for one, _ in found}
            self._resting = {path: rest for path, rest in self._resting.items() if path in present}
        else:
            found = list(self._only({*at, *self._resting}))
        return [settled for one, root in found if (settled := self._judge(one, root, now))]

    @property
    def restless(self) -> list[Path]:
        """The files that have not settled yet."""
        return list(self._resting)

    def beside(self, settled: Settled) -> list[Settled]:
        """Return what stands beside a file and was handed in before, where it still is what it was."""
        marked = [(path, _mark(path)) for path in self.memory.beside(settled.found.path)]
        return [Settled(one, settled.root, mark) for path, mark in marked
                if mark is not None and self.memory.knows(path, mark) for one in folder.find(path)]

    def done(self, settled: Settled) -> None:
        """Remember that a file was handed in."""
        self._resting.pop(settled.found.path, None)
        self.memory.remember(settled.found.path, settled.mark)

    def again(self, settled: Settled, after: float) -> None:
        """Hand a file in once more, not before the clock says ``after``: it could not be read, or there was no room."""
        self._resting[settled.found.path] = (settled.mark, after)

    def _only(self, paths: Iterable[Path]) -> Iterator[tuple[Found, Path]]:
        for path in sorted(paths):
            root = next((one for one in self.roots if path == one or one in path.parents), None)
            if root is None or _below_a_link(path, root) or not os.path.lexists(path):
                self._resting.pop(path, None)
                continue
            for one in folder.find(path):
                yield one, root

    def _judge(self, one: Found, root: Path, now: float) -> Settled | None:
        if UNFINISHED.search(one.path.name) or one.path in self.roots:
            return None
        mark = _mark(one.path)
        if mark is None:
            self._resting.pop(one.path, None)
            return None
        if self.memory.knows(one.path, mark):
            self._resting.pop(one.path, None)
            return None
        before = self._resting.get(one.path)
        if before is None or before[0] != mark:
            self._resting[one.path] = (mark, now)
            return None
        return Settled(one, root, mark) if now - before[1] >= self.settle_s else None


def needs_polling(roots: Iterable[Path], mounts: Path = Path("/proc/self/mountinfo")) -> bool:
    """Whether one of the folders lies on a file system that gives no events, by the kernel's list (proc(5))."""
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return True
    kinds: dict[Path, str] = {}
    for line in lines:
        left, _, right = line.partition(" - ")
        if right:
            at = re.sub(r"\\(\d{3})", lambda found: chr(int(found[1], 8)), left.split(" ")[4])
            kinds[Path(at)] = right.split(" ")[0]
    return any(NETWORK.match(_kind(root.resolve(), kinds)) is not None for root in roots)


def _kind(path: Path, kinds: dict[Path, str]) -> str:
    return next((kinds[up] for up in (path, *path.parents) if up in kinds), "")


def _below_a_link(path: Path, root: Path) -> bool:
    return any(up.is_symlink() for up in path.parents if root in up.parents)


def _mark(path: Path) -> Mark | None:
    try:
        info = path.lstat()
    except OSError:
        return None
    return info.st_size, info.st_mtime_ns, info.st_ino


def _key(path: Path) -> str:
    return os.fsencode(path).decode("latin-1")


def _shot(key: str) -> str:
    place, _, name = key.rpartition("/")
    return f"{place}/{shot_name(name)}"


def _line(key: str, mark: Mark) -> str:
    return json.dumps([key, *mark]) + "\n"
