"""How long and how many the fields of newsletters may be."""

from __future__ import annotations

from typing import Final

from index.errors import Invalid

LONGEST: Final = {"name": 30, "issuer": 40, "report_to": 300, "send_to": 300}
LONGEST_TITLE: Final = 60
LONGEST_REASON: Final = 500
MOST: Final = 100_000


def length(field: str, text: str, most: int) -> None:
    """Do nothing for a text that is not too long. Raises Invalid."""
    if len(text) > most:
        raise Invalid(field, f"最多 {most} 个字", f"at most {most} characters")


def counted(field: str, number: int, least: int = 0) -> int:
    """Return a number that may be. Raises Invalid."""
    if not least <= number <= MOST:
        raise Invalid(field, f"须在 {least} 到 {MOST} 之间", f"it must be from {least} to {MOST}")
    return number
