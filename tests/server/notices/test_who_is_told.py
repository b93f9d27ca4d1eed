"""Who is told what of review, take-downs, consents, assignments, searches and uploads; and never of what they did."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from index.catalogue import flashes
from index.catalogue.assets import Arrival
from index.catalogue.channels import Channel, RouteStep
from index.catalogue.notices import Notice
from index.catalogue.people import Person
from index.catalogue.screens import Screen, ScreenHealth
from index.db import reading, writing
from server.assignments import service as assignments
from server.bin import deleting
from server.bin import service as bins
from server.consents import service as consents
from server.deputies import service as deputies
from server.library.describe import Edit, describe
from server.notices import rounds
from server.review import asides
from server.takedowns import service as takedowns


def test_an_item_goes_its_way_and_each_is_told_once(home: Any, engine: Any, cast: Any, clock: Any, new_asset: Any, move: Any,
                                                    kinds: Any) -> None:
    asset = new_asset(cast.photographer)
    move(cast.photographer, "submit", asset)
    assert kinds(cast.reviewer) == ["desk"]
    assert kinds(cast.photographer) == [], "no notice of one's own act"
    assert kinds(cast.editor) == [], "it is not on this desk yet"
    clock.turn(minutes=5)
    move(cast.reviewer, "approve", asset)
    assert (kinds(cast.editor), kinds(cast.second_editor)) == (["desk"], ["desk"])
    assert kinds(cast.photographer) == [], "the first of two steps is not the approval"
    clock.turn(minutes=5)
    move(cast.editor, "approve", asset)
    assert kinds(cast.photographer) == ["approved"]
    assert kinds(cast.reviewer) == ["desk"]
    assert rounds.follow(home, clock()) == 0, "what was told is told once"


def test_a_return_says_by_whom_and_why_in_the_readers_language(cast: Any, new_asset: Any, move: Any, read: Any) -> None:
    asset = new_asset(cast.photographer, title="食堂开放日")
    move(cast.photographer, "submit", asset)
    move(cast.reviewer, "return", asset, reason="请补上地点")
    [line] = read(cast.photographer)
    assert (line.text, line.more) == ("reviewer 同学 退回了「食堂开放日」（电子屏）", "请补上地点")
    [line] = read(cast.photographer, "en")
    assert line.text == "reviewer 同学 returned “食堂开放日” (Campus screens)"


def test_what_comes_close_together_is_one_notice(home: Any, cast: Any, clock: Any, new_asset: Any, move: Any,
                                                 read: Any) -> None:
    assets = [new_asset(cast.photographer) for _ in range(3)]
    for asset in assets:
        move(cast.photographer, "submit", asset)
        move(cast.photographer, "submit", asset, "site")
    [line] = read(cast.reviewer)
    assert line.text == "3 项等您审核（电子屏、处网）"
    clock.turn(seconds=90)
    move(cast.photographer, "submit", new_asset(cast.photographer))
    assert [one.text for one in read(cast.reviewer)] == ["4 项等您审核（电子屏、处网）"]
    clock.turn(minutes=3)
    move(cast.photographer, "submit", new_asset(cast.photographer))
    assert len(read(cast.reviewer)) == 2, "after two minutes it is another"


def test_a_story_is_told_of_as_an_asset_is(home: Any, cast: Any, clock: Any, move: Any, read: Any) -> None:
    from index.catalogue import items
    from server.stories.service import Credit, Wish, begin

    wish = Wish("news", "食堂开放日侧记", body="<p>三月一日。</p>", credits=(Credit("author", "王小明"),))
    story = items.story(begin(home.engine, cast.photographer, wish, now=clock()))
    move(cast.photographer, "submit", story, "site")
    assert [one.text for one in read(cast.reviewer)] == ["「食堂开放日侧记」等您审核（处网）"]
    move(cast.reviewer, "return", story, "site", "请补上记者")
    [line] = read(cast.photographer)
    assert (line.text, line.more, line.subjects) == ("reviewer 同学 退回了「食堂开放日侧记」（处网）", "请补上记者",
                                                    (f"story:{story}",))


def test_questions_answers_passing_on_and_sign_offs(home: Any, cast: Any, clock: Any, new_asset: Any, move: Any,
                                                    kinds: Any) -> None:
    asset = new_asset(cast.photographer)
    move(cast.photographer, "submit", asset)
    asides.ask(home.engine, cast.reviewer, asset, "screens", "哪一天？", now=clock())
    assert kinds(cast.photographer) == ["asked"]
    asides.answer(home.engine, cast.photographer, asset, "screens", "周一", now=clock())
    assert kinds(cast.reviewer) == ["answered", "desk"]
    asides.pass_on(home.engine, cast.reviewer, asset, "screens", cast.director.person_id, "请看", now=clock())
    assert kinds(cast.director) == ["passed-on"]
    desk = f"person:{cast.outsider.person_id}"
    asides.add_sign_off(home.engine, cast.director, asset, "screens", desk, now=clock())
    assert kinds(cast.outsider) == [], "not before its step has come"
    move(cast.director, "approve", asset)
    assert kinds(cast.outsider) == ["sign-off"]


def test_an_edit_after_the_approval_and_a_take_down(home: Any, cast: Any, clock: Any, new_asset: Any, move: Any,
                                                    kinds: Any) -> None:
    asset = new_asset(cast.photographer)
    for who, verb in ((cast.photographer, "submit"), (cast.reviewer, "approve"), (cast.editor, "approve")):
        move(who, verb, asset)
    assert kinds(cast.photographer) == ["approved"]
    describe(home.engine, cast.second_photographer, asset, Edit(place="北门"), now=clock())
    assert kinds(cast.photographer) == ["voided", "approved"]
    move(cast.reviewer, "approve", asset)
    move(cast.editor, "approve", asset)
    takedowns.take_down(home.engine, cast.editor, [asset], "有人提出异议", now=clock())
    assert kinds(cast.photographer)[0] == "taken-down"


def test_a_consent_that_is_withdrawn(home: Any, cast: Any, clock: Any, kinds: Any) -> None:
    record = consents.add(home, cast.photographer, consents.Wish("甲"), now=clock())
    consents.withdraw(home.engine, cast.photographer, record, "本人要求", now=clock())
    assert kinds(cast.editor) == kinds(cast.reviewer) == ["consent-withdrawn"]
    assert kinds(cast.outsider) == kinds(cast.photographer) == []


def test_a_film_that_is_found_flashing_after_it_was_approved(home: Any, cast: Any, clock: Any, new_asset: Any, move: Any,
                                                             read: Any) -> None:
    """Whose it is and the office; where the office has no editor left, the administrator instead."""
    films = [new_asset(cast.photographer) for _ in range(3)]
    for film in films[:2]:
        move(cast.photographer, "submit", film)
    for who in (cast.reviewer, cast.editor):
        move(who, "approve", films[0])

    nobody: dict[str, list[str]] = {
        who: [] for who in ("photographer", "reviewer", "editor", "second_editor", "administrator")}

    def found_in(film: int) -> dict[str, list[str]]:
        moments = [{"kind": "general", "start": 1.0, "end": 2.0, "flashes": 5}]
        with writing(home.engine) as session:
            flashes.write(session, film, "0" * 64, {"general": 5, "red": 0, "worst": 1.0, "moments": moments},
                          now=clock.turn(minutes=5))
        return {who: [one.text for one in read(getattr(cast, who), "en") if one.kind == "flashes-found"]
                for who in nobody}

    assert found_in(films[2]) == nobody, "a draft concerns nobody"
    said = "“食堂开放日” was looked through and flashes too often (Campus screens)"
    assert found_in(films[1]) == nobody | {"photographer": [said]}, "the desk is stopped by the check itself"
    assert found_in(films[0]) == nobody | {"photographer": [said] * 2, "editor": [said], "second_editor": [said]}
    with writing(home.engine) as session:
        for who in (cast.editor, cast.second_editor):
            session.get_one(Person, who.person_id).active = False
    assert found_in(films[0])["administrator"] == [said]


def test_what_is_put_into_the_bin_taken_out_and_proposed_for_deletion(home: Any, cast: Any, clock: Any, new_asset: Any,
                                                                      read: Any, browser: Any) -> None:
    """The owner and the office are told; nobody who may not restore it is told what it is."""
    asset, draft = new_asset(cast.photographer), new_asset(cast.photographer)
    bins.put(home.engine, cast.photographer, [draft], now=clock())
    bins.restore(home.engine, cast.photographer, [draft], now=clock.turn(minutes=1))
    assert read(cast.editor) == read(cast.photographer) == [], "a draft that its owner clears away concerns nobody"

    bins.put(home.engine, cast.editor, [asset], "拍糊了", now=clock.turn(minutes=1))
    for one in (cast.photographer, cast.second_editor):
        [line] = read(one)
        assert (line.text, line.more) == ("editor 同学 把「食堂开放日」移入了回收站", "拍糊了")
    assert read(cast.editor) == read(cast.outsider) == read(cast.second_photographer) == []
    owner = browser("photographer", "en")
    opened = owner.get(f"/notices/{read(cast.photographer)[0].id}", follow_redirects=True)
    assert opened.request.path == f"/bin/V{asset}"

    deleting.propose(home, cast.editor, [asset], "确实无用", now=clock.turn(minutes=5))
    assert [one.kind for one in read(cast.photographer)] == ["deletion-proposed", "binned"]
    assert read(cast.second_editor, "en")[0].text == "editor 同学 proposes to delete “食堂开放日” for good"
    deleting.decline(home, cast.second_editor, [asset], "还有用", now=clock.turn(minutes=5))
    bins.restore(home.engine, cast.second_editor, [asset], now=clock.turn(minutes=5))
    [line, *_] = read(cast.photographer, "en")
    assert line.text == "second_editor 同学 took “食堂开放日” out of the recycle bin"
    opened = owner.get(f"/notices/{line.id}", follow_redirects=True)
    assert opened.request.path == f"/library/V{asset}"
    assert read(cast.editor)[0].kind == "unbinned"


def test_what_is_deleted_for_good_leaves_no_reason_in_a_notice(home: Any, engine: Any, cast: Any, clock: Any, new_asset: Any,
                                                               read: Any) -> None:
    gone, kept = new_asset(cast.photographer), new_asset(cast.photographer)
    bins.put(home.engine, cast.editor, [gone], "拍到了病人", now=clock())
    bins.put(home.engine, cast.editor, [kept], "拍糊了", now=clock.turn(minutes=5))
    deleting.propose(home, cast.editor, [gone, kept], "都不用", now=clock.turn(minutes=5))
    assert {one.more for one in read(cast.photographer)} == {"「食堂开放日」、「食堂开放日」\n都不用", "拍糊了", "拍到了病人"}
    deleting.confirm(home, cast.second_editor, [gone], now=clock.turn(minutes=5))
    with reading(home.engine) as session:
        notices = session.scalars(select(Notice)).all()
    assert not any("病人" in str(one.details) for one in notices)
    assert {one.more for one in read(cast.photographer)} == {"都不用", "拍糊了", ""}, "what was said of the other stays"


def test_an_assignment(home: Any, cast: Any, clock: Any, read: Any) -> None:
    from server.admin.service import add_event

    add_event(home.engine, cast.editor, name="运动会", starts_on=date(2026, 3, 9), department=None, now=clock())
    made = assignments.add(home.engine, cast.editor, assignments.NewAssignment("运动会", "photographer"), now=clock())
    assert [one.text for one in read(cast.photographer)] == ["editor 同学 请您拍摄「运动会」"]
    assignments.close(home.engine, cast.editor, made, "改期", settings=home.settings, now=clock())
    assert read(cast.photographer)[0].kind == "assignment-closed"


@pytest.fixture
def hours(home: Any) -> None:
    """The department's step for the screens has a working day."""
    with writing(home.engine) as session:
        channel = session.scalar(select(Channel.id).where(Channel.code == "screens"))
        step = session.scalars(select(RouteStep).where(RouteStep.channel_id == channel, RouteStep.position == 0)).one()
        step.hours = 7


