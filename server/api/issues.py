"""Issues of newsletters: listed, read as they are printed, and fetched as the files that were approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from flask import Response

from index.catalogue.assets import public_id
from index.catalogue.newsletters import IssueState, NewsletterIssue
from index.catalogue.stories import public_id as story_name
from index.catalogue.tokens import Scope
from index.db import reading
from index.errors import NotFound
from server import policy
from server.api.cursors import cut
from server.api.declaring import Paging, RowId, endpoint
from server.api.papers import IssueRecord, PaperFile, files_of, issue_record
from server.api.shapes import Listed
from server.library import bytes as held
from server.newsletters import files, lists
from server.newsletters.lists import IssuePage
from server.newsletters.sheet import Piece
from server.web.problems import BASE
from server.web.services import actor, home, now

IssueDocument = Literal["pdf", "docx"]


@dataclass(frozen=True, slots=True)
class PrintedPicture:
    """A picture that is printed, by the hash of its rendition; empty where there is none yet."""

    asset: str
    sha256: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class PrintedStory:
    """A story as an issue prints it, which may be shorter than the story is; ``row`` is where it stands in the issue."""

    row: int
    story: str
    heading: str
    paragraphs: tuple[str, ...]
    department: str
    authors: str
    pictures: tuple[PrintedPicture, ...]


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """Stories under one heading; it is empty for those before the first, which has no ``row``."""

    row: int | None
    heading: str
    stories: tuple[PrintedStory, ...]


@dataclass(frozen=True, slots=True)
class PrintedIssue:
    """One issue with all that it prints. ``sha256`` stands for that, and an approval names it; ``files`` are there from then
    on.
    """

    id: int
    newsletter: int
    name: str
    year: int
    number: int
    total: int
    dated: date
    title: str
    state: IssueState
    issuer: str
    report_to: str
    send_to: str
    copies: int
    sent_at: datetime | None
    sha256: str
    sections: tuple[PrintedSection, ...]
    files: tuple[PaperFile, ...]


@endpoint("GET", "/newsletters/{newsletter}/issues", Scope.READ_OFFICE, "列出简报各期", tag="papers")
def list_issues(newsletter: RowId, query: Paging) -> Listed[IssueRecord]:
    """List the issues of a newsletter that may be read, the last begun first."""
    policy.require(actor(), "read-newsletters")
    with reading(home().engine) as session:
        found = lists.newsletter(session, actor(), newsletter, now()).issues
    return cut(found, query, lambda one: one.id, issue_record, falling=True)


@endpoint("GET", "/newsletters/issues/{issue}", Scope.READ_OFFICE, "查看一期简报", tag="papers")
def show_issue(issue: RowId) -> PrintedIssue:
    """Show one issue as it is printed; one that was approved stays as it was."""
    page = _page(issue)
    with reading(home().engine) as session:
        kept = files_of(session.get_one(NewsletterIssue, issue), files.TYPES, f"{BASE}/newsletters/issues/{issue}")
    line, sheet = page.line, page.sheet
    sections = tuple(PrintedSection(one.entry, one.heading, tuple(map(_story, one.pieces))) for one in sheet.sections)
    return PrintedIssue(line.id, page.newsletter_id, sheet.name, line.year, line.number, line.total, line.dated, line.title,
                        IssueState(line.state), sheet.issuer, sheet.report_to, sheet.send_to, sheet.copies, line.sent_at,
                        sheet.sha256, sections, kept)


@endpoint("GET", "/newsletters/issues/{issue}/files/{document}", Scope.READ_OFFICE, "取简报文件", tag="papers", media="*/*",
          tagged=False)
def fetch_issue(issue: RowId, document: IssueDocument) -> Response:
    """Fetch an issue that was approved as a file."""
    page = _page(issue)
    if document not in files.TYPES or page.line.sha256 is None:
        raise NotFound(what=f"“{issue}.{document[:20]}”")
    return held.document(files.file_of(home(), page, document), f"{page.sheet.file_name}.{document}", files.TYPES[document],
                         keep=True)


def _page(issue: int) -> IssuePage:
    policy.require(actor(), "read-newsletters")
    with reading(home().engine) as session:
        return lists.issue(session, actor(), issue, now())


def _story(one: Piece) -> PrintedStory:
    pictures = tuple(PrintedPicture(public_id(it.asset), it.sha256, it.caption, it.credit) for it in one.pictures)
    return PrintedStory(one.entry, story_name(one.story), one.heading, one.paragraphs, one.department, one.authors, pictures)
