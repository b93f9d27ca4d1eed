"""Editing a query text: whatever was typed, a chip changes its own condition and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search import names
from index.search.editing import draft, pointed, quoted
from index.search.nodes import All, Match
from index.search.query import parse

NOW = datetime(2026, 3, 18, 8, 0, tzinfo=UTC)

PIECES = st.sampled_from([
    "食堂", "开放 日", "“第二 食堂”", '"开放', "-雨", "－“下 雨”", "OR", "AND", "NOT", "部门:后勤",
    "部门：后勤、保卫", "部门:", '活动:"a b"', "iso:>1600", "iso>=200", "f:2.8", "rating:>=4",
    "拍摄:2026-03..2026-05", "拍摄:上月", "拍摄:乱写", "foo:bar", "foo: bar", "is:mine", "-is:mine",
    "has:gps", "http://x.cn/a", ",", "、", "-", "--食堂", "：", "“", "”", 'a"b', "ＩＭＧ_01", "人物:张三",
    "标题:食堂",
])
TYPED = st.one_of(st.lists(PIECES, max_size=8).map(" ".join), st.text(max_size=40),
                  st.text(alphabet='ab食堂:："“”,-－ORNT <>=1', max_size=30))
VALUES = st.one_of(st.sampled_from(["后勤", "NIKON Z 6", "a,b", 'say "x"', "运动会（春）", "-x", ">4", "OR", "2026"]),
                   st.text(alphabet="ab食堂01 ,:\"-=>（）", min_size=1, max_size=12))


def root(text: str) -> All:
    return parse(text, now=NOW).root


@given(TYPED)
def test_reading_and_writing_changes_no_meaning(text: str) -> None:
    assert root(draft(text).text) == root(text)
    assert draft(draft(text).text).text == draft(text).text


@given(TYPED, st.integers(0, 7))
def test_taking_a_chip_away_takes_its_condition_only(text: str, place: int) -> None:
    before = draft(text)
    if place < len(before.groups):
        nodes = root(text).nodes
        assert root(before.without(place).text).nodes == nodes[:place] + nodes[place + 1:]
        assert root(before.source(place)).nodes == (nodes[place],)


@given(TYPED, VALUES)
def test_a_value_that_is_added_and_taken_away_leaves_the_meaning_as_it_was(text: str, value: str) -> None:
    before = draft(text)
    if not draft(f"活动:{quoted(value)}").groups:
        assert before.toggled("活动", value) == before
        return
    chosen = before.chosen("event")
    after = before.toggled("活动", value)
    again = draft(after.text)
    assert again.chosen("event") == after.chosen("event")
    if len(after.chosen("event")) > len(chosen):
        assert root(again.toggled("活动", value).text) == root(text)
        others = [node for node in root(text).nodes if not (isinstance(node, Match) and node.field == "event")]
        assert [node for node in root(after.text).nodes if not (isinstance(node, Match) and node.field == "event")] == others


@pytest.mark.parametrize(("text", "name", "value", "then"), [
    ("", "部门", "后勤", "部门:后勤"),
    ("食堂", "部门", "后勤", "食堂 部门:后勤"),
    ("食堂 部门：后勤", "部门", "保卫", "食堂 部门:后勤,保卫"),
    ("食堂 部门:后勤,保卫", "department", "后勤", "食堂 部门:保卫"),
    ("部门:后勤 食堂", "部门", "后勤", "食堂"),
    ("“开放 日", "活动", "第二食堂 开放", '"开放 日" 活动:"第二食堂 开放"'),
    ("春 OR", "类型", "照片", "春 类型:照片"),
    ("类型:photo", "类型", "照片", ""),
    ("-部门:后勤", "部门", "后勤", "-部门:后勤 部门:后勤"),
    ("部门:a OR 标签:b", "部门", "a", "部门:a OR 标签:b 部门:a"),
    ("camera:z6", "相机", "Z 6", ""),
])
def test_values_are_toggled(text: str, name: str, value: str, then: str) -> None:
    assert draft(text).toggled(name, value).text == then


def test_a_month_takes_the_place_of_its_year() -> None:
    assert draft("拍摄:2026,2025").toggled("拍摄", "2026-03", instead=["2026"]).text == "拍摄:2025,2026-03"
    assert draft("拍摄:2026").toggled("拍摄", "2026-03", instead=["2026"]).text == "拍摄:2026-03"


def test_a_name_and_a_code_are_one_value() -> None:
    assert draft("食堂 部门:canteen").toggled("部门", "第二食堂", same=["canteen"]).text == "食堂"


def test_words_are_what_is_no_condition() -> None:
    assert draft("食堂 部门:后勤 -雨 “开放 日” 春 OR 类型:照片").words.text == '食堂 -雨 "开放 日"'


@given(TYPED)
def test_what_is_pointed_at_stands_in_the_text(text: str) -> None:
    parsed = parse(text, now=NOW)
    parts = [note.part for note in parsed.notes if note.reason.code != "query-long"]
    pieces = pointed(text, parts)
    assert "".join(piece for piece, _ in pieces) == "".join(piece for piece, _ in pointed(text, []))
    assert all(piece in parts for piece, odd in pieces if odd)


def test_the_odd_part_is_pointed_at() -> None:
    text = "食堂 foo:bar 拍摄：乱写"
    parts = [note.part for note in parse(text, now=NOW).notes]
    assert pointed(text, parts) == [("食堂 ", False), ("foo:", True), ("bar ", False), ("拍摄:乱写", True)]


@pytest.mark.parametrize("field", sorted(set(names.FIELDS.values())))
def test_fields_are_spelled_as_they_are_read(field: str) -> None:
    for chinese in (True, False):
        name = names.spelled(field, chinese=chinese)
        assert names.FIELDS[name] == field
        assert name.isascii() != chinese


def test_coded_values_are_spelled_as_they_are_read() -> None:
    assert names.spelled_value("kind", "photo", chinese=True) == "照片"
    assert names.spelled_value("status", "approved", chinese=False) == "approved"
    assert names.spelled_value("is", "mine", chinese=True) == "我的"
    assert names.spelled_value("event", "运动会", chinese=False) == "运动会"
