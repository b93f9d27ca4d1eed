"""The frame around every page: its rail, what waits for the reader, and helpers for templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from flask import Flask, current_app, g, request, url_for
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from index.catalogue import emergencies
from index.catalogue.emergencies import Emergency
from index.catalogue.people import Actor, Role
from index.db import reading
from index.search import names
from server import policy
from server.notices import lists as notices
from server.searches import lists as searches
from server.web import needs
from server.web.i18n import language
from server.web.paging import turned
from server.web.services import home, now, services


@dataclass(frozen=True, slots=True)
class Room:
    """One entry of the rail: the main page of a feature, shown to those who may ``verb`` and may not ``unless``.

    Pages of the features ``also`` are under this entry too.
    """

    endpoint: str
    icon: str
    name: Any
    verb: str | None = None
    unless: str | None = None
    also: tuple[str, ...] = ()

    @property
    def features(self) -> tuple[str, ...]:
        return (self.endpoint.split(".")[0], *self.also)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page: the rail's entries, those of them at the foot of a phone, how much waits for, is unread
    by and is new to the reader, and to those who may end it what covers the screens.
    """

    rooms: list[Room]
    foot: list[Room]
    waiting: needs.Waiting
    unread: int
    news: int
    alarms: list[Emergency]


# The order of the rail. A feature's main page is the endpoint `<feature>.index`; it appears once it is registered.
ROOMS: Final = (
    Room("library.index", "image", _l("Library"),
         also=("batch", "bin", "checks", "consents", "describing", "downloads", "places", "plans", "searches", "sheets",
               "stacks")),
    Room("uploads.index", "upload", _l("Upload"), "upload", also=("batches", "clocks", "outside", "receipts")),
    Room("review.index", "circle-check", _l("Review"), "review", also=("asides",)),
    Room("review.mine", "history", _l("Mine"), "submit", unless="review"),
    Room("stories.index", "newspaper", _l("Stories"), "write-story", also=("newsletter_issue", "newsletters", "story_bin",)),
    Room("collections.index", "images", _l("Collections")),
    Room("assignments.index", "calendar", _l("Assignments"), "upload",
         also=("agenda", "handover", "kit_bookings", "kits", "topic_tasks", "topics", "training")),
    Room("points.index", "list-ordered", _l("Appraisal"), "see-points",
         also=("department_groups", "honours", "ledger", "outlets", "person_points", "placements", "quotas",
               "report_pictures", "reports", "rule_sets")),
    Room("dashboard.index", "layout-grid", _l("Overview")),
    Room("boards.index", "presentation", _l("Boards"), also=("board_history", "board_refresh", "loops", "plays", "times")),
    Room("screens.index", "monitor", _l("Screens"), "edit-screens",
         also=("bulletins", "campuses", "emergencies", "fleet", "screen_groups")),
    Room("office.index", "layout-dashboard", _l("Office"), "see-office", also=("feedback", "rights", "takedowns")),
    Room("admin.index", "settings", _l("Admin"), "administer",
         also=("archive", "calendar", "channels", "demands", "deputies", "story_kinds", "trail", "ways", "webhooks")),
)


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(may=may, has_page=has_page, sprite=sprite, drawn=drawn, media=media, turned=turned,
                                 the_frame=the_frame, kinds_of_suggestion=kinds_of_suggestion)
    app.context_processor(_everywhere)


def may(verb: str) -> bool:
    """Say whether the reader may do this at all."""
    found: Actor | None = g.get("actor")
    return found is not None and policy.may(found, verb)


def has_page(endpoint: str) -> bool:
    """Say whether this page is part of the application."""
    return endpoint in current_app.view_functions


def rooms(actor: Actor) -> list[Room]:
    """Return the entries of the rail for this reader."""
    return [room for room in ROOMS if has_page(room.endpoint)
            and (room.verb is None or policy.may(actor, room.verb))
            and not (room.unless and policy.may(actor, room.unless))]


def at_foot(actor: Actor, found: Sequence[Room]) -> list[Room]:
    """Return which of these entries a phone has at its foot, the others being one step further: the first three, and the
    overview for whoever looks after more than their own.
    """
    oversees = policy.may(actor, "see-office") or Role.DIRECTOR in actor.roles
    return [room for place, room in enumerate(found) if place < 3 or (oversees and room.endpoint == "dashboard.index")]


def kinds_of_suggestion() -> dict[str, str]:
    """Return the name of each field whose values the search box suggests to a bare word."""
    return {field: names.spelled(field, chinese=language() == "zh_CN") for field in names.MEANT}


@cache
def _sprite_folder() -> str:
    vendor = files("server") / "static" / "vendor"
    return max(one.name for one in vendor.iterdir() if one.name.startswith("lucide-"))


def sprite(icon: str) -> str:
    """Return the address of one icon."""
    return f"{_sprite()}#{icon}"


def drawn(icon: str, kind: str = "") -> Markup:
    """Return one icon as HTML, of the ``kind`` icon-s, icon-l or none. Words beside it say what it means."""
    return _drawn(_sprite(), icon, kind)


def media(sha256: str) -> str:
    """Return the address of a rendition; a wall of pictures has hundreds, and the routes are asked once."""
    if "media" not in g:
        g.media = url_for("media.rendition", sha256="-").removesuffix("-")
    return f"{g.media}{sha256}"


def _sprite() -> str:
    if "sprite" not in g:
        g.sprite = url_for("static", filename=f"vendor/{_sprite_folder()}/sprite.svg")
    return str(g.sprite)


@lru_cache(maxsize=512)
def _drawn(sprite: str, icon: str, kind: str) -> Markup:
    return Markup('<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>').format(
        kind, sprite, icon)


def the_frame() -> Frame:
    """Return what the frame says to the reader who has signed in; only pages that have one ask for it."""
    actor, engine = g.actor, home().engine
    found = rooms(actor)
    return Frame(found, at_foot(actor, found), needs.waiting(engine, actor, now()), notices.unread(engine, actor)[0],
                 searches.news(engine, actor, now()), _alarms(actor))


def _alarms(actor: Actor) -> list[Emergency]:
    if not policy.may(actor, "raise-emergency"):
        return []
    with reading(home().engine) as session:
        return emergencies.on(session, now())


def _everywhere() -> dict[str, Any]:
    if request.blueprint == "kiosk" or "vitrine" not in current_app.extensions:
        return {}
    settings = services().home.settings
    return {"campus": (settings.campus_zh, settings.campus_en), "actor": g.get("actor")}
