"""Posters with Chinese type: each is a handful of large shapes and a few lines of text."""

from __future__ import annotations

import math

import numpy as np

from server.demo.canvas import Canvas, Layer, mix, noise
from server.demo.figures import Spot, person
from server.demo.foods import noodles
from server.demo.gardens import ginkgo_leaf
from server.demo.tables import porcelain


def canteen(c: Canvas, when: str) -> None:
    """Canteen open day: a bowl that fills the lower half."""
    c.wash([(0, "#f3e7d0"), (1, "#ecd9b6")])
    _paper(c)
    u, red, ink = c.w, "#a62b22", "#33251c"
    porcelain(c, u * 0.50, c.h * 0.800, u * 0.455, "#2f4f5b", noodles, deep=True, rim="#e2c184")
    sheet = c.layer()
    for k, sign in enumerate("食堂"):
        sheet.text(u * 0.075 + k * u * 0.335, c.h * 0.085, sign, u * 0.335, red, style="serif", bold=True)
    for k, sign in enumerate("开放日"):
        sheet.text(u * 0.082 + k * u * 0.165, c.h * 0.338, sign, u * 0.150, ink, style="serif", bold=True)
    sheet.rect(u * 0.80, c.h * 0.090, u * 0.125, c.h * 0.262, red)
    for k, sign in enumerate("看得见的后厨"):
        sheet.text(u * 0.8625, c.h * (0.113 + 0.0425 * k), sign, u * 0.058, "#f8ecd4", bold=True, anchor="mm")
    sheet.text(u * 0.085, c.h * 0.052, "饮食服务中心  ·  第二食堂", u * 0.034, ink, anchor="lm")
    sheet.line([(u * 0.085, c.h * 0.436), (u * 0.60, c.h * 0.436)], 2, ink)
    sheet.text(u * 0.085, c.h * 0.463, when, u * 0.040, ink, bold=True, anchor="lm")
    c.lay(sheet)


def sports(c: Canvas, when: str) -> None:
    """Sports meeting: lanes sweep through the sheet."""
    c.wash([(0, "#c8452f"), (1, "#a83222")])
    u = c.w
    sheet = c.layer()
    cx, cy = -u * 0.18, c.h * 1.02
    for k in range(9):
        sheet.ring(cx, cy, u * (0.34 + 0.145 * k), u * 0.010, "#f6e8d6", 0.95)
    sheet.disc(cx, cy, u * 0.335, None, "#2f5d50")
    for k in range(7):
        a = -0.98 + 0.055 * k
        r = u * (0.34 + 0.145 * (k + 0.5))
        sheet.text(cx + r * math.cos(a), cy + r * math.sin(a), str(k + 1), u * 0.080, "#f6e8d6", bold=True, anchor="mm")
    c.lay(sheet)
    for k in range(5):
        a, r = -0.62 + 0.035 * k, u * (0.34 + 0.145 * (k * 1.4 + 1.5))
        x, y = cx + r * math.cos(a), cy + r * math.sin(a)
        for tone, spot in (("#4a120c", Spot(x, y, (u * 0.05, -u * 0.05), (u * 0.15, u * 0.12))),
                           (("#f2c14e", "#f6e8d6", "#1f3d4d", "#8fb8a8", "#f2c14e")[k],
                            Spot(x, y, (u * 0.135, 0), (0, -u * 0.135)))):
            runner = c.patch(x, y, u * 0.26)
            person(runner, spot, "run" if k % 2 else "stride", tone, alpha=0.45 if tone == "#4a120c" else 1)
            c.lay(runner)
    veil = np.clip(1.3 - np.linspace(0, 1, c.h) / 0.25, 0, 0.93)[:, None] * np.ones((1, c.w))
    c.tint(veil, "#c8452f")
    _paper(c)
    words = c.layer()
    words.rect(u * 0.50, c.h * 0.932, u * 0.50, c.h * 0.046, "#a83222")
    for k, sign in enumerate("运动会"):
        words.text(u * 0.07 + k * u * 0.288, c.h * 0.068, sign, u * 0.292, "#fff4e2", bold=True)
    words.text(u * 0.08, c.h * 0.045, "秋季", u * 0.052, "#fff4e2", bold=True, anchor="lm")
    words.text(u * 0.93, c.h * 0.045, "AUTUMN GAMES", u * 0.034, "#fff4e2", anchor="rm")
    words.line([(u * 0.22, c.h * 0.045), (u * 0.60, c.h * 0.045)], 2, "#fff4e2", 0.8)
    words.text(u * 0.08, c.h * 0.288, "跑起来，风就有了名字", u * 0.052, "#ffd9a8", anchor="lm")
    words.text(u * 0.93, c.h * 0.955, when, u * 0.040, "#fff4e2", bold=True, anchor="rm")
    c.lay(words)


