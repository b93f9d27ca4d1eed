"""A copy of a photo in one of the forms of ``copy_presets``: cropped, reduced, marked, under its limit; no words yet."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from index.errors import BadMedia
from ingest.steps import raster
from ingest.steps.copy_presets import PRESETS, CopyPreset, fits
from ingest.steps.focus import focus_of, window
from ingest.steps.image import decode, opened, read_orientation
from ingest.steps.presets import MAX_PIXELS
from ingest.steps.sniff import RAW_TYPES, sniff
from ingest.steps.watermark import mark

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

    from ingest.steps.raster import Pixels

LOWEST: Final = 60
"""The quality below which a picture is made smaller instead."""
SHRINK: Final = 0.85


def copy_photo(path: Path, *, out_dir: str, preset: str | dict[str, Any], focus: tuple[float, float] | None = None,
               budget: int | None = None, watermark: dict[str, Any] | None = None,
               beside: list[str] | None = None) -> dict[str, Any]:  # noqa: ARG001 - the sandbox lets us read these
    """Write ``copy.jpg`` into ``out_dir`` and describe it: {"path", "width", "height", "bytes", "focus"}.

    ``preset`` is the code of a form, or all of one as JSON has it.
    ``focus`` is the point, in shares of width and height, that a crop keeps in its middle; without it the picture's own.
    ``budget`` bytes are not passed. Raises BadMedia: damaged, not-media, too-large, memory-limit, copy-too-small.
    """
    form = PRESETS[preset] if isinstance(preset, str) else CopyPreset.from_json(preset)
    pixels, profile = _pixels(path, form)
    pixels, kept = _cropped(path, pixels, form, focus)
    picture = _picture(pixels)
    if watermark:
        picture = mark(picture, **watermark)
    data, size = _encoded(picture, form, profile, budget)
    target = Path(out_dir) / "copy.jpg"
    target.write_bytes(data)
    return {"path": str(target), "width": size[0], "height": size[1], "bytes": len(data), "focus": kept}


def _pixels(path: Path, form: CopyPreset) -> tuple[Pixels, bytes]:
    """The upright pixels, at the scale that the form needs, and the profile that they are in."""
    if form.own_colours:
        own = _own_colours(path)
        if own is not None:
            return own
    if form.size is None:
        return decode(path, form.long_edge or MAX_PIXELS), _srgb()
    edge = max(form.size) * 2  # enough for any crop but that of a panorama
    pixels = decode(path, edge)
    height, width = pixels.shape[:2]
    if max(width, height) >= edge and fits((width, height), form)[1] != form.size:
        pixels = decode(path, MAX_PIXELS)
    return pixels, _srgb()


def _own_colours(path: Path) -> tuple[Pixels, bytes] | None:
    """Whole and in the photo's own RGB profile, where it has one that can be read."""
    if sniff(path, "photo").media_type in RAW_TYPES:
        return None
    import numpy
    from PIL import ImageCms

    with warnings.catch_warnings(), opened(path) as picture:
        warnings.simplefilter("ignore")
        profile = picture.info.get("icc_profile")
        if picture.mode != "RGB" or not profile:
            return None
        try:
            read = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if read.profile.xcolor_space.strip() != "RGB":
                return None
            pixels = raster.upright(numpy.asarray(picture), read_orientation(path, picture))
        except (ImageCms.PyCMSError, OSError, ValueError, SyntaxError):
            return None  # a file that breaks off: the patient decoder says what can be had of it
        return pixels, profile


def _cropped(path: Path, pixels: Pixels, form: CopyPreset,
             focus: tuple[float, float] | None) -> tuple[Pixels, tuple[float, float] | None]:
    height, width = pixels.shape[:2]
    crop, size = fits((width, height), form)
    if form.least and (size[0] < form.least[0] or size[1] < form.least[1]):
        raise BadMedia(str(path), "copy-too-small", have=f"{size[0]} × {size[1]}", least=f"{form.least[0]} × {form.least[1]}")
    kept = None
    if crop != (width, height):
        kept = focus or focus_of(pixels, crop)
        left, top = window((width, height), crop, kept)
        pixels = pixels[top:top + crop[1], left:left + crop[0]]
    return raster.resize(pixels, size), kept


def _encoded(picture: Picture, form: CopyPreset, profile: bytes, budget: int | None) -> tuple[bytes, tuple[int, int]]:
    """The best quality that stays within the budget; where the lowest does not, a smaller picture."""
    from PIL import Image

    while True:
        data = _jpeg(picture, form.quality, form, profile)
        if budget is None or len(data) <= budget:
            return data, picture.size
        found = _searched(picture, form, profile, budget)
        if found is not None:
            return found, picture.size
        smaller = (max(1, round(picture.width * SHRINK)), max(1, round(picture.height * SHRINK)))
        picture = picture.resize(smaller, Image.Resampling.LANCZOS)


def _searched(picture: Picture, form: CopyPreset, profile: bytes, budget: int) -> bytes | None:
    low, high, found = LOWEST, form.quality - 1, None
    while low <= high:
        quality = (low + high + 1) // 2 if found else low
        data = _jpeg(picture, quality, form, profile)
        if len(data) <= budget:
            found, low = data, quality + 1
        elif found is None:
            return None
        else:
            high = quality - 1
    return found


def _jpeg(picture: Picture, quality: int, form: CopyPreset, profile: bytes) -> bytes:
    out = io.BytesIO()
    fine = form.whole
    picture.save(out, "JPEG", quality=quality, subsampling="4:4:4" if fine else "4:2:0", optimize=not fine,
                 progressive=not fine, icc_profile=profile, dpi=(form.dpi, form.dpi))
    return out.getvalue()


def _picture(pixels: Pixels) -> Picture:
    import numpy
    from PIL import Image

    return Image.fromarray(numpy.ascontiguousarray(pixels))


def _srgb() -> bytes:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
