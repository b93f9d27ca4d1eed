"""Where the worker's log goes: standard error, for whoever supervises it to keep."""

from __future__ import annotations

import logging
import sys


def to_standard_error(level: int = logging.INFO) -> None:
    """Send our own log lines, with time and level, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("vitrine")
    root.handlers[:] = [handler]
    root.setLevel(level)
