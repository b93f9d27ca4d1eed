"""What the forms of topics hold, as the service takes it."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from index.catalogue import items
from index.catalogue.items import Ref
from index.errors import NotFound
from server.boards.forms import day
from server.topics.lists import TopicLine
from server.topics.service import Wish


def wish(form: MultiDict[str, str]) -> Wish:
    """Read a topic, all that the form shows. Raises Invalid for a date that is none."""
    return Wish(form.get("title", ""), day(form, "due_on"), _numbers(form, "departments"), form.get("brief", ""),
                form.get("occasion", ""), day(form, "since"), day(form, "until"), _numbers(form, "boards"))


def of_topic(line: TopicLine) -> MultiDict[str, str]:
    """Return a topic as ``wish`` reads it."""
    found = MultiDict({"title": line.title, "brief": line.brief, "occasion": line.occasion, "due_on": str(line.due_on),
                       "since": str(line.from_on or ""), "until": str(line.until_on or "")})
    found.setlist("departments", [str(one.department_id) for one in line.tasks])
    found.setlist("boards", [str(number) for number, _name in line.boards])
    return found


def refs(given: list[str]) -> list[Ref]:
    """Read ids such as V12 and S3; what is none is left out."""
    found = []
    for one in given:
        try:
            found.append(items.parse(one))
        except NotFound:
            continue
    return found


def _numbers(form: MultiDict[str, str], name: str) -> tuple[int, ...]:
    return tuple(int(one) for one in form.getlist(name) if one.isascii() and one.isdigit() and len(one) < 10)
