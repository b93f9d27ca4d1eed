"""A canvas to paint on: numpy for light, Pillow for outlines drawn at double size so that edges are smooth.

Only painters import this module, and only ``make_material`` imports painters, so the libraries load when needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from server.fonts import load_font

Array = npt.NDArray[Any]
Point = tuple[float, float]
Box = tuple[int, int, int, int]
Stops = Sequence[tuple[float, str]]
SHARP = 2


def rgb(colour: str) -> Array:
    """Return ``#rrggbb`` as three numbers from 0 to 1."""
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / 255


def mix(first: str, second: str, share: float) -> str:
    """Return the colour that lies ``share`` (0 to 1) of the way from the first to the second."""
    out = "#"
    for i in (1, 3, 5):
        a, b = int(first[i : i + 2], 16), int(second[i : i + 2], 16)
        out += f"{min(255, max(0, round(a + (b - a) * share))):02x}"
    return out


def ramp(length: int, stops: Stops) -> Array:
    """Return ``length`` colours that run smoothly through ``stops`` (position 0 to 1, colour)."""
    at = np.linspace(0, 1, length, dtype=np.float32)
    where = [position for position, _ in stops]
    colours = np.array([rgb(colour) for _, colour in stops])
    return np.stack([np.interp(at, where, colours[:, i]) for i in range(3)], axis=-1).astype(np.float32)


def noise(rng: np.random.Generator, height: int, width: int, cell: float, stretch: float = 1.0,
          octaves: int = 4) -> Array:
    """Return a soft cloud of numbers from 0 to 1; ``cell`` is its largest grain in pixels, wider by ``stretch``."""
    total = np.zeros((height, width), np.float32)
    weight = 1.0
    for _ in range(octaves):
        rows, columns = max(2, int(height / cell) + 2), max(2, int(width / (cell * stretch)) + 2)
        small = Image.fromarray(rng.random((rows, columns), np.float32))
        total += weight * np.asarray(small.resize((width, height), Image.Resampling.BICUBIC))
        weight, cell = weight / 2, max(2.0, cell / 2)
    low, high = float(total.min()), float(total.max())
    return (total - low) / max(high - low, 1e-6)


def profile(rng: np.random.Generator, length: int, cell: float, octaves: int = 5) -> Array:
    """Return the outline of a ridge: ``length`` heights from 0 to 1."""
    at = np.arange(length)
    total = np.zeros(length)
    weight = 1.0
    for _ in range(octaves):
        knots = np.arange(0, length + 2 * cell, cell)
        total += weight * np.interp(at, knots, rng.random(len(knots)))
        weight, cell = weight * 0.48, max(2.0, cell / 2.1)
    low = float(total.min())
    heights: Array = (total - low) / max(float(total.max()) - low, 1e-6)
    return heights


def soften(pixels: Array, radius: float) -> Array:
    """Return a picture (height, width, 3; 0 to 1) out of focus."""
    image = Image.fromarray((np.clip(pixels, 0, 1) * 255).astype(np.uint8))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(radius))).astype(np.float32) * np.float32(1 / 255)


def _blurred(image: Image.Image, soft: float) -> Image.Image:
    """Blur a sheet with its alpha multiplied in, else its empty black bleeds into the edges."""
    if soft < 3:
        return image.convert("RGBa").filter(ImageFilter.BoxBlur(soft)).convert("RGBA")
    size, part = image.size, 2 if soft < 8 else 4  # what is well out of focus loses nothing at half the size
    small = image.reduce(part).convert("RGBa").filter(ImageFilter.GaussianBlur(soft / part))
    return small.resize(size, Image.Resampling.BILINEAR).convert("RGBA")


