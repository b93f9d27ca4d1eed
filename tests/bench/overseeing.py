"""The overview: the two pages of an office editor and of a contributor, over a library of years."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests.bench import filling
from tests.bench.measure import Row, interleaved, rows

YEARS: Final = 5
"""In so many the assets were approved, as many each day."""
PAGES: Final = {"overview": "/overview/", "coverage": "/overview/coverage"}
MOST_MS: Final = 100


def measure(folder: Path, *, count: int, rounds: int, seconds: float) -> list[Row]:
    """Return the processor time of each page, from the request until it is laid out, for an editor and for a contributor."""
    from server import home as homes
    from server.app import create_app

    settings = filling.fill(folder / "home", count)
    home = homes.open_home(settings)
    _spread(home, count)
    client = create_app(settings).test_client()
    client.set_cookie("vitrine_session", filling.TOKEN)
    told = []
    for role in ("editor", "contributor"):
        _become(home, role)
        asked: dict[str, Callable[[], float | None]] = {
            f"{name}, {role}": partial(_processor, client, path) for name, path in PAGES.items()}
        for ask in asked.values():  # the first of each words its questions
            ask()
        told += [Row(one.part, one.what, one.unit, one.median, one.p95, one.samples, asked=f"<= {MOST_MS}")
                 for one in rows(f"overview {count:,}", interleaved(asked, rounds=rounds, seconds=seconds), unit="ms",
                                 scale=1000)]
    home.engine.dispose()
    return told


def _processor(client: Any, path: str) -> float:
    used = time.process_time()
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return time.process_time() - used


def _spread(home: Any, count: int) -> None:
    """Let the assets have come in and been approved over years until now, the last number today."""
    from sqlalchemy import bindparam, update

    from index.catalogue.assets import Asset
    from index.catalogue.channels import Aim
    from index.db import writing

    now, each = datetime.now(UTC), timedelta(days=365 * YEARS) / count
    moments = [{"number": number, "at": now - each * (count - number)} for number in range(1, count + 1)]
    with writing(home.engine) as session:
        connection = session.connection()
        number, at = bindparam("number"), bindparam("at")
        connection.execute(update(Asset.__table__).where(Asset.__table__.c.id == number).values(created_at=at), moments)
        aims = Aim.__table__
        connection.execute(update(aims).where(aims.c.asset_id == number).values(changed_at=at, submitted_at=at), moments)


def _become(home: Any, role: str) -> None:
    """Give the person who is signed in this role alone."""
    from sqlalchemy import update

    from index.catalogue.people import PersonRole
    from index.db import writing

    with writing(home.engine) as session:
        session.execute(update(PersonRole).values(role=role))
