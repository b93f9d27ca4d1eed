"""An issue of a newsletter put together by programs: stories taken in and put in order, submitted, approved, sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from index.catalogue import newsletter_visibility
from index.catalogue.stories import row_id
from index.catalogue.tokens import Scope
from index.db import reading
from server.api.declaring import RowId, StoryId, endpoint
from server.api.issues import PrintedIssue, show_issue
from server.api.newsletters import Count, Foot
from server.api.shapes import LEFT, Left, Rule, merged
from server.newsletters import deciding, filling, issues, sending
from server.newsletters.filling import LONGEST, MOST_PICTURES, MOST_ROWS
from server.newsletters.issues import Facts
from server.newsletters.limits import LONGEST_REASON, LONGEST_TITLE, MOST
from server.web.services import actor, home, now

Reason = Annotated[str, Rule(most=LONGEST_REASON)]
Number = Annotated[int, Rule(least=1, most=MOST)]
Seen = PrintedIssue | None


@dataclass(frozen=True, slots=True)
class IssueEdit:
    """What an issue says of itself; what is left out stays."""

    dated: date | Left = LEFT
    title: Annotated[str, Rule(most=LONGEST_TITLE)] | Left = LEFT
    report_to: Foot | Left = LEFT
    send_to: Foot | Left = LEFT
    copies: Count | Left = LEFT


@dataclass(frozen=True, slots=True)
class IssueNumber:
    """The right number of an issue in its year, and in all; the reason is kept."""

    number: Number
    total: Number
    reason: Annotated[str, Rule(least=1, most=LONGEST_REASON)]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """Approved stories for an issue, before a row of it or at its end; those that are in stay where they are."""

    stories: Annotated[tuple[StoryId, ...], Rule(least=1, most=MOST_ROWS)]
    before: RowId | None = None


@dataclass(frozen=True, slots=True)
class NewSection:
    """A heading, put at the end of an issue."""

    heading: Annotated[str, Rule(least=1, most=LONGEST["section"])]


@dataclass(frozen=True, slots=True)
class RowOrder:
    """The rows of an issue in their order, stories and headings; what is not named follows."""

    rows: Annotated[tuple[RowId, ...], Rule(least=1, most=MOST_ROWS)]


@dataclass(frozen=True, slots=True)
class RowWords:
    """The editor's own heading and shorter text of a story, empty for the story's own, and how many of its pictures are
    printed; of a section its heading alone.
    """

    heading: Annotated[str, Rule(most=LONGEST["heading"])] = ""
    text: Annotated[str, Rule(most=LONGEST["text"])] = ""
    pictures: Annotated[int, Rule(least=0, most=MOST_PICTURES)] = 1


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Why an issue goes back into the making; who submitted it needs no reason."""

    reason: Reason = ""


@dataclass(frozen=True, slots=True)
class Approved:
    """The `sha256` of the issue as it was read: what is approved is what was seen."""

    sha256: Annotated[str, Rule(most=64)]


@endpoint("PATCH", "/newsletters/issues/{issue}", Scope.WRITE_OFFICE, "修改一期简报", tag="papers", matches=show_issue)
def change_issue(issue: RowId, body: IssueEdit, seen: Seen) -> None:  # noqa: ARG001 - compared already
    """Change what an issue in the making says of itself; in another year it is numbered anew."""
    issues.change(home(), actor(), issue, Facts(**merged(body, show_issue(issue))), now=now())


@endpoint("POST", "/newsletters/issues/{issue}/number", Scope.WRITE_OFFICE, "更正期号", tag="papers", matches=show_issue)
def renumber_issue(issue: RowId, body: IssueNumber, seen: Seen) -> None:  # noqa: ARG001 - compared already
    """Correct the numbers of an issue in the making."""
    issues.renumber(home().engine, actor(), issue, body.number, body.total, body.reason, now=now())


@endpoint("DELETE", "/newsletters/issues/{issue}", Scope.WRITE_OFFICE, "删除一期简报", tag="papers")
def remove_issue(issue: RowId) -> None:
    """Remove an issue in the making; its stories stay."""
    issues.remove(home().engine, actor(), issue, now=now())


