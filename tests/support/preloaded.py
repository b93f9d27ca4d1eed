"""Start gunicorn many times from one process that has imported the application already.

Each test in a browser has a server of its own; an interpreter that imports everything anew would take longer than most
of these tests. The program reads a line {"command", "environment"} from standard input for each server, forks, runs
gunicorn in the child as the command line says, and answers with the child's process id.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Preloaded:
    """The process, and what it has started."""

    def __init__(self) -> None:
        self._process = subprocess.Popen([sys.executable, __file__], cwd=ROOT, stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, text=True)
        self._stopping: list[int] = []

    def start(self, command: list[str], environment: dict[str, str]) -> int:
        """Start the gunicorn that ``command`` would start and return its process id."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"command": command, "environment": environment}) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def stop(self, server: int) -> None:
        """Ask a server to stop. It takes gunicorn a second, for which nobody waits before ``close``."""
        if alive(server):
            os.kill(server, signal.SIGTERM)
            self._stopping.append(server)

    def close(self, within_s: float = 30) -> None:
        """End the process once its servers have stopped. Raises TimeoutError where one does not."""
        assert self._process.stdin
        deadline = time.monotonic() + within_s
        while any(alive(server) for server in self._stopping):
            if time.monotonic() > deadline:
                raise TimeoutError(f"a server of {self._stopping} does not stop")
            time.sleep(0.05)
        self._process.stdin.close()
        self._process.wait(within_s)


def alive(server: int) -> bool:
    """Say whether a server still runs."""
    try:
        os.kill(server, 0)
    except ProcessLookupError:
        return False
    return True


def main() -> None:
    from gunicorn.app.wsgiapp import run

    import server.app  # noqa: F401 - loaded here, used by the children

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps them
    for line in sys.stdin:
        wanted = json.loads(line)
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.environ.update(wanted["environment"])
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nothing, stream)
            sys.argv = wanted["command"][wanted["command"].index("gunicorn"):]
            run()
        print(child, flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
