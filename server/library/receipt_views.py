"""Pages of receipts: what a photographer prints, or reads before formatting a card."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from flask import Blueprint, Response, render_template, send_file

from server.library import receipt
from server.uploads.batch_views import DOORS, OUTCOMES
from server.web.paging import Pager, page_number
from server.web.services import actor, home, now

blueprint = Blueprint("receipts", __name__, url_prefix="/receipts")
LINES: Final = 40


@blueprint.get("/")
def index() -> str:
    """Show the receipts of the latest batches: one's own, one's department's, all for the office."""
    number = page_number()
    found = receipt.receipt_list(home(), actor(), now(), limit=LINES + 1, offset=(number - 1) * LINES)
    return render_template("receipts/index.html", receipts=found[:LINES], pages=Pager(number, LINES, len(found) > LINES),
                           doors=DOORS)


@blueprint.get("/<batch>")
def show(batch: str) -> str:
    """Show one receipt, made for paper too."""
    page = receipt.receipt_page(home(), actor(), batch, now())
    return render_template("receipts/show.html", page=page, outcomes=OUTCOMES)


@blueprint.get("/<batch>/checksums")
def checksums(batch: str) -> Response:
    """Give the hashes of what is kept, for ``sha256sum --check`` on the card."""
    page = receipt.receipt_page(home(), actor(), batch, now())
    told = BytesIO(receipt.checksums(page.lines).encode("utf-8", "surrogateescape"))
    answer = send_file(told, mimetype="text/plain", as_attachment=True, download_name=f"{page.batch}.sha256")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
