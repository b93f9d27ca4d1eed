"""The machine that the figures are from."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

LIBRARIES = ("pillow", "simplejpeg", "opencv-python-headless", "whoosh", "sqlalchemy", "flask", "gunicorn", "numpy")


def describe() -> dict[str, Any]:
    """Return cores, processor, memory, how busy it was, system and versions."""
    return {
        "cores": len(os.sched_getaffinity(0)), "processor": _processor(), "memory_mib": _memory(),
        "load_before": round(os.getloadavg()[0], 2), "system": platform.platform(terse=True),
        "python": platform.python_version(), "sqlite": _sqlite(), "ffmpeg": _ffmpeg(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def _processor() -> str:
    found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else platform.machine()


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20


def _sqlite() -> str:
    import sqlite3

    return sqlite3.sqlite_version


def _ffmpeg() -> str | None:
    try:
        told = subprocess.run(["ffmpeg", "-version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return None
    return told.split(" ")[2] if told.startswith("ffmpeg version") else None
