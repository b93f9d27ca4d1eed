"""Pages of placements: the desk, one placement, and recording one from an item's page."""

from __future__ import annotations

from datetime import date
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from index.catalogue import items
from index.catalogue.channels import Aim, Channel
from index.catalogue.departments import Department
from index.catalogue.items import Item, ItemKind
from index.catalogue.lifecycle import State
from index.catalogue.outlets import LEVEL_NAMES, TYPE_NAMES
from index.catalogue.placements import RANK_NAMES, PlacementState
from index.db import reading
from index.errors import Conflict, Invalid, NotFound, VitrineError
from server import policy
from server.library import bytes as held
from server.library import history
from server.notices import subjects
from server.placements import forms, lists, outlets, service, sheets
from server.placements.lists import PlacementLine
from server.review import fetching
from server.sheets.giving import given
from server.web.errors import status_of
from server.web.i18n import pick, tell
from server.web.paging import Pager, page_number
from server.web.services import actor, home, now, zone

blueprint = Blueprint("placements", __name__, url_prefix="/placements")
OF_AN_OUTCOME: Final = {"outlet", "published_on", "link", "evidence", "contest", "rank", "note", "reason"}
"""What the form of an outcome shows beside its fields; all else that is wrong stands above it."""
Page = str | tuple[str, int] | Response
LINES = 50
WAYS = ("sent", "adopted")
ASKED = ("state", "q", "month", "outlet", "level", "type", "department", "days")


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "place")


@blueprint.get("/")
def index() -> Page:
    """Show placements by how they stand; the office sees first what waits for it."""
    only, pages = forms.only(request.args), Pager(page_number(), LINES, more=False)
    with reading(home().engine) as session:
        counts = lists.counts(session, actor(), only, zone(), now())
        found = lists.lines(session, actor(), only, zone(), now(), limit=LINES + 1, offset=pages.offset)
        choices = _filters(session)
    return render_template("placements/index.html", lines=found[:LINES], only=only, counts=counts, states=lists.STATES,
                           asked=asked(), choices=choices, pages=Pager(pages.number, LINES, more=len(found) > LINES))


