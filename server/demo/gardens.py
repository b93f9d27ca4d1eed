"""The campus through the year: the ginkgo avenue, the lotus pond, blossom in spring, umbrellas on the square."""

from __future__ import annotations

import math

import numpy as np

from server.demo.canvas import Canvas, Layer, Point, mix, noise
from server.demo.figures import branch, person, upright

GOLDS = ("#f2c230", "#e8a91e", "#f7d65a", "#d98f15", "#fbe58c", "#c97c12")


def ginkgo(c: Canvas, mood: str) -> None:
    """An avenue of ginkgos in one-point perspective, leaves on the ground and in the air."""
    sky = ("#f8efd2", "#fff6dc") if mood != "late" else ("#e9b98a", "#ffdfae")
    c.wash([(0, sky[0]), (0.55, sky[1]), (1, sky[1])])
    vx, vy = c.w * float(c.rng.uniform(0.40, 0.60)), c.h * 0.585
    c.glow(vx, vy - c.h * 0.06, c.w * 0.22, "#fffbe8", 0.9)
    _road(c, vx, vy)
    for step in reversed(range(9)):  # the nearest last, in front of the others
        depth = 6.2 / (1 + step * 0.72)
        _ginkgo_row(c, vx, vy, depth, min(1.0, (depth - 0.75) / 5.4))
    for place, size, pose in ((-0.02, 0.135, "walk"), (0.035, 0.132, "stand")):
        sheet = c.layer()
        foot = vy + c.h * 0.115
        spot = upright(vx + place * c.w, foot, c.h * size)
        person(sheet, spot, pose, "#3b3430", shirt="#9c3f33" if place < 0 else "#40566b")
        c.shade(sheet, 0, c.h * 0.012, 6, 0.3)
        c.lay(sheet)
    _rays(c)
    _falling(c)
    c.bloom(30, 0.4, 0.66)
    c.vignette(0.28)


def _road(c: Canvas, vx: float, vy: float) -> None:
    ground = c.layer()
    ground.rect(0, vy, c.w, c.h - vy, "#d3a23a")
    ground.poly([(vx - 7, vy), (vx + 7, vy), (vx + c.w * 0.40, c.h), (vx - c.w * 0.40, c.h)], "#a58a6a")
    c.lay(ground, soft=2)
    fade = np.clip((np.arange(c.h) - vy) / (c.h - vy), 0, 1)[:, None]
    below = (np.arange(c.h) > vy)[:, None]
    c.tint((noise(c.rng, c.h, c.w, 60, 3) * 0.35 * fade) * below, "#5d4630")
    c.tint(np.where(below, (1 - fade) ** 2 * 0.75, 0) * np.ones((1, c.w)), "#fbe9b6")
    leaves = c.layer()
    for _ in range(4200):
        t = float(c.rng.random()) ** 0.62
        y = vy + (c.h - vy) * t
        x = float(c.rng.uniform(-0.05, 1.05)) * c.w
        inside = abs(x - vx) < c.w * 0.40 * t
        if inside and c.rng.random() < 0.62:
            continue
        r = c.w * 0.0062 * (0.16 + t)
        leaves.disc(x, y, r * float(c.rng.uniform(0.6, 1.3)), r * 0.45, GOLDS[int(c.rng.integers(len(GOLDS)))],
                    float(c.rng.uniform(0.6, 1)))
    c.lay(leaves)
    bars = c.layer(1)
    for _ in range(13):
        t = float(c.rng.uniform(0.05, 1)) ** 1.3
        y = vy + (c.h - vy) * t
        bars.poly([(0, y), (c.w, y - c.h * 0.03 * t), (c.w, y + c.h * 0.012 * t), (0, y + c.h * 0.045 * t)], "#3d2a17",
                  0.24)
    c.lay(bars, soft=7)


