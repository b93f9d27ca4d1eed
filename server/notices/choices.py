"""What each person chose: by which way they are told of which kind, where they can be reached, and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from index.catalogue.notices import Kind, NoticeChoice, NoticeReach
from index.catalogue.people import Actor
from index.catalogue.workdays import WorkCalendar
from index.db import reading, writing
from index.errors import Invalid

PAGE, MAIL, DIGEST, WECOM, SMS = "page", "mail", "digest", "wecom", "sms"
WAYS: Final = (PAGE, MAIL, DIGEST, WECOM, SMS)
"""On the page, by mail at once, by mail in the digest, in WeCom, by SMS."""
_AT_ONCE: Final = frozenset({PAGE, MAIL, WECOM})
_LATER: Final = frozenset({PAGE, DIGEST})
USUAL: Final[Mapping[str, frozenset[str]]] = {
    Kind.DESK: frozenset({PAGE, DIGEST, WECOM}), Kind.PASSED_ON: _AT_ONCE, Kind.SIGN_OFF: _AT_ONCE, Kind.ANSWERED: _AT_ONCE,
    Kind.NEAR: _AT_ONCE, Kind.OVER: _AT_ONCE | {SMS}, Kind.RETURNED: _AT_ONCE, Kind.ASKED: _AT_ONCE, Kind.VOIDED: _LATER,
    Kind.APPROVED: _LATER, Kind.TAKEN_DOWN: _AT_ONCE, Kind.CONSENT: _AT_ONCE, Kind.BATCH: _LATER, Kind.ASSIGNED: _AT_ONCE,
    Kind.LET_BE: _AT_ONCE, Kind.HANDED_OVER: _AT_ONCE, Kind.BOOKED: _LATER, Kind.UNBOOKED: _AT_ONCE,
    Kind.TRAINING: _AT_ONCE, Kind.TRAINING_MOVED: _AT_ONCE, Kind.TRAINING_OFF: _AT_ONCE,
    Kind.SEARCH: _LATER, Kind.BINNED: _LATER, Kind.UNBINNED: _LATER, Kind.DELETION: _AT_ONCE,
    Kind.LET_IN: _LATER, Kind.FLASHES: _AT_ONCE, Kind.SCREEN: _AT_ONCE, Kind.NOTE: _LATER,
    Kind.EMERGENCY: _AT_ONCE | {SMS}, Kind.EMERGENCY_LATER: _AT_ONCE, Kind.EMERGENCY_OVER: _AT_ONCE,
    Kind.BOARD_DUE: _AT_ONCE, Kind.BOARD_OVER: _AT_ONCE,
    Kind.TOPIC: _AT_ONCE, Kind.TOPIC_DUE: _AT_ONCE, Kind.TOPIC_OVER: _AT_ONCE, Kind.TOPIC_HANDED: _LATER,
    Kind.TOPIC_ACCEPTED: _LATER, Kind.TOPIC_RETURNED: _AT_ONCE,
    Kind.NEWSLETTER: _AT_ONCE, Kind.REPORT: _AT_ONCE, Kind.NEWSLETTER_ASKED: _AT_ONCE, Kind.NEWSLETTER_RETURNED: _AT_ONCE,
    Kind.TASKS_DUE: _AT_ONCE, Kind.TASKS_OVER: _AT_ONCE, Kind.TASKS_MISSING: _LATER,
    Kind.CLAIMED: _LATER, Kind.ADOPTED: _LATER, Kind.NOT_ADOPTED: _LATER,
    Kind.WEBHOOK_OFF: _AT_ONCE,
    Kind.HONOURED: _AT_ONCE, Kind.HONOURED_NOT: _AT_ONCE,
}
"""What somebody who has chosen nothing gets: what has to be done soon at once, the rest in the digest."""
_MAIL: Final = re.compile(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\"]{1,190}")
_PHONE: Final = re.compile(r"\+?[0-9]{5,15}")
_WECOM: Final = re.compile(r"[A-Za-z0-9._@-]{1,64}")


def is_mail(given: str) -> bool:
    """Say whether this may be a mail address."""
    return _MAIL.fullmatch(given) is not None


@dataclass(frozen=True, slots=True)
class Reach:
    """Where and when a person can be told. Hours are the campus's; ``quiet_from`` to ``quiet_until`` no SMS is sent."""

    mail: str = ""
    phone: str = ""
    wecom: str = ""
    digest_hour: int = 8
    digest_weekdays: bool = True
    quiet_from: int = 21
    quiet_until: int = 7

    def at(self, way: str) -> str:
        """Return the address for a way; empty where there is none."""
        return {MAIL: self.mail, DIGEST: self.mail, WECOM: self.wecom, SMS: self.phone}.get(way, "")

    def next_digest(self, after: datetime, calendar: WorkCalendar) -> datetime:
        """Return when the next digest goes out."""
        here = after.astimezone(calendar.zone)
        day = here.date()
        while True:
            at = datetime.combine(day, time(self.digest_hour), calendar.zone)
            if at > here and (calendar.works(day) or not self.digest_weekdays):
                return at.astimezone(after.tzinfo)
            day += timedelta(days=1)

    def past_quiet(self, at: datetime, zone: ZoneInfo) -> datetime:
        """Return this moment, or the end of the quiet hours that it falls into."""
        here = at.astimezone(zone)
        first, last = self.quiet_from, self.quiet_until
        quiet = first <= here.hour < last if first <= last else here.hour >= first or here.hour < last
        if not quiet:
            return at
        end = datetime.combine(here.date(), time(last), zone)
        return (end if end > here else end + timedelta(days=1)).astimezone(at.tzinfo)


