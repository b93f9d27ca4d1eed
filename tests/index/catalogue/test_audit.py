"""The audit trail: any line altered, taken out or cut off is noticed."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.audit import AuditLine
from index.catalogue.people import OWNER
from index.db import reading, writing

LINES = 5


@pytest.fixture
def trail(engine: Engine, cast: Any, clock: Any) -> Engine:
    for number in range(LINES):
        with writing(engine) as session:
            actor = OWNER if number == 0 else cast.photographer
            audit.record(session, actor, "described", f"asset:V{number}", at=clock.turn(seconds=1.25), 标题=f"第{number}版",
                         before={"b": 1, "a": [1.5, None, True]})
    return engine


def broken(engine: Engine) -> list[int]:
    with reading(engine) as session:
        return list(audit.broken_links(session))


def test_an_untouched_trail_is_whole(trail: Engine) -> None:
    assert broken(trail) == []


CHANGES = ["actor = 'somebody'", "actor_id = 99", "verb = 'approve'", "subject = 'asset:V9'", "details = '{}'",
           "at = '2026-03-02 01:00:00'", "hash = 'f' || substr(hash, 2, 62) || 'z'"]


def after(engine: Engine, statement: str, **values: int) -> list[int]:
    """What is noticed after a change that is then taken back."""
    with Session(engine) as session:
        session.execute(text(statement), values)
        return list(audit.broken_links(session))


def test_any_altered_line_is_noticed(trail: Engine) -> None:
    for line in range(1, LINES + 1):
        for change in CHANGES:
            assert line in after(trail, f"UPDATE audit SET {change} WHERE id = :id", id=line), (line, change)


def test_any_missing_line_is_noticed(trail: Engine) -> None:
    for line in range(1, LINES + 1):
        assert after(trail, "DELETE FROM audit WHERE id = :id", id=line) != [], line


def test_an_end_cut_off_is_noticed(trail: Engine) -> None:
    for kept in range(LINES):
        assert after(trail, "DELETE FROM audit WHERE id > :id", id=kept) == [kept + 1]


def test_a_line_put_in_is_noticed(trail: Engine) -> None:
    assert 99 in after(trail, "INSERT INTO audit (id, at, actor_id, actor, verb, subject, details, hash) "
                              "SELECT 99, at, actor_id, actor, verb, subject, details, 'x' FROM audit WHERE id = 2")


def test_lines_written_after_a_cut_do_not_hide_it(trail: Engine, clock: Any) -> None:
    with writing(trail) as session:
        session.execute(text("DELETE FROM audit WHERE id > 3"))
    with writing(trail) as session:
        audit.record(session, OWNER, "added", "board:1", at=clock())
    assert len(broken(trail)) == 1


def test_many_writers_make_one_chain(engine: Engine, clock: Any) -> None:
    def write() -> None:
        for _ in range(5):
            with writing(engine) as session:
                audit.record(session, OWNER, "added", "board:1", at=clock())

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken(engine) == []
    with reading(engine) as session:
        assert len(session.scalars(select(AuditLine)).all()) == 30


def test_a_line_goes_with_the_transaction_that_wrote_it(engine: Engine, clock: Any) -> None:
    def fail_half_way() -> None:
        with writing(engine) as session:
            audit.record(session, OWNER, "added", "board:1", at=clock())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with reading(engine) as session:
        assert session.scalars(select(AuditLine)).all() == []
