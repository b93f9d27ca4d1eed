"""The administrator's page of the ways: set up, try out, see what did not arrive."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from index.catalogue.deliveries import ROBOTS, Means
from index.errors import Conflict, Invalid, NotFound, VitrineError
from server import policy
from server.admin.views import seen
from server.notices import choices, sending, setup, way_lists, words
from server.notices.outside.wire import Undelivered
from server.notices.views import tongue
from server.notices.way_checks import GROUP_KINDS, OPTIONS, SECRETS
from server.web.errors import status_of
from server.web.services import actor, home, now

blueprint = Blueprint("ways", __name__, url_prefix="/admin/ways")
Page = str | tuple[str, int] | Response
NAMES = {Means.MAIL: (_l("Mail"), "inbox"), Means.WECOM: (_l("WeCom, to each person"), "message-square-warning"),
         Means.SMS: (_l("SMS"), "radio"), Means.WECOM_ROBOT: (_l("Robot of a WeCom group"), "users"),
         Means.DINGTALK_ROBOT: (_l("Robot of a DingTalk group"), "users")}
USUAL: dict[str, dict[str, Any]] = {
    Means.MAIL: {"port": "587", "security": "starttls"},
    Means.SMS: {"method": "POST", "encoding": "json", "success": "code = 0",
                "body": '{"phone": "{phone}", "content": "{sign}{text}", "key": "{key}"}'},
    **{key: {"kinds": [str(kind) for kind in GROUP_KINDS], "office": True} for key in ROBOTS},
}


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "administer")


@blueprint.get("/")
def index() -> Page:
    """Show the ways that are set up, how each fares, and what did not arrive."""
    lines = way_lists.ways(home())
    return render_template("notices/ways.html", subjects=seen(), tab="ways", ways=lines, names=NAMES, robots=ROBOTS,
                           missing=[one for one in Means if one in ROBOTS or one not in {line.means for line in lines}],
                           failures=way_lists.failures(home().engine), said=words.SAID, say=tongue().say,
                           mine=choices.mine(home().engine, actor()).reach, public=home().settings.public_url)


@blueprint.route("/new/<means>", methods=["GET", "POST"])
def new(means: str) -> Page:
    """Set up a way."""
    if means not in OPTIONS:
        raise NotFound(what=f"“{means}”")
    return _form(means, None)


@blueprint.route("/<int:way>", methods=["GET", "POST"])
def change(way: int) -> Page:
    """Change a way; a secret that is left empty stays as it was."""
    line = next((one for one in way_lists.ways(home()) if one.id == way), None)
    if line is None:
        raise NotFound(what=f"“{way}”")
    return _form(line.means, line)


@blueprint.post("/<int:way>/remove")
def remove(way: int) -> Page:
    """Forget a way, with its secrets and what was to be sent by it."""
    setup.remove(home(), actor(), way, now=now())
    flash(_("Removed."))
    return redirect(url_for("ways.index"))


@blueprint.post("/<int:way>/test")
def test(way: int) -> Page:
    """Send a test, and tell what the other side said."""
    try:
        setup.test(home(), actor(), way, request.form.get("to", "").strip(), tongue(), now=now())
    except Undelivered as error:
        flash(VitrineError("way-refused", why=error.why).reason.text(tongue().language), "error")
    except Invalid as error:
        flash(error.reason.text(tongue().language), "error")
    else:
        flash(_("The test was taken by the other side."))
    return redirect(url_for("ways.index"))


@blueprint.post("/again")
def again() -> Page:
    """Let everything that was given up be tried again."""
    sending.try_again(home().engine, now())
    flash(_("All of it is tried again within a minute."))
    return redirect(url_for("ways.index"))


def _form(means: str, line: way_lists.WayLine | None) -> Page:
    error = None
    given: dict[str, Any] = dict(line.options if line else USUAL.get(means, {}))
    name, active = (line.name, line.active) if line else (str(NAMES[Means(means)][0]), True)
    if request.method == "POST":
        form = request.form
        given = {one: form.get(one, "") for one in OPTIONS[means]}
        if means in ROBOTS:
            given |= {"kinds": form.getlist("kinds"), "office": "office" in form}
        name, active = form.get("name", ""), "active" in form
        secrets = {one: form.get(f"secret-{one}", "") for one in SECRETS[means]}
        try:
            setup.save(home(), actor(), setup.Wish(means, name, active, given, secrets), line.id if line else None, now=now())
        except (Invalid, Conflict) as problem:
            error = problem
        else:
            flash(_("Saved."))
            return redirect(url_for("ways.index"))
    page = render_template("notices/way.html", subjects=seen(), tab="ways", means=means, line=line, given=given, name=name,
                           active=active, error=error, title=NAMES[Means(means)][0], group_kinds=GROUP_KINDS,
                           said=words.SAID, say=tongue().say, kept=line.kept if line else frozenset())
    return (page, status_of(error)) if error else page
