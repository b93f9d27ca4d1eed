from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search import analysis, names
from index.search.nodes import All, Either, Flag, Match, Not, Range, Span, Word, words
from index.search.query import LONGEST, parse

NOW = datetime(2026, 3, 18, 8, 0, tzinfo=UTC)


def nodes(text: str) -> tuple[object, ...]:
    return parse(text, now=NOW).root.nodes


def codes(text: str) -> list[str]:
    return [note.reason.code for note in parse(text, now=NOW).notes]


def day(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(("text", "tree"), [
    ("", ()),
    ("食堂", (Word("食堂"),)),
    ("食堂 开放", (Word("食堂"), Word("开放"))),
    ("食堂　开放", (Word("食堂"), Word("开放"))),
    ("“开放 日”", (Word("开放 日", quoted=True),)),
    ("「开放日」", (Word("开放日", quoted=True),)),
    ("-雨", (Not(Word("雨")),)),
    ("－雨", (Not(Word("雨")),)),
    ('-"下 雨"', (Not(Word("下 雨", quoted=True)),)),
    ("春 OR 秋 食堂", (Either((Word("春"), Word("秋"))), Word("食堂"))),
    ("春 AND 秋", (Word("春"), Word("秋"))),
    ("NOT 雨", (Not(Word("雨")),)),
    ("a OR b OR c", (Either((Word("a"), Word("b"), Word("c"))),)),
    ("部门:后勤", (Match("department", ("后勤",)),)),
    ("部门： 后勤", (Match("department", ("后勤",)),)),
    ("Department:hq", (Match("department", ("hq",)),)),
    ("部门:后勤,保卫", (Match("department", ("后勤", "保卫")),)),
    ("部门:后勤、保卫", (Match("department", ("后勤", "保卫")),)),
    ("-部门:后勤", (Not(Match("department", ("后勤",))),)),
    ("活动：“第二食堂 开放日”", (Match("event", ("第二食堂 开放日",)),)),
    ("标题:食堂", (Word("食堂", field="title"),)),
    ("类型:照片", (Match("kind", ("photo",)),)),
    ("類型:視頻 部門:後勤", (Match("kind", ("video",)), Match("department", ("後勤",)))),
    ("kind:video", (Match("kind", ("video",)),)),
    ("状态:电子屏:已通过", (Match("status", ("screens:approved",)),)),
    ("is:mine has:gps", (Flag("mine"), Flag("gps"))),
    ("是:我的 有:定位", (Flag("mine"), Flag("gps"))),
    ("iso:>1600", (Range("iso", low=1600, low_open=True),)),
    ("iso：＞＝1600", (Range("iso", low=1600),)),
    ("iso≥1600", (Range("iso", low=1600),)),
    ("iso<200", (Range("iso", high=200, high_open=True),)),
    ("rating:<=4", (Range("rating", high=4),)),
    ("10:30", (Word("10:30"),)),
    ("http://example.org/x", (Word("http://example.org/x"),)),
    ("covid-19", (Word("covid-19"),)),
    ("食堂\"开放\"", (Word("食堂"), Word("开放", quoted=True))),
])
def test_trees(text: str, tree: tuple[object, ...]) -> None:
    assert nodes(text) == tree
    assert codes(text) == []


@pytest.mark.parametrize(("text", "low", "high"), [
    ("f:2.8", 2.8, 2.8), ("光圈:f/2.8", 2.8, 2.8), ("focal:24..70", 24, 70), ("焦距:70-24", 24, 70),
    ("rating:3", 3, 3),
])
def test_numbers_are_met_as_nearly_as_files_write_them(text: str, low: float, high: float) -> None:
    (node,) = nodes(text)
    assert isinstance(node, Range)
    assert node.low == pytest.approx(low, abs=1e-3)
    assert node.high == pytest.approx(high, abs=1e-3)


@pytest.mark.parametrize(("text", "start", "end"), [
    ("拍摄:2026", "2026-01-01", "2027-01-01"),
    ("拍摄:2026-03", "2026-03-01", "2026-04-01"),
    ("拍摄:2026-12", "2026-12-01", "2027-01-01"),
    ("拍摄:2026年3月5日", "2026-03-05", "2026-03-06"),
    ("拍摄:2026/3/5", "2026-03-05", "2026-03-06"),
    ("拍摄:20260305", "2026-03-05", "2026-03-06"),
    ("拍摄:2026-03..2026-05", "2026-03-01", "2026-06-01"),
    ("拍摄:2026-05..2026-03", "2026-03-01", "2026-06-01"),
    ("拍摄:2026-03..", "2026-03-01", None),
    ("拍摄:..2026-03", None, "2026-04-01"),
    ("拍摄:2026年3月至2026年5月", "2026-03-01", "2026-06-01"),
    ("after:2026-03", "2026-03-01", None),
    ("before:2026-03", None, "2026-03-01"),
    ("拍摄:>2026-03", "2026-04-01", None),
    ("拍摄:<=2026-03", None, "2026-04-01"),
    ("拍摄:今天", "2026-03-18", "2026-03-19"),
    ("拍摄:昨天", "2026-03-17", "2026-03-18"),
    ("拍摄:本周", "2026-03-16", "2026-03-23"),
    ("拍摄:上周", "2026-03-09", "2026-03-16"),
    ("拍攝:上週", "2026-03-09", "2026-03-16"),
    ("拍摄:本月", "2026-03-01", "2026-04-01"),
    ("拍摄:上月", "2026-02-01", "2026-03-01"),
    ("拍摄:11月", "2025-11-01", "2025-12-01"),
    ("拍摄:３月份", "2026-03-01", "2026-04-01"),
    ("拍摄:1月9日", "2026-01-09", "2026-01-10"),
    ("拍摄:今年", "2026-01-01", "2027-01-01"),
    ("拍摄:本学期", "2026-02-01", "2026-08-01"),
    ("拍摄:上学期", "2025-08-01", "2026-02-01"),
    ("拍摄:2025-2026学年", "2025-08-01", "2026-08-01"),
    ("拍攝:2025-2026學年", "2025-08-01", "2026-08-01"),
    ("拍摄:2025-2026学年第二学期", "2026-02-01", "2026-08-01"),
    ("拍摄:2025秋", "2025-08-01", "2026-02-01"),
    ("拍摄:2026Q1", "2026-01-01", "2026-04-01"),
    ("拍摄:2026年第一季度", "2026-01-01", "2026-04-01"),
    ("captured:this-month", "2026-03-01", "2026-04-01"),
])
def test_times_of_the_camera(text: str, start: str | None, end: str | None) -> None:
    assert nodes(text) == (Span("captured", day(start) if start else None, day(end) if end else None),)
    assert codes(text) == []


def test_upload_times_are_campus_days_in_utc() -> None:
    assert nodes("上传:今天") == (Span("uploaded", day("2026-03-17T16:00"), day("2026-03-18T16:00")),)
    assert nodes("上传:7d") == (Span("uploaded", day("2026-03-11T08:00"), None),)


@pytest.mark.parametrize(("text", "tree", "code"), [
    ("题外:食堂", (Word("食堂"),), "query-field"),
    ("食堂 “开放", (Word("食堂"), Word("开放", quoted=True)), "query-quote"),
    ("食堂:", (Word("食堂"),), "query-field"),
    ("食堂： 开放", (Word("食堂"), Word("开放")), "query-field"),
    ("食堂 OR", (Word("食堂"),), "query-or"),
    ("OR 食堂", (Word("食堂"),), "query-or"),
    ("食堂 部门:", (Word("食堂"),), "query-empty"),
    ("食堂 iso:许多", (Word("食堂"),), "query-value"),
    ("食堂 -iso:许多", (Word("食堂"),), "query-value"),
    ("食堂 拍摄:2026-02-30", (Word("食堂"),), "query-value"),
    ("食堂 is:foo", (Word("食堂"),), "query-value"),
    ("食堂 - 开放", (Word("食堂"), Word("开放")), "query-nothing"),
    ("食堂 ！！", (Word("食堂"),), "query-nothing"),
    ("（食堂 开放）", (Word("(食堂"), Word("开放)")), "query-bracket"),
])
def test_what_is_odd_is_noted_and_the_rest_is_searched(text: str, tree: tuple[object, ...], code: str) -> None:
    assert nodes(text) == tree
    assert codes(text) == [code]


def test_a_note_names_the_part_in_both_languages() -> None:
    (note,) = parse("食堂 iso:许多", now=NOW).notes
    assert note.part == "iso:许多"
    assert "许多" in note.reason.zh
    (note,) = parse("拍摄:某天", now=NOW).notes
    assert "「拍摄」" in note.reason.zh
    assert "“captured”" in note.reason.en
    (note,) = parse("食堂 iso:许多", now=NOW).notes
    assert "iso:>=1600" in note.reason.en


def test_a_very_long_query_is_cut_and_says_so() -> None:
    assert codes("字" * (LONGEST + 1)) == ["query-long"]
    assert "query-long" in codes(" ".join(f"w{i}" for i in range(200)))


def test_words_under_not_are_none_that_a_match_should_hold() -> None:
    assert words(parse("春 OR 秋 -雨 部门:后勤", now=NOW).root) == [Word("春"), Word("秋")]


def test_every_field_has_a_chinese_and_an_english_name() -> None:
    for field in names.TEXT | names.VALUES | names.NUMBERS | names.DATES | {"is", "has"}:
        aliases = [alias for alias, meant in names.FIELDS.items() if meant == field]
        assert any(alias.isascii() for alias in aliases), field
        assert any(not alias.isascii() for alias in aliases), field


def test_names_are_written_as_they_are_looked_up() -> None:
    for alias in (*names.FIELDS, *(alias for codes in names.CODES.values() for alias in codes)):
        assert analysis.fold(alias) == alias


@given(st.text(max_size=80))
def test_no_text_is_refused(text: str) -> None:
    assert isinstance(parse(text, now=NOW).root, All)


_PIECES = ["食堂", "部门", ":", "：", '"', "“", "-", "－", "OR", " ", ">", "=", "iso", "拍摄", "2026", "..", "9999-12",
           "0001", "7d", "9999y", "AND ", "NOT ", ",", "is", "mine", "上学期", "学年", "|", "~", "0000"]


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map("".join))
def test_no_mixture_of_syntax_is_refused(text: str) -> None:
    query = parse(text, now=NOW)
    assert parse(text, now=NOW) == query
    assert all(note.reason.zh and note.reason.en for note in query.notes)
