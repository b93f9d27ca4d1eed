"""What one viewer may see of the index, for those modules that count, list or compare more than a page."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from index.search import query
from index.search.columns import Columns, Ints
from index.search.index_home import IndexHome
from index.search.results import Moment


@dataclass(frozen=True, slots=True)
class Sight:
    """The columns of all documents, and where those are that count for the viewer: one for each asset that they may see.

    ``vocabularies`` are those of the snapshot, to be added to.
    """

    columns: Columns
    visible: Ints
    vocabularies: dict[tuple[str | None, bytes], str]


def sight(home: IndexHome, moment: Moment) -> Sight | None:
    """Return what the viewer sees now; None where there is no index. Raises what reading a damaged one raises."""
    from index.search import reader
    from index.search.matching import Matcher

    snapshot = reader.snapshot(home)
    if snapshot is None:
        return None
    return Sight(snapshot.columns, np.flatnonzero(Matcher(snapshot, moment).visible()), snapshot.vocabularies)


def matching(home: IndexHome, text: str, moment: Moment, zone: ZoneInfo = query.CAMPUS) -> set[int]:
    """Return every asset that ``text`` finds for the viewer, full matches only; raises as ``sight`` does."""
    from index.search import reader
    from index.search.matching import Matcher

    snapshot = reader.snapshot(home)
    if snapshot is None:
        return set()
    matcher = Matcher(snapshot, moment)
    found = matcher.visible() & matcher.mask(query.parse(text, now=moment.now, zone=zone).root)
    return set(np.unique(snapshot.columns.ids[found]).tolist())
