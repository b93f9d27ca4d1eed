"""The history of an asset or a story in sentences, from the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.assets import Part, public_id
from index.catalogue.audit import AuditLine
from index.catalogue.channels import Channel
from index.catalogue.edits import EditBatchItem
from server.clocks.words import error as clock_error
from server.describing import words
from server.web.i18n import joined, month, pick

MOST: Final = 100

SENTENCES: Final[dict[str, tuple[str, Any]]] = {
    "took-in": ("upload", _l("%(who)s handed it in as %(name)s")),
    "co-owned": ("copy", _l("%(who)s brought the same file")),
    "co-owned-by": ("copy", _l("%(who)s brought the same file (%(department)s)")),
    "joined": ("files", _l("The raw file %(name)s of the same shot was put with it")),
    "joined-film": ("files", _l("The film %(name)s of the same Live Photo was put with it")),
    "sidecar": ("tag", _l("What the sidecar %(name)s says was taken over")),
    "chose": ("star", _l("%(who)s changed %(fields)s that %(of)s had chosen")),
    "described": ("pencil", _l("%(who)s changed %(fields)s")),
    "rights-set": ("tag", _l("%(who)s changed %(fields)s")),
    "submit": ("send", _l("%(who)s submitted it for %(channel)s")),
    "approve": ("check", _l("%(who)s approved it for %(channel)s; it goes on to the next desk")),
    "approve-last": ("check", _l("%(who)s approved it for %(channel)s, the last step")),
    "approve-part": ("check", _l("%(who)s approved it for %(channel)s; %(left)s more have to")),
    "return": ("undo-2", _l("%(who)s returned it (%(channel)s)")),
    "ask": ("message-square-warning", _l("%(who)s asked about it (%(channel)s)")),
    "answer": ("message-square-warning", _l("%(who)s answered (%(channel)s)")),
    "pass-on": ("arrow-right", _l("%(who)s handed it to %(to)s (%(channel)s)")),
    "sign-off": ("plus", _l("%(who)s asked for the sign-off of %(to)s (%(channel)s)")),
    "withdraw": ("minus", _l("%(who)s withdrew it from %(channel)s")),
    "taken-down": ("circle-x", _l("%(who)s took it down everywhere")),
    "clock-marked": ("clock", _l("%(who)s said that it is a photograph of the clock")),
    "clock-unmarked": ("image", _l("%(who)s said that it is an ordinary photo")),
    "clock-checked": ("clock", _l("It was read as a photograph of the clock: %(said)s")),
    "clock-dropped": ("clock", _l("%(who)s lets its reading of the clock no longer count")),
    "let-pass": ("spell-check", _l("%(who)s let “%(name)s” stand")),
    "took-over": ("inbox", _l("%(who)s took it into %(department)s")),
    "turned-down": ("ban", _l("%(who)s turned it down, as it came from outside")),
    "restored": ("rotate-ccw", _l("%(who)s lets it wait for a decision again")),
    "binned": ("trash-2", _l("%(who)s put it into the recycle bin")),
    "binned-withdrawn": ("trash-2", _l("%(who)s put it into the recycle bin; its review ended with that")),
    "unbinned": ("rotate-ccw", _l("%(who)s restored it from the recycle bin")),
    "deletion-proposed": ("circle-alert", _l("%(who)s proposed to delete it for good")),
    "deletion-withdrawn": ("undo-2", _l("%(who)s took the proposal to delete it back")),
    "deletion-refused": ("ban", _l("%(who)s refused to delete it for good, as %(proposer)s had proposed")),
    "deleted": ("circle-x", _l("%(who)s confirmed what %(proposer)s had proposed: it was deleted for good")),
    "let-in-again": ("inbox", _l("%(who)s lets its file be uploaded again")),
    "took-in-erased": ("upload", _l("%(who)s handed it in")),
    "erased": ("pencil", _l("%(who)s changed something that was deleted with it")),
    "told-apart": ("users", _l("%(who)s said that “%(name)s” here is the person of record %(consent)s")),
    "told-apart-not": ("users", _l("%(who)s said that “%(name)s” here is not the person of record %(consent)s")),
    "told-apart-unsaid": ("users", _l("%(who)s took back what was said of “%(name)s” and record %(consent)s")),
    "began": ("newspaper", _l("%(who)s began the story")),
    "changed": ("pencil", _l("%(who)s saved version %(version)s")),
    "meant-for": ("send", _l("%(who)s chose where it is to appear: %(channels)s")),
    "meant-for-nowhere": ("send", _l("%(who)s left open where it is to appear")),
    "changed-by-picture": ("image", _l("What the library says of %(because)s changed; that is version %(version)s")),
    "restored-version": ("rotate-ccw", _l("%(who)s brought version %(restored)s back, as version %(version)s")),
    "handed-over": ("arrow-right", _l("%(who)s handed it over from %(of)s to %(to)s")),
    "sent-out": ("send", _l("%(who)s sent it out")),
    "claimed": ("clock", _l("%(who)s says that it was adopted; the office has to confirm it")),
    "adopted": ("check", _l("%(who)s confirmed that it was adopted")),
    "proved": ("file-image", _l("%(who)s put its evidence on record")),
    "not-adopted": ("minus", _l("%(who)s put on record that it was not adopted")),
    "put-right": ("pencil", _l("%(who)s put the record right")),
    "counts-double": ("star", _l("%(who)s has it count double")),
    "counts-once": ("minus", _l("%(who)s has it count once")),
    "found-flashing": ("triangle-alert", _l("It was looked through and flashes too often")),
    "refused": ("circle-x", _l("It could not be read; its bytes are in quarantine")),
}
"""Each verb of the audit trail of assets and stories: its icon and its sentence."""
TOLD_APART: Final = {("told-apart", "is-not"): "told-apart-not", ("told-apart", "unsaid"): "told-apart-unsaid"}
CASES: Final[tuple[tuple[str, str, Callable[[dict[str, Any]], Any]], ...]] = (
    ("approve", "approve-last", lambda told: told.get("state") == "approved"),
    ("approve", "approve-part", lambda told: told.get("left")),
    ("took-in", "took-in-erased", lambda told: not told.get("name")),  # deleted for good, and what it quoted with it
    ("binned", "binned-withdrawn", lambda told: told.get("withdrawn")),
    ("changed", "changed-by-picture", lambda told: told.get("because")),
    ("restored", "restored-version", lambda told: told.get("restored")),
    ("meant-for", "meant-for-nowhere", lambda told: not told["after"]["channels"]),
    ("co-owned", "co-owned-by", lambda told: told.get("department")),
    ("joined", "joined-film", lambda told: told.get("part") == Part.FILM),
)
"""A verb that has two sentences: which one its details choose."""
QUOTING: Final = frozenset({"joined", "sidecar", "chose", "described", "rights-set", "let-pass", "told-apart", "meant-for"})
TOLD: Final = ("proposer", "name", "department", "channel", "fields", "said", "of", "left", "to", "version", "because",
                "restored", "consent", "channels")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. ``more`` is what was given as a reason, or what it led to."""

    at: datetime
    icon: str
    text: str
    more: str
    batch: int | None = None
    """The edit of many that it was part of, by which it can be undone."""


