"""The contact sheet over HTTP."""

from __future__ import annotations

from io import BytesIO

from flask import Response, request, send_file

from index.catalogue import visibility
from index.db import reading
from index.errors import Invalid
from server import policy
from server.downloads import keeping
from server.downloads.contact_sheet import COLUMNS, MOST, Layout, contact_sheet
from server.downloads.names import safe
from server.downloads.wishes import SHEET, Wish, check_purpose
from server.library.forms import number
from server.web.i18n import day
from server.web.picked import some
from server.web.services import actor, home, now

LONGEST_TITLE = 60


def sheet_of(asset_ids: list[int]) -> Response:
    """Give the sheet of these assets, as far as the reader sees them, and put it on record. Raises Invalid, VitrineError."""
    policy.require(actor(), "download")
    wish, layout = Wish(SHEET, request.form.get("purpose", ""), " ".join(request.form.get("note", "").split())), _layout()
    if len(asset_ids) > MOST:
        raise Invalid("columns", f"一份目录最多 {MOST} 张，请少选一些", f"a sheet has {MOST} pictures at most; choose fewer")
    with reading(home().engine) as session:
        check_purpose(session, wish)
        views = visibility.views(session, actor(), asset_ids, now())
    some(views)
    takeout = keeping.begin(home().engine, actor(), wish, len(views), door="page", now=now(),
                            token=request.form.get("ticket", "")[:64])
    try:
        data = contact_sheet(home(), views, layout, day(now().astimezone(home().settings.zone).date()))
        name = safe(f"{layout.title}.pdf")
        keeping.hand_over_all(home().engine, takeout, [one.id for one in views], SHEET, name, len(data), now=now())
    finally:
        keeping.end(home().engine, takeout, now=now())
    answer = send_file(BytesIO(data), mimetype="application/pdf", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _layout() -> Layout:
    form = request.form
    columns, lines = number(form.get("columns", "4")) or 0, number(form.get("lines", "2")) or 0
    if columns not in COLUMNS or lines not in range(5):
        raise Invalid("columns", "应为 2 至 6 列", "must be 2 to 6 columns")
    title = " ".join(form.get("title", "").split())[:LONGEST_TITLE] or home().settings.campus_zh
    return Layout(title, columns, lines, "numbers" in form, "names" in form)
