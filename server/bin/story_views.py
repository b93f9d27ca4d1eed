"""Stories in the bin over HTTP: put away, list, read, restore, propose, refuse and confirm; what is left of those deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.catalogue import items
from index.catalogue.stories import public_id, row_id
from index.db import reading
from index.errors import NotFound, VitrineError
from server import policy
from server.bin import stories
from server.library import history
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.services import actor, home, now

blueprint = Blueprint("story_bin", __name__, url_prefix="/bin/stories")
Page = str | tuple[str, int] | Response


@blueprint.get("/")
def index() -> Page:
    """List the stories that lie in the bin, as far as the reader may restore them; for the office those deleted too."""
    with reading(home().engine) as session:
        return render_template("bin/stories.html", entries=stories.listed(session, actor(), _term(), now()),
                               gone=stories.gone(session) if policy.may(actor(), "delete-for-good") else [],
                               days=home().settings.bin_days)


@blueprint.get("/<story>")
def show(story: str) -> Page:
    """Show a story that lies in the bin, with its history; of one that was deleted for good what is left, to the office."""
    return _page(story)


@blueprint.post("/<story>/put")
def put(story: str) -> Page:
    """Put a story into the bin; why not is told where it was asked for."""
    try:
        withdrawn = stories.put(home().engine, actor(), row_id(story), request.form.get("reason", ""), now=now())
    except NotFound:
        raise
    except VitrineError as error:
        flash(tell(error.reason), "error")
        return redirect(url_for("stories.show", story=story) + "#bin")
    flash(_("The story is in the bin, and its review is withdrawn.") if withdrawn else _("The story is in the bin."),
          f"undo {url_for('.restore', story=story)}")
    return redirect(url_for("stories.index"))


@blueprint.post("/<story>/restore")
def restore(story: str) -> Page:
    """Take a story out of the bin."""
    return _done(story, lambda one: stories.restore(home().engine, actor(), one, now=now()),
                 _("The story is back where it was."), url_for("stories.show", story=story))


@blueprint.post("/<story>/propose")
def propose(story: str) -> Page:
    """Propose that it be deleted for good."""
    reason = request.form.get("reason", "")
    return _done(story, lambda one: stories.propose(home().engine, actor(), one, reason, now=now()),
                 _("It waits for a second person's yes."), url_for(".show", story=story))


@blueprint.post("/<story>/decline")
def decline(story: str) -> Page:
    """Take a proposal back, or refuse somebody else's."""
    reason = request.form.get("reason", "")
    return _done(story, lambda one: stories.decline(home().engine, actor(), one, reason, now=now()),
                 _("It stays in the bin."), url_for(".show", story=story))


@blueprint.post("/<story>/confirm")
def confirm(story: str) -> Page:
    """Delete for good what somebody else has proposed."""
    return _done(story, lambda one: stories.confirm(home(), actor(), one, now=now()),
                 _("The story is deleted for good."), url_for(".index"))


def _term() -> timedelta:
    return timedelta(days=home().settings.bin_days)


def _done(story: str, act: Callable[[int], None], told: str, to: str) -> Page:
    try:
        act(row_id(story))
    except VitrineError as error:
        return _page(story, error)
    flash(told)
    return redirect(to)


def _page(story: str, why: VitrineError | None = None) -> Page:
    """Raises NotFound, or why an act was refused, where the reader finds nothing of it in the bin."""
    number = row_id(story)
    with reading(home().engine) as session:
        found = stories.entry(session, actor(), number, _term(), now())
        gone = stories.gone(session, number) if policy.may(actor(), "delete-for-good") and not found else []
        if found is None and not gone:
            raise why or NotFound(what=public_id(number))
        page = render_template("bin/story.html", entry=found, gone=gone[0] if gone else None, why=why.reason if why else None,
                               history=history.of(session, items.story(number).subject), number=public_id(number),
                               typed=request.form.get("reason", ""))
    return (page, status_of(why)) if why else page
