"""Review along the route: who may decide each step, who stands in, what an edit voids, and that nothing goes untold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from index import jobs
from index.catalogue import visibility
from index.catalogue.assets import Asset
from index.catalogue.audit import AuditLine, broken_links
from index.catalogue.channels import DEFAULT_CHANNELS, Aim
from index.catalogue.lifecycle import Verb
from index.catalogue.people import OWNER, Person
from index.catalogue.reviews import Review
from index.db import reading, writing
from index.errors import VitrineError
from index.jobs import Job
from server.library.describe import Edit, describe
from server.review import service
from server.review.service import Order

DESK = {"department": "reviewer", "director": "director", "office": "editor"}


class Desk:
    """Moves of one test: ``desk(actor, "approve", asset)`` gives the state after, or the code of the refusal."""

    def __init__(self, home: Any, clock: Any) -> None:
        self.home, self.clock = home, clock

    def __call__(self, actor: Any, verb: str, asset_id: int, channel: str = "screens", reason: str = "换一张") -> str:
        order = Order(Verb(verb), channel, reason)
        try:
            return service.act(self.home.engine, actor, order, asset_id, now=self.clock.turn(seconds=1))[channel]
        except VitrineError as error:
            return error.reason.code

    def aim(self, asset_id: int) -> Aim:
        with reading(self.home.engine) as session:
            return session.scalars(select(Aim).where(Aim.asset_id == asset_id)).one()

    def counts(self) -> list[int]:
        with reading(self.home.engine) as session:
            return [session.scalar(select(func.count()).select_from(one)) or 0 for one in (AuditLine, Review)]

    def deactivate(self, *actors: Any) -> None:
        with writing(self.home.engine) as session:
            session.execute(update(Person).where(Person.id.in_([one.person_id for one in actors])).values(active=False))


@pytest.fixture
def desk(home: Any, cast: Any, clock: Any) -> Desk:
    return Desk(home, clock)


New = Callable[..., int]


@pytest.mark.parametrize(("channel", "route"), [(code, route) for code, _, _, route in DEFAULT_CHANNELS])
def test_every_channels_route_to_its_end(desk: Desk, cast: Any, new_asset: New, channel: str, route: tuple[str, ...]) -> None:
    asset = new_asset(cast.photographer)
    assert desk(cast.photographer, "submit", asset, channel) == "submitted"
    for step, name in enumerate(route):
        for other in {*DESK} - {name}:
            assert desk(getattr(cast, DESK[other]), "approve", asset, channel) == "not-your-desk"
        expected = "approved" if step + 1 == len(route) else "reviewed"
        assert desk(getattr(cast, DESK[name]), "approve", asset, channel) == expected
    assert desk(cast.editor, "approve", asset, channel) == "wrong-state"


def test_who_may_decide_each_step_over_the_whole_cast(engine: Engine, desk: Desk, cast: Any, new_asset: New) -> None:
    first = {"photographer": "own-work", "second_photographer": "not-allowed", "reviewer": "reviewed",
             "director": "not-your-desk", "outsider": "not-found", "editor": "not-your-desk",
             "second_editor": "not-your-desk", "administrator": "not-allowed", "owner": "not-allowed"}
    second = first | {"reviewer": "not-your-desk", "editor": "approved", "second_editor": "approved"}
    for part, actor in {**cast.people, "owner": OWNER}.items():
        asset = new_asset(cast.photographer)
        desk(cast.photographer, "submit", asset)
        assert desk(actor, "approve", asset) == first[part], part
        asset = new_asset(cast.photographer)
        desk(cast.photographer, "submit", asset)
        desk(cast.reviewer, "approve", asset)
        assert desk(actor, "approve", asset) == second[part], part
        back = {"reviewed": "returned", "approved": "returned"}
        asset = new_asset(cast.photographer)
        desk(cast.photographer, "submit", asset)
        assert desk(actor, "return", asset) == back.get(first[part], first[part]), part


def test_who_may_submit(desk: Desk, cast: Any, new_asset: New) -> None:
    for part, actor in {**cast.people, "owner": OWNER}.items():
        expected = "not-found" if part == "outsider" else "submitted"
        assert desk(actor, "submit", new_asset(cast.photographer)) == expected, part


def test_who_may_take_back_and_take_down(desk: Desk, cast: Any, new_asset: New) -> None:
    for part, actor in {**cast.people, "owner": OWNER}.items():
        waiting, shown = new_asset(cast.photographer), new_asset(cast.photographer)
        for asset in (waiting, shown):
            desk(cast.second_photographer, "submit", asset)
        desk(cast.reviewer, "approve", shown)
        desk(cast.editor, "approve", shown)
        back = {"photographer": "withdrawn", "second_photographer": "withdrawn", "owner": "withdrawn",
                "outsider": "not-found"}.get(part, "not-allowed")
        down = "withdrawn" if part in {"editor", "second_editor", "owner"} else "not-allowed"
        assert desk(actor, "withdraw", waiting) == back, part
        assert desk(actor, "withdraw", shown) == down, part


def test_nobody_approves_their_own_whoever_they_are(desk: Desk, cast: Any, new_asset: New) -> None:
    for part in ("reviewer", "director", "editor", "second_editor"):
        actor = getattr(cast, part)
        asset = new_asset(actor)
        assert desk(actor, "submit", asset) == "submitted"
        assert desk(actor, "approve", asset) == "own-work"
        assert desk(actor, "return", asset) == "own-work"


def test_where_the_department_has_nobody_else_the_director_decides(desk: Desk, cast: Any, new_asset: New) -> None:
    asset = new_asset(cast.reviewer)
    desk(cast.reviewer, "submit", asset)
    assert desk(cast.editor, "approve", asset) == "not-your-desk"
    assert desk(cast.director, "approve", asset) == "reviewed"


def test_and_where_there_is_no_director_an_editor_and_then_the_other(desk: Desk, cast: Any, new_asset: New) -> None:
    desk.deactivate(cast.director)
    asset = new_asset(cast.reviewer)
    desk(cast.reviewer, "submit", asset)
    assert desk(cast.editor, "approve", asset) == "reviewed"
    assert desk(cast.editor, "approve", asset) == "not-your-desk", "the second step is another's while there is one"
    assert desk(cast.second_editor, "approve", asset) == "approved"


def test_a_department_without_reviewers_passes_to_the_office(desk: Desk, cast: Any, new_asset: New) -> None:
    desk.deactivate(cast.second_editor)
    asset = new_asset(cast.outsider)
    desk(cast.outsider, "submit", asset)
    assert desk(cast.editor, "approve", asset) == "reviewed"
    assert desk(cast.editor, "approve", asset) == "approved", "a single editor may do both steps of another's item"


def test_the_offices_own_items_take_one_step_by_another_editor(desk: Desk, cast: Any, new_asset: New) -> None:
    asset = new_asset(cast.editor)
    desk(cast.editor, "submit", asset)
    assert [step.desk for step in desk.aim(asset).route] == ["office"]
    assert desk(cast.administrator, "approve", asset) == "not-allowed"
    assert desk(cast.second_editor, "approve", asset) == "approved"


def test_the_route_is_the_one_of_the_submission(desk: Desk, home: Any, cast: Any, new_asset: New) -> None:
    from index.catalogue.channels import RouteStep

    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    with writing(home.engine) as session:
        session.execute(update(RouteStep).where(RouteStep.desk == "department").values(desk="director"))
    assert desk(cast.reviewer, "approve", asset) == "reviewed"


def test_a_return_needs_a_reason_and_tells_it(desk: Desk, home: Any, cast: Any, new_asset: New) -> None:
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    assert desk(cast.reviewer, "return", asset, reason="  ") == "reason-required"
    assert desk(cast.reviewer, "return", asset, reason="人脸未经同意") == "returned"
    with reading(home.engine) as session:
        assert session.scalars(select(Review.reason).where(Review.verb == "return")).one() == "人脸未经同意"
    assert desk(cast.photographer, "submit", asset) == "submitted"
    assert desk(cast.reviewer, "approve", asset) == "reviewed"


def test_an_approval_pins_bytes_and_text_and_an_edit_voids_it(engine: Engine, desk: Desk, cast: Any, new_asset: New,
                                                              clock: Any) -> None:
    def shown() -> list[int]:
        with reading(engine) as session:
            return list(session.scalars(select(Asset.id).where(visibility.shown_on_screens(clock()))))

    asset = new_asset(cast.photographer)
    for part, verb in (("photographer", "submit"), ("reviewer", "approve"), ("editor", "approve")):
        desk(getattr(cast, part), verb, asset)
    assert (shown(), desk.aim(asset).pinned_version) == ([asset], 1)
    saved = describe(engine, cast.photographer, asset, Edit(caption="新的说明"), now=clock.turn(seconds=1))
    assert (saved.words.version, saved.voided) == (2, ("screens",))
    aim = desk.aim(asset)
    assert (shown(), aim.state, aim.step, aim.pinned_version) == ([], "submitted", 0, 2)
    assert desk(cast.reviewer, "approve", asset) == "reviewed"
    assert desk(cast.editor, "approve", asset) == "approved"
    assert shown() == [asset]


def test_an_edit_by_another_frees_nobody_to_approve_their_own(desk: Desk, cast: Any, new_asset: New, home: Any,
                                                              clock: Any) -> None:
    """The reviewer submitted, the editor's edit starts the route again: the one never decides, the other stands back."""
    asset = new_asset(cast.reviewer)
    desk(cast.reviewer, "submit", asset)
    desk(cast.director, "approve", asset)
    describe(home.engine, cast.editor, asset, Edit(title="改过的标题"), now=clock.turn(seconds=1))
    assert desk(cast.reviewer, "approve", asset) == "own-work"
    assert desk(cast.director, "approve", asset) == "reviewed"
    assert desk(cast.editor, "approve", asset) == "own-words", "who wrote does not proof-read"
    assert desk(cast.second_editor, "approve", asset) == "approved"


