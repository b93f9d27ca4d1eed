"""The administrator's routes: kept as data, previewed, and never in the way of what is under way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from index.catalogue.audit import AuditLine
from index.catalogue.channels import Aim
from index.catalogue.departments import Department
from index.catalogue.lifecycle import Verb
from index.catalogue.people import Person
from index.catalogue.steps import Step
from index.db import reading, writing
from index.errors import VitrineError
from server.channels import lists, service
from server.channels.service import ChannelChange
from server.review.service import Order, act


def route(home: Any, code: str) -> list[str]:
    return [step.desk for line in lists.channels(home.engine) if line.code == code for step in line.steps]


def test_the_default_set_is_the_offices_rules(home: Any) -> None:
    short, long = ["department", "office"], ["department", "director", "office"]
    assert {line.code: [step.desk for step in line.steps] for line in lists.channels(home.engine)} == {
        "screens": short, "site": short, "wechat": short, "school": long, "media": long, "qq": short, "weibo": short}


def test_a_change_holds_for_what_is_submitted_from_then_on(home: Any, cast: Any, new_asset: Callable[..., int],
                                                           clock: Any) -> None:
    before, after = new_asset(cast.photographer), new_asset(cast.photographer)
    act(home.engine, cast.photographer, Order(Verb.SUBMIT, "screens"), before, now=clock())
    change = ChannelChange(steps=(Step("director", hours=24), Step("office", all_of=True)))
    service.change_channel(home.engine, cast.administrator, "screens", change, now=clock())
    act(home.engine, cast.photographer, Order(Verb.SUBMIT, "screens"), after, now=clock())
    with reading(home.engine) as session:
        routes = dict(session.execute(select(Aim.asset_id, Aim.route)).all())
        line = session.scalars(select(AuditLine).where(AuditLine.subject == "channel:screens")).one()
    assert [step.desk for step in routes[before]] == ["department", "office"]
    assert [(step.desk, step.hours, step.all_of) for step in routes[after]] == [
        ("director", 24, False), ("office", None, True)]
    assert [step["desk"] for step in line.details["before"]["steps"]] == ["department", "office"]
    act(home.engine, cast.reviewer, Order(Verb.APPROVE, "screens"), before, now=clock.turn(seconds=1))


@pytest.mark.parametrize(("change", "code"), [
    (ChannelChange(steps=()), "invalid"), (ChannelChange(steps=(Step("nowhere"),)), "invalid"),
    (ChannelChange(steps=(Step("person:999"),)), "invalid"), (ChannelChange(steps=(Step("department:x"),)), "invalid"),
    (ChannelChange(steps=(Step("office", hours=0),)), "invalid"), (ChannelChange(steps=(Step("office"),) * 9), "invalid"),
    (ChannelChange(active=False), "invalid"), (ChannelChange(name=" "), "invalid"),
    (ChannelChange(name="处网"), "name-taken"),
])
def test_what_makes_no_route_is_refused(home: Any, cast: Any, clock: Any, change: ChannelChange, code: str) -> None:
    with pytest.raises(VitrineError) as caught:
        service.change_channel(home.engine, cast.administrator, "screens", change, now=clock())
    assert caught.value.reason.code == code
    assert route(home, "screens") == ["department", "office"]


def test_only_an_administrator_changes_routes(home: Any, cast: Any, clock: Any) -> None:
    for part, actor in cast.people.items():
        if part != "administrator":
            with pytest.raises(VitrineError, match="does not allow"):
                service.change_channel(home.engine, actor, "site", ChannelChange(name="网站"), now=clock())


def test_the_preview_names_whom_each_step_concerns_and_where_it_passes(home: Any, cast: Any, clock: Any) -> None:
    steps = [Step("department"), Step("director"), Step("office")]
    canteen, library, office = lists.preview(home.engine, steps, clock())
    assert canteen.cells[0].people == (cast.reviewer.display,)
    assert canteen.cells[0].then == (cast.director.display,), "what the only reviewer submits goes to the director"
    assert (library.cells[0].passed, library.cells[0].people) == (True, (cast.editor.display, cast.second_editor.display))
    assert [cell.there for cell in office.cells] == [False, True, True], "the office's department and office are one"
    assert not canteen.stuck
    with writing(home.engine) as session:
        ids = [cast.editor.person_id, cast.second_editor.person_id]
        session.execute(update(Person).where(Person.id.in_(ids)).values(active=False))
    canteen, library, _office = lists.preview(home.engine, steps, clock())
    assert library.stuck
    assert library.cells[0].people == ()
    assert canteen.cells[2].people == ()


def test_the_page_moves_steps_previews_and_saves(visitor: Callable[[str], Any], home: Any, cast: Any) -> None:
    boss = visitor("administrator")
    boss.get("/admin/routes/")
    page = boss.get("/admin/routes/school")
    assert cast.director.display in page
    boss.get("/admin/routes/nowhere", 404)
    given = {"name": "学校官网", "name_en": "School site", "active": "on", "desk-0": "department", "desk-1": "director",
             "hours-1": "24", "desk-2": "office", "all-2": "1"}
    moved = boss.post("/admin/routes/school", 200, act="down-0", **given).text
    assert moved.index('<option value="director" selected>') < moved.index('<option value="department" selected>')
    assert route(home, "school") == ["department", "director", "office"], "nothing is saved by looking"
    assert "is no whole number" in boss.post("/admin/routes/school", 422, act="save", **{**given, "hours-1": "一天"}).text
    other = f"department:{cast.departments['library']}"
    boss.post("/admin/routes/school", act="save", **{**given, "desk-1": other})
    line = next(one for one in lists.channels(home.engine) if one.code == "school")
    assert [(step.desk, step.who, step.all_of, step.hours) for step in line.steps] == [
        ("department", None, False, None), (other, "library", False, 24), ("office", None, True, None)]
    with writing(home.engine) as session:
        session.get_one(Department, cast.departments["library"]).active = False
    gone = boss.get("/admin/routes/school")
    assert "review by Library (not in use)" in gone, "a step that lost its desk is not changed by opening its page"
    assert "step 2 has no desk that is in use" in gone
    boss.get("/admin/routes/new")
    boss.post("/admin/routes/new", 422, act="save", code="大", name="抖音", **{"desk-0": "office"})
    boss.post("/admin/routes/new", act="save", code="douyin", name="抖音", name_en="Douyin", active="on",
              **{"desk-0": "office"})
    assert route(home, "douyin") == ["office"]
    visitor("editor").get("/admin/routes/", 403)
