"""States of an item on one channel and the legal moves between them. Pure data and pure functions.

An item takes its route's steps in order: ``submitted`` waits for the first, ``reviewed`` for a later one, ``approved`` is
the last step's yes. Each channel that an item aims at has a state of its own.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from index.errors import Conflict


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    WITHDRAW = "withdraw"
    VOID = "void"  # an edit after an approval; the route starts again
    # These leave the state as it is.
    ASK = "ask"
    ANSWER = "answer"
    PASS_ON = "pass-on"  # noqa: S105 - no password
    SIGN_OFF = "sign-off"  # one more desk on one item's route


STATE_NAMES: Final[dict[str, tuple[str, str]]] = {
    State.DRAFT: ("草稿", "draft"),
    State.SUBMITTED: ("待部门审", "submitted"),
    State.REVIEWED: ("待办公室审", "reviewed by the department"),
    State.APPROVED: ("审核通过", "approved"),
    State.RETURNED: ("退回修改", "returned"),
    State.WITHDRAWN: ("已撤回", "withdrawn"),
}
VERB_NAMES: Final[dict[str, str]] = {
    Verb.SUBMIT: "提交审稿", Verb.APPROVE: "审核通过", Verb.RETURN: "退回修改", Verb.WITHDRAW: "撤回", Verb.VOID: "作废审核",
    Verb.ASK: "询问", Verb.ANSWER: "答复", Verb.PASS_ON: "转交", Verb.SIGN_OFF: "加签",
}

WAITING: Final = frozenset({State.SUBMITTED, State.REVIEWED})
HELD: Final = WAITING | {State.APPROVED}
"""Under review or published: here an edit voids, and a take-down ends."""

MOVES: Final[dict[tuple[State, Verb], State]] = {
    (State.DRAFT, Verb.SUBMIT): State.SUBMITTED,
    (State.RETURNED, Verb.SUBMIT): State.SUBMITTED,
    (State.WITHDRAWN, Verb.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Verb.APPROVE): State.REVIEWED,
    (State.REVIEWED, Verb.APPROVE): State.REVIEWED,
    (State.SUBMITTED, Verb.RETURN): State.RETURNED,
    (State.REVIEWED, Verb.RETURN): State.RETURNED,
    (State.SUBMITTED, Verb.WITHDRAW): State.WITHDRAWN,
    (State.REVIEWED, Verb.WITHDRAW): State.WITHDRAWN,
    (State.APPROVED, Verb.WITHDRAW): State.WITHDRAWN,
    (State.SUBMITTED, Verb.VOID): State.SUBMITTED,
    (State.REVIEWED, Verb.VOID): State.SUBMITTED,
    (State.APPROVED, Verb.VOID): State.SUBMITTED,
}


def move(state: State, verb: Verb, *, last_step: bool = False) -> State:
    """Return the state after ``verb``; ``last_step`` says that this approval ends the route.

    Raises Conflict, saying what the item is now, for a move that is not legal.
    """
    try:
        after = MOVES[state, verb]
    except KeyError:
        state_zh, state_en = STATE_NAMES[state]
        raise Conflict(state=state_en, state_zh=state_zh, verb=verb.value, verb_zh=VERB_NAMES[verb], possible="",
                       possible_zh="") from None
    return State.APPROVED if verb is Verb.APPROVE and last_step else after
