"""The reasons for returning that the office keeps, to be picked and then edited."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.db import Base


class ReturnReason(Base):
    """One usual reason, in Chinese and, where the office gave it, in English."""

    __tablename__ = "return_reasons"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    text_en: Mapped[str] = mapped_column(default="")


def reasons(session: Session) -> list[tuple[str, str]]:
    """Return all reasons as (Chinese, English), in the order in which they were entered."""
    return list(session.execute(select(ReturnReason.text, ReturnReason.text_en).order_by(ReturnReason.id)).all())
