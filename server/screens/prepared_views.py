"""The form of what the office keeps prepared, an emergency's text or a bulletin's template: shown, kept, or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from index.db import reading
from index.errors import Conflict, Invalid
from server.screens import prepared, spoken
from server.web.errors import status_of
from server.web.services import home

Page = str | tuple[str, int] | Response


def form(kind: type[prepared.Row], row_id: int | None, save: Callable[[MultiDict[str, str]], object], template: str,
         back: str, **shown: Any) -> Page:
    """Show the form of one, or an empty one, on ``template``; what is sent goes to ``save``, and the reader to ``back``."""
    error = None
    with reading(home().engine) as session:
        row = None if row_id is None else prepared.one(session, kind, row_id)
    values: Any = row
    if request.method == "POST":
        values = request.form
        try:
            save(request.form)
        except (Invalid, Conflict) as problem:
            error = problem
        else:
            flash(_("Saved."))
            return redirect(url_for(back))
    page = render_template(template, row=row, values=values, error=error, longest=spoken.LONGEST,
                           field=error.field if isinstance(error, Invalid) else "name" if error else None, **shown)
    return (page, status_of(error)) if error else page
