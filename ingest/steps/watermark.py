"""Text or a logo laid over the corner of a copy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from index.errors import BadMedia

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.ImageFont import FreeTypeFont

TEXT_HEIGHT: Final = 1 / 28  # of the short edge
LOGO_WIDTH: Final = 1 / 7  # of the width
LOGO_HEIGHT: Final = 1 / 8
MARGIN: Final = 1 / 40
LEAST: Final = 12  # pixels: smaller Chinese cannot be read
INK, SHADE = (255, 255, 255, 225), (0, 0, 0, 120)
MOST_PIXELS: Final = 16_000_000


def mark(picture: Picture, *, text: str = "", font: tuple[str, int] | None = None, logo: str | None = None) -> Picture:
    """Return the picture with ``logo`` (a PNG file) or ``text`` at its lower right. ``font`` is a file and its face.

    Raises BadMedia bad-logo.
    """
    from PIL import Image

    layer = Image.new("RGBA", picture.size)
    if logo:
        _draw_logo(layer, Path(logo))
    elif text and font:
        _draw_text(layer, text, font)
    ground = picture.convert("RGBA")
    ground.alpha_composite(layer)
    return ground.convert("RGB")


def _draw_text(layer: Picture, text: str, font: tuple[str, int]) -> None:
    from PIL import ImageDraw

    width, height = layer.size
    margin = round(min(width, height) * MARGIN)
    face, shown = _fitted(text, font, max(LEAST, round(min(width, height) * TEXT_HEIGHT)), width - 2 * margin)
    ImageDraw.Draw(layer).text((width - margin, height - margin), shown, font=face, fill=INK, anchor="rd",
                               stroke_width=max(1, round(face.size / 16)), stroke_fill=SHADE)


def _fitted(text: str, font: tuple[str, int], size: int, room: int) -> tuple[FreeTypeFont, str]:
    """The font, smaller where the text would not fit; where even the smallest does not, the text is cut."""
    from PIL import ImageFont

    face = ImageFont.truetype(font[0], size, index=font[1])
    while face.getlength(text) > room and size > LEAST:
        size -= 1
        face = ImageFont.truetype(font[0], size, index=font[1])
    while face.getlength(text) > room and len(text) > 1:
        text = text.removesuffix("…")[:-1] + "…"
    return face, text


def _draw_logo(layer: Picture, path: Path) -> None:
    from PIL import Image

    try:
        with Image.open(path, formats=("PNG",)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise BadMedia(str(path), "bad-logo", detail=f"{opened.width} × {opened.height}")
            logo = opened.convert("RGBA")
    except (OSError, SyntaxError, ValueError) as error:
        raise BadMedia(str(path), "bad-logo", detail=type(error).__name__) from error
    width, height = layer.size
    scale = min(width * LOGO_WIDTH / logo.width, height * LOGO_HEIGHT / logo.height)
    logo = logo.resize((max(1, round(logo.width * scale)), max(1, round(logo.height * scale))), Image.Resampling.LANCZOS)
    margin = round(min(width, height) * MARGIN)
    layer.alpha_composite(logo, (max(0, width - margin - logo.width), max(0, height - margin - logo.height)))
