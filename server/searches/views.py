"""What helps to search: suggestions while somebody types, and searches that are kept, shared and followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from index.catalogue.departments import Department
from index.db import reading
from index.errors import Conflict, Invalid, VitrineError
from server import policy
from server.library import tiles
from server.searches import following, forms, lists, service, synonyms
from server.searches.lists import Line
from server.searches.offers import offers
from server.web.errors import status_of
from server.web.i18n import language, pick
from server.web.services import actor, home, now

if TYPE_CHECKING:
    from index.search.suggest import Suggestion

blueprint = Blueprint("searches", __name__, url_prefix="/searches")
Page = str | tuple[str, int] | Response


@blueprint.get("/suggestions")
def suggestions() -> dict[str, Any]:
    """Give what ``q``, the text before the caret, may become: ``before`` stays, then comes an item's ``insert``.

    Items: kind (a field, or "field"), label, insert, count (or null), opens (whether more has to be typed).
    """
    here, found = offers(home(), actor(), request.args.get("q", ""), now(), chinese=language() == "zh_CN")
    return {"before": here.before, "items": [_item(one) for one in found]}


@blueprint.get("/")
def index() -> Page:
    """List the searches that are one's own or shared with one."""
    return render_template("searches/index.html", lines=lists.lines(home().engine, actor(), now()))


@blueprint.route("/synonyms", methods=["GET", "POST"])
def same() -> Page:
    """Show the office's list of words that mean the same, and write it anew."""
    policy.require(actor(), "keep-synonyms")
    before = given = synonyms.text(home())
    error = None
    if request.method == "POST":
        given, made_from = request.form.get("text", ""), request.form.get("before", "")
        try:
            count = synonyms.write(home(), actor(), given, before=made_from, now=now())
        except (Invalid, Conflict) as problem:
            error, before = problem, synonyms.text(home()) if isinstance(problem, Conflict) else made_from
        else:
            flash(_("Saved: %(count)s meanings. Searches go by them from now on.", count=count))
            return redirect(url_for("searches.same"))
    page = render_template("searches/synonyms.html", text=given, before=before, error=error,
                           newest=before if isinstance(error, Conflict) else "")
    return (page, status_of(error)) if error else page


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Keep a search: what the address or the form names."""
    policy.require(actor(), "save-search")
    if request.method == "GET":
        return _form({"text": request.args.get("q", ""), "sort": request.args.get("sort", "")})
    wish = forms.wish(request.form)
    try:
        service.save(home(), actor(), wish, now=now())
    except Invalid as error:
        return _form(request.form, error)
    flash(_("The search is saved."))
    return redirect(url_for("searches.index"))


@blueprint.route("/<int:search>/change", methods=["GET", "POST"])
def change(search: int) -> Page:
    """Change one's own search."""
    line = lists.line(home().engine, actor(), search, now())
    if not line.own:
        raise policy.forbidden("save-search")
    if request.method == "GET":
        return _form(forms.values(line), line=line)
    try:
        service.change(home(), actor(), search, forms.wish(request.form), now=now())
    except Invalid as error:
        return _form(request.form, error, line=line)
    flash(_("The search is saved."))
    return redirect(url_for("searches.index"))


@blueprint.post("/<int:search>/remove")
def remove(search: int) -> Page:
    """Remove a search."""
    service.remove(home().engine, actor(), search, now=now())
    flash(_("The search is removed."))
    return redirect(url_for("searches.index"))


@blueprint.post("/<int:search>/subscribe")
def subscribe(search: int) -> Page:
    """Be told of new finds, or, with ``stop``, no more."""
    if "stop" in request.form:
        service.unsubscribe(home().engine, actor(), search)
    else:
        service.subscribe(home(), actor(), search, now=now())
        flash(_("You will be told here of what it newly finds."))
    return redirect(url_for("searches.index"))


@blueprint.get("/<int:search>/fresh")
def fresh(search: int) -> Page:
    """Show what a search has newly found."""
    line = lists.line(home().engine, actor(), search, now())
    found = lists.fresh(home().engine, actor(), search, now())
    return render_template("searches/fresh.html", line=line, tiles=[tiles.tile(one, home().settings.zone) for one in found])


@blueprint.post("/<int:search>/seen")
def seen(search: int) -> Page:
    """Note that one has seen what a search finds now."""
    person_id = actor().person_id
    if person_id is None:
        raise policy.forbidden("save-search")
    lists.line(home().engine, actor(), search, now())
    following.look(home(), search, person_id, now())
    return redirect(url_for("searches.index"))


def _form(values: Mapping[str, str], error: VitrineError | None = None, line: Line | None = None) -> Page:
    field = error.field if isinstance(error, Invalid) else None
    page = render_template("searches/form.html", values=values, line=line, sharing=sharing(),
                           errors={field: error.reason} if error and field else {})
    return (page, status_of(error)) if error else page


def sharing() -> list[tuple[str, str]]:
    """With whom one may share: nobody, one's department (the office: each), everybody."""
    query = select(Department.code, Department.name, Department.name_en).order_by(Department.id)
    if not actor().sees_all:
        query = query.where(Department.id == actor().department_id)
    with reading(home().engine) as session:
        departments = session.execute(query).all()
    return [("private", _("Only me")),
            *((f"department:{code}", _("Department: %(name)s", name=pick((zh, en)))) for code, zh, en in departments),
            ("everyone", _("Everybody"))]


def _item(one: Suggestion) -> dict[str, Any]:
    return {"kind": one.kind, "label": one.label, "insert": one.insert, "count": one.count, "opens": one.opens}
