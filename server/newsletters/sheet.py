"""An issue as it is printed: what every layout of it, on paper and on pages, is made from. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from index.catalogue.stories import hash_of


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is printed. ``sha256`` is the rendition's, "" where it has none yet."""

    asset: int
    sha256: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A story as the issue prints it; ``entry`` is the row that it stands in."""

    entry: int
    story: int
    heading: str
    paragraphs: tuple[str, ...]
    department: str
    authors: str
    pictures: tuple[Picture, ...]

    @property
    def by(self) -> str:
        """Department and author, as they stand under the heading."""
        return "  ".join(filter(None, (self.department, self.authors)))


@dataclass(frozen=True, slots=True)
class Section:
    """Pieces under one heading; "" for those before the first. ``entry`` is the heading's row, None for none."""

    entry: int | None
    heading: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that an issue prints."""

    name: str
    year: int
    number: int
    total: int
    dated: date
    issuer: str
    title: str
    report_to: str
    send_to: str
    copies: int
    sections: tuple[Section, ...]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(piece for section in self.sections for piece in section.pieces)

    @property
    def issue(self) -> str:
        """Its number as offices write it: 第5期（总第17期）."""
        return f"第{self.number}期（总第{self.total}期）"

    @property
    def day(self) -> str:
        """Its date in full: 2026年3月2日."""
        return f"{self.dated.year}年{self.dated.month}月{self.dated.day}日"

    @property
    def file_name(self) -> str:
        """What a file of it is called, without its ending."""
        return f"{self.name}{self.year}年第{self.number}期"

    @property
    def sha256(self) -> str:
        """The hash of all of it: what an approval is for."""
        return hash_of({**asdict(self), "dated": str(self.dated)})


def kept(piece: Piece) -> dict[str, Any]:
    """Return a piece as a row keeps it once it is approved."""
    told = asdict(piece)
    del told["entry"], told["story"]
    return told


def from_kept(entry: int, story: int, told: dict[str, Any]) -> Piece:
    """Return the piece that ``kept`` was given."""
    return Piece(entry, story, told["heading"], tuple(told["paragraphs"]), told["department"], told["authors"],
                 tuple(Picture(**one) for one in told["pictures"]))
