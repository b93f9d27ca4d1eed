"""What is known about one screen: its boards in order and what lies on them, shown or not. Frozen facts, no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from index.catalogue.boards import Layout
from index.catalogue.dayparts import DayPart
from index.catalogue.items import ItemKind, Ref
from index.catalogue.workdays import WorkCalendar
from kiosk.ahead import Ahead
from kiosk.alerts import Alert
from kiosk.brands import Brand
from kiosk.bulletins import Notice
from kiosk.codes import Pages
from kiosk.commands import Command

TOLD_FOR: Final = timedelta(days=30)
"""How long a screen is told what was withdrawn; one that was away for longer fetches a whole new set anyhow."""


@dataclass(frozen=True, slots=True)
class Campus:
    """What the installation's settings say to every screen."""

    name_zh: str
    name_en: str
    accent: str
    timezone: str
    poll_s: int
    lease_days: int = 0
    pages: Pages | None = None
    """Where the codes on screens lead; None where the house has no public address."""


@dataclass(frozen=True, slots=True)
class ScreenFacts:
    """``hours`` are when it is lit, None for always; ``lease_days`` as ``Hours`` has them, its group's where it has none."""

    id: int
    name: str
    place: str
    orientation: str
    rotation: int
    active: bool
    paired: bool
    group_id: int | None = None
    hours: DayPart | None = None
    lease_days: int | None = None
    building: str = ""
    token_hash: str | None = field(default=None, repr=False)
    notices: tuple[Notice, ...] = ()
    """The bulletins that are aimed at it; they join what hangs on it."""
    brand: Brand | None = None
    """Its campus's; None where it looks as the settings say."""


@dataclass(frozen=True, slots=True)
class BoardFacts:
    id: int
    name: str
    item_seconds: int
    active: bool
    priority: int = 0
    evergreen: bool = False
    show_from: datetime | None = None
    show_until: datetime | None = None
    parts: tuple[DayPart, ...] = ()
    layout: str = Layout.FULL
    qr: bool = True


@dataclass(frozen=True, slots=True)
class File:
    """One rendition. ``width`` and ``height`` in pixels; ``parts`` are the hashes of its parts, None until they are known."""

    sha256: str
    bytes: int
    media_type: str
    width: int
    height: int
    parts: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a story; ``alt`` is its caption there."""

    ref: Ref
    file: File
    alt: str
    large: File | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a poster, with how many characters stand on it."""

    file: File
    characters: int
    large: File | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One asset or story on one of the screen's boards. ``published`` is the answer of ``visibility.shown_on_screens``, of a
    story that of ``story_visibility.published``.

    ``state`` is its state on the channel ``screens`` since ``changed_at``. ``file`` is what would be played of an asset, None
    until it is rendered. A story has ``text``, a line for each paragraph, which ``words`` names by its hash, and those of its
    ``pictures`` that screens may show. A poster has ``pages``, the first of which is its ``file``. ``large`` is what a large
    panel plays instead of ``file``, where there is more of a photo to see.
    """

    board: BoardFacts
    ref: Ref
    kind: str
    title: str
    caption: str
    credit: str
    department: str
    captured: datetime | None
    color: str | None
    duration: float | None
    published: bool
    state: str | None
    changed_at: datetime | None
    embargo_until: datetime | None
    expires_at: datetime | None
    file: File | None
    poster: File | None
    consent_end: datetime | None = None
    """From when on somebody whom it names does not agree to its being shown on screens; None for never."""
    weight: int = 1
    seconds: int | None = None
    pin: int = 0
    evergreen: bool = False
    show_from: datetime | None = None
    show_until: datetime | None = None
    words: str | None = None
    text: str = ""
    pictures: tuple[Picture, ...] = ()
    pages: tuple[Page, ...] = ()
    large: File | None = None

    @property
    def files(self) -> tuple[File, ...]:
        """All that a screen may fetch for it."""
        told = [self.file, self.large, self.poster]
        for one in self.pictures:
            told += [one.file, one.large]
        for page in self.pages:
            told += [page.file, page.large]
        return tuple(dict.fromkeys(one for one in told if one))

    @property
    def about(self) -> frozenset[Ref]:
        """All whose changes concern it: itself, and the pictures of a story."""
        return frozenset({self.ref, *(one.ref for one in self.pictures)})

    @property
    def is_story(self) -> bool:
        return self.ref.kind is ItemKind.STORY

    @property
    def begins(self) -> datetime | None:
        """From when on its place and its board show it; None for ever since."""
        return max((one for one in (self.show_from, self.board.show_from) if one is not None), default=None)

    @property
    def ends(self) -> datetime | None:
        """When time alone takes it off the screen; None for never."""
        ends = (self.expires_at, self.consent_end, self.show_until, self.board.show_until)
        return min((one for one in ends if one is not None), default=None)


@dataclass(frozen=True, slots=True)
class OnBoard:
    """A board and what lies on it, in the board's order."""

    board: BoardFacts
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What decides beside the boards themselves what they show, as ``Hung`` has it."""

    calendar: WorkCalendar
    taken_down: tuple[str, ...]
    ahead: tuple[Ahead, ...] = ()
    """The events ahead, where a board shows them."""


@dataclass(frozen=True, slots=True)
class Hung:
    """All that decides what some boards show, together and in this order, on whichever screen. ``entries`` in the order of
    the boards, then of each board's items.

    ``taken_down`` are hashes of what was lately withdrawn from the channel ``screens``, whichever board it was on: who
    takes something down often takes it off its board in the same minute, and it must leave the screen all the same.
    """

    boards: tuple[BoardFacts, ...]
    entries: tuple[Entry, ...]
    calendar: WorkCalendar
    taken_down: tuple[str, ...] = ()
    ahead: tuple[Ahead, ...] = ()


class Own(NamedTuple):
    """What is for one screen alone, as ``Plan`` has it; nothing for most screens at most times."""

    awaited: tuple[str, ...] = ()
    commands: tuple[Command, ...] = ()
    alerts: tuple[Alert, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All that decides what a screen shows: what hangs on it, and what is for it alone.

    ``awaited`` are hashes whose removal this screen has yet to confirm. ``alerts`` cover all else while they are on.
    """

    screen: ScreenFacts
    hung: Hung
    awaited: tuple[str, ...] = ()
    commands: tuple[Command, ...] = ()
    alerts: tuple[Alert, ...] = ()

    @property
    def boards(self) -> tuple[BoardFacts, ...]:
        return self.hung.boards

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.hung.entries

    @property
    def calendar(self) -> WorkCalendar:
        return self.hung.calendar
