"""Every pair of state and verb: the move it makes, or a refusal that says what the item is now."""

from __future__ import annotations

from itertools import product

import pytest

from index.catalogue.lifecycle import STATE_NAMES, VERB_NAMES, State, Verb, move
from index.errors import Conflict

# A table of its own, written from the rules and not from the code. "+" is the route's last step.
D, S, R, A, B, W = State.DRAFT, State.SUBMITTED, State.REVIEWED, State.APPROVED, State.RETURNED, State.WITHDRAWN
TABLE = {
    #   submit approve approve+ return withdraw void
    D: (S, None, None, None, None, None),
    S: (None, R, A, B, W, S),
    R: (None, R, A, B, W, S),
    A: (None, None, None, None, W, S),
    B: (S, None, None, None, None, None),
    W: (S, None, None, None, None, None),
}
COLUMNS = ((Verb.SUBMIT, False), (Verb.APPROVE, False), (Verb.APPROVE, True), (Verb.RETURN, False),
           (Verb.WITHDRAW, False), (Verb.VOID, False))


@pytest.mark.parametrize(("state", "column"), list(product(State, range(len(COLUMNS)))))
def test_every_pair(state: State, column: int) -> None:
    verb, last_step = COLUMNS[column]
    expected = TABLE[state][column]
    if expected is not None:
        assert move(state, verb, last_step=last_step) is expected
        return
    with pytest.raises(Conflict) as caught:
        move(state, verb, last_step=last_step)
    told = caught.value.reason
    assert told.code == "wrong-state"
    assert STATE_NAMES[state][0] in told.zh
    assert VERB_NAMES[verb] in told.zh
    assert STATE_NAMES[state][1] in told.en


def test_nothing_is_approved_but_by_the_last_step() -> None:
    for state, verb in product(State, Verb):
        try:
            after = move(state, verb)
        except Conflict:
            continue
        assert after is not State.APPROVED
