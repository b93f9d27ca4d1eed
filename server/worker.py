"""The worker: claim, handle, finish. It composes the table of job kinds, and holds the home while it works."""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial

from index import jobs
from index import settings as configuration
from index.db import writing
from index.errors import JobFailed, VitrineError
from index.jobs import INDEX_LANE, MEDIA_LANE, Claim
from index.search import keeping
from ingest import clock_check, erasing, flashes, glimpse, likeness, parts, pipeline, renditions, screen_pictures
from ingest.pipeline import Workshop
from ingest.sandbox import Decoder
from ingest.steps.clock_code import key_of
from server.archive import service as archive
from server.clock import Clock
from server.home import Home
from server.loops import shelf as loops
from server.newsletters import sending as newsletters
from server.notices import rounds, sending
from server.plays import summing
from server.points import closing
from server.reports import issuing as reports
from server.searches import following, synonyms
from server.uploads import resumable
from server.webhooks import queueing
from server.webhooks import sending as webhooks

log = logging.getLogger("vitrine.worker")
Handler = Callable[[Workshop, Claim, datetime], None]
HANDLERS: dict[str, Handler] = {**likeness.HANDLERS, **pipeline.HANDLERS, **clock_check.HANDLERS,
                               **glimpse.HANDLERS, **erasing.HANDLERS, **flashes.HANDLERS,
                               **screen_pictures.HANDLERS, **parts.HANDLERS}
INDEX_BATCH = 500
IDLE_S = 0.5
TROUBLE_S = 5.0
SWEEP_S = 600.0
TELL_S = 1.0
"""Seconds between looks for what people are to be told."""
LOOK_S = 60.0
"""Seconds between looks at deadlines."""


