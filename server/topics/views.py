"""Pages of topics: all departments and topics for the office, one's own department's parts for everybody else."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from index.catalogue.boards import Board
from index.catalogue.departments import Department
from index.db import reading
from index.errors import Invalid
from server import policy
from server.topics import forms, lists, service
from server.topics.lists import TopicLine
from server.web.errors import status_of
from server.web.services import actor, home, now, zone

blueprint = Blueprint("topics", __name__, url_prefix="/topics")
Page = str | tuple[str, int] | Response
Choices = list[tuple[int, str]]


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "answer-topic")


@blueprint.get("/")
def index() -> Page:
    """Show the topics that are on, or those that are over, with how each department stands."""
    closed = "closed" in request.args
    with reading(home().engine) as session:
        found = lists.topics(session, actor(), zone(), now(), closed=closed)
    departments = sorted({(part.department_id, part.department) for topic in found for part in topic.tasks})
    return render_template("topics/index.html", topics=found, departments=departments, closed=closed)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Set a topic."""
    policy.require(actor(), "set-topics")
    if request.method == "GET":
        return _form(request.args)
    try:
        made = service.add(home().engine, actor(), forms.wish(request.form), now=now())
    except Invalid as error:
        return _form(request.form, error)
    flash(_("The topic is set, and the departments are told."))
    return redirect(url_for(".show", topic=made))


@blueprint.get("/<int:topic>")
def show(topic: int) -> Page:
    """Show one topic with how each department stands; who has one part in it is led there."""
    line = _topic(topic)
    if not policy.may(actor(), "set-topics") and len(line.tasks) == 1:
        return redirect(url_for("topic_tasks.show", task=line.tasks[0].id))
    return render_template("topics/show.html", topic=line)


@blueprint.route("/<int:topic>/change", methods=["GET", "POST"])
def change(topic: int) -> Page:
    """Change a topic, and to which departments it is set."""
    policy.require(actor(), "set-topics")
    line = _topic(topic)
    if request.method == "GET":
        return _form(forms.of_topic(line), topic=line)
    try:
        service.change(home().engine, actor(), topic, forms.wish(request.form), now=now())
    except Invalid as error:
        return _form(request.form, error, topic=line)
    flash(_("Saved."))
    return redirect(url_for(".show", topic=topic))


@blueprint.post("/<int:topic>/close")
def close(topic: int) -> Page:
    """Say that a topic is over, or that it is not."""
    service.close(home().engine, actor(), topic, now=now(), again="again" in request.form)
    return redirect(url_for(".show", topic=topic))


@blueprint.post("/<int:topic>/remind")
def remind(topic: int) -> Page:
    """Remind the departments that have something to do, or one of them."""
    given = request.form.get("task", "")
    only = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
    count = service.remind(home().engine, actor(), topic, only, zone=zone(), now=now())
    flash(ngettext("%(num)d department is reminded.", "%(num)d departments are reminded.", count))
    return redirect(url_for(".show", topic=topic))


def _topic(topic: int) -> TopicLine:
    with reading(home().engine) as session:
        return lists.topic(session, actor(), topic, zone(), now())


def _form(values: MultiDict[str, str], error: Invalid | None = None, topic: TopicLine | None = None) -> Page:
    with reading(home().engine) as session:
        departments, boards = _choices(session)
    page = render_template("topics/form.html", values=values, topic=topic, departments=departments, boards=boards,
                           errors={error.field: error.reason} if error else {})
    return (page, status_of(error)) if error else page


def _choices(session: Session) -> tuple[Choices, Choices]:
    """Return the departments and the boards that may be chosen."""
    departments = session.execute(select(Department.id, Department.name).where(Department.active)
                                  .order_by(Department.is_office, Department.id))
    boards = session.execute(select(Board.id, Board.name).where(Board.active).order_by(Board.name))
    return [(row.id, row.name) for row in departments], [(row.id, row.name) for row in boards]
