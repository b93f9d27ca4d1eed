"""Archives on record: ask for one, go on with it, stop it; the worker writes it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import audit
from index.catalogue.archives import ArchiveState, YearArchive
from index.catalogue.people import OWNER, Actor, Person, actor_of
from index.db import reading, writing
from index.errors import Conflict, Invalid, JobFailed, NotFound, VitrineError
from index.jobs import Claim, Job, JobState
from server import policy
from server.archive import making
from server.archive.choosing import Year
from server.archive.making import Made, Progress
from server.home import Home

KIND: Final = "archive"
"""The job that writes an archive; its key is the archive's row."""
OPEN: Final = (ArchiveState.WAITING, ArchiveState.RUNNING)
EARLIEST, LATEST = 1950, 2200
TELL_S: Final = 1.0
"""Seconds between two notes of how far it is."""


def ask(home: Home, actor: Actor, year: int, *, now: datetime) -> int:
    """Ask the worker for the archive of a year, or to go on with one that was stopped or failed, and return its row.

    Raises Forbidden, Invalid, Conflict archive-open while one of that year is under way.
    """
    policy.require(actor, "administer")
    check_year(year)
    with writing(home.engine) as session:
        rows = session.scalars(select(YearArchive).where(YearArchive.year == year).order_by(YearArchive.id)).all()
        if any(one.state in OPEN for one in rows):
            raise Conflict("archive-open", year=year)
        row = next((one for one in rows if one.state != ArchiveState.DONE and Path(one.folder).parent == place(home)), None)
        if row is None:
            row = _row(session, actor, year, _free(home, year, len(rows)), now)
        row.state, row.error, row.ended_at = ArchiveState.WAITING, None, None
        session.flush()
        session.execute(delete(Job).where(Job.kind == KIND, Job.key == str(row.id), Job.state == JobState.FAILED))
        jobs.enqueue(session, KIND, str(row.id), now=now)
        audit.record(session, actor, "archived", f"archive:{row.id}", at=now, year=year, folder=row.folder)
        return row.id


def stop(home: Home, actor: Actor, archive_id: int, *, now: datetime) -> None:
    """Stop an archive that waits or is under way; what is there stays. Raises Forbidden, NotFound."""
    policy.require(actor, "administer")
    with writing(home.engine) as session:
        row = _one(session, archive_id)
        if row.state in OPEN:
            row.state, row.ended_at = ArchiveState.STOPPED, now
            session.execute(delete(Job).where(Job.kind == KIND, Job.key == str(row.id)))
            audit.record(session, actor, "closed", f"archive:{row.id}", at=now, year=row.year)


def listed(engine: Engine) -> list[YearArchive]:
    """Return all archives, the latest first."""
    with reading(engine) as session:
        rows = list(session.scalars(select(YearArchive).order_by(YearArchive.id.desc())))
        session.expunge_all()
        return rows


def by_command(home: Home, actor: Actor, year: int, folder: Path, *, clock: Callable[[], datetime],
               progress: Progress) -> Made:
    """Write an archive here and now. Raises what ``making.make`` does."""
    policy.require(actor, "administer")
    check_year(year)
    folder = folder.absolute()
    with writing(home.engine) as session:
        row = session.scalar(select(YearArchive).where(
            YearArchive.folder == str(folder), YearArchive.year == year, YearArchive.state != ArchiveState.DONE))
        row = row or _row(session, actor, year, folder, clock())
        session.flush()
        archive_id = row.id
        audit.record(session, actor, "archived", f"archive:{row.id}", at=clock(), year=year, folder=row.folder)
    return _write(home, actor, archive_id, clock, progress)


class _WorkerStops(Exception):
    """The worker is to end: somebody else goes on."""


