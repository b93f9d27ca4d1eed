"""Photos in, upright sRGB JPEGs without metadata out: one decode, then a chain from large to small.

Ordinary JPEGs are decoded by libjpeg-turbo at a reduced scale; whatever that does not like, and all other formats, by
Pillow, which is slower and more patient.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from index.errors import BadMedia
from ingest.steps import raster
from ingest.steps.boxes import tells_turn
from ingest.steps.presets import MAX_PIXELS, PHOTO, Preset, Rendered, fitted
from ingest.steps.sniff import RAW_TYPES, sniff
from ingest.steps.tiff import Block

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

    from ingest.steps.raster import Pixels

# Only these decoders are ever asked, and only the one that the first bytes name.
DECODERS: Final = {
    "image/jpeg": ("JPEG",), "image/png": ("PNG",), "image/webp": ("WEBP",), "image/tiff": ("TIFF",),
    "image/heic": ("HEIF",), "image/heif": ("HEIF",), "image/avif": ("AVIF",),
}
JPEGS: Final = frozenset(["JPEG", "MPO"])
MAX_TEXT: Final = 16 << 20
"""Bytes of a text in a PNG: the histories that Photoshop writes pass Pillow's own limit of one MiB."""
# Frames of these are shown one after the other; those of the others (MPO, TIFF, HEIF) are previews that we never decode.
ANIMATED: Final = frozenset(["PNG", "WEBP", "AVIF"])


def render_photo(path: Path, out_dir: Path, look: Callable[[Pixels], None] | None = None) -> list[Rendered]:
    """Write the grid, screen and large JPEG of a photo into ``out_dir`` and describe them, largest first.

    ``look`` is shown the pixels of the screen's size on their way. The same bytes give the same files.
    Raises BadMedia: not-media, damaged, too-large, memory-limit.
    """
    return save_chain(decode(path, PHOTO[0].long_edge), out_dir, PHOTO, look)


@contextmanager
def opened(path: Path) -> Iterator[ImageFile]:
    """Open a photo by the decoder that its first bytes name; nothing is decoded, its size is checked.

    Raises BadMedia: not-media, damaged, too-large.
    """
    from PIL import Image

    media_type = sniff(path, "photo").media_type
    formats = DECODERS.get(media_type or "")
    if formats is None:
        raise BadMedia(str(path), "not-media", detail=media_type or "?")
    _prepare()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own bomb warning; our limit is checked just below
            picture = Image.open(path, formats=formats)
    except MemoryError as error:
        raise BadMedia(str(path), "memory-limit") from error
    except Exception as error:
        raise BadMedia(str(path), "damaged", detail=_why(error)) from error
    with picture:
        _check_size(path, picture)
        yield picture


def _prepare() -> None:
    """Set what Pillow keeps in global variables: our limit is stricter and is checked before any decoding."""
    import pillow_heif
    from PIL import AvifImagePlugin, Image, ImageFile, PngImagePlugin

    AvifImagePlugin.DEFAULT_MAX_THREADS = 2  # each thread reserves megabytes, of which a process has few
    Image.MAX_IMAGE_PIXELS = None
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    PngImagePlugin.MAX_TEXT_CHUNK = MAX_TEXT
    pillow_heif.register_heif_opener(thumbnails=True, decode_threads=2)


def _check_size(path: Path, picture: ImageFile) -> None:
    width, height = picture.size
    frames = getattr(picture, "n_frames", 1) if picture.format in ANIMATED else 1
    if width * height * max(1, frames) > MAX_PIXELS:
        detail = f"{width} × {height}" + (f" × {frames}" if frames > 1 else "")
        raise BadMedia(str(path), "too-large", detail=detail)


def decode(path: Path, long_edge: int) -> Pixels:
    """Return a photo's pixels upright and in sRGB, its long edge ``long_edge`` at most, of a raw file at least if it can be.

    Raises BadMedia: not-media, damaged, too-large, memory-limit.
    """
    media_type = sniff(path, "photo").media_type
    if media_type in RAW_TYPES:
        return _decode_raw(path, media_type, long_edge)
    with opened(path) as picture:
        return _decode(path, picture, long_edge)


