"""Run ffmpeg, ffprobe and their like on files that nobody has checked: limits, an own group, a typed failure."""

from __future__ import annotations

import contextlib
import functools
import os
import resource
import selectors
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index.errors import BadMedia, VitrineError

TAIL: Final = 4_000
PIECE: Final = 1 << 16
GIB: Final = 1 << 30
COMMANDS: Final = {"ffmpeg": "apt-get install ffmpeg", "ffprobe": "apt-get install ffmpeg",
                   "exiftool": "apt-get install libimage-exiftool-perl"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process may use: wall and processor seconds, address space, the size of a written file, open files.

    The address space is far above the memory really used: ffmpeg's threads and x264 reserve much and touch little.
    """

    seconds: float = 30
    cpu_seconds: int = 60
    memory: int = 3 * GIB
    file_size: int = 8 * GIB
    open_files: int = 64

    def apply(self) -> None:
        """Set them for this process and its children; called between fork and exec, or at the start of a child."""
        for which, amount in ((resource.RLIMIT_AS, self.memory), (resource.RLIMIT_CPU, self.cpu_seconds),
                              (resource.RLIMIT_FSIZE, self.file_size), (resource.RLIMIT_NOFILE, self.open_files),
                              (resource.RLIMIT_CORE, 0)):
            _, hard = resource.getrlimit(which)
            soft = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
            # The hard processor limit is a second later: first the signal that names the reason, then the kill.
            extra = 1 if which == resource.RLIMIT_CPU and soft < (hard if hard >= 0 else soft + 2) else 0
            resource.setrlimit(which, (soft, soft + extra))


@dataclass(frozen=True, slots=True)
class Ran:
    """What a tool wrote: its standard output and the end of its messages."""

    out: bytes
    messages: str


def run(command: Sequence[str], *, path: Path | str, limits: Limits, niceness: int = 5) -> Ran:
    """Run a tool that reads ``path``; its working directory is empty and its own.

    Raises BadMedia for that path: damaged (the tool failed), time-limit, memory-limit; and VitrineError missing-tool.
    """
    program = find(command[0])
    code, out, messages = _run_once([program, *command[1:]], path, limits, niceness)
    if code == -signal.SIGKILL:  # somebody, or a machine short of memory: not the file's fault until it happens again
        code, out, messages = _run_once([program, *command[1:]], path, limits, niceness)
    tail = messages[-TAIL:].decode("utf-8", "replace")
    if code != 0:
        raise _failure(command[0], code, tail, path, limits)
    return Ran(out, tail)


def stream(command: Sequence[str], consume: Callable[[bytes], None], *, path: Path | str, limits: Limits,
           niceness: int = 5) -> None:
    """Run a tool like ``run``, once, and hand on what it writes as it comes, in pieces of ``PIECE`` at most.

    What ``consume`` has seen before a failure is not taken back. Raises what ``run`` raises.
    """
    with tempfile.TemporaryDirectory(prefix="tool-") as empty:
        process = _start([find(command[0]), *command[1:]], empty, limits, niceness)
        try:
            messages = _pump(process, consume, path, limits)
            code = process.wait(limits.seconds)
        except subprocess.TimeoutExpired as error:
            raise BadMedia(str(path), "time-limit", seconds=round(limits.seconds)) from error
        finally:
            _end_group(process)
    if code != 0:
        raise _failure(command[0], code, messages.decode("utf-8", "replace"), path, limits)


def _run_once(command: Sequence[str], path: Path | str, limits: Limits, niceness: int) -> tuple[int, bytes, bytes]:
    with tempfile.TemporaryDirectory(prefix="tool-") as empty:
        process = _start(command, empty, limits, niceness)
        try:
            out, messages = process.communicate(timeout=limits.seconds)
        except subprocess.TimeoutExpired as error:
            raise BadMedia(str(path), "time-limit", seconds=round(limits.seconds)) from error
        finally:
            _end_group(process)
    return process.returncode, out, messages


def _start(command: Sequence[str], empty: str, limits: Limits, niceness: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, cwd=empty, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True, env=_environment(empty),
        preexec_fn=_before_exec(limits, niceness))  # noqa: PLW1509 - only calls the kernel; we run in one-threaded forks


def _pump(process: subprocess.Popen[bytes], consume: Callable[[bytes], None], path: Path | str, limits: Limits) -> bytes:
    """Read both pipes to their ends; return the end of the messages. Raises BadMedia(time-limit)."""
    late, messages = time.monotonic() + limits.seconds, b""
    with selectors.DefaultSelector() as pipes:
        for pipe in filter(None, (process.stdout, process.stderr)):
            pipes.register(pipe, selectors.EVENT_READ)
        while pipes.get_map():
            ready = pipes.select(max(0.0, late - time.monotonic()))
            if not ready or time.monotonic() >= late:
                raise BadMedia(str(path), "time-limit", seconds=round(limits.seconds))
            for key, _ in ready:
                piece = os.read(key.fd, PIECE)
                if not piece:
                    pipes.unregister(key.fileobj)
                elif key.fileobj is process.stdout:
                    consume(piece)
                else:
                    messages = (messages + piece)[-TAIL:]
    return messages


def find(tool: str) -> str:
    """Return where a tool is, or raise VitrineError missing-tool with the command that installs it."""
    found = shutil.which(tool)
    if found is None:
        raise VitrineError("missing-tool", tool=tool, command=COMMANDS.get(tool, f"apt-get install {tool}"))
    return found


@functools.cache
def has_filter(name: str) -> bool:
    """Tell whether this ffmpeg was built with a filter."""
    listing = subprocess.run([find("ffmpeg"), "-hide_banner", "-filters"], capture_output=True, text=True, check=False,
                             stdin=subprocess.DEVNULL, timeout=20).stdout
    return any(line.split()[1:2] == [name] for line in listing.splitlines())


def _environment(folder: str) -> dict[str, str]:
    """Nothing of ours but where programs are; one memory arena per process keeps the address space small."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "HOME": folder, "TMPDIR": folder,
            "MALLOC_ARENA_MAX": "2"}


def _before_exec(limits: Limits, niceness: int) -> Callable[[], None]:
    def apply() -> None:
        limits.apply()
        with contextlib.suppress(OSError):
            os.nice(niceness)

    return apply


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """The tool leads its own group: whatever it started ends with it."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def _failure(tool: str, code: int, tail: str, path: Path | str, limits: Limits) -> BadMedia:
    if code == -signal.SIGXCPU or code == -signal.SIGKILL:
        return BadMedia(str(path), "time-limit", seconds=limits.cpu_seconds)
    if code == -signal.SIGXFSZ:
        return BadMedia(str(path), "too-large", detail=tool)
    if "Cannot allocate memory" in tail or "Out of memory" in tail:
        return BadMedia(str(path), "memory-limit")
    return BadMedia(str(path), "damaged", detail=_last_line(tool, tail, str(path)))


def _last_line(tool: str, tail: str, path: str) -> str:
    """The last message without the path, which is nobody's business."""
    lines = [line.strip() for line in tail.splitlines() if line.strip()]
    last = lines[-1].replace(f"file:{path}: ", "").replace(path, "…") if lines else "?"
    return f"{tool}: {last[:160]}"
