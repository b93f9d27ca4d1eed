"""A made-up year of a campus as pure data: who handed in what when, who shares it, which outlets took it and when that was
known. The same seed is the same year. Nothing of the product is imported, so that it can be judged by the text of its rules.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Asia/Shanghai")
OUTLETS: Final = (
    # name, level, type, one of 知名媒体
    ("县政法简报", "county", "bulletin", False), ("市政法动态", "city", "bulletin", False),
    ("市委信息", "city", "bulletin", False), ("省委信息", "province", "bulletin", False),
    ("市日报", "city", "news", False), ("省法治报", "province", "news", True),
    ("法治日报", "nation", "news", True), ("县报", "county", "news", False), ("市门户网", "city", "site", False),
    ("后勤处网", "school", "site", False),
    ("市发布", "city", "new-media", False), ("校报", "school", "news", False), ("好新闻评选", "province", "contest", False),
)
GROUPS: Final = ("乡镇(办)", "综治成员单位", "政法部门")
STORIES: Final = {"update": 58, "research": 8, "news": 28, "picture-set": 6}
SPLITS: Final = ((None,), (None,), (None, None), (None, None, None), (60, 40), (34, 33, 33), (70, 20, 10), (85, 15))
PRIZES: Final = ("first", "second", "merit")
STAFF: Final = 4

Part = tuple[int | None, int | None]
"""Somebody who is named: a person's number, None for somebody from outside; the percentage, None where all share alike."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item. ``published`` are (channel, when); ``returned`` and ``again`` when it went back and came in once more."""

    name: str
    kind: str
    department: int
    owner: int
    submitted: datetime
    authors: tuple[Part, ...] = ()
    returned: datetime | None = None
    again: datetime | None = None
    published: tuple[tuple[str, datetime], ...] = ()
    doubled: datetime | None = None
    binned: datetime | None = None
    restored: datetime | None = None

    @property
    def story(self) -> bool:
        return self.name[0] == "S"

    @property
    def channels(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(("site", *(channel for channel, _ in self.published))))