def _ginkgo_row(c: Canvas, vx: float, vy: float, depth: float, near: float) -> None:
    """Two trees, one at each side; ``near`` 0 to 1 takes it from haze to full colour."""
    back, bark = c.layer(1 if near < 0.7 else 2), mix("#e8cd95", "#33241a", min(1, near * 1.25 + 0.12))
    for side in (-1, 1):
        x = vx + side * c.w * 0.082 * depth * float(c.rng.uniform(0.95, 1.05))
        foot, thick = vy + c.h * 0.062 * depth, c.w * 0.0060 * depth
        top = vy - c.h * 0.115 * depth
        lean = float(c.rng.normal(0, 0.4)) * thick
        back.poly([(x - thick, foot), (x + thick, foot), (x + thick * 0.5 + lean, top), (x - thick * 0.5 + lean, top)],
                  bark)
        for k in range(4):
            y = top + (foot - top) * (0.05 + 0.13 * k)
            reach = c.w * 0.030 * depth * float(c.rng.uniform(0.6, 1.2)) * (1 if k % 2 else -1)
            back.line([(x, y + thick * 2), (x + reach * 0.5, y - c.h * 0.014 * depth),
                       (x + reach, y - c.h * 0.05 * depth)],
                      thick * 0.30, bark)
        _crown(c, back, (x - side * c.w * 0.012 * depth, top - c.h * 0.004 * depth), depth, near)
    c.lay(back, soft=0.8 if near < 0.7 else 0)


def _crown(c: Canvas, sheet: Layer, middle: tuple[float, float], depth: float, near: float) -> None:
    count = int(380 + 300 * depth)
    spread_x, spread_y = c.w * 0.052 * depth, c.h * 0.084 * depth
    for _ in range(count):
        dx, dy = float(c.rng.normal(0, 0.62)), float(c.rng.normal(0, 0.58))
        light = min(1.0, max(0.0, 0.5 - dy * 0.42 + float(c.rng.normal(0, 0.22))))
        tone = mix("#a8640c", "#ffe37a", light)
        r = min(c.w * 0.0032 * depth, max(c.w, c.h) * 0.0064) * float(c.rng.uniform(0.45, 1.25))
        sheet.disc(middle[0] + dx * spread_x, middle[1] + dy * spread_y, r, r * 0.8,
                   mix("#fbe7b0", tone, min(1, near * 1.1 + 0.25)), 0.9)


def _rays(c: Canvas) -> None:
    sheet = c.layer(1)
    for _ in range(7):
        x = c.w * float(c.rng.uniform(0.35, 1.15))
        wide = c.w * float(c.rng.uniform(0.02, 0.07))
        sheet.poly([(x, -10), (x + wide, -10), (x - c.w * 0.48 + wide * 2.2, c.h), (x - c.w * 0.48, c.h)], "#fff0bd",
                   0.30)
    c.lay(sheet, soft=22, alpha=0.55)


def _falling(c: Canvas) -> None:
    for count, size, soft in ((70, 0.0048, 0.0), (16, 0.014, 5.0)):
        sheet = c.layer(1 if soft else 2)
        for _ in range(count):
            x, y = float(c.rng.uniform(0, c.w)), float(c.rng.uniform(0, c.h))
            ginkgo_leaf(sheet, x, y, c.w * size * float(c.rng.uniform(0.6, 1.4)), float(c.rng.uniform(0, 6.3)),
                        str(c.rng.choice(GOLDS)))
        c.lay(sheet, soft=soft, alpha=0.92)


