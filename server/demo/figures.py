"""Small things that many scenes share: people, trees, houses, roofs, birds, snow."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from server.demo.canvas import Canvas, Layer, Point, profile

# joints of a body one unit tall, standing at (0, 0), looking to the right: x forwards, y up
POSES: dict[str, dict[str, Point]] = {
    "stand": {"head": (0, 0.925), "neck": (0, 0.82), "hip": (0, 0.50), "knee_a": (-0.045, 0.26), "foot_a": (-0.05, 0),
              "knee_b": (0.05, 0.26), "foot_b": (0.06, 0), "elbow_a": (-0.12, 0.64), "hand_a": (-0.11, 0.47),
              "elbow_b": (0.12, 0.64), "hand_b": (0.11, 0.47)},
    "walk": {"head": (0.02, 0.925), "neck": (0.01, 0.82), "hip": (0, 0.50), "knee_a": (0.10, 0.28), "foot_a": (0.16, 0),
             "knee_b": (-0.04, 0.26), "foot_b": (-0.17, 0.02), "elbow_a": (-0.09, 0.64), "hand_a": (-0.10, 0.48),
             "elbow_b": (0.07, 0.63), "hand_b": (0.15, 0.50)},
    "run": {"head": (0.12, 0.91), "neck": (0.08, 0.81), "hip": (0, 0.50), "knee_a": (0.22, 0.44),
            "foot_a": (0.20, 0.18),
            "knee_b": (-0.08, 0.28), "foot_b": (-0.31, 0.20), "elbow_a": (-0.09, 0.66), "hand_a": (-0.02, 0.50),
            "elbow_b": (0.18, 0.62), "hand_b": (0.30, 0.74)},
    "stride": {"head": (0.10, 0.92), "neck": (0.07, 0.82), "hip": (0, 0.50), "knee_a": (0.17, 0.33),
               "foot_a": (0.30, 0.08), "knee_b": (-0.12, 0.31), "foot_b": (-0.33, 0.28), "elbow_a": (-0.10, 0.68),
               "hand_a": (-0.20, 0.56), "elbow_b": (0.17, 0.66), "hand_b": (0.20, 0.82)},
    "cheer": {"head": (0, 0.925), "neck": (0, 0.82), "hip": (0, 0.50), "knee_a": (-0.05, 0.26), "foot_a": (-0.06, 0),
              "knee_b": (0.05, 0.26), "foot_b": (0.06, 0), "elbow_a": (-0.15, 0.92), "hand_a": (-0.17, 1.12),
              "elbow_b": (0.15, 0.92), "hand_b": (0.19, 1.12)},
    "phone": {"head": (0, 0.925), "neck": (0, 0.82), "hip": (0, 0.50), "knee_a": (-0.05, 0.26), "foot_a": (-0.06, 0),
              "knee_b": (0.05, 0.26), "foot_b": (0.06, 0), "elbow_a": (-0.12, 0.66), "hand_a": (-0.09, 0.52),
              "elbow_b": (0.15, 0.86), "hand_b": (0.11, 1.06)},
}
# from joint to joint: width at the root, at the knee or elbow, at the end
LIMBS = (("hip", "knee_a", "foot_a", (0.105, 0.078, 0.044)), ("hip", "knee_b", "foot_b", (0.105, 0.078, 0.044)),
         ("neck", "elbow_a", "hand_a", (0.070, 0.052, 0.034)), ("neck", "elbow_b", "hand_b", (0.070, 0.052, 0.034)))


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a body stands: its foot, and the vectors of one body length forwards and upwards, in pixels."""

    x: float
    y: float
    forward: Point
    up: Point

    def at(self, point: Point) -> Point:
        return (self.x + point[0] * self.forward[0] + point[1] * self.up[0],
                self.y + point[0] * self.forward[1] + point[1] * self.up[1])


def upright(x: float, y: float, height: float, *, left: bool = False) -> Spot:
    return Spot(x, y, (-height if left else height, 0), (0, -height))


