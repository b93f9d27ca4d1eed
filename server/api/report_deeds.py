"""A report of the office made by programs: begun, worded, its pictures chosen, issued and sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from index.catalogue import report_visibility
from index.catalogue.assets import row_id
from index.catalogue.tokens import Scope
from index.db import reading
from server import policy
from server.agenda.views import today
from server.api.cursors import cut
from server.api.declaring import AssetId, Paging, RowId, endpoint
from server.api.newsletters import NewReaders, ReaderRecord
from server.api.report_records import ReportRecord
from server.api.reports import show_report
from server.api.shapes import LEFT, Left, Listed, Rule, merged
from server.api.work import Made
from server.reports import issuing, keeping, making
from server.reports.making import LONGEST, LONGEST_CAPTION, LONGEST_REASON, MOST_PICTURES, Facts
from server.web.problems import BASE
from server.web.services import actor, home, now

Title = Annotated[str, Rule(least=1, most=LONGEST["title"])]
Words = Annotated[str, Rule(most=LONGEST["opening"])]
Issuer = Annotated[str, Rule(most=keeping.LONGEST["issuer"])]
Mark = Annotated[str, Rule(most=keeping.LONGEST["mark"])]
Address = Annotated[str, Rule(most=keeping.LONGEST["address"])]
CopyTo = Annotated[str, Rule(most=keeping.LONGEST["copy_to"])]
Seen = ReportRecord | None


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report of a period, like 2026-03, 2026Q1 or 2026; or with ``corrects`` one that puts an issued one right, for a
    ``reason`` that it prints, of the same period. Without ``dated`` it is of today.
    """

    period: Annotated[str, Rule(most=7, example="2026Q1")]
    dated: date | None = None
    corrects: RowId | None = None
    reason: Annotated[str, Rule(most=LONGEST_REASON)] = ""


@dataclass(frozen=True, slots=True)
class ReportEdit:
    """What a draft says; what is left out stays."""

    dated: date | Left = LEFT
    title: Title | Left = LEFT
    opening: Words | Left = LEFT
    remarks: Words | Left = LEFT
    issuer: Issuer | Left = LEFT
    mark: Mark | Left = LEFT
    address: Address | Left = LEFT
    copy_to: CopyTo | Left = LEFT
    red_head: bool | Left = LEFT


@dataclass(frozen=True, slots=True)
class ChosenPicture:
    """A published photo, and the office's words under it; without any those of the photo."""

    asset: AssetId
    caption: Annotated[str, Rule(most=LONGEST_CAPTION)] = ""


@dataclass(frozen=True, slots=True)
class ChosenPictures:
    """The pictures that a draft prints, in their order, in place of those that it had."""

    pictures: Annotated[tuple[ChosenPicture, ...], Rule(most=MOST_PICTURES)]


@dataclass(frozen=True, slots=True)
class Issued:
    """The `sha256` of the report as it was read: what is issued is what was seen."""

    sha256: Annotated[str, Rule(most=64)]


@endpoint("POST", "/reports", Scope.WRITE_OFFICE, "起草通报", tag="papers", status=201)
def begin_report(body: NewReport) -> Made:
    """Begin a report, numbered by itself within its year."""
    made = making.begin(home().engine, actor(), body.period, body.dated or today(), corrects=body.corrects,
                        reason=body.reason, now=now())
    return Made(made, f"{BASE}/reports/{made}")


@endpoint("PATCH", "/reports/{report}", Scope.WRITE_OFFICE, "修改通报", tag="papers", matches=show_report)
def change_report(report: RowId, body: ReportEdit, seen: Seen) -> None:  # noqa: ARG001 - compared already
    """Change what a draft says; in another year it is numbered anew."""
    making.change(home().engine, actor(), report, Facts(**merged(body, show_report(report))), now=now())


@endpoint("PUT", "/reports/{report}/pictures", Scope.WRITE_OFFICE, "选通报图片", tag="papers", matches=show_report)
def choose_pictures(report: RowId, body: ChosenPictures, seen: Seen) -> None:  # noqa: ARG001 - compared already
    """Choose the pictures of a draft, from the published photos."""
    wanted = {row_id(one.asset): one.caption for one in body.pictures}
    making.choose(home().engine, actor(), report, lambda _held: wanted, now=now())


@endpoint("DELETE", "/reports/{report}", Scope.WRITE_OFFICE, "删除通报草稿", tag="papers")
def remove_report(report: RowId) -> None:
    """Remove a draft."""
    making.remove(home().engine, actor(), report, now=now())


@endpoint("POST", "/reports/{report}/issue", Scope.WRITE_OFFICE, "印发通报", tag="papers", matches=show_report)
def issue_report(report: RowId, body: Issued, seen: Seen) -> None:  # noqa: ARG001 - compared already
    """Issue a draft as it was read: its figures and files stay as they are. All its months have to be closed."""
    _require_seen(report)
    issuing.issue(home(), actor(), report, seen=body.sha256, now=now())


@endpoint("POST", "/reports/{report}/send", Scope.WRITE_OFFICE, "报送通报", tag="papers", matches=show_report)
def send_report(report: RowId, seen: Seen) -> None:  # noqa: ARG001 - compared already
    """Send an issued report to the leaders on the list."""
    _require_seen(report)
    issuing.send(home().engine, actor(), report, now=now())


@endpoint("GET", "/report-readers", Scope.READ_OFFICE, "列出通报读者", tag="papers")
def list_report_readers(query: Paging) -> Listed[ReaderRecord]:
    """List to whom reports are sent; for the office."""
    policy.require(actor(), "make-reports")
    with reading(home().engine) as session:
        found = [ReaderRecord(one.id, one.name, one.mail) for one in keeping.on_list(session)]
    return cut(found, query, lambda one: one.id, lambda one: one)


@endpoint("POST", "/report-readers", Scope.WRITE_OFFICE, "增加通报读者", tag="papers")
def add_report_readers(body: NewReaders) -> None:
    """Put people and mail addresses on the leaders' list."""
    keeping.add_readers(home().engine, actor(), body.people, [(one.name, one.mail) for one in body.mails], now=now())


@endpoint("DELETE", "/report-readers/{reader}", Scope.WRITE_OFFICE, "移除通报读者", tag="papers")
def remove_report_reader(reader: RowId) -> None:
    """Take somebody off the leaders' list; who is not on it is no error."""
    keeping.remove_reader(home().engine, actor(), reader, now=now())


def _require_seen(report: int) -> None:
    """Do nothing for a report that one may read: else its state would be told. Raises Forbidden, NotFound."""
    policy.require(actor(), "read-reports")
    with reading(home().engine) as session:
        report_visibility.readable(session, actor(), report, now())