def work(home: Home, claim: Claim, clock: Callable[[], datetime], stopping: Callable[[], bool] = lambda: False) -> None:
    """Write the archive that a job asks for. It may take hours, so it is put off for the next worker once this one is
    ``stopping``. Raises JobFailed: for good where nobody can help or it was stopped.
    """
    with reading(home.engine) as session:
        row = session.get(YearArchive, int(claim.key))
        person = session.get(Person, row.person_id) if row is not None and row.person_id is not None else None
        actor = actor_of(person) if person is not None else OWNER
    if row is None:
        raise JobFailed("nobody asked for it", permanent=True)

    def far(_done: int, _wanted: int, _bytes: int) -> None:
        if stopping():
            raise _WorkerStops
        with reading(home.engine) as session:
            if session.scalar(select(YearArchive.state).where(YearArchive.id == row.id)) == ArchiveState.STOPPED:
                raise JobFailed("it was stopped", permanent=True)

    try:
        _write(home, actor, row.id, clock, far)
    except _WorkerStops:
        with writing(home.engine) as session:
            session.get_one(YearArchive, row.id).state = ArchiveState.WAITING
            jobs.enqueue(session, KIND, claim.key, now=clock())
    except JobFailed:
        raise
    except VitrineError as error:
        raise JobFailed(error.reason.en, permanent=True) from error


def place(home: Home) -> Path:
    """Return the folder in which the worker writes archives."""
    given = home.settings.archive_folder
    return Path(given).absolute() if given else home.settings.home.absolute() / "archives"


def check_year(year: int) -> None:
    """Do nothing for a year that there can be an archive of. Raises Invalid."""
    if not EARLIEST <= year <= LATEST:
        raise Invalid("year", f"应在 {EARLIEST} 与 {LATEST} 之间", f"must be {EARLIEST} to {LATEST}")


def _write(home: Home, actor: Actor, archive_id: int, clock: Callable[[], datetime], progress: Progress) -> Made:
    """Write an archive, and keep on record how far it is and what came of it."""
    noted = 0.0

    def far(done: int, wanted: int, size: int) -> None:
        nonlocal noted
        if time.monotonic() - noted >= TELL_S:
            progress(done, wanted, size)
            _note(home.engine, archive_id, done=done, wanted=wanted, bytes=size)
            noted = time.monotonic()

    with reading(home.engine) as session:
        row = _one(session, archive_id)
        year, folder = Year(row.year, home.settings.zone), Path(row.folder)
    _note(home.engine, archive_id, state=ArchiveState.RUNNING, begun_at=clock(), ended_at=None, error=None)
    try:
        made = making.make(home, actor, year, folder, clock=clock, progress=far)
    except JobFailed:
        raise  # it was stopped, and is on record as that
    except VitrineError as error:
        _note(home.engine, archive_id, state=ArchiveState.FAILED, ended_at=clock(), error=error.reason.as_dict())
        raise
    except BaseException:
        _note(home.engine, archive_id, state=ArchiveState.STOPPED, ended_at=clock())
        raise
    count = made.assets + made.stories
    _note(home.engine, archive_id, state=ArchiveState.DONE, ended_at=clock(), done=count, wanted=count, bytes=made.bytes,
          problems=len(made.problems))
    return made


def _note(engine: Engine, archive_id: int, **values: object) -> None:
    with writing(engine, durable=False) as session:
        session.execute(update(YearArchive).where(YearArchive.id == archive_id).values(**values))


def _row(session: Session, actor: Actor, year: int, folder: Path, now: datetime) -> YearArchive:
    row = YearArchive(year=year, folder=str(folder), person_id=actor.person_id, who=actor.display, asked_at=now)
    session.add(row)
    return row


def _free(home: Home, year: int, before: int) -> Path:
    """Return a folder that no archive of this year has: the first is called by its year."""
    return place(home) / (f"{year}" if not before else f"{year}-{before + 1}")


def _one(session: Session, archive_id: int) -> YearArchive:
    row = session.get(YearArchive, archive_id)
    if row is None:
        raise NotFound(what=f"“{archive_id}”")
    return row