def person(layer: Layer, spot: Spot, pose: str, colour: str, *, shirt: str | None = None, alpha: float = 1.0) -> None:
    """Draw one body as a silhouette; ``shirt`` colours the trunk and the arms. A skewed spot makes a shadow."""
    joint = POSES[pose]
    unit = math.hypot(*spot.forward) * 0.5 + math.hypot(*spot.up) * 0.5
    for first, second, third, widths in LIMBS:
        arm = first == "neck"
        root = (joint[first][0] + (0.012 if second.endswith("b") else -0.012), joint[first][1] - (0.045 if arm else 0))
        path = [spot.at(root), spot.at(joint[second]), spot.at(joint[third])]
        _limb(layer, path, [w * unit for w in widths], shirt if shirt and arm else colour, alpha)
        if not arm:
            toe = (joint[third][0] + 0.055, joint[third][1] - 0.004)
            _limb(layer, [path[2], spot.at(toe)], [0.048 * unit, 0.030 * unit], colour, alpha)
    (nx, ny), (hx, hy) = joint["neck"], joint["hip"]
    trunk = [(-0.112, 0.0, 0), (-0.100, 0.022, 0), (-0.035, 0.045, 0), (0.035, 0.045, 0), (0.100, 0.022, 0),
             (0.112, 0.0, 0),
             (0.108, -0.06, 0), (0.074, 0.13, 1), (0.080, 0.02, 1), (0.060, -0.05, 1), (-0.060, -0.05, 1),
             (-0.080, 0.02, 1), (-0.074, 0.13, 1), (-0.108, -0.06, 0)]
    outline = [((hx if low else nx) + dx, (hy if low else ny - 0.03) + dy) for dx, dy, low in trunk]
    layer.poly([spot.at(p) for p in outline], shirt or colour, alpha)
    layer.line([spot.at(joint["neck"]), spot.at(joint["head"])], 0.062 * unit, colour, alpha)
    head = [(joint["head"][0] + 0.054 * math.cos(t), joint["head"][1] + 0.070 * math.sin(t))
            for t in np.linspace(0, 6.28, 24)]
    layer.poly([spot.at(p) for p in head], colour, alpha)


def _limb(layer: Layer, path: list[Point], widths: list[float], colour: str, alpha: float) -> None:
    """Draw a tapered limb with round joints."""
    for (x, y), width in zip(path, widths, strict=True):
        layer.disc(x, y, width / 2, None, colour, alpha)
    for (start, end), (wide, narrow) in zip(pairwise(path), pairwise(widths), strict=True):
        dx, dy = end[0] - start[0], end[1] - start[1]
        long = math.hypot(dx, dy) or 1
        ox, oy = -dy / long / 2, dx / long / 2
        layer.poly([(start[0] + ox * wide, start[1] + oy * wide), (end[0] + ox * narrow, end[1] + oy * narrow),
                    (end[0] - ox * narrow, end[1] - oy * narrow), (start[0] - ox * wide, start[1] - oy * wide)],
                   colour, alpha)


def branch(c: Canvas, layer: Layer, x: float, y: float, length: float, angle: float, width: float, colour: str,
           depth: int) -> list[Point]:
    """Draw a bare bough that forks ``depth`` times; returns the tips, where leaves or blossoms may sit."""
    bend = angle + float(c.rng.normal(0, 0.12))
    middle = (x + length * 0.5 * math.cos(angle), y - length * 0.5 * math.sin(angle))
    end = (middle[0] + length * 0.5 * math.cos(bend), middle[1] - length * 0.5 * math.sin(bend))
    layer.line([(x, y), middle, end], max(0.8, width), colour, caps=width > 2)
    if depth == 0:
        return [middle, end]
    tips = [end] if depth < 3 else []
    for side in (-1, 1):
        turn = bend + side * float(c.rng.uniform(0.25, 0.62))
        tips += branch(c, layer, *end, length * float(c.rng.uniform(0.66, 0.84)), turn, width * 0.66, colour, depth - 1)
    return tips


def ridge(c: Canvas, layer: Layer, base: float, height: float, cell: float, colour: str, octaves: int = 5) -> None:
    """Draw hills or a line of trees: from ``base`` (pixels from the top) up to ``height`` higher, filled downwards."""
    line = base - profile(c.rng, c.w + 1, cell, octaves) * height
    layer.poly([(0, c.h), *((float(x), float(line[x])) for x in range(0, c.w + 1, 2)), (c.w, c.h)], colour)


