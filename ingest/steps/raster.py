"""Pixels in memory by native code: JPEG in at a reduced scale, smaller sizes by OpenCV, JPEG out.

An array has the shape (height, width, 3), 8 bits, RGB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy

    Pixels = numpy.ndarray[Any, numpy.dtype[numpy.uint8]]

# OpenCV's cubic has no filter for what it leaves out, its means over areas are coarse at odd ratios below 3: between
# these Lanczos costs little, because the pictures are small there.
CUBIC_UP_TO: Final = 1.5
AREA_FROM: Final = 3.0
MOST_MISSING: Final = 0.1  # of a picture's height; of what misses more there is too little to show
GREY: Final = 128
END_OF_IMAGE: Final = b"\xff\xd9"


def decode_jpeg(data: bytes, least: tuple[int, int]) -> Pixels | None:
    """Decode at the smallest scale (n/8) that gives at least ``least`` (width, height), as stored, not turned.

    None for what libjpeg-turbo complains of (a cut file too) and for colours other than YCbCr and RGB: somebody more
    patient has to look at those. A file without its last marker alone has all its pixels.
    """
    decoded = _decode_jpeg(data, least)
    if decoded is None and data[-2:] != END_OF_IMAGE:
        decoded = _decode_jpeg(data + END_OF_IMAGE, least)
    return decoded


def decode_cut_jpeg(data: bytes, least: tuple[int, int]) -> Pixels | None:
    """Decode a baseline JPEG that breaks off near its end, like ``decode_jpeg``; None where more than a tenth is missing.

    libjpeg-turbo fills what is missing, at the bottom, with an even grey.
    """
    pixels = _decode_jpeg(data, least, strict=False)
    if pixels is None:
        return None
    shown = (pixels != GREY).any(axis=(1, 2)).nonzero()[0]
    return pixels if shown.size and shown[-1] + 1 >= pixels.shape[0] * (1 - MOST_MISSING) else None


def _decode_jpeg(data: bytes, least: tuple[int, int], *, strict: bool = True) -> Pixels | None:
    import simplejpeg  # type: ignore[import-untyped]  # it has none

    try:
        *_, colours, _ = simplejpeg.decode_jpeg_header(data)
        if colours not in ("YCbCr", "RGB"):
            return None
        width, height = least
        decoded: Pixels = simplejpeg.decode_jpeg(data, "RGB", fastdct=False, fastupsample=False, min_width=width,
                                                 min_height=height, strict=strict)
    except ValueError:
        return None
    return decoded


def jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a JPEG that ``decode_jpeg`` may be able to decode, as stored."""
    import simplejpeg

    try:
        height, width, colours, _ = simplejpeg.decode_jpeg_header(data)
    except ValueError:
        return None
    return (width, height) if colours in ("YCbCr", "RGB") else None


def encode_jpeg(pixels: Pixels, quality: int, *, colour: str = "420") -> bytes:
    """Return a baseline JPEG without metadata, with colour in half the detail (420) or in all (444).

    The same pixels give the same bytes.
    """
    import numpy
    import simplejpeg

    data: bytes = simplejpeg.encode_jpeg(numpy.ascontiguousarray(pixels), quality, "RGB", colour, fastdct=False)
    return data


def resize(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Return the pixels at ``size`` (width, height), which is not larger than they are."""
    import cv2

    height, width = pixels.shape[:2]
    if (width, height) == size:
        return pixels
    cv2.setNumThreads(1)  # one process for each file is parallel enough
    ratio = max(width / size[0], height / size[1])
    if CUBIC_UP_TO < ratio < AREA_FROM:
        return _lanczos(pixels, size)
    made: Any = cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC if ratio <= CUBIC_UP_TO else cv2.INTER_AREA)
    return made  # type: ignore[no-any-return]  # OpenCV's own types do not say how deep the pixels are


def _lanczos(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    import numpy
    from PIL import Image

    return numpy.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """Turn and mirror pixels as the Exif orientation (1 to 8) asks."""
    turned = pixels.swapaxes(0, 1) if orientation >= 5 else pixels
    if orientation in (3, 4, 7, 8):
        turned = turned[::-1]
    return turned[:, ::-1] if orientation in (2, 3, 6, 7) else turned
