"""The table from above: lunch in the canteen, bamboo steamers, ink and paper."""

from __future__ import annotations

import math

import numpy as np

from server.demo.canvas import Canvas, mix, noise
from server.demo.foods import FOODS, Food

CLOTHS = {"wood": ("#a8754a", "#7b5030"), "dark": ("#4a3a31", "#2b211c"), "linen": ("#d9d2c3", "#b9b09d"),
          "slate": ("#56606a", "#343c44"), "green": ("#55705f", "#38503f")}


def table(c: Canvas, cloth: str) -> None:
    """Paint the table top with its grain and the light from the window at the upper left."""
    light, dark = CLOTHS[cloth]
    c.wash([(0, light), (1, mix(light, dark, 0.55))])
    if cloth in ("wood", "dark"):
        plank, y = c.h / 4.3, -c.h * 0.08
        while y < c.h:
            top, bottom = max(0, int(y)), min(c.h, int(y + plank))
            grain = noise(c.rng, max(2, bottom - top), c.w, 11, 26, 4)
            cover = np.zeros((c.h, c.w), np.float32)
            cover[top:bottom] = grain[: bottom - top] ** 1.4 * 0.75 + float(c.rng.uniform(0, 0.22))
            c.tint(cover, dark)
            seam = np.zeros((c.h, c.w), np.float32)
            seam[max(0, bottom - 3) : bottom] = 0.55
            c.tint(seam, mix(dark, "#000000", 0.5))
            y += plank
    else:
        c.tint(noise(c.rng, c.h, c.w, 4, 1, 2) * 0.22, dark)
        c.tint(np.clip(noise(c.rng, c.h, c.w, 260, 1.5) - 0.4, 0, 1) * 0.35, dark)


def porcelain(c: Canvas, x: float, y: float, r: float, glaze: str, food: Food | None, *, deep: bool = True,
              rim: str | None = None) -> None:
    """Set down a bowl or a plate of radius ``r`` and fill it."""
    sheet = c.patch(x, y, r * 1.02)
    for k in range(16):
        share = k / 15
        tone = mix(mix(glaze, "#000000", 0.16), mix(glaze, "#ffffff", 0.45), 0.5 - 0.5 * math.cos(share * 5.2))
        sheet.disc(x - r * 0.012 * share, y - r * 0.012 * share, r * (1 - 0.20 * share), None, tone)
    if rim:
        sheet.ring(x, y, r * 0.965, r * 0.022, rim, 0.9)
    inner = r * (0.80 if deep else 0.76)
    for k in range(12):
        share = k / 11
        sheet.disc(x + r * 0.02 * (1 - share), y + r * 0.02 * (1 - share), inner * (1 - 0.10 * share), None,
                   mix(mix(glaze, "#000000", 0.38 if deep else 0.12), mix(glaze, "#ffffff", 0.25), share))
    c.shade(sheet, r * 0.13, r * 0.17, r * 0.16, 0.55)
    c.lay(sheet)
    if food:
        inside = c.patch(x, y, r)
        food(c, inside, x, y, inner * 0.94)
        c.shade(inside, r * 0.015, r * 0.02, 5, 0.35) if not deep else None
        c.lay(inside)
    shine = c.patch(x, y, r * 1.02)
    shine.ring(x, y, r * 0.93, r * 0.030, "#ffffff", 0.75, arc=(196, 262))
    shine.ring(x, y, r * 0.93, r * 0.018, "#ffffff", 0.35, arc=(20, 66))
    c.lay(shine, soft=r * 0.012)


# cloth, then each vessel: where (shares of the canvas), size (share of the short side), glaze, rim, food, deep
MENUS: dict[str, tuple[str, tuple[tuple[float, float, float, str, str | None, str, bool], ...]]] = {
    "lunch": ("wood", ((0.35, 0.50, 0.34, "#f2ede2", "#2f5f8f", "tomato", False),
                       (0.68, 0.36, 0.21, "#e9e6de", None, "rice", True),
                       (0.74, 0.82, 0.22, "#dfe6e3", "#2f6f66", "greens", False),
                       (0.10, 0.10, 0.17, "#f2ede2", None, "soup", True))),
    "noodle": ("dark", ((0.50, 0.52, 0.40, "#27333c", "#c2a15a", "noodles", True),
                        (0.88, 0.20, 0.16, "#d9d2c3", None, "greens", False),
                        (0.10, 0.84, 0.17, "#8a4a34", None, "oranges", False))),
    "feast": ("slate", ((0.26, 0.34, 0.25, "#f4f0e6", "#a8322a", "braised", False),
                        (0.60, 0.27, 0.23, "#f4f0e6", "#a8322a", "tofu", True),
                        (0.44, 0.80, 0.25, "#f4f0e6", "#a8322a", "tomato", False),
                        (0.79, 0.70, 0.23, "#f4f0e6", "#a8322a", "greens", False),
                        (0.10, 0.84, 0.17, "#f4f0e6", None, "rice", True),
                        (0.93, 0.22, 0.17, "#f4f0e6", None, "soup", True))),
    "single": ("linen", ((0.46, 0.50, 0.37, "#35505f", "#e6d9b8", "tofu", True),
                         (0.86, 0.80, 0.24, "#f6f3ec", None, "rice", True))),
}
CHOPSTICKS = {"lunch": 0.915, "noodle": 0.70, "single": 0.12}  # where there is room for them


