"""Pages of quotas: the list, and the form of one. Departments see what is asked; the office sets it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from index.catalogue import stories
from index.catalogue.channels import Channel
from index.catalogue.outlets import Outlet
from index.catalogue.people import Person
from index.catalogue.quotas import Quota, QuotaTarget
from index.db import reading
from index.errors import Conflict, Invalid, VitrineError
from server import policy
from server.ledger.entries import Happened
from server.ledger.lists import ASSET_KINDS
from server.ledger.months import month_at
from server.points import asking, forms, groups, quota_lists, standing, words
from server.points.periods import Per
from server.points.quota_lists import QuotaLine
from server.points.quotas import Of, Subject, Unit
from server.points.views import departments_of
from server.web.errors import status_of
from server.web.i18n import pick
from server.web.services import actor, home, now, zone

blueprint = Blueprint("quotas", __name__, url_prefix="/points/quotas")
Page = str | tuple[str, int] | Response


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "keep-points")


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"words": words}


@blueprint.get("/")
def index() -> Page:
    """Show the quotas that are asked now or later, and those that are over."""
    with reading(home().engine) as session:
        rows = session.scalars(select(Quota).order_by(Quota.from_month, Quota.id)).all()
        whom = _whom(session)
        kinds, channels = _kinds(session), _channels(session)
    today = month_at(now(), zone())
    return render_template("points/quotas.html", quotas=rows, whom=whom, kinds=dict(kinds), channels=dict(channels),
                           today=today)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Set a quota."""
    if request.method == "GET":
        start = month_at(now(), zone())
        return _form(request.args or MultiDict({"from_month": start, "per": Per.MONTH, "trigger": Happened.SUBMITTED,
                                                "unit": Unit.ITEM, "wanted": "1"}))
    try:
        asking.add(home().engine, actor(), forms.wish(request.form), now=now())
    except (Invalid, Conflict) as error:
        return _form(request.form, error)
    flash(_("The quota is set."))
    return redirect(url_for(".index"))


@blueprint.route("/<int:quota>", methods=["GET", "POST"])
def change(quota: int) -> Page:
    """Change a quota."""
    with reading(home().engine) as session:
        line = quota_lists.line(session, quota)
    if request.method == "GET":
        return _form(forms.of_wish(line.wish), quota=line)
    try:
        asking.change(home().engine, actor(), quota, forms.wish(request.form), now=now())
    except (Invalid, Conflict) as error:
        return _form(request.form, error, quota=line)
    flash(_("Saved."))
    return redirect(url_for(".index"))


@blueprint.post("/<int:quota>/remove")
def remove(quota: int) -> Page:
    """Remove a quota from all months that are open."""
    asking.remove(home().engine, actor(), quota, now=now())
    flash(_("The quota is removed. Closed months keep it."))
    return redirect(url_for(".index"))


def _form(values: MultiDict[str, str], error: VitrineError | None = None, quota: QuotaLine | None = None) -> Page:
    with reading(home().engine) as session:
        people = session.execute(select(Person.id, Person.display).where(Person.active).order_by(Person.display))
        choices = {"kinds": _kinds(session), "channels": _channels(session), "departments": departments_of(session),
                   "groups": [(one.id, one.name) for one in groups.lines(session)],
                   "people": [(row.id, row.display) for row in people],
                   "outlets": list(session.scalars(select(Outlet.name).where(Outlet.active).order_by(Outlet.name)))}
    page = render_template("points/quota.html", values=values, quota=quota, choices=choices,
                           errors={error.field: error.reason} if isinstance(error, Invalid) else {},
                           why=None if isinstance(error, Invalid) or error is None else error.reason)
    return (page, status_of(error)) if error else page


def _kinds(session: Session) -> list[tuple[str, str]]:
    own = {one.code: pick((one.name, one.name_en)) for one in stories.kinds(session)}
    return [*own.items(), *((code, pick(pair)) for code, pair in ASSET_KINDS.items() if code not in own)]


def _channels(session: Session) -> list[tuple[str, str]]:
    return [(row.code, pick((row.name, row.name_en))) for row in session.execute(
        select(Channel.code, Channel.name, Channel.name_en).where(Channel.active).order_by(Channel.id))]


def _whom(session: Session) -> dict[int, list[str]]:
    """Return of whom each quota is asked, by name; of everybody where it names nobody."""
    targets = session.scalars(select(QuotaTarget).order_by(QuotaTarget.id)).all()
    subjects = {one.id: Subject(*((Of.DEPARTMENT, one.department_id) if one.department_id is not None else
                                  (Of.GROUP, one.group_id) if one.group_id is not None else (Of.PERSON, one.person_id or 0)))
                for one in targets}
    names = standing.names_of(session, subjects.values())
    found: dict[int, list[str]] = {}
    for one in targets:
        found.setdefault(one.quota_id, []).append(names.get(subjects[one.id], "–"))
    return found