class Layer:
    """A transparent sheet to draw on, in the canvas's own pixels; ``sharp`` 1 where it will be out of focus anyway.

    A sheet may cover only a part of the canvas, whose corner is its ``origin``.
    """

    def __init__(self, width: int, height: int, sharp: int = SHARP, origin: tuple[int, int] = (0, 0)) -> None:
        self.k, self.origin = sharp, origin
        self.image = Image.new("RGBA", (width * sharp, height * sharp), (0, 0, 0, 0))
        self.draw = ImageDraw.Draw(self.image)

    def _ink(self, colour: str, alpha: float) -> tuple[int, int, int, int]:
        return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16), int(alpha * 255))

    def _to(self, points: Sequence[Point]) -> list[Point]:
        left, top = self.origin
        return [((float(x) - left) * self.k, (float(y) - top) * self.k) for x, y in points]

    def poly(self, points: Sequence[Point], colour: str, alpha: float = 1.0) -> None:
        self.draw.polygon(self._to(points), fill=self._ink(colour, alpha))

    def disc(self, x: float, y: float, rx: float, ry: float | None, colour: str, alpha: float = 1.0) -> None:
        ry = rx if ry is None else ry
        box = (*self._to([(x - rx, y - ry)])[0], *self._to([(x + rx, y + ry)])[0])
        self.draw.ellipse(box, fill=self._ink(colour, alpha))

    def ring(self, x: float, y: float, r: float, width: float, colour: str, alpha: float = 1.0,
             arc: tuple[float, float] = (0, 360)) -> None:
        box = (*self._to([(x - r, y - r)])[0], *self._to([(x + r, y + r)])[0])
        self.draw.arc(box, *arc, fill=self._ink(colour, alpha), width=max(1, int(width * self.k)))

    def rect(self, x: float, y: float, w: float, h: float, colour: str, alpha: float = 1.0,
             corner: float = 0) -> None:
        box = (*self._to([(x, y)])[0], *self._to([(x + w, y + h)])[0])
        self.draw.rounded_rectangle(box, radius=corner * self.k, fill=self._ink(colour, alpha))

    def line(self, points: Sequence[Point], width: float, colour: str, alpha: float = 1.0,
             caps: bool = False) -> None:
        self.draw.line(self._to(points), fill=self._ink(colour, alpha), width=max(1, round(width * self.k)),
                       joint="curve")
        if caps:
            for x, y in (points[0], points[-1]):
                self.disc(x, y, width / 2, None, colour, alpha)

    def text(self, x: float, y: float, words: str, size: float, colour: str, *, alpha: float = 1.0,
             style: str = "sans", bold: bool = False, anchor: str = "lt") -> None:
        font = load_font(int(size * self.k), style, bold)
        self.draw.text(self._to([(x, y)])[0], words, font=font, fill=self._ink(colour, alpha), anchor=anchor)


