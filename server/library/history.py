"""An asset's history in sentences, from the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.assets import public_id
from index.catalogue.audit import AuditLine
from index.catalogue.channels import Channel
from server.clocks.words import error as clock_error
from server.web.i18n import joined, pick

MOST: Final = 100
ICONS: Final = {"took-in": "upload", "described": "pencil", "submit": "send", "approve": "check", "return": "undo-2",
                "withdraw": "minus", "clock-marked": "clock", "clock-unmarked": "image", "clock-checked": "clock",
                "clock-dropped": "clock", "co-owned": "copy"}
FIELDS: Final[dict[str, Any]] = {
    "title": _l("Title"), "caption": _l("Caption"), "keywords": _l("Keywords"), "people": _l("People shown"),
    "place": _l("Place"), "credit": _l("Credit"), "event": _l("Event"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. ``more`` is what was given as a reason, or what it led to."""

    at: datetime
    icon: str
    text: str
    more: str


def history(session: Session, asset_id: int) -> list[Line]:
    """Return what happened to an asset, the latest first."""
    lines = session.scalars(select(AuditLine).where(AuditLine.subject == f"asset:{public_id(asset_id)}")
                            .order_by(AuditLine.id.desc()).limit(MOST))
    channels = {code: pick((zh, en)) for code, zh, en in
                session.execute(select(Channel.code, Channel.name, Channel.name_en))}
    return [Line(line.at, ICONS.get(line.verb, "history"), _sentence(line, channels), _more(line, channels))
            for line in lines]


def _sentence(line: AuditLine, channels: dict[str, str]) -> str:
    who, channel = line.actor, channels.get(str(line.details.get("channel")), "")
    match line.verb:
        case "took-in":
            return str(_("%(who)s handed it in as %(name)s", who=who, name=line.details.get("name", "")))
        case "co-owned":
            department = line.details.get("department")
            return str(_("%(who)s brought the same file (%(department)s)", who=who, department=department) if department
                       else _("%(who)s brought the same file", who=who))
        case "described":
            fields = joined([FIELDS.get(name, name) for name in line.details.get("after", {})])
            return str(_("%(who)s changed %(fields)s", who=who, fields=fields))
        case "submit":
            return str(_("%(who)s submitted it for %(channel)s", who=who, channel=channel))
        case "approve" if line.details.get("state") == "approved":
            return str(_("%(who)s approved it for %(channel)s, the last step", who=who, channel=channel))
        case "approve":
            return str(_("%(who)s approved it for %(channel)s; it goes on to the next desk", who=who, channel=channel))
        case "return":
            return str(_("%(who)s returned it (%(channel)s)", who=who, channel=channel))
        case "withdraw":
            return str(_("%(who)s withdrew it from %(channel)s", who=who, channel=channel))
    return _of_clock(line) or f"{who}: {line.verb}"


def _of_clock(line: AuditLine) -> str:
    match line.verb:
        case "clock-marked":
            return str(_("%(who)s said that it is a photograph of the clock", who=line.actor))
        case "clock-unmarked":
            return str(_("%(who)s said that it is an ordinary photo", who=line.actor))
        case "clock-checked":
            return str(_("It was read as a photograph of the clock: %(said)s", said=clock_error(line.details["error_s"])))
        case "clock-dropped":
            return str(_("%(who)s lets its reading of the clock no longer count", who=line.actor))
    return ""


def _more(line: AuditLine, channels: dict[str, str]) -> str:
    if voided := line.details.get("voided"):
        names = joined([channels.get(code, code) for code in voided])
        return str(_("The approval for %(channels)s was for the earlier text; review starts again.", channels=names))
    return str(line.details.get("reason") or "")
