"""What the forms of newsletters hold, as the services take it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from index.errors import Invalid
from server.boards.forms import day
from server.newsletters.issues import Facts
from server.newsletters.keeping import Wish
from server.newsletters.lists import NewsletterLine


def wish(form: Mapping[str, str]) -> Wish:
    """Read a newsletter. Raises Invalid."""
    outlet = form.get("outlet", "").strip()
    return Wish(form.get("name", ""), count(form, "outlet") if outlet else None, form.get("issuer", ""),
                count(form, "issued_before"), form.get("report_to", ""), form.get("send_to", ""), count(form, "copies"))


def of_newsletter(line: NewsletterLine) -> MultiDict[str, str]:
    """Return a newsletter as ``wish`` reads it."""
    return MultiDict({"name": line.name, "outlet": str(line.outlet_id), "issuer": line.issuer, "send_to": line.send_to,
                      "issued_before": str(line.issued_before), "report_to": line.report_to,
                      "copies": str(line.copies or "")})


def facts(form: Mapping[str, str]) -> Facts:
    """Read what an issue says of itself. Raises Invalid."""
    dated = day(form, "dated")
    if dated is None:
        raise Invalid("dated", "请选择日期", "choose a day")
    return Facts(dated, form.get("title", ""), form.get("report_to", ""), form.get("send_to", ""), count(form, "copies"))


def readers(form: MultiDict[str, str]) -> tuple[list[str], list[tuple[str, str]]]:
    """Read who is put on a list: logins, and a line each of a mail address with a name before it."""
    mails = []
    for line in form.get("mails", "").splitlines():
        words = [one for one in re.split(r"[\s,，;；<>]+", line.strip()) if one]
        if words:
            mail = next((one for one in words if "@" in one), words[-1])
            mails.append((" ".join(one for one in words if one != mail), mail))
    return [one for one in form.getlist("person") if one], mails


def count(form: Mapping[str, str], field: str, default: int = 0) -> int:
    """Read a number of few digits; ``default`` where the field is empty. Raises Invalid."""
    given = form.get(field, "").strip()
    if not given:
        return default
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        raise Invalid(field, "请填写数字", "it must be a number")
    return int(given)


def rows(given: list[str]) -> list[int]:
    """Read ids of rows; what is none is left out."""
    return [int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 10]
