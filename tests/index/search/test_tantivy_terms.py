"""Terms that very many documents have are read from a file of their own: the same answers as tantivy's."""

from __future__ import annotations

from pathlib import Path

from index.search.stores.tantivy_often import Often, threshold
from index.search.stores.tantivy_terms import TantivyTerms, Writer

SIZE = 2500


def _terms(number: int) -> dict[str, list[str]]:
    caption = ["人"] * (1 + number % 3) + (["食堂"] if number % 6 else []) + (["舞台"] if number % 50 == 0 else [])
    return {"caption": caption, "title": ["人"] if number % 2 else ["会"]}


def test_common_terms_are_found_like_all_others(tmp_path: Path) -> None:
    writer = Writer(tmp_path)
    for number in range(SIZE):
        writer.add(number, _terms(number))
    writer.finish()
    often = Often(tmp_path)
    assert threshold(SIZE) == 2048
    assert often.documents("caption", "人") is not None
    assert often.documents("caption", "食堂") is not None
    assert often.documents("title", "人") is None, "half of them have it there"
    assert often.documents("caption", "舞台") is None

    kept = TantivyTerms(tmp_path)
    (tmp_path / "often.json").unlink()
    bare = TantivyTerms(tmp_path)
    for field, term in (("caption", "人"), ("caption", "食堂"), ("caption", "舞台"), ("title", "人"), ("title", "无")):
        expected = [number for number in range(SIZE) if term in _terms(number)[field]]
        assert kept.documents(field, term).tolist() == bare.documents(field, term).tolist() == expected
        counts = [_terms(number)[field].count(term) for number in expected]
        assert kept.counts(field, term).tolist() == bare.counts(field, term).tolist() == counts
