"""Sheets of rows under headings that people chose: each row as the columns that its headings name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from index.errors import Invalid, VitrineError
from server.sheets.reading import MOST_ROWS, read_table, text_of

Columns = Mapping[str, tuple[str, ...]]
"""What each column may be called, in small letters, the name that we give it first."""
_MARKS: Final = "*＊:： "


def rows(path: Path, columns: Columns, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a CSV or XLSX that hold something, each with its number in the file.

    Raises VitrineError for a file that is no sheet; Invalid (file) for one that lacks a column that is ``needed``, or has one
    that is unknown or there twice.
    """
    headings: list[str | None] = []
    for number, values in enumerate(read_table(path), 1):
        texts = [text_of(one) for one in values]
        if not any(texts):
            continue
        if not headings:
            headings = _headings(texts, columns, needed)
            continue
        if number > MOST_ROWS:
            raise VitrineError("sheet-large", most=f"{MOST_ROWS} rows")
        yield number, {column: text for column, text in zip(headings, texts, strict=False) if column and text}
    if not headings:
        raise Invalid("file", "里面没有内容", "there is nothing in it")


def _headings(texts: Sequence[str], columns: Columns, needed: Sequence[str]) -> list[str | None]:
    found = [next((key for key, named in columns.items() if text.strip(_MARKS).lower() in named), None) for text in texts]
    for key in needed:
        if key not in found:
            raise Invalid("file", f"第一行应有「{columns[key][0]}」一列", f"its first line needs a column “{key}”")
    if unknown := [text for text, key in zip(texts, found, strict=True) if text and key is None]:
        listed = "、".join(named[0] for named in columns.values())
        raise Invalid("file", f"不认识「{unknown[0]}」这一列，可写：{listed}",
                      f"the column “{unknown[0]}” is unknown; there are {', '.join(columns)}")
    twice = next((key for key in found if key is not None and found.count(key) > 1), None)
    if twice is not None:
        raise VitrineError("sheet-twice", column=columns[twice][0])
    return found
