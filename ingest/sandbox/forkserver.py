"""The small single-threaded process that has the libraries loaded and forks once for each file.

Started as ``python -m ingest.sandbox.forkserver FD``. On the socket FD each request arrives as one message with the
descriptor of a reply socket. The child answers there in one line of JSON; when it has ended, this process adds a
second line that says how, and closes. When FD closes, everything here ends.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import logging
import os
import resource
import selectors
import shutil
import signal
import socket
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from index.errors import BadMedia, VitrineError
from ingest.sandbox import walls
from ingest.sandbox.tasks import TASKS, limits_for, preload
from ingest.tools import Limits

MESSAGE: Final = 1 << 17
GRACE: Final = 1.0


@dataclass(slots=True)
class Child:
    """One forked process: where to answer, when its time is over, what to clear away."""

    pid: int
    reply: socket.socket
    deadline: float
    seconds: float
    scratch: str
    late: bool = False


class Server:
    """The loop: take requests, fork, reap, end what is late."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._children: dict[int, Child] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)

    def serve(self) -> None:
        """Work until the other end of the control socket closes; then end all children."""
        while True:
            for key, _ in self._selector.select(self._patience()):
                if key.fileobj is self._control:
                    if not self._take_request():
                        return self._end_all()
                else:
                    self._reap(key.data, key.fd)
            self._end_late()

    def _patience(self) -> float | None:
        waiting = [child.deadline for child in self._children.values() if not child.late]
        return max(0.0, min(waiting) - time.monotonic()) if waiting else None

    def _take_request(self) -> bool:
        message, descriptors, _, _ = socket.recv_fds(self._control, MESSAGE, 1)
        if not message:
            return False
        reply = socket.socket(fileno=descriptors[0])
        request = json.loads(message)
        limits = limits_for(request["task"], request["arguments"])
        seconds = min(limits.seconds, request.get("max_seconds") or limits.seconds)
        scratch = tempfile.mkdtemp(prefix="decode-")
        pid = os.fork()
        if pid == 0:
            self._become_child(reply, request, limits, scratch)
        child = Child(pid, reply, time.monotonic() + seconds, seconds, scratch)
        descriptor = os.pidfd_open(pid)
        self._children[pid] = child
        self._selector.register(descriptor, selectors.EVENT_READ, child)
        return True

    def _become_child(self, reply: socket.socket, request: dict[str, Any], limits: Limits, scratch: str) -> None:
        """Never returns: whatever happens, the process ends here and not in the server's loop."""
        code = 70
        try:
            os.setsid()
            walls.die_with_parent()
            gc.disable()  # it would touch, and so copy, what the server holds; the process ends before it could matter
            self._control.close()
            _hush()
            answer = _answer(request, limits, scratch)
            reply.sendall(json.dumps(answer).encode() + b"\n")
            code = 0
        except BaseException:  # noqa: BLE001 - a forked child must not unwind into the loop
            traceback.print_exc()
        finally:
            os._exit(code)

    def _reap(self, child: Child, descriptor: int) -> None:
        self._selector.unregister(descriptor)
        os.close(descriptor)
        _, status = os.waitpid(child.pid, 0)
        del self._children[child.pid]
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)  # what the child started and left behind
        shutil.rmtree(child.scratch, ignore_errors=True)
        ended = {"ended": os.waitstatus_to_exitcode(status), "late": child.late, "seconds": child.seconds}
        with contextlib.suppress(OSError):
            child.reply.sendall(json.dumps(ended).encode() + b"\n")
        child.reply.close()

    def _end_late(self) -> None:
        now = time.monotonic()
        for child in self._children.values():
            if not child.late and child.deadline <= now:
                child.late = True
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                    os.kill(child.pid, signal.SIGKILL)

    def _end_all(self) -> None:
        for child in self._children.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            shutil.rmtree(child.scratch, ignore_errors=True)


def _tidy() -> None:
    """Give back the memory that loading used: a child that was given such a page would copy it before writing over it."""
    gc.collect()
    gc.freeze()  # what is loaded now is never collected
    with contextlib.suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def _hush() -> None:
    """Decoders print or log a line for each thing they dislike in a file; our own traces still reach the log."""
    logging.disable(logging.CRITICAL)
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 2)
    os.close(quiet)


def _answer(request: dict[str, Any], limits: Limits, scratch: str) -> dict[str, Any]:
    """Wall this process in, do the task, and return {"value"} or {"error"}."""
    path, arguments = Path(request["path"]), request["arguments"]
    out_dir = arguments.get("out_dir")
    tempfile.tempdir = scratch
    os.chdir(scratch)
    limits.apply()
    beside = [Path(one) for one in arguments.get("beside") or ()]
    walls.confine([path, *beside], [Path(scratch), *([Path(out_dir)] if out_dir else [])])
    try:
        return {"value": TASKS[request["task"]](path, **arguments)}
    except VitrineError as error:
        return {"error": {"code": error.reason.code, "details": error.details, "media": isinstance(error, BadMedia)}}
    except MemoryError:
        return {"error": {"code": "memory-limit", "details": {}, "media": True}}
    except OSError as error:
        return {"error": _system_error(error)}
    except Exception as error:  # noqa: BLE001 - what a decoder raises for bad bytes; the trace goes to the log
        traceback.print_exc()
        return {"error": {"code": "damaged", "details": {"detail": type(error).__name__}, "media": True}}


def _system_error(error: OSError) -> dict[str, Any]:
    """Tell a full disk and an unreadable file from a damaged one."""
    import errno

    text = error.strerror or type(error).__name__
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return {"code": "disk-full", "details": {}, "media": False}
    if error.errno in (errno.ENOENT, errno.EACCES, errno.EPERM, errno.EIO, errno.EROFS):
        return {"code": "unreadable", "details": {"detail": text}, "media": False}
    if error.errno == errno.EFBIG:
        return {"code": "too-large", "details": {"detail": text}, "media": True}
    return {"code": "damaged", "details": {"detail": text}, "media": True}


def main() -> None:
    """Run the server on the inherited descriptor named in the first argument.

    Its end comes with the end of the socket. The kernel's own signal for a parent's death would come too early: it
    means the thread that started us, and workers' threads come and go.
    """
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker, which then closes the socket
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    preload()
    _tidy()
    isolated = walls.leave_network()
    layers = {"network": isolated, "landlock": walls.landlock_version(), "limits": True}
    control.sendall(json.dumps(layers).encode())
    Server(control).serve()


if __name__ == "__main__":
    main()
