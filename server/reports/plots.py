"""Plots as rectangles, lines and texts, in millimetres: the same drawing for pages, paper and Word. Pure but for ``png``."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from html import escape
from typing import Final

from server.docx.images import Picture
from server.reports.sheet import Plot

WIDE: Final = 150.0
SHADES: Final = ("#9db4c8", "#4d7ea8", "#b80f1b")
"""From light to dark, so that they are told apart on a black and white printer too."""
INK, GREY = "#141414", "#8a8a8a"
SIZE: Final = 3.4
SMALLEST: Final = 2.0
"""Letters in millimetres; a bar that is too narrow for a number of the smallest goes without."""
DIGIT: Final = 0.58
"""How wide a digit is, of the size of its letters."""
_DOTS: Final = 10  # to the millimetre
_NAMES: Final = 12


@dataclass(frozen=True, slots=True)
class Rect:
    x: float
    y: float
    w: float
    h: float
    fill: str


@dataclass(frozen=True, slots=True)
class Text:
    """``y`` is the base line; ``anchor`` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    ink: str = INK
    size: float = SIZE


@dataclass(slots=True)
class Drawing:
    """So many millimetres high, and what is drawn on it."""

    height: float
    marks: list[Rect | Text] = field(default_factory=list)


def drawn(plot: Plot) -> Drawing:
    """Return the drawing of a plot."""
    return _lying(plot) if plot.lying else _standing(plot)


def svg(plot: Plot) -> str:
    """Return a plot as an SVG element."""
    drawing = drawn(plot)
    told = "".join(
        f'<rect x="{one.x:.2f}" y="{one.y:.2f}" width="{one.w:.2f}" height="{one.h:.2f}" fill="{one.fill}"/>'
        if isinstance(one, Rect) else
        f'<text x="{one.x:.2f}" y="{one.y:.2f}" text-anchor="{one.anchor}" fill="{one.ink}" font-size="{one.size:.3g}">'
        f"{escape(one.text)}</text>" for one in drawing.marks)
    return (f'<svg class="report-plot" viewBox="0 0 {WIDE:g} {drawing.height:.1f}" role="img" '
            f'aria-label="{escape(plot.title)}">{told}</svg>')


def png(plot: Plot) -> Picture:
    """Return a plot as a PNG for paper. Raises VitrineError missing-tool without a Chinese font."""
    from PIL import Image, ImageDraw

    from server.fonts import load_font

    drawing = drawn(plot)
    picture = Image.new("RGB", (round(WIDE * _DOTS), round(drawing.height * _DOTS)), "white")
    pen = ImageDraw.Draw(picture)
    for one in drawing.marks:
        if isinstance(one, Rect):
            pen.rectangle((one.x * _DOTS, one.y * _DOTS, (one.x + one.w) * _DOTS, (one.y + one.h) * _DOTS), fill=one.fill)
        else:
            pen.text((one.x * _DOTS, one.y * _DOTS), one.text, fill=one.ink, font=load_font(round(one.size * _DOTS)),
                     anchor={"start": "ls", "middle": "ms", "end": "rs"}[one.anchor])
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return Picture(out.getvalue(), picture.width, picture.height, "png", "image/png")


def _lying(plot: Plot) -> Drawing:
    left, row, right = SIZE * _NAMES + 3, 6.4, 14.0
    values = plot.series[0][1]
    most = max([*values, 0.0]) or 1.0
    found = Drawing(row * len(plot.labels) + 2)
    for place, (label, value) in enumerate(zip(plot.labels, values, strict=True)):
        y = place * row + 1
        name = label if len(label) <= _NAMES else f"{label[:_NAMES - 1]}…"
        found.marks.append(Text(left - 2, y + 4.2, name, "end"))
        long = max(0.0, value) / most * (WIDE - left - right)
        found.marks.append(Rect(left, y + 0.9, max(long, 0.3), row - 2, SHADES[1]))
        found.marks.append(Text(left + max(long, 0.3) + 1.5, y + 4.2, _number(value)))
    return found


def _standing(plot: Plot) -> Drawing:
    years = any("年" in label for label in plot.labels)
    top, high, foot = 10.0, 38.0, 10.6 if years else 6.0
    most = max([0.0, *(value for _name, values in plot.series for value in values)]) or 1.0
    found = Drawing(top + high + foot)
    step = WIDE / len(plot.labels)
    digits = max((len(_number(value)) for _name, values in plot.series for value in values), default=1)
    bar = min(9.0, step * (0.78 if digits < 3 else 0.92) / len(plot.series))
    size = min(SIZE, bar / (DIGIT * digits))
    x = 0.0
    for (name, _values), shade in zip(plot.series, SHADES, strict=False):
        found.marks += [Rect(x, 0.6, 3.2, 3.2, shade), Text(x + 4.4, 3.5, name)]
        x += 6 + SIZE * len(name) + 4
    for place, label in enumerate(plot.labels):
        begin = place * step + (step - bar * len(plot.series)) / 2
        for at, (_name, values) in enumerate(plot.series):
            tall = values[place] / most * high
            found.marks.append(Rect(begin + at * bar, top + high - tall, bar * 0.9, tall, SHADES[at]))
            if size >= SMALLEST:
                found.marks.append(Text(begin + at * bar + bar * 0.45, top + high - tall - 0.9, _number(values[place]),
                                        "middle", size=size))
        year, of, month = label.rpartition("年")  # 2025年12月 takes two lines: twelve of them stand side by side
        found.marks += [Text(place * step + step / 2, top + high + 4.6 + row * 4.6, text, "middle")
                        for row, text in enumerate((month, year + of)) if text]
    found.marks.append(Rect(0, top + high, WIDE, 0.25, GREY))
    return found


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")
