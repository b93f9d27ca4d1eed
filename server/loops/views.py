"""A board's film on its page: ask for it, see how far it is, take it."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from index.errors import NotFound
from server import policy
from server.boards import lists
from server.loops import service, shelf
from server.web.services import actor, home, now

blueprint = Blueprint("loops", __name__, url_prefix="/boards/<int:board>/loop")
Page = str | BaseResponse


@blueprint.before_request
def _office_only() -> None:
    policy.require(actor(), "edit-boards")


@blueprint.get("")
def index(board: int) -> Page:
    """Show the films of a board, and what one made now would hold."""
    line = lists.board_line(home().engine, str(board))
    items = service.shown(home(), line.id, (1920, 1080), now())
    ends = sorted(item["until"] for item in items if item["until"])
    films = [(one, _moment(one.made.until) if one.made else None, _moment(one.made.made_at) if one.made else None)
             for one in shelf.standings(home(), line.id, now())]
    return render_template("loops/index.html", line=line, items=items, films=films, until=_moment(ends[0] if ends else None),
                           seconds=sum(item["duration_ms"] for item in items) / 1000)


@blueprint.post("")
def ask(board: int) -> Page:
    """Ask for a film."""
    shelf.ask(home(), actor(), board, request.form.get("size", ""), now=now())
    return redirect(url_for("loops.index", board=board))


@blueprint.post("/<size>/stop")
def stop(board: int, size: str) -> Page:
    """Give up a film that waits or is under way."""
    shelf.stop(home(), actor(), board, size)
    return redirect(url_for("loops.index", board=board))


@blueprint.get("/<size>.mp4")
def film(board: int, size: str) -> Response:
    """Give a film whose whole content may be shown at this moment. Raises NotFound for any other."""
    path = shelf.file_of(home(), board, size)
    made = shelf.film(home(), board, size, now())
    if made is None:
        raise NotFound(what=f"{size}.mp4")
    answer = send_file(path, mimetype="video/mp4", as_attachment=True, conditional=True,
                       download_name=f"{made.board}-{size}.mp4")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
