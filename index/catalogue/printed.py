"""What the office's documents keep of the pictures that they print, so that they stay as they went out."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import String, cast, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from index.catalogue.newsletters import NewsletterEntry
from index.catalogue.reports import OfficeReport

KEPT: Final[tuple[InstrumentedAttribute[Any], ...]] = (NewsletterEntry.printed, OfficeReport.figures)
"""Columns of JSON with a list ``pictures``, each of an ``asset`` with its caption and credit."""


def forget(session: Session, asset_id: int) -> None:
    """Take the words that issues and reports print under a picture that is deleted for good; its number stays, so that
    readers are not shown such a document again.
    """
    for column in KEPT:
        for row in session.scalars(select(column.class_).where(cast(column, String).contains(f'"asset": {asset_id},'))):
            told = getattr(row, column.key) or {"pictures": []}
            setattr(row, column.key, {**told, "pictures": [
                one if one["asset"] != asset_id else {**one, "caption": "", "credit": ""} for one in told["pictures"]]})
