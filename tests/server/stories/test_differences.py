"""Two versions side by side: nothing of either is lost, and what was only edited is shown as edited."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.stories.differences import changed, compare, spans

TEXTS = st.lists(st.text("食堂开放日ab1 ", max_size=12), max_size=8).map("\n".join)


def told(before: str, after: str) -> list[tuple[str, str]]:
    marks = {"same": "{}", "added": "+{}+", "removed": "-{}-"}
    return [(one.change, "".join(marks[span.change].format(span.text) for span in one.spans))
            for one in compare(before, after)]


def test_a_changed_word_is_shown_inside_its_paragraph() -> None:
    assert told("第一段\n三月一日，食堂开放", "第一段\n三月二日，食堂向师生开放") == [
        ("same", "第一段"), ("edited", "三月-一-+二+日，食堂+向师生+开放")]


def test_another_paragraph_in_its_place_is_one_gone_and_one_come() -> None:
    assert told("原来的一段话", "Totally new") == [("added", "+Totally new+"), ("removed", "-原来的一段话-")]


def test_latin_words_and_numbers_change_whole() -> None:
    assert [(one.change, one.text) for one in spans("iso 1600", "iso 3200")] == [
        ("same", "iso "), ("removed", "1600"), ("added", "3200")]


@given(TEXTS, TEXTS)
def test_each_version_can_be_read_out_of_the_comparison(before: str, after: str) -> None:
    found = compare(before, after)
    assert changed(found) == (before.splitlines() != after.splitlines())
    kept = [[("".join(s.text for s in one.spans if s.change != without)) for one in found if one.change != without]
            for without in ("removed", "added")]
    assert sorted(kept[0]) == sorted(after.splitlines())
    assert sorted(kept[1]) == sorted(before.splitlines())
