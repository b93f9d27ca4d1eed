"""The worker's end of the sandbox: ask for a task on one file, get its answer or a typed failure."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from index.errors import BadMedia, JobFailed, VitrineError
from ingest.inscribing import Inscription
from ingest.sandbox.tasks import limits_for
from ingest.steps.copy_presets import CopyPreset
from ingest.steps.facts import Facts
from ingest.steps.fingerprint import Fingerprint
from ingest.steps.flashing import Flashing
from ingest.steps.presets import Rendered
from ingest.steps.sniff import Sniffed

START_SECONDS: Final = 60.0
SPARE_SECONDS: Final = 15.0
HERE: Final = Path(__file__).resolve().parents[2]
MEMORY: Final = ("glibc.malloc.hugetlb=1:glibc.malloc.arena_max=2:glibc.malloc.mmap_threshold=33554432"
                 ":glibc.malloc.trim_threshold=268435456")
"""A decoding process asks for tens of megabytes, uses them once and ends: in large pages, and from one heap that it does not
give back between, that costs half of the kernel's time. The C library of other systems ignores it."""


class Decoder:
    """One fork server, started at the first call, used by any number of threads; a context manager.

    Every call raises BadMedia for a file that cannot be read (damaged, not-media, too-large, time-limit,
    memory-limit), VitrineError disk-full or unreadable, and JobFailed where no server can be kept up.
    """

    def __init__(self, max_seconds: float | None = None) -> None:
        """``max_seconds`` shortens every task's own wall limit."""
        self._max_seconds = max_seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._owner = 0
        self._layers: dict[str, Any] = {}
        self._abandoned = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def sniff(self, path: Path) -> Sniffed:
        """Return what the file is; see ``ingest.steps.sniff.require_media``."""
        return Sniffed(**self.call("sniff", path))

    def facts(self, path: Path, sniffed: Sniffed, *, kit_offset: str | None = None,
              quicktime_local: bool = False) -> Facts:
        """Return what the file says of itself; see ``ingest.steps.facts.read_facts``."""
        return Facts.from_json(self.call("facts", path, sniffed=sniffed.to_json(), kit_offset=kit_offset,
                                         quicktime_local=quicktime_local))

    def render(self, path: Path, out_dir: Path, facts: Facts, kind: str) -> list[Rendered]:
        """Write the renditions of a "photo", "video" or "poster" into ``out_dir`` (an existing folder) and describe them."""
        extra: dict[str, Any] = {"facts": {"duration": facts.duration}} if kind == "video" else {}
        made = self.call(f"render_{kind}", path, out_dir=str(out_dir.absolute()), **extra)
        return [Rendered.from_json(one) for one in made]

    def develop(self, path: Path, out_dir: Path, facts: Facts, kind: str) -> tuple[list[Rendered], Fingerprint]:
        """Do what ``render`` and then ``fingerprint`` on the grid rendition would, in one process."""
        extra: dict[str, Any] = {"facts": {"duration": facts.duration}} if kind == "video" else {}
        made = self.call(f"develop_{kind}", path, out_dir=str(out_dir.absolute()), **extra)
        return [Rendered.from_json(one) for one in made["renditions"]], Fingerprint(**made["marks"])

    def take_apart(self, path: Path, out_dir: Path, sniffed: Sniffed, *,
                   kit_offset: str | None = None) -> tuple[Facts, list[Rendered], Fingerprint]:
        """Do what ``facts`` and then ``develop`` on a photo would, in one process."""
        made = self.call("take_apart", path, out_dir=str(out_dir.absolute()), sniffed=sniffed.to_json(),
                         kit_offset=kit_offset)
        return (Facts.from_json(made["facts"]), [Rendered.from_json(one) for one in made["renditions"]],
                Fingerprint(**made["marks"]))

    def first_thumbnail(self, path: Path, out_dir: Path) -> Rendered | None:
        """Write a stand-in for the grid rendition from the camera's own preview; None where there is none to use."""
        made = self.call("first_thumbnail", path, out_dir=str(out_dir.absolute()))
        return Rendered.from_json(made) if made else None

    def shrink(self, path: Path, out_dir: Path) -> Path:
        """Write a small JPEG anew into ``out_dir`` and return where; see ``ingest.steps.shrinking``."""
        return Path(self.call("shrink", path, out_dir=str(out_dir.absolute())))

    def logo(self, path: Path, out_dir: Path) -> dict[str, Any]:
        """Write a logo anew into ``out_dir`` and tell about it; see ``ingest.steps.logo.make_logo``."""
        made: dict[str, Any] = self.call("logo", path, out_dir=str(out_dir.absolute()))
        return made

    def fingerprint(self, rendition: Path) -> Fingerprint:
        """Return the marks of an upright rendition; see ``ingest.steps.fingerprint``."""
        return Fingerprint(**self.call("fingerprint", rendition))

    def flashes(self, proxy: Path, *, duration: float | None) -> Flashing:
        """Return the flashes of a film of so many seconds; see ``ingest.steps.flashes.look_for_flashes``."""
        return Flashing.from_json(self.call("flashes", proxy, duration=duration))

    def clock_code(self, rendition: Path) -> str | None:
        """Return the text of a clock's code in a rendition; see ``ingest.steps.clock_code.find_code_patiently``."""
        found: str | None = self.call("clock_code", rendition)
        return found

    def copy_photo(self, path: Path, out_dir: Path, preset: str | CopyPreset, *, beside: Sequence[Path] = (),
                   **wishes: Any) -> dict[str, Any]:
        """Write a copy of a photo into ``out_dir``; ``beside`` may be read too. See ``ingest.steps.copying.copy_photo``."""
        made: dict[str, Any] = self.call("copy_photo", path, out_dir=str(out_dir.absolute()),
                                         preset=preset if isinstance(preset, str) else asdict(preset),
                                         beside=[str(one) for one in beside], **wishes)
        return made

    def inscribe(self, path: Path, target: Path, words: Inscription, kind: str) -> None:
        """Write ``target``, a copy of ``path`` with these words in it; see ``ingest.inscribing.inscribe``."""
        self.call("inscribe", path, out_dir=str(target.parent.absolute()), name=target.name, words=words.to_json(), kind=kind)

    def layers(self) -> dict[str, Any]:
        """Return which layers are active: {"network": bool, "landlock": version or 0, "limits": True}."""
        with self._lock:
            self._running()
            return dict(self._layers)

    def call(self, task: str, path: Path, **arguments: Any) -> Any:
        """Run a task of ``ingest.sandbox.tasks`` on one file in a process of its own and return its JSON value."""
        request = json.dumps({"task": task, "path": str(path.absolute()), "arguments": arguments,
                              "max_seconds": self._max_seconds}).encode()
        seconds = limits_for(task, arguments).seconds + SPARE_SECONDS
        killed: list[dict[str, Any]] = []
        for _ in range(2):
            if self._abandoned:
                break
            lines = self._ask(request, seconds)
            if lines and "ended" in lines[-1]:
                if killed or not _was_killed(lines):
                    return _judge(str(path), lines)
                killed = lines  # somebody, or a machine short of memory: not the file's fault until it happens again
        raise JobFailed("the decoding process could not be kept running", permanent=False)

    def close(self) -> None:
        """End the server and all it runs. The decoder may be used again afterwards."""
        with self._lock:
            self._stop()

    def abandon(self) -> None:
        """End the server and all it runs for good: calls in hand, and later ones, raise JobFailed."""
        self._abandoned = True
        self.close()

    def _ask(self, request: bytes, seconds: float) -> list[dict[str, Any]]:
        """Return the child's line and the server's; without the server's line the server itself has gone."""
        mine, theirs = socket.socketpair()
        with mine:
            with theirs, self._lock:
                control = self._running()
                try:
                    socket.send_fds(control, [request], [theirs.fileno()])
                except OSError:
                    self._stop()
                    return []
            mine.settimeout(seconds)
            lines = _read_lines(mine)
        if not lines or "ended" not in lines[-1]:
            with self._lock:
                if self._control is control:  # another thread may have started the next one already
                    self._stop()
        return lines

    def _running(self) -> socket.socket:
        """Return the control socket of a living server of this very process, starting one where needed."""
        if self._owner != os.getpid():  # after a fork the parent's server is not ours to talk to
            self._process = self._control = None
        if self._control is None or self._process is None or self._process.poll() is not None:
            self._stop()
            self._start()
        assert self._control is not None
        return self._control

    def _start(self) -> None:
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            paths = dict.fromkeys([str(HERE), *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)), "GLIBC_TUNABLES": MEMORY,
                           "OPENBLAS_NUM_THREADS": "1"}  # a server with threads may not leave the network
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ingest.sandbox.forkserver", str(theirs.fileno())], pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/", env=environment)
        self._owner, self._control = os.getpid(), mine
        mine.settimeout(START_SECONDS)
        try:
            self._layers = json.loads(mine.recv(4096))
        except (OSError, ValueError) as error:
            self._stop()
            raise JobFailed("the decoding process did not start", permanent=False) from error
        mine.settimeout(None)

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None and self._owner == os.getpid():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
        self._process = self._control = None


