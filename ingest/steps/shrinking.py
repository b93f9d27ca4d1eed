"""A small picture from a stranger, decoded and written anew: nothing of its own bytes goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from index.errors import BadMedia
from ingest.steps import raster
from ingest.steps.presets import fitted

LONG_EDGE: Final = 480
SIDE_MOST: Final = 2000
QUALITY: Final = 82


def shrink(path: Path, *, out_dir: str) -> str:
    """Write the JPEG ``path`` as ``small.jpg`` into ``out_dir``, no side longer than 480 pixels, and return its path.

    Raises BadMedia for whatever is no whole JPEG of at most 2000 pixels a side.
    """
    data = path.read_bytes()
    size = raster.jpeg_size(data)
    pixels = raster.decode_jpeg(data, (1, 1) if size is None else size) if size and max(size) <= SIDE_MOST else None
    if size is None or pixels is None:
        raise BadMedia(path.name)
    made = Path(out_dir) / "small.jpg"
    made.write_bytes(raster.encode_jpeg(raster.resize(pixels, fitted(size, LONG_EDGE)), QUALITY))
    return str(made)
