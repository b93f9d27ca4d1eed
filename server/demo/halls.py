"""Indoors and in front of the door: the lecture hall, the stage, book shelves, the dormitory front, light on a wall."""

from __future__ import annotations

import math

import numpy as np

from server.demo.canvas import Canvas, Layer, mix, noise, ramp, soften
from server.demo.figures import branch, person, upright


def lecture(c: Canvas, words: str) -> None:
    """A full hall from the last row; ``words`` glow on the screen."""
    c.wash([(0, "#2a1d1a"), (0.55, "#4a3329"), (1, "#1c1312")])
    screen_w, top = c.w * (0.50 if c.w > c.h else 0.80), c.h * (0.15 if c.w > c.h else 0.20)
    screen_h = screen_w * 0.50
    left = (c.w - screen_w) / 2
    panels = c.layer()
    for k in range(13):
        x = c.w * k / 12
        panels.rect(x - c.w * 0.036, 0, c.w * 0.066, c.h * 0.62, "#6b4a36", 0.32 + 0.10 * (k % 2))
    panels.rect(0, c.h * 0.58, c.w, c.h * 0.05, "#241815")
    c.lay(panels, soft=1.6)
    c.glow(c.w / 2, top + screen_h / 2, screen_w * 0.52, "#ffd9a0", 0.42)
    screen = c.layer()
    screen.rect(left - 8, top - 8, screen_w + 16, screen_h + 16, "#140f0e")
    screen.rect(left, top, screen_w, screen_h, "#7c1f1c")
    c.lay(screen)
    inside = ramp(int(screen_w), [(0, "#8f2420"), (0.5, "#c4452c"), (1, "#8a2220")])
    y0, x0 = int(top), int(left)
    c.px[y0 : y0 + int(screen_h), x0 : x0 + len(inside)] = inside[None, ...]
    title = c.layer()
    size = min(screen_h * 0.27, screen_w * 0.86 / max(4, len(words)))
    title.text(c.w / 2, top + screen_h * 0.44, words, size, "#fff1d2", style="serif", bold=True, anchor="mm")
    title.line([(c.w / 2 - screen_w * 0.16, top + screen_h * 0.66), (c.w / 2 + screen_w * 0.16, top + screen_h * 0.66)],
               2, "#f6d9a2")
    title.text(c.w / 2, top + screen_h * 0.77, "从这里出发", screen_h * 0.075, "#f6d9a2", anchor="mm")
    c.lay(title)
    speaker = c.layer()
    foot = c.h * 0.625
    person(speaker, upright(left + screen_w * 1.07, foot, c.h * 0.155), "stand", "#15100f", shirt="#e6ddd0")
    speaker.rect(left + screen_w * 1.07 - c.w * 0.022, foot - c.h * 0.085, c.w * 0.044, c.h * 0.085, "#3a241b")
    c.lay(speaker)
    _rows(c)
    c.bloom(30, 0.5, 0.5)
    c.vignette(0.4)


def _rows(c: Canvas) -> None:
    hair = ("#17110f", "#221815", "#0f0c0c", "#2c1d17")
    coats = ("#27364a", "#5d2f2b", "#3b4a3f", "#6d5a48", "#2a2a31", "#7a6f66", "#41324a")
    for row in range(6):
        t = row / 5
        y, size = c.h * (0.655 + 0.30 * t ** 1.35), c.w * (0.0105 + 0.022 * t) * (1 if c.w > c.h else 1.5)
        sheet = c.layer()
        step = size * 3.5
        x = float(c.rng.uniform(-1, 0)) * step
        while x < c.w + step:
            sag = ((x / c.w) - 0.5) ** 2 * c.h * 0.09
            if c.rng.random() < 0.93:
                px, py = x + float(c.rng.normal(0, size * 0.2)), y - sag + float(c.rng.normal(0, size * 0.12))
                coat = mix(str(c.rng.choice(coats)), "#0c0a0c", 0.30 + 0.35 * t)
                sheet.disc(px, py + size * 2.75, size * 1.55, size * 1.75, coat)
                sheet.rect(px - size * 0.32, py + size * 0.6, size * 0.64, size * 0.8, "#6b4a3a")
                sheet.disc(px, py, size * 0.86, size * 1.05, str(c.rng.choice(hair)))
                sheet.ring(px, py, size * 0.90, max(1, size * 0.09), "#ffcf96", 0.5, arc=(220, 320))
            x += step
        back = [(float(px), y + size * 2.4 - (px / c.w - 0.5) ** 2 * c.h * 0.09) for px in np.linspace(0, c.w, 30)]
        sheet.poly([*back, (c.w, c.h), (0, c.h)], mix("#5a2a22", "#1a0e0d", t))
        sheet.line(back, max(2, size * 0.14), mix("#a0553c", "#4a241c", t))
        c.lay(sheet, soft=0 if row < 4 else (row - 3) * 1.6)