def ginkgo_leaf(sheet: Layer, x: float, y: float, size: float, turn: float, colour: str) -> None:
    """Draw one fan-shaped leaf, notched in the middle, with its stalk."""
    def at(angle: float, reach: float) -> Point:
        return (x + size * reach * math.cos(turn + angle), y + size * reach * math.sin(turn + angle))

    rim = [at(t, 0.95 + 0.035 * math.cos(13 * t) - 0.10 * abs(t) - 0.42 * math.exp(-((t / 0.09) ** 2)))
           for t in np.linspace(-1.02, 1.02, 45)]
    side = [(0.62, 0.62), (0.38, 0.36), (0.30, 0.14)]
    sheet.poly([at(0, 0), *(at(-a, r) for a, r in reversed(side)), *rim, *(at(a, r) for a, r in side)], colour)
    if size > 40:
        for t in np.linspace(-0.92, 0.92, 17):
            sheet.line([at(float(t) * 0.5, 0.2), at(float(t), 0.80)], 1.2, mix(colour, "#7a4a00", 0.35), 0.5)
    stalk = [at(0, 0.06), at(3.10, 0.35), at(2.95, 0.78)]
    sheet.line(stalk, max(1, size * 0.045), mix(colour, "#7a4a00", 0.2))


def lotus(c: Canvas, _mood: str) -> None:
    """Lotus leaves and a few flowers, looking down on still water."""
    c.wash([(0, "#0d2f33"), (0.5, "#12403f"), (1, "#0a2428")])
    c.tint(np.clip(noise(c.rng, c.h, c.w, c.h * 0.4, 1.6) - 0.45, 0, 1) * 1.1, "#5d8f92")
    c.tint(np.clip(noise(c.rng, c.h, c.w, 24, 7, 2) - 0.62, 0, 1) * 0.5, "#bcdcd4")
    unit = min(c.w, c.h)
    places: list[tuple[float, float, float]] = []
    for _ in range(900):
        r = unit * float(c.rng.choice([0.05, 0.075, 0.11, 0.155], p=[0.35, 0.3, 0.25, 0.10]))
        x, y = float(c.rng.uniform(-0.05, 1.05)) * c.w, float(c.rng.uniform(-0.05, 1.05)) * c.h
        river = abs((x / c.w) - 0.50 - 0.16 * math.sin(y / c.h * 4.2))
        if river > 0.11 and all(math.hypot(x - a, y - b) > (r + q) * 0.86 for a, b, q in places):
            places.append((x, y, r))
    for x, y, r in sorted(places, key=lambda place: place[2]):
        leaf = c.patch(x, y, r * 1.1)
        _lotus_leaf(c, leaf, x, y, r)
        c.shade(leaf, r * 0.10, r * 0.14, 12, 0.5) if r > unit * 0.1 else None
        c.lay(leaf)
    for x, y, r in places[:: max(1, len(places) // 6)][:6]:
        if r > unit * 0.06:
            _lotus_flower(c, x + r * 0.7, y - r * 0.5, unit * float(c.rng.uniform(0.055, 0.085)))
    c.glow(c.w * 0.15, c.h * 0.05, c.w * 0.32, "#e8f2c8", 0.22)
    c.vignette(0.42)


def _lotus_leaf(c: Canvas, sheet: Layer, x: float, y: float, r: float) -> None:
    turn, tone = float(c.rng.uniform(0, 6.3)), float(c.rng.uniform(0, 1))
    rim, heart = mix("#2c6b3c", "#5d8c3f", tone), mix("#5aa05a", "#a4c25f", tone)
    for k in range(10):
        share = k / 9
        q = r * (1 - 0.09 * k)
        points = [(x + q * (1 + 0.025 * math.sin(7 * a + turn)) * math.cos(a + turn),
                   y + q * (1 + 0.025 * math.sin(7 * a + turn)) * math.sin(a + turn)) for a in np.linspace(0.10, 6.18,
                                                                                                           60)]
        light = (x - r * 0.10 * share, y - r * 0.10 * share)
        points = [(px + light[0] - x, py + light[1] - y) for px, py in points]
        sheet.poly([light, *points], mix(rim, heart, share))
    for k in range(13):
        a = turn + 0.3 + k * 0.445
        sheet.line([(x, y), (x + r * 0.9 * math.cos(a), y + r * 0.9 * math.sin(a))], max(0.8, r * 0.012), "#d4e2a0",
                   0.5)
    sheet.disc(x, y, r * 0.06, None, "#e6edb8", 0.8)
    for _ in range(2):
        a, d = float(c.rng.uniform(0, 6.3)), r * float(c.rng.uniform(0.3, 0.7))
        sheet.disc(x + d * math.cos(a), y + d * math.sin(a), r * 0.045, None, "#f0fbf4", 0.75)


def _lotus_flower(c: Canvas, x: float, y: float, r: float) -> None:
    sheet, turn = c.patch(x, y, r * 1.15), float(c.rng.uniform(0, 6))
    for ring, (count, reach, inner, outer) in enumerate(((9, 1.0, "#f2a6bd", "#fbdbe2"),
                                                         (8, 0.76, "#f7bccb", "#fdeaee"),
                                                        (6, 0.50, "#fad2da", "#fff6f4"))):
        for k in range(count):
            a = turn + ring * 0.35 + k * 6.283 / count
            for share in (1.0, 0.72, 0.45):
                tip, w = r * reach * share, r * 0.24 * reach * share
                middle = (x + tip * 0.55 * math.cos(a), y + tip * 0.55 * math.sin(a))
                petal = [(x, y), (middle[0] - w * math.sin(a), middle[1] + w * math.cos(a)),
                         (x + tip * math.cos(a), y + tip * math.sin(a)),
                         (middle[0] + w * math.sin(a), middle[1] - w * math.cos(a))]
                sheet.poly(petal, mix(inner, outer, share) if share < 1 else "#e788a6")
    sheet.disc(x, y, r * 0.20, None, "#e9c65a")
    sheet.disc(x, y, r * 0.13, None, "#b8c560")
    c.shade(sheet, r * 0.16, r * 0.20, 10, 0.5)
    c.lay(sheet)


def blossom(c: Canvas, _mood: str) -> None:
    """Cherry boughs against a spring sky that is out of focus."""
    c.wash([(0, "#bcd3e2"), (0.55, "#e4e6e4"), (1, "#cfdcc0")])
    back = c.layer(1)
    for _ in range(90):
        r = c.w * float(c.rng.uniform(0.012, 0.045))
        tone = str(c.rng.choice(["#f6d3d8", "#fae6e6", "#e9b9c4", "#d5e0bd", "#ffffff"]))
        back.disc(float(c.rng.uniform(0, c.w)), float(c.rng.uniform(0, c.h)), r, None, tone, 0.34)
    c.lay(back, soft=5)
    for soft, width in ((7.0, 0.013), (0.0, 0.010)):
        sheet, petals = c.layer(), c.layer()
        tips = branch(c, sheet, c.w * 1.03, c.h * float(c.rng.uniform(0.1, 0.5)), c.w * 0.24, 3.05, c.w * width,
                      "#4a3530", 5)
        tips += branch(c, sheet, c.w * 0.80, -20, c.w * 0.16, 4.3, c.w * width, "#4a3530", 4)
        for x, y in tips:
            for _ in range(int(c.rng.integers(1, 4))):
                _cherry(c, petals, x + float(c.rng.normal(0, 14)), y + float(c.rng.normal(0, 14)),
                        c.w * float(c.rng.uniform(0.007, 0.0125)))
        c.lay(sheet, soft=soft)
        c.lay(petals, soft=soft)
    c.bloom(24, 0.35, 0.7)
    c.vignette(0.15)


def _cherry(c: Canvas, sheet: Layer, x: float, y: float, r: float) -> None:
    turn, tone = float(c.rng.uniform(0, 6)), float(c.rng.random())
    for k in range(5):
        a = turn + k * 1.257
        sheet.disc(x + r * 0.62 * math.cos(a), y + r * 0.62 * math.sin(a), r * 0.56, None,
                   mix("#f3bccb", "#fdeef0", tone))
    sheet.disc(x, y, r * 0.30, None, "#e58ba3", 0.8)
    for k in range(6):
        a = turn + k * 1.05
        sheet.disc(x + r * 0.34 * math.cos(a), y + r * 0.34 * math.sin(a), r * 0.06, None, "#c9863c")
