"""Where a crop should lie: around a point that somebody chose, else where the picture has most to see.

What is most to see is what its surroundings do not foretell (X. Hou, L. Zhang, "Saliency Detection: A Spectral Residual
Approach", CVPR 2007) and what has another colour than the rest (R. Achanta and others, "Frequency-tuned Salient Region
Detection", CVPR 2009), each for a half, with a leaning to the middle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ingest.steps.raster import Pixels

WORKING: Final = 96
"""The long edge in pixels at which a picture is looked at: faces and figures are a few pixels there, textures are gone."""
LEANING: Final = 1.2
MIDDLE: Final = (0.5, 0.42)
"""To where a crop leans: of people the heads are worth more than the feet."""


def window(size: tuple[int, int], crop: tuple[int, int], focus: tuple[float, float]) -> tuple[int, int]:
    """Return left and top of a crop that has ``focus`` (shares of width and height) in its middle, as far as edges allow."""
    left, top = (min(max(round(at * whole - part / 2), 0), whole - part)
                 for whole, part, at in zip(size, crop, focus, strict=True))
    return left, top


def focus_of(pixels: Pixels, crop: tuple[int, int]) -> tuple[float, float]:
    """Return the middle of the crop of this size that holds most of what there is to see, in shares of width and height."""
    import cv2

    height, width = pixels.shape[:2]
    scale = WORKING / max(width, height)
    small: Any = cv2.resize(pixels, (max(8, round(width * scale)), max(8, round(height * scale))),
                            interpolation=cv2.INTER_AREA)
    seen = _unforeseen(small) + _apart(small)
    across = _best(seen.sum(axis=0), crop[0] / width, MIDDLE[0])
    down = _best(seen.sum(axis=1), crop[1] / height, MIDDLE[1])
    return round(across, 4), round(down, 4)


def _unforeseen(small: Any) -> Any:
    import cv2
    import numpy

    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    spectrum = numpy.fft.fft2(grey.astype(numpy.float32))
    loudness = numpy.log(numpy.abs(spectrum) + 1e-6).astype(numpy.float32)
    residual = loudness - cv2.blur(loudness, (3, 3))
    seen = numpy.abs(numpy.fft.ifft2(numpy.exp(residual + 1j * numpy.angle(spectrum)))) ** 2
    return _share(cv2.GaussianBlur(seen.astype(numpy.float32), (0, 0), 2.5))


def _apart(small: Any) -> Any:
    import cv2
    import numpy

    colours = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), (5, 5), 0).astype(numpy.float32)
    return _share(numpy.linalg.norm(colours - colours.mean(axis=(0, 1)), axis=2) ** 2)


def _share(values: Any) -> Any:
    return values / max(float(values.sum()), 1e-12)


def _best(line: Any, share: float, middle: float) -> float:
    """The middle of the stretch of a line, ``share`` of its length, that holds most; of equal ones that near ``middle``."""
    import numpy

    length = max(1, min(len(line), round(len(line) * share)))
    sums = numpy.convolve(_share(line), numpy.ones(length), "valid")
    middles = (numpy.arange(len(sums)) + length / 2) / len(line)
    return float(middles[int(numpy.argmax(sums - LEANING * (middles - middle) ** 2))])
