"""Pages of people, departments, kits and events: a list of each, a form to add, a form to change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from index.errors import Conflict, Invalid, NotFound, VitrineError
from server import policy
from server.admin import forms, lists, service
from server.admin.forms import Field
from server.boards.forms import day, number
from server.web.errors import status_of
from server.web.services import actor, home, now

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
Page = str | tuple[str, int] | Response


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of thing that is kept in order here: how it is listed, its fields, how it is added and changed.

    Adding and changing may return a secret (a password), which is shown once.
    """

    code: str
    icon: str
    name: Any
    one: Any
    lines: Callable[[], Sequence[Any]]
    fields: Callable[[Any], list[Field]]
    add: Callable[[], str | None]
    change: Callable[[str], str | None]


@blueprint.before_request
def _allowed() -> None:
    """Events belong to everybody who contributes, the rest to the administrator."""
    events = (request.view_args or {}).get("subject") == "events"
    policy.require(actor(), "edit-events" if events else "administer")


@blueprint.get("/")
def index() -> Page:
    """Lead to the people."""
    return redirect(url_for("admin.listed", subject="people"))


@blueprint.get("/<subject>/")
def listed(subject: str) -> Page:
    """Show all people, departments, kits or events."""
    return _list(_subject(subject))


@blueprint.route("/<subject>/new", methods=["GET", "POST"])
def new(subject: str) -> Page:
    """Add one."""
    here = _subject(subject)
    if request.method == "GET":
        return _form(here, None)
    try:
        secret = here.add()
    except (Invalid, Conflict) as error:
        return _form(here, None, error)
    return _list(here, secret) if secret else redirect(url_for("admin.listed", subject=subject))


@blueprint.route("/<subject>/<int:line>", methods=["GET", "POST"])
def change(subject: str, line: int) -> Page:
    """Change one."""
    here = _subject(subject)
    found = next((one for one in here.lines() if one.id == line), None)
    if found is None:
        raise NotFound(what=str(line))
    if request.method == "GET":
        return _form(here, found)
    try:
        secret = here.change(str(line))
    except (Invalid, Conflict) as error:
        return _form(here, found, error)
    return _list(here, secret) if secret else redirect(url_for("admin.listed", subject=subject))


@blueprint.post("/kits/<int:kit>/bodies")
def add_body(kit: int) -> Page:
    """Tie a camera body to a kit."""
    form = request.form
    try:
        service.add_body(home().engine, actor(), str(kit), serial=form.get("serial", ""), make=form.get("make", ""),
                         model=form.get("model", ""), now=now())
    except (Invalid, Conflict) as error:
        found = next(one for one in lists.kits(home().engine) if one.id == kit)
        return _form(_subject("kits"), found, error)
    flash(_("Files from this camera are now tied to the kit."))
    return redirect(url_for("admin.change", subject="kits", line=kit))


def _add_person() -> str:
    form = request.form
    account = service.NewPerson(form.get("login", "").strip(), form.get("display", ""), tuple(form.getlist("roles")),
                                form.get("department") or None)
    _made, password = service.add_person(home().engine, actor(), account, now=now())
    return password


def _change_person(given: str) -> str | None:
    form = request.form
    change = service.PersonChange(form.get("display", ""), tuple(form.getlist("roles")), form.get("department", ""),
                                  "active" in form, "" if "new_password" in form else None)
    if given == str(actor().person_id) and ("active" not in form or "administrator" not in change.roles):  # type: ignore[operator]  # roles are given
        raise Invalid("roles", "不能停用自己或取消自己的管理员角色，请由另一位管理员操作",
                      "you cannot shut yourself out or give up your own role; ask another administrator")
    return service.change_person(home().engine, actor(), given, change, now=now())


def _add_department() -> None:
    form = request.form
    service.add_department(home().engine, actor(), code=form.get("code", ""), name=form.get("name", ""),
                           name_en=form.get("name_en", ""), is_office="is_office" in form, now=now())


