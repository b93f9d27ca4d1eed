"""Which parts of an index to fold into one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

MOST: Final = 8
"""Parts that an index has at most, but for the moment between a commit and its merge."""


def to_merge(sizes: Sequence[tuple[int, int]]) -> set[int]:
    """Return the numbers of the parts to merge, of parts with (documents, deleted ones among them).

    Those of which more than a third is deleted; and, where more than MOST stay, all but the largest half of MOST:
    each part costs a lookup for each term, and a large one is not written anew for a small one's sake.
    """
    order = sorted(range(len(sizes)), key=lambda n: sizes[n][0] - sizes[n][1], reverse=True)
    folded = [n for n in order if sizes[n][1] * 3 > sizes[n][0]]
    stay = [n for n in order if n not in folded]
    if len(stay) > MOST:
        folded += stay[MOST // 2:]
    return set(folded)