@dataclass(frozen=True, slots=True)
class Chosen:
    """All that one person chose. ``wanted`` holds, for each kind, the ways by which they are told."""

    reach: Reach = field(default_factory=Reach)
    wanted: Mapping[str, frozenset[str]] = field(default_factory=lambda: dict(USUAL))


def of(session: Session, people: Iterable[int]) -> dict[int, Chosen]:
    """Return what each of these people chose, or what is usual."""
    ids = set(people)
    reaches = {row.person_id: Reach(row.mail, row.phone, row.wecom, row.digest_hour, row.digest_weekdays, row.quiet_from,
                                    row.quiet_until)
               for row in session.scalars(select(NoticeReach).where(NoticeReach.person_id.in_(ids)))}
    wanted: dict[int, dict[str, frozenset[str]]] = {one: dict(USUAL) for one in ids}
    for row in session.scalars(select(NoticeChoice).where(NoticeChoice.person_id.in_(ids))):
        ways = wanted[row.person_id].get(row.kind, frozenset())
        wanted[row.person_id][row.kind] = ways | {row.way} if row.wanted else ways - {row.way}
    return {one: Chosen(reaches.get(one, Reach()), wanted[one]) for one in ids}


def mine(engine: Engine, actor: Actor) -> Chosen:
    """Return what this person chose."""
    if actor.person_id is None:
        return Chosen()
    with reading(engine) as session:
        return of(session, [actor.person_id])[actor.person_id]


def choose(engine: Engine, actor: Actor, reach: Reach, wanted: Mapping[str, Iterable[str]]) -> None:
    """Keep what this person chose; of what is usual nothing is kept. Raises Invalid for an address that is none."""
    if actor.person_id is None:
        raise Invalid("person", "安装所有者没有消息", "the installation's owner gets no notices")
    check(reach)
    with writing(engine) as session:
        row = session.get(NoticeReach, actor.person_id)
        if row is None:
            row = NoticeReach(person_id=actor.person_id)
            session.add(row)
        for name in Reach.__slots__:
            setattr(row, name, getattr(reach, name))
        session.execute(delete(NoticeChoice).where(NoticeChoice.person_id == actor.person_id))
        for kind in Kind:
            ways = frozenset(wanted.get(kind, ())) & frozenset(WAYS)
            session.add_all(NoticeChoice(person_id=actor.person_id, kind=kind, way=way, wanted=way in ways)
                            for way in sorted(ways ^ USUAL[kind]))


def check(reach: Reach) -> None:
    """Do nothing for addresses and hours that can be. Raises Invalid, which names the one that cannot."""
    for name, form, zh, en in (("mail", _MAIL, "不是邮箱地址", "is no mail address"),
                               ("phone", _PHONE, "不是手机号", "is no phone number"),
                               ("wecom", _WECOM, "不是企业微信账号", "is no WeCom account")):
        given = getattr(reach, name)
        if given and not form.fullmatch(given):
            raise Invalid(name, f"「{given}」{zh}", f"“{given}” {en}")
    for name in ("digest_hour", "quiet_from", "quiet_until"):
        if not 0 <= getattr(reach, name) <= 23:
            raise Invalid(name, "应在 0 至 23 点之间", "must be an hour from 0 to 23")
