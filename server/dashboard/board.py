"""Which figures there are, and whose."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _l

from index.catalogue.people import Actor
from server import policy
from server.dashboard import coverage, duties, items
from server.dashboard.figures import Figure, Found, Rows


def _belongs(actor: Actor) -> bool:
    return actor.department_id is not None


def _office(actor: Actor) -> bool:
    return policy.may(actor, "see-office")


FIGURES: Final = (
    Figure("unsubmitted", "mine", "upload", _l("not submitted yet"), Rows(items.unsubmitted), "waiting"),
    Figure("returned", "mine", "undo-2", _l("returned to me"), Rows(items.returned), "returned"),
    Figure("submitted", "mine", "send", _l("submitted this month"), Rows(items.submitted)),
    Figure("published", "mine", "check", _l("approved this month"), Rows(items.published)),
    Figure("shoots", "mine", "calendar", _l("shoots ahead"), Found(duties.my_shoots), "waiting"),
    Figure("kits", "mine", "camera", _l("kits in my hands"), Rows(duties.my_kits), "waiting"),
    Figure("department-came", "department", "upload", _l("brought in this month"), Rows(items.came), "", _belongs),
    Figure("department-waiting", "department", "clock", _l("in review now"), Rows(items.department_waiting), "waiting",
           _belongs),
    Figure("department-published", "department", "check", _l("approved this month"), Rows(items.department_published), "",
           _belongs),
    Figure("department-topics", "department", "flag", _l("topics to hand in for"), Found(duties.my_topics), "waiting",
           _belongs),
    Figure("department-kits", "department", "camera", _l("kits on loan"), Rows(duties.department_kits), "", _belongs),
    Figure("waiting", "office", "clock", _l("in review now"), Rows(items.waiting), "waiting", _office),
    Figure("overdue", "office", "triangle-alert", _l("reviews overdue"), Found(duties.overdue), "returned", _office),
    Figure("boards-due", "office", "presentation", _l("boards due in a week"), Rows(duties.boards_due), "waiting", _office),
    Figure("boards-late", "office", "triangle-alert", _l("boards past their day"), Rows(duties.boards_late),
           "returned", _office),
    Figure("all-shoots", "office", "calendar", _l("shoots without files yet"), Found(duties.shoots), "", _office),
    Figure("shoots-late", "office", "triangle-alert", _l("shoots overdue"), Found(duties.shoots_late), "returned", _office),
    Figure("kits-out", "office", "camera", _l("kits on loan"), Rows(duties.kits_out), "", _office),
    Figure("kits-late", "office", "triangle-alert", _l("kits overdue"), Rows(duties.kits_late), "returned", _office),
    Figure("events-with", "coverage", "image", _l("events with pictures"), Rows(coverage.events_with)),
    Figure("events-without", "coverage", "circle", _l("events without pictures"), Rows(coverage.events_without), "waiting"),
    Figure("of-place", "coverage", "map-pin", _l("approved in this term"), Rows(coverage.of_place)),
    Figure("never-shown", "coverage", "eye-off", _l("approved this term, never shown"), Rows(coverage.never_shown),
           "waiting"),
    Figure("liked", "coverage", "heart", _l("items liked this month"), Rows(coverage.liked)),
)
GROUPS: Final = {"mine": _l("Mine this month"), "department": _l("My department"), "office": _l("The office"),
                 "coverage": _l("Coverage")}
PLACES: Final = Rows(coverage.places)


def of(actor: Actor, *groups: str) -> list[Figure]:
    """Return this person's figures of some groups, in their order."""
    return [one for one in FIGURES if one.group in groups and one.whom(actor)]