def stage(c: Canvas, mood: str) -> None:
    """A choir on the stage in beams of light, the audience in front."""
    base = ("#0d0b22", "#2b1b52", "#6a2f6d") if mood != "warm" else ("#1a0d0c", "#5a2318", "#b45a28")
    beam = ("#b69cff", "#ff9ad5", "#8fd0ff") if mood != "warm" else ("#ffd08a", "#ffb066", "#ffe6b8")
    c.wash([(0, base[0]), (0.55, base[1]), (0.78, base[2]), (1, base[0])])
    floor = c.h * 0.74
    deck = c.layer()
    deck.poly([(0, floor), (c.w, floor), (c.w, floor + c.h * 0.06), (0, floor + c.h * 0.06)],
              mix(base[2], "#000000", 0.45))
    for k in range(3):
        deck.rect(c.w * (0.16 + 0.03 * k), floor - c.h * 0.040 * (3 - k), c.w * (0.68 - 0.06 * k), c.h * 0.05,
                  mix(base[1], "#000000", 0.3))
    c.lay(deck)
    c.glow(c.w / 2, floor - c.h * 0.10, c.w * 0.27, beam[1], 0.5)
    for k in range(9):
        x = c.w * (0.06 + 0.11 * k)
        aim = c.w * (0.5 + float(c.rng.uniform(-0.30, 0.30)))
        rays = c.layer(1)
        rays.poly([(x - 3, -8), (x + 3, -8), (aim + c.w * 0.075, floor + c.h * 0.03),
                   (aim - c.w * 0.075, floor + c.h * 0.03)],
                  beam[k % 3], 0.20)
        c.lay(rays, soft=9)
        c.glow(x, 2, c.w * 0.016, "#ffffff", 0.9)
    haze = noise(c.rng, c.h, c.w, c.h * 0.3, 2)
    c.tint(np.clip(haze - 0.42, 0, 1) * 0.5, mix(beam[0], base[2], 0.4))
    choir = c.layer()
    for row in range(3):
        count = 17 - row * 2
        for k in range(count):
            x = c.w * (0.5 + (k - (count - 1) / 2) * (0.036 if c.w > c.h else 0.044))
            foot = floor - c.h * 0.040 * (2 - row) + c.h * 0.004
            person(choir, upright(x, foot, c.h * (0.165 if c.w > c.h else 0.12)), "stand", "#0f0a16",
                   shirt=mix("#f1e9de", base[1], 0.25 + 0.12 * (2 - row)))
    person(choir, upright(c.w * 0.5, floor + c.h * 0.055, c.h * (0.19 if c.w > c.h else 0.14)), "cheer", "#08060c")
    c.lay(choir)
    _audience(c)
    c.bloom(24, 0.6, 0.5)
    c.vignette(0.3)


def _audience(c: Canvas) -> None:
    for row, (y, size) in enumerate(((0.86, 0.017), (0.94, 0.026))):
        sheet, x = c.layer(), -10.0
        while x < c.w + 40:
            r = max(c.w, c.h) * size * float(c.rng.uniform(0.9, 1.1))
            sheet.disc(x, c.h * y, r * 0.86, r, "#07060d")
            sheet.disc(x, c.h * y + r * 2.6, r * 1.7, r * 1.8, "#07060d")
            x += r * float(c.rng.uniform(2.5, 3.3))
        sheet.rect(0, c.h * y + c.h * 0.055, c.w, c.h, "#07060d")
        c.lay(sheet, soft=1 + row * 2)


SPINES = ("#7a2e2a", "#2f4858", "#c08a3e", "#3d5a46", "#e2d3b4", "#5a3a52", "#8c5a3c", "#1f2a38", "#b9a27e", "#a8432f",
          "#6f7f6a")


