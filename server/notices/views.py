"""The bell and the page of notices; where one leads; what each person chose."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.catalogue.notices import Kind
from index.db import reading
from index.errors import Invalid
from server.notices import choices, lists, way_lists, words
from server.notices.choices import DIGEST, MAIL, PAGE, SMS, WECOM, Reach
from server.notices.subjects import parts
from server.notices.tongue import Tongue
from server.web.errors import status_of
from server.web.i18n import language
from server.web.paging import PAGE as SIZE
from server.web.paging import Pager, page_number
from server.web.services import actor, home, now, zone

blueprint = Blueprint("notices", __name__)
PAGES: Final = {"asset": ("library.asset", "asset"), "binned": ("library.asset", "asset"), "story": ("stories.show", "story"),
                "consent": ("consents.show", "consent"), "search": ("searches.fresh", "search"),
                "batch": ("batches.show", "batch"), "collection": ("collections.show", "collection"),
                "emergency": ("emergencies.show", "emergency"), "screen": ("screens.show", "screen"),
                "webhook": ("webhooks.show", "webhook"),
                "board": ("boards.show", "board"), "note": ("feedback.show", "note"),
                "topic-task": ("topic_tasks.show", "task"), "newsletter-issue": ("newsletters.show", "issue"),
                "office-report": ("reports.show", "report"),
                "month": ("points.index", "month"), "honours": ("honours.index", "year"),
                "training": ("training.show", "training"),
                "handover": ("handover.show", "handover"),
                "placement": ("placements.show", "placement")}
"""The page of one thing, by the kind of subject."""
SEVERAL: Final = {"emergency": "emergencies.index", "screen": "screens.index", "board": "boards.index",
                  "webhook": "webhooks.index", "collection": "collections.index", "note": "feedback.index",
                  "topic-task": "topics.index",
                  "newsletter-issue": "newsletters.index", "office-report": "reports.index", "month": "points.index",
                  "honours": "honours.index",
                  "training": "training.index", "handover": "handover.index",
                  "placement": "placements.index"}
"""The page of several things."""
Page = str | tuple[str, int] | Response
HOURS = [(hour, f"{hour}:00") for hour in range(24)]


@blueprint.get("/notices/")
def index() -> Page:
    """Show one's notices by days: all, the unread, or those of one group."""
    group = request.args.get("group", "")
    group = group if group in words.GROUPS else ""
    only, number = request.args.get("unread") == "1", page_number()
    with reading(home().engine) as session:
        days, more = lists.days(session, actor(), tongue(), now(), group=group, only_unread=only,
                                offset=(number - 1) * SIZE, limit=SIZE)
    return render_template("notices/index.html", days=days, group=group, only_unread=only, groups=words.GROUPS,
                           say=tongue().say, unread=lists.unread(home().engine, actor())[0],
                           pages=Pager(number, SIZE, more))


@blueprint.get("/notices/count")
def count() -> Response:
    """Tell how many are unread, for the bell. Asked with what it said last (ETag), it answers 304 while that stands."""
    number, last = lists.unread(home().engine, actor())
    answer = jsonify(unread=number)
    answer.set_etag(f"{actor().person_id}-{number}-{last}")
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)


@blueprint.get("/notices/<int:notice>")
def show(notice: int) -> Page:
    """Note that a notice was read, and lead to what it is about; to the list where that may not be seen any more."""
    kind, subjects, details = lists.open_one(home().engine, actor(), notice, now())
    return redirect(target(kind, subjects, details) if subjects else url_for("notices.index"))


@blueprint.post("/notices/read")
def read() -> Page:
    """Note that notices were read: those named, or all."""
    given = [int(one) for one in request.form.getlist("notice") if one.isascii() and one.isdigit() and len(one) < 16]
    lists.mark_read(home().engine, actor(), None if "all" in request.form else given, now())
    return redirect(url_for("notices.index"))


@blueprint.route("/account/notices", methods=["GET", "POST"])
def mine() -> Page:
    """Show and change by which ways one is told of what."""
    chosen, error = choices.mine(home().engine, actor()), None
    if request.method == "POST":
        wanted = {str(kind): _wanted(kind) for kind in Kind}
        try:
            chosen = choices.Chosen(_reach(), wanted)
            choices.choose(home().engine, actor(), chosen.reach, wanted)
        except Invalid as problem:
            error = problem
        else:
            flash(_("Saved."))
            return redirect(url_for("notices.mine"))
    page = render_template("notices/mine.html", chosen=chosen, error=error, said=words.SAID, groups=words.GROUPS,
                           say=tongue().say, ways=way_lists.personal(home().engine), hours=HOURS)
    return (page, status_of(error)) if error else page


def tongue() -> Tongue:
    """Return the language of this reader."""
    return Tongue(language(), zone())


def target(kind: str, subjects: list[str], details: dict[str, Any]) -> str:
    """Return the page that a notice leads to."""
    thing, name = parts(subjects[0])
    one, channel = len(subjects) == 1, str(details.get("channel") or "").split()
    desk = words.SAID[kind].group == "desk" and kind != Kind.ANSWERED
    match thing:
        case "asset" | "story" if desk and one and len(channel) == 1:
            return url_for("review.show", item=name, channel=channel[0])
        case "asset" | "story" if desk and not one:
            return url_for("review.index")
        case "binned" if not one:
            return url_for("library.index" if kind == Kind.UNBINNED else "bin.index")
        case "binned" if name.startswith("S"):
            return url_for("stories.show", story=name)
        case "asset" if not one:
            return url_for("review.mine")
    if thing == "booking":
        return url_for("kit_bookings.index")
    if not one and thing in SEVERAL:
        return url_for(SEVERAL[thing])
    if thing in PAGES:
        endpoint, named = PAGES[thing]
        return url_for(endpoint, **dict[str, Any]({named: name}))
    return url_for("assignments.index")


def _wanted(kind: Kind) -> frozenset[str]:
    ways = {way for way in (PAGE, WECOM, SMS) if f"{kind}.{way}" in request.form}
    mail = request.form.get(f"{kind}.mail", "")
    return frozenset(ways | ({mail} & {MAIL, DIGEST}))


def _reach() -> Reach:
    form = request.form

    def hour(name: str, usual: int) -> int:
        given = form.get(name, "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 3 else usual

    return Reach(form.get("mail", "").strip(), form.get("phone", "").replace(" ", "").replace("-", "").strip(),
                 form.get("wecom", "").strip(), hour("digest_hour", 8), "digest_weekdays" in form,
                 hour("quiet_from", 21), hour("quiet_until", 7))