@dataclass(frozen=True, slots=True)
class Placement:
    """One way to one outlet: ``made`` is when the record came to be, ``sent`` when it was sent, if anybody said so, and
    ``on`` the outlet's date with the moment at which the office ``confirmed`` it; ``declined`` takes that back.
    """

    number: int
    item: str
    outlet: int
    made: datetime
    sent: datetime | None
    claimed: datetime | None = None
    on: date | None = None
    confirmed: datetime | None = None
    declined: datetime | None = None
    rank: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole year: departments count from 1, each with its group; people are numbered ``department * 10 + place``."""

    months: tuple[str, ...]
    now: datetime
    groups: dict[int, str]
    items: tuple[Item, ...]
    placements: tuple[Placement, ...]

    @property
    def people(self) -> list[int]:
        return [of * 10 + place for of in self.groups for place in range(STAFF)]

    @staticmethod
    def closes(month: str) -> datetime:
        """The fifth of the next month is over."""
        year, number = int(month[:4]), int(month[5:])
        return datetime(year + number // 12, number % 12 + 1, 6, tzinfo=ZONE)


def make(seed: int, months: tuple[str, ...], now: datetime, departments: int, items: int, *, assets: bool = True) -> Plan:
    """Return a year in which so many items are handed in by so many departments; with ``assets`` a tenth of them are photos
    and films.
    """
    chance = random.Random(seed)
    each = (departments + 2) // 3
    groups = {one: GROUPS[min(2, (one - 1) // each)] for one in range(1, departments + 1)}
    first, last = datetime(*map(int, months[0].split("-")), 1, tzinfo=ZONE), Plan.closes(months[-1]) - timedelta(days=5)
    span = int((last - first).total_seconds()) // 60
    moments = sorted(first + timedelta(minutes=one) for one in chance.sample(range(span), items))
    made, counts = [], {"S": 0, "V": 0}
    for moment in moments:
        letter = "V" if assets and chance.random() < 0.1 else "S"
        counts[letter] += 1
        made.append(_item(chance, f"{letter}{counts[letter]}", departments, moment, now))
    placements = sorted((one for item in made for one in _placements(chance, item, now)), key=lambda one: one.made)
    return Plan(months, now, groups, tuple(made), tuple(_numbered(placements)))


def _item(chance: random.Random, name: str, departments: int, at: datetime, now: datetime) -> Item:
    department = min(departments, int(chance.triangular(1, departments + 1, departments / 3)))
    story = name[0] == "S"
    kinds = STORIES if story else {"photo": 60, "film": 40}
    kind = chance.choices(list(kinds), list(kinds.values()))[0]
    owner = department * 10 + chance.randrange(STAFF)
    back = story and chance.random() < 0.08
    returned = _soon(chance, at, 60) if back else None
    again = _soon(chance, returned, 30 * 60) if returned and chance.random() < 0.7 else None
    came = again or returned or at
    published = [] if (returned and not again) or chance.random() < 0.3 else [("site", _soon(chance, came, 4 * 24 * 60))]
    if published and chance.random() < 0.2:
        published.append(("wechat", _soon(chance, came, 40 * 24 * 60)))
    doubled = _soon(chance, at, chance.choice([60, 60, 60 * 24 * 45])) if chance.random() < 0.09 else None
    later = max([came, *(when for _channel, when in published)])
    binned = _soon(chance, later, 60 * 24 * 60) if story and chance.random() < 0.03 else None
    restored = _soon(chance, binned, 40 * 24 * 60) if binned and chance.random() < 0.5 else None
    return Item(name, kind, department, owner, at, _authors(chance, department, owner, departments) if story else (),
                *(_until(one, now) for one in (returned, again)),
                tuple(one for one in published if one[1] < now), *(_until(one, now) for one in (doubled, binned, restored)))


def _authors(chance: random.Random, department: int, owner: int, departments: int) -> tuple[Part, ...]:
    """Whoever hands it in first, then others of the department; now and then the last is of another one, or from outside."""
    split = chance.choice(SPLITS)
    others = [one for place in range(STAFF) if (one := department * 10 + place) != owner]
    people: list[int | None] = [owner, *chance.sample(others, len(split) - 1)]
    if chance.random() < 0.12:
        people[-1] = (department % departments + 1) * 10 + chance.randrange(STAFF)
    elif chance.random() < 0.06:
        people[-1] = None
    return tuple(zip(people, split, strict=True))


def _placements(chance: random.Random, item: Item, now: datetime) -> list[Placement]:
    """What became of an item that is on the site: sent, claimed, adopted, declined; some of it known a month later."""
    site = next((when for channel, when in item.published if channel == "site"), None)
    if site is None:
        return []
    found = []
    for outlet in chance.sample(range(len(OUTLETS)), chance.choices([0, 1, 2, 3, 5], [55, 22, 12, 8, 3])[0]):
        sent = _soon(chance, site, 3 * 24 * 60) if chance.random() < 0.6 else None
        on = (_soon(chance, sent or site, 25 * 24 * 60)).date() if chance.random() < 0.75 else None
        told = datetime(on.year, on.month, on.day, 18, tzinfo=ZONE) if on else None
        claimed = _soon(chance, told, 5 * 24 * 60) if told and chance.random() < 0.2 else None
        known = claimed or told
        confirmed = _soon(chance, known, chance.choice([600, 5 * 24 * 60, 50 * 24 * 60])) if known else None
        declined = _soon(chance, confirmed, 60 * 24 * 60) if confirmed and chance.random() < 0.06 else None
        if sent is None and confirmed is None:
            continue
        made = sent or claimed or confirmed
        assert made is not None
        if sent is not None and chance.random() < 0.06:
            made = _soon(chance, sent, 45 * 24 * 60)  # somebody says afterwards on which day it was sent: at noon of it
            first = min((one for one in (claimed, confirmed) if one), default=made)
            made, sent = min(made, first - timedelta(minutes=1)), sent.replace(hour=12, minute=0, second=0)
            made = max(made, sent + timedelta(days=1))
        one = Placement(0, item.name, outlet, made, sent, claimed, on, confirmed, declined,
                        chance.choice(PRIZES) if OUTLETS[outlet][2] == "contest" and confirmed else None)
        if _possible(one, item) and made < now:
            found.append(_before(one, now))
    return found


def _possible(one: Placement, item: Item) -> bool:
    """Say whether its steps come in their order and end before the item is put away."""
    steps = [when for when in (one.made, one.claimed, one.confirmed, one.declined) if when is not None]
    return steps == sorted(steps) and (item.binned is None or steps[-1] < item.binned)


def _before(one: Placement, now: datetime) -> Placement:
    claimed, confirmed, declined = (_until(when, now) for when in (one.claimed, one.confirmed, one.declined))
    return Placement(0, one.item, one.outlet, one.made, one.sent, claimed, one.on if claimed or confirmed else None,
                     confirmed, declined, one.rank if confirmed else None)


def _numbered(placements: list[Placement]) -> list[Placement]:
    return [Placement(number, one.item, one.outlet, one.made, one.sent, one.claimed, one.on, one.confirmed, one.declined,
                      one.rank) for number, one in enumerate(placements, 1)]


def _soon(chance: random.Random, at: datetime, minutes: int) -> datetime:
    """A moment within so many minutes, never on a full minute of the clock: nothing happens as a month is closed."""
    return at.replace(second=0) + timedelta(minutes=chance.randint(2, max(3, minutes)), seconds=chance.randint(1, 59))


def _until(when: datetime | None, now: datetime) -> datetime | None:
    return when if when is not None and when < now else None