def history(session: Session, asset_id: int) -> list[Line]:
    """Return what happened to an asset, the latest first."""
    batches: dict[int, int] = dict(session.execute(
        select(EditBatchItem.version, EditBatchItem.batch_id).where(EditBatchItem.asset_id == asset_id)).all())
    return of(session, f"asset:{public_id(asset_id)}", batches)


def of(session: Session, subject: str, batches: Mapping[int, int] = MappingProxyType({})) -> list[Line]:
    """Return what happened to a subject of the trail, the latest first; ``batches`` by the versions that they made."""
    lines = session.scalars(select(AuditLine).where(AuditLine.subject == subject).order_by(AuditLine.id.desc()).limit(MOST))
    channels = {code: pick((zh, en)) for code, zh, en in
                session.execute(select(Channel.code, Channel.name, Channel.name_en))}
    return [Line(line.at, SENTENCES.get(_case(line), ("history", ""))[0], _sentence(line, channels), _more(line, channels),
                 batches.get(line.details.get("version", 0)) if line.verb == "described" else None)
            for line in lines]


def _sentence(line: AuditLine, channels: dict[str, str]) -> str:
    sentence = SENTENCES.get(_case(line))
    if sentence is None:
        return f"{line.actor}: {line.verb}"
    return str(sentence[1]) % {"who": line.actor, **{name: _told(name, line.details, channels) for name in TOLD}}


def _case(line: AuditLine) -> str:
    """Return the verb, told apart where one verb has two sentences."""
    if line.verb in QUOTING and not audit.QUOTED & line.details.keys():
        return "erased"
    found = next((case for verb, case, holds in CASES if verb == line.verb and holds(line.details)), line.verb)
    return TOLD_APART.get((found, str(line.details.get("person"))), found)


def _told(name: str, details: dict[str, Any], channels: dict[str, str]) -> str:
    """Return one detail as people read it; empty where the line has none."""
    match name:
        case "channel":
            return channels.get(str(details.get("channel")), "")
        case "fields":
            return words.names(details.get("after") or {})
        case "channels":
            return joined([channels.get(code, code) for code in (details.get("after") or {}).get("channels", ())])
        case "said":
            return clock_error(details["error_s"]) if "error_s" in details else ""
    return str(details.get(name) or "")


def _more(line: AuditLine, channels: dict[str, str]) -> str:
    if voided := line.details.get("voided"):
        names = joined([channels.get(code, code) for code in voided])
        return str(_("The approval for %(channels)s was for what it said before; review starts again.", channels=names))
    parts = [str(line.details.get("reason") or "")]
    if name := line.details.get("place_of"):
        parts.append(str(_("In the place of %(name)s, who was away.", name=name)))
    if other := line.details.get("shared_with"):
        parts.append(str(_("The same step as for %(channel)s, done once.", channel=channels.get(other, other))))
    if closed := line.details.get("month_closed"):
        parts.append(str(_("%(month)s was closed by then; what it counted stays.", month=month(closed))))
    return " ".join(filter(None, parts))
