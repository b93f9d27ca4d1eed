"""Required fields: asked for at every way to a submission, kept by the office, told before and after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from index.catalogue import queries, required
from index.catalogue.lifecycle import Verb
from index.catalogue.required import DEFAULT, DEFAULT_OF_POSTERS, MissingFields
from index.db import reading
from index.errors import Conflict, Forbidden, Invalid
from server.batch import keeping
from server.batch.service import How, Step, change_many
from server.describing import required as office
from server.describing import worklist
from server.library.describe import Edit, describe
from server.review.service import Order, act, act_on_many

WHOLE = Edit(caption="师傅在后厨切菜。", place="第二食堂", credit="摄影组", nobody=True)
SUBMIT = Order(Verb.SUBMIT, "screens")
pytestmark = pytest.mark.usefixtures("as_delivered")


def missing(home: Any, asset_id: int) -> tuple[str, ...]:
    with reading(home.engine) as session:
        return required.incomplete(session, [asset_id]).get(asset_id, ())


def test_a_new_home_asks_for_caption_people_place_and_credit(engine: Any) -> None:
    with reading(engine) as session:
        needed = required.needed(session)
    assert {kind: set(fields) for kind, fields in needed.items()} == {
        "photo": set(DEFAULT), "video": set(DEFAULT), "poster": set(DEFAULT_OF_POSTERS)}


def test_a_submission_says_which_fields_are_missing(engine: Any, cast: Any, clock: Any,
                                                    new_asset: Callable[..., int]) -> None:
    asset = new_asset(cast.photographer)
    with pytest.raises(MissingFields) as caught:
        act(engine, cast.photographer, SUBMIT, asset, now=clock())
    assert caught.value.fields == ("caption", "people", "place", "credit")
    assert caught.value.reason.code == "missing-fields"
    assert "说明、人物（或「无可辨认人物」）、地点、署名" in caught.value.reason.zh
    assert "caption, people (or “nobody recognisable”), place, credit" in caught.value.reason.en
    describe(engine, cast.photographer, asset, Edit(caption="切菜", place="食堂"), now=clock())
    with pytest.raises(MissingFields) as caught:
        act(engine, cast.photographer, SUBMIT, asset, now=clock())
    assert caught.value.fields == ("people", "credit")
    describe(engine, cast.photographer, asset, Edit(credit="摄影组", people=("王师傅",)), now=clock())
    assert act(engine, cast.photographer, SUBMIT, asset, now=clock()) == {"screens": "submitted"}


def test_nobody_recognisable_counts_as_people_until_somebody_is_named(home: Any, cast: Any, clock: Any,
                                                                      new_asset: Callable[..., int]) -> None:
    asset = new_asset(cast.photographer)
    describe(home.engine, cast.photographer, asset, WHOLE, now=clock())
    assert missing(home, asset) == ()
    saved = describe(home.engine, cast.photographer, asset, Edit(people=("王师傅",)), now=clock())
    assert (saved.words.nobody, saved.before) == (False, {"people": [], "nobody": True})
    describe(home.engine, cast.photographer, asset, Edit(people=()), now=clock())
    assert missing(home, asset) == ("people",)
    with pytest.raises(Invalid):
        describe(home.engine, cast.photographer, asset, Edit(people=("王师傅",), nobody=True), now=clock())


def test_of_many_those_that_lack_nothing_go(home: Any, cast: Any, clock: Any, new_asset: Callable[..., int]) -> None:
    assets = [new_asset(cast.photographer) for _ in range(3)]
    describe(home.engine, cast.photographer, assets[1], WHOLE, now=clock())
    outcomes = dict(act_on_many(home.engine, cast.photographer, SUBMIT, assets, clock=clock))
    assert [isinstance(outcomes[one], MissingFields) for one in assets] == [True, False, True]


def test_the_office_says_which_fields_and_for_which_kind(home: Any, cast: Any, clock: Any,
                                                         new_asset: Callable[..., int]) -> None:
    photo, film = new_asset(cast.photographer), new_asset(cast.photographer)
    with home.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE assets SET kind = 'video' WHERE id = {film}")
    office.keep(home.engine, cast.editor, {"photo": ["title"], "video": ["event", "title"]}, now=clock())
    assert (missing(home, photo), missing(home, film)) == ((), ("event",))
    assert act(home.engine, cast.photographer, SUBMIT, photo, now=clock()) == {"screens": "submitted"}
    with pytest.raises(Forbidden):
        office.keep(home.engine, cast.reviewer, {"photo": []}, now=clock())
    with pytest.raises(Invalid):
        office.keep(home.engine, cast.editor, {"photo": ["weather"]}, now=clock())


def test_what_is_under_way_keeps_what_it_was_submitted_with(home: Any, cast: Any, clock: Any,
                                                            new_asset: Callable[..., int]) -> None:
    asset = new_asset(cast.photographer)
    describe(home.engine, cast.photographer, asset, WHOLE, now=clock())
    act(home.engine, cast.photographer, SUBMIT, asset, now=clock())
    with pytest.raises(Conflict) as caught:
        describe(home.engine, cast.photographer, asset, Edit(place=" ", caption="切菜"), now=clock())
    assert (caught.value.reason.code, "地点" in caught.value.reason.zh) == ("required-under-way", True)
    with reading(home.engine) as session:
        assert queries.asset(session, asset).words.caption == WHOLE.caption, "nothing of a refused edit is kept"
    describe(home.engine, cast.photographer, asset, Edit(place="第一食堂", title=""), now=clock())
    act(home.engine, cast.photographer, Order(Verb.WITHDRAW, "screens"), asset, now=clock())
    describe(home.engine, cast.photographer, asset, Edit(place=""), now=clock())


def test_a_batch_that_filled_what_is_submitted_by_now_is_not_undone_there(home: Any, cast: Any, clock: Any,
                                                                          new_asset: Callable[..., int]) -> None:
    assets = [new_asset(cast.photographer) for _ in range(2)]
    for one in assets:
        describe(home.engine, cast.photographer, one, Edit(caption="切菜", credit="摄影组", nobody=True), now=clock())
    batch, _ = change_many(home.engine, cast.photographer, assets, {"place": Step(How.REPLACE, "食堂")}, "x", now=clock())
    act(home.engine, cast.photographer, SUBMIT, assets[0], now=clock())
    told = keeping.undo(home.engine, cast.photographer, batch or 0, now=clock())
    assert [one.outcome for one in told] == ["refused", "changed"]
    assert told[0].reason is not None
    assert told[0].reason.code == "required-under-way"


def test_the_worklist_holds_what_one_may_submit_and_leads_round(home: Any, cast: Any, clock: Any,
                                                                new_asset: Callable[..., int]) -> None:
    first, second, third = (new_asset(cast.photographer) for _ in range(3))
    theirs = new_asset(cast.outsider)
    describe(home.engine, cast.photographer, second, WHOLE, now=clock())
    with reading(home.engine) as session:
        found = worklist.worklist(session, cast.photographer, [third, theirs, second, first], clock())
    assert (found.asset_ids, tuple(found.missing), found.ready) == ((third, second, first), (third, first), (second,))
    assert (found.beside(third, 1), found.beside(first, 1), found.beside(second, 1)) == (first, third, first)
    assert (found.beside(third, -1), found.complete) == (first, 1)
    assert worklist.unpacked(worklist.packed([12, 345])) == [12, 345]
    assert worklist.unpacked("1..x.９.-2") == [1]


# Over HTTP and by command

def test_the_page_tells_it_before_the_button_is_pressed(visitor: Callable[[str], Any], photo: Callable[..., int]) -> None:
    photo()
    reader = visitor("photographer")
    page = reader.get("/library/V1")
    assert 'href="#f-caption"' in page
    assert 'data-need="people"' in page
    answer = reader.post("/library/V1/move", verb="submit", channel="screens")
    assert answer.headers["Location"].endswith("/library/V1#f-caption")
    assert "Still missing: caption" in reader.get("/library/V1")
    answer = reader.browser.post("/library/V1/description",
                                 {"version": "1", "title": "", "caption": "切菜", "people": "", "nobody": "1",
                                  "place": "食堂",
                                  "credit": "摄影组", "keywords": "", "event": "0"})
    assert answer.status_code == 302
    assert 'id="needs"' not in reader.get("/library/V1")
    reader.post("/library/V1/move", verb="submit", channel="screens")
    assert "Submitted." in reader.get("/library/V1")


def test_a_selection_is_led_to_its_worklist(visitor: Callable[[str], Any], new_asset: Callable[..., int], home: Any,
                                            cast: Any, clock: Any) -> None:
    for _ in range(3):
        new_asset(cast.photographer)
    describe(home.engine, cast.photographer, 2, WHOLE, now=clock())
    reader = visitor("photographer")
    answer = reader.post("/library/submit", asset=["V1", "V2", "V3"])
    assert answer.headers["Location"] == "/describe/?assets=1.3"
    page = reader.get("/describe/?assets=1.3")
    assert "1 item is submitted" in page
    assert page.count('class="todo-link"') == 2
    answer = reader.post("/describe/V1", assets="1.3", version="1", caption="切菜", people="", nobody="1", place="食堂",
                         credit="摄影组", title="", keywords="", event="0")
    assert answer.headers["Location"] == "/describe/?at=V3&assets=1.3"
    answer = reader.post("/describe/V3", assets="1.3", version="1", caption="切菜", people="", place="食堂", credit="摄影组",
                         title="", keywords="", event="0")
    assert answer.headers["Location"] == "/describe/?assets=1.3"
    assert "V3 is saved. Still missing: People shown" in reader.get("/describe/?assets=1.3")


def test_a_program_is_told_the_fields(app: Any, visitor: Callable[[str], Any], home: Any, cast: Any,
                                      new_asset: Callable[..., int]) -> None:
    new_asset(cast.photographer)
    reader = visitor("photographer")
    reader.get("/library/V1")
    answer = reader.client.post("/describe/check", json={"assets": ["V1"]},
                                headers={"X-CSRFToken": reader.browser.token, "Accept": "application/json"})
    assert answer.json == {"missing": {"V1": ["caption", "people", "place", "credit"]}}


def test_the_office_keeps_the_set_on_its_page(visitor: Callable[[str], Any], home: Any) -> None:
    editor = visitor("editor")
    assert 'value="caption" checked' in editor.get("/describe/required")
    editor.post("/describe/required", photo=["caption", "title"], video=["place"], poster=["caption"])
    with reading(home.engine) as session:
        assert required.needed(session) == {"photo": ("title", "caption"), "video": ("place",), "poster": ("caption",)}
    visitor("photographer").get("/describe/required", 403)
