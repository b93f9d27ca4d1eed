"""Every verb on every state of an asset and of a story by everybody of the cast: what is not possible is refused, and the
refusal says in both languages what is possible now and who can do it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from index.catalogue import items
from index.catalogue.items import Named, Ref
from index.catalogue.lifecycle import State, Verb
from index.errors import Reason, VitrineError
from server.review import asides, service
from server.review.service import Order
from server.stories import service as stories

CHANNEL = "site"
OPEN = (State.DRAFT, State.RETURNED, State.WITHDRAWN)
WAYS: dict[State, tuple[tuple[str, Verb], ...]] = {
    State.DRAFT: (),
    State.SUBMITTED: (("photographer", Verb.SUBMIT),),
    State.REVIEWED: (("photographer", Verb.SUBMIT), ("reviewer", Verb.APPROVE)),
    State.APPROVED: (("photographer", Verb.SUBMIT), ("reviewer", Verb.APPROVE), ("editor", Verb.APPROVE)),
    State.RETURNED: (("photographer", Verb.SUBMIT), ("reviewer", Verb.RETURN)),
    State.WITHDRAWN: (("photographer", Verb.SUBMIT), ("photographer", Verb.WITHDRAW)),
}
"""How an item of the canteen's photographer comes into each state."""
EDITORS = ("editor", "second_editor")
CANTEEN = ("photographer", "second_photographer", "reviewer", "director")
POSSIBLE: dict[State, tuple[tuple[str, tuple[str, ...]], ...]] = {
    **dict.fromkeys(OPEN, (("submit", ()),)),
    State.SUBMITTED: (("approve", ("reviewer",)), ("return", ("reviewer",)), ("withdraw", ("photographer",))),
    State.REVIEWED: (("approve", EDITORS), ("return", EDITORS), ("withdraw", ("photographer",))),
    State.APPROVED: (("take down", EDITORS),),
}
"""What can be done with it in each state, and by whom; to submit, by its department and the office."""
CHINESE = {"submit": "提交审稿", "approve": "审核通过", "return": "退回修改", "withdraw": "撤回", "take down": "撤下"}
MAY: dict[tuple[str, State], tuple[str, ...]] = {
    **{("submit", state): (*CANTEEN, *EDITORS, "administrator") for state in OPEN},
    **{(verb, State.SUBMITTED): ("reviewer",) for verb in ("approve", "return", "ask", "pass-on")},
    **{(verb, State.REVIEWED): EDITORS for verb in ("approve", "return", "ask", "pass-on")},
    ("withdraw", State.SUBMITTED): ("photographer",), ("withdraw", State.REVIEWED): ("photographer",),
    ("withdraw", State.APPROVED): EDITORS,
    ("sign-off", State.SUBMITTED): ("photographer", "reviewer", *EDITORS),
    ("sign-off", State.REVIEWED): ("photographer", *EDITORS),
}
"""Who may do what, in which state. All else is refused."""
VERBS = ("submit", "approve", "return", "withdraw", "ask", "answer", "pass-on", "sign-off")


@pytest.fixture(params=["asset", "story"])
def make(request: pytest.FixtureRequest, home: Any, cast: Any, clock: Any,
         new_asset: Callable[..., int]) -> Callable[[State], Ref]:
    """Return a function that makes an item of the photographer's in a state."""
    wish = stories.Wish("news", "食堂开放日", body="<p>三月一日。</p>", credits=(stories.Credit("author", "某人"),))

    def one(state: State) -> Ref:
        ref = (items.ref(new_asset(cast.photographer)) if request.param == "asset"
               else items.story(stories.begin(home.engine, cast.photographer, wish, now=clock())))
        for part, verb in WAYS[state]:
            service.act(home.engine, getattr(cast, part), Order(verb, CHANNEL, "请补充"), ref, now=clock.turn(seconds=1))
        return ref

    return one


def attempt(home: Any, cast: Any, clock: Any, verb: str, part: str, ref: Named) -> Reason | None:
    """Do it, and return why it was refused; None where it was done."""
    actor, now = getattr(cast, part), clock.turn(seconds=1)
    given = (home.engine, actor, ref, CHANNEL)
    other = cast.director if part == "reviewer" else cast.editor if part == "second_editor" else cast.second_editor
    asking: dict[str, Callable[[], Any]] = {
        "ask": lambda: asides.ask(*given, "哪一天？", now=now), "answer": lambda: asides.answer(*given, "周一", now=now),
        "pass-on": lambda: asides.pass_on(*given, other.person_id, now=now),
        "sign-off": lambda: asides.add_sign_off(*given, f"person:{cast.outsider.person_id}", now=now)}
    try:
        if verb in asking:
            asking[verb]()
        else:
            service.act(home.engine, actor, Order(Verb(verb), CHANNEL, "请补充"), ref, now=now)
    except VitrineError as error:
        return error.reason
    return None


def told(cast: Any, state: State) -> Iterator[tuple[str, str]]:
    """Yield what a refusal has to say in this state, in Chinese and in English."""
    for verb, parts in POSSIBLE[state]:
        names = [getattr(cast, part).display for part in parts]
        zh, en = ("、".join(names), ", ".join(names)) if names else ("饮食服务中心和办公室", "Canteens and the office")
        yield f"{CHINESE[verb]}（{zh}）", f"{verb} ({en})"


def wrong(cast: Any, state: State, verb: str, part: str, why: Reason | None, *, hidden: bool) -> str:
    """Return what is wrong with an answer; empty where it is as it should be."""
    if hidden:
        return "" if why is not None and why.code == "not-found" else "should not be known"
    if part in MAY.get((verb, state), ()):
        return "" if why is None else f"refused: {why.en}"
    if why is None:
        return "done"
    if (verb, part) == ("answer", "photographer") and state in {State.SUBMITTED, State.REVIEWED}:
        return "" if why.code == "no-question" else why.code
    if why.code in {"own-work", "own-words", "not-your-desk"}:
        deciders = [getattr(cast, one).display for one in MAY["approve", state]]
        return "" if all(name in why.zh and name in why.en for name in deciders) else f"names nobody: {why.en}"
    if why.code not in {"wrong-state", "not-allowed"}:
        return why.code
    return "" if all(zh in why.zh and en in why.en for zh, en in told(cast, state)) else f"{why.en} {why.zh}"


def test_every_refusal_says_what_is_possible_and_who_can_do_it(home: Any, cast: Any, clock: Any,
                                                               make: Callable[[State], Ref]) -> None:
    faults, done = [], 0
    for state in WAYS:
        ref = make(state)
        for verb in VERBS:
            for part in cast.people:
                hidden = part == "outsider" and (state is not State.APPROVED or ref.kind == "story")
                why = attempt(home, cast, clock, verb, part, ref)
                if fault := wrong(cast, state, verb, part, why, hidden=hidden):
                    faults.append(f"{verb} of {state} by {part}: {fault}")
                if why is None:
                    ref, done = make(state), done + 1
    assert "\n".join(faults) == ""
    assert done == sum(map(len, MAY.values())), "everything that is possible was possible"