class Worker:
    """Does the jobs of one home in a few threads; the index lane one batch at a time."""

    def __init__(self, home: Home, decoder: Decoder, clock: Clock) -> None:
        self.home, self.clock = home, clock
        self.shop = Workshop(home.engine, home.store, decoder, key_of(configuration.secret(home.settings)))
        self._held: dict[int, Claim] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()

    def take_over(self) -> None:
        """Give out again at once what a killed worker had in hand, and clear its scratch folders away.

        Only for whoever holds the home alone. With PostgreSQL workers on other machines may be at work: there the
        leases have to run out.
        """
        if not self.home.settings.database_url:
            with writing(self.home.engine) as session:
                jobs.reclaim(session)
            for begun in self.home.store.staging.glob(f"{renditions.SCRATCH}*"):
                shutil.rmtree(begun, ignore_errors=True)

    def run(self, stop: threading.Event, *, index: bool = True) -> None:
        """Work until ``stop`` is set; the jobs in hand are finished first. ``index``: do the index lane as well."""
        self._heal()
        self._stop = stop
        threads = [threading.Thread(target=self._loop, args=(stop, self.do_media), name=f"media-{i}")
                   for i in range(self.home.settings.worker_threads)]
        if index:
            threads.append(threading.Thread(target=self._loop, args=(stop, self.do_index), name="index"))
        threads.append(threading.Thread(target=self._keep_leases, args=(stop,), name="leases"))
        threads.append(threading.Thread(target=self._keep_tidy, args=(stop,), name="tidy"))
        threads.append(threading.Thread(target=self._keep_telling, args=(stop,), name="notices"))
        threads.append(threading.Thread(target=self._keep_posting, args=(stop,), name="webhooks"))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def drain(self, keys: Sequence[str] | None = None, progress: Callable[[], None] = lambda: None) -> None:
        """Do everything that is due (only of ``keys``, if given), then return.

        An interruption (Ctrl-C) ends at once: what is in hand is given up, and is done when somebody drains again.
        """
        self._heal()
        stop = threading.Event()
        leases = threading.Thread(target=self._keep_leases, args=(stop,), name="leases")
        leases.start()
        try:
            while self._drain_media(keys, progress, stop) or self.do_index():
                progress()
        finally:
            stop.set()
            leases.join()

    def _heal(self) -> None:
        synonyms.copy(self.home)
        keeping.heal(self.home.engine, self.home.index, self.home.settings.search_engine, self.clock())

    def _refresh(self, claims: Sequence[Claim]) -> None:
        keeping.refresh(self.home.engine, self.home.index, claims, self.home.settings.search_engine, self.clock())

    def do_media(self, keys: Sequence[str] | None = None) -> bool:
        """Do one media job; False where none is due."""
        claims = self._claim(MEDIA_LANE, 1, keys)
        for claim in claims:
            self._do(claims, partial(self._handle, claim))
        return bool(claims)

    def _handle(self, claim: Claim) -> None:
        if claim.kind == following.KIND:
            following.follow(self.home, self.clock())
            return
        if claim.kind == archive.KIND:
            archive.work(self.home, claim, self.clock, self._stop.is_set)
            return
        if claim.kind == loops.KIND:
            loops.make(self.home, claim, self.clock)
            return
        handler = HANDLERS.get(claim.kind)
        if handler is None:  # asked for by a newer version
            raise JobFailed(f"unknown kind of job: {claim.kind}", permanent=True)
        handler(self.shop, claim, self.clock())

    def do_index(self) -> bool:
        """Bring one batch of changes into the index; False where none is due."""
        claims = self._claim(INDEX_LANE, INDEX_BATCH, None)
        if claims:
            self._do(claims, partial(self._refresh, claims))
            following.ask(self.home.engine, self.clock())
        return bool(claims)

    def _drain_media(self, keys: Sequence[str] | None, progress: Callable[[], None], stop: threading.Event) -> bool:
        def until_empty() -> bool:
            worked = False
            while not stop.is_set() and self.do_media(keys):
                worked = True
                progress()
            return worked

        count = self.home.settings.worker_threads
        with ThreadPoolExecutor(count, thread_name_prefix="media") as pool:
            futures = [pool.submit(until_empty) for _ in range(count)]
            try:
                worked = [future.result() for future in futures]
            except BaseException as error:
                stop.set()
                if not isinstance(error, Exception):
                    self.shop.decoder.abandon()
                raise
        return any(worked)

    def _loop(self, stop: threading.Event, work: Callable[[], bool]) -> None:
        while not stop.is_set():
            try:
                worked = work()
            except Exception as error:
                log.error("could not work: %s", error, exc_info=None if isinstance(error, VitrineError) else error)
                stop.wait(TROUBLE_S)
                continue
            if not worked:
                stop.wait(IDLE_S)

    def _claim(self, lane: str, limit: int, keys: Sequence[str] | None) -> list[Claim]:
        with writing(self.home.engine, durable=False) as session:
            claims = jobs.claim(session, lane=lane, now=self.clock(), lease_s=self.home.settings.lease_s, limit=limit,
                                keys=keys)
        with self._lock:
            self._held.update({claim.id: claim for claim in claims})
        return claims

    def _do(self, claims: list[Claim], work: Callable[[], None]) -> None:
        """Run and settle: done jobs are struck off, failed ones go back or aside."""
        error: Exception | None = None
        try:
            work()
        except Exception as caught:
            log.error("%s %s failed: %s", claims[0].kind, claims[0].key, caught,
                      exc_info=None if isinstance(caught, VitrineError) else caught)
            error = caught
        try:
            self._settle(claims, error)
        finally:
            with self._lock:
                for claim in claims:  # settled or not: what could not be written down is given out again with its lease
                    self._held.pop(claim.id, None)

    def _settle(self, claims: list[Claim], error: Exception | None) -> None:
        permanent = isinstance(error, JobFailed) and error.permanent
        with writing(self.home.engine, durable=False) as session:
            if error is None:
                jobs.finish(session, claims)
            else:
                for claim in claims:
                    jobs.fail(session, claim, f"{type(error).__name__}: {error}", now=self.clock(), permanent=permanent)

    def tidy(self) -> int:
        """Forget the unfinished uploads whose term has ended, and return how many: nobody has to upload for that.

        What was deleted for good and still has bytes here is asked for again.
        """
        with writing(self.home.engine, durable=False) as session:
            erasing.ask_again(session, now=self.clock())
        count = 0
        while swept := resumable.sweep(self.home, now=self.clock()):
            count += swept
        rounds.sweep(self.home, self.clock())
        queueing.sweep(self.home, self.clock())
        return count

    def _keep_tidy(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self.tidy()
                summing.sum_up(self.home.engine, self.home.settings.zone)
                closing.close_due(self.home.engine, self.home.settings.zone, self.clock())
                following.ask(self.home.engine, self.clock())  # embargoes end, and weeks begin, without anybody's doing
            except Exception:  # the next round may have more luck
                log.exception("could not tidy up")
            stop.wait(SWEEP_S)

    def _keep_telling(self, stop: threading.Event) -> None:
        """Make notices of what happened and send what is due: a thread of its own, for a mail server may be slow."""
        looked = 0.0

        def tell() -> None:
            nonlocal looked
            rounds.follow(self.home, self.clock())
            sending.send_due(self.home, self.clock)
            newsletters.send_due(self.home, self.clock)
            reports.send_due(self.home, self.clock)
            if time.monotonic() - looked >= LOOK_S:
                rounds.look_at_clock(self.home, self.clock())
                looked = time.monotonic()

        _again_and_again(stop, tell, "could not tell: %s")

    def _keep_posting(self, stop: threading.Event) -> None:
        """Tell other programs what happened: a thread of its own, for theirs may be slow."""
        def post() -> None:
            queueing.follow(self.home, self.clock())
            webhooks.send_due(self.home, self.clock)

        _again_and_again(stop, post, "could not post: %s")

    def _keep_leases(self, stop: threading.Event) -> None:
        """Renew what is in hand at a third of the lease, so that a long film is not given out twice."""
        while not stop.wait(self.home.settings.lease_s / 3):
            with self._lock:
                held = list(self._held.values())
            try:
                self._renew(held)
            except Exception:  # the next round may have more luck; a thread that ended has none
                log.exception("could not renew leases")

    def _renew(self, held: list[Claim]) -> None:
        if held:
            with writing(self.home.engine, durable=False) as session:
                for claim in held:
                    jobs.renew(session, claim, now=self.clock(), lease_s=self.home.settings.lease_s)


def _again_and_again(stop: threading.Event, act: Callable[[], None], trouble: str) -> None:
    """Do something until the end, with a moment between; where it fails the log has it, and the next time comes later."""
    while not stop.is_set():
        try:
            act()
        except Exception as error:
            log.error(trouble, error, exc_info=None if isinstance(error, VitrineError) else error)
            stop.wait(TROUBLE_S)
        stop.wait(TELL_S)