def test_an_edit_that_changes_nothing_voids_nothing(desk: Desk, home: Any, cast: Any, new_asset: New, clock: Any) -> None:
    asset = new_asset(cast.photographer)
    for part, verb in (("photographer", "submit"), ("reviewer", "approve"), ("editor", "approve")):
        desk(getattr(cast, part), verb, asset)
    saved = describe(home.engine, cast.photographer, asset, Edit(title=" 食堂开放日 "), now=clock())
    assert (saved.voided, desk.aim(asset).state) == ((), "approved")


def test_every_move_is_told_in_its_own_transaction(engine: Engine, desk: Desk, cast: Any, new_asset: New) -> None:
    asset = new_asset(cast.photographer)
    moves = [("photographer", "submit"), ("reviewer", "return"), ("photographer", "submit"), ("photographer", "withdraw"),
             ("photographer", "submit"), ("reviewer", "approve"), ("editor", "approve"), ("editor", "withdraw")]
    for number, (part, verb) in enumerate(moves, start=1):
        desk(getattr(cast, part), verb, asset)
        assert desk.counts() == [number, number]
    assert desk(cast.reviewer, "approve", asset) == "wrong-state"
    assert desk.counts() == [len(moves), len(moves)], "what is refused leaves no line"
    with reading(engine) as session:
        lines = session.scalars(select(AuditLine).order_by(AuditLine.id)).all()
        assert [(line.verb, line.actor_id) for line in lines] == [
            (verb, getattr(cast, part).person_id) for part, verb in moves]
        assert {line.subject for line in lines} == {f"asset:V{asset}"}
        assert list(broken_links(session)) == []
        assert session.scalars(select(Job.kind)).all() == ["index"]


