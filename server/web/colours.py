"""The campus's accent colour in light and dark, readable on both (WCAG 2.2: 4.5 to 1 for text)."""

from __future__ import annotations

from typing import Final

from index.contrast import lightened, parse, readable, written

LIGHT_GROUND: Final = (250, 249, 247)
DARK_GROUND: Final = (29, 28, 26)
WANTED_ON_DARK: Final = 6.5


def sheet(accent: str) -> str:
    """Return custom properties for an accent ``#rrggbb``, moved towards black or white until it can be read."""
    light = readable(parse(accent), LIGHT_GROUND, towards=(0, 0, 0))
    dark = lightened(parse(accent), DARK_GROUND, calmer=0.7, wanted=WANTED_ON_DARK)
    rules = {"--accent-light": light, "--accent-dark": dark}
    return ":root {\n" + "".join(f"  {name}: {written(value)};\n" for name, value in rules.items()) + "}\n"