def _decode(path: Path, picture: ImageFile, long_edge: int) -> Pixels:
    """Decode once, at the smallest scale that still serves ``long_edge``; upright, in sRGB."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            orientation = read_orientation(path, picture)
            target = fitted(picture.size, long_edge)
            quick = _decode_jpeg(path, target, picture.info.get("icc_profile")) if picture.format in JPEGS else None
            return raster.upright(_decode_patiently(path, picture, target) if quick is None else quick, orientation)
    except BadMedia:
        raise
    except MemoryError as error:
        raise BadMedia(str(path), "memory-limit") from error
    except Exception as error:
        raise BadMedia(str(path), "damaged", detail=_why(error)) from error


def _decode_raw(path: Path, media_type: str, long_edge: int) -> Pixels:
    from ingest.steps.raw import decode_raw

    try:
        return decode_raw(path, media_type, long_edge)
    except MemoryError as error:
        raise BadMedia(str(path), "memory-limit") from error


def _decode_jpeg(path: Path, target: tuple[int, int], profile: bytes | None) -> Pixels | None:
    """Decode by libjpeg-turbo; the profile is applied to the pixels that are left."""
    pixels = raster.decode_jpeg(path.read_bytes(), target)
    if pixels is None:
        return None
    pixels = raster.resize(pixels, target)
    return in_srgb(pixels, profile)


def in_srgb(pixels: Pixels, profile: bytes | None) -> Pixels:
    """Return pixels through an ICC profile; as they are where there is none, or one that cannot be used."""
    if not profile:
        return pixels
    import numpy
    from PIL import Image

    from ingest.steps.colour import through_profile

    converted = through_profile(Image.fromarray(pixels), profile)
    return pixels if converted is None else numpy.asarray(converted)


def _decode_patiently(path: Path, picture: ImageFile, target: tuple[int, int]) -> Pixels:
    """Decode by Pillow; a JPEG that breaks off near its end as far as it goes. What came with later scans is not counted."""
    profile = picture.info.get("icc_profile")
    try:
        return _decode_any(picture, target)
    except OSError:
        plain = picture.format in JPEGS and "progressive" not in picture.info
        pixels = raster.decode_cut_jpeg(path.read_bytes(), target) if plain else None
        if pixels is None:
            raise
        return in_srgb(raster.resize(pixels, target), profile)


def _decode_any(picture: ImageFile, target: tuple[int, int]) -> Pixels:
    """Decode by Pillow, in whatever mode and profile."""
    import numpy

    from ingest.steps.colour import to_srgb

    profile = picture.info.get("icc_profile")
    picture.draft("RGB", target)  # JPEG only: the decoder itself scales by 1/2, 1/4 or 1/8
    picture.load()
    return numpy.asarray(to_srgb(picture, profile, target))


def _why(error: Exception) -> str:
    """A short reason without the path that Pillow's messages may carry."""
    text = str(error).split("'")[0].strip() or type(error).__name__
    return text[:120]


def read_orientation(path: Path, picture: ImageFile) -> int:
    """Return the Exif orientation that still has to be applied, 1 to 8 (1 where there is none that is valid).

    Pillow would fall back to XMP, which is for the original raw file and not for these pixels; some decoders
    have already turned the picture.
    """
    if comes_upright(path, picture.format):
        return 1
    if picture.format == "HEIF":
        value = picture.info.get("original_orientation")  # the decoder sets the field itself to 1
    else:
        block = picture.info.get("exif")
        field = Block.of(block).main((0x0112,)).get(0x0112) if isinstance(block, bytes) else None
        value = field.number() if field else None
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def comes_upright(path: Path, kind: str | None) -> bool:
    """Tell whether the decoder of this format turns the pixels itself, and gives the size as shown.

    HEIF has a way of its own to say how a picture lies. Some programs leave it out and tell Exif alone.
    """
    return kind == "TIFF" or (kind == "HEIF" and tells_turn(path))


def save_chain(pixels: Pixels, out_dir: Path, presets: tuple[Preset, ...],
               look: Callable[[Pixels], None] | None = None) -> list[Rendered]:
    """Write one JPEG for each preset, each made from the one before it."""
    made = []
    for preset in presets:
        height, width = pixels.shape[:2]
        pixels = raster.resize(pixels, fitted((width, height), preset.long_edge))
        made.append(save(pixels, out_dir / f"{preset.name}.jpg", preset))
        if look and preset.name == "screen":
            look(pixels)
    return made


def save(pixels: Pixels, target: Path, preset: Preset) -> Rendered:
    """Encode in memory, so that hash and file come from the same bytes."""
    data = raster.encode_jpeg(pixels, preset.quality)
    target.write_bytes(data)
    height, width = pixels.shape[:2]
    return Rendered(preset.name, target, width, height, len(data), "image/jpeg", hashlib.sha256(data).hexdigest())
