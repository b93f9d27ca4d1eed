"""Sports day: the track from above, runners against the light, the ball court with long shadows; umbrellas too."""

from __future__ import annotations

import math

import numpy as np

from server.demo.canvas import Canvas, Layer, mix, noise
from server.demo.figures import Spot, person, ridge, upright

SHIRTS = ("#f4f1ea", "#1f4e79", "#f2b632", "#2b2b2f", "#2f7d6b", "#e8e3d6", "#c94f3d")


def seen_from_above(c: Canvas, x: float, y: float, size: float, pose: str, shirt: str,
                    sun: tuple[float, float]) -> None:
    """Draw a body from above: its shadow lies long on the ground, the body itself is a few soft shapes."""
    shadow = c.patch(x, y, size * 1.4)
    along = (sun[0] * size, sun[1] * size)
    across = (-sun[1] * size * 0.42, sun[0] * size * 0.42)
    person(shadow, Spot(x, y, across, along), pose, "#160d12")
    c.lay(shadow, soft=1.1, alpha=0.62)
    body, r = c.patch(x, y, size * 0.4), size * 0.085
    turn = float(c.rng.uniform(0, 6.3))
    for side in (-1, 1):
        body.disc(x + side * r * 1.25 * math.cos(turn), y + side * r * 1.25 * math.sin(turn), r * 0.62, None, shirt)
    body.disc(x, y, r * 1.12, None, shirt)
    body.disc(x - sun[0] * r * 0.2, y - sun[1] * r * 0.2, r * 0.66, None, "#241b18")
    body.disc(x - sun[0] * r * 0.34, y - sun[1] * r * 0.34, r * 0.30, None, "#5c463a", 0.8)
    c.lay(body)


def track(c: Canvas, mood: str) -> None:
    """The bend of the running track from the air, runners with long shadows."""
    clay, grass = ("#b5493a", "#4f7f4a") if mood != "blue" else ("#3f6f95", "#7da05a")
    c.wash([(0, grass), (1, mix(grass, "#1d3524", 0.25))])
    c.tint(noise(c.rng, c.h, c.w, 16, 1) * 0.16, "#1f3b22")
    stripes = ((np.arange(c.w)[None, :] + np.arange(c.h)[:, None] * 0.5) % 190 < 95).astype(np.float32)
    c.tint(stripes * 0.10, "#d8e6a8")
    cx, cy = c.w * 0.06, c.h * 1.16
    unit = max(c.w, c.h)
    inner, outer, lanes = unit * 0.56, unit * 0.93, 8
    sheet = c.layer()
    sheet.disc(cx, cy, outer + 10, None, "#e9e2d3")
    sheet.disc(cx, cy, outer, None, clay)
    sheet.disc(cx, cy, inner, None, "#e9e2d3")
    sheet.disc(cx, cy, inner - 8, None, mix(grass, "#2b4f2c", 0.35))
    c.lay(sheet)
    away = np.hypot(np.arange(c.w)[None, :] - cx, np.arange(c.h)[:, None] - cy)
    on_clay = ((away > inner) & (away < outer)).astype(np.float32)
    c.tint(on_clay * noise(c.rng, c.h, c.w, 5, 1, 2) * 0.22, "#3a120e")
    c.tint(on_clay * np.clip(noise(c.rng, c.h, c.w, 260, 1) - 0.4, 0, 1) * 0.5, mix(clay, "#f4c09a", 0.5))
    width = (outer - inner) / lanes
    marks = c.layer()
    for k in range(1, lanes):
        marks.ring(cx, cy, inner + k * width, 3, "#f3ece0", 0.92)
    for k in range(lanes):
        a = -1.02 + k * 0.018
        r = inner + (k + 0.5) * width
        marks.text(cx + r * math.cos(a), cy + r * math.sin(a), str(k + 1), width * 0.52, "#f3ece0", alpha=0.9,
                   bold=True,
                   anchor="mm")
        marks.line([(cx + (inner + k * width) * math.cos(a - 0.05), cy + (inner + k * width) * math.sin(a - 0.05)),
                    (cx + (inner + (k + 1) * width) * math.cos(a - 0.05),
                     cy + (inner + (k + 1) * width) * math.sin(a - 0.05))],
                   4, "#f3ece0", 0.95)
    c.lay(marks)
    sun = (0.86, 0.50)
    for k in range(lanes):
        if k == 2 and mood == "blue":
            continue
        a = -0.80 + float(c.rng.uniform(-0.06, 0.16)) + 0.022 * k
        r = inner + (k + 0.5) * width
        seen_from_above(c, cx + r * math.cos(a), cy + r * math.sin(a), width * 2.1, "run" if k % 2 else "stride",
                        SHIRTS[k % len(SHIRTS)], sun)
    c.glow(-c.w * 0.02, -c.h * 0.05, unit * 0.42, "#ffe3b0", 0.35)
    c.vignette(0.32)


