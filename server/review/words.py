"""What happened at a review, in sentences for whoever reads the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from index.catalogue.lifecycle import State, Verb
from server.review.item import Item
from server.review.route import Move
from server.web.i18n import ago, joined, pick, when
from server.web.services import calendar, now

SOON: Final = 2
"""Working days before a deadline from which on the time that is left is counted."""


def happened(move: Move) -> str:
    """Return one move as a sentence: who, what, when, why."""
    told = {
        Verb.APPROVE: _("%(who)s approved it, %(when)s."),
        Verb.RETURN: _("%(who)s returned it, %(when)s."),
        Verb.SUBMIT: _("%(who)s submitted it, %(when)s."),
        Verb.WITHDRAW: _("%(who)s withdrew it, %(when)s."),
        Verb.VOID: _("%(who)s edited it, %(when)s, so its review starts again."),
        Verb.ASK: _("%(who)s asked, %(when)s."),
        Verb.ANSWER: _("%(who)s answered, %(when)s."),
        Verb.PASS_ON: _("%(who)s handed it to %(other)s, %(when)s."),
        Verb.SIGN_OFF: _("%(who)s added a sign-off, %(when)s."),
    }[Verb(move.verb)]
    if move.other and move.verb in {Verb.APPROVE, Verb.RETURN}:
        told = {Verb.APPROVE: _("%(who)s approved it for %(other)s, %(when)s."),
                Verb.RETURN: _("%(who)s returned it for %(other)s, %(when)s.")}[Verb(move.verb)]
    if move.verb == Verb.VOID and not move.who:  # a sidecar, or a command
        told = _("Its words changed, %(when)s, so its review starts again.")
    sentence = str(told % {"who": move.who or _("The installation's owner"), "when": ago(move.at), "other": move.other or ""})
    if not move.reason:
        return sentence
    if move.verb in {Verb.ASK, Verb.ANSWER, Verb.PASS_ON, Verb.SIGN_OFF}:
        return f"{sentence} {move.reason}"
    why = _("Reason: %(reason)s", reason=move.reason)  # inside a formatted string it would not be found for translation
    return f"{sentence} {why}"


def decided(before: Item, after: Item) -> str:
    """Return what a decision has done to an item, for the reviewer who made it."""
    title = before.title
    if after.state == State.RETURNED:
        return str(_("Returned: “%(title)s” is back with %(who)s.", title=title, who=before.submitter or "–"))
    if after.state == State.APPROVED:
        return str(_("Approved: “%(title)s” is released for “%(channel)s”.", title=title, channel=pick(after.channel_name)))
    stop = after.now
    if stop is not None and after.step == before.step:
        return str(_("Approved: “%(title)s” still waits for %(people)s.", title=title, people=joined(list(stop.people))))
    return str(_("Approved: “%(title)s” goes on to the next step, “%(desk)s”.", title=title,
                 desk=pick(stop.name) if stop else "–"))


def counted(also: Sequence[tuple[str, str]]) -> str:
    """Return for which other channels an approval counts."""
    return str(_("It also counts for %(channels)s.", channels=joined([pick(one) for one in also]))) if also else ""


def until(due: datetime | None) -> str:
    """Return until when something is to be decided, or by how much working time that has passed."""
    if due is None:
        return ""
    if due < now():
        return str(_("overdue by %(time)s", time=_lasting(due, now())))
    if calendar().between(now(), due) < SOON * calendar().length:
        return str(_("due in %(time)s", time=_lasting(now(), due)))
    return str(_("due %(when)s", when=when(due)))


def waited(since: datetime) -> str:
    """Return for how much working time an item has lain on this desk."""
    return _lasting(since, now())


def _lasting(first: datetime, last: datetime) -> str:
    time = calendar().between(first, last)
    minutes = int(time.total_seconds() // 60)
    if not minutes:
        return str(_("less than a minute of working time"))
    if minutes < 60:
        return str(ngettext("%(num)d minute", "%(num)d minutes", minutes))
    if time < calendar().length:
        return str(ngettext("%(num)d working hour", "%(num)d working hours", minutes // 60))
    return str(ngettext("%(num)d working day", "%(num)d working days", time // calendar().length))


def init_app(app: Flask) -> None:
    app.jinja_env.filters["until"] = until


def hint_texts() -> dict[str, str]:
    """Return the words for ``item.hints``."""
    return {
        "title": _("There is no title yet."),
        "caption": _("There is no caption yet."),
        "place": _("The place is missing."),
        "credit": _("The credit is missing."),
    }
