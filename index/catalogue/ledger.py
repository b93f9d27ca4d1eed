"""What closed months keep of the ledger: the entries that counted in them when they were closed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class LedgerMonth(Base):
    """A closed month's entries, as ``server.ledger.keeping`` writes them. They hold no titles and are never changed."""

    __tablename__ = "ledger_months"

    month: Mapped[str] = mapped_column(ForeignKey("closed_months.month", ondelete="CASCADE"), primary_key=True)
    entries: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
