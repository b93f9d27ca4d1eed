"""Pages of boards: the list, one board with its items, its picker and its preview."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from index.catalogue.boards import Layout
from index.catalogue.items import Ref
from index.catalogue.queries import AssetView
from index.errors import Conflict, Invalid, VitrineError
from server import policy
from server.admin import lists as people
from server.boards import contents, forms, lists, refreshing, service, sources, times
from server.library.find import find
from server.library.forms import number
from server.screens import telling
from server.stories import lists as stories
from server.web.actor import wants_json
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.services import actor, home, now, services, zone

blueprint = Blueprint("boards", __name__, url_prefix="/boards")
Page = str | tuple[str, int] | BaseResponse
LOOKED_THROUGH = 300


@blueprint.get("/")
def index() -> Page:
    """Show all boards."""
    cards = lists.cards(home().engine, actor(), now(), pictures=3)
    return render_template("boards/index.html", cards=cards, today=_today(), now=now())


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Make a board."""
    policy.require(actor(), "edit-boards")
    if request.method == "GET":
        return _form({})
    try:
        made = service.add_board(home().engine, actor(), forms.new_board(request.form), now=now())
    except (Invalid, Conflict) as error:
        return _form(request.form, error)
    return redirect(url_for("boards.show", board=made))


@blueprint.get("/<int:board>")
def show(board: int) -> Page:
    """Show one board with what is on it."""
    return render_template("boards/show.html", **_view(board))


@blueprint.route("/<int:board>/change", methods=["GET", "POST"])
def change(board: int) -> Page:
    """Change a board's name, theme, owner, dates and times."""
    policy.require(actor(), "edit-boards")
    line = lists.board_line(home().engine, str(board))
    if request.method == "GET":
        return _form({**asdict(line), "refresh_by": line.refresh_by or ""}, board=line)
    try:
        service.change_board(home().engine, actor(), str(board), forms.board_change(request.form), now=now())
    except (Invalid, Conflict) as error:
        return _form(request.form, error, board=line)
    flash(_("The board is saved. Screens follow within seconds."))
    return redirect(url_for("boards.show", board=board))


@blueprint.post("/<int:board>/remove")
def remove(board: int) -> Page:
    """Remove a board."""
    service.remove_board(home().engine, actor(), str(board), now=now())
    flash(_("The board is removed."))
    return redirect(url_for("boards.index"))


@blueprint.post("/<int:board>/items")
def add(board: int) -> Page:
    """Put assets on a board."""
    return _items(board, add=True)


@blueprint.post("/<int:board>/items/remove")
def take_off(board: int) -> Page:
    """Take assets off a board."""
    return _items(board, add=False)


@blueprint.post("/add")
def add_to() -> Page:
    """Put assets on the board that the form names: the library's selection bar posts here."""
    line = lists.board_line(home().engine, request.form.get("board", ""))
    return _items(line.id, add=True)


@blueprint.post("/<int:board>/order")
def order(board: int) -> Page:
    """Put a board's items in the order of the form, or move one of them by a place."""
    order_ = forms.refs(request.form.getlist("asset"))
    if step := {"up": -1, "down": 1}.get(request.form.get("move", "")):
        order_ = _moved(lists.board_line(home().engine, str(board)), order_[:1], step)
    service.reorder(home().engine, actor(), str(board), order_, now=now())
    return Response(status=204) if wants_json() else redirect(url_for("boards.show", board=board) + "#items")


@blueprint.post("/<int:board>/source")
def follow(board: int) -> Page:
    """Have a board follow a saved search, or, without one, arrange it by hand again."""
    chosen = request.form.get("search", "")
    try:
        sources.set_source(home(), actor(), board, number(chosen),
                           forms.number(request.form, "most", sources.USUAL), now=now())
    except Invalid as error:
        flash(tell(error.reason), "error")
    else:
        flash(_("The board fills itself now.") if chosen else _("The board is arranged by hand again."))
    return redirect(url_for("boards.show", board=board))


@blueprint.get("/<int:board>/preview")
def preview(board: int) -> Page:
    """Show the board as a screen would, now or at another moment: the player's own stage, fed with this board alone."""
    line = lists.board_line(home().engine, str(board))
    at = forms.at(request.args, now(), zone())
    return render_template("boards/preview.html", name=line.name, at=at, back=url_for("boards.show", board=line.id),
                           address=url_for("boards.preview_manifest", board=line.id, orientation=_orientation(),
                                           at=request.args.get("at") or None, layout=_layout()))


