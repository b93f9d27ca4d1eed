"""The first sight of a photo, before anything is decoded in full: the grid size from a preview that the camera put in."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ingest.steps import previews, raster
from ingest.steps.exif import read_exif
from ingest.steps.image import in_srgb, save
from ingest.steps.jpeg import Head, read_head
from ingest.steps.presets import PHOTO, Rendered, fitted
from ingest.steps.raw import read_raw_head
from ingest.steps.sniff import RAW_TYPES, sniff

GRID: Final = PHOTO[-1]
SLACK: Final = 0.015  # previews are cut to whole blocks of pixels; black bars to fill 4:3 are much more


def first_thumbnail(path: Path, out_dir: Path) -> Rendered | None:
    """Write the grid rendition from an embedded preview; None where there is none of the same shape that is large enough.

    It is a stand-in: ``render_photo`` replaces it. Exif's own thumbnail, 160 pixels wide and often barred, is not used.
    Raises BadMedia as ``sniff`` does.
    """
    media_type = sniff(path, "photo").media_type
    if media_type in RAW_TYPES:
        head, exif = read_raw_head(path, media_type)
        orientation, found = exif.facts.get("orientation", 1), previews.in_raw(path, media_type)
    else:
        jpeg = read_head(path) if media_type == "image/jpeg" else None
        if jpeg is None or "mpf" not in jpeg.info:
            return None
        head, found = jpeg, previews.in_jpeg(path, jpeg.info["mpf"])
        orientation = read_exif(jpeg.info.get("exif")).facts.get("orientation", 1) if found else 1
    for span in sorted(found, key=lambda one: one.length):
        pixels = _fitting(previews.read(path, span), head)
        if pixels is not None:
            return save(in_srgb(raster.upright(pixels, orientation), head.info.get("icc_profile")),
                        out_dir / f"{GRID.name}.jpg", GRID)
    return None


def _fitting(data: bytes, head: Head) -> raster.Pixels | None:
    size = raster.jpeg_size(data)
    if size is None or max(size) < GRID.long_edge or not all(head.size):
        return None
    if abs(size[0] * head.size[1] / (size[1] * head.size[0]) - 1) > SLACK:
        return None
    target = fitted(size, GRID.long_edge)
    pixels = raster.decode_jpeg(data, target)
    return raster.resize(pixels, target) if pixels is not None else None
