"""What the form of a consent holds."""

from __future__ import annotations

from werkzeug.datastructures import FileStorage, MultiDict

from server.boards.forms import day
from server.consents.lists import Line
from server.consents.service import Evidence, Wish

FIELDS = ("name", "number", "guardian", "purposes", "department", "person")


def wish(form: MultiDict[str, str]) -> Wish:
    """Return the record that a form describes. Raises Invalid for what is no day."""
    words = {name: form.get(name, "").strip() for name in FIELDS}
    channels = tuple(form.getlist("channel")) if form.get("scope") == "some" else ()
    return Wish(**words, minor="minor" in form, channels=channels,
                starts=day(form, "starts"), ends=day(form, "ends"), given=form.get("given") != "no")


def evidence(given: FileStorage | None) -> Evidence | None:
    """Return the file of a form; None where none was chosen."""
    return Evidence(given.filename, given.stream) if given and given.filename else None  # type: ignore[arg-type]  # a binary stream


def typed(line: Line) -> MultiDict[str, str]:
    """Return a record as its form was filled in."""
    found = MultiDict({"name": line.name, "number": line.number, "guardian": line.guardian, "purposes": line.purposes,
                       "department": line.department_code, "person": line.person, "starts": str(line.starts),
                       "ends": str(line.ends or ""), "scope": "some" if line.codes else "all",
                       "given": "no" if line.state == "asked" else "yes", **({"minor": "1"} if line.minor else {})})
    found.setlist("channel", list(line.codes))
    return found
