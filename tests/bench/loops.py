"""What ingest is compared with: short scripts that keep and shrink a photo, without catalogue, index, sandbox or checks."""

from __future__ import annotations

import hashlib
import io
import os
import time
from pathlib import Path
from typing import Any


def native(path: str, out: str) -> float:
    """Copy, hash, facts by exifread and our own raster step; return the processor seconds."""
    from ingest.steps.image import render_photo

    started = time.process_time()
    data, folder = _kept(path, out)
    _exif(data)
    render_photo(Path(path), folder)
    for made in folder.iterdir():
        _sync(made)
    return time.process_time() - started


def bare(path: str, out: str) -> float:
    """The same with Pillow's draft decode and one chain from large to small."""
    from PIL import Image

    from ingest.steps.presets import PHOTO, fitted

    started = time.process_time()
    data, folder = _kept(path, out)
    _exif(data)
    with Image.open(io.BytesIO(data), formats=("JPEG", "MPO")) as picture:
        picture.draft("RGB", fitted(picture.size, PHOTO[0].long_edge))
        shown: Any = picture
        for preset in PHOTO:
            size = fitted(shown.size, preset.long_edge)
            shown = shown.resize(size, Image.Resampling.LANCZOS) if size != shown.size else shown.convert("RGB")
            _save(shown, folder / f"{preset.name}.jpg", preset.quality)
    return time.process_time() - started


def obvious(path: str, out: str) -> float:
    """What one writes first: a full decode for each of the three sizes."""
    from PIL import Image

    from ingest.steps.presets import PHOTO, fitted

    started = time.process_time()
    data, folder = _kept(path, out)
    _exif(data)
    for preset in PHOTO:
        with Image.open(path, formats=("JPEG", "MPO")) as picture:
            shown = picture.convert("RGB").resize(fitted(picture.size, preset.long_edge), Image.Resampling.LANCZOS)
        _save(shown, folder / f"{preset.name}.jpg", preset.quality)
    return time.process_time() - started


def _kept(path: str, out: str) -> tuple[bytes, Path]:
    data = Path(path).read_bytes()
    folder = Path(out) / hashlib.sha256(data).hexdigest()
    folder.mkdir()
    (folder / "original").write_bytes(data)
    _sync(folder / "original")
    return data, folder


def _exif(data: bytes) -> None:
    import exifread

    exifread.process_file(io.BytesIO(data), details=False, extract_thumbnail=False)


def _save(picture: Any, target: Path, quality: int) -> None:
    picture.save(target, "JPEG", quality=quality, subsampling="4:2:0")
    _sync(target)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
