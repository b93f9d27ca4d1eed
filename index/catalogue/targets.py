"""Which screens something is aimed at: all of them, or those of some buildings and groups, and some by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Targets:
    """All screens where ``everything``; else each that stands in a building, belongs to a group or is named. A screen that
    is put into one of them later is meant as well.
    """

    everything: bool = False
    buildings: tuple[str, ...] = ()
    groups: tuple[int, ...] = ()
    screens: tuple[int, ...] = ()

    def meet(self, screen_id: int, group_id: int | None, building: str) -> bool:
        """Say whether this screen is meant."""
        return (self.everything or screen_id in self.screens or (group_id is not None and group_id in self.groups)
                or (building != "" and building in self.buildings))

    @property
    def nobody(self) -> bool:
        """Say whether nothing at all was chosen."""
        return not (self.everything or self.buildings or self.groups or self.screens)

    def as_dict(self) -> dict[str, Any]:
        return {"all": self.everything, "buildings": list(self.buildings), "groups": list(self.groups),
                "screens": list(self.screens)}


def read(kept: Mapping[str, Any]) -> Targets:
    """Return what ``as_dict`` gave."""
    return Targets(bool(kept.get("all")), tuple(kept.get("buildings", ())), tuple(kept.get("groups", ())),
                   tuple(kept.get("screens", ())))