@blueprint.get("/placements.<any(csv, xlsx):ending>")
def sheet(ending: str) -> Response:
    """Give what the desk shows as a sheet, all of it."""
    with reading(home().engine) as session:
        found = lists.lines(session, actor(), forms.only(request.args), zone(), now(), limit=sheets.MOST)
    body = sheets.csv(found) if ending == "csv" else sheets.xlsx(found)
    return given(body, "placements", ending)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Put on record that an item (``item``) was sent, or adopted (``what``)."""
    what = request.values.get("what", "sent")
    what = what if what in WAYS else "sent"
    with reading(home().engine) as session:
        item = fetching.fetch(session, actor(), items.parse(request.values.get("item", "")), now())
        policy.require(actor(), "place", item)
    if request.method == "GET":
        return _form(item, what, request.args)
    try:
        wish = forms.wish(request.form)
        if what == "sent":
            made = service.send(home(), actor(), item.ref, wish, now=now())
        else:
            made = service.adopt(home(), actor(), item.ref, wish, forms.proof(request.files.get("evidence")), now=now())
    except (Invalid, Conflict) as error:
        return _form(item, what, request.form, error)
    flash(_said(made))
    return redirect(url_for(".show", placement=made))


@blueprint.get("/<int:placement>")
def show(placement: int) -> Page:
    """Show one placement with what happened to it, and what the reader may do."""
    line = _line(placement)
    return _show(line, forms.typed(line))


@blueprint.post("/<int:placement>/adopted")
def adopted(placement: int) -> Page:
    """Claim that it was adopted, confirm it, or put right what was confirmed."""
    line = _line(placement)
    try:
        service.settle(home(), actor(), placement, forms.wish(request.form), forms.proof(request.files.get("evidence")),
                       reason=request.form.get("reason", ""), now=now())
    except NotFound:
        raise
    except VitrineError as error:
        return _show(line, request.form, error)
    flash(_said(placement))
    return redirect(url_for(".show", placement=placement))


@blueprint.post("/<int:placement>/not-adopted")
def not_adopted(placement: int) -> Page:
    """Say that it was not adopted."""
    try:
        service.decline(home(), actor(), placement, request.form.get("reason", ""), now=now())
    except (Invalid, Conflict) as error:
        flash(tell(error.reason), "error")
    except VitrineError as error:
        if error.reason.code != "placement-reason":
            raise
        flash(tell(error.reason), "error")
    return redirect(url_for(".show", placement=placement))


@blueprint.post("/double")
def double() -> Page:
    """Say that an item counts double (一岗双责), or no longer."""
    ref = items.parse(request.form.get("item", ""))
    service.count_double(home().engine, actor(), ref, on="on" in request.form, now=now())
    told = ref.kind is ItemKind.STORY
    where = url_for("stories.show", story=str(ref)) if told else url_for("library.asset", asset=str(ref))
    return redirect(f"{where}#placements")


@blueprint.get("/<int:placement>/evidence")
def evidence(placement: int) -> Response:
    """Give the evidence as a file to keep, never to be shown by a browser: nothing in it is trusted."""
    line = _line(placement)
    if line.evidence_sha256 is None:
        raise NotFound(what=_("a file"))
    return held.evidence(line.evidence_sha256, line.evidence)


def asked() -> dict[str, str]:
    """Return the conditions of the address, to be handed on to the sheet."""
    return {name: request.args[name] for name in ASKED if request.args.get(name)}


def _line(placement: int) -> PlacementLine:
    with reading(home().engine) as session:
        return lists.line(session, actor(), placement, zone(), now())


def _said(placement: int) -> str:
    state = _line(placement).state
    if state == PlacementState.ADOPTED:
        return str(_("It is on record as adopted."))
    return str(_("It is on record as sent.") if state == PlacementState.SENT else
               _("It is on record. It counts once the office has confirmed it on evidence."))


def _show(line: PlacementLine, given: MultiDict[str, str], why: VitrineError | None = None) -> Page:
    with reading(home().engine) as session:
        told = history.of(session, f"placement:{line.id}")
        writes = bool(fetched := fetching.fetch_many(session, actor(), [items.parse(line.item)], now())) and policy.may(
            actor(), "place", next(iter(fetched.values())))
        choices = outlets.lines(session, active=True) if writes else []
    page = render_template("placements/show.html", line=line, history=told, writes=writes, given=given, outlets=choices,
                           today=_today(), ranks=_ranks(), why=why.reason if why else None,
                           errors={why.field: why.reason} if isinstance(why, Invalid) and why.field in OF_AN_OUTCOME else {})
    return (page, status_of(why)) if why else page


def _form(item: Item, what: str, given: MultiDict[str, str], error: VitrineError | None = None) -> Page:
    with reading(home().engine) as session:
        title = subjects.seen(session, actor(), [item.ref.subject], now()).get(item.ref.subject, str(item.ref))
        choices, channels = outlets.lines(session, active=True), channels_of(session, item)
        open_ = [one for one in lists.of_item(session, actor(), item.ref, zone(), now()) if one.state in service.OPEN]
    page = render_template("placements/new.html", item=item, title=title, what=what, given=given, outlets=choices,
                           channels=channels, open=open_, today=_today(), ranks=_ranks(), why=error.reason if error else None,
                           errors={error.field: error.reason} if isinstance(error, Invalid) else {})
    return (page, status_of(error)) if error else page


def channels_of(session: Session, item: Item) -> list[tuple[str, str]]:
    """Return the channels that an item may go on by: those on which it is approved; for the office all, these first."""
    rows = session.execute(select(Channel, Aim.state).outerjoin(Aim, (Aim.channel_id == Channel.id) & item.ref.aims)
                           .where(Channel.goes_on, Channel.active).order_by(Channel.position)).all()
    office = policy.may(actor(), "confirm-placements")
    found = [(channel, state == State.APPROVED) for channel, state in rows if office or state == State.APPROVED]
    return [(channel.code, pick((channel.name, channel.name_en)) + ("" if approved else _(" (not approved there)")))
            for channel, approved in sorted(found, key=lambda one: not one[1])]


def _filters(session: Session) -> dict[str, list[tuple[object, str]]]:
    departments = session.execute(select(Department.id, Department.name, Department.name_en).order_by(Department.id))
    return {"outlet": [(one.id, one.name) for one in outlets.lines(session)],
            "level": [(code, pick(name)) for code, name in LEVEL_NAMES.items()],
            "type": [(code, pick(name)) for code, name in TYPE_NAMES.items()],
            "department": [(row.id, pick((row.name, row.name_en or row.name))) for row in departments]}


def _today() -> date:
    return now().astimezone(zone()).date()


def _ranks() -> list[tuple[str, str]]:
    return [(code, pick(name)) for code, name in RANK_NAMES.items()]
