"""Suggestions while somebody types: which part is completed, what is offered, and for whose eyes it is counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.catalogue.visibility import EVERYTHING, ViewerFilter
from index.search import names
from index.search.documents import SearchDocument
from index.search.editing import draft
from index.search.index_home import IndexHome
from index.search.results import Moment
from index.search.sounds import Heard
from index.search.suggest import MOST, Part, Suggestion, part, suggest

Offer = Callable[..., list[Suggestion]]


@pytest.fixture
def offer(home: IndexHome, now: object) -> Offer:
    def ask(text: str, *, chinese: bool = True, viewer: ViewerFilter = EVERYTHING) -> list[Suggestion]:
        return suggest(home, text, Moment(viewer, now), chinese=chinese)[1]  # type: ignore[arg-type]

    return ask


@pytest.fixture
def campus(put: Callable[..., None], document: Callable[..., SearchDocument]) -> None:
    sports = {"department": "sports", "department_name": "体育部", "department_id": 1, "place": "东操场"}
    put(document(1, "入场", event="校运动会", people=("张三", "李四"), **sports, keywords=("跑步",), camera="NIKON Z 6",
                 states=("approved",), published=True),
        document(2, "跳远", event="校运动会", people=("张三",), **sports, states=("draft",)),
        document(3, "合唱", event="音乐节 春", people=("張三豐",), place="礼堂", department="art", department_name="艺术部",
                 department_id=2, kind="video", owner_id=7))


@pytest.mark.parametrize(("text", "here"), [
    ("", Part("", None, "")), ("食堂 ", Part("食堂 ", None, "")), ("食堂 yd", Part("食堂 ", None, "yd")),
    ("食堂 部门:后", Part("食堂 部门:", "department", "后")), ("部门：", Part("部门：", "department", "")),
    ("部門:", Part("部門:", "department", "")),
    ("部门:后勤，保", Part("部门:后勤，", "department", "保")), ("活动:“第二 食", Part("活动:", "event", "第二 食")),
    ("“第二 食", Part("", None, "第二 食")), ("-人物:张", Part("-人物:", "person", "张")), ("－雨", Part("－", None, "雨")),
    ("foo:ba", Part("", None, "foo:ba")), ('x 活动:"a b",c', Part('x 活动:"a b",', "event", "c")),
    ("春 OR 运", Part("春 OR ", None, "运")),
])
def test_the_condition_at_the_caret(text: str, here: Part) -> None:
    assert part(text) == here


@given(st.text(max_size=40) | st.text(alphabet='ab食堂:：," “”,，-－ ', max_size=30))
def test_what_stands_before_is_the_beginning_of_the_text(text: str) -> None:
    assert text.startswith(part(text).before)


def test_a_bare_time_is_offered_as_one_and_the_times_asked_for_most_come_first(offer: Offer) -> None:
    assert offer("上月")[0] == Suggestion("captured", "拍摄:上月", "拍摄:上月")
    assert [one.insert for one in offer("食堂 本学")] == ["拍摄:本学期", "拍摄:本学年"]
    assert offer("last-month", chinese=False)[0].insert == "captured:last-month"
    assert offer("2025")[:1] == []
    assert {"本周", "上月", "本学期", "本学年"} <= {one.label for one in offer("拍摄:")}


@pytest.mark.usefixtures("campus")
def test_names_are_offered_with_their_counts(offer: Offer) -> None:
    assert offer("运动")[0] == Suggestion("event", "校运动会", "活动:校运动会", 2)
    assert [(one.label, one.count) for one in offer("张三") if one.kind == "person"] == [("张三", 2), ("張三豐", 1)]
    assert offer("张三", chinese=False)[0].insert == "person:张三"
    assert offer("活动:音")[0].insert == '"音乐节 春"'
    assert [one.label for one in offer("相机:nikon")] == ["NIKON Z 6"]
    assert [one.insert for one in offer("部门:")] == ["体育部", "艺术部"]


@pytest.mark.usefixtures("campus")
@pytest.mark.parametrize(("typed", "event"), [
    ("ydh", "校运动会"), ("yundonghui", "校运动会"), ("yundong", "校运动会"), ("xydh", "校运动会"), ("YDH", "校运动会"),
    ("yyj", "音乐节 春"), ("yinyuejie", "音乐节 春"),
])
def test_sounds_are_heard(offer: Offer, typed: str, event: str) -> None:
    assert [one.label for one in offer(typed) if one.kind == "event"] == [event]
    assert [one.label for one in offer(f"活动:{typed}")] == [event]


@pytest.mark.parametrize(("typed", "heard"), [
    ("cq", True), ("zq", True), ("chongqing", True), ("chongq", True), ("hongqing", False), ("c", False), ("qc", False)])
def test_a_character_of_two_readings_is_heard_by_both(typed: str, heard: bool) -> None:
    assert Heard(typed).fits("重庆") is heard


@pytest.mark.usefixtures("campus")
def test_fields_are_offered(offer: Offer) -> None:
    assert [one.label for one in offer("")][:3] == ["部门:", "活动:", "人物:"]
    assert [one.label for one in offer("", chinese=False)][:2] == ["department:", "event:"]
    assert offer("食堂 bm")[0] == Suggestion("field", "部门:", "部门:", opens=True)
    assert offer("cam", chinese=False)[0].label == "camera:"


@pytest.mark.usefixtures("campus")
def test_coded_values_and_times_are_offered(offer: Offer) -> None:
    assert [(one.insert, one.count) for one in offer("类型:")] == [("照片", 2), ("视频", 1)]
    assert [(one.insert, one.count) for one in offer("状态:")] == [("草稿", 1), ("已通过", 1)]
    assert [one.insert for one in offer("是:我")] == ["我的"]
    assert "定位" in [one.insert for one in offer("有:")]
    assert [one.insert for one in offer("拍摄:本学")] == ["本学期", "本学年"]
    assert [one.insert for one in offer("taken:this-t", chinese=False)] == ["this-term"]
    assert offer("iso:") == []


@pytest.mark.usefixtures("campus")
def test_each_viewer_sees_their_own_counts(offer: Offer) -> None:
    stranger = ViewerFilter(all=False, department_ids=frozenset({9}))
    assert [(one.label, one.count) for one in offer("张", viewer=stranger)] == [("张三", 1)]
    assert offer("音乐", viewer=stranger) == []
    assert offer("yyj", viewer=stranger) == []
    assert [one.label for one in offer("部门:", viewer=stranger)] == ["体育部"]
    owner = ViewerFilter(all=False, owner_id=7)
    assert [(one.label, one.count) for one in offer("音乐", viewer=owner)] == [("音乐节 春", 1)]


@pytest.mark.usefixtures("campus")
@pytest.mark.parametrize("text", ["运", "张", "部门:", "类型:", "状态:", "是:", "有:", "地点:", "标签:", "拍摄:", "相机:"])
def test_each_offer_finds_what_it_counts(offer: Offer, ask: Callable[..., object], text: str) -> None:
    for one in offer(text):
        whole = part(text).before + one.insert
        assert draft(whole).groups or one.opens, whole
        if one.count is not None:
            assert ask(whole).total >= one.count, whole  # type: ignore[attr-defined]


def test_an_index_that_is_not_there_offers_fields(offer: Offer) -> None:
    assert all(one.kind == "field" for one in offer(""))
    assert offer("人物:张") == []
    assert len(offer("")) <= MOST
    assert set(names.FIELDS.values()) >= {"rights", "event"}