def _read_lines(reply: socket.socket) -> list[dict[str, Any]]:
    """Read to the end; a server that ended or hangs gives fewer lines."""
    buffer = bytearray()
    with contextlib.suppress(TimeoutError, ConnectionError):
        while chunk := reply.recv(1 << 16):
            buffer += chunk
    return [json.loads(line) for line in bytes(buffer).split(b"\n")[:-1]]


def _was_killed(lines: list[dict[str, Any]]) -> bool:
    """Whether the child was ended from outside before it answered, and not by us for being late."""
    return len(lines) == 1 and lines[0]["ended"] == -signal.SIGKILL and not lines[0]["late"]


def _judge(path: str, lines: list[dict[str, Any]]) -> Any:
    """Turn the child's answer and its end into a value or an exception."""
    answer, end = (lines[0] if len(lines) > 1 else {}), lines[-1]
    if "value" in answer:
        return answer["value"]
    if "error" in answer:
        error = answer["error"]
        if error["media"]:
            raise BadMedia(path, error["code"], **error["details"])
        raise VitrineError(error["code"], **error["details"])
    if end["late"] or end["ended"] == -signal.SIGXCPU:
        raise BadMedia(path, "time-limit", seconds=round(end["seconds"]))
    if end["ended"] == -signal.SIGKILL:
        raise BadMedia(path, "memory-limit")
    if end["ended"] == -signal.SIGXFSZ:
        raise BadMedia(path, "too-large", detail="rendition")
    raise BadMedia(path, "damaged", detail=f"decoder ended with {end['ended']}")
