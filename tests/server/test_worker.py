"""The worker: does what is due, finishes what it has begun, and what it could not do is tried again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from index import jobs
from index.catalogue.assets import Asset
from index.catalogue.visibility import EVERYTHING
from index.db import reading, writing
from index.errors import JobFailed, VitrineError
from index.jobs import Job
from index.search.search import search
from ingest import pipeline
from ingest.intake import EXTRACT
from server import worker as module
from server.worker import Worker


def left(home: Any) -> list[Job]:
    with reading(home.engine) as session:
        return list(session.scalars(select(Job).order_by(Job.id)))


def test_it_runs_until_it_is_stopped(home: Any, take: Callable[..., Any], worker: Worker, made_photo: Callable[..., Path],
                                     clock: Any) -> None:
    for number in range(4):
        take(made_photo(f"IMG_{number}.JPG"))
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    end = time.monotonic() + 60
    while left(home) and time.monotonic() < end:
        time.sleep(0.05)
    stop.set()
    thread.join(20)
    assert not thread.is_alive()
    assert left(home) == []
    assert search(home.index, "img", limit=9, now=clock(), viewer_filter=EVERYTHING).total == 4


def test_drain_does_only_what_was_asked_for(home: Any, take: Callable[..., Any], worker: Worker,
                                            made_photo: Callable[..., Path]) -> None:
    first, second = (take(made_photo(name)) for name in ("a.jpg", "b.jpg"))
    worker.drain(keys=[str(first.asset_id)])
    with reading(home.engine) as session:
        ready = {asset.id: asset.rendered_at is not None for asset in session.scalars(select(Asset))}
    assert ready == {first.asset_id: True, second.asset_id: False}


@pytest.mark.parametrize(("error", "state"), [
    (RuntimeError("power"), "waiting"), (JobFailed("no server", permanent=False), "waiting"),
    (JobFailed("never", permanent=True), "failed"), (VitrineError("disk-full"), "waiting")])
def test_what_fails_is_put_back_or_aside_and_the_others_go_on(home: Any, take: Callable[..., Any], worker: Worker,
                                                              made_photo: Callable[..., Path], clock: Any, error: Exception,
                                                              state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = (take(made_photo(name)) for name in ("a.jpg", "b.jpg"))

    def sometimes(shop: Any, claim: jobs.Claim, now: Any) -> None:
        if claim.key == str(bad.asset_id):
            raise error
        pipeline.extract(shop, claim, now)

    monkeypatch.setitem(module.HANDLERS, EXTRACT, sometimes)
    worker.drain()
    [row] = left(home)
    assert (row.key, row.kind, row.state, row.attempts) == (str(bad.asset_id), "extract", state, 1)
    assert row.error is not None
    assert type(error).__name__ in row.error
    with reading(home.engine) as session:
        assert session.scalar(select(func.count()).select_from(Asset).where(Asset.rendered_at.is_not(None))) == 1
    assert good.asset_id
    if state == "waiting":
        monkeypatch.setitem(module.HANDLERS, EXTRACT, pipeline.extract)
        clock.turn(minutes=1)
        worker.drain()
        assert left(home) == []


def test_a_job_whose_worker_died_is_done_by_the_next(home: Any, take: Callable[..., Any], worker: Worker,
                                                     made_photo: Callable[..., Path], clock: Any) -> None:
    taken = take(made_photo())
    with writing(home.engine) as session:
        held = jobs.claim(session, lane="media", now=clock(), lease_s=home.settings.lease_s, limit=9)
    worker.drain()
    assert [one.kind for one in held] == [one.kind for one in left(home)] == ["extract", "glimpse"], "the lease still holds"
    clock.turn(seconds=home.settings.lease_s)
    worker.drain()
    assert left(home) == []
    with reading(home.engine) as session:
        assert session.get_one(Asset, taken.asset_id).rendered_at == clock()


def test_a_lost_index_writer_holds_nobody_up_for_ever(home: Any, take: Callable[..., Any], worker: Worker,
                                                      made_photo: Callable[..., Path], clock: Any) -> None:
    take(made_photo())
    while worker.do_media():
        pass
    with writing(home.engine) as session:
        assert jobs.claim(session, lane="index", now=clock(), lease_s=60, limit=9)
    assert not worker.do_index()
    clock.turn(seconds=60)
    assert worker.do_index()
    assert left(home) == []


def test_a_job_of_a_kind_that_nobody_knows_is_put_aside(home: Any, worker: Worker, clock: Any) -> None:
    with writing(home.engine) as session:
        jobs.enqueue(session, "of-a-newer-version", "1", now=clock())
    worker.drain()
    [row] = left(home)
    assert row.state == "failed"
    assert row.error is not None
    assert "of-a-newer-version" in row.error
