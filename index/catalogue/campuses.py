"""Campuses (校区): the sites of a university, each with the name, colour and logo in which its screens appear."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import LargeBinary, false, true
from sqlalchemy.orm import Mapped, mapped_column

from index import contrast
from index.db import Base

PAPER: Final = (247, 244, 236)
NIGHT: Final = (25, 24, 21)
"""The grounds on which screens set text: by day, and after 22:00; what lies over pictures is darker still."""
ACCENT: Final = re.compile(r"#[0-9a-fA-F]{6}")


class Plate(StrEnum):
    """What lies under a logo wherever the ground is not paper: most are made for white, some are white themselves."""

    LIGHT = "light"
    DARK = "dark"


class Campus(Base):
    """``accent`` is #rrggbb as the campus has it. ``is_default`` is true of one at most, which is also for the screens that
    name none; one that is not ``active`` counts as if no screen named it.

    ``logo`` are the bytes of a picture that our own decoder wrote; all of ``logo_*`` and ``plate`` are None without one.
    """

    __tablename__ = "campuses"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str] = mapped_column(default="", server_default="")
    accent: Mapped[str]
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    is_default: Mapped[bool] = mapped_column(default=False, server_default=false())
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    logo_sha256: Mapped[str | None] = mapped_column(index=True)
    logo_bytes: Mapped[int | None]
    logo_type: Mapped[str | None]
    logo_width: Mapped[int | None]
    logo_height: Mapped[int | None]
    plate: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Tones:
    """A colour as screens show it: ``accent`` can be read on paper and white on it, ``on_dark`` on what is dark."""

    accent: str
    on_dark: str


def tones(given: str) -> Tones:
    """Return ``#rrggbb`` darker and lighter, as far as it takes to be read from across a room (4.5 to 1 and more)."""
    colour = contrast.parse(given)
    stands_out = contrast.ratio(colour, NIGHT) >= contrast.WANTED
    return Tones(contrast.written(contrast.readable(colour, PAPER, towards=(0, 0, 0))),
                 contrast.written(colour if stands_out else contrast.lightened(colour, NIGHT)))
