"""Pages of a board's times, and of how one item on it is shown."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from index.errors import Invalid, NotFound
from server import policy
from server.boards import forms, lists, timing
from server.boards.contents import BoardItemView
from server.boards.times import DAYS_NAMES, MOST_PARTS, WEEKDAYS
from server.screens import telling
from server.web.errors import status_of
from server.web.services import actor, home, now, zone

blueprint = Blueprint("times", __name__, url_prefix="/boards")
Page = str | tuple[str, int] | BaseResponse
EMPTY_ROWS = 2


@blueprint.before_request
def _office_only() -> None:
    policy.require(actor(), "edit-boards")


@blueprint.route("/<int:board>/times", methods=["GET", "POST"])
def board(board: int) -> Page:
    """Say when a board is shown: from and until, day-parts, priority, evergreen."""
    line = lists.board_line(home().engine, str(board))
    if request.method == "GET":
        return _times(line, forms.of_board(line, zone()))
    try:
        timing.set_board(home(), actor(), str(board), forms.board_times(request.form), now=now())
    except Invalid as error:
        return _times(line, request.form, error)
    flash(_("Saved. Screens follow within seconds, and know it for the next fortnight without a network too."))
    return redirect(url_for("times.board", board=board))


@blueprint.route("/<int:board>/items/<item>", methods=["GET", "POST"])
def item(board: int, item: str) -> Page:
    """Say how an item is shown on its board: how often, how long, where in the round, from when until when."""
    found = next((one for one in lists.board(home().engine, actor(), str(board), now()).items
                  if str(one.ref) == item), None)
    if found is None:
        raise NotFound(what=f"“{item}”")
    line = lists.board_line(home().engine, str(board))
    if request.method == "GET":
        return _item(line, found, {**asdict(found.rules), **forms.term(found.rules, zone())})
    try:
        timing.set_item(home(), actor(), str(board), found.ref, forms.item_times(request.form), now=now())
    except Invalid as error:
        return _item(line, found, request.form, error)
    flash(_("Saved."))
    return redirect(url_for("boards.show", board=board) + "#items")


def _times(line: lists.BoardLine, values: Any, error: Invalid | None = None) -> Page:
    monday = _first_day()
    rows = min(len(line.parts) + EMPTY_ROWS, MOST_PARTS)
    page = render_template(
        "boards/times.html", line=line, values=values, rows=rows, weekdays=WEEKDAYS, kinds=DAYS_NAMES,
        errors={error.field: error.reason} if error else {}, week=telling.week_of_board(home(), line.id, monday),
        earlier=monday - timedelta(days=7), later=monday + timedelta(days=7))
    return (page, status_of(error)) if error else page


def _item(line: lists.BoardLine, found: BoardItemView, values: Any, error: Invalid | None = None) -> Page:
    page = render_template("boards/item.html", line=line, item=found, values=values,
                           errors={error.field: error.reason} if error else {})
    return (page, status_of(error)) if error else page


def _first_day() -> date:
    """Return the Monday of the week that is asked for, this week's else."""
    asked = forms.day(request.args, "week") or now().astimezone(zone()).date()
    return asked - timedelta(days=asked.weekday())