def shelves(c: Canvas, _mood: str) -> None:
    """Shelves full of books, a reader and a lamp in front."""
    c.wash([(0, "#2a1a12"), (1, "#1a100b")])
    rows = 5 if c.w > c.h else 8
    tall = c.h / rows
    sheet = c.layer()
    for row in range(rows):
        bottom, x = (row + 1) * tall - tall * 0.09, 6.0
        while x < c.w:
            wide, high = tall * float(c.rng.uniform(0.07, 0.17)), tall * float(c.rng.uniform(0.58, 0.80))
            if c.rng.random() < 0.035:
                x += wide * 2.2
                continue
            tone = mix(str(c.rng.choice(SPINES)), "#120c08", float(c.rng.uniform(0.05, 0.35)))
            lean = wide * 0.5 if c.rng.random() < 0.05 else 0
            sheet.poly([(x, bottom), (x + lean, bottom - high), (x + lean + wide, bottom - high), (x + wide, bottom)],
                       tone)
            sheet.rect(x + lean * 0.7, bottom - high * 0.84, wide, high * 0.035, mix(tone, "#f0d9a0", 0.55), 0.85)
            sheet.rect(x + lean * 0.2, bottom - high * 0.16, wide, high * 0.025, mix(tone, "#f0d9a0", 0.45), 0.8)
            sheet.rect(x + lean * 0.5 + wide * 0.32, bottom - high * 0.66, wide * 0.36, high * 0.32,
                       mix(tone, "#f4e6c4", 0.28), 0.8)
            sheet.rect(x, bottom - high * 0.97, wide * 0.16, high * 0.97, mix(tone, "#ffffff", 0.22), 0.5)
            x += wide + 1.2 + lean
        sheet.rect(0, bottom, c.w, tall * 0.09, "#6b452c")
        sheet.rect(0, bottom, c.w, tall * 0.018, "#a8744a")
        sheet.rect(0, bottom + tall * 0.09, c.w, tall * 0.10, "#0c0705", 0.6)
    c.lay(sheet, soft=2.2)
    lamp_x, lamp_y = c.w * 0.66, c.h * (0.44 if c.w > c.h else 0.56)
    light = np.exp(-((np.hypot(np.arange(c.w)[None, :] - lamp_x,
                               (np.arange(c.h)[:, None] - lamp_y) * 1.1) / (c.w * 0.42)) ** 2))
    c.px *= (0.26 + 0.95 * light)[..., None]
    c.px *= np.array([1.06, 0.98, 0.86], np.float32)
    _desk(c, lamp_x, lamp_y)
    c.bloom(26, 0.5, 0.55)
    c.vignette(0.35)


def _desk(c: Canvas, lx: float, ly: float) -> None:
    edge, unit = c.h * 0.84, min(c.w, c.h)
    c.glow(lx, ly + unit * 0.08, unit * 0.22, "#ffd184", 0.62)
    back = c.layer()
    head_x, head_y, r = c.w * 0.36, c.h * (0.53 if c.w > c.h else 0.62), unit * 0.072
    back.disc(head_x, head_y + r * 4.1, r * 2.2, r * 3.0, "#2f3d4d")
    back.rect(head_x - r * 0.42, head_y + r * 0.6, r * 0.84, r * 1.0, "#8a5e45")
    back.disc(head_x, head_y, r * 0.92, r * 1.10, "#17100d")
    c.lay(back, soft=1.0)
    rim = c.layer(1)
    rim.ring(head_x, head_y, r * 0.98, 4, "#ffc987", 0.8, arc=(-70, 60))
    c.lay(rim, soft=2)
    desk = c.layer()
    desk.rect(0, edge, c.w, c.h, "#5a3922")
    desk.rect(0, edge, c.w, 6, "#b47c4a")
    desk.line([(lx, edge), (lx, ly)], unit * 0.012, "#2c2a2a")
    desk.disc(lx, edge + 4, unit * 0.062, unit * 0.016, "#2c2a2a")
    desk.poly([(lx - unit * 0.05, ly - unit * 0.05), (lx + unit * 0.05, ly - unit * 0.05),
               (lx + unit * 0.115, ly + unit * 0.05),
               (lx - unit * 0.115, ly + unit * 0.05)], "#2f6b58")
    desk.disc(lx, ly + unit * 0.05, unit * 0.115, unit * 0.016, "#fff2cc")
    for k, tone in enumerate(("#7a2e2a", "#c9b48a", "#2f4858")):
        desk.rect(c.w * 0.47 - k * 6, edge - unit * 0.03 * (k + 1), unit * 0.20, unit * 0.028, tone, corner=2)
    desk.poly([(c.w * 0.27, edge + 4), (c.w * 0.36, edge - unit * 0.022), (c.w * 0.45, edge + 4)], "#f2e8d2")
    c.lay(desk)
    c.glow(lx, ly + unit * 0.06, unit * 0.10, "#ffe9b8", 0.8)
    c.glow(lx - unit * 0.1, edge + unit * 0.03, unit * 0.30, "#ffc070", 0.35)


