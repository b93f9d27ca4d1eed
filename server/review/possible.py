"""What can be done with an item now, and who can do it, by name: the end of every refusal of a move."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.channels import Aim
from index.catalogue.departments import Department
from index.catalogue.items import Item, people
from index.catalogue.lifecycle import MOVES, STATE_NAMES, VERB_NAMES, WAITING, State, Verb
from index.catalogue.people import Person, PersonRole, Role
from index.errors import Conflict, VitrineError
from server.policy import VERB_TEXTS
from server.review import desks, naming


def told(session: Session, aim: Aim, item: Item, now: datetime) -> tuple[str, str]:
    """Return what is possible with this item on this channel now, and by whom, in Chinese and in English."""
    parts = [_one(session, aim, item, Verb(verb), now) for state, verb in MOVES
             if state == aim.state and verb in {Verb.SUBMIT, Verb.APPROVE, Verb.RETURN, Verb.WITHDRAW}]
    return ("现在可以：" + "；".join(zh for zh, _ in parts) + "。", "Possible now: " + "; ".join(en for _, en in parts) + ".")


def explained(error: VitrineError, session: Session, aim: Aim, item: Item, now: datetime) -> VitrineError:
    """Return a wrong-state with what is possible now; any other refusal as it is."""
    if error.reason.code != "wrong-state":
        return error
    zh, en = told(session, aim, item, now)
    return Conflict(**{**error.details, "possible": en, "possible_zh": zh})


def refused(session: Session, aim: Aim, item: Item, verb: Verb, now: datetime) -> Conflict:
    """Return the refusal of what is only possible while an item is under review."""
    (state_zh, state_en), (zh, en) = STATE_NAMES[State(aim.state)], told(session, aim, item, now)
    return Conflict(state=state_en, state_zh=state_zh, verb=verb.value, verb_zh=VERB_NAMES[verb], possible=en, possible_zh=zh)


def _one(session: Session, aim: Aim, item: Item, verb: Verb, now: datetime) -> tuple[str, str]:
    zh, en = ("撤下", "take down") if verb is Verb.WITHDRAW and aim.state == State.APPROVED else VERB_TEXTS[verb]
    who_zh, who_en = _who(session, aim, item, verb, now)
    return f"{zh}（{who_zh}）", f"{en} ({who_en})"


def _who(session: Session, aim: Aim, item: Item, verb: Verb, now: datetime) -> tuple[str, str]:
    if verb is Verb.SUBMIT:
        department = session.get(Department, item.department_id) if item.department_id else None
        if department is None:
            return "办公室", "the office"
        return f"{department.name}和办公室", f"{department.name_en or department.name} and the office"
    if verb in {Verb.APPROVE, Verb.RETURN} and State(aim.state) in WAITING:
        able = desks.deciders(session, aim, item, now)
    elif aim.state == State.APPROVED:
        able = frozenset(session.scalars(select(Person.id).join(PersonRole, PersonRole.person_id == Person.id)
                                         .where(Person.active, PersonRole.role == Role.EDITOR)))
    else:
        able = people(aim.submitted_by, item.owner_id)
    zh, en = naming.listed(naming.people(session, able).values())
    return zh or "目前无人，请管理员指定", en or "nobody now; ask an administrator to name somebody"
