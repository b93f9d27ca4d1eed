"""The office's own papers: newsletters (简报) with their issues, and bulletins (校园通知) that screens show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from index.catalogue.newsletters import IssueState, NewsletterIssue
from index.catalogue.reports import OfficeReport
from index.catalogue.tokens import Scope
from index.db import reading
from server import policy
from server.api.cursors import cut
from server.api.declaring import Paging, endpoint
from server.api.shapes import Listed
from server.bulletins import lists as bulletins
from server.newsletters import lists
from server.newsletters.lists import IssueLine, NewsletterLine
from server.web.services import actor, home, now


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A file that was laid out when a paper was issued or approved, and where it can be fetched."""

    document: str
    sha256: str
    bytes: int
    href: str


@dataclass(frozen=True, slots=True)
class IssueRecord:
    """One issue of a newsletter: its number in its year and in all, its day, how many stories it holds."""

    id: int
    year: int
    number: int
    total: int
    dated: date
    title: str
    state: IssueState
    stories: int
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewsletterRecord:
    """A newsletter with the issues of it that may be read, the newest first; as ``outlet`` it adopts stories."""

    id: int
    name: str
    issuer: str
    outlet: int
    issued_before: int
    report_to: str
    send_to: str
    copies: int
    issues: tuple[IssueRecord, ...]


@dataclass(frozen=True, slots=True)
class BulletinRecord:
    """Words with an end on screens. ``state`` is coming, shown or in-force; ``aimed`` names what it is aimed at, empty for
    all.
    """

    id: int
    title: str
    title_en: str
    body: str
    body_en: str
    shown_from: datetime
    starts_at: datetime
    until: datetime
    aimed: tuple[str, ...]
    state: str


@endpoint("GET", "/newsletters", Scope.READ_OFFICE, "列出简报", tag="papers")
def list_newsletters(query: Paging) -> Listed[NewsletterRecord]:
    """List the newsletters with their issues, by number."""
    policy.require(actor(), "read-newsletters")
    with reading(home().engine) as session:
        found = lists.newsletters(session, actor(), now())
    return cut(found, query, lambda one: one.id, newsletter_record)


@endpoint("GET", "/bulletins", Scope.READ_SCREENS, "列出校园通知", tag="screens")
def list_bulletins(query: Paging) -> Listed[BulletinRecord]:
    """List the bulletins that screens show or will show, by number; for those who publish them."""
    policy.require(actor(), "publish-bulletin")
    with reading(home().engine) as session:
        found = bulletins.current(session, now())
    return cut(found, query, lambda one: one.id, _bulletin)


def files_of(row: OfficeReport | NewsletterIssue, forms: Iterable[str], href: str) -> tuple[PaperFile, ...]:
    """Return the files of a paper, none while it is in the making; ``href`` is where the paper is."""
    return tuple(PaperFile(form, sha256, getattr(row, f"{form}_bytes"), f"{href}/files/{form}") for form in forms
                 if (sha256 := getattr(row, f"{form}_sha256")) is not None)


def newsletter_record(one: NewsletterLine) -> NewsletterRecord:
    """Return a newsletter as the API tells it."""
    return NewsletterRecord(one.id, one.name, one.issuer, one.outlet_id, one.issued_before, one.report_to, one.send_to,
                            one.copies, tuple(map(issue_record, one.issues)))


def issue_record(one: IssueLine) -> IssueRecord:
    """Return an issue as lists give it."""
    return IssueRecord(one.id, one.year, one.number, one.total, one.dated, one.title, IssueState(one.state), one.stories,
                       one.sent_at)


def _bulletin(one: bulletins.Line) -> BulletinRecord:
    return BulletinRecord(one.id, one.title, one.title_en, one.body, one.body_en, one.shown_from, one.starts_at, one.until,
                          one.aimed, one.state)
