"""What the form of a saved search holds."""

from __future__ import annotations

from collections.abc import Mapping

from index.catalogue.searches import Shared
from server.searches.lists import Line
from server.searches.service import Wish


def wish(form: Mapping[str, str]) -> Wish:
    """Read the form; ``shared`` is private, everyone, or ``department:`` with a code."""
    shared, _, department = form.get("shared", Shared.PRIVATE).partition(":")
    return Wish(form.get("name", ""), form.get("text", ""), form.get("sort", ""), shared, department, "subscribed" in form)


def values(line: Line) -> dict[str, str]:
    """Return what the form shows of a search."""
    shared = f"{line.shared}:{line.department_code or ''}" if line.shared == Shared.DEPARTMENT else line.shared
    return {"name": line.name, "text": line.text, "sort": line.sort, "shared": shared,
            **({"subscribed": "on"} if line.subscribed else {})}
