"""The engines that keep terms, by name; stores/ has a module for each."""

from __future__ import annotations

from typing import Final

SMALL: Final = "whoosh"
"""For small libraries: pure Python, easy on small machines."""
LARGE: Final = "tantivy"
NAMES: Final = (SMALL, LARGE)
