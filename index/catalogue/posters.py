"""Posters (海报): what the catalogue knows of their pages, and the names of the renditions that show them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

PAGE: Final = "page-"
"""How the names of a poster's pages among its renditions begin; a number from 1 follows."""
FIRST_PAGE: Final = f"{PAGE}1"
_BROKEN: Final = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])\n(?=[\u2e80-\u9fff\uff00-\uffef])")


def page_number(preset: str) -> int | None:
    """Return which page of a poster a rendition shows, from 1; None for any other rendition."""
    digits = preset.removeprefix(PAGE)
    return int(digits) if preset.startswith(PAGE) and digits.isdecimal() else None


def page_texts(facts: Mapping[str, Any]) -> list[str]:
    """Return the words of each page of a poster, line by line as they stand there; of anything else an empty list."""
    return [str(page.get("text") or "") for page in facts.get("pages") or ()]


def running_text(facts: Mapping[str, Any]) -> str:
    """Return the words of all pages to be searched: Chinese runs on where a line only ended."""
    return "\n\n".join(_BROKEN.sub("", text) for text in page_texts(facts) if text)
