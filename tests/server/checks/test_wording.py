"""What the office's lists object to is found however it is hidden, and what is right is left in peace."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.checks.wording import Entry, hits

LISTS = [Entry("wrong", "新时达", "新时代"), Entry("forbidden", "内部资料"), Entry("fixed", "中国特色社会主义"),
         Entry("fixed", "立德树人"), Entry("leader", "王建国", "党委书记"), Entry("leader", "李明华", "校长"),
         Entry("wrong", "的新", "全新的新")]


@pytest.mark.parametrize(("text", "found"), [
    ("迈进新时达", [("wrong", "新时达", "新时代")]),
    ("新 时·达", [("wrong", "新 时·达", "新时代")]),
    ("新\u200b时\u200b达！", [("wrong", "新\u200b时\u200b达", "新时代")]),
    ("请勿外传《内部资料》", [("forbidden", "内部资料", "")]),
    ("中国特色社会注义", [("fixed", "中国特色社会注义", "中国特色社会主义")]),
    ("中国特色社义会主", []),
    ("中国特社色会主义", [("fixed", "中国特社色会主义", "中国特色社会主义")]),
    ("中国特色会社主义", [("fixed", "中国特色会社主义", "中国特色社会主义")]),
    ("中国特色会主义", [("fixed", "中国特色会主义", "中国特色社会主义")]),
    ("中国特色的社会主义", [("fixed", "中国特色的社会主义", "中国特色社会主义")]),
    ("坚持中国特色社会主义道路", []),
    ("立德数人", [("fixed", "立德数人", "立德树人")]),
    ("立德育人", []),
    ("王建果到会", [("name", "王建果", "王建国")]),
    ("校长王建国讲话", [("title", "校长王建国", "党委书记王建国")]),
    ("党委书记王建国、校长李明华出席", []),
    ("这是全新的新楼", []),
    ("你的新楼", [("wrong", "的新", "全新的新")]),
    ("新时代，新征程", []),
])
def test_each_kind_of_slip(text: str, found: list[tuple[str, str, str]]) -> None:
    assert [(one.why, one.found, one.instead) for one in hits(text, LISTS)] == found


@given(st.text("新时代达中国特色社会主义立德树人 ·，a", max_size=40))
def test_a_finding_is_where_it_says_and_none_lie_over_each_other(text: str) -> None:
    found = hits(text, LISTS)
    assert all(text[one.start:one.end] == one.found for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert ("新时达" in text.replace(" ", "").replace("·", "").replace("，", "")) <= any("达" in one.found for one in found)
