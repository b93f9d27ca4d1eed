"""Where a file comes from, and what became of it: what every door says, and is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from index.catalogue.assets import KEPT, Arrival, Outcome, shot_of
from index.catalogue.people import Actor
from index.errors import Reason

EXTRACT: Final = "extract"
JOIN: Final = "join"
GLIMPSE: Final = "glimpse"
"""The jobs that files ask for as they come: read the facts; see whether it goes with another file; show a first picture."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file comes from: who hands it in, through which door, with what it is to be tied.

    ``batch`` names the files that came together; ``name`` and ``path`` are data and never followed. With
    ``outside_link_id`` it comes from somebody without an account, who is credited, and waits until a department takes it.
    """

    actor: Actor
    door: str
    batch: str
    name: str
    path: str
    department_id: int | None = None
    kit_id: int | None = None
    event_id: int | None = None
    credit: str = ""
    outside_link_id: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file. ``sha256`` is None where nothing was kept; ``asset_id`` too, and while a sidecar waits."""

    outcome: Outcome
    asset_id: int | None = None
    sha256: str | None = None
    reason: Reason | None = None

    @property
    def kept(self) -> bool:
        """Its bytes are among the originals."""
        return self.sha256 is not None and self.outcome in KEPT


def arrival(origin: Origin, outcome: Outcome, now: datetime, *, asset_id: int | None = None, sha256: str | None = None,
            size: int = 0, why: dict[str, str] | None = None) -> Arrival:
    """Return the row that puts on record what became of one file."""
    return Arrival(asset_id=asset_id, sha256=sha256, batch=origin.batch, door=origin.door, name=origin.name,
                   path=origin.path, bytes=size, person_id=origin.actor.person_id, department_id=origin.department_id,
                   kit_id=origin.kit_id, event_id=origin.event_id, outcome=outcome, reason=why, received_at=now,
                   shot=shot_of(origin.path or origin.name))
