"""From approved over sent to adopted or not: one row for each outlet, confirmed by the office on evidence."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue import items
from index.catalogue.audit import AuditLine
from index.catalogue.events import Event
from index.catalogue.months import ClosedMonth
from index.catalogue.placements import Placement
from index.catalogue.stories import Story
from index.db import reading, writing
from index.errors import Conflict, Contradiction, Forbidden, Invalid, NotFound, VitrineError
from server.placements import outlets, service
from server.placements.evidence import Evidence
from server.placements.outlets import Wish as OutletWish
from server.placements.service import Wish

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
PAPER = Wish("media", "日报", published_on=date(2026, 3, 5), link="https://www.example.cn/a")


def proof(data: bytes = PDF, name: str = "截图.pdf") -> Evidence:
    return Evidence(name, io.BytesIO(data))


@pytest.fixture
def paper(home: Any, cast: Any, clock: Any) -> int:
    """An outlet: the city's daily."""
    return outlets.add(home.engine, cast.editor, OutletWish("日报", "city", "news"), now=clock())


@pytest.fixture
def ref(story: Any, paper: int) -> Any:
    """A story."""
    assert paper
    return story()


@pytest.fixture
def approved(home: Any, cast: Any, clock: Any, ref: Any) -> Any:
    """The same, approved."""
    from index.catalogue.lifecycle import Verb
    from server.review.service import Order, act

    act(home.engine, cast.photographer, Order(Verb.SUBMIT, "media"), ref, now=clock.turn(minutes=1))
    for who in (cast.reviewer, cast.director, cast.editor):
        act(home.engine, who, Order(Verb.APPROVE, "media"), ref, now=clock.turn(minutes=1))
    clock.turn(days=4)
    return ref


@pytest.fixture
def rows(home: Any) -> Callable[[], list[Placement]]:
    """Return a function that gives all placements."""

    def see() -> list[Placement]:
        with reading(home.engine) as session:
            return list(session.scalars(select(Placement).order_by(Placement.id)))

    return see


def states(rows: Any) -> list[str]:
    return [one.state for one in rows()]


@pytest.mark.usefixtures("database")
def test_what_was_sent_is_claimed_by_the_department_and_confirmed_by_the_office_in_one_row(
        home: Any, cast: Any, clock: Any, approved: Any, rows: Any, read: Any) -> None:
    made = service.send(home, cast.photographer, approved, Wish("media", "日报"), now=clock())
    assert service.adopt(home, cast.photographer, approved, PAPER, proof(), now=clock()) == made
    assert states(rows) == ["claimed"]
    assert [one.happened.value for one in read()] == ["submitted", "published", "sent"], "a claim does not count yet"
    with pytest.raises(Forbidden):
        service.decline(home, cast.photographer, made, now=clock())
    service.settle(home, cast.editor, made, PAPER, now=clock.turn(days=1))
    assert states(rows) == ["adopted"]
    row = rows()[0]
    assert (row.claimed_by, row.confirmed_by) == (cast.photographer.person_id, cast.editor.person_id)
    assert [one.happened.value for one in read()] == ["submitted", "published", "adopted", "sent"]
    with reading(home.engine) as session:
        told = session.scalars(select(AuditLine.verb).where(AuditLine.subject == f"placement:{made}").order_by(AuditLine.id))
        assert list(told) == ["sent-out", "claimed", "adopted"]


@pytest.mark.usefixtures("database")
def test_what_is_not_approved_for_a_channel_does_not_go_on(
        home: Any, cast: Any, clock: Any, ref: Any, rows: Any) -> None:
    for wish, code in ((Wish("media"), "placement-unapproved"), (Wish("screens"), "placement-channel")):
        with pytest.raises(Conflict) as refused:
            service.send(home, cast.photographer, ref, wish, now=clock())
        assert refused.value.reason.code == code
    with pytest.raises(NotFound):
        service.send(home, cast.outsider, ref, Wish("media"), now=clock())
    clock.turn(days=4)
    service.adopt(home, cast.editor, ref, PAPER, proof(), now=clock())
    assert states(rows) == ["adopted"], "what an outlet printed it printed: the office may say so"


@pytest.mark.usefixtures("database")
def test_an_outlet_has_one_row_and_several_outlets_several(
        home: Any, cast: Any, clock: Any, approved: Any, rows: Any) -> None:
    outlets.add(home.engine, cast.editor, OutletWish("晚报", "city", "news"), now=clock())
    service.send(home, cast.photographer, approved, Wish("media"), now=clock())
    service.send(home, cast.photographer, approved, Wish("media", "日报"), now=clock())
    with pytest.raises(Conflict) as refused:
        service.send(home, cast.editor, approved, Wish("media", "日报"), now=clock())
    assert refused.value.reason.code == "placement-there"
    service.adopt(home, cast.editor, approved, PAPER, proof(), now=clock())
    service.adopt(home, cast.editor, approved, Wish("media", "晚报", published_on=date(2026, 3, 6)), proof(), now=clock())
    assert states(rows) == ["adopted", "adopted"], "what went out without a name found its outlet"
    with pytest.raises(Conflict) as refused:
        service.adopt(home, cast.editor, approved, PAPER, proof(), now=clock())
    assert refused.value.reason.code == "placement-adopted"


