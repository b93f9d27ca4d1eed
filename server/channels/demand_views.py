"""The administrator's page of what a channel demands."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from index.catalogue.demands import OF_KIND, Rule
from index.catalogue.required import FIELD_NAMES, STORY_EXTRA
from index.db import reading
from index.errors import Invalid, NotFound
from server import policy
from server.admin.views import seen
from server.channels import demanding, lists
from server.channels.demanding import EXAMPLES, RULE_NAMES, written
from server.web.errors import status_of
from server.web.services import actor, home, now

blueprint = Blueprint("demands", __name__, url_prefix="/admin/routes")
Page = str | tuple[str, int] | Response


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "administer")


@blueprint.route("/<code>/demands", methods=["GET", "POST"])
def index(code: str) -> Page:
    """Show and write what one channel demands of photos, films and stories."""
    line = next((one for one in lists.channels(home().engine) if one.code == code), None)
    if line is None:
        raise NotFound(what=f"“{code}”")
    if request.method == "GET":
        return _form(line, _kept(code))
    try:
        demanding.keep(home().engine, actor(), code, _wanted(request.form), now=now())
    except Invalid as error:
        return _form(line, request.form, error)
    flash(_("Saved. It holds for what is submitted from now on."))
    return redirect(url_for("channels.index"))


def _kept(code: str) -> MultiDict[str, str]:
    given: MultiDict[str, str] = MultiDict()
    with reading(home().engine) as session:
        held = demanding.of_channel(session, code)
    for kind, several in held.items():
        for rule, one in several.items():
            if rule is Rule.FIELDS:
                given.setlist(f"{kind}-{rule}", list(one.names))
            else:
                given.update({f"{kind}-{rule}": written(one), **({f"{kind}-{rule}-blocks": "1"} if one.blocks else {})})
    return given


def _wanted(form: MultiDict[str, str]) -> dict[str, dict[Rule, tuple[str, bool]]]:
    return {kind: {rule: (" ".join(form.getlist(f"{kind}-{rule}")), f"{kind}-{rule}-blocks" in form) for rule in rules}
            for kind, rules in OF_KIND.items()}


def _form(line: lists.ChannelLine, given: MultiDict[str, str], error: Invalid | None = None) -> Page:
    page = render_template("channels/demands.html", line=line, given=given, kinds=list(OF_KIND.items()), subjects=seen(),
                           tab="routes", rule_names=RULE_NAMES, examples=EXAMPLES,
                           fields={kind: list((STORY_EXTRA if kind == "story" else FIELD_NAMES).items()) for kind in OF_KIND},
                           why=error.reason if error else None, wrong=error.field if error else "")
    return (page, status_of(error)) if error else page
