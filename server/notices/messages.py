"""Notices put together into one message for one person, or for a group, in words that may be read there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.channels import Channel
from index.catalogue.notices import Kind, Notice
from index.catalogue.people import Person, actor_of
from index.settings import Settings
from server.notices import lists, words
from server.notices.outside.message import Message, MessageLine
from server.notices.tongue import N_, Tongue, _n

MOST_LINES = 50
OF_GROUP = {
    Kind.DESK: _n("%(num)d item waits for review (%(channel)s)", "%(num)d items wait for review (%(channel)s)"),
    Kind.OVER: _n("%(num)d item is overdue (%(channel)s)", "%(num)d items are overdue (%(channel)s)"),
    Kind.TAKEN_DOWN: _n("%(num)d item was taken down (%(channel)s)", "%(num)d items were taken down (%(channel)s)"),
}
"""What a group hears. Who reads along there is not known, so it names no item."""


def tongue_of(person: Person | None, settings: Settings) -> Tongue:
    """Return the language that somebody reads: their own choice, else the installation's."""
    return Tongue((person.locale if person is not None else None) or settings.locale, settings.zone)


def to_person(session: Session, person: Person, notices: Sequence[Notice], settings: Settings, now: datetime, *,
              digest: bool = False) -> Message | None:
    """Return one message of these notices as its reader may see them now; None where nothing of them may be told."""
    tongue = tongue_of(person, settings)
    lines = [one for one in lists.told(session, actor_of(person), notices, tongue, now) if not one.gone][:MOST_LINES]
    if not lines:
        return None
    base = settings.public_url.rstrip("/")
    count = tongue.ngettext("%(num)d notice", "%(num)d notices", len(lines))
    title = lines[0].text if len(lines) == 1 else f"{tongue.say(N_('Vitrine'))}: {count}"
    if digest:
        title = tongue.say(N_("Digest of Vitrine: %(count)s"), count=count)
    kinds = Counter(one.kind for one in lines)
    short = tongue.joined([tongue.say(words.SAID[kind].name) + (f" ×{number}" if number > 1 else "")
                           for kind, number in kinds.most_common()])
    address = "" if not base else f"{base}/notices/{lines[0].id}" if len(lines) == 1 else f"{base}/notices/"
    return Message(
        title, tuple(MessageLine(one.text, one.more, f"{base}/notices/{one.id}" if base else "") for one in lines),
        " ".join(filter(None, (short, address))), address, tongue.say(N_("Open")),
        tongue.say(N_("You choose what you are told on your page “What I am told”.")), _mark(notices), tongue.language)


def to_group(session: Session, notices: Sequence[Notice], settings: Settings) -> Message:
    """Return one message for a group: counts and channels."""
    tongue, base = tongue_of(None, settings), settings.public_url.rstrip("/")
    names = {row.code: (row.name, row.name_en) for row in session.execute(
        select(Channel.code, Channel.name, Channel.name_en))}
    lines = []
    for one in notices:
        codes = str(one.details.get("channel") or "").split()
        channels = tongue.joined([tongue.pick(names.get(code, (code, code))) for code in codes])
        lines.append(MessageLine(tongue.ngettext(*OF_GROUP[Kind(one.kind)], len(one.about), channel=channels)))
    return Message(tongue.say(N_("Vitrine")), tuple(lines), "", f"{base}/review" if base else "", tongue.say(N_("Open")),
                   mark=_mark(notices), language=tongue.language)


def trial(tongue: Tongue, settings: Settings, now: datetime) -> Message:
    """Return the message that the administrator sends to see whether a way works."""
    text = tongue.say(N_("This is a test. Notices of Vitrine will come this way."))
    base = settings.public_url.rstrip("/")
    address = f"{base}/notices/" if base else ""
    return Message(tongue.say(N_("Vitrine: test")), (MessageLine(text, tongue.when(now), address),), text, address,
                   tongue.say(N_("Open")), mark=f"test-{now.timestamp():.0f}", language=tongue.language)


def _mark(notices: Sequence[Notice]) -> str:
    """Return the same mark for the same notices: a mail that had to be sent twice is known as one."""
    return "notice-" + sha256(",".join(str(one.id) for one in notices).encode()).hexdigest()[:24]
