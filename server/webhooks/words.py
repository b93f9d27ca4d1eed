"""What the kinds of events are called, in the groups in which they are offered."""

from __future__ import annotations

from typing import Any, Final

from flask_babel import lazy_gettext as _l

from server.webhooks.events import TEST

GROUPS: Final[tuple[tuple[Any, tuple[str, ...]], ...]] = (
    (_l("Stories"), ("story.published", "story.taken_down", "story.in_review")),
    (_l("Photos, films and posters"), ("asset.published", "asset.taken_down", "asset.in_review")),
    (_l("Placements, newsletters, reports"), ("placement.adopted", "newsletter.issued", "report.issued")),
    (_l("Work"), ("topic.set", "assignment.made", "assignment.closed", "training.set", "training.called_off")),
    (_l("Screens"), ("bulletin.published", "bulletin.ended", "emergency.raised", "emergency.ended")))
NAMES: Final[dict[str, Any]] = {
    "story.published": _l("A story is published"), "story.taken_down": _l("A story is taken down"),
    "story.in_review": _l("A published story is back in review"),
    "asset.published": _l("A picture or film is published"), "asset.taken_down": _l("A picture or film is taken down"),
    "asset.in_review": _l("A published picture or film is back in review"),
    "placement.adopted": _l("An outlet adopted something"), "newsletter.issued": _l("A newsletter is issued"),
    "report.issued": _l("A report of the office is issued"), "topic.set": _l("A topic is set"),
    "assignment.made": _l("An assignment is made"), "assignment.closed": _l("An assignment is closed"),
    "training.set": _l("A training is set"), "training.called_off": _l("A training is called off"),
    "bulletin.published": _l("A bulletin is published"), "bulletin.ended": _l("A bulletin is ended early"),
    "emergency.raised": _l("An emergency or drill is raised"), "emergency.ended": _l("An emergency or drill is ended early"),
    TEST: _l("Test")}
