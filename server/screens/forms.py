"""What the forms of screens hold, as the service takes it."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from index.catalogue.screens import Orientation
from server.boards.forms import number
from server.screens.keeping import more
from server.screens.service import NewScreen, ScreenChange


def new_screen(form: MultiDict[str, str]) -> NewScreen:
    """Read a new screen. Raises Invalid."""
    return NewScreen(form.get("name", ""), form.get("place", ""), form.get("group") or None,
                     form.get("orientation", Orientation.LANDSCAPE), number(form, "rotation", 0),
                     tuple(form.getlist("board")), building=form.get("building", ""), more=more(form))


def screen_change(form: MultiDict[str, str]) -> ScreenChange:
    """Read a change of all that the form shows. Raises Invalid."""
    return ScreenChange(form.get("name", ""), form.get("place", ""), form.get("group", ""),
                        form.get("orientation", Orientation.LANDSCAPE), number(form, "rotation", 0), "active" in form,
                        building=form.get("building", ""), more=more(form))
