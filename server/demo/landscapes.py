"""Wide views: hills and the campus at the hours of the day, the moon over the lake, snow on the red wall."""

from __future__ import annotations

import math

import numpy as np

from server.demo.canvas import Canvas, mix, noise
from server.demo.figures import birds, branch, curved_roof, ridge, skyline, snowfall

# sky from the top to the horizon, sun, far hills, near ground, water, lit windows
MOODS: dict[str, tuple[tuple[str, ...], str, str, str, str, str | None]] = {
    "dawn": (("#5f7fa3", "#9fb2c0", "#ecc9ae", "#f7dcb4"), "#fff0cf", "#a9a8b4", "#28394a", "#33485a", None),
    "dusk": (("#2d2a55", "#70406f", "#d2685d", "#f4a763"), "#ffd596", "#8b5a78", "#1c1a33", "#2c2144", "#ffd98a"),
    "blue": (("#0c1a3a", "#1d3a68", "#4a6f9b", "#9db4c4"), "#cfe0ea", "#4b6a90", "#0c1730", "#10203c", "#ffcf7d"),
    "mist": (("#c9d4d2", "#dbe0d8", "#e9e7da", "#efeadb"), "#fffdf2", "#b9c7c2", "#39544f", "#7d948f", None),
}


def hills(c: Canvas, mood: str) -> None:
    """The campus between hills and lake at dawn, dusk, the blue hour or in mist."""
    sky, sun, far, near, water, lit = MOODS[mood]
    horizon = 0.64 if c.w > c.h else 0.70
    c.wash([(0, sky[0]), (0.35, sky[1]), (0.78, sky[2]), (1, sky[3])], 0, horizon)
    sx, sy = c.w * float(c.rng.uniform(0.24, 0.74)), c.h * (horizon - 0.20)
    edge = int(horizon * c.h)
    veil = noise(c.rng, c.h, c.w, c.h * 0.10, 6)
    fade = np.clip(1 - np.abs(np.linspace(0, 1, c.h) - horizon * 0.5) / 0.42, 0, 1)[:, None]
    c.tint(np.clip((veil - 0.52) * 2.2, 0, 1) * fade * 0.55, mix(sky[3], sun, 0.4))
    c.glow(sx, sy, c.w * 0.30, sky[3], 0.55)
    c.glow(sx, sy, c.w * 0.085, sun, 0.65)
    disc = c.layer()
    disc.disc(sx, sy, c.w * 0.026, None, sun, 0.95)
    c.lay(disc, soft=1.0)
    for step in range(5):
        share = step / 4
        sheet = c.layer()
        base = edge - c.h * (0.085 - 0.075 * share)
        ridge(c, sheet, base, c.h * (0.20 - 0.125 * share), c.w * (0.42 - 0.30 * share), mix(far, near, share * 0.72))
        c.lay(sheet, soft=1.6 * (1 - share), alpha=0.80 + 0.2 * share)
        if step < 4:
            haze = np.clip((np.arange(c.h) - (edge - c.h * 0.20)) / (c.h * 0.22), 0, 1)[:, None] * np.ones((1, c.w))
            c.tint(haze * 0.28, sky[3])
        if step == 3:
            houses = c.layer()
            skyline(c, houses, edge - c.h * 0.03, c.h * 0.075, mix(far, near, 0.72), lit)
            c.lay(houses)
    trees = c.layer()
    ridge(c, trees, edge + 2, c.h * 0.045, c.w * 0.035, near, 6)
    if mood in ("dawn", "mist"):
        birds(c, trees, sx + c.w * 0.12, sy - c.h * 0.08, 9, c.w * 0.011, mix(near, far, 0.3))
    c.lay(trees)
    c.mirror(horizon, dim=0.80, tone=water)
    c.glow(sx, c.h * (horizon + 0.20), c.w * 0.10, sun, 0.20)
    _shore(c, near)
    c.bloom(26, 0.30)
    c.vignette(0.22)


