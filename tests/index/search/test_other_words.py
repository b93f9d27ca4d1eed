"""Other words than the ones typed: synonyms that the office keeps, and Latin words with one typing error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete

from index.catalogue.synonyms import SynonymGroup
from index.catalogue.visibility import ViewerFilter
from index.db import writing
from index.search import synonyms
from index.search.documents import SearchDocument
from index.search.index_home import IndexHome
from index.search.results import Results
from index.search.synonyms import Synonyms

Make = Callable[..., SearchDocument]
Put = Callable[..., None]
Ask = Callable[..., Results]
Found = Callable[..., list[int]]


def agree(home: IndexHome, groups: list[list[str]]) -> None:
    """Let the office keep these words, as its page does."""
    if home.catalogue is not None:
        with writing(home.catalogue) as session:
            session.execute(delete(SynonymGroup))
            session.add_all(SynonymGroup(words=group, changed_at=datetime.now(UTC)) for group in groups)
    synonyms.save(home, groups)


def test_a_synonym_finds_what_the_word_finds_after_the_word_itself(home: IndexHome, put: Put, document: Make,
                                                                   found: Found) -> None:
    put(document(1, "第二食堂开放日"), document(2, "第二餐厅检查"), document(3, "宿舍"), document(4, "教工餐廳"))
    assert found("食堂") == [1]
    agree(home, [["食堂", "餐厅"], ["宿舍", "公寓", "寝室"]])
    assert found("食堂") == [1, 4, 2]
    assert found("餐厅") == [4, 2, 1]
    assert found("第二餐厅") == [2, 1], "a word of Chinese inside a longer one"
    assert found("寝室") == [3]
    assert found('"食堂"') == [1], "quotes mean exactly"
    assert found("-食堂") == [3]
    agree(home, [])
    assert found("食堂") == [1]


def test_a_synonym_stands_for_a_value_that_nobody_has(home: IndexHome, put: Put, document: Make, found: Found) -> None:
    put(document(1, "一", keywords=("食堂",), camera="SONY ILCE-7M4", department_id=1),
        document(2, "二", keywords=("餐厅",), department_id=2), document(3, "三", keywords=("宿舍",)))
    assert found("标签:餐厅 OR 相机:索尼") == [2]
    agree(home, [["食堂", "餐厅"], ["索尼", "SONY"]])
    assert found("相机:索尼") == [1]
    assert found("标签:餐厅") == [2], "a value finds what its facet counted"
    assert found("标签:餐厅", viewer_filter=ViewerFilter(all=False, department_ids=frozenset({1}))) == [1]


def test_latin_synonyms_are_whole_words() -> None:
    kept = Synonyms((("art", "design"), ("食堂", "餐厅", "饭堂")))
    assert kept.alternatives("start") == []
    assert kept.alternatives("art") == ["design"]
    assert kept.alternatives("学生食堂") == ["学生餐厅", "学生饭堂"]


def test_a_damaged_copy_is_no_synonyms(home: IndexHome, put: Put, document: Make, found: Found) -> None:
    put(document(1, "食堂"))
    (home.folder / synonyms.FILE).write_text("[[", encoding="ascii")
    assert synonyms.load(home) == synonyms.NONE
    assert found("食堂") == [1]


@pytest.mark.parametrize("typed", ["libary", "librarry", "lirbary", "librazy", "ibrary", "LIBARY"])
def test_one_typing_error_in_a_latin_word_is_forgiven_and_told(put: Put, document: Make, ask: Ask, typed: str) -> None:
    put(document(1, "Library at night"), document(2, "Laboratory"))
    answer = ask(typed)
    assert [hit.asset_id for hit in answer.hits if not hit.near] == [1]
    assert [(note.part, note.reason.code) for note in answer.notes] == [(typed.casefold(), "query-misspelt")]


@pytest.mark.parametrize("typed", ["lirbarry", '"libary"', "dsc01235", "lib", "canon"])
def test_what_is_right_exact_short_a_number_or_two_errors_off_is_taken_as_it_is(put: Put, document: Make, found: Found,
                                                                               typed: str) -> None:
    put(document(1, "Library", file_names=("DSC01234.JPG",)), document(2, "Canon"), document(3, "Canyon cannon"))
    assert found(typed) == {"lib": [1], "canon": [2]}.get(typed, [])


def test_what_somebody_else_has_does_not_take_a_correction_away(put: Put, document: Make, found: Found) -> None:
    put(document(1, "libary", department_id=2), document(2, "Library", department_id=1))
    assert found("libary", viewer_filter=ViewerFilter(False, frozenset({1}), 7)) == [2]
    assert found("libary") == [1]