def _change_department(given: str) -> None:
    form = request.form
    service.change_department(home().engine, actor(), given, name=form.get("name"), name_en=form.get("name_en"),
                              contact=form.get("contact", ""), active="active" in form, now=now())


def _add_kit() -> None:
    form = request.form
    service.add_kit(home().engine, actor(), name=form.get("name", ""), department=form.get("department", ""), now=now())


def _change_kit(given: str) -> None:
    form = request.form
    offset = number(form, "utc_offset", 0) if form.get("utc_offset", "").strip() else None
    service.change_kit(home().engine, actor(), given, name=form.get("name"), utc_offset=offset, campus_time=offset is None,
                       quicktime_local=form.get("quicktime_local") == "1", active="active" in form,
                       read_again="read_again" in form, now=now())


def _add_event() -> None:
    form = request.form
    first = day(form, "starts_on")
    if first is None:
        raise Invalid("starts_on", "请填写日期", "a date is needed")
    service.add_event(home().engine, actor(), name=form.get("name", ""), starts_on=first, ends_on=day(form, "ends_on"),
                      off_screens="off_screens" in form,
                      place=form.get("place", ""), ends_at=form.get("ends_at", ""),
                      department=form.get("department") or None, now=now())


def _change_event(given: str) -> None:
    form = request.form
    first = day(form, "starts_on")
    service.change_event(home().engine, actor(), given, name=form.get("name"), place=form.get("place"), starts_on=first,
                         ends_on=day(form, "ends_on") or first, ends_at=form.get("ends_at"),
                         off_screens="off_screens" in form, now=now())


def _departments() -> Sequence[lists.DepartmentLine]:
    return lists.departments(home().engine)


def _events() -> Sequence[lists.EventLine]:
    """All, or those alone that screens do not tell (``?screens=off``)."""
    return lists.events(home().engine, off_screens=True if request.args.get("screens") == "off" else None)


SUBJECTS = {subject.code: subject for subject in (
    Subject("people", "users", _l("People"), _l("Person"), lambda: lists.users(home().engine),
            lambda line: forms.person(line, _departments()), _add_person, _change_person),
    Subject("departments", "building-2", _l("Departments"), _l("Department"), _departments,
            lambda line: forms.department(line, lists.users(home().engine)), _add_department, _change_department),
    Subject("kits", "camera", _l("Camera kits"), _l("Camera kit"), lambda: lists.kits(home().engine),
            lambda line: forms.kit(line, _departments()), _add_kit, _change_kit),
    Subject("events", "calendar", _l("Events"), _l("Event"), _events,
            lambda line: forms.event(line, _departments()), _add_event, _change_event),
)}


def _subject(code: str) -> Subject:
    if code not in SUBJECTS:
        raise NotFound(what=f"“{code}”")
    return SUBJECTS[code]


def seen() -> list[Subject]:
    """Return the kinds of things that the reader keeps in order here."""
    return [one for one in SUBJECTS.values() if one.code == "events" or policy.may(actor(), "administer")]


def _list(here: Subject, secret: str | None = None) -> str:
    return render_template(f"admin/{here.code}.html", here=here, subjects=seen(), lines=here.lines(), secret=secret)


def _form(here: Subject, line: Any, error: VitrineError | None = None) -> Page:
    fields = here.fields(line)
    if error is not None:  # what was typed stays
        fields = [replace(field, value=_typed(field)) for field in fields]
    at = error.field if isinstance(error, Invalid) else "serial" if "serial" in request.form else "name" if error else None
    page = render_template("admin/form.html", here=here, subjects=seen(), line=line, fields=fields,
                           errors={at: error.reason} if error else {})
    return (page, status_of(error)) if error else page


def _typed(field: Field) -> Any:
    if field.kind == "checks":
        return request.form.getlist(field.name)
    return field.name in request.form if field.kind == "check" else request.form.get(field.name, "")