def _shore(c: Canvas, colour: str) -> None:
    """Reeds and a bank in the nearest corner, a little out of focus."""
    sheet = c.layer(1)
    side = 1 if c.rng.random() < 0.5 else -1
    for _ in range(190):
        reach = abs(float(c.rng.normal(0, 0.16)))
        x = c.w * (reach if side > 0 else 1 - reach)
        tall = c.h * float(c.rng.uniform(0.05, 0.22)) * max(0.15, 1 - reach * 2.4)
        lean = float(c.rng.normal(0.10 * side, 0.10)) * tall * 2
        sheet.line([(x, c.h + 4), (x + lean * 0.3, c.h - tall * 0.6), (x + lean, c.h - tall)], c.w * 0.0016, colour)
    c.lay(sheet, soft=1.2)


def moon(c: Canvas, _mood: str) -> None:
    """A full moon over the pavilion in the lake."""
    horizon = 0.68
    c.wash([(0, "#050b1e"), (0.5, "#0f2547"), (0.85, "#2b4f74"), (1, "#5c7f93")], 0, horizon)
    edge = c.h * horizon
    mx, my, r = c.w * 0.63, c.h * 0.27, min(c.w, c.h) * 0.105
    stars = c.layer()
    for _ in range(190):
        stars.disc(float(c.rng.uniform(0, c.w)), float(c.rng.uniform(0, edge * 0.8)), float(c.rng.uniform(0.4, 1.2)),
                   None, "#e6eefc", float(c.rng.uniform(0.15, 0.8)))
    c.lay(stars)
    c.glow(mx, my, r * 4.2, "#9db9d6", 0.42)
    c.glow(mx, my, r * 1.9, "#f5e7c0", 0.45)
    face = c.layer()
    face.disc(mx, my, r, None, "#fbf1d2")
    c.lay(face, soft=1.2)
    seas = c.layer(1)
    for _ in range(16):
        a, d = float(c.rng.uniform(0, 6.3)), r * 0.55 * math.sqrt(float(c.rng.random()))
        size = r * float(c.rng.uniform(0.07, 0.24))
        seas.disc(mx + d * math.cos(a), my + d * math.sin(a), size, size * 0.8, "#cfc3a0", 0.6)
    c.lay(seas, soft=r * 0.07, alpha=0.7)
    cloud = noise(c.rng, c.h, c.w, c.h * 0.11, 7)
    band = np.exp(-(((np.linspace(0, 1, c.h) - 0.36) / 0.10) ** 2))[:, None]
    c.tint(np.clip((cloud - 0.45) * 2, 0, 1) * band * 0.6, "#3a5a7c")
    for share, colour in ((0.0, "#31506d"), (0.5, "#1b3450"), (1.0, "#0d1c33")):
        sheet = c.layer()
        ridge(c, sheet, edge + 2, c.h * (0.16 - 0.10 * share), c.w * (0.40 - 0.3 * share), colour)
        c.lay(sheet, alpha=0.92)
    _pavilion(c, c.w * 0.30, edge + 2, min(c.w, c.h) * 0.30)
    c.mirror(horizon, dim=0.74, tone="#0b1a30", wave=7)
    c.bloom(22, 0.4, 0.5)
    c.vignette(0.3)


def _pavilion(c: Canvas, x: float, base: float, size: float) -> None:
    sheet = c.layer()
    dark = "#0a1426"
    curved_roof(sheet, x, base - size * 0.62, size * 1.02, size * 0.30, dark)
    curved_roof(sheet, x, base - size * 0.92, size * 0.62, size * 0.26, dark)
    sheet.line([(x, base - size * 1.16), (x, base - size * 1.28)], 3, dark)
    sheet.rect(x - size * 0.38, base - size * 0.62, size * 0.76, size * 0.54, "#e9a24c", 0.30)
    for k in (-0.38, -0.14, 0.12, 0.35):
        sheet.rect(x + size * k, base - size * 0.62, size * 0.035, size * 0.6, dark)
    sheet.rect(x - size * 0.52, base - size * 0.10, size * 1.04, size * 0.14, dark)
    sheet.rect(x - size * 0.52, base - size * 0.26, size * 1.04, size * 0.025, dark)
    for k in (-0.44, 0.44):
        sheet.disc(x + size * k, base - size * 0.49, size * 0.035, size * 0.045, "#e2502f")
    c.lay(sheet)
    for k in (-0.44, 0.44):
        c.glow(x + size * k, base - size * 0.49, size * 0.12, "#ff7a3c", 0.8)
    c.glow(x, base - size * 0.34, size * 0.34, "#ffb45e", 0.5)


