"""An issue in the making: its numbers, what it may take, its order and words, and the two people that it takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.placements import Placement
from index.catalogue.stories import Story
from index.db import reading
from index.errors import Conflict, Forbidden, Invalid, NotFound, VitrineError
from server.newsletters import deciding, filling, issues, lists
from server.printing.lines import broken


def refused(error: type[VitrineError], code: str, do: Callable[[], Any]) -> None:
    with pytest.raises(error) as caught:
        do()
    assert caught.value.reason.code == code


@pytest.mark.usefixtures("database")
def test_numbers_come_by_themselves_and_are_corrected_for_a_reason(home: Any, cast: Any, clock: Any, newsletter: int,
                                                                   issue: int, page: Any) -> None:
    engine, editor = home.engine, cast.editor
    second = issues.begin(engine, editor, newsletter, date(2026, 3, 9), now=clock())
    later = issues.begin(engine, editor, newsletter, date(2027, 1, 4), now=clock())
    assert [page(one).sheet.issue for one in (issue, second, later)] == [
        "第1期（总第13期）", "第2期（总第14期）", "第1期（总第15期）"]
    refused(VitrineError, "newsletter-why", lambda: issues.renumber(engine, editor, second, 5, 20, " ", now=clock()))
    refused(Conflict, "newsletter-number", lambda: issues.renumber(engine, editor, second, 1, 20, "漏编", now=clock()))
    issues.renumber(engine, editor, second, 5, 20, "漏编三期", now=clock())
    assert page(issues.begin(engine, editor, newsletter, date(2026, 3, 16), now=clock())).sheet.issue == "第6期（总第21期）"
    issues.change(home, editor, later, issues.Facts(date(2026, 12, 28), "年终"), now=clock())
    assert (page(later).sheet.year, page(later).sheet.number, page(later).sheet.title) == (2026, 7, "年终")
    with pytest.raises(Invalid):
        issues.renumber(engine, editor, second, 0, 20, "试", now=clock())
    with pytest.raises(Forbidden):
        issues.begin(engine, cast.reviewer, newsletter, date(2026, 3, 9), now=clock())


@pytest.mark.usefixtures("database")
def test_only_approved_stories_are_taken_and_the_order_and_words_are_the_editor_s(
        home: Any, cast: Any, clock: Any, newsletter: int, issue: int, approved: Any, page: Any) -> None:
    engine, editor, zone = home.engine, cast.editor, home.settings.zone
    first, second, draft = approved("食堂开放日"), approved("牛肉面新窗口"), approved("草稿", approve=False)
    with reading(engine) as session:
        offered = [one.id for one in lists.takeable(session, editor, page(issue), zone=zone, now=clock())]
        found = lists.takeable(session, editor, page(issue), words="牛肉", month="2026-03", zone=zone, now=clock(),
                               department=cast.departments["canteen"])
    assert (offered, [one.id for one in found]) == ([second, first], [second])
    refused(Conflict, "newsletter-story", lambda: filling.take_in(engine, editor, issue, [draft], now=clock()))
    filling.add_section(engine, editor, issue, "服务育人", now=clock())
    assert filling.take_in(engine, editor, issue, [first, first], now=clock()) == 1
    [section] = page(issue).sheet.sections
    filling.take_in(engine, editor, issue, [second], before=section.entry, now=clock())
    assert [piece.story for piece in page(issue).sheet.pieces] == [second, first]
    entry = {piece.story: piece.entry for piece in page(issue).sheet.pieces}
    filling.order(engine, editor, issue, [entry[first], section.entry], now=clock())
    told = [(one.heading, [piece.story for piece in one.pieces]) for one in page(issue).sheet.sections]
    assert told == [("", [first]), ("服务育人", [second])]
    filling.retouch(engine, editor, issue, entry[first], "走进后厨", "一笼包子。", 0, now=clock())
    piece = page(issue).sheet.pieces[0]
    assert (piece.heading, piece.paragraphs, piece.by) == ("走进后厨", ("一笼包子。",), "饮食服务中心  林晓")
    with reading(engine) as session:
        assert session.get_one(Story, first).title == "食堂开放日", "the story itself stays"
    other = issues.begin(engine, editor, newsletter, date(2026, 3, 9), now=clock())
    refused(Conflict, "newsletter-taken", lambda: filling.take_in(engine, editor, other, [first], now=clock()))
    filling.take_out(engine, editor, issue, entry[first], now=clock())
    assert filling.take_in(engine, editor, other, [first], now=clock()) == 1


@pytest.mark.usefixtures("database")
def test_who_submitted_does_not_approve_and_nothing_counts_before(home: Any, cast: Any, clock: Any, issue: int, approved: Any,
                                                                 page: Any) -> None:
    engine = home.engine
    refused(Conflict, "newsletter-empty", lambda: deciding.submit(home, cast.editor, issue, now=clock()))
    filling.take_in(engine, cast.editor, issue, [approved()], now=clock())
    deciding.submit(home, cast.editor, issue, now=clock())
    refused(Conflict, "newsletter-state", lambda: filling.add_section(engine, cast.editor, issue, "栏目", now=clock()))
    seen = page(issue).sheet.sha256
    refused(Forbidden, "newsletter-own", lambda: deciding.approve(home, cast.editor, issue, seen=seen, now=clock()))
    refused(Conflict, "newsletter-changed", lambda: deciding.approve(home, cast.director, issue, seen="0" * 64, now=clock()))
    with pytest.raises(Forbidden):
        deciding.approve(home, cast.reviewer, issue, seen=seen, now=clock())
    refused(VitrineError, "newsletter-return", lambda: deciding.take_back(engine, cast.director, issue, now=clock()))
    deciding.take_back(engine, cast.director, issue, "标题再短些", now=clock())
    assert (page(issue).line.state, page(issue).returned) == ("draft", "标题再短些")
    with pytest.raises(NotFound):
        page(issue, cast.reviewer)
    with reading(engine) as session:
        assert session.scalar(select(Placement.id)) is None
    issues.remove(engine, cast.editor, issue, now=clock())
    with pytest.raises(NotFound):
        page(issue)


def test_lines_break_as_chinese_does() -> None:
    def wide(text: str) -> float:
        return float(len(text))

    assert list(broken("一二三四五，六七", 5, wide)) == ["一二三四", "五，六七"], "no stop begins a line"
    assert list(broken("一二三四“五”", 5, wide)) == ["一二三四", "“五”"], "no opening mark ends one"
    assert list(broken("看 Vitrine 好", 8, wide)) == ["看", "Vitrine", "好"], "Latin words stay whole"
    assert list(broken("一二三四五六", 4, wide, 2)) == ["一二", "三四五六"]
    assert list(broken("abcdefgh", 3, wide)) == ["abc", "def", "gh"], "but for those that fit in no line"
