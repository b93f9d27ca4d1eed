"""What the forms of screens hold, as the service takes it."""

from __future__ import annotations

from typing import Final

from werkzeug.datastructures import MultiDict

from index.catalogue.screens import Orientation
from server.boards.forms import number
from server.screens.keeping import more
from server.screens.service import NewScreen, ScreenChange

AS_ITS_BUILDING: Final = "-"
"""Stands for the campus of the other screens in the building."""


def new_screen(form: MultiDict[str, str]) -> NewScreen:
    """Read a new screen. Raises Invalid."""
    return NewScreen(form.get("name", ""), form.get("place", ""), form.get("group") or None,
                     form.get("orientation", Orientation.LANDSCAPE), number(form, "rotation", 0),
                     tuple(form.getlist("board")), building=form.get("building", ""), more=more(form),
                     campus=None if form.get("campus", AS_ITS_BUILDING) == AS_ITS_BUILDING else form["campus"])


def screen_change(form: MultiDict[str, str]) -> ScreenChange:
    """Read a change of all that the form shows. Raises Invalid."""
    return ScreenChange(form.get("name", ""), form.get("place", ""), form.get("group", ""),
                        form.get("orientation", Orientation.LANDSCAPE), number(form, "rotation", 0), "active" in form,
                        building=form.get("building", ""), more=more(form), campus=form.get("campus"))
