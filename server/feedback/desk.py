"""The office handles notes: says what was done about one, closes it, opens it again. Each is put on record."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Engine

from index.catalogue import audit
from index.catalogue.feedback import NoteState, VisitorNote
from index.catalogue.people import Actor
from index.db import writing
from index.errors import Invalid, NotFound
from server import policy

LONGEST_REPLY: Final = 1000


def handle(engine: Engine, actor: Actor, note_id: int, state: str, reply: str, *, now: datetime) -> None:
    """Set how a note stands, and what was answered or done about it. Raises Forbidden, NotFound, Invalid.

    ``reply`` is for the house: nothing is sent. An answered note has to say what was answered.
    """
    policy.require(actor, "keep-feedback")
    reply = reply.replace("\r\n", "\n").strip()
    if state not in set(NoteState):
        raise Invalid("state", "请选择一项", "choose one")
    if state == NoteState.ANSWERED and not reply:
        raise Invalid("reply", "请写明答复了什么、做了什么", "say what was answered or done")
    if len(reply) > LONGEST_REPLY:
        raise Invalid("reply", f"最多 {LONGEST_REPLY} 个字", f"at most {LONGEST_REPLY} characters")
    with writing(engine) as session:
        note = session.get(VisitorNote, note_id)
        if note is None:
            raise NotFound(what=f"“{note_id}”")
        before = {"state": note.state, "reply": note.reply}
        after = {"state": state, "reply": reply}
        if before == after:
            return
        note.state, note.reply = state, reply
        note.handled_by, note.handler, note.handled_at = actor.person_id, actor.display, now
        audit.record(session, actor, "handled-note", f"note:{note.id}", at=now, item=str(note.ref), before=before,
                     after=after)
