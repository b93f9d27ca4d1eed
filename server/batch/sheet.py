"""A selection as a sheet to fill in, which ``describe`` takes again."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from index.catalogue import visibility
from index.catalogue.people import Actor
from server.sheets.columns import harmless

HEAD = ("素材编号", "文件名", "标题", "说明", "关键词", "人物", "地点", "署名", "活动")
EMPTIES = "-"  # read as "empty this field", so a field that says it is left out: an empty cell leaves it as it is


def sheet_of(session: Session, actor: Actor, asset_ids: Sequence[int], now: datetime) -> bytes:
    """Return a CSV with a mark, as Excel opens it right, of those of these assets that this person may see."""
    seen = visibility.views(session, actor, asset_ids, now)
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(HEAD)
    for one in seen:
        words = one.words
        cells = [one.public_id, one.name, words.title, words.caption, "、".join(words.keywords), "、".join(words.people),
                 words.place, words.credit, one.event or ""]
        rows.writerow([harmless("" if cell == EMPTIES else cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")
