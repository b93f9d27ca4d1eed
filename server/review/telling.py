"""Telling whoever submitted something for several channels what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import flash
from flask_babel import gettext as _

from index.catalogue.items import Ref
from index.catalogue.required import MissingFields
from index.db import reading
from index.errors import VitrineError
from server.channels import lists as channels
from server.consents import standing as consents
from server.review import route, words
from server.web.i18n import joined, pick, tell
from server.web.services import home, now

MOVED_ON = frozenset({"wrong-state", "overtaken", "not-your-desk"})
TOLD = 3
"""Names that are told one by one."""


def refused(error: VitrineError, ref: Ref, channel: str) -> str:
    """Return why a move was refused and, where somebody else was quicker, who did what, and when."""
    told = tell(error.reason)
    if error.reason.code not in MOVED_ON:
        return told
    with reading(home().engine) as session:
        last = route.last_move(session, ref, channel)
    return f"{words.happened(last)} {told}" if last else told


def submitted(outcomes: Mapping[str, VitrineError | None], ref: Ref, shown: Sequence[int]) -> tuple[str, ...]:
    """Say for which channels an item was submitted, why not for others, and whose consent is missing in the assets that it
    shows; return the required fields that it lacks.
    """
    names = {line.code: pick((line.name, line.name_en)) for line in channels.channels(home().engine)}
    if done := [names[code] for code, error in outcomes.items() if error is None]:
        flash(_("Submitted for %(channels)s. You will see here what becomes of it.", channels=joined(done)))
    missing_consents({code: shown for code, error in outcomes.items() if error is None})
    not_done = {code: error for code, error in outcomes.items() if error is not None}
    if lacking := next((error for error in not_done.values() if isinstance(error, MissingFields)), None):
        flash(tell(lacking.reason), "error")
        return lacking.fields
    why: dict[str, list[str]] = {}
    for code, error in not_done.items():
        why.setdefault(refused(error, ref, code), []).append(names.get(code, code))
    for text, some in why.items():
        flash(f"{joined(some)} · {text}", "error")
    return ()


def missing_consents(submitted: Mapping[str, Sequence[int]]) -> None:
    """Missing consent is said, and stops nobody but minors; so is that it is not known which of several people is meant.

    It is said once for all channels, each with the assets that were submitted there.
    """
    asset_ids = list(dict.fromkeys(one for some in submitted.values() for one in some))
    if names := list(dict.fromkeys(name for channel, some in submitted.items()
                                   for name in consents.missing(home().engine, some, channel, now()))):
        told = _("No consent for this channel is on record of: %(names)s. Ask them, and record it under Consents.",
                 names=joined(names[:TOLD]) + (" …" if len(names) > TOLD else ""))
        flash(told, "error")
    if names := consents.doubtful(home().engine, asset_ids):
        told = _("Several people on record are called %(names)s. Say on the asset's page, under “Consent of those shown”, "
                 "who it is.", names=joined(names[:TOLD]))
        flash(told, "error")
