"""The administrator's forms as data: which fields a thing has, what they hold, what may be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from index.catalogue.people import ROLE_NAMES
from server.admin.lists import DepartmentLine, EventLine, KitLine, UserLine
from server.web.i18n import pick


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``kind`` is text, date, time, number, password, select, check or checks; ``options`` are (value, words)."""

    name: str
    label: Any
    kind: str = "text"
    value: Any = ""
    help: Any = ""
    required: bool = False
    options: Sequence[tuple[str, Any]] = ()


def person(line: UserLine | None, departments: Sequence[DepartmentLine]) -> list[Field]:
    """Return the fields of an account; the login cannot be changed once it is there."""
    first = [] if line else [Field("login", _l("Login"), required=True,
                                   help=_l("Lower-case letters, digits, dots and dashes."))]
    roles = [(code, pick(names)[:1].upper() + pick(names)[1:]) for code, names in ROLE_NAMES.items()]
    fields = [
        *first, Field("display", _l("Name"), value=line.display if line else "", required=True),
        Field("department", _l("Department"), "select", line.department or "" if line else "",
              options=_departments(departments), help=_l("Whoever belongs to a department may upload and submit.")),
        Field("roles", _l("Roles"), "checks", line.roles if line else (), options=roles),
    ]
    if line is None:
        return fields
    return [*fields, Field("active", _l("May sign in"), "check", line.active),
            Field("new_password", _l("Make a new password and sign out everywhere"), "check", value=False)]


def department(line: DepartmentLine | None, people: Sequence[UserLine]) -> list[Field]:
    """Return the fields of a department; its code cannot be changed once it is there."""
    names = [Field("name", _l("Name in Chinese"), value=line.name if line else "", required=True),
             Field("name_en", _l("Name in English"), value=line.name_en if line else "")]
    if line is None:
        return [Field("code", _l("Code"), required=True, help=_l("Short and without blanks, for the command line.")), *names,
                Field("is_office", _l("This is the publicity office"), "check", value=False)]
    contacts = [("", "—"), *((one.name, one.display) for one in people if one.active)]
    return [*names, Field("contact", _l("Contact"), "select", line.contact or "", options=contacts),
            Field("active", _l("In use"), "check", line.active)]


def kit(line: KitLine | None, departments: Sequence[DepartmentLine]) -> list[Field]:
    """Return the fields of a camera kit."""
    name = Field("name", _l("Name"), value=line.name if line else "", required=True)
    if line is None:
        return [name, Field("department", _l("Department"), "select", options=_departments(departments)[1:], required=True)]
    return [
        name,
        Field("utc_offset", _l("The time zone that its clock is set to"), "select",
              "" if line.utc_offset is None else line.utc_offset, options=_zones(line.utc_offset),
              help=_l("For files that do not tell it themselves. Change it for a camera that is set to another zone.")),
        Field("quicktime_local", _l("The time written into its films is"), "select", "1" if line.quicktime_local else "0",
              options=[("0", _l("UTC, as the standard wants it")), ("1", _l("local time, as many cameras write it"))],
              help=_l("Where films come out eight hours off, choose the other one.")),
        Field("read_again", _l("Where these change, read the times of its files that are here already again"), "check",
              value=True),
        Field("active", _l("In use"), "check", line.active),
    ]


def _zones(now: int | None) -> list[tuple[Any, Any]]:
    """The hours east of UTC, the zones in between that people live in, and the one that is set."""
    minutes = sorted({*range(-720, 841, 60), -570, -210, 210, 270, 330, 345, 390, 570, 630, 765} | ({now} if now else set()))
    return [("", _l("The campus's own time")),
            *((one, f"UTC{'-' if one < 0 else '+'}{abs(one) // 60}:{abs(one) % 60:02d}") for one in minutes)]


def event(line: EventLine | None, departments: Sequence[DepartmentLine]) -> list[Field]:
    """Return the fields of an event."""
    fields = [
        Field("name", _l("Name"), value=line.name if line else "", required=True),
        Field("place", _l("Place"), value=line.place if line else ""),
        Field("starts_on", _l("First day"), "date", line.starts_on if line else "", required=True),
        Field("ends_on", _l("Last day"), "date", line.ends_on if line else "", help=_l("Empty for a single day.")),
        Field("ends_at", _l("Ends at"), "time", line.ends_at or "" if line else "",
              help=_l("On its last day; files of assignments are due from then on. Empty for the end of the day.")),
        Field("off_screens", _l("Not in the calendar on screens"), "check", bool(line and line.off_screens)),
    ]
    if line is None:
        fields.append(Field("department", _l("Department"), "select", options=_departments(departments)))
    return fields


def _departments(lines: Sequence[DepartmentLine]) -> list[tuple[str, str]]:
    return [("", "—"), *((line.name, pick((line.name, line.name_en))) for line in lines if line.active)]
