"""Doing a worker's work in a command, where no worker holds the home, and waiting for it where one does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from index import jobs
from index.db import reading, writing
from index.jobs import INDEX
from index.search.keeping import REBUILD
from ingest.intake import EXTRACT, JOIN
from ingest.pipeline import RENDER, RENDER_FILM
from ingest.sandbox import Decoder
from server import clock
from server.cli.progress import Progress
from server.home import Home, holding
from server.worker import Worker

KINDS = (EXTRACT, JOIN, RENDER, RENDER_FILM, INDEX, REBUILD)
SOME = 500
"""How many parameters go into one query."""


@contextmanager
def helping(home: Home, decoder: Decoder) -> Iterator[None]:
    """Do in other threads what comes up meanwhile, so that processors work while a card is read; not the index, which
    is better done in one batch at the end. Does nothing where a worker holds the home.
    """
    with holding(home.settings) as alone:
        if not alone:
            yield
            return
        stop = threading.Event()
        worker = Worker(home, decoder, clock.now)
        worker.take_over()
        thread = threading.Thread(target=worker.run, args=(stop,), kwargs={"index": False}, name="helping")
        thread.start()
        try:
            yield
        except BaseException:
            decoder.abandon()
            raise
        finally:
            stop.set()
            thread.join()


def wait_for(home: Home, keys: Sequence[str], decoder: Decoder | None = None) -> dict[str, str]:
    """Return when nothing more can be done for these assets now; where no worker holds the home, do the work here.

    What failed before is tried again. Gives the keys that are still not done, each with what went wrong.
    Raises VitrineError disk-full.
    """
    with writing(home.engine) as session:
        for some in _chunks(keys):
            jobs.ask_again(session, KINDS, some, now=clock.now())
    with Progress("处理 / processing", files=len(keys)) as progress, decoder or Decoder() as ours:
        tick = _now_and_then(lambda: progress.left(len(_left(home, keys))))
        while _due(home, keys):
            tick()
            with holding(home.settings) as alone:
                if alone:
                    worker = Worker(home, ours, clock.now)
                    worker.take_over()
                    worker.drain(progress=tick)
            if not alone or _due(home, keys):
                time.sleep(0.2)
    return _left(home, keys)


def _left(home: Home, keys: Sequence[str]) -> dict[str, str]:
    with reading(home.engine) as session:
        return {key: why for some in _chunks(keys) for key, why in jobs.unfinished(session, KINDS, some).items()}


def _due(home: Home, keys: Sequence[str]) -> bool:
    """Something of ours could be done now; what failed and waits for a later try is not waited for."""
    with reading(home.engine) as session:
        return any(jobs.due_keys(session, some, clock.now()) for some in _chunks(keys))


def _now_and_then(action: Callable[[], None], every: float = 0.25) -> Callable[[], None]:
    """Return ``action``, passed over where it was done a moment ago: it asks the catalogue, and jobs end often."""
    last = [0.0]

    def act() -> None:
        if time.monotonic() - last[0] >= every:
            last[0] = time.monotonic()
            action()

    return act


def _chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[at: at + SOME] for at in range(0, len(keys), SOME))