def opening(c: Canvas, when: str) -> None:
    """Opening ceremony: the sun rises behind the clock tower."""
    c.wash([(0, "#12294a"), (0.62, "#1d4468"), (1, "#12294a")])
    u, y = c.w, c.h * 0.66
    sheet = c.layer()
    for k in range(9, 0, -1):
        sheet.disc(u * 0.5, y, u * (0.19 + 0.052 * k), None, mix("#f2a65a", "#1d4468", k / 9.5))
    sheet.disc(u * 0.5, y, u * 0.20, None, "#fbe3b0")
    ground = [(0, c.h), (0, y + u * 0.05), (u * 0.16, y + u * 0.05), (u * 0.16, y - u * 0.03), (u * 0.34, y - u * 0.03),
              (u * 0.34, y + u * 0.02), (u * 0.44, y + u * 0.02), (u * 0.44, y - u * 0.32), (u * 0.5, y - u * 0.42),
              (u * 0.56, y - u * 0.32), (u * 0.56, y + u * 0.02), (u * 0.70, y + u * 0.02), (u * 0.70, y - u * 0.05),
              (u * 0.86, y - u * 0.05), (u * 0.86, y + u * 0.05), (u, y + u * 0.05), (u, c.h)]
    sheet.poly(ground, "#0c1c33")
    sheet.disc(u * 0.5, y - u * 0.25, u * 0.034, None, "#fbe3b0")
    sheet.line([(u * 0.5, y - u * 0.25), (u * 0.5, y - u * 0.275)], 4, "#0c1c33")
    sheet.line([(u * 0.5, y - u * 0.25), (u * 0.518, y - u * 0.25)], 4, "#0c1c33")
    for k in range(30):
        x = u * (0.02 + 0.033 * k)
        if not 0.43 < x / u < 0.57:
            sheet.rect(x, y + u * 0.075, u * 0.014, u * 0.022, "#f2c27a", 0.25 + 0.6 * float(c.rng.random()))
            sheet.rect(x, y + u * 0.125, u * 0.014, u * 0.022, "#f2c27a", 0.25 + 0.6 * float(c.rng.random()))
    for k, sign in enumerate("开学典礼"):
        sheet.text(u * (0.17 + 0.22 * k), c.h * 0.165, sign, u * 0.205, "#fdf3dd", style="serif", bold=True,
                   anchor="mm")
    sheet.text(u * 0.5, c.h * 0.262, "与  光  同  行", u * 0.045, "#f2c27a", anchor="mm")
    sheet.text(u * 0.5, c.h * 0.070, "新生入学", u * 0.036, "#f2c27a", anchor="mm")
    sheet.text(u * 0.5, c.h * 0.895, when, u * 0.042, "#fdf3dd", bold=True, anchor="mm")
    sheet.text(u * 0.5, c.h * 0.930, "北区体育场", u * 0.034, "#a9bdd0", anchor="mm")
    c.lay(sheet)
    _paper(c)


def plate(c: Canvas, _when: str) -> None:
    """Clear your plate: one empty plate."""
    c.wash([(0, "#2f6655"), (1, "#265446")])
    u = c.w
    porcelain(c, u * 0.5, c.h * 0.60, u * 0.385, "#f5f1e6", None, deep=False, rim="#c9a24a")
    sheet = c.layer()
    for _ in range(9):
        a, d = float(c.rng.uniform(0, 6.28)), u * 0.26 * float(c.rng.random())
        sheet.disc(u * 0.5 + d * math.cos(a), c.h * 0.60 + d * math.sin(a), u * 0.004, u * 0.0028, "#bdb3a0")
    for k in range(2):
        sheet.line([(u * 0.905 + 26 * k, c.h * 0.43), (u * 0.885 + 26 * k, c.h * 0.79)], 13, "#d9b98a", caps=True)
    c.shade(sheet, 14, 18, 12, 0.4)
    c.lay(sheet)
    words = c.layer()
    words.text(u * 0.075, c.h * 0.060, "光盘", u * 0.335, "#f5efdf", bold=True)
    words.text(u * 0.935, c.h * 0.105, "行", u * 0.135, "#e7c36a", bold=True, anchor="rm")
    words.text(u * 0.935, c.h * 0.190, "动", u * 0.135, "#e7c36a", bold=True, anchor="rm")
    words.text(u * 0.085, c.h * 0.306, "一粥一饭，当思来处不易", u * 0.050, "#dfe8dc", style="serif", anchor="lm")
    words.text(u * 0.085, c.h * 0.935, "饮食服务中心", u * 0.036, "#dfe8dc", anchor="lm")
    words.text(u * 0.925, c.h * 0.935, "按需取餐 · 吃完再添", u * 0.036, "#e7c36a", anchor="rm")
    c.lay(words)
    _paper(c)


