"""Reviewing many at once: submitted for two channels, looked at on the desk, approved by both desks."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import filling
from tests.bench.measure import Row, percentile

CHANNELS = ("screens", "wechat")


def measure(folder: Path, count: int, *, rounds: int) -> list[Row]:
    """Return the seconds that each takes for ``count`` assets; each approval counts for both channels."""
    from index.catalogue.assets import Kind
    from index.catalogue.lifecycle import Verb
    from index.catalogue.people import OWNER
    from index.db import reading
    from server import home as homes
    from server.describing import required
    from server.review import queue
    from server.review.service import Order, act_on_many
    from server.takedowns import service as takedowns

    home = homes.open_home(filling.fill(folder / "home", count))
    author, reviewer, editor = (_person(home.engine, role) for role in ("contributor", "reviewer", "editor"))
    ids = list(range(1, count + 1))
    required.keep(home.engine, OWNER, dict.fromkeys(Kind, ()), now=datetime.now(UTC))

    def clock() -> datetime:
        return datetime.now(UTC)

    def move(actor: Any, verb: Verb, channel: str = CHANNELS[0]) -> None:
        told = act_on_many(home.engine, actor, Order(verb, channel), ids, clock=clock)
        assert not [error for _, error in told if error], told[:3]

    def look() -> None:
        with reading(home.engine) as session:
            assert len(queue.waiting(session, reviewer, clock(), home.settings.zone, limit=2 * count)) == 2 * count

    steps: dict[str, Callable[[], Any]] = {
        "submitted for two channels": lambda: [move(author, Verb.SUBMIT, channel) for channel in CHANNELS],
        "the reviewer's desk": look,
        "approved by the department": lambda: move(reviewer, Verb.APPROVE),
        "approved by the office": lambda: move(editor, Verb.APPROVE),
    }
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        takedowns.take_down(home.engine, editor, ids, "bench", now=clock())
        for name, step in steps.items():
            started = time.perf_counter()
            step()
            taken[name].append(time.perf_counter() - started)
    home.engine.dispose()
    return [Row("review", f"{name}, {count:,} assets", "s", percentile(values, 50), percentile(values, 95), len(values),
                asked="<= 5" if count == 500 and "approved" in name else None) for name, values in taken.items()]


def _person(engine: Any, role: str) -> Any:
    """Add somebody of the assets' department."""
    from index.catalogue.people import Person, PersonRole, actor_of
    from index.db import writing

    with writing(engine) as session:
        row = Person(login=f"bench-{role}", display=role, password_hash=None, department_id=1, created_at=datetime.now(UTC),
                     active=True, roles=[PersonRole(role=role)])
        session.add(row)
        session.flush()
        return actor_of(row)
