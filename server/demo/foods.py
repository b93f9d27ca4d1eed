"""What is served: each dish fills a bowl or plate of a given radius."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from server.demo.canvas import Canvas, Layer, mix

Food = Callable[[Canvas, Layer, float, float, float], None]


def _scatter(c: Canvas, r: float) -> tuple[float, float]:
    a, d = float(c.rng.uniform(0, 6.283)), r * math.sqrt(float(c.rng.random()))
    return d * math.cos(a), d * math.sin(a)


def _blob(c: Canvas, sheet: Layer, x: float, y: float, r: float, colour: str, alpha: float = 1.0) -> None:
    phase = float(c.rng.uniform(0, 6))
    points = [(x + r * (1 + 0.16 * math.sin(3 * a + phase) + 0.08 * math.sin(5 * a)) * math.cos(a),
               y + r * (1 + 0.16 * math.sin(3 * a + phase) + 0.08 * math.sin(5 * a)) * math.sin(a))
              for a in np.linspace(0, 6.283, 26)]
    sheet.poly(points, colour, alpha)


def _lump(c: Canvas, sheet: Layer, x: float, y: float, r: float, dark: str, light: str) -> None:
    """A piece of food: a dark edge, a lit body, a glint."""
    _blob(c, sheet, x + r * 0.10, y + r * 0.12, r * 1.04, mix(dark, "#000000", 0.4), 0.8)
    _blob(c, sheet, x, y, r, dark)
    _blob(c, sheet, x - r * 0.12, y - r * 0.14, r * 0.72, mix(dark, light, 0.6))
    _blob(c, sheet, x - r * 0.22, y - r * 0.26, r * 0.36, light)


def _scallion(c: Canvas, sheet: Layer, x: float, y: float, r: float, count: int) -> None:
    for _ in range(count):
        dx, dy = _scatter(c, r)
        q = r * float(c.rng.uniform(0.030, 0.055))
        sheet.ring(x + dx, y + dy, q, q * 0.6, str(c.rng.choice(["#4f8f3a", "#79b352", "#a8cf78"])))


def _broth(sheet: Layer, x: float, y: float, r: float, dark: str, light: str) -> None:
    for k in range(14):
        share = k / 13
        sheet.disc(x - r * 0.06 * share, y - r * 0.06 * share, r * (1 - 0.5 * share), None, mix(dark, light, share))


def noodles(c: Canvas, sheet: Layer, x: float, y: float, r: float) -> None:
    _broth(sheet, x, y, r, "#8a4a1c", "#c98436")
    for _ in range(95):
        a, bend = float(c.rng.uniform(0, 6.28)), float(c.rng.uniform(0.3, 1.1))
        cx, cy = _scatter(c, r * 0.34)
        q = r * float(c.rng.uniform(0.18, 0.46))
        points = [(x + cx + q * math.cos(a + bend * t), y + cy + q * math.sin(a + bend * t))
                  for t in np.linspace(0, 2.6, 16)]
        sheet.line([(px + 1.5, py + 2) for px, py in points], r * 0.042, "#8a5a22", 0.55)
        sheet.line(points, r * 0.036, mix("#e2b765", "#f8e2a8", float(c.rng.random())))
    for k in range(4):
        a = 3.5 + k * 0.36
        _lump(c, sheet, x + r * 0.56 * math.cos(a), y + r * 0.56 * math.sin(a), r * 0.17, "#7a3b23", "#c27a4e")
    for side in (0, 1):
        ex, ey = x + r * (0.34 + 0.22 * side), y + r * (0.40 - 0.26 * side)
        sheet.disc(ex + 2, ey + 3, r * 0.215, r * 0.18, "#4a260f", 0.6)
        sheet.disc(ex, ey, r * 0.21, r * 0.175, "#fbf6ea")
        sheet.disc(ex, ey, r * 0.115, r * 0.10, "#e88b1e")
        sheet.disc(ex - r * 0.03, ey - r * 0.03, r * 0.05, r * 0.035, "#f8c25a")
    _leaves(c, sheet, x - r * 0.42, y + r * 0.38, r * 0.30, 6)
    _scallion(c, sheet, x, y, r * 0.7, 40)


def _leaves(c: Canvas, sheet: Layer, x: float, y: float, r: float, count: int) -> None:
    for k in range(count):
        a = float(c.rng.uniform(0, 6.28)) if count > 8 else k * 6.28 / count
        dx, dy = _scatter(c, r * 0.55)
        long, wide = r * float(c.rng.uniform(0.55, 0.95)), r * float(c.rng.uniform(0.20, 0.32))
        tone = mix("#2c6428", "#6aa544", float(c.rng.random()))
        ux, uy = math.cos(a), math.sin(a)
        bx, by = x + dx, y + dy
        edge = [(bx + ux * long * t - uy * wide * math.sin(math.pi * t) * s,
                 by + uy * long * t + ux * wide * math.sin(math.pi * t) * s)
                for s, ts in ((1, np.linspace(0, 1, 12)), (-1, np.linspace(1, 0, 12))) for t in ts]
        sheet.poly([(px + 2, py + 3) for px, py in edge], "#123012", 0.5)
        sheet.poly(edge, tone)
        sheet.line([(bx, by), (bx + ux * long * 0.92, by + uy * long * 0.92)], max(1.2, r * 0.035), "#cfe3a8", 0.85)


def greens(c: Canvas, sheet: Layer, x: float, y: float, r: float) -> None:
    sheet.disc(x, y, r * 0.92, None, "#55702f", 0.55)
    for _ in range(7):
        dx, dy = _scatter(c, r * 0.5)
        _leaves(c, sheet, x + dx, y + dy, r * 0.5, 9)
    for _ in range(9):
        dx, dy = _scatter(c, r * 0.6)
        sheet.disc(x + dx, y + dy, r * 0.05, r * 0.04, "#f7efd6")


def rice(c: Canvas, sheet: Layer, x: float, y: float, r: float) -> None:
    _broth(sheet, x, y, r * 0.97, "#cfc8b8", "#f6f2e8")
    for _ in range(720):
        dx, dy = _scatter(c, r * 0.93)
        a, q = float(c.rng.uniform(0, 3.14)), r * 0.034
        lit = 0.62 - 0.3 * (dx + dy) / r + float(c.rng.normal(0, 0.16))
        tone = mix("#bdb3a0", "#ffffff", min(1, max(0, lit)))
        sheet.line([(x + dx - q * math.cos(a), y + dy - q * math.sin(a)),
                    (x + dx + q * math.cos(a), y + dy + q * math.sin(a))],
                   r * 0.030, tone)
    for _ in range(14):
        dx, dy = _scatter(c, r * 0.12)
        sheet.disc(x + dx, y + dy, r * 0.018, None, "#2a2320")


def tofu(c: Canvas, sheet: Layer, x: float, y: float, r: float) -> None:
    _broth(sheet, x, y, r, "#7c1d10", "#c2461c")
    for _ in range(46):
        dx, dy = _scatter(c, r * 0.76)
        a, q = float(c.rng.uniform(0, 1.57)), r * float(c.rng.uniform(0.09, 0.13))
        for grow, tone in ((1.16, "#6a1d0e"), (1.0, "#efd9b0"), (0.74, "#fbf0d8")):
            square = [(x + dx + q * grow * 1.3 * math.cos(a + k * 1.5708),
                       y + dy + q * grow * 1.3 * math.sin(a + k * 1.5708))
                      for k in range(4)]
            sheet.poly(square, tone)
    for _ in range(60):
        dx, dy = _scatter(c, r * 0.85)
        _blob(c, sheet, x + dx, y + dy, r * float(c.rng.uniform(0.018, 0.04)),
              str(c.rng.choice(["#5b2413", "#8e3a1c", "#b3271a"])))
    _scallion(c, sheet, x, y, r * 0.78, 46)


def tomato_egg(c: Canvas, sheet: Layer, x: float, y: float, r: float) -> None:
    sheet.disc(x, y, r * 0.88, None, "#c4441f", 0.8)
    for k in range(44):
        dx, dy = _scatter(c, r * 0.72)
        if k % 5 < 3:
            _lump(c, sheet, x + dx, y + dy, r * float(c.rng.uniform(0.12, 0.20)), "#e3a01f", "#fbdf86")
        else:
            _lump(c, sheet, x + dx, y + dy, r * float(c.rng.uniform(0.11, 0.16)), "#b3220f", "#ee6a4a")
    _scallion(c, sheet, x, y, r * 0.7, 34)


def braised(c: Canvas, sheet: Layer, x: float, y: float, r: float) -> None:
    _broth(sheet, x, y, r * 0.92, "#3f170b", "#7a3315")
    for _ in range(30):
        dx, dy = _scatter(c, r * 0.68)
        _lump(c, sheet, x + dx, y + dy, r * float(c.rng.uniform(0.15, 0.21)), "#74260f", "#d9814e")
    for _ in range(4):
        dx, dy = _scatter(c, r * 0.5)
        _leaves(c, sheet, x + dx, y + dy, r * 0.16, 4)
    _scallion(c, sheet, x, y, r * 0.6, 24)


def soup(c: Canvas, sheet: Layer, x: float, y: float, r: float) -> None:
    _broth(sheet, x, y, r, "#b9842b", "#ecc670")
    for _ in range(16):
        dx, dy = _scatter(c, r * 0.72)
        _lump(c, sheet, x + dx, y + dy, r * float(c.rng.uniform(0.08, 0.15)), "#e0bd6e", "#fff1c2")
    for _ in range(22):
        dx, dy = _scatter(c, r * 0.85)
        sheet.ring(x + dx, y + dy, r * float(c.rng.uniform(0.015, 0.05)), 1.4, "#fff2c4", 0.8)
    _scallion(c, sheet, x, y, r * 0.75, 30)


def oranges(_c: Canvas, sheet: Layer, x: float, y: float, r: float) -> None:
    for dx, dy in ((-0.36, -0.28), (0.36, -0.30), (0.02, 0.36), (-0.02, -0.02)):
        q = r * 0.40
        for k in range(12):
            share = k / 11
            sheet.disc(x + dx * r - q * 0.24 * share, y + dy * r - q * 0.26 * share, q * (1 - 0.72 * share), None,
                       mix("#b8560d", "#ffc266", share))
        sheet.disc(x + dx * r + q * 0.1, y + dy * r + q * 0.1, q * 0.06, None, "#5b6b2a")


FOODS: dict[str, Food] = {"noodles": noodles, "greens": greens, "rice": rice, "tofu": tofu, "tomato": tomato_egg,
                          "braised": braised, "soup": soup, "oranges": oranges}