def runners(c: Canvas, mood: str) -> None:
    """A sprint against the evening sun, dust in the air."""
    sky = ("#39345f", "#a3506a", "#ee8a4f", "#ffd07a") if mood != "gold" else ("#7a5a3a", "#c98a4a", "#f2b860",
                                                                               "#ffe9ae")
    horizon = 0.70
    c.wash([(0, sky[0]), (0.4, sky[1]), (0.78, sky[2]), (1, sky[3])], 0, horizon)
    edge = c.h * horizon
    sx = c.w * 0.60
    c.glow(sx, edge - c.h * 0.11, c.w * 0.24, "#ffe9a8", 0.75)
    sheet = c.layer()
    sheet.disc(sx, edge - c.h * 0.11, c.h * 0.085, None, "#fff6d8")
    c.lay(sheet, soft=3)
    far = c.layer(1)
    ridge(c, far, edge + 4, c.h * 0.09, c.w * 0.08, mix(sky[1], "#24162a", 0.45), 6)
    for k in range(3):
        x = c.w * (0.10 + 0.37 * k)
        far.rect(x, edge - c.h * 0.36, 5, c.h * 0.36, "#3a2433")
        far.rect(x - 38, edge - c.h * 0.385, 80, 30, "#3a2433")
    c.lay(far, soft=2.6)
    ground = np.clip((np.arange(c.h) - edge) / (c.h - edge), 0, 1)[:, None]
    below = (np.arange(c.h) > edge)[:, None] * np.ones((1, c.w))
    c.tint(below, "#6b2b27")
    c.tint(below * (1 - ground) ** 1.6 * 0.9, sky[3])
    c.tint(below * noise(c.rng, c.h, c.w, 7, 4, 2) * 0.22, "#1c0d12")
    lanes = c.layer()
    for k in range(-9, 12):
        lanes.line([(c.w * 0.52 + k * 14, edge), (c.w * 0.52 + k * c.w * 0.20, c.h)], 3.0, "#ffe7c4", 0.55)
    c.lay(lanes, soft=0.6)
    team = [(0.14, 0.80, 0.36, "stride"), (0.31, 0.84, 0.44, "run"), (0.47, 0.81, 0.38, "stride"),
            (0.63, 0.86, 0.47, "run"),
            (0.82, 0.90, 0.58, "stride")]
    shrink = 1 if c.w > c.h else 0.66
    for x, foot, tall, pose in team:
        size = tall * shrink
        body = c.layer(1)
        spot = upright(c.w * (x + float(c.rng.uniform(-0.02, 0.02))), c.h * foot, c.h * size)
        person(body, Spot(spot.x, spot.y + c.h * 0.012, spot.forward, (-(spot.x - sx) * -0.55, c.h * size * 0.55)),
               pose,
               "#180b12", alpha=0.5)
        c.lay(body, soft=5)
        figure = c.layer()
        person(figure, spot, pose, "#1a0f18")
        c.lay(figure, soft=0.4)
        c.glow(spot.x, spot.y, c.w * 0.045, "#ffcf94", 0.30)
    _dust(c, edge)
    c.glow(sx, edge - c.h * 0.10, c.w * 0.10, "#fff0c0", 0.35)
    c.bloom(30, 0.45, 0.6)
    c.vignette(0.35)


def _dust(c: Canvas, edge: float) -> None:
    sheet = c.layer(1)
    for _ in range(150):
        sheet.disc(float(c.rng.uniform(0, c.w)), float(c.rng.normal(edge + c.h * 0.12, c.h * 0.08)),
                   float(c.rng.uniform(0.8, 3.2)), None, "#ffe2b0", float(c.rng.uniform(0.2, 0.7)))
    c.lay(sheet, soft=1.2)


