"""The page of a board's history, its sheets, and an earlier list brought back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from index.catalogue.dayparts import over
from index.db import reading
from index.errors import Conflict, Invalid, NotFound
from server import policy
from server.boards import history, lists, replay, said, sources
from server.boards.forms import day
from server.boards.history import Gone, History
from server.sheets.writing import csv_bytes
from server.web.i18n import tell
from server.web.services import actor, home, now, zone

blueprint = Blueprint("board_history", __name__, url_prefix="/boards")
Page = str | tuple[str, int] | Response
ACTS = ("时间 When", "何人 Who", "做了什么 What was done", "内容 Item")
MOST_REMOVED = 200
HUNG = ("内容 Item", "名称 Name", "从 From", "到 Until", "天数 Days")


@blueprint.get("/<int:board>/history")
def show(board: int) -> Page:
    """Show what was done to a board and what hung on it at the end of a day; with ``format=csv`` a sheet, of what was done
    or with ``of=items`` of when each item hung.
    """
    line = _board(board)
    with reading(home().engine) as session:
        found = history.of_board(session, actor(), board, now(), line.line if isinstance(line, Gone) else None)
    if request.args.get("format") == "csv":
        return _sheet(board, found, items=request.args.get("of") == "items")
    moment = _asked()
    return render_template("boards/history.html", line=line, found=found, said=said, step=replay.at(found.steps, moment),
                           asked=moment, latest=found.steps[-1].line if found.steps else None, now=now(),
                           gone=isinstance(line, Gone),
                           live=isinstance(line, Gone) or sources.source(home(), actor(), board) is not None)


@blueprint.get("/removed")
def removed() -> Page:
    """List the boards that were removed; their histories stay."""
    policy.require(actor(), "see-office")
    with reading(home().engine) as session:
        return render_template("boards/removed.html", boards=history.removed(session, limit=MOST_REMOVED))


@blueprint.post("/<int:board>/history/bring-back")
def bring_back(board: int) -> Page:
    """Hang an earlier list again."""
    given = request.form.get("line", "")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 16 else 0
    try:
        hung, refused = history.bring_back(home().engine, actor(), str(board), number, now=now())
    except (Conflict, Invalid) as error:
        flash(tell(error.reason), "error")
        return redirect(url_for(".show", board=board))
    flash(ngettext("%(num)d item hangs again as it did then.", "%(num)d items hang again as they did then.", hung))
    for ref, why in refused:
        flash(f"{ref}：{tell(why.reason)}", "error")
    return redirect(url_for("boards.show", board=board) + "#items")


def _board(board: int) -> lists.BoardLine | Gone:
    """Return a board; to who sees the office's pages one that was removed as well, or which of several (``removed``)."""
    given = request.args.get("removed", "")
    removed_by = int(given) if given.isascii() and given.isdigit() and len(given) < 16 else None
    try:
        if removed_by is None:
            return lists.board_line(home().engine, str(board))
    except NotFound:
        if not policy.may(actor(), "see-office"):
            raise
    policy.require(actor(), "see-office")
    with reading(home().engine) as session:
        return history.gone(session, board, removed_by)


def _asked() -> datetime:
    """Return the end of the day that is asked for; now where none is, or it is not over."""
    try:
        on = day(request.args, "on")
    except Invalid:
        on = None
    return min(now(), over(on, zone())) if on else now()


def _sheet(board: int, found: History, *, items: bool) -> Response:
    def here(moment: datetime | None) -> str:
        return f"{moment.astimezone(zone()):%Y-%m-%d %H:%M}" if moment else ""

    rows = _hung(found, here) if items else [
        (here(one.at), one.who, said.sentence(one, found.shown), "、".join(_seen(found, one.items)))
        for one in found.entries]
    name = f"board-{board}-{'items' if items else 'history'}.csv"
    return Response(csv_bytes(HUNG if items else ACTS, rows), mimetype="text/csv",
                    headers={"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "private, no-store"})


def _seen(found: History, items: tuple[str, ...]) -> list[str]:
    return [item for item in items if found.shown[item].name]


def _hung(found: History, here: Callable[[datetime | None], str]) -> list[tuple[str, ...]]:
    return [("".join(_seen(found, (span.item,))), found.shown[span.item].name, here(span.since), here(span.until),
             str(((span.until or now()) - span.since).days)) for span in found.spans]
