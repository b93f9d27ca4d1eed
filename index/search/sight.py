"""What one viewer may see of the index, for those modules that count or list without a query."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.search.columns import Columns, Mask
from index.search.results import Moment


@dataclass(frozen=True, slots=True)
class Sight:
    """The columns of all documents, and which of them count for the viewer: one for each asset that they may see."""

    columns: Columns
    visible: Mask


def sight(home: Path, moment: Moment) -> Sight | None:
    """Return what the viewer sees now; None where there is no index. Raises what reading a damaged one raises."""
    from index.search import reader
    from index.search.matching import Matcher

    snapshot = reader.snapshot(home)
    return None if snapshot is None else Sight(snapshot.columns, Matcher(snapshot, moment).visible())