@endpoint("POST", "/newsletters/issues/{issue}/stories", Scope.WRITE_OFFICE, "收入稿件", tag="papers", matches=show_issue)
def take_in(issue: RowId, body: TakenIn, seen: Seen) -> None:  # noqa: ARG001 - compared already
    """Take approved stories into an issue in the making."""
    filling.take_in(home().engine, actor(), issue, [row_id(one) for one in body.stories], before=body.before, now=now())


@endpoint("POST", "/newsletters/issues/{issue}/sections", Scope.WRITE_OFFICE, "增加栏目", tag="papers", matches=show_issue)
def add_section(issue: RowId, body: NewSection, seen: Seen) -> None:  # noqa: ARG001 - compared already
    """Put the heading of a section at the end of an issue in the making."""
    filling.add_section(home().engine, actor(), issue, body.heading, now=now())


@endpoint("PUT", "/newsletters/issues/{issue}/order", Scope.WRITE_OFFICE, "调整稿件顺序", tag="papers", matches=show_issue)
def order_issue(issue: RowId, body: RowOrder, seen: Seen) -> None:  # noqa: ARG001 - compared already
    """Put the rows of an issue in the making in order."""
    filling.order(home().engine, actor(), issue, body.rows, now=now())


@endpoint("PUT", "/newsletters/issues/{issue}/rows/{row}", Scope.WRITE_OFFICE, "修改简报里的一行", tag="papers")
def retouch_row(issue: RowId, row: RowId, body: RowWords) -> None:
    """Say what an issue in the making prints of a story, or what its section is called; the story stays as it is."""
    filling.retouch(home().engine, actor(), issue, row, body.heading, body.text, body.pictures, now=now())


@endpoint("DELETE", "/newsletters/issues/{issue}/rows/{row}", Scope.WRITE_OFFICE, "移出一行", tag="papers")
def take_out(issue: RowId, row: RowId) -> None:
    """Take a story or a heading out of an issue in the making; one that is not in it is no error."""
    filling.take_out(home().engine, actor(), issue, row, now=now())


@endpoint("POST", "/newsletters/issues/{issue}/submit", Scope.WRITE_OFFICE, "送审简报", tag="papers", matches=show_issue)
def submit_issue(issue: RowId, seen: Seen) -> None:  # noqa: ARG001 - compared already
    """Submit an issue for approval, by somebody else."""
    _require_seen(issue)
    deciding.submit(home(), actor(), issue, now=now())


@endpoint("POST", "/newsletters/issues/{issue}/take-back", Scope.WRITE_OFFICE, "撤回或退回简报", tag="papers",
          matches=show_issue)
def take_issue_back(issue: RowId, body: TakenBack, seen: Seen) -> None:  # noqa: ARG001 - compared already
    """Take an issue that was submitted back into the making, or send it back with the reason."""
    _require_seen(issue)
    deciding.take_back(home().engine, actor(), issue, body.reason, now=now())


@endpoint("POST", "/newsletters/issues/{issue}/approve", Scope.WRITE_OFFICE, "审定简报", tag="papers", matches=show_issue)
def approve_issue(issue: RowId, body: Approved, seen: Seen) -> None:  # noqa: ARG001 - compared already
    """Approve an issue as it was read: it and its files stay as they are, and its stories are adopted by its bulletin."""
    _require_seen(issue)
    deciding.approve(home(), actor(), issue, seen=body.sha256, now=now())


@endpoint("POST", "/newsletters/issues/{issue}/send", Scope.WRITE_OFFICE, "发送简报", tag="papers", matches=show_issue)
def send_issue(issue: RowId, seen: Seen) -> None:  # noqa: ARG001 - compared already
    """Send an approved issue to its newsletter's readers."""
    _require_seen(issue)
    sending.send(home().engine, actor(), issue, now=now())


def _require_seen(issue: int) -> None:
    """Do nothing for an issue that one may read: else its state would be told. Raises NotFound."""
    with reading(home().engine) as session:
        newsletter_visibility.readable(session, actor(), issue, now())