@pytest.mark.usefixtures("database")
def test_without_evidence_nothing_is_confirmed(home: Any, cast: Any, clock: Any, approved: Any, rows: Any) -> None:
    made = service.adopt(home, cast.editor, approved, PAPER, now=clock())
    assert states(rows) == ["claimed"]
    with pytest.raises(Invalid) as refused:
        service.settle(home, cast.editor, made, PAPER, now=clock())
    assert refused.value.field == "evidence"
    with pytest.raises(Invalid) as refused:
        service.settle(home, cast.editor, made, PAPER, proof(b"MZ\x90 a program"), now=clock())
    assert refused.value.field == "evidence"
    service.settle(home, cast.editor, made, PAPER, proof(), now=clock())
    assert states(rows) == ["adopted"]
    assert home.store.holds("originals", rows()[0].evidence_sha256)


@pytest.mark.parametrize(("link", "why"), [
    ("见附件", "http"), ("www.example.cn/a", "http"), ("https://", "网站地址"), ("javascript:alert(1)", "http"),
    ("https://a b.cn", "空格"), ("https://me:secret@example.cn", "密码"), ("http://localhost/x", "本机"),
    ("http://127.0.0.1/x", "内网"), ("http://127.1/", "内网"), ("http://2130706433/", "内网"),
    ("http://0x7f.1/", "内网"),
    ("https://10.20.1.5/news", "内网"), ("http://[::1]/", "内网"), ("http://[fd00::5]:8080/", "内网"),
    ("http://nas.local/", "内网"),
    ("http://pc.localhost./", "内网"), ("https:///2026/1.html", "网站地址"), ("https://.cn/", "网站地址"),
    ("https://example..cn/", "网站地址"), ("https://[::1", "网站地址"), ("https://example.cn:port/", "网站地址")])
def test_a_link_that_is_none_is_refused_with_the_reason(
        home: Any, cast: Any, clock: Any, approved: Any, rows: Any, link: str, why: str) -> None:
    wish = Wish("media", "日报", published_on=date(2026, 3, 5), link=link)
    with pytest.raises(Invalid) as refused:
        service.adopt(home, cast.editor, approved, wish, proof(), now=clock())
    assert refused.value.field == "link"
    assert why in refused.value.reason.zh
    assert rows() == []


@pytest.mark.parametrize(("wish", "field"), [
    (Wish("media", "", published_on=date(2026, 3, 5)), "outlet"),
    (Wish("media", "没有的报", published_on=date(2026, 3, 5)), "outlet"),
    (Wish("media", "日报"), "published_on"), (Wish("media", "日报", published_on=date(2026, 3, 9)), "published_on"),
    (Wish("media", "日报", sent_on=date(2026, 3, 9), published_on=date(2026, 3, 5)), "sent_on"),
    (Wish("media", "日报", published_on=date(2026, 3, 5), rank="first"), "rank"),
    (Wish("media", "日报", published_on=date(2026, 3, 5), contest="好新闻", rank="first"), "outlet"),
    (Wish("media", "日报", published_on=date(2026, 3, 5), note="长" * 501), "note")])
