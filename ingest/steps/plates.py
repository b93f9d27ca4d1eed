"""The words of one item as a layer to lay over its picture: where, how large and how long, as the player sets them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.ImageFont import FreeTypeFont

INK, QUIET = (255, 255, 255, 255), (255, 255, 255, 214)
SHADE: Final = (8, 10, 10)
EDGE, SMALL, BODY = 0.05, 0.0375, 0.041  # of the short edge, as in the player's sheet
CROP_MOST: Final = 0.16
ROOM_LEAST, ROOM_MOST = 0.15, 0.32  # of the height: what words below a whole page take, as in kiosk/player/fit.js
NEVER_FIRST: Final = "，。、；：！？）》」』”’…,.;:!?)]}%"
"""What may not begin a line."""


@dataclass(frozen=True, slots=True)
class Font:
    """A Chinese font: its file and the number of its face, regular and bold."""

    regular: tuple[str, int]
    bold: tuple[str, int]

    def at(self, size: float, *, bold: bool = False) -> FreeTypeFont:
        """Return the font at a size in pixels."""
        from PIL import ImageFont

        path, face = self.bold if bold else self.regular
        return ImageFont.truetype(path, max(8, round(size)), index=face)


@dataclass(frozen=True, slots=True)
class Words:
    """What stands with a picture. ``quiet`` is the small line: department, credit, date."""

    title: str
    caption: str
    quiet: tuple[str, ...]


def fit_of(width: int, height: int, frame: tuple[int, int]) -> str:
    """Return how a picture sits in a frame: "fill" if little is lost, "side" for a tall one in a wide frame, or "inset"."""
    picture, wanted = width / height, frame[0] / frame[1]
    if 1 - min(picture, wanted) / max(picture, wanted) < CROP_MOST:
        return "fill"
    return "side" if frame[0] > frame[1] and width <= height else "inset"


def room_below(width: int, height: int, frame: tuple[int, int]) -> int:
    """Return the pixels that words have below a picture that is shown whole across a frame: nought where too few are left."""
    left = frame[1] - round(frame[0] * height / width)
    return min(left, round(ROOM_MOST * frame[1])) if left >= ROOM_LEAST * frame[1] else 0


def ground(frame: tuple[int, int], accent: str, target: Path) -> Path:
    """Write a quiet ground in the campus's colour (``#rrggbb``), darker to its foot, as a PNG of the frame's size."""
    from PIL import Image, ImageColor

    shade = Image.linear_gradient("L").resize(frame).point(lambda level: 90 + level // 2)
    dark, light = (Image.new("RGB", frame, colour) for colour in ("#07110e", ImageColor.getrgb(accent)))
    Image.composite(dark, light, shade).save(target)
    return target


def draw(words: Words, frame: tuple[int, int], fit: str, font: Font, target: Path, *, below: int = 0) -> None:
    """Write the layer as a PNG of the frame's size; where there are no words it lets all through.

    ``below``: they keep to so many pixels at the foot, and what has no room there is left out, the caption first.
    """
    from PIL import Image, ImageDraw

    layer = Image.new("RGBA", frame)
    short = min(frame)
    margin = round(short * EDGE * 1.1)
    beside = fit == "side"
    room = round(frame[0] * 0.46) - 2 * margin if beside else frame[0] - 2 * margin
    lines = _lines(words, font, short, room, beside=beside)
    if below:
        tries = (words, replace(words, caption=""), replace(words, caption="", quiet=()))
        lines = next((found for one in tries if _height(found := _lines(one, font, short, room, beside=False))
                      <= below - 2 * round(short * EDGE)), _lines(tries[-1], font, short, room, beside=False))
        layer.paste((*SHADE, 140), (0, frame[1] - below, *frame))
    elif lines and not beside:
        _shade(layer, _height(lines) + margin + round(short * 0.17))
    pen = ImageDraw.Draw(layer)
    down = frame[1] - below + (below - _height(lines)) // 2 if below else frame[1] - round(short * EDGE) - _height(lines)
    for line in lines:
        down += line.above
        pen.text((margin, down), line.text, font=line.font, fill=line.ink)
        down += line.height
    layer.save(target, format="PNG", compress_level=1)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    font: FreeTypeFont
    ink: tuple[int, int, int, int]
    height: int
    above: int


def _height(lines: Sequence[_Line]) -> int:
    return sum(line.above + line.height for line in lines)


def _lines(words: Words, font: Font, short: int, room: int, *, beside: bool) -> list[_Line]:
    wide = sum(1 if ord(one) > 0x2E7F else 0.56 for one in words.title)
    size = short * (0.082 if wide <= 12 else 0.072 if wide <= 22 else 0.067)
    quiet = words.quiet if beside else ("  /  ".join(words.quiet),)
    blocks = (
        ((words.title,), font.at(size, bold=True), INK, 1.22, 4 if beside else 2, 0.0),
        ((words.caption if words.caption != words.title else "",), font.at(short * BODY), INK, 1.45,
         5 if beside else 2, 0.015),
        (quiet, font.at(short * SMALL), QUIET, 1.35, 1, 0.02),
    )
    found: list[_Line] = []
    for texts, face, ink, leading, most, above in blocks:
        width = min(room, round(face.size * 34))
        begun = True
        for text in (line for one in texts if one for line in wrapped(one, face, room if leading == 1.22 else width, most)):
            found.append(_Line(text, face, ink, round(face.size * leading), round(short * above) if begun and found else 0))
            begun = False
    return found


def wrapped(text: str, face: FreeTypeFont, room: float, most: int) -> list[str]:
    """Return a text in at most ``most`` lines of ``room`` pixels; what is cut off shows as an ellipsis.

    Chinese breaks anywhere but before punctuation, words of letters stay whole where they fit at all.
    """
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest and len(lines) < most:
        end = _end(rest, face, room)
        if end < len(rest) and len(lines) == most - 1:
            return [*lines, _cut(rest[:end], face, room)]
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return lines


def _end(text: str, face: FreeTypeFont, room: float) -> int:
    """How many characters go on this line."""
    if face.getlength(text) <= room:
        return len(text)
    fitting = next((n for n in range(1, len(text) + 1) if face.getlength(text[:n]) > room), len(text)) - 1
    end = max(1, fitting)
    back = end
    while back > 1 and (text[back] in NEVER_FIRST or (_is_letter(text[back]) and _is_letter(text[back - 1]))):
        back -= 1
    return back if back > end // 2 else end


def _is_letter(one: str) -> bool:
    return one.isascii() and one.isalnum()


def _cut(text: str, face: FreeTypeFont, room: float) -> str:
    while text and face.getlength(f"{text}…") > room:
        text = text[:-1]
    return f"{text.rstrip('，。、；：,.;: ')}…"


def _shade(layer: Picture, height: int) -> None:
    """Darken the foot, more the lower, so that white words can be read on any picture."""
    from PIL import Image

    width, whole = layer.size
    height = min(height, whole)
    steps: Sequence[tuple[float, float]] = ((0.0, 0.0), (0.24, 0.30), (0.55, 0.70), (1.0, 0.86))
    column = Image.new("L", (1, height))
    column.putdata([round(255 * _between(steps, one / max(1, height - 1))) for one in range(height)])
    shade = Image.new("RGBA", (width, height), (*SHADE, 255))
    shade.putalpha(column.resize((width, height)))
    layer.paste(shade, (0, whole - height))


def _between(steps: Sequence[tuple[float, float]], at: float) -> float:
    for (left, low), (right, high) in pairwise(steps):
        if at <= right:
            return low + (high - low) * (at - left) / (right - left)
    return steps[-1][1]
