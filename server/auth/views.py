"""Pages for signing in and out, for the first administrator, and for one's own account."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.catalogue.people import Person
from index.db import reading
from index.errors import VitrineError
from server.auth import service
from server.auth.service import Founder
from server.deputies import lists as deputies
from server.deputies.service import decides
from server.web.actor import COOKIE
from server.web.errors import headers_of, status_of
from server.web.services import actor, home, now, zone
from server.web.views import safe_next

blueprint = Blueprint("auth", __name__)
Page = str | tuple[str, int] | tuple[str, int, dict[str, str]] | Response


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Page:
    """Ask for name and password, and let in."""
    onward = request.values.get("next", "")
    if g.get("actor"):
        return redirect(safe_next(onward))
    if request.method == "GET":
        return render_template("auth/sign_in.html", onward=onward)
    try:
        token = service.sign_in(home().engine, request.form.get("login", ""), request.form.get("password", ""),
                                address=request.remote_addr or "?", days=home().settings.session_days, now=now())
    except VitrineError as error:
        return render_template("auth/sign_in.html", onward=onward, why=error.reason,
                               login=request.form.get("login", "")), status_of(error), headers_of(error)
    return _signed_in(token, safe_next(onward))


@blueprint.post("/sign-out")
def sign_out() -> Page:
    """Forget this browser."""
    service.sign_out(home().engine, request.cookies.get(COOKIE, ""))
    session.clear()
    answer = redirect(url_for("auth.sign_in"))
    answer.delete_cookie(COOKIE)
    return answer


@blueprint.route("/setup/<token>", methods=["GET", "POST"])
def set_up(token: str) -> Page:
    """Make the first administrator, once."""
    service.check_setup(home().engine, token)
    if request.method == "GET":
        return render_template("auth/set_up.html", form={})
    form = request.form
    founder = Founder(form.get("login", ""), form.get("display", ""), form.get("password", ""), form.get("office", ""))
    try:
        signed_in = service.set_up(home().engine, token, founder, days=home().settings.session_days, now=now())
    except VitrineError as error:
        return render_template("auth/set_up.html", form=form, why=error.reason), status_of(error)
    return _signed_in(signed_in, url_for("library.index"))


@blueprint.route("/account", methods=["GET", "POST"])
def account() -> Page:
    """Show one's own account and change its password."""
    if request.method == "GET":
        return render_template("auth/account.html", **_deputy())
    try:
        service.change_password(home().engine, actor(), old=request.form.get("old", ""), new=request.form.get("new", ""),
                                keep=request.cookies.get(COOKIE, ""), now=now())
    except VitrineError as error:
        return render_template("auth/account.html", why=error.reason, **_deputy()), status_of(error)
    flash(_("Your password is changed. Other browsers have been signed out."))
    return redirect(url_for("auth.account"))


def _deputy() -> dict[str, Any]:
    """Return one's own deputy and absence, where one reviews; and for whom one decides now."""
    with reading(home().engine) as session:
        me = session.get(Person, actor().person_id)
        for_others = deputies.stood_in_for(session, actor(), now())
        if me is None or not (for_others or decides(session, me)):
            return {}
        return {"deputy": deputies.line_of(session, me, now(), zone()), "stood_in_for": for_others}


def _signed_in(token: str, onward: str) -> Response:
    session.clear()  # the form token of before belongs to nobody now
    answer = redirect(onward)
    answer.set_cookie(COOKIE, token, max_age=home().settings.session_days * 86_400, httponly=True, samesite="Lax",
                      secure=home().settings.secure_cookies)
    return answer
