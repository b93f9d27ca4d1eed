"""Pages of collections: the list, one, making and changing it, its order and notes, its links."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from index.catalogue.assets import public_id, row_id
from index.catalogue.searches import Shared
from index.errors import Invalid, VitrineError
from server import policy
from server.boards.forms import day
from server.collections import colleagues, lists, service, shares
from server.collections.lists import Line
from server.collections.service import Wish
from server.library.forms import number
from server.outside.views import qr_code
from server.searches.views import sharing
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.picked import picked, some
from server.web.services import actor, home, now
from server.web.views import safe_next

blueprint = Blueprint("collections", __name__, url_prefix="/collections")
Page = str | tuple[str, int] | Response


@blueprint.get("/")
def index() -> Page:
    """List the collections that are one's own or shared with one."""
    return render_template("collections/index.html", lines=lists.lines(home().engine, actor(), now()))


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Make a collection."""
    policy.require(actor(), "collect")
    if request.method == "GET":
        return _form({})
    try:
        made = service.make(home().engine, actor(), _wish(), _chosen(), now=now())
    except Invalid as error:
        return _form(request.form, error)
    return redirect(url_for(".show", collection=made))


@blueprint.post("/put")
def put() -> Page:
    """Put a selection into a collection; where none is named, ask which, or for the name of a new one."""
    policy.require(actor(), "collect")
    ids, wanted = some(_chosen()), number(request.form.get("collection"))
    if not wanted:
        return _form({"assets": " ".join(map(public_id, ids)), "next": request.form.get("next", "")})
    try:
        added = service.put_in(home().engine, actor(), wanted, ids, now=now())
    except Invalid as error:
        flash(tell(error.reason), "error")
        return redirect(safe_next(request.form.get("next")))
    name = lists.line(home().engine, actor(), wanted, now()).name
    flash(ngettext("%(num)d item is put into “%(name)s”.", "%(num)d items are put into “%(name)s”.", added, name=name)
          if added else _("That is in “%(name)s” already.", name=name))
    return redirect(safe_next(request.form.get("next")))


@blueprint.get("/<int:collection>")
def show(collection: int) -> Page:
    """Show a collection: what of it the reader may see, in its order."""
    return render_template("collections/show.html", line=lists.line(home().engine, actor(), collection, now()),
                           items=lists.items(home().engine, actor(), collection, now()))


@blueprint.get("/<int:collection>/arrange")
def arrange(collection: int) -> Page:
    """Order a collection and say something of each item."""
    line = lists.line(home().engine, actor(), collection, now())
    if not line.edits:
        raise policy.forbidden("collect")
    return render_template("collections/arrange.html", line=line, longest=service.LONGEST["item"],
                           items=lists.items(home().engine, actor(), collection, now()))


@blueprint.post("/<int:collection>/order")
def order(collection: int) -> Page:
    """Set the order: all assets in it, or one with ``move`` up or down."""
    given = [row_id(one) for one in request.form.getlist("asset")]
    if "move" in request.form:
        given = _moved([one.asset.id for one in lists.items(home().engine, actor(), collection, now())], given[0],
                       -1 if request.form["move"] == "up" else 1)
    service.reorder(home().engine, actor(), collection, given, now=now())
    return redirect(url_for(".arrange", collection=collection))


@blueprint.post("/<int:collection>/notes")
def notes(collection: int) -> Page:
    """Save what is said of the items: a field ``note-V12`` for each."""
    try:
        for name, said in request.form.items():
            if name.startswith("note-"):
                service.annotate(home().engine, actor(), collection, row_id(name[5:]), said, now=now())
    except Invalid as error:
        flash(tell(error.reason), "error")
        return redirect(url_for(".arrange", collection=collection))
    flash(_("The notes are saved."))
    return redirect(url_for(".arrange", collection=collection))


@blueprint.post("/<int:collection>/take-out")
def take_out(collection: int) -> Page:
    """Take one asset out."""
    service.take_out(home().engine, actor(), collection, row_id(request.form.get("asset", "")), now=now())
    return redirect(url_for(".arrange", collection=collection))


@blueprint.route("/<int:collection>/change", methods=["GET", "POST"])
def change(collection: int) -> Page:
    """Change name, note and whom it is shared with."""
    line = _kept(collection)
    if request.method == "GET":
        shared = f"department:{line.department_code}" if line.shared == Shared.DEPARTMENT else line.shared
        return _form({"name": line.name, "note": line.note, "shared": shared, "together": "1" if line.together else ""},
                     line=line)
    try:
        service.change(home().engine, actor(), collection, _wish(), now=now())
    except Invalid as error:
        return _form(request.form, error, line=line)
    return redirect(url_for(".show", collection=collection))


@blueprint.route("/<int:collection>/people", methods=["GET", "POST"])
def people(collection: int) -> Page:
    """List the colleagues with whom a collection is shared by name; share it with one more, or change what one may."""
    line = _kept(collection)
    if request.method == "GET":
        return _people(line)
    try:
        colleagues.let_in(home().engine, actor(), collection, request.form.get("person", ""),
                          edits=request.form.get("may") == "edit", now=now())
    except Invalid as error:
        return _people(line, error), status_of(error)
    flash(_("Shared. They are told."))
    return redirect(url_for(".people", collection=collection))


@blueprint.post("/<int:collection>/people/<int:person>/let-go")
def let_go(collection: int, person: int) -> Page:
    """Share it with somebody no longer."""
    colleagues.let_go(home().engine, actor(), collection, person, now=now())
    flash(_("It is no longer shared with this person."))
    return redirect(url_for(".people", collection=collection))


@blueprint.post("/<int:collection>/remove")
def remove(collection: int) -> Page:
    """Remove a collection; the assets stay."""
    service.remove(home().engine, actor(), collection, now=now())
    flash(_("The collection is removed. The pictures stay in the library."))
    return redirect(url_for(".index"))


@blueprint.route("/<int:collection>/links", methods=["GET", "POST"])
def links(collection: int) -> Page:
    """List the links of a collection and make one; its address is shown once."""
    line = _kept(collection)
    if request.method == "GET":
        return _links(line)
    try:
        last_day = day(request.form, "last_day")
        if last_day is None:
            raise Invalid("last_day", "请填写截止日期", "a last day is needed")
        token = shares.make(home().engine, actor(), collection, last_day, home().settings.zone,
                            takes="takes" in request.form, note=request.form.get("note", ""), now=now())
    except Invalid as error:
        return _links(line, error), status_of(error)
    address = urljoin(home().settings.public_url or request.host_url, url_for("shared.index", token=token))
    return _links(line, made=address)


@blueprint.post("/<int:collection>/links/<int:share>/revoke")
def revoke(collection: int, share: int) -> Page:
    """Close a link for good."""
    shares.revoke(home().engine, actor(), collection, share, now=now())
    flash(_("The link is closed."))
    return redirect(url_for(".links", collection=collection))


def _kept(collection: int) -> Line:
    line = lists.line(home().engine, actor(), collection, now())
    if not line.keeps:
        raise policy.forbidden("collect")
    return line


def _wish() -> Wish:
    form = request.form
    shared, _colon, department = form.get("shared", Shared.PRIVATE).partition(":")
    return Wish(form.get("name", ""), form.get("note", ""), shared, department, "together" in form)


def _chosen() -> list[int]:
    return [row_id(one) for one in picked()]


def _moved(ids: list[int], asset_id: int, by: int) -> list[int]:
    if asset_id not in ids:
        return ids
    at = ids.index(asset_id)
    to = min(max(at + by, 0), len(ids) - 1)
    ids[at], ids[to] = ids[to], ids[at]
    return ids


def _form(values: Mapping[str, str], error: VitrineError | None = None, line: Line | None = None) -> Page:
    field = error.field if isinstance(error, Invalid) else None
    mine = lists.mine(home().engine, actor()) if values.get("assets") else []
    page = render_template("collections/form.html", values=values, line=line, sharing=sharing(), mine=mine,
                           errors={field: error.reason} if error and field else {})
    return (page, status_of(error)) if error else page


def _people(line: Line, error: Invalid | None = None) -> str:
    return render_template("collections/people.html", line=line, choices=colleagues.choices(home().engine, actor()),
                           people=colleagues.listed(home().engine, actor(), line.id), values=request.form,
                           error=error.reason if error else None)


def _links(line: Line, error: Invalid | None = None, made: str = "") -> str:
    today = now().astimezone(home().settings.zone).date()
    shown, held_back = shares.would_show(home().engine, actor(), line.id, now())
    return render_template("collections/links.html", line=line, shown=shown, held_back=held_back, made=made,
                           form=request.form,
                           lines=shares.listed(home().engine, actor(), line.id, home().settings.zone, now()),
                           code=qr_code(made) if made else "", why=error.reason if error else None,
                           wrong=error.field if error else None, office=actor().sees_all,
                           today=today, usual=today + shares.USUAL_TERM)
