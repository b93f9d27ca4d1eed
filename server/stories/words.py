"""The words of stories that come from codes: parts of the credit, fields of a version."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _

from index.catalogue.stories import CreditPart, StoryKind
from server.stories.pictures import Flaw
from server.web.i18n import language


def offered(kinds: list[StoryKind]) -> Callable[[str], list[tuple[str, str]]]:
    """Return a function that gives the kinds that a form offers, in the reader's language, and the one that a story has."""
    chinese = language() == "zh_CN"
    return lambda has: [(one.code, one.name if chinese else one.name_en) for one in kinds if one.active or one.code == has]


def part(code: str) -> str:
    """Return what somebody did for a story."""
    return str({CreditPart.AUTHOR: _("Words"), CreditPart.PHOTOGRAPHER: _("Pictures")}[CreditPart(code)])


def flaw(code: str) -> str:
    """Return what stands against a picture in a story, or is still to be done for it."""
    return str({Flaw.BINNED: _("it lies in the recycle bin."),
                Flaw.TAKEN_DOWN: _("it was taken down."), Flaw.EXPIRED: _("its term is over."),
                Flaw.OBJECTED: _("somebody whom it shows has not agreed, or no longer."),
                Flaw.EMBARGOED: _("It is under embargo: readers do not see it before."),
                Flaw.NO_CONSENT: _("No consent for this channel is on record of somebody whom it names."),
                Flaw.NOT_APPROVED: _("It is not approved for this channel: until it is, readers do not see it.")}[Flaw(code)])


def field(name: str) -> str:
    """Return the name of what changed beside the words."""
    return str({"kind": _("Kind of story"), "event_id": _("Event"), "lead_id": _("Lead picture"),
                "assets": _("Pictures and their captions"),
                "shown": _("What the library says under its pictures"), "credits": _("Credit"),
                "marks": _("Bold, headings, lists and links")}[name])
