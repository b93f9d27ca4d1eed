"""After dark: the library, fireworks over the opening ceremony, rain on the window, lanterns over the night market."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

from server.demo.canvas import Canvas, Layer, Point, mix, noise, soften
from server.demo.figures import person, ridge, upright


def library(c: Canvas, mood: str) -> None:
    """The library at night: a grid of lit windows, readers at their desks, wet stone in front."""
    sky = ("#060c1f", "#12264a", "#37527a") if mood != "dusk" else ("#1c1f4a", "#5a4a78", "#c98a74")
    line = 0.74
    c.wash([(0, sky[0]), (0.55, sky[1]), (1, sky[2])], 0, line)
    edge = c.h * line
    stars = c.layer()
    for _ in range(110):
        stars.disc(float(c.rng.uniform(0, c.w)), float(c.rng.uniform(0, edge * 0.6)), float(c.rng.uniform(0.4, 1.1)),
                   None,
                   "#e9f0ff", float(c.rng.uniform(0.2, 0.8)))
    c.lay(stars)
    far = c.layer()
    ridge(c, far, edge, c.h * 0.20, c.w * 0.3, mix(sky[1], sky[2], 0.3))
    ridge(c, far, edge, c.h * 0.09, c.w * 0.05, mix(sky[0], sky[1], 0.6), 6)
    c.lay(far)
    wide = c.w * (0.74 if c.w > c.h else 0.88)
    left, top = (c.w - wide) / 2, c.h * (0.24 if c.w > c.h else 0.40)
    _front(c, left, top, wide, edge)
    trees = c.layer()
    for x in (0.03, 0.09, 0.93, 0.985):
        for _ in range(190):
            trees.disc(c.w * x + float(c.rng.normal(0, c.w * 0.028)),
                       edge - c.h * 0.13 + float(c.rng.normal(0, c.h * 0.055)),
                       c.w * 0.007, None, mix("#0a1220", "#27384a", float(c.rng.random()) * 0.7))
        trees.rect(c.w * x - 4, edge - c.h * 0.1, 8, c.h * 0.1, "#080d18")
    c.lay(trees)
    c.mirror(line, dim=0.80, tone="#0a1222", wave=5)
    walkers = c.layer()
    for _ in range(9):
        x = float(c.rng.uniform(0.16, 0.84)) * c.w
        foot = edge + c.h * float(c.rng.uniform(0.015, 0.14))
        size = c.h * 0.085 * (1 + (foot - edge) / (c.h * 0.20))
        person(walkers, upright(x, foot, size, left=bool(c.rng.random() < 0.5)), "walk" if c.rng.random() < 0.7
               else "stand",
               "#070b14")
    c.lay(walkers, soft=0.5)
    c.bloom(20, 0.6, 0.5)
    c.vignette(0.35)


def _front(c: Canvas, left: float, top: float, wide: float, edge: float) -> None:
    house, floors = c.layer(), 5
    house.rect(left - wide * 0.03, top - c.h * 0.035, wide * 1.06, c.h * 0.035, "#232f45")
    house.rect(left, top, wide, edge - top, "#1a2438")
    columns = 18 if c.w > c.h else 12
    cell_w, cell_h = wide / columns, (edge - top) / (floors + 0.6)
    for row in range(floors):
        for column in range(columns):
            x, y = left + column * cell_w, top + row * cell_h + cell_h * 0.18
            _window(c, house, x + cell_w * 0.10, y, cell_w * 0.80, cell_h * 0.76)
    house.rect(left + wide * 0.36, edge - cell_h * 0.98, wide * 0.28, cell_h, "#101828")
    for k in range(6):
        house.rect(left + wide * (0.368 + 0.045 * k), edge - cell_h * 0.78, wide * 0.038, cell_h * 0.78, "#ffd591")
    house.rect(left + wide * 0.34, edge - cell_h * 1.10, wide * 0.32, cell_h * 0.16, "#2b3850")
    house.text(c.w / 2, top - c.h * 0.050, "图 书 馆", c.h * 0.036, "#ffe2ac", style="serif", bold=True, anchor="mb")
    c.lay(house)
    c.glow(c.w / 2, edge - cell_h * 0.5, wide * 0.17, "#ffc36e", 0.5)
    c.glow(c.w / 2, (top + edge) / 2, wide * 0.42, "#ffb766", 0.20)


def _window(c: Canvas, house: Layer, x: float, y: float, w: float, h: float) -> None:
    if c.rng.random() < 0.16:
        house.rect(x, y, w, h, "#1f2c44")
        return
    tone = mix("#e8963c", "#ffe6b0", float(c.rng.random()))
    house.rect(x, y, w, h, tone)
    house.rect(x, y, w, h * 0.22, mix(tone, "#fff6dc", 0.6))
    for k in range(3):
        house.rect(x + w * (0.08 + 0.31 * k), y + h * 0.34, w * 0.22, h * 0.20, "#8f5a24", 0.35)
    if c.rng.random() < 0.55:
        px = x + w * float(c.rng.uniform(0.25, 0.75))
        house.disc(px, y + h * 0.62, w * 0.085, None, "#3a2415")
        house.disc(px, y + h * 0.92, w * 0.17, h * 0.22, "#3a2415")
    house.rect(x, y + h * 0.86, w, h * 0.14, "#6b4220", 0.8)
    house.rect(x + w * 0.48, y, w * 0.04, h, "#2a2420")


BURSTS = (("#ffd27a", "#ff8a4c"), ("#ff9aa8", "#e8405e"), ("#bfe4ff", "#4f8fe0"), ("#d8ffc9", "#54b98a"),
          ("#fff1cf", "#ffc14d"))


def burst(c: Canvas, x: float, y: float, r: float, tones: tuple[str, str], age: float = 1.0, seed: int = 0) -> None:
    """One shell of fireworks; ``age`` 0 to 1 lets it open and fade."""
    chance = np.random.default_rng([seed, 77])
    sheet = c.patch(x, y + r * 0.2, r * 1.5)
    open_to = max(0.02, 1 - (1 - min(1.0, age * 1.5)) ** 3)
    fade = 1.0 if age < 0.6 else max(0.0, 1 - (age - 0.6) / 0.4)
    for _ in range(95):
        a, reach = float(chance.uniform(0, 6.283)), r * open_to * float(chance.uniform(0.62, 1.0))
        tail = max(0.0, open_to - 0.50)
        steps = np.linspace(tail, open_to, 9)
        path = [(x + reach * s / open_to * math.cos(a),
                 y + reach * s / open_to * math.sin(a) + r * 0.22 * age * (s ** 2))
                for s in steps]
        for k in range(8):
            share = k / 7
            sheet.line(path[k : k + 2], 0.9 + 1.7 * share, mix(tones[1], tones[0], share), fade * (0.15 + 0.85 * share))
        sheet.disc(*path[-1], 2.5, None, "#fffbea", fade)
    c.lay(sheet)
    c.glow(x, y, r * 0.75, tones[1], 0.34 * fade)
    c.glow(x, y, r * 0.20, tones[0], 0.5 * fade * max(0.0, 1 - age))


def night_ground(c: Canvas) -> None:
    """The sky and the stadium under the fireworks, without the crowd."""
    c.wash([(0, "#050818"), (0.5, "#0f1838"), (0.8, "#2c2450"), (1, "#51304e")])
    smoke = noise(c.rng, c.h, c.w, c.h * 0.25, 2)
    c.tint(np.clip(smoke - 0.5, 0, 1) * 0.5, "#4a3a5c")
    stands = c.layer()
    base = c.h * 0.80
    stands.poly([(0, base - c.h * 0.10), (c.w * 0.30, base), (c.w * 0.70, base), (c.w, base - c.h * 0.10), (c.w, c.h),
                 (0, c.h)],
                "#0d0d1e")
    for k in range(620):
        x, y = float(c.rng.uniform(0, c.w)), float(c.rng.uniform(base - c.h * 0.05, c.h * 0.93))
        tone = ("#ffd9a0", "#c8dcff", "#ff9d8a")[k % 3]
        stands.disc(x, y, 1.3, None, tone, float(c.rng.uniform(0.2, 0.9)))
    c.lay(stands)


def crowd(c: Canvas) -> None:
    """Backs of heads and raised arms along the lower edge, some with a lit phone."""
    for row, (foot, size, tone) in enumerate(((1.14, 0.30, "#120f20"), (1.30, 0.42, "#07060e"))):
        sheet = c.layer()
        x = -c.w * 0.02
        while x < c.w * 1.03:
            tall = c.h * size * float(c.rng.uniform(0.88, 1.1))
            pose = str(c.rng.choice(["stand", "cheer", "phone", "stand", "stand"]))
            person(sheet, upright(x, c.h * foot, tall), pose, tone)
            if pose == "phone":
                hand = (x + 0.11 * tall, c.h * foot - 1.08 * tall)
                sheet.rect(hand[0] - tall * 0.035, hand[1] - tall * 0.11, tall * 0.07, tall * 0.12, "#dce9ff", corner=3)
            x += tall * float(c.rng.uniform(0.22, 0.36))
        c.lay(sheet, soft=0.4 + row)


def fireworks(c: Canvas, _mood: str) -> None:
    """Fireworks over the stadium."""
    night_ground(c)
    span = min(c.w, c.h)
    tall = c.h > c.w
    places = ((0.30, 0.26, 0.27), (0.68, 0.20, 0.33), (0.50, 0.50, 0.19), (0.86, 0.48, 0.17), (0.13, 0.50, 0.16))
    for k, (x, y, r) in enumerate(places):
        burst(c, c.w * x, c.h * y, span * r * (1.25 if tall else 1.1), BURSTS[k], 0.62, int(c.rng.integers(1 << 30)))
    crowd(c)
    c.bloom(18, 0.7, 0.4)
    c.vignette(0.25)


def rain(c: Canvas, _mood: str) -> None:
    """City lights through a rainy window; each drop holds the view upside down."""
    c.wash([(0, "#0e1a2c"), (0.5, "#22344a"), (1, "#141d2b")])
    lights = c.layer(1)
    tones = ("#ffb054", "#ff7a4a", "#ffd98c", "#7fc4ff", "#58d0b4", "#ff5f6d", "#fff2d8")
    for _ in range(105):
        r = min(c.w, c.h) * float(c.rng.uniform(0.018, 0.058))
        x, y = float(c.rng.uniform(0, c.w)), float(c.rng.normal(c.h * 0.52, c.h * 0.17))
        tone = str(c.rng.choice(tones))
        c.glow(x, y, r * 1.5, tone, 0.16)
        lights.disc(x, y, r, None, tone, 0.62)
        lights.ring(x, y, r, 2.5, mix(tone, "#ffffff", 0.5), 0.70)
    c.lay(lights, soft=2.2, alpha=0.9)
    c.bloom(40, 0.6, 0.45)
    behind = Image.fromarray((np.clip(c.px, 0, 1) * 255).astype(np.uint8)).transpose(Image.Transpose.ROTATE_180)
    c.px = soften(c.px, 3)
    mist = noise(c.rng, c.h, c.w, 50, 1)
    c.tint(mist * 0.07, "#9db4c8")
    for _ in range(430):
        r = min(c.w, c.h) * 0.028 * float(c.rng.random()) ** 2.6 + 1.6
        _drop(c, behind, float(c.rng.uniform(0, c.w)), float(c.rng.uniform(0, c.h)), r)
    for _ in range(9):
        x, y = float(c.rng.uniform(0.05, 0.95)) * c.w, float(c.rng.uniform(0.25, 0.9)) * c.h
        trail = c.layer(1)
        path = [(x + 7 * math.sin(t * 5 + x), y - c.h * 0.30 * t) for t in np.linspace(0, 1, 18)]
        trail.line(path, 7, "#0c1624", 0.5)
        trail.line([(px + 2, py) for px, py in path], 2, "#cfe2f2", 0.5)
        c.lay(trail, soft=1.4)
        _drop(c, behind, x, y, min(c.w, c.h) * 0.021)
    c.vignette(0.35)


def _drop(c: Canvas, behind: Image.Image, x: float, y: float, r: float) -> None:
    size = max(3, int(r * 2))
    left, top = int(x - r), int(y - r)
    if left < 0 or top < 0 or left + size >= c.w or top + size >= c.h:
        return
    span = int(min(c.w, c.h) * 0.30)
    bx, by = (c.w - span) * left // c.w, (c.h - span) * top // c.h
    view = np.asarray(behind.crop((bx, by, bx + span, by + span)).resize((size, size), Image.Resampling.BILINEAR))
    at = (np.arange(size) + 0.5) / size * 2 - 1
    away = np.sqrt(at[None, :] ** 2 + (at[:, None] * 0.92) ** 2)
    cover = np.clip((0.98 - away) * r * 0.7, 0, 1)[..., None]
    lens = view.astype(np.float32) / 255 * (1.55 - 1.0 * away[..., None] ** 3) + 0.03
    lens = lens + np.clip(0.20 - np.hypot(at[None, :] + 0.34, at[:, None] + 0.40), 0, 1)[..., None] * 3.2
    part = c.px[top : top + size, left : left + size]
    part += (np.clip(lens, 0, 1) - part) * cover


def market(c: Canvas, _mood: str) -> None:
    """Strings of lamps over the night market, stalls and walkers below."""
    c.wash([(0, "#0b1026"), (0.5, "#1d2143"), (0.8, "#5a3a44"), (1, "#3a2430")])
    base = c.h * 0.80
    glow = c.layer(1)
    for _ in range(70):
        glow.disc(float(c.rng.uniform(0, c.w)), float(c.rng.normal(base - c.h * 0.12, c.h * 0.06)),
                  c.w * float(c.rng.uniform(0.008, 0.026)),
                  None, str(c.rng.choice(["#ffb25e", "#ff8a50", "#ffd890", "#ff6b5a", "#9fd8c8"])), 0.42)
    c.lay(glow, soft=4)
    vx, vy = c.w * 0.5, c.h * 0.60
    _pavement(c, vx, vy)
    for step in reversed(range(6)):  # the nearest last, in front of the others
        depth = 3.4 / (1 + step * 0.75)
        near = 1 - step / 6
        for side in (-1, 1):
            _stall(c, vx + side * c.w * 0.175 * depth, vy + c.h * 0.10 * depth, c.w * 0.085 * depth, near, (vx, vy))
    walkers = c.layer()
    for k in range(13):
        depth = 0.55 + 1.35 * (k / 12) ** 1.5
        x = vx + float(c.rng.uniform(-0.085, 0.085)) * c.w * depth
        person(walkers, upright(x, vy + c.h * 0.125 * depth, c.h * 0.13 * depth, left=bool(k % 2)),
               "walk" if k % 3 else "stand",
               mix("#4a2c30", "#120c14", k / 12))
    c.lay(walkers, soft=0.7)
    for k in range(7):
        depth = 3.0 / (1 + k * 0.55)
        _string(c, vx, vy - c.h * 0.155 * depth, c.w * 0.30 * depth, depth)
    c.bloom(26, 0.7, 0.5)
    c.vignette(0.4)


def _pavement(c: Canvas, vx: float, vy: float) -> None:
    """Wet ground that takes up the light of the stalls."""
    c.wash([(0, "#7a4a48"), (0.35, "#4a2c38"), (1, "#1c1320")], vy / c.h + 0.02, 1)
    streaks = c.layer(1)
    for k in range(26):
        t = float(c.rng.uniform(0.12, 1))
        x, y = vx + float(c.rng.uniform(-0.34, 0.34)) * c.w * t * 1.6, vy + (c.h - vy) * t
        streaks.disc(x, y, c.w * 0.05 * t, c.h * 0.010 * t, ("#ffb866", "#ff8a5a", "#ffdca0")[k % 3], 0.42)
    c.lay(streaks, soft=9)


def _string(c: Canvas, x: float, y: float, half: float, depth: float) -> None:
    wire, t = c.layer(), np.linspace(-1, 1, 15)
    spots = [(x + half * float(k), y + (1 - float(k) ** 2) * c.h * 0.022 * depth) for k in t]
    wire.line(spots, 1.4, "#0a0a12")
    r = c.w * 0.0030 * depth
    for px, py in spots:
        wire.disc(px, py + r, r, r * 1.2, "#fff0c4")
    c.lay(wire, soft=0 if depth < 2.4 else 2.5)
    for px, py in spots:
        c.glow(px, py + r, r * 3.6, "#ffb24e", 0.55)


def _stall(c: Canvas, x: float, y: float, w: float, near: float, away: Point) -> None:
    sheet = c.layer()
    dark = mix("#5a3a3c", "#1a1018", near)
    inner = x + w if x < away[0] else x - w
    for top, bottom, tone in ((-0.50, 0.12, mix(dark, "#8a4a3a", 0.25)), (-1.25, -0.50, "#d98f48")):
        front = [(inner, y + w * top), (inner, y + w * bottom)]
        back = [(px + (away[0] - px) * 0.20, py + (away[1] - py) * 0.20) for px, py in reversed(front)]
        sheet.poly([*front, *back], tone, 1.0 if bottom > 0 else 0.75)
    sheet.rect(x - w, y - w * 0.50, w * 2, w * 0.62, dark)
    sheet.rect(x - w * 0.95, y - w * 1.25, w * 1.9, w * 0.78, "#ffc06a", 0.85)
    sheet.rect(x - w * 0.95, y - w * 1.25, w * 1.9, w * 0.16, "#fff0cc", 0.9)
    person(sheet, upright(x, y + w * 0.14, w * 1.30), "stand", mix("#6b4038", "#2a1820", near))
    sheet.rect(x - w, y - w * 0.50, w * 2, w * 0.62, dark)
    sheet.rect(x - w, y - w * 0.52, w * 2, w * 0.06, mix(dark, "#ffb86a", 0.55))
    for k in range(8):
        tone = "#c8432f" if k % 2 else "#f0e2c4"
        sheet.poly([(x - w * 1.1 + w * 0.275 * k, y - w * 1.20), (x - w * 0.9 + w * 0.225 * k, y - w * 1.62),
                    (x - w * 0.9 + w * 0.225 * (k + 1), y - w * 1.62),
                    (x - w * 1.1 + w * 0.275 * (k + 1), y - w * 1.20)],
                   mix(tone, "#3a2030", 0.42))
    c.lay(sheet, soft=max(0.0, 1.4 - near))
    c.glow(x, y - w * 0.85, w * 0.62, "#ffb55e", 0.45)
