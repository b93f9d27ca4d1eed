"""Raw files of all makes: pixels from the largest preview that the camera put in, else developed; the head for the facts.

LibRaw (rawpy) knows where most previews lie; our own reading of the formats stands in where it does not know the camera.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from index.errors import BadMedia
from ingest.steps import cr3, previews, raf, raster
from ingest.steps.boxes import missing
from ingest.steps.exif import Exif, read_exif
from ingest.steps.iptc import IIM
from ingest.steps.jpeg import Head, read_head
from ingest.steps.presets import MAX_PIXELS, fitted
from ingest.steps.sniff import RAW_MEDIA
from ingest.steps.tiff import EXIF_IFD, SUB_IFDS, Block, Entry, joined

if TYPE_CHECKING:
    from ingest.steps.raster import Pixels

GOOD: Final = 1280
"""A preview with a long edge of so many pixels is worth more than the seconds that developing takes."""
LEAST: Final = 400
XMP_TAG, IPTC_TAG, WIDTH, HEIGHT, SUBFILE = 0x02BC, 0x83BB, 0x100, 0x101, 0xFE
EXIF_WIDTH, EXIF_HEIGHT = 0xA002, 0xA003
PANASONIC_ISO: Final = 0x17
PANASONIC_EDGES: Final = (4, 5, 6, 7)  # top, left, bottom, right of the picture on the sensor


class AsTiff:
    """A raw file whose first bytes differ from TIFF's (Olympus, Panasonic), read as if they did not."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        file.seek(0)
        self._head = b"II*\0" if file.read(2) == b"II" else b"MM\0*"

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, length: int = -1) -> bytes:
        at = self._file.tell()
        data = self._file.read(length)
        return self._head[at:][: len(data)] + data[4 - at:] if at < 4 else data


def read_raw_head(path: Path, media_type: str) -> tuple[Head, Exif]:
    """Return what the file says before its pixels; ``size`` is that of the raw picture as stored.

    Raises BadMedia too-large. What cannot be read is not there.
    """
    if media_type == RAW_MEDIA["CR3"]:
        head, exif = _canon_head(path)
    elif media_type == RAW_MEDIA["RAF"]:
        head, exif = _fuji_head(path)
    else:
        head, exif = _tiff_head(path, media_type)
    if head.size[0] * head.size[1] > MAX_PIXELS:
        raise BadMedia(str(path), "too-large", detail=f"{head.size[0]} × {head.size[1]}")
    return head, exif


def decode_raw(path: Path, media_type: str, long_edge: int) -> Pixels:
    """Return the largest preview, else the developed picture, upright, in sRGB, reduced to ``long_edge`` or more.

    Raises BadMedia damaged and too-large. A file that is shorter than it says is damaged even where its preview is
    whole: the photo itself is not there.
    """
    _, exif = read_raw_head(path, media_type)
    turned = exif.facts.get("orientation", 1)
    whole = is_whole(path, media_type)
    ready = [previews.read(path, one) for one in previews.in_raw(path, media_type)]
    if whole and (pixels := _largest(ready, turned, long_edge, GOOD)) is not None:
        return pixels
    pixels = _through_libraw(path, turned, long_edge, whole)
    if pixels is None and whole:
        pixels = _largest(ready, turned, long_edge, LEAST)
    if pixels is None:
        raise BadMedia(str(path), "damaged", detail="no picture" if whole else "cut")
    return pixels


def is_whole(path: Path, media_type: str) -> bool:
    """Tell whether all stretches of pixels that the file promises lie inside it."""
    size = path.stat().st_size
    found = previews.spans(path, media_type)
    return bool(found) and missing(path) == 0 and all(one.at + one.length <= size for one in found)


def _largest(ready: list[bytes], orientation: int, long_edge: int, least: int) -> Pixels | None:
    """Decode the largest JPEG that has ``least`` pixels along its long edge and is not broken."""
    sized = [(size, data) for data in ready if (size := raster.jpeg_size(data)) is not None and max(size) >= least]
    for size, data in sorted(sized, key=lambda one: -one[0][0] * one[0][1]):
        pixels = raster.decode_jpeg(data, fitted(size, long_edge))
        if pixels is not None:
            return _turned(pixels, orientation)
    return None


def _turned(pixels: Pixels, orientation: int) -> Pixels:
    """Previews lie as the sensor does, across; one that stands upright has been turned already."""
    height, width = pixels.shape[:2]
    return pixels if orientation >= 5 and height > width else raster.upright(pixels, orientation)


