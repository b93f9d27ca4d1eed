"""The page of a department's part in a topic: handing in, the office's word, and from there onto a board."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from index.catalogue.departments import Department
from index.db import reading
from index.errors import Conflict, Invalid, VitrineError
from server import policy
from server.boards import lists as boards
from server.boards.forms import day
from server.topics import forms, handing, lists, service, showing
from server.topics.standing import MISSING, Standing
from server.web.i18n import tell
from server.web.services import actor, home, now, services, zone

blueprint = Blueprint("topic_tasks", __name__, url_prefix="/topics/tasks")
Page = str | tuple[str, int] | Response


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "answer-topic")


@blueprint.get("/<int:task>")
def show(task: int) -> Page:
    """Show a department's part in a topic, with what it handed in and what it may."""
    words = request.args.get("q", "").strip()
    with reading(home().engine) as session:
        line = lists.task(session, actor(), task, zone(), now())
        topic = lists.topic(session, actor(), line.topic_id, zone(), now())
        answers = (policy.may_answer(actor(), session.get_one(Department, line.department_id))
                   and line.standing in MISSING | {Standing.HANDED_IN})
        entries = lists.entries(session, actor(), task, zone(), now())
        found = lists.candidates(session, actor(), line, words, zone(), now()) if answers else []
    hung = boards.boards(home().engine) if line.standing is Standing.ACCEPTED else []
    first = {number for number, _name in topic.boards}
    hung = sorted((one for one in hung if one.active), key=lambda one: (one.id not in first, one.name))
    return render_template("topics/task.html", line=line, topic=topic, entries=entries, found=found, answers=answers,
                           words=words, boards=hung)


@blueprint.post("/<int:task>/hand-in")
def hand_in(task: int) -> Page:
    """Hand items in."""
    try:
        handing.hand_in(home().engine, actor(), task, forms.refs(request.form.getlist("item")), zone=zone(), now=now())
    except (Invalid, Conflict) as error:
        flash(tell(error.reason), "error")
    else:
        flash(_("Handed in. The office is told."))
    return _back(task)


@blueprint.post("/<int:task>/take-back")
def take_back(task: int) -> Page:
    """Take one item back."""
    for ref in forms.refs(request.form.getlist("item"))[:1]:
        try:
            handing.take_back(home().engine, actor(), task, ref, zone=zone(), now=now())
        except Conflict as error:
            flash(tell(error.reason), "error")
    return _back(task)


@blueprint.post("/<int:task>/decide")
def decide(task: int) -> Page:
    """Accept what was handed in, or send it back with the reason."""
    try:
        handing.decide(home().engine, actor(), task, accept=request.form.get("verdict") == "accept",
                       reason=request.form.get("reason", ""), zone=zone(), now=now())
    except VitrineError as error:
        if error.reason.code not in {"reason-required", "topic-not-handed"}:
            raise
        flash(tell(error.reason), "error")
    return _back(task)


@blueprint.post("/<int:task>/put-off")
def put_off(task: int) -> Page:
    """Give a department another day."""
    try:
        service.put_off(home().engine, actor(), task, day(request.form, "due_on"), now=now())
    except Invalid as error:
        flash(tell(error.reason), "error")
    return _back(task)


@blueprint.post("/<int:task>/board")
def board(task: int) -> Page:
    """Put what was accepted on a board, as far as it may be shown on screens."""
    try:
        name, outcomes = showing.put_on(home().engine, actor(), task, request.form.get("board", ""), zone=zone(),
                                        clock=services().clock)
    except Conflict as error:
        flash(tell(error.reason), "error")
        return _back(task)
    done = sum(why is None for _ref, why in outcomes)
    if done:
        flash(ngettext("%(num)d item is on the board %(name)s.", "%(num)d items are on the board %(name)s.", done, name=name))
    for ref, why in outcomes:
        if why is not None:
            flash(f"{ref}：{tell(why.reason)}", "error")
    return _back(task)


def _back(task: int) -> Response:
    return redirect(url_for("topic_tasks.show", task=task))
