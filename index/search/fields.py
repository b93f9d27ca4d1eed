"""The text fields of a document, which every store of terms knows by these names."""

from __future__ import annotations

from typing import Final

TEXTS: Final = ("title", "keywords", "people", "place", "event", "caption", "names", "more")
"""The text fields. ``more`` holds credit, camera, lens and text from elsewhere."""

PINYIN: Final = "pinyin"
"""What titles, people, places and events sound like."""