def test_deadlines_are_told_once_and_a_deputy_is_told_for_the_absent(home: Any, cast: Any, clock: Any, new_asset: Any,
                                                                      move: Any, kinds: Any, hours: None) -> None:
    move(cast.photographer, "submit", new_asset(cast.photographer))
    clock.turn(hours=2)
    rounds.look_at_clock(home, clock())
    assert kinds(cast.reviewer) == ["desk"], "five hours are left"
    away = deputies.Naming("second_photographer", None, None, date(2026, 3, 2), date(2026, 3, 9))
    clock.turn(hours=3)  # two of them are for lunch
    for _ in range(2):
        rounds.look_at_clock(home, clock())
    assert kinds(cast.reviewer) == ["deadline-near", "desk"]
    deputies.name_deputy(home.engine, cast.reviewer, "reviewer", away, zone=home.settings.zone, now=clock())
    clock.turn(hours=15)
    rounds.look_at_clock(home, clock())
    assert kinds(cast.second_photographer) == [], "the day ended half an hour before"
    clock.turn(hours=4)
    for _ in range(2):
        rounds.look_at_clock(home, clock())
    assert kinds(cast.reviewer) == ["deadline-near", "desk"]
    assert kinds(cast.second_photographer) == ["deadline-over"]


def test_a_screen_that_falls_silent_in_its_hours_is_told_of_once(home: Any, cast: Any, clock: Any, kinds: Any) -> None:
    """It is 09:00 on the campus; each screen is lit from eight to ten at night."""
    with writing(home.engine) as session:
        for number, (seen, moved) in enumerate(((0, 0), (60, 60), (0, 40), (900, 900)), 50):
            at = clock() - timedelta(minutes=seen)
            session.add(Screen(id=number, name=f"屏 {number}", token_hash=f"t{number}", paired_at=clock() - timedelta(days=2),
                               created_at=clock(), opens=time(8), closes=time(22)))
            session.add(ScreenHealth(screen_id=number, seen_at=at, told_at=at, moved_at=clock() - timedelta(minutes=moved),
                                     report={"frames": 1}))
    for _ in range(2):
        rounds.look_at_clock(home, clock())
    with reading(home.engine) as session:
        assert kinds(cast.editor) == kinds(cast.administrator) == ["screen-silent"]
        told = session.scalars(select(Notice.about).where(Notice.person_id == cast.editor.person_id)).one()
    assert sorted(told) == ["screen:51", "screen:52", "screen:53"], "all at once are one notice"
    assert kinds(cast.reviewer) == []
    with writing(home.engine) as session:
        session.execute(delete(Notice))
    clock.turn(hours=13, minutes=10)
    rounds.look_at_clock(home, clock())
    assert kinds(cast.editor) == [], "at night they may sleep, and what was told is told"