def dormitory(c: Canvas, mood: str) -> None:
    """The front of a dormitory: balconies, quilts in the sun, plants."""
    wall, shade_tone = ("#e6d3b8", "#a8917a") if mood != "evening" else ("#c98f7c", "#5d4458")
    c.wash([(0, wall), (1, mix(wall, shade_tone, 0.35))])
    c.tint(noise(c.rng, c.h, c.w, 7, 1, 2) * 0.12, shade_tone)
    columns, rows = (9, 6) if c.w > c.h else (6, 9)
    cw, ch = c.w / columns, c.h / rows
    sheet, cloth = c.layer(), c.layer()
    quilts = ("#c9473a", "#e8b64c", "#3f6f8f", "#f3efe6", "#7fa08a", "#d98a9a", "#5b6f9f", "#efd9c0")
    for row in range(rows):
        for column in range(columns):
            x, y = column * cw, row * ch
            sheet.rect(x + cw * 0.10, y + ch * 0.10, cw * 0.80, ch * 0.80,
                       mix("#4a4650", "#2a2630", float(c.rng.random())))
            warm = mood == "evening" and c.rng.random() < 0.5
            glass = "#ffcf84" if warm else mix("#5f7886", "#a9c0c6", float(c.rng.random()))
            sheet.rect(x + cw * 0.16, y + ch * 0.16, cw * 0.30, ch * 0.46, glass)
            sheet.rect(x + cw * 0.54, y + ch * 0.16, cw * 0.28, ch * 0.74, mix(glass, "#6b4a36", 0.55))
            if c.rng.random() < 0.5:
                sheet.rect(x + cw * 0.16, y + ch * 0.16, cw * 0.10, ch * 0.46, str(c.rng.choice(quilts)), 0.8)
            sheet.poly([(x + cw * 0.10, y + ch * 0.10), (x + cw * 0.90, y + ch * 0.10), (x + cw * 0.90, y + ch * 0.20),
                        (x + cw * 0.10, y + ch * 0.34)], "#15121a", 0.45)
            _balcony(c, sheet, cloth, (x, y, cw, ch), quilts)
    c.lay(sheet)
    c.shade(cloth, cw * 0.05, ch * 0.06, 8, 0.45)
    c.lay(cloth)
    sun = np.clip((np.arange(c.w)[None, :] * 0.8 + np.arange(c.h)[:, None] - c.h * 0.72) / (c.h * 0.05), 0, 1)
    c.px *= (1 - 0.34 * sun * np.array(1.0))[..., None]
    c.tint(sun * 0.14, "#3d4a78")
    c.glow(c.w * 0.06, 0, c.w * 0.3, "#fff0cc", 0.28)
    c.vignette(0.18)


