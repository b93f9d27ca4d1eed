"""The administrator's pages of webhooks: the list, setting one up, one with its deliveries."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.errors import Conflict, Invalid, VitrineError
from server import policy
from server.admin.views import seen
from server.web.errors import status_of
from server.web.i18n import language
from server.web.services import actor, home, now, services
from server.webhooks import lists, service, words
from server.webhooks.troubles import worded

blueprint = Blueprint("webhooks", __name__, url_prefix="/admin/webhooks")
Page = str | tuple[str, int] | Response


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "administer")


@blueprint.get("/")
def index() -> Page:
    """List the webhooks."""
    return render_template("webhooks/index.html", subjects=seen(), tab="webhooks",
                           lines=lists.webhooks(home().engine, actor()))


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Set a webhook up; its secret is shown once."""
    if request.method == "GET":
        return _form(service.Wish("", "", ("story.published", "story.taken_down", "story.in_review")))
    wish = _wish()
    try:
        made, secret = service.add(home(), actor(), wish, now=now())
    except (Invalid, Conflict) as error:
        return _form(wish, error=error)
    return _one(made, secret)


@blueprint.get("/<int:webhook>")
def show(webhook: int) -> Page:
    """Show a webhook with its latest deliveries."""
    return _one(webhook)


@blueprint.route("/<int:webhook>/change", methods=["GET", "POST"])
def change(webhook: int) -> Page:
    """Change a webhook."""
    line, _deliveries = lists.webhook(home().engine, actor(), webhook)
    if request.method == "GET":
        return _form(service.Wish(line.name, line.address, line.kinds, line.active), line)
    wish = _wish()
    try:
        service.change(home(), actor(), webhook, wish, now=now())
    except Invalid as error:
        return _form(wish, line, error)
    flash(_("Saved."))
    return redirect(url_for(".show", webhook=webhook))


@blueprint.post("/<int:webhook>/renew")
def renew(webhook: int) -> Page:
    """Make a new secret, which is shown once."""
    return _one(webhook, service.renew(home(), actor(), webhook, now=now()))


@blueprint.post("/<int:webhook>/test")
def test(webhook: int) -> Page:
    """Post a test, and tell what the other side answered."""
    outcome = service.test(home(), actor(), webhook, services().clock)
    if outcome.error is None:
        flash(_("The test was taken: HTTP %(status)s after %(ms)d ms.", status=outcome.status, ms=outcome.took_ms))
    else:
        flash(worded(outcome.error).reason.text(language()), "error")
    return redirect(url_for(".show", webhook=webhook))


@blueprint.post("/<int:webhook>/deliveries/<int:delivery>/again")
def again(webhook: int, delivery: int) -> Page:
    """Send a delivery again."""
    try:
        service.again(home(), actor(), webhook, delivery, now=now())
    except Conflict as error:
        flash(error.reason.text(language()), "error")
    else:
        flash(_("It is sent again within seconds."))
    return redirect(url_for(".show", webhook=webhook))


@blueprint.post("/<int:webhook>/remove")
def remove(webhook: int) -> Page:
    """Forget a webhook, with its secret and its deliveries."""
    service.remove(home(), actor(), webhook, now=now())
    flash(_("Removed."))
    return redirect(url_for(".index"))


def _wish() -> service.Wish:
    form = request.form
    return service.Wish(form.get("name", ""), form.get("address", ""), tuple(form.getlist("kinds")), "active" in form)


def _one(webhook: int, secret: str | None = None) -> Page:
    line, deliveries = lists.webhook(home().engine, actor(), webhook)
    return render_template("webhooks/one.html", line=line, deliveries=deliveries, secret=secret, names=words.NAMES,
                           worded=worded)


def _form(wish: service.Wish, line: lists.WebhookLine | None = None, error: VitrineError | None = None) -> Page:
    page = render_template("webhooks/form.html", wish=wish, line=line, groups=words.GROUPS, names=words.NAMES,
                           inside=home().settings.webhooks_inside, why=error.reason if error else None,
                           wrong=error.field if isinstance(error, Invalid) else None)
    return (page, status_of(error)) if error else page