def snow(c: Canvas, mood: str) -> None:
    """First snow on grey roofs above a red wall, plum boughs in front."""
    evening = mood == "evening"
    sky = ("#6d7f98", "#a6b1bf", "#cfd3d6") if evening else ("#b9c4cb", "#d3d9db", "#e6e7e3")
    c.wash([(0, sky[0]), (0.5, sky[1]), (1, sky[2])])
    for base, size, tone in ((0.50, 0.74, "#9ea9b2"), (0.60, 0.95, "#77828d")):
        sheet = c.layer()
        x = c.w * float(c.rng.uniform(0.16, 0.34) if base < 0.55 else c.rng.uniform(0.66, 0.80))
        span = max(c.w, c.h * 0.9) * 0.5 * size
        sheet.rect(x - span * 0.38, c.h * base, span * 0.76, c.h * 0.4, mix(tone, "#6b2f2a", 0.45))
        curved_roof(sheet, x, c.h * base, span, c.h * 0.15, tone, snow="#f4f5f4")
        c.lay(sheet, soft=2.4 if base < 0.55 else 1.2)
        c.tint(np.full((c.h, c.w), 0.10), sky[2])
    wall = c.h * 0.70
    body = c.layer()
    body.rect(0, wall, c.w, c.h, "#8e2f2a")
    c.lay(body)
    stain = noise(c.rng, c.h, c.w, 120, 0.7)
    c.tint(np.where(np.arange(c.h)[:, None] > wall, stain * 0.42, 0), "#5d1d1c")
    top = c.layer()
    step = c.w / 46
    for k in range(48):
        top.disc(k * step, wall - c.h * 0.005, step * 0.36, None, "#3c434b")
        top.disc(k * step, wall - c.h * 0.005, step * 0.20, None, "#565f68")
    top.rect(0, wall - c.h * 0.046, c.w, c.h * 0.034, "#464e57")
    drift = [(float(x), wall - c.h * 0.05 - c.h * 0.014 * math.sin(x / step * 1.3) ** 2) for x in range(0, c.w + 1, 4)]
    top.poly([(0, wall - c.h * 0.020), *drift, (c.w, wall - c.h * 0.020)], "#f7f8f8")
    c.shade(top, 0, c.h * 0.012, 14, 0.5)
    c.lay(top)
    _plum(c)
    if evening:
        c.glow(c.w * 0.8, c.h * 0.55, c.w * 0.2, "#ffb765", 0.35)
    snowfall(c, 620, c.w * 0.0022)
    c.vignette(0.2)


def _plum(c: Canvas) -> None:
    boughs = c.layer()
    tips = branch(c, boughs, -c.w * 0.02, c.h * 0.86, c.w * 0.17, 0.62, c.w * 0.011, "#2c2220", 5)
    c.lay(boughs)
    bloom = c.layer()
    for tip in tips:
        if c.rng.random() < 0.85:
            r = c.w * float(c.rng.uniform(0.0028, 0.0078))
            x, y = (at + float(c.rng.normal(0, r)) for at in tip)
            turn = float(c.rng.random()) * 6
            for k in range(5):
                a = k * 1.257 + turn
                tone = mix("#b8304a", "#ee8a96", float(c.rng.random()))
                bloom.disc(x + r * 0.62 * math.cos(a), y + r * 0.62 * math.sin(a), r * 0.62, None, tone)
            bloom.disc(x, y, r * 0.26, None, "#f3d08a")
    c.lay(bloom)
