"""The pages of bulletins: what stands on screens, the form with its blanks, the templates."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from index.catalogue.bulletins import BulletinTemplate
from index.db import reading
from index.errors import Invalid, NotFound, VitrineError
from kiosk.bulletins import counted
from server import policy
from server.bulletins import filling, forms, lists, service
from server.screens import aiming, prepared, prepared_views, spoken
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.services import actor, home, now, zone

blueprint = Blueprint("bulletins", __name__, url_prefix="/bulletins")
Page = str | tuple[str, int] | Response


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "publish-bulletin")


@blueprint.get("/")
def index() -> Page:
    """Show what stands on screens, what will, and what did."""
    with reading(home().engine) as session:
        return render_template("bulletins/index.html", current=lists.current(session, now()), past=lists.past(session, now()))


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Fill a template's blanks and publish it."""
    if request.method == "GET":
        return _form(MultiDict({"template": request.args.get("template", "")}))
    try:
        made = service.publish(home().engine, actor(), forms.wish(request.form, zone(), now()), zone(), now=now())
    except (Invalid, NotFound) as error:
        return _form(request.form, error)
    flash(_("Published. Screens with a network show it within half a minute."))
    return redirect(url_for("bulletins.show", bulletin=made))


@blueprint.post("/words")
def words() -> Response:
    """Say which words a form comes to, or what it still lacks: the preview asks while it is written."""
    try:
        wish = forms.wish(request.form, zone(), now())
        with reading(home().engine) as session:
            said = service.words(session, wish, zone(), now())
    except (Invalid, NotFound) as error:
        return jsonify(why=tell(error.reason), field=error.field if isinstance(error, Invalid) else None)
    line, line_en = filling.band(wish.filled, zone())
    return jsonify(**asdict(said), line=line, line_en=line_en, starts=wish.filled.starts_at.isoformat(),
                   **counted(said.title, said.title_en, wish.filled.matter, wish.filled.matter_en))


@blueprint.get("/<int:bulletin>")
def show(bulletin: int) -> Page:
    """Show one bulletin: its words, its screens, its end."""
    with reading(home().engine) as session:
        return render_template("bulletins/show.html", line=lists.bulletin(session, bulletin, now()))


@blueprint.post("/<int:bulletin>/end")
def end(bulletin: int) -> Page:
    """Take a bulletin off all screens."""
    service.end(home().engine, actor(), bulletin, now=now())
    flash(_("Taken off. Screens with a network follow within seconds."))
    return redirect(url_for("bulletins.show", bulletin=bulletin))


@blueprint.get("/templates")
def templates() -> Page:
    """List the templates."""
    with reading(home().engine) as session:
        return render_template("bulletins/templates.html", templates=prepared.every(session, BulletinTemplate))


@blueprint.route("/templates/new", methods=["GET", "POST"])
def new_template() -> Page:
    """Write a template."""
    return _keep_template(None)


@blueprint.route("/templates/<int:template>", methods=["GET", "POST"])
def change_template(template: int) -> Page:
    """Change a template; what was published from it stays as it is."""
    return _keep_template(template)


@blueprint.post("/templates/<int:template>/remove")
def remove_template(template: int) -> Page:
    """Forget a template."""
    service.remove_template(home().engine, actor(), template, now=now())
    flash(_("Removed."))
    return redirect(url_for("bulletins.templates"))


def _form(form: MultiDict[str, str], error: VitrineError | None = None) -> Page:
    with reading(home().engine) as session:
        every = prepared.every(session, BulletinTemplate)
        chosen = next((one for one in every if str(one.id) == form.get("template")), every[0] if every else None)
        page = render_template("bulletins/form.html", templates=every, chosen=chosen, values=form, error=error,
                               choices=aiming.choices(session), longest=filling.LONGEST, shown=forms.SHOWN,
                               field=error.field if isinstance(error, Invalid) else None)
    return (page, status_of(error)) if error else page


def _keep_template(template: int | None) -> Page:
    def save(form: MultiDict[str, str]) -> None:
        service.keep_template(home().engine, actor(), form.get("name", ""), spoken.from_form(form), template, now=now())

    return prepared_views.form(BulletinTemplate, template, save, "bulletins/template.html", "bulletins.templates",
                               blanks=filling.BLANKS)
