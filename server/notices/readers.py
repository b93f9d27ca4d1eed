"""Lists of readers to whom documents go: people of the house, and mail addresses with a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.newsletters import NewsletterReader
from index.catalogue.people import Person
from index.catalogue.reports import ReportReader
from index.errors import Invalid
from server.notices.choices import is_mail

MOST: Final = 500
New = tuple[int | None, str, str]
"""A person, a name, a mail address: one of person and address."""


def wanted(session: Session, had: Sequence[NewsletterReader] | Sequence[ReportReader], logins: Sequence[str],
           mails: Sequence[tuple[str, str]]) -> list[New]:
    """Return who is new to a list, given by login or (name, mail address). Raises Invalid."""
    people, addresses = {one.person_id for one in had}, {one.mail.lower() for one in had if one.mail}
    new: list[New] = []
    for login in logins:
        person = session.scalar(select(Person).where((Person.login == login) | (Person.display == login), Person.active))
        if person is None:
            raise Invalid("reader", f"没有「{login[:40]}」这个人", f"there is nobody called “{login[:40]}”")
        if person.id not in people:
            people.add(person.id)
            new.append((person.id, person.display, ""))
    for name, mail in mails:
        if not is_mail(mail):
            raise Invalid("mail", f"「{mail[:60]}」不是邮箱地址", f"“{mail[:60]}” is no mail address")
        if mail.lower() not in addresses:
            addresses.add(mail.lower())
            new.append((None, name.strip()[:60], mail))
    if len(had) + len(new) > MOST:
        raise Invalid("reader", f"最多 {MOST} 位", f"at most {MOST}")
    return new
