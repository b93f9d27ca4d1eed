"""Pages of rule sets: the list with all versions, the editor, and what a month would have been."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from index.db import reading
from index.errors import Conflict, Invalid, VitrineError
from server import policy
from server.ledger.months import month_at, shifted
from server.points import common, defaults, periods, setting, trying, words
from server.points.setting import RuleLine
from server.web.errors import status_of
from server.web.services import actor, home, now, zone

blueprint = Blueprint("rule_sets", __name__, url_prefix="/points/rules")
Page = str | tuple[str, int] | Response


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "keep-points")


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"words": words}


@blueprint.get("/")
def index() -> Page:
    """Show the rule sets that hold, those that come with the product, and earlier versions."""
    with reading(home().engine) as session:
        found, old = setting.lines(session), setting.lines(session, replaced=True)
    return render_template("points/rules.html", rules=found, old=old, defaults=defaults.NAMES,
                           today=month_at(now(), zone()))


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Add a rule set, begun from one that comes with the product."""
    if request.method == "GET":
        name = request.args.get("like", "")
        with reading(home().engine) as session:
            text = defaults.offered(session, name) if name in defaults.NAMES else ""
        return _form(MultiDict({"rules": common.from_month(text, month_at(now(), zone())) if text else ""}))
    try:
        text = common.written(request.form)
        if "try" in request.form:
            return _form(request.form, tried=True)
        setting.add(home().engine, actor(), text, now=now())
    except (Invalid, Conflict) as error:
        return _form(request.form, error)
    flash(_("The rule set is kept, and its quotas are set."))
    return redirect(url_for(".index"))


@blueprint.route("/<int:rule>", methods=["GET", "POST"])
def change(rule: int) -> Page:
    """Show one version; the one that holds can be changed, which makes the next."""
    with reading(home().engine) as session:
        line = setting.line(session, str(rule))
    if request.method == "GET":
        return _form(MultiDict({"rules": line.text}), line=line)
    try:
        text = common.written(request.form)
        if "try" in request.form:
            return _form(request.form, line=line, tried=True)
        setting.change(home().engine, actor(), rule, text, now=now())
    except (Invalid, Conflict) as error:
        return _form(request.form, error, line=line)
    flash(_("The new version holds in all months that are open."))
    return redirect(url_for(".index"))


@blueprint.post("/<int:rule>/remove")
def remove(rule: int) -> Page:
    """Let a rule set hold no more."""
    setting.remove(home().engine, actor(), rule, now=now())
    flash(_("The rule set holds no more. Closed months keep their figures."))
    return redirect(url_for(".index"))


def _form(values: MultiDict[str, str], error: VitrineError | None = None, *, line: RuleLine | None = None,
          tried: bool = False) -> Page:
    month, comparison = values.get("month", "") or shifted(month_at(now(), zone()), -1), None
    if tried:
        try:
            comparison = trying.compared(home().engine, actor(), common.written(values), periods.month(month), zone(),
                                         now())
        except (Invalid, Conflict) as refused:
            error = refused
    text = common.written(values, strict=False)
    page = render_template("points/rule.html", text=text, settings=common.settings_of(text), line=line, month=month,
                           compared=comparison, names=common.NAMES,
                           errors={"rules": error.reason} if isinstance(error, Invalid) else {},
                           why=None if isinstance(error, Invalid) or error is None else error.reason)
    return (page, status_of(error)) if error else page
