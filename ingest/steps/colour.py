"""Any mode and profile that photos come in, brought to 8-bit sRGB at the size that is wanted."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture


def to_srgb(picture: Picture, profile: bytes | None, size: tuple[int, int]) -> Picture:
    """Return ``picture`` as RGB in sRGB at ``size``; transparent parts lie on white.

    Resizing comes before the conversion of colours, which costs in proportion to the pixels. A profile that cannot
    be used is ignored: the picture is still worth more than its exact colours.
    """
    from PIL import Image

    deep = picture.mode.startswith("I") or picture.mode == "F"
    plain = picture if deep else _direct_colour(picture)
    if plain.size != size:
        plain = plain.resize(size, Image.Resampling.LANCZOS)
    opaque = _eight_bit(plain) if deep else _on_white(plain)
    converted = through_profile(opaque, profile) if profile else None
    return converted or opaque.convert("RGB")


def _direct_colour(picture: Picture) -> Picture:
    """No palettes and no bit maps: only modes that can be resized without mixing what must not be mixed."""
    if picture.mode in ("P", "PA"):
        return picture.convert("RGBA" if "transparency" in picture.info or picture.mode == "PA" else "RGB")
    if "transparency" in picture.info and picture.mode in ("RGB", "L", "1"):
        return picture.convert("RGBA" if picture.mode == "RGB" else "LA")
    return picture.convert("L") if picture.mode == "1" else picture


def _eight_bit(picture: Picture) -> Picture:
    """Pillow's own conversion clips at 255. Sixteen bits are divided by 257; floats are spread over their range."""
    values = picture.convert("F")
    low, high = values.getextrema()
    if isinstance(low, tuple) or isinstance(high, tuple):
        return picture.convert("L")
    if picture.mode != "F":
        low, high = 0.0, 255.0 if high <= 255 else 65535.0
    scale = 255.0 / (high - low) if high > low else 0.0
    return values.point(lambda value: value * scale - low * scale).convert("L")


def _on_white(picture: Picture) -> Picture:
    from PIL import Image

    if picture.mode not in ("RGBA", "LA", "RGBa", "La"):
        return picture
    alpha = picture.convert("RGBA") if picture.mode != "LA" else picture
    ground = Image.new(alpha.mode[:-1], alpha.size, "white")
    ground.paste(alpha.convert(ground.mode), mask=alpha.getchannel("A"))
    return ground


def through_profile(picture: Picture, profile: bytes) -> Picture | None:
    """Convert through an ICC profile; None where it is sRGB already, does not fit the picture, or is broken."""
    from PIL import ImageCms

    if picture.mode not in ("RGB", "L", "CMYK", "LAB"):
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        name = ImageCms.getProfileDescription(source).strip().lower()
        if picture.mode == "RGB" and name.startswith(("srgb", "sgbr")):
            return None
        return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
