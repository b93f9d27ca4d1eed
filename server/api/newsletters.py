"""Newsletters kept by programs: made, changed, with their readers; and the next issue begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from index.catalogue.tokens import Scope
from index.db import reading
from server import policy
from server.agenda.views import today
from server.api.cursors import cut
from server.api.declaring import Paging, RowId, endpoint
from server.api.papers import NewsletterRecord, newsletter_record
from server.api.shapes import LEFT, Left, Listed, Rule, merged
from server.api.work import Made
from server.newsletters import issues, keeping, lists
from server.newsletters.keeping import Wish
from server.newsletters.limits import LONGEST, MOST
from server.web.problems import BASE
from server.web.services import actor, home, now

Name = Annotated[str, Rule(least=1, most=LONGEST["name"])]
Issuer = Annotated[str, Rule(most=LONGEST["issuer"])]
Foot = Annotated[str, Rule(most=LONGEST["report_to"])]
Count = Annotated[int, Rule(least=0, most=MOST)]
Logins = Annotated[tuple[Annotated[str, Rule(least=1, most=60, example="lin")], ...], Rule(most=500)]


@dataclass(frozen=True, slots=True)
class NewNewsletter:
    """A newsletter. ``outlet`` is the internal bulletin as which it adopts stories, by number; without it that of its name,
    made where there is none. ``issued_before`` issues came out before this house kept them.
    """

    name: Name
    outlet: RowId | None = None
    issuer: Issuer = ""
    issued_before: Count = 0
    report_to: Foot = ""
    send_to: Foot = ""
    copies: Count = 0


@dataclass(frozen=True, slots=True)
class NewsletterEdit:
    """What is to change of a newsletter; what is left out stays. Issues that were approved stay as they are."""

    name: Name | Left = LEFT
    outlet: RowId | Left = LEFT
    issuer: Issuer | Left = LEFT
    issued_before: Count | Left = LEFT
    report_to: Foot | Left = LEFT
    send_to: Foot | Left = LEFT
    copies: Count | Left = LEFT


@dataclass(frozen=True, slots=True)
class MailReader:
    """Somebody who gets a paper by mail."""

    mail: Annotated[str, Rule(least=3, most=200, example="office@example.edu")]
    name: Annotated[str, Rule(most=60)] = ""


@dataclass(frozen=True, slots=True)
class NewReaders:
    """Who is put on a list: people by account name, others by mail address; who is on it already stays."""

    people: Logins = ()
    mails: Annotated[tuple[MailReader, ...], Rule(most=500)] = ()


@dataclass(frozen=True, slots=True)
class ReaderRecord:
    """One on a list of readers; ``mail`` is empty for people of the house."""

    id: int
    name: str
    mail: str


@dataclass(frozen=True, slots=True)
class NewIssue:
    """The day of the next issue; without one it is today. It is numbered by itself."""

    dated: date | None = None


@endpoint("GET", "/newsletters/{newsletter}", Scope.READ_OFFICE, "查看简报", tag="papers")
def show_newsletter(newsletter: RowId) -> NewsletterRecord:
    """Show one newsletter with the issues of it that may be read."""
    policy.require(actor(), "read-newsletters")
    with reading(home().engine) as session:
        return newsletter_record(lists.newsletter(session, actor(), newsletter, now()))


@endpoint("POST", "/newsletters", Scope.WRITE_OFFICE, "新建简报", tag="papers", status=201)
def make_newsletter(body: NewNewsletter) -> Made:
    """Make a newsletter."""
    made = keeping.add(home().engine, actor(), _wish(body), now=now())
    return Made(made, f"{BASE}/newsletters/{made}")


@endpoint("PATCH", "/newsletters/{newsletter}", Scope.WRITE_OFFICE, "修改简报", tag="papers", matches=show_newsletter)
def change_newsletter(newsletter: RowId, body: NewsletterEdit,
                      seen: NewsletterRecord | None) -> None:  # noqa: ARG001 - compared already
    """Change a newsletter."""
    policy.require(actor(), "make-newsletters")
    wish = _wish(NewNewsletter(**merged(body, show_newsletter(newsletter))))
    keeping.change(home().engine, actor(), newsletter, wish, now=now())


@endpoint("GET", "/newsletters/{newsletter}/readers", Scope.READ_OFFICE, "列出简报读者", tag="papers")
def list_newsletter_readers(newsletter: RowId, query: Paging) -> Listed[ReaderRecord]:
    """List to whom a newsletter is sent; for those who make it."""
    policy.require(actor(), "make-newsletters")
    with reading(home().engine) as session:
        keeping.found(session, newsletter)
        found = [ReaderRecord(one.id, one.name, one.mail) for one in lists.readers(session, newsletter)]
    return cut(found, query, lambda one: one.id, lambda one: one)


@endpoint("POST", "/newsletters/{newsletter}/readers", Scope.WRITE_OFFICE, "增加简报读者", tag="papers")
def add_newsletter_readers(newsletter: RowId, body: NewReaders) -> None:
    """Put people and mail addresses on the list of readers."""
    keeping.add_readers(home().engine, actor(), newsletter, body.people, [(one.name, one.mail) for one in body.mails],
                        now=now())


@endpoint("DELETE", "/newsletters/{newsletter}/readers/{reader}", Scope.WRITE_OFFICE, "移除简报读者", tag="papers")
def remove_newsletter_reader(newsletter: RowId, reader: RowId) -> None:
    """Take a reader off the list; one who is not on it is no error."""
    keeping.remove_reader(home().engine, actor(), newsletter, reader, now=now())


@endpoint("POST", "/newsletters/{newsletter}/issues", Scope.WRITE_OFFICE, "新建一期简报", tag="papers", status=201)
def begin_issue(newsletter: RowId, body: NewIssue) -> Made:
    """Begin the next issue of a newsletter."""
    made = issues.begin(home().engine, actor(), newsletter, body.dated or today(), now=now())
    return Made(made, f"{BASE}/newsletters/issues/{made}")


def _wish(body: NewNewsletter) -> Wish:
    return Wish(body.name, body.outlet, body.issuer, body.issued_before, body.report_to, body.send_to, body.copies)
