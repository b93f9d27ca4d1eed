"""Pages of programs' tokens: the list, making one, revoking one."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.catalogue.tokens import SCOPE_NAMES
from index.errors import Invalid, NotFound, VitrineError
from server import policy
from server.admin import lists as people
from server.boards.forms import day
from server.tokens import lists, service
from server.web.errors import status_of
from server.web.services import actor, home, now, zone
from server.web.shell import may

blueprint = Blueprint("tokens", __name__, url_prefix="/tokens")
Page = str | tuple[str, int] | Response
USUAL_TERM: Final = timedelta(days=180)


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "make-tokens")


@blueprint.get("/")
def index() -> str:
    """List one's own tokens, to the administrator all."""
    return _list()


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Make a token; it is shown once."""
    if request.method == "GET":
        return _form()
    form = request.form
    try:
        wish = service.Wish(form.get("program", ""), tuple(form.getlist("scopes")), day(form, "last_day"),
                            form.get("person") or None)
        _made, token = service.add(home().engine, actor(), wish, zone(), now=now())
    except (Invalid, NotFound) as error:
        return _form(error), status_of(error)
    return _list(token)


@blueprint.post("/<int:number>/revoke")
def revoke(number: int) -> Page:
    """Revoke a token."""
    service.revoke(home().engine, actor(), number, now=now())
    flash(_("The token is revoked. Its program is let in no more."))
    return redirect(url_for(".index"))


def _list(made: str | None = None) -> str:
    return render_template("tokens/index.html", lines=lists.tokens(home().engine, actor(), now()), made=made,
                           scopes=SCOPE_NAMES)


def _form(error: VitrineError | None = None) -> str:
    today = now().astimezone(zone()).date()
    others = [(one.name, f"{one.display} ({one.name})") for one in people.users(home().engine)
              if one.active] if may("administer") else []
    return render_template(
        "tokens/new.html", form=request.form, chosen=request.form.getlist("scopes"), scopes=SCOPE_NAMES, others=others,
        today=today, most=today + service.LONGEST_TERM, usual=today + USUAL_TERM, why=error.reason if error else None,
        wrong=error.field if isinstance(error, Invalid) else None)
