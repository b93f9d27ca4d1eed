"""Pages of screens: the wall, one screen with its pairing and its boards, and why something (does not) show."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from index.errors import Conflict, Invalid, NotFound, VitrineError
from server import policy
from server.boards import forms as given
from server.boards import lists as boards
from server.campuses import lists as campuses
from server.screens import commands, forms, lists, service, telling
from server.screens.fleet_views import WALL
from server.web.errors import status_of
from server.web.services import actor, home, kiosk_address, now, zone

blueprint = Blueprint("screens", __name__, url_prefix="/screens")
Page = str | tuple[str, int] | BaseResponse


@blueprint.before_request
def _office_only() -> None:
    policy.require(actor(), "edit-screens")


@blueprint.get("/")
def index() -> Page:
    """Show every screen, or those of a group, a tag, a building or a state: what it plays, and how it is."""
    wanted = lists.Wanted(*(request.args.get(name) for name in WALL))
    return render_template("screens/index.html", wall=lists.wall(home().engine, now(), zone(), wanted),
                           wanted=wanted, address=kiosk_address())


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Make a screen."""
    if request.method == "GET":
        return _form({"orientation": "landscape", "rotation": 0})
    try:
        made = service.add_screen(home().engine, actor(), forms.new_screen(request.form), now=now())
    except (Invalid, Conflict) as error:
        return _form(request.form, error)
    return redirect(url_for("screens.show", screen=made))


@blueprint.get("/<int:screen>")
def show(screen: int) -> Page:
    """Show one screen."""
    return _show(screen)


@blueprint.route("/<int:screen>/change", methods=["GET", "POST"])
def change(screen: int) -> Page:
    """Change a screen's name, place, group and orientation."""
    line = _line(screen)
    if request.method == "GET":
        return _form({**asdict(line), "tags": ", ".join(line.tags)}, screen=line)
    try:
        service.change_screen(home().engine, actor(), str(screen), forms.screen_change(request.form), now=now())
    except (Invalid, Conflict) as error:
        return _form(request.form, error, screen=line)
    flash(_("The screen is saved."))
    return redirect(url_for("screens.show", screen=screen))


@blueprint.get("/<int:screen>/preview")
def preview(screen: int) -> Page:
    """Show what a screen shows, now or at another moment, by the player's own code."""
    at = given.at(request.args, now(), zone())
    return render_template("boards/preview.html", name=_line(screen).name, at=at,
                           back=url_for("screens.show", screen=screen), address=url_for(
        "screens.preview_manifest", screen=screen, at=request.args.get("at") or None))


@blueprint.get("/<int:screen>/preview.json")
def preview_manifest(screen: int) -> BaseResponse:
    """Give the manifest that the preview plays: the screen's own."""
    return jsonify(telling.manifest(home(), str(screen), given.at(request.args, now(), zone())))


@blueprint.post("/<int:screen>/boards")
def hang(screen: int) -> Page:
    """Choose the boards that a screen shows, in order."""
    wanted = tuple(request.form.getlist("board"))
    service.change_screen(home().engine, actor(), str(screen), service.ScreenChange(boards=wanted), now=now())
    flash(_("The screen follows within seconds."))
    return redirect(url_for("screens.show", screen=screen))


@blueprint.post("/<int:screen>/pair")
def pair(screen: int) -> Page:
    """Bind the code that the device shows."""
    code = request.form.get("code", "")
    try:
        service.pair(home().engine, actor(), str(screen), code, now=now())
    except NotFound:
        raise
    except VitrineError as error:
        return _show(screen, code=code, why=error)
    flash(_("Paired. The screen begins to play in a few seconds."))
    return redirect(url_for("screens.show", screen=screen))


@blueprint.post("/<int:screen>/revoke")
def revoke(screen: int) -> Page:
    """Take the device's token away."""
    service.revoke(home().engine, actor(), str(screen), now=now())
    flash(_("The device is cut off. It wipes its store and shows a new code."))
    return redirect(url_for("screens.show", screen=screen))


@blueprint.post("/<int:screen>/remove")
def remove(screen: int) -> Page:
    """Remove a screen."""
    service.remove_screen(home().engine, actor(), str(screen), now=now())
    flash(_("The screen is removed."))
    return redirect(url_for("screens.index"))


@blueprint.get("/words")
def words() -> Page:
    """Show words as a screen would, by the player's own code: the page around this one tells them."""
    return render_template("screens/words.html", zone=home().settings.timezone)


def _show(screen: int, code: str = "", why: VitrineError | None = None) -> Page:
    line = _line(screen)
    asked, at = request.args.get("asset", "").strip(), given.at(request.args, now(), zone())
    answer, unknown = None, None
    if asked:
        try:
            answer = telling.why(home(), str(screen), asked, at)
        except VitrineError as error:
            unknown = error.reason
    manifest = telling.manifest(home(), str(screen), now())
    page = render_template(
        "screens/show.html", line=line, boards=_boards(line), manifest=manifest, address=kiosk_address(), code=code,
        why=why.reason if why else None, asked=asked, answer=answer, unknown=unknown, at=request.args.get("at", ""),
        week=telling.week_of_screen(home(), str(screen), at), today=now().astimezone(zone()).date(),
        playing=lists.playing(home().engine, manifest), own=lists.own_picture(home().engine, screen),
        left_out=lists.left_out(line, manifest),
        orders=commands.asked(home().engine, screen, now()), expected=lists.is_expected(home().engine, screen, now()))
    return (page, status_of(why)) if why else page


def _boards(line: lists.ScreenLine) -> list[tuple[boards.BoardLine, bool]]:
    """Return all boards, those of this screen first and in its order, each with whether it hangs there."""
    known = {board.name: board for board in boards.boards(home().engine)}
    hung = [(known[name], True) for name in line.boards if name in known]
    return hung + [(board, False) for name, board in known.items() if name not in line.boards]


def _form(values: Any, error: VitrineError | None = None, screen: lists.ScreenLine | None = None) -> Page:
    field = error.field if isinstance(error, Invalid) else "name" if error else None
    page = render_template("screens/form.html", values=values, screen=screen, groups=lists.groups(home().engine),
                           tags=lists.tags(home().engine),
                           buildings=lists.buildings(home().engine), campuses=_campuses(screen),
                           boards=boards.boards(home().engine), errors={field: error.reason} if error else {})
    return (page, status_of(error)) if error else page


def _campuses(screen: lists.ScreenLine | None) -> list[tuple[str, str]]:
    """Return the campuses to choose from, with the one that the screen names even where it is not in use any more."""
    found = campuses.names(home().engine)
    return [(one, one) for one in dict.fromkeys([*found, *([screen.campus] if screen and screen.campus else [])])]


def _line(screen: int) -> lists.ScreenLine:
    return lists.screen(home().engine, str(screen), now(), zone())
