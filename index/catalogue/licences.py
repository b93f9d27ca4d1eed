"""Licences (授权): under which terms an asset may be used. The list is data that the office keeps."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.db import Base


class Licence(Base):
    """One entry of the list. ``terms`` says what has to be kept to; one that is not ``active`` is no longer offered."""

    __tablename__ = "licences"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    terms: Mapped[str] = mapped_column(default="")
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


def licences(session: Session, *, offered: bool = False) -> list[Licence]:
    """Return the list in the office's order, whole or what is ``offered`` still."""
    query = select(Licence).order_by(Licence.position, Licence.code)
    return list(session.scalars(query.where(Licence.active) if offered else query))


def licence_named(session: Session, given: str) -> Licence | None:
    """Return the licence of a code or a name in either language, whatever its case; None where there is none."""
    wanted = given.strip().casefold()
    return next((one for one in licences(session) if wanted in {one.code.casefold(), one.name.casefold(),
                                                                one.name_en.casefold()}), None)
