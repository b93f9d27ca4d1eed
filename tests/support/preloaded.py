"""Start programs of Vitrine many times from one process that has imported everything already.

A test in a browser has a server of its own, and a test of the command line runs several commands; an interpreter that
imports everything anew would take longer than most of these tests. The program reads a line of JSON from standard input for
each process wanted, forks, runs the module in the child as the command line says, and answers with the child's process id;
then, where somebody waits for it, with its exit code.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import FileSystemBytecodeCache

ROOT = Path(__file__).resolve().parents[2]


class Preloaded:
    """The process, and what it has started."""

    def __init__(self, pages: Path, home: Path) -> None:
        """``pages`` is the folder where all of them keep the code of templates; ``home`` is any home, and stays as it is."""
        self._process = subprocess.Popen([sys.executable, __file__, str(pages), str(home)], cwd=ROOT, stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, bufsize=0)
        self._stopping: list[int] = []

    def start(self, command: list[str], environment: Mapping[str, str]) -> int:
        """Start the gunicorn that ``command`` would start and return its process id."""
        return self._ask({"module": "gunicorn.app.wsgiapp", "call": "run", "wait": False,
                          "arguments": command[command.index("gunicorn"):], "folder": str(Path.cwd()),
                          "environment": dict(os.environ) | dict(environment), "streams": [os.devnull] * 3})

    def run(self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path, streams: Sequence[Path],
            within_s: float = 120) -> int:
        """Run ``vitrine`` with exactly this environment and return its exit code; a signal's number is negative.

        ``streams`` are the files of standard input, output and error. Raises TimeoutError, having killed it.
        """
        child = self._ask({"module": "server.cli.main", "call": "main", "wait": True,
                           "arguments": ["vitrine", *arguments], "folder": str(folder),
                           "environment": dict(environment), "streams": [str(one) for one in streams]})
        assert self._process.stdout
        if not select.select([self._process.stdout], [], [], within_s)[0]:
            os.kill(child, signal.SIGKILL)
            self._answer()
            raise TimeoutError(f"vitrine {' '.join(arguments)}: not done within {within_s} s")
        return self._answer()

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

    def _ask(self, wanted: Mapping[str, Any]) -> int:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(wanted).encode() + b"\n")
        return self._answer()

    def _answer(self) -> int:
        assert self._process.stdout
        return int(self._process.stdout.readline())


def alive(server: int) -> bool:
    """Say whether a server still runs; one that nobody has waited for yet does not."""
    try:
        return Path(f"/proc/{server}/stat").read_text(encoding="utf-8").rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def main() -> None:
    from server.cli.main import COMMANDS

    commands = (f"server.cli.{module}" for module, _, _ in COMMANDS.values())
    for module in ("gunicorn.app.wsgiapp", "server.app", "index.search.meant", "pypinyin", *commands):
        importlib.import_module(module)  # loaded here, used by the children
    Flask.jinja_options = keeping_templates(Path(sys.argv[1]))
    _once(Path(sys.argv[2]))
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        wanted = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(wanted)
            return
        print(child, flush=True)
        if wanted["wait"]:
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _once(home: Path) -> None:
    """Do what each server does alike when it starts: read how characters sound, and compile the routes."""
    from pace import remembering
    from werkzeug.routing import Rule

    from index.search.sounds import readings
    from index.settings import Settings
    from server.app import create_app

    readings("校")
    Rule._compile_builder = remembering(Rule._compile_builder)  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(home=shutil.copytree(home, Path(folder) / "home"), reserve_mb=0))
        app.extensions["vitrine"].home.engine.dispose()
    assert threading.active_count() == 1, "what is forked has one thread"


def keeping_templates(folder: Path) -> dict[str, Any]:
    """Return options by which applications keep the code of templates there, for all processes that do so."""
    return {**Flask.jinja_options, "bytecode_cache": FileSystemBytecodeCache(str(folder))}


def _become(wanted: Mapping[str, Any]) -> None:
    """Be the program that is wanted, as if it had been started by itself; its exit is this process's."""
    os.environ.clear()
    os.environ.update(wanted["environment"])
    os.chdir(wanted["folder"])
    for number, path in enumerate(wanted["streams"]):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)
    sys.stdin, sys.stdout, sys.stderr = (open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - they stay
                                         for number, mode in ((0, "r"), (1, "w"), (2, "w")))
    sys.argv = wanted["arguments"]
    sys.exit(getattr(importlib.import_module(wanted["module"]), wanted["call"])())


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
