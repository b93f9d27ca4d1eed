"""Licences (授权): under which terms an asset may be used. The list is data that the office keeps."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.db import Base

DEFAULT: Final = (
    ("own", "自有作品", "Own work"), ("commissioned", "委托拍摄", "Commissioned"), ("agency", "图片社授权", "Picture agency"),
    ("public", "公共许可", "Public licence"), ("unknown", "授权不明", "Unknown"),
)
"""The list of a new installation: code, Chinese name, English name."""


class Licence(Base):
    """One entry of the list. ``terms`` says what has to be kept to; one that is not ``active`` is no longer offered."""

    __tablename__ = "licences"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    terms: Mapped[str] = mapped_column(default="")
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


def licences(session: Session) -> list[Licence]:
    """Return the whole list in the office's order."""
    return list(session.scalars(select(Licence).order_by(Licence.position, Licence.code)))
