"""What the forms of reports say."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine
from werkzeug.datastructures import MultiDict

from index.catalogue.reports import OfficeReport
from index.db import reading
from index.errors import Invalid
from server.reports import keeping
from server.reports.making import Facts

Form = MultiDict[str, str]


def facts(form: Form) -> Facts:
    """Return what a draft is to say. Raises Invalid (dated)."""
    try:
        dated = date.fromisoformat(form.get("dated", "").strip())
    except ValueError as error:
        raise Invalid("dated", "请写成 2026-03-01", "write it like 2026-03-01") from error
    return Facts(dated, form.get("title", ""), form.get("opening", ""), form.get("remarks", ""), form.get("issuer", ""),
                 form.get("mark", ""), form.get("address", ""), form.get("copy_to", ""), bool(form.get("red_head")))


def wish(form: Form) -> keeping.Wish:
    """Return how reports are to look."""
    return keeping.Wish(form.get("issuer", ""), form.get("mark", ""), form.get("address", ""), form.get("copy_to", ""),
                        bool(form.get("red_head")))


def of_report(engine: Engine, report: int) -> Form:
    """Return a draft as its form has it."""
    with reading(engine) as session:
        row = session.get_one(OfficeReport, report)
        told = {name: getattr(row, name) for name in ("title", "opening", "remarks", "issuer", "mark", "address", "copy_to")}
        return MultiDict({**told, "dated": str(row.dated), "red_head": "1" if row.red_head else ""})
