"""Who and what there is on the demo campus: all of it invented, all of it data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Department:
    code: str
    zh: str
    en: str
    is_office: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """One person; ``department`` is a code, ``roles`` are the codes of the glossary."""

    login: str
    display: str
    roles: tuple[str, ...]
    department: str


@dataclass(frozen=True, slots=True)
class Body:
    """A camera body as it names itself in its files; a telephone has no serial number there."""

    make: str
    model: str
    serial: str | None
    lens: str | None
    folder: str  # where this body writes, on its card
    pattern: str  # its file names; ``{n}`` counts up, ``{stamp}`` is the wall time
    first: int = 1
    with_offset: bool = False  # does it write the offset from UTC
    with_millis: bool = False


@dataclass(frozen=True, slots=True)
class Kit:
    key: str
    zh: str
    en: str
    department: str
    body: Body
    clock_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Occasion:
    """An event; ``day`` is counted from today, negative for the past, and it lasts ``days``."""

    key: str
    zh: str
    en: str
    place: str
    department: str
    day: int
    days: int = 1


@dataclass(frozen=True, slots=True)
class BoardPlan:
    """A board: it takes the approved pictures of these events, then those with one of these keywords."""

    key: str
    zh: str
    en: str
    department: str
    events: tuple[str, ...]
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScreenPlan:
    key: str
    zh: str
    en: str
    place: str
    orientation: str  # landscape | portrait
    department: str
    boards: tuple[str, ...]
    building: str
    campus: str


@dataclass(frozen=True, slots=True)
class CampusPlan:
    """A campus; ``crest`` is a motif of ``server.demo.crests``."""

    key: str
    zh: str
    en: str
    accent: str
    crest: str


DEPARTMENTS: Final = (
    Department("catering", "饮食服务中心", "Catering Services"),
    Department("dormitory", "公寓管理中心", "Student Housing"),
    Department("office", "党委宣传部办公室", "Publicity Office", is_office=True),
)

PEOPLE: Final = (
    Member("lin", "林晓禾", ("contributor",), "catering"),
    Member("zhou", "周牧", ("contributor", "reviewer"), "catering"),
    Member("chen", "陈可", ("contributor",), "dormitory"),
    Member("he", "何静远", ("contributor", "reviewer"), "dormitory"),
    Member("su", "苏芮", ("contributor",), "office"),
    Member("wen", "温以宁", ("contributor", "reviewer"), "office"),
    Member("shen", "沈明川", ("director",), "office"),
    Member("gu", "顾言", ("editor",), "office"),
    Member("xu", "许知夏", ("editor",), "office"),
    Member("admin", "系统管理员", ("administrator",), "office"),
)

KITS: Final = (
    Kit("catering-r6", "饮食中心一号机", "Catering kit 1", "catering",
        Body("Canon", "Canon EOS R6", "013021004417", "RF24-105mm F4 L IS USM", "DCIM/100CANON", "IMG_{n:04d}.JPG", 1,
             with_offset=True, with_millis=True)),
    Kit("dormitory-z6", "公寓中心一号机", "Housing kit 1", "dormitory",
        Body("NIKON CORPORATION", "NIKON Z 6", "3007152", "NIKKOR Z 24-70mm f/4 S", "DCIM/100NCZ_6", "DSC_{n:04d}.JPG",
             101,
             with_millis=True)),
    Kit("dormitory-80d", "公寓中心旧机（时钟待校）", "Housing spare (clock to be set)", "dormitory",
        Body("Canon", "Canon EOS 80D", "072031002288", "EF-S18-135mm f/3.5-5.6 IS USM", "DCIM/101CANON",
             "IMG_{n:04d}.JPG", 4312),
        clock_wrong=True),
    Kit("office-a7", "宣传办主力机", "Office kit 1", "office",
        Body("SONY", "ILCE-7M4", "05412236", "FE 24-70mm F2.8 GM II", "DCIM/100MSDCF", "DSC{n:05d}.JPG", 231,
             with_offset=True,
             with_millis=True)),
    Kit("office-phone", "宣传办手机", "Office telephone", "office",
        Body("HUAWEI", "ALN-AL00", None, None, "DCIM/Camera", "IMG_{stamp}.jpg", with_offset=True, with_millis=True)),
)

EVENTS: Final = (
    Occasion("opening", "开学典礼暨迎新晚会", "Opening ceremony and welcome night", "北区体育场", "office", -62),
    Occasion("games", "秋季运动会", "Autumn games", "南区田径场", "office", -24, 2),
    Occasion("homes", "公寓文化月", "Dormitory culture month", "学生公寓", "dormitory", -17, 10),
    Occasion("canteen", "第二食堂开放日", "Open day at Canteen 2", "第二食堂", "catering", -8),
    Occasion("ginkgo", "银杏季摄影周", "Ginkgo week", "银杏大道", "office", -6, 5),
)

BOARDS: Final = (
    BoardPlan("campus", "校园四季", "银杏、赛场与灯火", "office", ("ginkgo", "games", "opening"), ("校园风光",)),
    BoardPlan("table", "食堂好味道", "第二食堂开放日的菜和人", "catering", ("canteen",), ("美食",)),
    BoardPlan("home", "温馨公寓", "公寓文化月里的家", "dormitory", ("homes",), ("公寓",)),
)

SCREENS: Final = (
    ScreenPlan("canteen-hall", "第二食堂大厅屏", "Canteen 2, hall", "第二食堂一层大厅", "landscape", "catering",
               ("campus", "table"), "第二食堂", "east"),
    ScreenPlan("dormitory-lobby", "3 号公寓门厅屏", "Dormitory 3, lobby", "3 号公寓门厅", "portrait", "dormitory",
               ("home", "campus"), "3 号公寓", "west"),
)
CAMPUSES: Final = (
    CampusPlan("east", "东校区", "East Campus", "#8a1538", "gate"),
    CampusPlan("west", "西校区", "West Campus", "#1c4f8c", "lake"),
)


def kit(key: str) -> Kit:
    """Return the kit of that key. Raises KeyError."""
    return {each.key: each for each in KITS}[key]


def event(key: str) -> Occasion:
    """Return the event of that key. Raises KeyError."""
    return {each.key: each for each in EVENTS}[key]


def member(login: str) -> Member:
    """Return the person of that login. Raises KeyError."""
    return {each.login: each for each in PEOPLE}[login]