def court(c: Canvas, mood: str) -> None:
    """A ball court from above in low sun."""
    floor, paint = ("#c86f4a", "#2f6f73") if mood != "green" else ("#4f8a6d", "#c9573f")
    c.wash([(0, mix(floor, "#ffe0b0", 0.16)), (1, mix(floor, "#2a1a1a", 0.14))])
    c.tint(noise(c.rng, c.h, c.w, 6, 1, 2) * 0.18, "#33180f")
    c.tint(np.clip(noise(c.rng, c.h, c.w, 300, 1) - 0.45, 0, 1) * 0.35, "#f6d2a8")
    u = min(c.w, c.h)
    x0, y0, x1, y1 = c.w * 0.5 - u * 0.62, u * 0.10, c.w * 0.5 + u * 0.62, c.h + u * 0.3
    white = "#f4ecdf"
    marks = c.layer()
    marks.rect(x0, y0, x1 - x0, y1 - y0, mix(floor, "#8b3b2a", 0.25), 0.5)
    marks.rect(c.w * 0.5 - u * 0.20, y0, u * 0.40, u * 0.48, paint)
    marks.ring(c.w * 0.5, y0 + u * 0.13, u * 0.53, 5, white, arc=(0, 180))
    for a, b in (((x0, y0), (x1, y0)), ((x0, y0), (x0, y1)), ((x1, y0), (x1, y1)),
                 ((c.w * 0.5 - u * 0.20, y0), (c.w * 0.5 - u * 0.20, y0 + u * 0.48)),
                 ((c.w * 0.5 + u * 0.20, y0), (c.w * 0.5 + u * 0.20, y0 + u * 0.48)),
                 ((c.w * 0.5 - u * 0.20, y0 + u * 0.48), (c.w * 0.5 + u * 0.20, y0 + u * 0.48))):
        marks.line([a, b], 5, white)
    marks.ring(c.w * 0.5, y0 + u * 0.48, u * 0.15, 5, white)
    marks.rect(c.w * 0.5 - u * 0.075, y0 + u * 0.045, u * 0.15, u * 0.012, "#efe9dd")
    marks.ring(c.w * 0.5, y0 + u * 0.085, u * 0.026, 5, "#e8622c")
    c.lay(marks, alpha=0.94)
    sun = (0.80, 0.62)
    for x, y, pose in ((-0.33, 0.42, "run"), (-0.06, 0.24, "cheer"), (0.16, 0.36, "stand"), (0.42, 0.58, "run"),
                       (-0.12, 0.66, "stride"), (-0.50, 0.74, "walk"), (0.12, 0.82, "stand"), (0.54, 0.22, "walk")):
        seen_from_above(c, c.w * 0.5 + x * u + float(c.rng.normal(0, 12)), y * c.h + u * 0.05, u * 0.20, pose,
                        str(c.rng.choice(SHIRTS)), sun)
    ball = c.patch(c.w * 0.5 + u * 0.02, u * 0.24, u * 0.03)
    ball.disc(c.w * 0.5 + u * 0.02, u * 0.24, u * 0.018, None, "#e07a2a")
    c.shade(ball, u * 0.10, u * 0.07, 4, 0.5)
    c.lay(ball)
    c.vignette(0.34)


def umbrellas(c: Canvas, _mood: str) -> None:
    """Umbrellas crossing the wet square, from above."""
    c.wash([(0, "#7d868c"), (0.6, "#666f77"), (1, "#525b64")])
    u = min(c.w, c.h)
    paving = c.layer()
    for k in range(-6, 34):
        paving.line([(0, k * u * 0.09), (c.w, k * u * 0.09 + c.w * 0.16)], 1.6, "#3e464d", 0.55)
        paving.line([(k * u * 0.09, 0), (k * u * 0.09 - c.h * 0.16, c.h)], 1.6, "#3e464d", 0.55)
    c.lay(paving)
    wet = np.clip(noise(c.rng, c.h, c.w, u * 0.36, 1.3) - 0.50, 0, 1) * 1.7
    c.tint(wet, "#a9b7c2")
    c.tint(np.clip(noise(c.rng, c.h, c.w, 8, 1, 2) - 0.5, 0, 1) * 0.3, "#2d343a")
    tones = ["#c23b32", "#e0b24a", "#23415f", "#f0ece2", "#2f6f66", "#16181c", "#d9776a", "#7893a8", "#e9e3d4"]
    places: list[tuple[float, float]] = []
    for _ in range(700):
        x, y = float(c.rng.uniform(0, c.w)), float(c.rng.uniform(0, c.h))
        band = abs(y / c.h - 0.72 + 0.42 * x / c.w)
        if band < 0.40 and all(math.hypot(x - a, y - b) > u * 0.155 for a, b in places):
            places.append((x, y))
    for k, (x, y) in enumerate(places):
        sheet = c.patch(x, y, u * 0.085)
        _umbrella(sheet, x, y, u * float(c.rng.uniform(0.062, 0.078)), float(c.rng.uniform(0, 6)),
                  tones[k % len(tones)])
        c.shade(sheet, u * 0.030, u * 0.042, 16, 0.50)
        c.lay(sheet)
    rain = c.layer(1)
    for _ in range(420):
        x, y, long = float(c.rng.uniform(0, c.w)), float(c.rng.uniform(0, c.h)), u * float(c.rng.uniform(0.012, 0.04))
        rain.line([(x, y), (x - long * 0.25, y + long)], 1, "#eaf2f6", float(c.rng.uniform(0.15, 0.5)))
    c.lay(rain)
    c.vignette(0.36)


def _umbrella(sheet: Layer, x: float, y: float, r: float, turn: float, colour: str) -> None:
    for k in range(8):
        a, b = turn + k * 0.7854, turn + (k + 1) * 0.7854
        facing = math.cos((a + b) / 2 - 3.9)
        tone = mix(colour, "#ffffff", 0.26 * facing) if facing > 0 else mix(colour, "#000000", -0.34 * facing)
        dip = [(x + r * 0.93 * math.cos((a + b) / 2), y + r * 0.93 * math.sin((a + b) / 2))]
        edge = [(x + r * math.cos(a), y + r * math.sin(a)), *dip, (x + r * math.cos(b), y + r * math.sin(b))]
        sheet.poly([(x, y), *edge], tone)
        sheet.line([(x, y), edge[0]], 1.2, mix(colour, "#000000", 0.4), 0.7)
    sheet.disc(x, y, r * 0.06, None, mix(colour, "#000000", 0.5))
