"""What kinds and states of notes are called, where they are chosen and where they are listed."""

from __future__ import annotations

from typing import Any, Final

from flask_babel import lazy_gettext as _l

from index.catalogue.feedback import NoteKind, NoteState

KINDS: Final[dict[str, Any]] = {
    NoteKind.PRAISE: _l("Praise"), NoteKind.CORRECTION: _l("Something is wrong"),
    NoteKind.TAKE_DOWN: _l("Please take it down"), NoteKind.OTHER: _l("Something else"),
}
STATES: Final[dict[str, tuple[Any, str, str]]] = {
    NoteState.NEW: (_l("New"), "waiting", "inbox"), NoteState.ANSWERED: (_l("Answered"), "approved", "check"),
    NoteState.CLOSED: (_l("Closed"), "draft", "minus"),
}
"""The word for a state, and as which state and icon it is marked."""