def homes(c: Canvas, when: str) -> None:
    """Dormitory culture month: a wall of windows in colour."""
    c.wash([(0, "#f1ece1"), (1, "#e9e1d0")])
    u = c.w
    tones = ("#d9573f", "#e9b44c", "#2f6f7e", "#8fae8b", "#e7a68f", "#274156", "#f4ead4")
    sheet = c.layer()
    size, gap = u * 0.152, u * 0.018
    for row in range(6):
        for column in range(5):
            x, y = u * 0.083 + column * (size + gap), c.h * 0.315 + row * (size * 0.86 + gap)
            tone = tones[int(c.rng.integers(len(tones)))]
            sheet.rect(x, y, size, size * 0.86, tone)
            _room(c, sheet, x, y, size, mix(tone, "#1a1a22", 0.35), mix(tone, "#fff6e2", 0.55))
    words, ink = c.layer(), "#22303c"
    words.text(u * 0.083, c.h * 0.062, "公寓", u * 0.215, ink, bold=True)
    words.text(u * 0.540, c.h * 0.062, "文化月", u * 0.128, "#d9573f", bold=True)
    words.text(u * 0.545, c.h * 0.168, "每一扇窗，都是一个家", u * 0.037, ink)
    words.line([(u * 0.083, c.h * 0.232), (u * 0.917, c.h * 0.232)], 3, ink)
    words.text(u * 0.083, c.h * 0.262, when, u * 0.040, ink, bold=True, anchor="lm")
    words.text(u * 0.917, c.h * 0.262, "公寓管理中心", u * 0.036, ink, anchor="rm")
    c.lay(sheet)
    c.lay(words)
    _paper(c)


def _room(c: Canvas, sheet: Layer, x: float, y: float, size: float, dark: str, light: str) -> None:
    kind = int(c.rng.integers(6))
    foot = y + size * 0.86
    if kind == 0:
        sheet.disc(x + size * 0.5, y + size * 0.40, size * 0.13, None, dark)
        sheet.disc(x + size * 0.5, foot, size * 0.24, size * 0.30, dark)
        sheet.rect(x, foot, size, size * 0.31, "#ece5d6")
    elif kind == 1:
        for k in range(5):
            sheet.rect(x + size * (0.18 + 0.13 * k), y + size * (0.36 + 0.05 * (k % 3)), size * 0.10,
                       size * (0.50 - 0.05 * (k % 3)), dark if k % 2 else light)
    elif kind == 2:
        sheet.poly([(x + size * 0.32, y + size * 0.42), (x + size * 0.68, y + size * 0.42),
                    (x + size * 0.58, y + size * 0.20), (x + size * 0.42, y + size * 0.20)], light)
        sheet.rect(x + size * 0.485, y + size * 0.42, size * 0.03, size * 0.44, dark)
    elif kind == 3:
        sheet.rect(x + size * 0.36, y + size * 0.58, size * 0.28, size * 0.28, light)
        for a in np.linspace(0.5, 2.64, 6):
            tip = (x + size * 0.5 + size * 0.36 * math.cos(a), y + size * 0.58 - size * 0.40 * math.sin(a))
            sheet.line([(x + size * 0.5, y + size * 0.60), tip], size * 0.055, dark, caps=True)
    elif kind == 4:
        sheet.rect(x, y, size * 0.26, size * 0.86, light)
        sheet.rect(x + size * 0.74, y, size * 0.26, size * 0.86, light)
        sheet.disc(x + size * 0.5, y + size * 0.34, size * 0.11, None, light)
    else:
        sheet.rect(x + size * 0.48, y, size * 0.04, size * 0.86, dark)
        sheet.rect(x, y + size * 0.41, size, size * 0.04, dark)


def leaves(c: Canvas, when: str) -> None:
    """Ginkgo season, a call for photographs: leaves drift over the sheet."""
    c.wash([(0, "#f6d77a"), (1, "#efb93c")])
    u = c.w
    sheet = c.layer()
    for k in range(70):
        x, y = float(c.rng.uniform(0, u)), c.h * (1.02 - 0.62 * abs(float(c.rng.normal(0, 0.42))))
        size = u * float(c.rng.uniform(0.045, 0.15))
        ginkgo_leaf(sheet, x, y, size, float(c.rng.uniform(0, 6.28)),
                    ("#fbe9ac", "#d98f15", "#f4c73f", "#c2760c", "#fff4cf")[k % 5])
    c.shade(sheet, 10, 16, 14, 0.22, "#6b3f00")
    c.lay(sheet)
    words, ink = c.layer(), "#4a2a0a"
    for k, sign in enumerate("银杏季"):
        words.text(u * 0.80, c.h * (0.135 + 0.155 * k), sign, u * 0.225, ink, style="serif", bold=True, anchor="mm")
    for k, sign in enumerate("镜头里的校园"):
        words.text(u * 0.575, c.h * (0.090 + 0.040 * k), sign, u * 0.055, ink, style="serif", anchor="mm")
    words.rect(u * 0.085, c.h * 0.068, u * 0.23, c.h * 0.040, ink, corner=4)
    words.text(u * 0.20, c.h * 0.088, "摄影征集", u * 0.046, "#fbe9ac", bold=True, anchor="mm")
    words.text(u * 0.085, c.h * 0.135, when, u * 0.038, ink, bold=True, anchor="lm")
    words.text(u * 0.085, c.h * 0.163, "党委宣传部办公室", u * 0.032, ink, anchor="lm")
    c.lay(words)
    _paper(c)


def _paper(c: Canvas) -> None:
    c.tint(noise(c.rng, c.h, c.w, 5, 1, 2) * 0.05, "#000000")
    c.tint(np.clip(noise(c.rng, c.h, c.w, c.h * 0.4, 1, 2) - 0.5, 0, 1) * 0.10, "#ffffff")
