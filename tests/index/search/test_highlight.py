"""Matches are marked where they stand in the text as it was written, however it folds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search import analysis
from index.search.highlight import lights

NOW = datetime(2026, 3, 18, 8, 0, tzinfo=UTC)


def lit(query: str, text: str, field: str = "title") -> list[str]:
    return [piece for piece, found in lights(query, now=NOW).marked(text, field) if found]


@pytest.mark.parametrize(("query", "text", "marked"), [
    ("食堂", "第二食堂与食堂夜景", ["食堂", "食堂"]),
    ("食堂 夜", "第二食堂夜景", ["食堂夜"]),
    ("運動會", "校运动会", ["运动会"]), ("运动会", "校運動會開幕", ["運動會"]),
    ("covid", "ＣＯＶＩＤ－19 检查", ["ＣＯＶＩＤ"]), ("Z6", "用Z6拍", ["Z6"]), ("z6", "NIKON Ｚ６", ["Ｚ６"]),
    ("cafe", "Café 开业", ["Café"]), ("cafe", "Cafe\u0301 开业", ["Cafe\u0301"]), ("strasse", "Straße 5", ["Straße"]),
    ("1/2", "长度 ½ 米", ["½"]), ("平方", "㎡与平方", ["平方"]), ("kg", "重 5㎏", []), ("ガス", "ｶﾞｽ検査", ["ｶﾞｽ"]),
    ("can", "Canon and pecan", ["Can"]), ('"can"', "Canon can", ["can"]),
    ("ydh", "校运动会", ["运动会"]), ("yundonghui", "校運動會", ["運動會"]), ("yundong", "校运动会", ["运动"]),
    ("cq", "重庆之夜", ["重庆"]),
    ("第二食堂", "第二，食堂", []), ("“第二 食堂”", "第二 食堂", ["第二 食堂"]),
    ("-食堂", "第二食堂", []), ("春 OR 秋", "秋与春", ["秋", "春"]), ("类型:照片", "照片", []),
    ("雨", "", []), ("𠮷野", "在𠮷野家", ["𠮷野"]), ("x", "a<b>x</b>&", ["x"]),
])
def test_what_is_marked(query: str, text: str, marked: list[str]) -> None:
    assert lit(query, text) == marked


def test_numbers_are_marked_inside_file_names() -> None:
    assert lit("1234", "DSC01234.JPG", "names") == ["01234"]
    assert lit("123", "DSC01234.JPG", "names") == []


def test_conditions_mark_in_their_own_field() -> None:
    assert lit("人物:张三", "张三", "people") == ["张三"]
    assert lit("人物:张三", "张三在说话") == []
    assert lit("标题:食堂", "食堂") == ["食堂"]
    assert lit("标题:食堂", "食堂", "caption") == []
    assert lit("ydh", "运动会", "caption") == [], "captions are not searched by sound"


def test_an_excerpt_shows_the_surroundings() -> None:
    text = "很长的说明" * 10 + "第二食堂开放日" + "还有很多话" * 10
    pieces = lights("开放日", now=NOW).excerpt(text, "caption")
    assert ("开放日", True) in pieces
    assert (pieces[0], pieces[-1]) == (("…", False), ("…", False))
    assert sum(len(piece) for piece, _ in pieces) < 60
    assert lights("别的", now=NOW).excerpt(text, "caption") == ()


WRITTEN = st.text(alphabet=st.one_of(
    st.sampled_from("食堂運動會运动会ＡＢ１２½㎏ﬃßİıée\u0301\u0327ｶﾞﾊﾟか\u3099각ㄱ𠮷 ，。-_<>&ab12"),
    st.characters()), max_size=30)


@given(WRITTEN, st.integers(0, 29), st.integers(1, 6))
def test_a_part_of_a_text_is_marked_in_it(text: str, start: int, length: int) -> None:
    part = text[start:start + length]
    pieces = lights(f'"{part}"', now=NOW).marked(text, "title")
    assert "".join(piece for piece, _ in pieces) == text
    marked = [piece for piece, found in pieces if found]
    wanted = lights(f'"{part}"', now=NOW).wanted
    form = analysis.canonical(text)
    if not any(one.needle.isdecimal() for one in wanted):  # numbers are found inside words as well
        assert bool(marked) == any(analysis.holds(form, one.needle, prefix=not one.quoted) for one in wanted)
    assert all(analysis.canonical(piece) for piece in marked)


@given(WRITTEN)
def test_the_canonical_form_is_what_it_was(text: str) -> None:
    folded = analysis.fold(text)
    assert "".join(folded[at] if at >= 0 else sign for at, sign in analysis.kept(folded)) == analysis.canonical(text)