def _balcony(c: Canvas, sheet: Layer, cloth: Layer, box: tuple[float, float, float, float],
             quilts: tuple[str, ...]) -> None:
    x, y, cw, ch = box
    sheet.rect(x + cw * 0.06, y + ch * 0.62, cw * 0.88, ch * 0.30, "#efe4d2")
    for k in range(10):
        sheet.rect(x + cw * (0.10 + 0.084 * k), y + ch * 0.66, cw * 0.018, ch * 0.22, "#b8a58c")
    sheet.rect(x + cw * 0.04, y + ch * 0.60, cw * 0.92, ch * 0.045, "#fbf3e4")
    chance = float(c.rng.random())
    if chance < 0.46:
        wide, at = cw * float(c.rng.uniform(0.28, 0.5)), x + cw * float(c.rng.uniform(0.08, 0.42))
        tone, long = str(c.rng.choice(quilts)), ch * float(c.rng.uniform(0.24, 0.36))
        cloth.rect(at, y + ch * 0.585, wide, long, tone, corner=3)
        for k in range(4):
            cloth.rect(at + wide * (0.06 + 0.25 * k), y + ch * 0.60, wide * 0.06, long * 0.92,
                       mix(tone, "#ffffff", 0.4), 0.7)
    elif chance < 0.72:
        for _ in range(26):
            cloth.disc(x + cw * 0.72 + float(c.rng.normal(0, cw * 0.07)),
                       y + ch * 0.55 + float(c.rng.normal(0, ch * 0.05)), cw * 0.022,
                       None, mix("#2f5a34", "#8fb05a", float(c.rng.random())))


def sunlight(c: Canvas, _mood: str) -> None:
    """Late light through a window on an empty classroom wall, with the shadow of a bough."""
    c.wash([(0, "#b8aa97"), (0.72, "#c9bba6"), (1, "#a5927c")])
    c.tint(noise(c.rng, c.h, c.w, 5, 1, 2) * 0.10, "#6d5f50")
    light, slant = Layer(c.w, c.h, 1), c.h * 0.16
    pane_w, pane_h = c.w * 0.155, c.h * 0.27
    for row in range(2):
        for column in range(3):
            x, y = c.w * 0.24 + column * pane_w * 1.12, c.h * 0.10 + row * pane_h * 1.10
            drop = slant * (column * 1.12 * pane_w) / c.w
            light.poly([(x, y + drop), (x + pane_w, y + drop + slant * pane_w / c.w),
                        (x + pane_w + c.w * 0.03, y + pane_h + drop + slant * pane_w / c.w),
                        (x + c.w * 0.03, y + pane_h + drop)], "#ffffff")
    cover = np.asarray(light.image.getchannel("A")).astype(np.float32) / 255
    twigs = Layer(c.w, c.h, 1)
    tips = branch(c, twigs, c.w * 0.86, c.h * 0.06, c.w * 0.16, 3.6, c.w * 0.010, "#000000", 5)
    for x, y in tips:
        for _ in range(5):
            a = float(c.rng.uniform(0, 6.28))
            twigs.disc(x + 16 * math.cos(a), y + 16 * math.sin(a), float(c.rng.uniform(6, 15)),
                       float(c.rng.uniform(4, 9)), "#000000")
    bough = np.asarray(twigs.image.getchannel("A")).astype(np.float32) / 255
    both = soften(np.stack([cover * (1 - 0.85 * bough)] * 3, axis=-1), 3.5)[..., 0]
    c.px *= 0.66
    c.tint(both * 0.82, "#ffd9a0")
    desk = c.layer()
    desk.rect(0, c.h * 0.84, c.w, c.h, "#7a5233")
    desk.rect(0, c.h * 0.84, c.w, 7, "#c08e5c")
    desk.rect(c.w * 0.56, c.h * 0.795, c.w * 0.15, c.h * 0.023, "#8c3b32", corner=2)
    desk.rect(c.w * 0.572, c.h * 0.818, c.w * 0.14, c.h * 0.022, "#e6dcc6", corner=2)
    desk.rect(c.w * 0.30, c.h * 0.742, c.w * 0.042, c.h * 0.098, "#dfe6e4", corner=6)
    for lean in (1.15, 1.55, 2.0):
        for x, y in branch(c, desk, c.w * 0.321, c.h * 0.755, c.h * 0.10, lean, 3.4, "#55603f", 2):
            for _ in range(4):
                a = float(c.rng.uniform(0, 6.28))
                desk.disc(x + 13 * math.cos(a), y + 13 * math.sin(a), float(c.rng.uniform(5, 12)),
                          float(c.rng.uniform(4, 8)), mix("#5f7f4a", "#b4c78a", float(c.rng.random())))
    c.shade(desk, 34, 10, 22, 0.35)
    c.lay(desk)
    c.glow(c.w * 0.45, c.h * 0.36, c.w * 0.26, "#ffcf8c", 0.18)
    c.vignette(0.3)
