"""What the index is told about one asset. The catalogue makes these; nothing else in search knows its models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """Everything of one asset that can be searched, filtered, counted or sorted by.

    ``captured`` is the camera's wall time without an offset; ``uploaded`` is aware, in UTC. ``states`` holds bare states
    and ``channel:state`` pairs. ``duration`` is in seconds, ``focal_length`` in millimetres; ``orientation`` is
    landscape, portrait or square. ``department`` is its code; what is unknown is None or empty. A ``published`` asset is
    seen by others from ``published_from`` (the end of its embargo) until ``published_until`` (its expiry), both UTC.

    An asset has one document of its own, with ``share`` empty, for those who may see it whole: its department, its owner,
    and whom ``also_seen_by`` names (``visibility.seen_by``). Each co-owner has one more beside it, named by ``share``, that
    holds the file's facts and the co-owner's own names and no word of the first uploader's: so nothing hidden can be found,
    counted or guessed at, whatever is asked.
    """

    asset_id: int
    sha256: str
    kind: str
    uploaded: datetime
    title: str = ""
    caption: str = ""
    keywords: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    place: str = ""
    credit: str = ""
    event: str | None = None
    event_id: int | None = None
    department: str | None = None
    department_name: str = ""
    department_id: int | None = None
    kit: str | None = None
    camera: str = ""
    lens: str = ""
    photographer: str = ""
    owner_id: int | None = None
    file_names: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    published: bool = False
    published_from: datetime | None = None
    published_until: datetime | None = None
    captured: datetime | None = None
    orientation: str = ""
    iso: float | None = None
    f_number: float | None = None
    focal_length: float | None = None
    rating: int | None = None
    flag: str = ""
    colour: str = ""
    """What was chosen: stars from 1 to 5 or None, pick, reject or none, a colour or none; empty where that is not told."""
    has_gps: bool = False
    duration: float | None = None
    extra_text: str = ""
    rights: str = ""
    """Under which terms it may be used: its licence's name, else what the file says, its terms of use or copyright notice."""
    marks: tuple[str, ...] = ()
    """Of stacked, cover, behind (another is on top), recompressed, incomplete: those that hold."""
    also_seen_by: tuple[str, ...] = ()
    share: str = ""
