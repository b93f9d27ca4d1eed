"""A fuse in every process of the soak: when it burns down, the process ends as by kill -9, between two steps on files.

Python imports a module of this name by itself where PYTHONPATH leads to it. ``SOAK_FUSE`` names a file with three words:
whose fuse it is, after how many steps below ``SOAK_HOME`` it burns down, how many seconds later the process ends. Nothing
of the product is replaced: the interpreter's own audit events (PEP 578) tell of renamed, removed and opened files.
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path

STEPS = frozenset(["open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link"])


class Fuse:
    """Counts the steps of this process while a fuse with its name lies there."""

    def __init__(self, path: str, name: str, home: str) -> None:
        self.path, self.name, self.home = Path(path), name, home
        self.count = 0
        self.looking = False

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if event not in STEPS or self.looking or not self.path.exists():
            return
        if not any(isinstance(one, str | bytes | os.PathLike) and self.home in os.fsdecode(one) for one in arguments[:2]):
            return
        self.looking = True
        try:
            self._burn()
        except (OSError, ValueError):  # lit by another process, or being laid this moment
            pass
        finally:
            self.looking = False

    def _burn(self) -> None:
        name, steps, seconds = self.path.read_text("ascii").split()
        self.count += 1
        if name == self.name and self.count >= int(steps):
            self.path.unlink()  # one process burns, and the next one finds no fuse
            threading.Thread(target=_end, args=(float(seconds),), daemon=True).start()


def _end(seconds: float) -> None:
    time.sleep(seconds)
    os.kill(os.getpid(), signal.SIGKILL)


if "SOAK_FUSE" in os.environ:
    sys.addaudithook(Fuse(os.environ["SOAK_FUSE"], os.environ["SOAK_NAME"], os.environ["SOAK_HOME"]))
