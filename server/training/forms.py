"""What the forms of training hold, as the service takes it."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from server.boards.forms import day
from server.training.lists import Attendance, Material, TrainingLine
from server.training.service import Wish


def wish(form: MultiDict[str, str]) -> Wish:
    """Read a session, all that the form shows. Raises Invalid for a date that is none."""
    people = form.get("people", "").replace("，", ",").replace("、", ",").replace("\n", ",").split(",")
    return Wish(form.get("title", ""), day(form, "held_on"), form.get("starts_at", ""), form.get("ends_at", ""),
                form.get("place", ""), form.get("trainer", ""), form.get("brief", ""), numbers(form, "departments"),
                tuple(one.strip() for one in people if one.strip()), "sign_up" in form, form.get("materials", ""))


def of_training(line: TrainingLine, people: Sequence[Attendance], materials: Sequence[Material]) -> MultiDict[str, str]:
    """Return a session as ``wish`` reads it."""
    found = MultiDict({
        "title": line.title, "held_on": str(line.held_on), "place": line.place, "trainer": line.trainer, "brief": line.brief,
        "starts_at": f"{line.starts_at:%H:%M}" if line.starts_at else "",
        "ends_at": f"{line.ends_at:%H:%M}" if line.ends_at else "",
        "people": ", ".join(one.login for one in people if one.invited and one.login),
        "materials": "\n".join(f"{one.title} {one.asset or one.url}" for one in materials)})
    if line.sign_up:
        found["sign_up"] = "1"
    found.setlist("departments", [str(number) for number, _name in line.departments])
    return found


def numbers(form: MultiDict[str, str], name: str) -> tuple[int, ...]:
    """Read ids; what is none is left out."""
    return tuple(int(one) for one in form.getlist(name) if one.isascii() and one.isdigit() and len(one) < 10)
