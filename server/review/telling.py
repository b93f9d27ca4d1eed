"""Telling whoever submitted something for several channels what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import flash
from flask_babel import gettext as _

from index.catalogue.required import MissingFields
from index.errors import VitrineError
from server.channels import lists as channels
from server.consents import standing as consents
from server.web.i18n import joined, pick, tell
from server.web.services import home, now

TOLD = 3
"""Names that are told one by one."""


def submitted(outcomes: Mapping[str, VitrineError | None]) -> tuple[str, ...]:
    """Say for which channels an item was submitted, and why not for others; return the required fields that it lacks."""
    names = {line.code: pick((line.name, line.name_en)) for line in channels.channels(home().engine)}
    if done := [names[code] for code, error in outcomes.items() if error is None]:
        flash(_("Submitted for %(channels)s. You will see here what becomes of it.", channels=joined(done)))
    for code, error in outcomes.items():
        if isinstance(error, MissingFields):
            flash(tell(error.reason), "error")
            return error.fields
        if error is not None:
            flash(f"{names.get(code, code)} · {tell(error.reason)}", "error")
    return ()


def missing_consent(asset_ids: Sequence[int], channel: str) -> None:
    """Missing consent is said, and stops nobody but minors; so is that it is not known which of several people is meant."""
    if names := consents.missing(home().engine, asset_ids, channel, now()):
        told = _("No consent for this channel is on record of: %(names)s. Ask them, and record it under Consents.",
                 names=joined(names[:TOLD]) + (" …" if len(names) > TOLD else ""))
        flash(told, "error")
    if names := consents.doubtful(home().engine, asset_ids):
        told = _("Several people on record are called %(names)s. Say on the asset's page, under “Consent of those shown”, "
                 "who it is.", names=joined(names[:TOLD]))
        flash(told, "error")
