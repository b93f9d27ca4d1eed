"""Units of work: whole or not at all, in UTC, and a full disk is told as such."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import StatementError

from index.catalogue.events import Event
from index.catalogue.people import SetupLink
from index.db import reading, serialize, writing
from index.errors import VitrineError


def test_times_are_utc_whatever_zone_they_came_in(engine: Engine) -> None:
    east = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    with writing(engine) as session:
        session.add(SetupLink(token_hash="x", created_at=east))
    with reading(engine) as session:
        stored = session.scalars(select(SetupLink.created_at).where(SetupLink.token_hash == "x")).one()
    assert (stored, stored.tzinfo) == (east, UTC)


def test_a_naive_time_is_refused(engine: Engine) -> None:
    def write() -> None:
        with writing(engine) as session:
            session.add(SetupLink(token_hash="x", created_at=datetime(2026, 3, 2)))  # noqa: DTZ001 - what is refused

    with pytest.raises(StatementError, match="naive"):
        write()


def test_read_then_write_never_collides(engine: Engine) -> None:
    """Four writers that read first: deferred transactions would fail here, or lose a count."""
    with writing(engine) as session:
        session.add(Event(name="count", place="0", starts_on=datetime.now(UTC).date(), ends_on=datetime.now(UTC).date()))
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(15):
                with writing(engine) as session:
                    serialize(session, "count")
                    row = session.scalars(select(Event)).one()
                    row.place = str(int(row.place) + 1)
        except BaseException as error:  # noqa: BLE001 - told by the assertion
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with reading(engine) as session:
        assert session.scalars(select(Event.place)).one() == "60"


@pytest.mark.usefixtures("as_it_ships")
def test_only_what_may_be_lost_does_not_wait_for_the_disk(home: Any) -> None:
    """SQLite's synchronous: 2 is FULL, 1 is NORMAL. A connection comes back from either as it went."""
    home.engine.dispose()

    def asked(**given: bool) -> int:
        with writing(home.engine, **given) as session:
            return int(session.execute(text("PRAGMA synchronous")).scalar_one())

    assert [asked(), asked(durable=False), asked(), asked(durable=False), asked(durable=True)] == [2, 1, 2, 1, 2]
    with reading(home.engine) as session:
        assert session.execute(text("PRAGMA synchronous")).scalar_one() == 2


def test_a_database_without_room_says_so_and_stays_whole(home: Any) -> None:
    """SQLite itself refuses the page: the limit is on the file, as a full disk would set it."""
    event.listen(home.engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=1").close())
    home.engine.dispose()

    def write() -> None:
        with writing(home.engine) as session:
            session.add_all(SetupLink(token_hash=f"{number}" * 2000, created_at=datetime.now(UTC)) for number in range(50))

    with pytest.raises(VitrineError) as caught:
        write()
    assert caught.value.reason.code == "disk-full"
    with home.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    with reading(home.engine) as session:
        assert len(session.scalars(select(SetupLink)).all()) == 1
