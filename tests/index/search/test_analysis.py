from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search import analysis, pinyin


@pytest.mark.parametrize(("text", "form"), [
    ("第二食堂", "第二食堂"),
    ("食堂，宿舍", "食堂|宿舍"),
    ("食堂 宿舍", "食堂 宿舍"),
    ("Ｚ６相机", "z6 相机"),
    ("Z6 相机", "z6 相机"),
    ("運動會", "运动会"),
    ("IMG_0123.JPG", "img|0123|jpg"),
    ("Café ÀÉ", "cafe ae"),
    ("  ……！ ", ""),
    ("𠮷野家", "𠮷野家"),
    ("2026年3月", "2026 年 3 月"),
    ("食堂🎉开放", "食堂|开放"),
    ("\udcff食堂", "食堂"),
])
def test_canonical_form(text: str, form: str) -> None:
    assert analysis.canonical(text) == form


def test_characters_fold_alone_so_that_a_part_is_found_in_the_whole() -> None:
    whole = "乾隆皇帝與後勤集團"
    form = analysis.canonical(whole)
    assert all(analysis.canonical(whole[i:j]) in form for i in range(len(whole)) for j in range(i + 1, len(whole) + 1))


def test_grams_are_characters_pairs_words_and_numbers() -> None:
    assert set(analysis.grams("食堂开放")) == {"食", "堂", "开", "放", "食堂", "堂开", "开放"}
    assert set(analysis.grams("dsc01234")) == {"dsc01234", "01234", "1234"}
    assert set(analysis.grams("img|0123")) == {"img", "0123", "123"}


def test_no_pair_crosses_punctuation() -> None:
    assert "堂宿" not in analysis.grams(analysis.canonical("食堂，宿舍"))
    assert "堂宿" not in analysis.grams(analysis.canonical("食堂 宿舍"))


@pytest.mark.parametrize(("text", "needles"), [
    ("食堂，宿舍", ["食堂", "宿舍"]), ("IMG_0123.JPG", ["img|0123|jpg"]), ("第二食堂（东区）", ["第二食堂", "东区"]),
    ("Z6相机", ["z6 相机"]), ("！？", []),
])
def test_needles(text: str, needles: list[str]) -> None:
    assert analysis.needles(text) == needles


def test_a_quoted_text_is_one_needle() -> None:
    assert analysis.needles("食堂，宿舍", quoted=True) == ["食堂|宿舍"]


@pytest.mark.parametrize(("form", "needle", "prefix", "held"), [
    ("open day", "open", False, True), ("opening day", "open", False, False), ("opening day", "open", True, True),
    ("reopen", "open", True, False), ("校运动会", "运动", False, True), ("z6 相机", "6 相机", False, False),
    ("img|0123", "img|01", True, True), ("img|0123", "img|01", False, False),
])
def test_latin_words_count_whole_or_by_their_beginning(form: str, needle: str, prefix: bool, held: bool) -> None:
    assert analysis.holds(form, needle, prefix=prefix) is held


@given(st.text())
def test_the_canonical_form_is_stable(text: str) -> None:
    form = analysis.canonical(text)
    assert analysis.canonical(form.replace("|", "，")) == form
    assert all(analysis.runs(form)) or not form


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=12))
def test_every_pair_of_a_run_is_a_gram(run: str) -> None:
    form = analysis.canonical(run)
    assert {form[i:i + 2] for i in range(len(form) - 1)} <= set(analysis.grams(form))


def test_sounds_begin_at_each_character() -> None:
    sounds = pinyin.sounds("校运动会")
    assert {"yundonghui", "ydh", "xydh", "xiaoyundonghui", "donghui"} <= sounds
    assert "undonghui" not in sounds
    assert pinyin.is_sound("ydh")
    assert not pinyin.is_sound("z6")
    assert pinyin.sounds("open day") == set()