def test_an_upload_that_lacks_something_is_told_when_all_has_come(home: Any, as_delivered: None, cast: Any, clock: Any,
                                                                  new_asset: Any, read: Any) -> None:
    asset = new_asset(cast.photographer, rendered_at=clock())
    with writing(home.engine) as session:
        common = {"batch": "b7", "door": "browser", "person_id": cast.photographer.person_id, "received_at": clock()}
        session.add_all([Arrival(asset_id=asset, name="a.jpg", path="a.jpg", outcome="added", **common),
                         Arrival(asset_id=None, name="b.jpg", path="b.jpg", outcome="refused", **common)])
    rounds.look_at_clock(home, clock())
    assert read(cast.photographer) == []
    for _ in range(2):
        clock.turn(minutes=6)
        rounds.look_at_clock(home, clock())
    [line] = read(cast.photographer)
    assert line.more == "1 个文件没有收下、1 项缺必填项"


def test_a_search_that_finds_something_new(home: Any, cast: Any, clock: Any, photo: Any, worker: Any, read: Any) -> None:
    from server.searches import service as searches

    searches.save(home, cast.reviewer, searches.Wish("新照片", "kind:photo", subscribed=True), now=clock())
    photo(cast.photographer)
    assert [one.text for one in read(cast.reviewer)] == ["「新照片」有新的结果"]
    photo(cast.photographer, name="IMG_0002.JPG")
    assert len(read(cast.reviewer)) == 1, "one notice while it is unread"


def test_five_hundred_approvals_are_one_notice_and_quick(home: Any, cast: Any, clock: Any, new_asset: Any, read: Any,
                                                         move: Any) -> None:
    assets = [new_asset(cast.photographer) for _ in range(60)]
    for who, verb in ((cast.photographer, "submit"), (cast.reviewer, "approve"), (cast.editor, "approve")):
        for asset in assets:
            move(who, verb, asset)
    assert [one.text for one in read(cast.photographer)] == ["60 项审核通过（电子屏）"]


def test_what_is_old_is_forgotten(home: Any, cast: Any, clock: Any, new_asset: Any, move: Any, read: Any) -> None:
    move(cast.photographer, "submit", new_asset(cast.photographer))
    assert read(cast.reviewer)
    rounds.sweep(home, clock() + timedelta(days=181))
    with reading(home.engine) as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 0
