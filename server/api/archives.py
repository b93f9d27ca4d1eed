"""Archives of years (存档): asked for, watched, stopped; for the administrator. The worker writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from index.catalogue.archives import ArchiveState, YearArchive
from index.catalogue.tokens import Scope
from index.errors import NotFound
from server import policy
from server.api.cursors import cut
from server.api.declaring import Paging, RowId, endpoint
from server.api.shapes import Listed, Rule
from server.api.work import Made
from server.archive import service
from server.web.problems import BASE
from server.web.services import actor, home, now


@dataclass(frozen=True, slots=True)
class NewArchive:
    """A year to be written out."""

    year: Annotated[int, Rule(least=service.EARLIEST, most=service.LATEST, example=2025)]


@dataclass(frozen=True, slots=True)
class ArchiveRecord:
    """One archive, in a folder of the server: ``done`` of ``wanted`` items are there, ``problems`` are files that could not
    be taken along. ``error`` is the code of why it failed.
    """

    id: int
    year: int
    folder: str
    state: ArchiveState
    asked_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
    wanted: int
    done: int
    bytes: int
    problems: int
    error: str | None


@endpoint("GET", "/archives", Scope.READ_OFFICE, "列出年度存档", tag="office")
def list_archives(query: Paging) -> Listed[ArchiveRecord]:
    """List the archives of years, the last first; for the administrator."""
    policy.require(actor(), "administer")
    return cut(service.listed(home().engine), query, lambda one: one.id, _archive, falling=True)


@endpoint("GET", "/archives/{archive}", Scope.READ_OFFICE, "查看年度存档", tag="office")
def show_archive(archive: RowId) -> ArchiveRecord:
    """Show one archive and how far it is; for the administrator."""
    policy.require(actor(), "administer")
    found = next((one for one in service.listed(home().engine) if one.id == archive), None)
    if found is None:
        raise NotFound(what=f"“{archive}”")
    return _archive(found)


@endpoint("POST", "/archives", Scope.WRITE_OFFICE, "存档一年", tag="office", status=201)
def ask_archive(body: NewArchive) -> Made:
    """Ask for the archive of a year, or to go on with one that was stopped or failed; for the administrator."""
    made = service.ask(home(), actor(), body.year, now=now())
    return Made(made, f"{BASE}/archives/{made}")


@endpoint("POST", "/archives/{archive}/stop", Scope.WRITE_OFFICE, "停止年度存档", tag="office")
def stop_archive(archive: RowId) -> None:
    """Stop an archive that waits or is under way; what is there stays. For the administrator."""
    service.stop(home(), actor(), archive, now=now())


def _archive(one: YearArchive) -> ArchiveRecord:
    return ArchiveRecord(one.id, one.year, one.folder, ArchiveState(one.state), one.asked_at, one.begun_at, one.ended_at,
                         one.wanted, one.done, one.bytes, one.problems, one.error["code"] if one.error else None)
