"""How well a colour stands out from another (WCAG 2.2), and colours moved until they do. Pure arithmetic."""

from __future__ import annotations

import colorsys
from typing import Final

TEXT: Final = 4.5
"""What WCAG 2.2 asks of text."""
WANTED: Final = 4.6
Colour = tuple[int, int, int]


def readable(colour: Colour, ground: Colour, *, towards: Colour) -> Colour:
    """Return the colour, mixed with ``towards`` in steps until its contrast with the ground is enough."""
    for step in range(21):
        moved = mix(colour, towards, step / 20)
        if ratio(moved, ground) >= WANTED:
            return moved
    return towards


def lightened(colour: Colour, ground: Colour, *, calmer: float = 1.0, wanted: float = WANTED) -> Colour:
    """Return the colour with its hue and ``calmer`` times its saturation, lighter until it stands out from a dark ground."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    for step in range(41):
        raised = lightness + (1 - lightness) * step / 40
        red, green, blue = (round(part * 255) for part in colorsys.hls_to_rgb(hue, raised, saturation * calmer))
        if ratio((red, green, blue), ground) >= wanted:
            return red, green, blue
    return 255, 255, 255


def ratio(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: Colour) -> float:
    """Return the relative luminance, 0 to 1, of sRGB (WCAG 2.2)."""
    red, green, blue = (part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Return ``one`` with ``share`` (0 to 1) of ``other``."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def parse(text: str) -> Colour:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def written(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