@blueprint.get("/<int:board>/preview.json")
def preview_manifest(board: int) -> Response:
    """Give the manifest that the preview plays."""
    return jsonify(telling.preview(home(), str(board), _orientation(), forms.at(request.args, now(), zone()), _layout()))


def _items(board: int, *, add: bool) -> Page:
    policy.require(actor(), "edit-boards")
    wanted = forms.refs(request.form.getlist("asset"))
    outcomes = service.change_items(home().engine, actor(), str(board), wanted, add=add, clock=services().clock)
    refused = [(item, error) for item, error in outcomes if error is not None]
    if wants_json():
        return jsonify(done=len(outcomes) - len(refused),
                       refused=[{"asset": str(item), "reason": error.reason.as_dict()} for item, error in refused])
    _say(len(outcomes) - len(refused), refused, add=add)
    return redirect(url_for("boards.show", board=board) + "#items")


def _say(done: int, refused: list[tuple[Ref, VitrineError]], *, add: bool) -> None:
    if done and add:
        flash(ngettext("%(num)d item is on the board.", "%(num)d items are on the board.", done))
    for item, error in refused:
        flash(f"{item}：{tell(error.reason)}", "error")


def _moved(line: lists.BoardLine, moving: list[Ref], step: int) -> list[Ref]:
    found = forms.refs(list(line.items))
    for one in moving:
        if one in found:
            place = found.index(one)
            found.insert(max(0, place + step), found.pop(place))
    return found


def _view(board: int) -> dict[str, Any]:
    view = lists.board(home().engine, actor(), str(board), now())
    seconds = sum(item.seconds(view.line.item_seconds) for item in view.items if item.shown)
    words = request.args.get("q", "").strip()
    found = _found(board, words) if policy.may(actor(), "edit-boards") else []
    asked = {name: request.args.get(name, "") for name in ("at", "on")}
    at = forms.at(request.args, now(), zone())
    then = telling.board_is_on(home(), board, at)
    here = f"{then.astimezone(zone()):%Y-%m-%dT%H:%M}" if then else ""
    return {**asked, "is_on": then == at, "then": then, "then_at": here,
            "spoken": [times.spoken(times.part_of(one)) for one in view.line.parts],
            "source": sources.source(home(), actor(), board),
            "followable": sources.choices(home(), actor()) if policy.may(actor(), "edit-boards") else [],
            "now": now(), "view": view, "line": view.line, "refreshed": refreshing.of_board(home().engine, board),
            "may_mark": refreshing.may_mark(home().engine, actor(), board),
            "overdue": view.line.overdue(_today()), "seconds": seconds, "words": words,
            "found": found, "stories": _stories(board, words)}


def _found(board: int, words: str) -> list[AssetView]:
    """Return what may be put on the board: the newest, or what a search finds."""
    if not words:
        return contents.candidates(home().engine, str(board), now())
    finding = find(home(), actor(), words, limit=LOOKED_THROUGH, now=now(), facets=False)
    return contents.candidates(home().engine, str(board), now(), among=[one.asset.id for one in finding.found])


def _stories(board: int, words: str) -> list[stories.Line]:
    """Return the stories that may be put on the board: the newest, or those that hold these words."""
    if not policy.may(actor(), "edit-boards"):
        return []
    return contents.story_candidates(home().engine, actor(), str(board), words, now())


def _form(values: Any, error: VitrineError | None = None, board: lists.BoardLine | None = None) -> Page:
    field = error.field if isinstance(error, Invalid) else "name" if error else None
    page = render_template("boards/form.html", values=values, board=board, people=people.users(home().engine),
                           public_address=home().settings.public_url,
                           choices=list(Layout),
                           errors={field: error.reason} if error else {})
    return (page, status_of(error)) if error else page


def _orientation() -> str:
    return "portrait" if request.args.get("orientation") == "portrait" else "landscape"


def _layout() -> Layout | None:
    """Return the layout that is tried, None for the board's own."""
    return next((one for one in Layout if one == request.args.get("layout")), None)


def _today() -> Any:
    return now().astimezone(zone()).date()
