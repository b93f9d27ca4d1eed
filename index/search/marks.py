"""How often a term occurs, for engines that tell which documents have a term but not how often.

A document that has a term ``n`` times, up to rows.MOST, also has it with the marks 2 to n after it. No term ends so by
itself: analysis folds such signs to digits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from index.search.columns import Floats, Ints
from index.search.rows import MOST

MARKS: Final = "²³⁴"


def marked(terms: Sequence[str]) -> Sequence[str]:
    """Return each of ``terms`` once, and with its marks."""
    if len(set(terms)) == len(terms):
        return terms
    counts = Counter(terms)
    return [*counts, *(term + mark for term, count in counts.items() if count > 1 for mark in MARKS[:min(count, MOST) - 1])]


def counted(documents: Ints, having: Callable[[str], Ints]) -> Floats:
    """Return how often each of ``documents`` has a term, where ``having`` tells which have it with a mark."""
    counts = np.ones(documents.size, dtype=np.float64)
    for mark in MARKS if documents.size else "":
        more = having(mark)
        if not more.size:
            break
        counts[np.searchsorted(documents, more)] += 1
    return counts