def _through_libraw(path: Path, orientation: int, long_edge: int, whole: bool) -> Pixels | None:
    """Take LibRaw's preview where it is good, else develop at half size, which costs a quarter; None if it cannot.

    A file that does not look whole is unpacked to the last pixel first: some cameras only count wrongly.
    """
    import numpy
    import rawpy

    try:
        with rawpy.imread(str(path)) as raw:
            if not whole and not raw.raw_image.size:
                return None
            pixels = _largest(_preview(raw), orientation, long_edge, GOOD)
            if pixels is not None:
                return pixels
            half = max(raw.sizes.width, raw.sizes.height) > 2 * GOOD
            return numpy.asarray(raw.postprocess(half_size=half, use_camera_wb=True, output_bps=8,
                                                 output_color=rawpy.ColorSpace(1)))  # 1 is sRGB
    except rawpy.LibRawError:
        return None


def _preview(raw: Any) -> list[bytes]:
    import rawpy

    try:
        thumb = raw.extract_thumb()
    except rawpy.LibRawError:
        return []
    return [thumb.data] if thumb.format == rawpy.ThumbFormat.JPEG else []


def _canon_head(path: Path) -> tuple[Head, Exif]:
    blocks = cr3.read_blocks(path)
    main, inner, place = (Block.of(blocks.get(name, b"")) for name in ("CMT1", "CMT2", "CMT4"))
    fields = inner.main()
    exif = read_exif(joined(main.main(), fields, place.main(), main.order))
    width, height = (fields[tag].number() or 0 if tag in fields else 0 for tag in (EXIF_WIDTH, EXIF_HEIGHT))
    return Head("CR3", (width, height), {"xmp": blocks.get("xmp", b"")}), exif


def _fuji_head(path: Path) -> tuple[Head, Exif]:
    with path.open("rb") as file:
        parts = raf.read_parts(file)
    head = read_head(path, parts[0][0]) if parts else None
    if head is None:
        return Head("RAF", (0, 0)), Exif()
    return Head("RAF", raf.read_size(path) or head.size, head.info), read_exif(head.info.get("exif"))


def _tiff_head(path: Path, media_type: str) -> tuple[Head, Exif]:
    with path.open("rb") as file:
        block = Block(file)
        exif = read_exif(cast("BinaryIO", AsTiff(file)))
        main = block.main((XMP_TAG, IPTC_TAG, EXIF_IFD))
        inner = block.exif(main, (EXIF_WIDTH, EXIF_HEIGHT))
        said = tuple(inner[tag].number() or 0 if tag in inner else 0 for tag in (EXIF_WIDTH, EXIF_HEIGHT))
        size = _stored_size(block) if media_type != RAW_MEDIA["CR2"] or not all(said) else (said[0], said[1])
        info: dict[str, Any] = {name: main[tag].raw for name, tag in (("xmp", XMP_TAG),) if tag in main}
        if IPTC_TAG in main:
            info["photoshop"] = {IIM: main[IPTC_TAG].raw}
        if media_type == RAW_MEDIA["RW2"]:
            exif = _panasonic(path, block, exif)
    return Head("RAW", size if all(size) else (said[0], said[1]), info), exif


def _panasonic(path: Path, block: Block, exif: Exif) -> Exif:
    """Panasonic has a field of its own for the speed, and keeps all else that it tells in the picture inside."""
    speed = block.main((PANASONIC_ISO,)).get(PANASONIC_ISO)
    whole = dict(block.entries(block.first)).get(previews.JPG_FROM_RAW)
    head = read_head(path, whole.at) if whole is not None else None
    inner = read_exif(head.info.get("exif")) if head is not None else Exif()
    iso = {"iso": number} if speed and (number := speed.number()) else {}
    inner.facts.pop("orientation", None)
    return Exif({**inner.facts, **iso, **exif.facts}, {**inner.texts, **exif.texts}, exif.taken or inner.taken,
                exif.digitised or inner.digitised, exif.gps_utc or inner.gps_utc, exif.noted | inner.noted)


def _stored_size(block: Block) -> tuple[int, int]:
    """The largest directory that is no preview; Panasonic gives edges on the sensor instead of a size."""
    sizes = [(0, 0)]
    for directory in block.directories(SUB_IFDS):
        one = {tag: _first(block, directory.get(tag)) for tag in (SUBFILE, WIDTH, HEIGHT, *PANASONIC_EDGES)}
        if one[SUBFILE] & 1 == 0:
            sizes.append((one[WIDTH], one[HEIGHT]))
        top, left, bottom, right = (one[tag] for tag in PANASONIC_EDGES)
        if bottom > top and right > left:
            sizes.append((right - left, bottom - top))
    return max(sizes, key=lambda size: size[0] * size[1])


def _first(block: Block, entry: Entry | None) -> int:
    return next(iter(block.numbers(entry, 1)), 0) if entry is not None else 0
