"""A whole batch is submitted for several channels, each file by itself on each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine

from index.catalogue.assets import row_id
from index.catalogue.lifecycle import Verb
from index.catalogue.people import Actor
from index.catalogue.required import MissingFields
from index.db import reading
from index.errors import Reason, VitrineError
from server.review.service import Order, act_on_many
from server.uploads import batches

Refused = dict[str, dict[Reason, list[str]]]
"""For each asset that was refused somewhere: the reasons, each with the channels that it holds for."""


@dataclass(slots=True)
class Outcomes:
    """What became of a batch: on each channel the assets that were submitted, and what was refused, with why."""

    done: dict[str, list[int]] = field(default_factory=dict)
    refused: Refused = field(default_factory=dict)
    errors: list[VitrineError] = field(default_factory=list)

    @property
    def first(self) -> VitrineError:
        """The first refusal; there is one."""
        return self.errors[0]

    @property
    def only_incomplete(self) -> bool:
        """Whether nothing but required fields stood in the way."""
        return all(isinstance(one, MissingFields) for one in self.errors)


def submit(engine: Engine, actor: Actor, batch: str, channels: Sequence[str], *,
           clock: Callable[[], datetime]) -> Outcomes:
    """Submit what is open of one's own batch; what is under way on a channel already is passed over there."""
    with reading(engine) as session:
        lines = batches.batch(session, actor, batch, clock())
    found = Outcomes()
    for channel in channels:
        ids = [row_id(one) for one in batches.open_for(lines, [channel])]
        for asset_id, error in act_on_many(engine, actor, Order(Verb.SUBMIT, channel), ids, clock=clock):
            if error is None:
                found.done.setdefault(channel, []).append(asset_id)
                continue
            found.errors.append(error)
            found.refused.setdefault(f"V{asset_id}", {}).setdefault(error.reason, []).append(channel)
    return found