def test_a_move_that_cannot_be_finished_leaves_nothing(engine: Engine, desk: Desk, cast: Any, new_asset: New,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    asset = new_asset(cast.photographer)
    desk(cast.photographer, "submit", asset)
    before = desk.counts()

    def broken(*_: Any, **__: Any) -> None:
        raise OSError("the machine stops here")

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "enqueue", broken)
        with pytest.raises(OSError, match="stops"):
            desk(cast.reviewer, "approve", asset)
    assert (desk.aim(asset).state, desk.counts()) == ("submitted", before)


def test_many_at_once_are_each_by_themselves(desk: Desk, cast: Any, new_asset: New, home: Any) -> None:
    mine, other = new_asset(cast.photographer), new_asset(cast.outsider)
    outcomes = service.act_on_many(home.engine, cast.photographer, Order(Verb.SUBMIT, "screens"), [other, mine, 999],
                                   clock=desk.clock)
    assert [(i, error.reason.code if error else None) for i, error in outcomes] == [
        (other, "not-found"), (mine, None), (999, "not-found")]


def test_an_unknown_channel_is_told(desk: Desk, cast: Any, new_asset: New) -> None:
    order = Order(Verb.SUBMIT, "moon")
    with pytest.raises(VitrineError) as caught:
        service.act(desk.home.engine, cast.photographer, order, new_asset(cast.photographer), now=desk.clock())
    assert "moon" in caught.value.reason.zh
