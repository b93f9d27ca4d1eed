"""A selection as a sheet to fill in, which ``describe`` takes again: CSV, or XLSX. No cell is a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from index.catalogue import visibility
from index.catalogue.people import Actor
from index.db import reading
from server.library.terms import local
from server.sheets.columns import NOBODY
from server.sheets.writing import csv_bytes

HEAD: Final = ("素材编号", "文件名", "标题", "说明", "关键词", "人物", "地点", "署名", "活动", "授权", "禁发至", "到期")
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What XML cannot hold."""
WIDTHS: Final = (12, 24, 28, 60, 28, 24, 20, 16, 24, 14, 18, 18)
"""Of the columns of an XLSX, in characters."""
EMPTIES: Final = "-"  # read as "empty this field", so a field that says it is left out: an empty cell leaves it as it is


def csv_of(engine: Engine, actor: Actor, asset_ids: Sequence[int], now: datetime, zone: tzinfo) -> bytes:
    """Return a CSV with a mark, as Excel opens it right, of those of these assets that this person may see.

    ``zone`` is the campus's, for the ends of terms.
    """
    with reading(engine) as session:
        return csv_bytes(HEAD, _rows(session, actor, asset_ids, now, zone))


def xlsx_of(engine: Engine, actor: Actor, asset_ids: Sequence[int], now: datetime, zone: tzinfo) -> bytes:
    """Return the same as an XLSX, whose cells are all text: what is typed into them later is none of a formula either."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    page = book.create_sheet("素材")
    page.freeze_panes = "A2"
    for number, width in enumerate(WIDTHS, 1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.append(HEAD)
    with reading(engine) as session:
        for cells in _rows(session, actor, asset_ids, now, zone):
            row = []
            for text in cells:
                cell = WriteOnlyCell(page, CONTROLS.sub("", text))
                cell.data_type, cell.number_format = "s", "@"
                row.append(cell)
            page.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _rows(session: Session, actor: Actor, asset_ids: Sequence[int], now: datetime,
          zone: tzinfo) -> Iterator[list[str]]:
    for one in visibility.views(session, actor, asset_ids, now):
        words = one.words
        cells = [one.public_id, one.name, words.title, words.caption, "、".join(words.keywords),
                 NOBODY if words.nobody else "、".join(words.people), words.place, words.credit, one.event or "",
                 one.licence_name[0] if one.licence_name else "", local(one.embargo_until, zone), local(one.expires_at, zone)]
        yield ["" if cell == EMPTIES else cell for cell in cells]