def dishes(c: Canvas, menu: str) -> None:
    """A laid table seen from above; ``menu`` names what is served."""
    cloth, vessels = MENUS[menu]
    table(c, cloth)
    small = min(c.w, c.h)
    for *place, r, glaze, rim, food, deep in vessels:
        x, y = place if c.w > c.h else reversed(place)
        porcelain(c, x * c.w, y * c.h, r * small, glaze, FOODS[food], deep=deep, rim=rim)
    if menu in CHOPSTICKS:
        _chopsticks(c, CHOPSTICKS[menu])
    steam = np.clip(noise(c.rng, c.h, c.w, c.h * 0.4, 0.6) - 0.58, 0, 1) * 0.55
    c.tint(steam, "#fff6e6")
    c.glow(c.w * 0.08, -c.h * 0.02, small * 0.55, "#ffe8c2", 0.32)
    c.vignette(0.42)


def _chopsticks(c: Canvas, at: float) -> None:
    sheet, x = c.layer(), c.w * at
    for k in range(2):
        top, bottom = (x + 26 * k, c.h * 0.10), (x + 60 + 12 * k, c.h * 0.72)
        if c.h > c.w:
            top, bottom = (c.w * 0.16, c.h * at + 26 * k), (c.w * 0.90, c.h * at + 50 + 12 * k)
        sheet.line([top, bottom], 11, "#5b2a18", caps=True)
        sheet.line([(top[0] - 2, top[1] - 2), (bottom[0] - 2, bottom[1] - 2)], 3.5, "#a35a34")
        sheet.line([top, (top[0] + (bottom[0] - top[0]) * 0.16, top[1] + (bottom[1] - top[1]) * 0.16)], 11, "#c9a24a")
    c.shade(sheet, 12, 16, 12, 0.5)
    c.lay(sheet)
# where (shares of the canvas), size, how many buns
STACKS = ((0.36, 0.46, 0.36, 7), (0.80, 0.26, 0.27, 7), (0.80, 0.88, 0.30, 4), (0.04, 1.0, 0.26, 4),
          (0.06, 0.02, 0.20, 4))


def steamers(c: Canvas, _menu: str) -> None:
    """Bamboo steamers full of buns, from above, in steam."""
    table(c, "dark")
    small = min(c.w, c.h)
    for *place, r, buns in STACKS:
        x, y = place if c.w > c.h else reversed(place)
        _steamer(c, x * c.w, y * c.h, r * small, buns)
    for _ in range(7):
        c.glow(float(c.rng.uniform(0.1, 0.9)) * c.w, float(c.rng.uniform(0.0, 0.7)) * c.h, small * 0.22, "#fff4e2",
               0.13)
    c.tint(np.clip(noise(c.rng, c.h, c.w, c.h * 0.32, 0.7) - 0.50, 0, 1) * 0.9, "#fff4e4")
    c.vignette(0.36)


def _steamer(c: Canvas, x: float, y: float, r: float, buns: int) -> None:
    sheet = c.patch(x, y, r * 1.05)
    for k in range(6):
        sheet.disc(x, y, r * (1 - 0.028 * k), None, ("#8a5a2c", "#d7a763", "#a87439", "#e2b878", "#b78346",
                                                     "#6b4420")[k])
    sheet.disc(x, y, r * 0.835, None, "#c79a5c")
    for k in range(-9, 10):
        half = math.sqrt(max(0, 0.82 ** 2 - (k * 0.088) ** 2)) * r
        sheet.line([(x + k * 0.088 * r, y - half), (x + k * 0.088 * r, y + half)], r * 0.05,
                   "#e3bd80" if k % 2 else "#d0a262")
    sheet.disc(x, y, r * 0.80, None, "#f7f0df", 0.55)
    c.shade(sheet, r * 0.08, r * 0.12, r * 0.14, 0.6)
    c.lay(sheet)
    ring = [(0.0, 0.0)] if buns == 7 else []
    count, away = (6, 0.54) if buns == 7 else (4, 0.40)
    turn = float(c.rng.uniform(0, 1))
    ring += [(away * math.cos(turn + k * 6.283 / count), away * math.sin(turn + k * 6.283 / count))
             for k in range(count)]
    for dx, dy in ring:
        _bun(c, x + dx * r, y + dy * r, r * (0.235 if buns == 7 else 0.30))