def test_what_an_adoption_lacks_is_told_by_its_field(
        home: Any, cast: Any, clock: Any, approved: Any, rows: Any, wish: Wish, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        service.adopt(home, cast.editor, approved, wish, proof(), now=clock())
    assert refused.value.field == field
    assert rows() == []


def test_it_is_not_sent_after_it_was_published(home: Any, cast: Any, clock: Any, approved: Any) -> None:
    wish = Wish("media", "日报", sent_on=date(2026, 3, 6), published_on=date(2026, 3, 5))
    with pytest.raises(Contradiction):
        service.adopt(home, cast.editor, approved, wish, proof(), now=clock())


@pytest.mark.usefixtures("database")
def test_prizes_name_their_contest_and_rank(home: Any, cast: Any, clock: Any, approved: Any, rows: Any, read: Any) -> None:
    outlets.add(home.engine, cast.editor, OutletWish("省教育厅", "省级", "评选活动"), now=clock())
    service.send(home, cast.photographer, approved, Wish("media", "省教育厅", contest="校园好新闻"), now=clock())
    won = Wish("media", "省教育厅", published_on=date(2026, 3, 6), contest="校园好新闻", rank="二等奖")
    service.adopt(home, cast.editor, approved, won, proof(), now=clock())
    assert [(one.state, one.rank) for one in rows()] == [("adopted", "second")]
    assert [one.prize for one in read() if one.placement_id] == ["second", "second"]


@pytest.mark.usefixtures("database")
def test_nothing_was_sent_or_published_before_it_was_there(home: Any, cast: Any, clock: Any, approved: Any, rows: Any,
                                                           new_asset: Any) -> None:
    photo = items.ref(new_asset(cast.photographer, captured_local=datetime(2026, 3, 4, 9, 30)))  # noqa: DTZ001  a wall time
    story_since = "S1 的建立日期是 2026-03-02。请核对日期；补录旧稿的，先给稿件选上当时的活动或配上当时的图片"
    photo_since = f"{photo} 的拍摄日期是 2026-03-04。请核对日期；拍摄时间不对的，先改正相机时间"
    since = {approved: (date(2026, 3, 1), story_since), photo: (date(2026, 3, 3), photo_since)}
    for ref, (early, why) in since.items():
        for day in (early, date(1926, 3, 5)):
            for field in ("published_on", "sent_on"):
                wish = Wish("media", "日报", **{"published_on": date(2026, 3, 5), field: day})
                with pytest.raises(Invalid) as refused:
                    service.adopt(home, cast.editor, ref, wish, now=clock())
                assert (refused.value.field, refused.value.reason.zh.endswith(f"不能是 {day}：{why}")) == (field, True)
    assert rows() == []
    with writing(home.engine) as session:
        event = Event(name="义务植树", starts_on=date(2026, 2, 20), ends_on=date(2026, 2, 20))
        session.add(event)
        session.flush()
        session.get_one(Story, approved.id).event_id = event.id
    wish = Wish("media", "日报", published_on=date(2026, 2, 21))
    service.adopt(home, cast.editor, approved, wish, proof(), now=clock())
    assert [one.published_on for one in rows()] == [date(2026, 2, 21)], "an older story that is put on record with its event"


@pytest.mark.usefixtures("database")
def test_what_is_confirmed_is_put_right_for_a_reason_that_is_kept(
        home: Any, cast: Any, clock: Any, approved: Any, rows: Any, read: Any) -> None:
    made = service.adopt(home, cast.editor, approved, PAPER, proof(), now=clock())
    confirmed = rows()[0].confirmed_at
    with writing(home.engine) as session:
        session.add(ClosedMonth(month="2026-03", closed_at=clock.turn(days=30), figures={}))
    other = Wish("media", "日报", published_on=date(2026, 3, 4), link=PAPER.link)
    with pytest.raises(VitrineError) as refused:
        service.settle(home, cast.editor, made, other, now=clock())
    assert refused.value.reason.code == "placement-reason"
    service.settle(home, cast.editor, made, other, reason="报纸是四日的", now=clock())
    with pytest.raises(Conflict) as moved:
        service.settle(home, cast.editor, made, Wish("media", "日报", published_on=date(2026, 4, 1)), reason="四月的",
                       now=clock())
    assert moved.value.reason.code == "placement-month"
    service.decline(home, cast.editor, made, "并未见报", now=clock())
    service.settle(home, cast.editor, made, other, now=clock())
    assert rows()[0].confirmed_at == confirmed, "it was known before the month was closed, and stays in it"
    with reading(home.engine) as session:
        lines = session.scalars(select(AuditLine).where(AuditLine.subject == f"placement:{made}")
                                .order_by(AuditLine.id)).all()
    assert [(line.verb, line.details.get("reason"), line.details.get("month_closed")) for line in lines] == [
        ("adopted", None, None), ("put-right", "报纸是四日的", "2026-03"), ("not-adopted", "并未见报", "2026-03"),
        ("adopted", None, None)]
    assert lines[1].details["before"]["published_on"] == "2026-03-05"
    assert lines[1].details["after"]["published_on"] == "2026-03-04"
    service.decline(home, cast.editor, made, "还是没有", now=clock())
    assert service.adopt(home, cast.editor, approved, other, now=clock()) == made, "a second row would count in April as well"
    assert [(one.state, one.confirmed_at) for one in rows()] == [("adopted", confirmed)]


def test_a_department_touches_its_own_alone(home: Any, cast: Any, clock: Any, approved: Any) -> None:
    made = service.send(home, cast.photographer, approved, Wish("media", "日报"), now=clock())
    with pytest.raises((NotFound, Forbidden)):
        service.settle(home, cast.outsider, made, PAPER, proof(), now=clock())
    with pytest.raises(Forbidden):
        outlets.add(home.engine, cast.photographer, OutletWish("自家报", "nation", "news"), now=clock())
    with pytest.raises(Forbidden):
        service.count_double(home.engine, cast.photographer, approved, on=True, now=clock())
    service.count_double(home.engine, cast.editor, approved, on=True, now=clock())


def test_a_photo_goes_on_as_a_story_does(home: Any, cast: Any, clock: Any, new_asset: Any, rows: Any, read: Any,
                                         paper: int) -> None:
    assert paper
    asset = items.ref(new_asset(cast.photographer))
    clock.turn(days=4)
    service.adopt(home, cast.editor, asset, PAPER, proof(), now=clock())
    service.count_double(home.engine, cast.editor, asset, on=True, now=clock())
    assert [(one.item, one.kind, one.double, one.outlet.level) for one in read() if one.outlet] == [
        ("V1", "photo", True, "city")] * 2
    assert states(rows) == ["adopted"]