def curved_roof(layer: Layer, x: float, y: float, width: float, height: float, colour: str, *, snow: str | None = None,
                ) -> None:
    """Draw a roof with upturned eaves; (x, y) is the middle of its eaves."""
    half, top = width / 2, width * 0.20
    t = np.linspace(0, 1, 24)
    right = [(x + top + (half - top) * float(s), y - height * (1 - float(s)) ** 1.9 - height * 0.16 * float(s) ** 6)
             for s in t]
    left = [(2 * x - px, py) for px, py in reversed(right)]
    belly = [(x + half * 0.92, y + height * 0.07), (x - half * 0.92, y + height * 0.07)]
    layer.poly([*left, *right, *belly], colour)
    if snow:
        lower = [(px, py + height * (0.30 + 0.34 * abs(px - x) / half)) for px, py in reversed([*left, *right])]
        inner = [(px, min(py, y - height * 0.02)) for px, py in lower]
        layer.poly([*left, *right, *inner], snow)
    layer.rect(x - top * 1.08, y - height * 1.06, top * 2.16, height * 0.10, snow or colour)


def birds(c: Canvas, layer: Layer, x: float, y: float, count: int, size: float, colour: str) -> None:
    for _ in range(count):
        bx, by = x + float(c.rng.normal(0, size * 7)), y + float(c.rng.normal(0, size * 2.4))
        s = size * float(c.rng.uniform(0.5, 1.1))
        layer.line([(bx - s, by - s * 0.34), (bx - s * 0.4, by - s * 0.36), (bx, by), (bx + s * 0.42, by - s * 0.40),
                    (bx + s, by - s * 0.30)], max(1.0, s * 0.13), colour)


def skyline(c: Canvas, layer: Layer, base: float, unit: float, colour: str, lit: str | None = None) -> None:
    """Draw a campus from end to end: teaching blocks, a library with a stepped front, one clock tower."""
    x = -unit * float(c.rng.uniform(0, 1))
    tower = float(c.rng.uniform(0.30, 0.68)) * c.w
    done = False
    while x < c.w:
        if not done and x > tower:
            x, done = _tower(layer, x, base, unit, colour, lit), True
            continue
        width, height = unit * float(c.rng.uniform(0.9, 2.1)), unit * float(c.rng.uniform(0.45, 1.15))
        layer.rect(x, base - height, width, height + unit, colour)
        if c.rng.random() < 0.4:
            layer.rect(x + width * 0.3, base - height - unit * 0.14, width * 0.32, unit * 0.2, colour)
        if lit:
            _windows(c, layer, (x, base - height, width, height), unit * 0.13, lit)
        x += width + unit * float(c.rng.uniform(0.05, 0.6))


def _tower(layer: Layer, x: float, base: float, unit: float, colour: str, lit: str | None) -> float:
    width, height = unit * 0.62, unit * 2.35
    layer.rect(x - width * 1.2, base - unit * 0.95, width * 3.4, unit * 2, colour)
    layer.rect(x, base - height, width, height + unit, colour)
    layer.rect(x - width * 0.10, base - height, width * 1.2, unit * 0.10, colour)
    layer.poly([(x - width * 0.12, base - height), (x + width * 1.12, base - height),
                (x + width / 2, base - height - unit * 0.66)], colour)
    layer.line([(x + width / 2, base - height - unit * 0.5), (x + width / 2, base - height - unit)], 2, colour)
    if lit:
        layer.disc(x + width / 2, base - height + unit * 0.36, width * 0.27, None, lit, 0.95)
    return x + width * 2.4


def _windows(c: Canvas, layer: Layer, box: tuple[float, float, float, float], step: float, lit: str) -> None:
    left, top, width, height = box
    for row in range(max(0, int(height / step) - 1)):
        for column in range(max(0, int(width / step) - 1)):
            if c.rng.random() < 0.42:
                layer.rect(left + step * (column + 0.75), top + step * (row + 0.75), step * 0.44, step * 0.40, lit,
                           float(c.rng.uniform(0.45, 1)))


def snowfall(c: Canvas, count: int, size: float, alpha: float = 0.9) -> None:
    """Let it snow in three depths, the nearest out of focus."""
    for share, scale, soft in ((0.6, 0.5, 0.0), (0.32, 1.0, 1.2), (0.08, 3.0, 5.0)):
        sheet = c.layer(1 if soft else 2)
        for _ in range(int(count * share)):
            r = size * scale * float(c.rng.uniform(0.6, 1.4))
            sheet.disc(float(c.rng.uniform(0, c.w)), float(c.rng.uniform(0, c.h)), r, r * 1.15, "#ffffff",
                       float(c.rng.uniform(0.5, 1)))
        c.lay(sheet, soft=soft, alpha=alpha if scale < 2 else alpha * 0.6)
