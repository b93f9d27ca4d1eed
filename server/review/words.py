"""What happened at a review, in sentences for whoever reads the page; and the reasons that reviewers give most often."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from index.catalogue.channels import STEP_NAMES
from index.catalogue.lifecycle import State, Verb
from server.review.item import Item, Move
from server.web.i18n import ago, pick
from server.web.services import now


def happened(move: Move) -> str:
    """Return one move as a sentence: who, what, when, why."""
    told = {
        Verb.APPROVE: _("%(who)s approved it, %(when)s."),
        Verb.RETURN: _("%(who)s returned it, %(when)s."),
        Verb.SUBMIT: _("%(who)s submitted it, %(when)s."),
        Verb.WITHDRAW: _("%(who)s withdrew it, %(when)s."),
        Verb.VOID: _("%(who)s edited it, %(when)s, so its review starts again."),
    }[Verb(move.verb)]
    sentence = told % {"who": move.who or _("The installation's owner"), "when": ago(move.at)}
    return f"{sentence} {_('Reason: %(reason)s', reason=move.reason)}" if move.reason else sentence


def decided(before: Item, after: Item) -> str:
    """Return what a decision has done to an item, for the reviewer who made it."""
    title = before.asset.words.title or before.asset.name
    if after.state == State.RETURNED:
        return str(_("Returned: “%(title)s” is back with %(who)s.", title=title, who=before.submitter or "–"))
    if after.state == State.APPROVED:
        return str(_("Approved: “%(title)s” is released for “%(channel)s”.", title=title, channel=pick(after.channel_name)))
    desk = next((stop.desk for stop in after.stops if stop.place == "now"), None)
    name = pick(STEP_NAMES[desk]) if desk else "–"
    return str(_("Approved: “%(title)s” goes on to the next step, “%(desk)s”.", title=title, desk=name))


def waited(since: datetime) -> str:
    """Return for how long an item has lain on this desk."""
    minutes = int((now() - since).total_seconds() // 60)
    if minutes < 60:
        return str(ngettext("%(num)d minute", "%(num)d minutes", max(1, minutes)))
    if minutes < 48 * 60:
        return str(ngettext("%(num)d hour", "%(num)d hours", minutes // 60))
    return str(ngettext("%(num)d day", "%(num)d days", minutes // 1440))


def usual_reasons() -> list[str]:
    """Return the reasons for returning that can be picked and then edited."""
    return [
        _("Please add where this was taken."),
        _("Please add the names of the people shown."),
        _("The picture is blurred; please choose another one."),
        _("Please check the event's name with the department."),
        _("Please add who took it, for the credit."),
        _("Something in the picture should not be public; please crop it or choose another one."),
    ]


def hint_texts() -> dict[str, str]:
    """Return the words for ``item.hints``."""
    return {
        "title": _("There is no title yet."),
        "caption": _("There is no caption yet."),
        "place": _("The place is missing."),
        "credit": _("The credit is missing."),
        "small": _("Its long edge is under 1280 pixels: it will look soft on a screen."),
    }
