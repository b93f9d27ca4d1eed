"""The ground of the demo campus: where its places lie, and by which of them its plan is tied to the ground."""

from __future__ import annotations

import math
from typing import Final

from server.demo.exif import Place

LAKE: Final = Place(30.5402, 114.3631, 31.5)  # a lake shore: the demo campus lies nowhere in particular
METRES: Final = (1500.0, 1000.0)
"""What the plan shows, from west to east and from north to south, with the lake at its middle."""
_DEGREE: Final = 111_320.0
PLACES: Final[dict[str, tuple[float, float]]] = {
    "镜湖": (0, 0), "湖心亭": (-30, 25), "钟楼": (-40, 165), "荷园": (-215, 110),
    "图书馆广场": (225, 25), "图书馆": (225, 115), "理学楼": (430, 90), "大礼堂": (420, 240),
    "北区体育场": (-420, 260), "南区田径场": (470, -300), "东区球场": (610, -60), "银杏大道": (60, -170),
    "第二食堂": (-170, -310), "3 号公寓": (-520, -260), "5 号公寓": (-560, -20), "北门红墙": (0, 425),
}
"""Metres east and north of the lake."""
TIED: Final = ("北区体育场", "南区田径场", "第二食堂", "大礼堂")
"""By these the plan is tied to the ground."""

def where(place: str, spread: int = 0) -> Place:
    """Return where a place named at its beginning lies, some metres aside by ``spread``; the lake for one not on the plan."""
    east, north = next((at for name, at in sorted(PLACES.items(), key=lambda one: -len(one[0])) if place.startswith(name)),
                       (0.0, 0.0))
    east, north = east + 18 * math.cos(spread * 2.4), north + 18 * math.sin(spread * 2.4)
    return Place(*_degrees(east, north), LAKE.altitude + spread)


def points() -> list[tuple[float, float, float, float]]:
    """Return the points that tie the plan: parts of its width and height, degrees."""
    return [(0.5 + east / METRES[0], 0.5 - north / METRES[1], *_degrees(east, north))
            for east, north in (PLACES[name] for name in TIED)]


def _degrees(east: float, north: float) -> tuple[float, float]:
    return (round(LAKE.latitude + north / _DEGREE, 6),
            round(LAKE.longitude + east / _DEGREE / math.cos(math.radians(LAKE.latitude)), 6))
