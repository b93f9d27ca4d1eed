"""A sheet as an answer that a browser saves; it holds what is for its reader alone, so nothing on the way keeps it."""

from __future__ import annotations

from werkzeug.wrappers import Response

from server.sheets.tables import XLSX


def given(body: bytes, name: str, form: str) -> Response:
    """Return a sheet under ``name``, which is plain ASCII; ``form`` is csv or xlsx."""
    headers = {"Content-Disposition": f"attachment; filename={name}.{form}", "Cache-Control": "private, no-store"}
    return Response(body, mimetype="text/csv" if form == "csv" else XLSX, headers=headers)
