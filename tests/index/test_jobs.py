"""Jobs: in the transaction that makes them necessary, given out once, given out again when lost."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from index import jobs
from index.db import reading, writing
from index.jobs import ATTEMPTS, INDEX_LANE, MEDIA_LANE, Claim, Job, JobState


def enqueue(engine: Engine, clock: Any, *keys: str, **given: Any) -> None:
    with writing(engine) as session:
        for key in keys:
            jobs.enqueue(session, given.pop("kind", "extract"), key, now=clock(), **given)


def claim(engine: Engine, clock: Any, **given: Any) -> list[Claim]:
    with writing(engine) as session:
        return jobs.claim(session, lane=given.pop("lane", MEDIA_LANE), now=clock(), lease_s=60, **given)


def rows(engine: Engine) -> list[Job]:
    with reading(engine) as session:
        return list(session.scalars(select(Job).order_by(Job.id)))


@pytest.mark.parametrize("batch", [1, 7])
def test_eight_threads_claim_each_job_exactly_once(engine: Engine, clock: Any, batch: int) -> None:
    enqueue(engine, clock, *map(str, range(100)))
    taken: list[str] = []
    sizes: list[int] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            while claims := claim(engine, clock, limit=batch):
                sizes.append(len(claims))
                taken.extend(one.key for one in claims)
                with writing(engine) as session:
                    assert jobs.finish(session, claims) == len(claims)
        except BaseException as error:  # noqa: BLE001 - told by the test below
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert Counter(taken) == Counter(map(str, range(100)))
    assert max(sizes) <= batch
    assert rows(engine) == []


def test_a_rollback_takes_the_job_along(engine: Engine, clock: Any) -> None:
    def fail_half_way() -> None:
        with writing(engine) as session:
            jobs.enqueue(session, "extract", "1", now=clock())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert rows(engine) == []


def test_one_waiting_job_for_a_key_is_enough(engine: Engine, clock: Any) -> None:
    enqueue(engine, clock, "1", "1", "2")
    assert [row.key for row in rows(engine)] == ["1", "2"]
    assert claim(engine, clock)[0].key == "1"
    enqueue(engine, clock, "1")  # what runs may have read the state from before this change
    assert [(row.key, row.state) for row in rows(engine)] == [("1", "running"), ("2", "waiting"), ("1", "waiting")]


def test_an_expired_lease_comes_back_and_the_first_worker_settles_nothing(engine: Engine, clock: Any) -> None:
    enqueue(engine, clock, "1")
    [first] = claim(engine, clock)
    clock.turn(seconds=59)
    assert claim(engine, clock) == []
    clock.turn(seconds=1)
    [second] = claim(engine, clock)
    assert (second.id, second.attempts) == (first.id, 2)
    with writing(engine) as session:
        assert jobs.finish(session, [first]) == 0
        assert not jobs.renew(session, first, now=clock(), lease_s=60)
        jobs.fail(session, first, "late", now=clock())
    [row] = rows(engine)
    assert (row.state, row.lease, row.error) == (JobState.RUNNING, second.lease, None)
    with writing(engine) as session:
        assert jobs.finish(session, [second]) == 1


def test_a_renewed_lease_holds(engine: Engine, clock: Any) -> None:
    enqueue(engine, clock, "1")
    [mine] = claim(engine, clock)
    clock.turn(seconds=50)
    with writing(engine) as session:
        assert jobs.renew(session, mine, now=clock(), lease_s=60)
    clock.turn(seconds=50)
    assert claim(engine, clock) == []


def test_the_index_lane_has_one_writer(engine: Engine, clock: Any) -> None:
    enqueue(engine, clock, "1", "2", "3", kind="index", lane=INDEX_LANE)
    enqueue(engine, clock, "9")
    first = claim(engine, clock, lane=INDEX_LANE, limit=2)
    assert [one.key for one in first] == ["1", "2"]
    assert claim(engine, clock, lane=INDEX_LANE, limit=2) == []
    assert [one.key for one in claim(engine, clock)] == ["9"], "the other lane goes on"
    with writing(engine) as session:
        assert jobs.finish(session, first) == 2
    assert [one.key for one in claim(engine, clock, lane=INDEX_LANE, limit=2)] == ["3"]
    clock.turn(seconds=61)
    assert [one.key for one in claim(engine, clock, lane=INDEX_LANE, limit=2)] == ["3"], "a dead writer's claim ends"


def test_eight_threads_never_hold_the_index_lane_together(engine: Engine, clock: Any) -> None:
    enqueue(engine, clock, *map(str, range(40)), kind="index", lane=INDEX_LANE)
    inside, most, done = [0], [0], [0]
    lock = threading.Lock()

    def work() -> None:
        while True:
            claims = claim(engine, clock, lane=INDEX_LANE, limit=5)
            if claims:
                with lock:
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                with lock:
                    inside[0] -= 1
                    done[0] += len(claims)
                with writing(engine) as session:
                    jobs.finish(session, claims)
            with lock:
                if done[0] >= 40:
                    return

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most[0], done[0]) == (1, 40)


def test_a_failure_waits_longer_each_time_then_stays_aside(engine: Engine, clock: Any) -> None:
    enqueue(engine, clock, "1")
    for attempt in range(1, ATTEMPTS + 1):
        [mine] = claim(engine, clock)
        assert mine.attempts == attempt
        with writing(engine) as session:
            jobs.fail(session, mine, "x" * 5000 + "end", now=clock())
        [row] = rows(engine)
        assert row.error is not None
        assert len(row.error) == 2000
        assert row.error.endswith("end")
        if attempt < ATTEMPTS:
            assert (row.state, row.due_at - clock()) == (JobState.WAITING, timedelta(minutes=attempt ** 2))
            clock.turn(minutes=attempt ** 2 - 1 / 60)
            assert claim(engine, clock) == []
            clock.turn(seconds=1)
    assert rows(engine)[0].state == JobState.FAILED
    clock.turn(days=1)
    assert claim(engine, clock) == []
    with reading(engine) as session:
        assert jobs.counts(session) == {"waiting": 0, "running": 0, "failed": 1}
        assert jobs.open_keys(session, ["extract"], ["1"]) == set()


def test_a_permanent_failure_is_not_tried_again(engine: Engine, clock: Any) -> None:
    enqueue(engine, clock, "1")
    with writing(engine) as session:
        [mine] = jobs.claim(session, lane=MEDIA_LANE, now=clock(), lease_s=60)
        jobs.fail(session, mine, "no", now=clock(), permanent=True)
    assert rows(engine)[0].state == JobState.FAILED


def test_a_failure_gives_way_to_the_same_job_that_waits(engine: Engine, clock: Any) -> None:
    enqueue(engine, clock, "1")
    [mine] = claim(engine, clock)
    enqueue(engine, clock, "1")
    with writing(engine) as session:
        jobs.fail(session, mine, "no", now=clock())
    assert [(row.state, row.id != mine.id) for row in rows(engine)] == [("waiting", True)]


def test_priority_then_age_and_only_the_keys_asked_for(engine: Engine, clock: Any) -> None:
    enqueue(engine, clock, "1", "2")
    enqueue(engine, clock, "3", priority=1)
    assert [one.key for one in claim(engine, clock, keys=["1", "2"], limit=5)] == ["1", "2"]
    assert [one.key for one in claim(engine, clock, limit=5)] == ["3"]
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 3
