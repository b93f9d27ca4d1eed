"""Files of rows: CSV as people's programs write it, XLSX, JSON lines. What comes out is text in named columns.

A sheet is somebody's file: it is read within bounds, formulas are never evaluated, and what is odd about it is told with its
row and column.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from index.errors import VitrineError
from server.sheets.columns import KEYS, WORDS, column_of, plain

MOST_BYTES: Final = 20 << 20
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 60
MOST_UNPACKED: Final = 400 << 20
"""Bytes that the parts of an XLSX may unpack to: a sheet of 20,000 rows has some 10 MB."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number in the file, counted as the program that wrote it counts, and its cells by column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file, and the headings that mean nothing to us."""

    rows: tuple[SheetRow, ...]
    unknown: tuple[str, ...]


def read_sheet(path: Path, name: str | None = None) -> Sheet:
    """Read a sheet by the ending of ``name`` (else of the path).

    Raises VitrineError: sheet-kind, sheet-large, sheet-damaged, sheet-columns (no column says which asset, or none says
    anything of it), sheet-twice (two columns mean the same), storage.
    """
    if Path(name or path.name).suffix.lower() == ".jsonl":
        return _from_objects(_bytes(path))
    return _from_table(read_table(path, name))


def read_table(path: Path, name: str | None = None) -> Iterator[Sequence[Any]]:
    """Yield the lines of a CSV or XLSX as their cells stand (``text_of``), by the ending of ``name`` (else of the path).

    Raises VitrineError: sheet-kind, sheet-large, sheet-damaged, storage.
    """
    ending = Path(name or path.name).suffix.lower()
    if ending in {".csv", ".tsv", ".txt"}:
        return _csv(_bytes(path))
    if ending == ".xlsx":
        return _xlsx(_bytes(path))
    raise VitrineError("sheet-kind", name=Path(name or path.name).name)


def day_of(text: str) -> date | None:
    """Return the day that a cell holds, as 2026-10-01, 2026/10/1, 2026年10月1日 or 20261001; None where it is none."""
    parts = re.fullmatch(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})日?(?: 00:00(?::00)?)?", text.strip())
    try:
        return date(*(int(part) for part in parts.groups())) if parts else None
    except ValueError:
        return None


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise VitrineError("sheet-large", most=f"{MOST_BYTES >> 20} MB")
        return path.read_bytes()
    except OSError as error:
        raise VitrineError("storage", detail=error.strerror or str(error)) from error


def decode(data: bytes) -> str:
    """Return the text of a CSV: UTF-16 and UTF-8 with a mark, UTF-8 without, else what Chinese Windows writes (GB 18030).

    Raises VitrineError sheet-damaged.
    """
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "gb18030"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise VitrineError("sheet-damaged", detail="encoding")


def _csv(data: bytes) -> Iterator[Sequence[Any]]:
    text = decode(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",\t;", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise VitrineError("sheet-damaged", detail=str(error)) from error


def _xlsx(data: bytes) -> Iterator[Sequence[Any]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(one.file_size for one in parts.infolist()) > MOST_UNPACKED:
                raise VitrineError("sheet-large", most=f"{MOST_UNPACKED >> 20} MB")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.active if book.active is not None else book.worksheets[0]
        yield from sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
        book.close()
    except VitrineError:
        raise
    except Exception as error:  # openpyxl raises what its parsers raise
        raise VitrineError("sheet-damaged", detail=f"{type(error).__name__}: {error}"[:200]) from error


def _from_table(table: Iterator[Sequence[Any]]) -> Sheet:
    columns: list[str | None] | None = None
    unknown: tuple[str, ...] = ()
    rows = []
    for number, values in enumerate(table, 1):
        if not any(text_of(value) for value in values):
            continue
        if columns is None:
            columns, unknown = _headings(values)
            continue
        cells = {column: text for column, value in zip(columns, values, strict=False) if column and (text := text_of(value))}
        rows.append(SheetRow(number, cells))
        if len(rows) > MOST_ROWS:
            raise VitrineError("sheet-large", most=f"{MOST_ROWS} rows")
    if columns is None:
        raise VitrineError("sheet-columns")
    return Sheet(tuple(rows), unknown)


def _headings(values: Sequence[Any]) -> tuple[list[str | None], tuple[str, ...]]:
    columns = [column_of(value) for value in values[:MOST_COLUMNS]]
    named = [one for one in columns if one]
    twice = next((one for one in named if named.count(one) > 1), None)
    if twice:
        raise VitrineError("sheet-twice", column=twice)
    if not set(named) & set(KEYS) or not set(named) & set(WORDS):
        raise VitrineError("sheet-columns")
    return columns, tuple(text for value, column in zip(values, columns, strict=False)
                          if not column and (text := text_of(value)))


def _from_objects(data: bytes) -> Sheet:
    rows: list[SheetRow] = []
    unknown: dict[str, None] = {}
    for number, line in enumerate(decode(data).splitlines(), 1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
        except ValueError as error:
            raise VitrineError("sheet-damaged", detail=f"line {number}: {error}"[:200]) from error
        if not isinstance(given, dict):
            raise VitrineError("sheet-damaged", detail=f"line {number}: no object")
        cells = {}
        for name, value in given.items():
            listed = "、".join(map(str, value)) if isinstance(value, list) else value
            column, text = column_of(name), text_of(listed)
            if column and text:
                cells[column] = text
            elif not column:
                unknown[str(name)] = None
        rows.append(SheetRow(number, cells))
        if len(rows) > MOST_ROWS:
            raise VitrineError("sheet-large", most=f"{MOST_ROWS} rows")
    return Sheet(tuple(rows), tuple(unknown))


def text_of(value: Any) -> str:
    """Return a cell as text; a whole number without its decimal point, as Excel shows it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return plain(str(value).strip())
