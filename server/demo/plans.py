"""The plan of the demo campus, as an office would have it drawn: water, lawns, ways, houses, fields and their names."""

from __future__ import annotations

from typing import Final

from server.demo.canvas import Canvas, Layer, Point
from server.demo.ground import METRES, PLACES

PAPER, GRASS, WATER, ROAD, ROOF, EDGE, INK = "#f4f0e6", "#dbe4cf", "#b5d4dc", "#ffffff", "#d9c8ae", "#bba98b", "#3c3a34"
LAWNS: Final = ((-320, 40, 520, 260), (330, 190, 560, 400), (260, -330, 640, 230), (-420, -270, 400, 330),
                (-330, 300, 560, 240))
WAYS: Final = (((-740, -170), (740, -170)), ((0, 445), (0, 190)), ((-300, 445), (-300, -480)), ((320, 445), (320, -480)),
               ((-740, 80), (-300, 80)), ((320, 20), (740, 20)), ((-300, 190), (320, 190)))
HOUSES: Final = (("钟楼", 44, 44), ("图书馆", 130, 80), ("理学楼", 150, 60), ("大礼堂", 120, 90), ("第二食堂", 150, 80),
                 ("3 号公寓", 140, 46), ("5 号公寓", 140, 46))
BESIDE: Final = {"钟楼": -44, "图书馆": 54, "理学楼": -50, "大礼堂": -64, "第二食堂": -60, "3 号公寓": -42, "5 号公寓": -42,
                 "北门红墙": -26, "银杏大道": -42, "湖心亭": 26, "东区球场": -52}
"""How far north of its place a name stands, in metres."""
LEAVES: Final = ("#e2b544", "#d9a531", "#ecc65c")


class Ground:
    """Draws on a layer in metres east and north of the lake."""

    def __init__(self, c: Canvas) -> None:
        self.sheet: Layer = c.layer()
        self.w, self.h, self.metre = c.w, c.h, c.w / METRES[0]

    def at(self, east: float, north: float) -> Point:
        return self.w * (0.5 + east / METRES[0]), self.h * (0.5 - north / METRES[1])

    def block(self, east: float, north: float, wide: float, deep: float, colour: str, corner: float = 0) -> None:
        x, y = self.at(east - wide / 2, north + deep / 2)
        self.sheet.rect(x, y, wide * self.metre, deep * self.metre, colour, corner=corner * self.metre)

    def disc(self, east: float, north: float, r: float, colour: str, ry: float | None = None) -> None:
        self.sheet.disc(*self.at(east, north), r * self.metre, None if ry is None else ry * self.metre, colour)

    def path(self, places: tuple[tuple[float, float], ...], wide: float, colour: str) -> None:
        self.sheet.line([self.at(*one) for one in places], wide * self.metre, colour)


def plan(c: Canvas, _option: str) -> None:
    """The campus from above, north on top."""
    c.wash([(0, PAPER), (1, PAPER)])
    ground = Ground(c)
    for lawn in LAWNS:
        ground.block(*lawn, GRASS, corner=14)
    for way in WAYS:
        ground.path(way, 20, ROAD)
    _water(ground)
    _fields(ground)
    for name, wide, deep in HOUSES:
        east, north = PLACES[name]
        ground.block(east + 4, north - 4, wide, deep, EDGE)
        ground.block(east, north, wide, deep, ROOF)
        ground.path(((east - wide / 2, north), (east + wide / 2, north)), 1.5, EDGE)
    for k in range(36):  # the avenue's trees, on both sides
        for side in (-153, -187):
            ground.disc(-430 + k * 27, side, 8, LEAVES[k % 3])
    ground.path(((-700, 445), (-24, 445)), 8, "#a9483a")
    ground.path(((24, 445), (700, 445)), 8, "#a9483a")
    for name, (east, north) in PLACES.items():
        ground.sheet.text(*ground.at(east, north + BESIDE.get(name, 0)), name, c.w * 0.0145, INK, bold=True, anchor="mm")
    _legend(ground)
    c.lay(ground.sheet)


def _water(ground: Ground) -> None:
    ground.disc(0, 0, 150, WATER, 95)
    ground.disc(70, 30, 75, WATER, 58)
    ground.disc(-100, -30, 90, WATER, 58)
    ground.disc(-30, 25, 14, ROOF)
    east, north = PLACES["荷园"]
    ground.disc(east, north, 62, WATER, 40)
    for k in range(9):
        ground.disc(east - 44 + k * 11, north - 22 + (k * 17 % 9) * 3, 5, "#9dbf8f")


def _fields(ground: Ground) -> None:
    for name in ("北区体育场", "南区田径场"):
        east, north = PLACES[name]
        ground.block(east, north, 230, 130, "#c9745a", corner=65)
        ground.block(east, north, 206, 106, PAPER, corner=53)
        ground.block(east, north, 200, 100, "#c9745a", corner=50)
        ground.block(east, north, 170, 70, "#b9d3a3", corner=35)
    east, north = PLACES["东区球场"]
    for k in (-1, 0, 1):
        ground.block(east + k * 60, north, 52, 66, "#c58f6c")
        ground.block(east + k * 60, north, 44, 58, "#d6a684")
    square = PLACES["图书馆广场"]
    ground.block(*square, 150, 60, "#ece4d2", corner=6)


def _legend(ground: Ground) -> None:
    w, h, ink = ground.w, ground.h, INK
    ground.sheet.text(w * 0.03, h * 0.955, "校园平面图", w * 0.026, ink, bold=True, anchor="lm")
    x, y = ground.at(520, -460)
    ground.sheet.line([(x, y), (x + 100 * ground.metre, y)], 4, ink)
    ground.sheet.text(x + 50 * ground.metre, y - 14, "100 m", w * 0.011, ink, anchor="mb")
    x, y = ground.at(700, -430)
    ground.sheet.poly([(x, y - 26), (x + 11, y + 12), (x, y + 4), (x - 11, y + 12)], ink)
    ground.sheet.text(x, y + 20, "北", w * 0.012, ink, anchor="mt")
