"""The catalogue against itself, its audit trail and the search index."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import DatabaseError

from index import jobs
from index.catalogue import audit
from index.catalogue.assets import Asset, Rendition, public_id, row_id
from index.db import reading, writing
from index.errors import JobFailed
from index.jobs import INDEX, INDEX_LANE, Job, JobState
from index.search import drift, generations, keeping
from ingest.intake import EXTRACT, JOIN
from ingest.pipeline import RENDER, RENDER_FILM
from server.doctor.findings import Finding, Kind, found
from server.home import Home

log = logging.getLogger("vitrine.doctor")
WORK = (EXTRACT, JOIN, RENDER, RENDER_FILM, INDEX)
WHAT = {EXTRACT: ("文件信息", "facts"), RENDER: ("预览版本", "renditions")}


def examine_database(home: Home, *, whole: bool) -> Iterator[Finding]:
    """Yield what SQLite says of its own file; PostgreSQL has checks of its own."""
    if home.engine.dialect.name != "sqlite":
        return
    try:
        with home.engine.connect() as connection:
            check = "integrity_check" if whole else "quick_check"
            told = [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA {check}(20)")]
            loose = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    except DatabaseError as error:
        told, loose = [str(error.orig)], []
    for line in told:
        if line != "ok":
            yield found(Kind.DAMAGED, "damaged-database", "vitrine.db", why=line[:200])
    for table in sorted({str(row[0]) for row in loose}):
        yield found(Kind.DAMAGED, "damaged-database", "vitrine.db", why=f"{table}: foreign keys")


def examine_unfinished(home: Home, *, repair: bool, now: datetime) -> Iterator[Finding]:
    """Yield assets without facts or renditions for which no job is open."""
    rendered = exists().where(Rendition.original_sha256 == Asset.sha256)
    with reading(home.engine) as session:
        rows = session.execute(select(Asset.id, Asset.extracted_at).where(
            Asset.extracted_at.is_(None) | Asset.rendered_at.is_(None) | ~rendered).order_by(Asset.id)).all()
        busy = jobs.open_keys(session, WORK, [str(row[0]) for row in rows])
        failed = {(job.kind, job.key): job.error for job in session.scalars(select(Job).where(
            Job.kind.in_(WORK), Job.state == JobState.FAILED))}
    for asset_id, extracted_at in rows:
        if str(asset_id) in busy:
            continue
        kind = EXTRACT if extracted_at is None else RENDER
        zh, en = WHAT[kind]
        if repair:
            _ask_again(home, kind, str(asset_id), now)
        why = (failed.get((kind, str(asset_id))) or "–").splitlines()[-1][:200]
        yield found(Kind.MISSING, "unfinished", public_id(asset_id), what_zh=zh, what=en, why=why, repaired=repair)


def examine_audit(home: Home) -> Iterator[Finding]:
    """Yield the lines at which the audit trail's chain is broken."""
    with reading(home.engine) as session:
        broken = list(audit.broken_links(session))
    for line in broken:
        yield found(Kind.AUDIT, "audit", str(line))


def examine_index(home: Home, *, repair: bool, now: datetime) -> Iterator[Finding]:
    """Yield where the search index is not what the catalogue says, leaving out what a job is about to change."""
    try:
        different = list(drift.differences(home.engine, home.index))
    except Exception as error:
        log.warning("the search index cannot be read", exc_info=True)
        yield found(Kind.DRIFT, "drift-index", "index", why=type(error).__name__, repaired=repair and _rebuild(home, now))
        return
    with reading(home.engine) as session:
        busy = jobs.open_keys(session, WORK, [str(row_id(one.asset)) for one in different])
    different = [one for one in different if str(row_id(one.asset)) not in busy]
    if different and generations.current(home.index) is None:
        yield found(Kind.DRIFT, "drift-index", "index", why="missing", repaired=repair and _rebuild(home, now))
        return
    for one in different:
        if repair:
            _ask_again(home, INDEX, str(row_id(one.asset)), now, lane=INDEX_LANE)
        yield found(Kind.DRIFT, "drift", one.asset, why=one.what, repaired=repair)


def _ask_again(home: Home, kind: str, key: str, now: datetime, lane: str = jobs.MEDIA_LANE) -> None:
    with writing(home.engine) as session:
        session.execute(delete(Job).where(Job.kind == kind, Job.key == key, Job.state == JobState.FAILED))
        jobs.enqueue(session, kind, key, now=now, lane=lane)


def _rebuild(home: Home, now: datetime) -> bool:
    """Build the index anew beside what is there, or ask for it where other hosts may be writing; False where a worker is."""
    if home.index.catalogue is not None:
        keeping.ask_for_rebuild(home.engine, now)
        return True
    try:
        keeping.rebuild_all(home.engine, home.index, home.settings.search_engine)
    except JobFailed:
        return False
    return True