def _bun(c: Canvas, x: float, y: float, r: float) -> None:
    sheet = c.patch(x, y, r * 1.05)
    for k in range(14):
        share = k / 13
        sheet.disc(x - r * 0.16 * share, y - r * 0.18 * share, r * (1 - 0.75 * share), None,
                   mix("#cdbb9c", "#fffaf0", share))
    turn = float(c.rng.uniform(0, 1))
    for k in range(16):
        a = turn + k * 0.3927
        fold = [(x + r * t * math.cos(a + 0.75 * (1 - t)), y + r * t * math.sin(a + 0.75 * (1 - t)))
                for t in np.linspace(0.08, 0.70, 8)]
        sheet.line(fold, r * 0.026, "#b9a480", 0.75)
        sheet.line([(px - 1.5, py - 1.5) for px, py in fold], r * 0.02, "#ffffff", 0.8)
    sheet.disc(x, y, r * 0.08, None, "#a58e68", 0.8)
    c.shade(sheet, r * 0.10, r * 0.14, r * 0.22, 0.45, "#3a2410")
    c.lay(sheet)


def calligraphy(c: Canvas, word: str) -> None:
    """A sheet of paper with one large character, the brush, the ink stone and the red seal."""
    table(c, "green")
    small, cx, cy = min(c.w, c.h), c.w * 0.45, c.h * 0.5
    half = small * 0.42
    paper = c.layer()
    paper.rect(cx - half * 1.16, cy - half * 1.02, half * 2.32, half * 2.04, "#f3ead6")
    c.shade(paper, 12, 18, 26, 0.5)
    c.lay(paper)
    fibre = noise(c.rng, c.h, c.w, 30, 5)
    inside = np.zeros((c.h, c.w), np.float32)
    inside[int(cy - half) : int(cy + half), int(cx - half * 1.14) : int(cx + half * 1.14)] = 1
    c.tint(inside * fibre * 0.20, "#c9b083")
    ink = c.layer()
    ink.text(cx, cy - half * 0.02, word, half * 1.62, "#1a1614", style="serif", bold=True, anchor="mm")
    c.lay(ink, soft=2.0, alpha=0.95)
    dry = c.layer(1)
    for _ in range(60):
        y = cy + float(c.rng.normal(0, half * 0.5))
        x = cx + float(c.rng.normal(0, half * 0.5))
        dry.line([(x, y), (x + half * 0.16, y - half * 0.012)], 1.2, "#f3ead6", float(c.rng.uniform(0.1, 0.4)))
    c.lay(dry)
    seal = c.layer()
    sx, sy, q = cx + half * 0.86, cy + half * 0.70, half * 0.13
    seal.rect(sx - q, sy - q, q * 2, q * 2, "#b3261e", 0.92, corner=4)
    for k, sign in enumerate("橱窗"):
        seal.text(sx + q * (0.48 - 0.96 * k), sy, sign, q * 0.86, "#f7ead6", style="serif", bold=True, anchor="mm")
    c.lay(seal, soft=0.7)
    _brush_and_stone(c, small)
    c.glow(0, 0, small * 0.6, "#fff0d0", 0.30)
    c.vignette(0.36)


def _brush_and_stone(c: Canvas, small: float) -> None:
    things = c.layer()
    x, y = c.w * 0.86, c.h * 0.24
    things.rect(x - small * 0.13, y - small * 0.16, small * 0.26, small * 0.32, "#2a2b2e", corner=18)
    things.disc(x, y + small * 0.03, small * 0.095, None, "#15161a")
    things.disc(x - small * 0.02, y + small * 0.01, small * 0.05, small * 0.03, "#4b5360", 0.55)
    c.shade(things, 10, 14, 16, 0.55)
    c.lay(things)
    brush = c.layer()
    ax, ay, bx, by = c.w * 0.92, c.h * 0.52, c.w * 0.80, c.h * 0.94
    brush.line([(ax, ay), (bx, by)], 17, "#7a4a24", caps=True)
    brush.line([(ax - 4, ay), (bx - 4, by)], 5, "#c08a52")
    tx, ty = bx + (bx - ax) * 0.06, by + (by - ay) * 0.06
    brush.poly([(bx - 13, by - 3), (bx + 13, by + 3), (tx - 12, ty + small * 0.06)], "#1d1916")
    c.shade(brush, 12, 14, 10, 0.5)
    c.lay(brush)