class Canvas:
    """A picture being painted: ``px`` is (height, width, 3), 0 to 1; ``rng`` decides everything that is chance."""

    def __init__(self, width: int, height: int, rng: np.random.Generator) -> None:
        self.w, self.h, self.rng = width, height, rng
        self.px: Array = np.zeros((height, width, 3), np.float32)

    def layer(self, sharp: int = SHARP) -> Layer:
        return Layer(self.w, self.h, sharp)

    def wash(self, stops: Stops, top: float = 0.0, bottom: float = 1.0) -> None:
        """Fill from ``top`` to ``bottom`` (shares of the height) with colours running downwards."""
        first, last = int(top * self.h), int(bottom * self.h)
        self.px[first:last] = ramp(last - first, stops)[:, None, :]

    def patch(self, x: float, y: float, reach: float) -> Layer:
        """Return a sheet for the square of ``reach`` pixels around a point: much quicker than a whole one."""
        side = int(reach) * 2
        return Layer(side, side, origin=(int(x) - int(reach), int(y) - int(reach)))

    def lay(self, layer: Layer, *, soft: float = 0, alpha: float = 1.0) -> None:
        """Put a sheet on the canvas, out of focus by ``soft`` pixels."""
        image = layer.image.reduce(layer.k) if layer.k > 1 else layer.image
        drawn = image.getchannel("A").getbbox()
        if drawn and soft:
            margin = int(soft * 3) + 2
            drawn = (drawn[0] - margin, drawn[1] - margin, drawn[2] + margin, drawn[3] + margin)
            image = _blurred(image.crop(drawn), soft)
        elif drawn:
            image = image.crop(drawn)
        box = self._visible(drawn, layer.origin)
        if drawn is None or box is None:
            return
        left, top, right, bottom = box
        sheet = np.asarray(image)[top - drawn[1] : bottom - drawn[1],
                                  left - drawn[0] : right - drawn[0]].astype(np.float32)
        sheet *= 1 / 255
        dx, dy = layer.origin
        part = self.px[top + dy : bottom + dy, left + dx : right + dx]
        part += (sheet[..., :3] - part) * (sheet[..., 3:] * alpha)

    def _visible(self, box: Box | None, origin: tuple[int, int]) -> Box | None:
        if box is None:
            return None
        left, top = max(box[0], -origin[0]), max(box[1], -origin[1])
        right, bottom = min(box[2], self.w - origin[0]), min(box[3], self.h - origin[1])
        return (left, top, right, bottom) if left < right and top < bottom else None

    def shade(self, layer: Layer, dx: float, dy: float, soft: float, alpha: float = 0.45,
              colour: str = "#000000") -> None:
        """Cast the sheet's shadow; lay the sheet itself afterwards."""
        cover = layer.image.getchannel("A")
        margin = int(soft * 2) * layer.k
        wide = Image.new("L", (cover.width + margin * 2, cover.height + margin * 2))
        wide.paste(cover, (margin, margin))
        wide = wide.reduce(layer.k * 2).filter(ImageFilter.GaussianBlur(soft / 2))
        shadow = Layer(1, 1, 1, (layer.origin[0] + int(dx) - margin // layer.k,
                                 layer.origin[1] + int(dy) - margin // layer.k))
        shadow.image = Image.new("RGBA", (wide.width * 2, wide.height * 2), colour)
        shadow.image.putalpha(wide.resize(shadow.image.size))
        self.lay(shadow, alpha=alpha)

    def tint(self, cover: Array, colour: str | Array) -> None:
        """Colour the canvas where ``cover`` (height, width; 0 to 1) says."""
        ink = rgb(colour) if isinstance(colour, str) else colour
        self.px += (ink - self.px) * cover.astype(np.float32)[..., None]

    def glow(self, x: float, y: float, radius: float, colour: str, strength: float = 1.0) -> None:
        """Add light that falls off from a point; ``radius`` is where about a third is left."""
        reach = int(radius * 2.6) + 1
        left, right = max(0, int(x) - reach), min(self.w, int(x) + reach)
        top, bottom = max(0, int(y) - reach), min(self.h, int(y) + reach)
        if left >= right or top >= bottom:
            return
        across = np.exp(-(((np.arange(left, right) - x) / radius) ** 2)).astype(np.float32)
        down = np.exp(-(((np.arange(top, bottom) - y) / radius) ** 2)).astype(np.float32)
        light = (down[:, None] * across[None, :])[..., None] * rgb(colour) * strength
        part = self.px[top:bottom, left:right]
        part[...] = 1 - (1 - part) * (1 - np.clip(light, 0, 1))

    def mirror(self, line: float, *, dim: float = 0.72, tone: str = "#20303a", wave: float = 6) -> None:
        """Make water below ``line`` (share of the height): what is above it, upside down and rippled."""
        edge = int(line * self.h)
        depth = self.h - edge
        source = self.px[max(0, edge - depth) : edge][::-1]
        rows = np.linspace(0, len(source) - 1, depth).astype(int)
        water = source[rows]
        ripple = noise(self.rng, depth, 1, 14, octaves=3)[:, 0] - 0.5
        fine = noise(self.rng, depth, self.w, 10, 9, octaves=2) - 0.5
        reach = np.linspace(0.15, 1, depth)
        shift = (wave * reach * (ripple * 2))[:, None] + fine * wave * 3 * reach[:, None]
        columns = np.clip(np.arange(self.w)[None, :] + shift, 0, self.w - 1).astype(int)
        jump = np.clip(np.arange(depth)[:, None] + fine * wave * 4 * reach[:, None], 0, depth - 1).astype(int)
        water = water[jump, columns]
        share = (1 - dim) + 0.25 * reach[:, None, None] * dim
        self.px[edge:] = water + (rgb(tone) - water) * share.astype(np.float32)

    def out_of_focus(self, radius: float) -> None:
        self.px = soften(self.px, radius)

    def bloom(self, radius: float = 18, strength: float = 0.35, floor: float = 0.62) -> None:
        """Let the bright parts bleed, as through a lens."""
        bright = np.clip((self.px - floor) / (1 - floor), 0, 1)
        small = bright[::4, ::4]
        wide = Image.fromarray((soften(small, radius / 4) * 255).astype(np.uint8)).resize((self.w, self.h))
        self.px = 1 - (1 - self.px) * (1 - np.asarray(wide).astype(np.float32) / 255 * strength)

    def vignette(self, strength: float = 0.25) -> None:
        across = np.linspace(-1, 1, self.w, dtype=np.float32) ** 2
        down = np.linspace(-1, 1, self.h, dtype=np.float32) ** 2
        self.px *= (1 - strength * np.clip((down[:, None] + across[None, :]) / 2, 0, 1) ** 1.5)[..., None]


def develop(canvas: Canvas, size: tuple[int, int], grain: float = 2.2) -> Image.Image:
    """Return the canvas as a picture of ``size`` (width, height), with a film's grain and a gentle contrast curve."""
    x = np.clip(canvas.px, 0, 1)
    x = x + 0.10 * (x - 0.5) * (1 - np.abs(2 * x - 1))
    small = Image.fromarray((x * 255 + 0.5).astype(np.uint8))
    image = small if small.size == size else small.resize(size, Image.Resampling.BICUBIC)
    if grain <= 0:
        return image
    tile = np.clip(np.rint(canvas.rng.normal(128, grain, (640, 640))), 0, 255).astype(np.uint8)
    rows, columns = -(-size[1] // 640), -(-size[0] // 640)
    speckle = Image.fromarray(np.ascontiguousarray(np.tile(tile, (rows, columns))[: size[1], : size[0]]))
    return ImageChops.add(image, Image.merge("RGB", [speckle] * 3), 1.0, -128)
