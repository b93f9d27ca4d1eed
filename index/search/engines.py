"""The engines that keep terms, by name; stores/ has a module for each."""

from __future__ import annotations

from typing import Final

SMALL: Final = "whoosh"
"""For small libraries: pure Python, easy on small machines."""
LARGE: Final = "tantivy"
SHARED: Final = "postgresql"
"""Where the catalogue is on PostgreSQL: one index for all hosts, in its database."""
NAMES: Final = (SMALL, LARGE, SHARED)
