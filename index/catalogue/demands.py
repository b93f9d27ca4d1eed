"""Demands (渠道要求): what a channel asks of a photo, a film or a story before it can appear there. Kept as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.catalogue.channels import Channel
from index.db import Base


class Rule(StrEnum):
    """What is asked for. Pixels, seconds and bytes are whole numbers; ``most-bytes`` is not reached by what fits."""

    LEAST_WIDTH = "least-width"
    LEAST_HEIGHT = "least-height"
    LEAST_LONG = "least-long-edge"
    LEAST_SHORT = "least-short-edge"
    MOST_WIDTH = "most-width"
    MOST_HEIGHT = "most-height"
    MOST_LONG = "most-long-edge"
    SHAPES = "shapes"
    LEAST_SECONDS = "least-seconds"
    MOST_SECONDS = "most-seconds"
    FORMATS = "formats"
    MOST_BYTES = "most-bytes"
    MOST_TITLE = "most-title"
    FIELDS = "fields"


PIXELS: Final = (Rule.LEAST_WIDTH, Rule.LEAST_HEIGHT, Rule.LEAST_LONG, Rule.LEAST_SHORT, Rule.MOST_WIDTH, Rule.MOST_HEIGHT,
                 Rule.MOST_LONG, Rule.SHAPES)
SECONDS: Final = (Rule.LEAST_SECONDS, Rule.MOST_SECONDS)
FILE: Final = (Rule.FORMATS, Rule.MOST_BYTES)
OF_KIND: Final[Mapping[str, tuple[Rule, ...]]] = {
    "photo": (*PIXELS, *FILE, Rule.FIELDS), "video": (*PIXELS, *SECONDS, *FILE, Rule.FIELDS),
    "story": (Rule.MOST_TITLE, Rule.FIELDS)}
"""Which rules there are for each kind of item."""
FITTED: Final = frozenset({Rule.MOST_WIDTH, Rule.MOST_HEIGHT, Rule.MOST_LONG, *FILE})
"""What a copy made for the channel can meet, whatever the original is."""
FORMATS: Final[Mapping[str, tuple[str, ...]]] = {
    "jpeg": ("image/jpeg",), "png": ("image/png",), "heic": ("image/heic", "image/heif"), "webp": ("image/webp",),
    "avif": ("image/avif",), "tiff": ("image/tiff",), "mp4": ("video/mp4",), "mov": ("video/quicktime",)}
"""The formats that a demand may name, with the media types of each."""
DEFAULT_TOLERANCE: Final = 2

DEFAULTS: Final[tuple[tuple[str, str, Rule, str], ...]] = (
    ("screens", "photo", Rule.LEAST_LONG, "1920"), ("screens", "photo", Rule.LEAST_SHORT, "1080"),
    ("screens", "video", Rule.LEAST_LONG, "1280"), ("screens", "video", Rule.MOST_SECONDS, "600"),
    ("site", "photo", Rule.LEAST_LONG, "1200"), ("site", "photo", Rule.MOST_LONG, "1920"),
    ("site", "photo", Rule.FORMATS, "jpeg png"), ("site", "photo", Rule.MOST_BYTES, "2000000"),
    ("wechat", "photo", Rule.LEAST_LONG, "900"), ("wechat", "photo", Rule.MOST_LONG, "1440"),
    ("wechat", "photo", Rule.FORMATS, "jpeg png"), ("wechat", "photo", Rule.MOST_BYTES, "1000000"),
    ("wechat", "video", Rule.FORMATS, "mp4"), ("wechat", "video", Rule.MOST_BYTES, "200000000"),
    ("wechat", "video", Rule.MOST_SECONDS, "3600"), ("wechat", "story", Rule.MOST_TITLE, "64"),
    ("school", "photo", Rule.LEAST_LONG, "1920"), ("school", "photo", Rule.SHAPES, "3:2"),
    ("school", "photo", Rule.FORMATS, "jpeg png"), ("school", "photo", Rule.MOST_BYTES, "5000000"),
    ("school", "video", Rule.LEAST_LONG, "1280"), ("school", "video", Rule.FORMATS, "mp4"),
    ("school", "video", Rule.LEAST_SECONDS, "60"), ("school", "video", Rule.MOST_SECONDS, "600"),
    ("media", "photo", Rule.LEAST_LONG, "2400"), ("media", "photo", Rule.FORMATS, "jpeg"),
    ("weibo", "photo", Rule.LEAST_LONG, "690"), ("weibo", "photo", Rule.FORMATS, "jpeg png"),
    ("weibo", "photo", Rule.MOST_BYTES, "20000000"),
)
"""What a new installation asks for: (channel, kind, rule, value). All of it warns; the office says what is to block."""


class ChannelDemand(Base):
    """One thing that a channel asks of one kind of item. ``blocks``: nothing that misses it can be submitted there."""

    __tablename__ = "channel_demands"

    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    blocks: Mapped[bool] = mapped_column(default=False)


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand as it is kept. ``value``: a number, or names with blanks between; of shapes ``3:2 4:3 5%``."""

    rule: Rule
    value: str
    blocks: bool = False

    @property
    def number(self) -> int:
        return int(self.value)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.value.split())

    @property
    def shapes(self) -> tuple[float, ...]:
        """Width by height, of each shape that is asked for."""
        sides = [one.partition(":") for one in self.names if ":" in one]
        return tuple(float(wide) / float(high) for wide, _, high in sides)

    @property
    def tolerance(self) -> float:
        """By how much a shape may be off, as a share."""
        return next((float(one[:-1]) for one in self.names if one.endswith("%")), DEFAULT_TOLERANCE) / 100

    def allows(self, media_type: str) -> bool:
        """Whether this media type is of one of the formats."""
        return any(media_type in FORMATS[one] for one in self.names)


Demands = Mapping[Rule, Demand]
"""What one channel asks of one kind of item."""


def demands(session: Session) -> dict[tuple[str, str], Demands]:
    """Return what every channel asks, by its code and the kind of item; a kind of which nothing is asked is not there."""
    found: dict[tuple[str, str], dict[Rule, Demand]] = {}
    rows = session.execute(select(Channel.code, ChannelDemand).join(Channel, Channel.id == ChannelDemand.channel_id))
    for code, row in rows:
        found.setdefault((code, row.kind), {})[Rule(row.rule)] = Demand(Rule(row.rule), row.value, row.blocks)
    return {key: {rule: held[rule] for rule in Rule if rule in held} for key, held in found.items()}


def fitted(demands: Demands, size: tuple[int, int]) -> tuple[int, int]:
    """Return the size in which a copy of a picture goes out: as large as the demands let it, never enlarged."""
    edges = ((Rule.MOST_WIDTH, size[0]), (Rule.MOST_HEIGHT, size[1]), (Rule.MOST_LONG, max(size)))
    scale = min((demands[rule].number / edge for rule, edge in edges if rule in demands and edge), default=1.0)
    if scale >= 1:
        return size
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
