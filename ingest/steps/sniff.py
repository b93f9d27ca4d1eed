"""What a file is, told by its first bytes; its name only tells the side files of cameras and systems."""

from __future__ import annotations

import codecs
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

from index.errors import BadMedia
from ingest.steps.side_files import is_side_file
from ingest.steps.tiff import SUB_IFDS, Block

__all__ = ["Kind", "Sniffed", "is_side_file", "require_media", "sniff", "sniff_bytes"]
Kind = Literal["photo", "video", "poster"]
HEAD: Final = 4096
PDF: Final = b"%PDF-"
OBJECT: Final = re.compile(rb"\b\d+\s+\d+\s+obj\b")
NEW_SUBFILE, COMPRESSION, DNG_VERSION, MAKE = 0x00FE, 0x0103, 0xC612, 0x010F
RAW_COMPRESSIONS: Final = {34713: "NEF", 32767: "ARW", 65535: "PEF", 65000: "KDC", 65001: "KDC", 262: "KDC"}
# Makers whose raw files share TIFF's first bytes, by the beginning of the field Make.
RAW_MAKERS: Final = (("NIKON", "NEF"), ("SONY", "ARW"), ("PENTAX", "PEF"), ("RICOH", "PEF"), ("SAMSUNG", "SRW"),
                     ("EASTMAN KODAK", "KDC"), ("KODAK", "KDC"), ("OLYMPUS", "ORF"), ("OM DIGITAL", "ORF"))
RAW_MEDIA: Final = {
    "CR2": "image/x-canon-cr2", "CR3": "image/x-canon-cr3", "NEF": "image/x-nikon-nef", "ARW": "image/x-sony-arw",
    "RAF": "image/x-fujifilm-raf", "ORF": "image/x-olympus-orf", "RW2": "image/x-panasonic-rw2",
    "DNG": "image/x-adobe-dng", "PEF": "image/x-pentax-pef", "SRW": "image/x-samsung-srw", "KDC": "image/x-kodak-kdc",
}
RAW_TYPES: Final = frozenset(RAW_MEDIA.values())
PREVIEWED: Final = RAW_TYPES | {"image/jpeg"}
"""What cameras put smaller pictures into."""


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What the first bytes say. ``kind`` and ``media_type`` are None for what is no photo, video or poster."""

    kind: Kind | None
    media_type: str | None
    side_file: bool = False

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "media_type": self.media_type, "side_file": self.side_file}


# (offset, magic, kind, media type); the type is None for what we know and refuse.
MAGIC: Final[tuple[tuple[int, bytes, Kind | None, str], ...]] = (
    (0, b"\xff\xd8\xff", "photo", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "photo", "image/png"),
    (0, b"\x1a\x45\xdf\xa3", "video", "video/x-matroska"),
    (0, b"\x00\x00\x01\xba", "video", "video/mpeg"),
    (0, bytes.fromhex("060e2b34020501010d010201"), "video", "application/mxf"),
    (0, b"GIF8", None, "GIF"), (0, b"BM", None, "BMP"), (0, b"%PDF", None, "PDF"), (0, b"8BPS", None, "PSD"),
    (0, b"PK\x03\x04", None, "ZIP"), (0, b"PK\x05\x06", None, "ZIP"), (0, b"Rar!", None, "RAR"),
    (0, b"7z\xbc\xaf", None, "7z"), (0, b"\x1f\x8b", None, "gzip"), (0, b"ID3", None, "MP3"),
    (0, b"fLaC", None, "FLAC"), (0, b"OggS", None, "Ogg"), (0, b"\x00\x00\x01\x00", None, "ICO"),
    (0, b"FUJIFILMCCD-RAW", "photo", "image/x-fujifilm-raf"), (0, b"FLV\x01", None, "FLV"), (0, b"#EXTM3U", None, "HLS"),
    (0, b"ffconcat", None, "ffconcat"), (0, b"\xd0\xcf\x11\xe0", None, "Office"),
    (0, b"\x00\x00\x00\x0cJXL ", None, "JPEG XL"), (0, b"\xff\x0a", None, "JPEG XL"),
    (0, b"\x00\x00\x00\x0cjP  ", None, "JPEG 2000"), (0, b"\xff\x4f\xff\x51", None, "JPEG 2000"),
    (0, b"IIRO", "photo", "image/x-olympus-orf"), (0, b"IIRS", "photo", "image/x-olympus-orf"),
    (0, b"MMOR", "photo", "image/x-olympus-orf"), (0, b"IIU\x00", "photo", "image/x-panasonic-rw2"),
    (0, b"<svg", None, "SVG"), (0, b"<?xml", None, "XML"), (0, b"<!DOCTYPE", None, "HTML"), (0, b"<html", None, "HTML"),
)
HEIF_BRANDS: Final = frozenset([b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"])
AVIF_BRANDS: Final = frozenset([b"avif", b"avis"])
HEIF_PLAIN: Final = frozenset([b"mif1", b"msf1", b"mif2", b"miaf"])
MP4_BRANDS: Final = (b"mp4", b"iso", b"avc", b"M4V", b"MSNV", b"XAVC", b"dash", b"f4v", b"NDSC", b"mmp4", b"hvc",
                     b"CAEP", b"av01", b"piff", b"cmf")


def sniff(path: Path, name: str | Path | None = None) -> Sniffed:
    """Tell what the regular file at ``path`` is; ``name`` is what people call it, where that is not the path's.

    Raises BadMedia: ``link`` and ``special-file`` (neither is opened), ``unreadable``, ``empty``.
    """
    side = is_side_file(name if name is not None else path.name)
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            raise BadMedia(str(path), "link")
        if not stat.S_ISREG(mode):
            raise BadMedia(str(path), "special-file")
        with path.open("rb") as file:
            head = file.read(HEAD)
            raw = _raw_format(file) if head[:3] in (b"II*", b"MM\0") else None
    except OSError as error:
        if side:
            return Sniffed(None, None, side_file=True)
        raise BadMedia(str(path), "unreadable", detail=error.strerror or type(error).__name__) from error
    if side:
        return Sniffed(None, None, side_file=True)
    if not head:
        raise BadMedia(str(path), "empty")
    kind, media_type = sniff_bytes(head)
    if raw is not None and media_type == "image/tiff":
        return Sniffed("photo", RAW_MEDIA[raw]) if raw in RAW_MEDIA else Sniffed(None, None)
    return Sniffed(kind, media_type) if kind else Sniffed(None, None)


def require_media(path: Path, name: str | Path | None = None) -> Sniffed:
    """Return what ``sniff`` finds, or raise BadMedia ``not-media`` naming what the bytes look like."""
    found = sniff(path, name)
    if found.kind is None and not found.side_file:
        with path.open("rb") as file:
            head = file.read(HEAD)
            named = likeness(head)
            raise BadMedia(str(path), "not-media", detail=_raw_format(file) or named)
    return found


def sniff_bytes(head: bytes) -> tuple[Kind | None, str | None]:
    """Return (kind, media type) for the first bytes of a file, or (None, what it is) for what is not taken."""
    if head.startswith(PDF) and OBJECT.search(head):  # else somebody only wrote that down in front
        return "poster", "application/pdf"
    for offset, magic, kind, media_type in MAGIC:
        if head.startswith(magic, offset):
            return kind, _webm(head) if media_type == "video/x-matroska" else media_type
    if head[:4] == b"RIFF":
        return _riff(head)
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return _tiff(head)
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"):
        return _iso_media(head)
    return _transport_stream(head)


def likeness(head: bytes) -> str:
    """Say in a word what a refused file looks like: a format's name, "text" or "data"."""
    kind, found = sniff_bytes(head)
    if kind is None and found:
        return found
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)  # the last character may be cut
    except UnicodeDecodeError:
        return "data"
    return "text" if text.isprintable() or "\n" in text else "data"


def _webm(head: bytes) -> str:
    return "video/webm" if b"webm" in head[:64] else "video/x-matroska"


def _riff(head: bytes) -> tuple[Kind | None, str | None]:
    form = head[8:12]
    if form == b"WEBP":
        return "photo", "image/webp"
    return ("video", "video/x-msvideo") if form == b"AVI " else (None, "WAV" if form == b"WAVE" else "RIFF")


def _tiff(head: bytes) -> tuple[Kind | None, str | None]:
    """TIFF proper; Canon's raw files say so in the header, the others only in their fields (``_raw_format``)."""
    return "photo", RAW_MEDIA["CR2"] if head[8:10] == b"CR" else "image/tiff"


def _raw_format(file: BinaryIO) -> str | None:
    """Name the raw format that shares TIFF's first bytes ("RAW": a maker's that we do not know), None for a real TIFF.

    Its first directory is only a small preview, which must not pass for the photo: a DNG says its version, others
    compress in a way of their own, or mark the directory as reduced beside sub-directories.
    """
    block = Block(file)
    fields = block.fields(block.first, wanted=(NEW_SUBFILE, COMPRESSION, SUB_IFDS, DNG_VERSION, MAKE))
    if DNG_VERSION in fields:
        return "DNG"
    compression = (fields[COMPRESSION].number() or 0) if COMPRESSION in fields else 0
    if compression in RAW_COMPRESSIONS:
        return RAW_COMPRESSIONS[compression]
    reduced = NEW_SUBFILE in fields and (fields[NEW_SUBFILE].number() or 0) & 1
    old_preview = compression in (6, 99) and MAKE in fields
    if not (reduced or old_preview) or not (SUB_IFDS in fields or old_preview):
        return None
    make = fields[MAKE].raw.decode("latin-1").upper() if MAKE in fields else ""
    return next((name for maker, name in RAW_MAKERS if make.startswith(maker)), "RAW")


def _iso_media(head: bytes) -> tuple[Kind | None, str | None]:
    """ISO base media (ISO/IEC 14496-12): the major brand decides, then the compatible ones."""
    if head[4:8] != b"ftyp":
        return "video", "video/quicktime"  # old QuickTime files have no ftyp
    size = min(max(int.from_bytes(head[:4], "big"), 16), len(head))
    major = head[8:12]
    brands = [major] + [head[at: at + 4] for at in range(16, size - 3, 4)]
    if major in AVIF_BRANDS or (major in HEIF_PLAIN and AVIF_BRANDS.intersection(brands)):
        return "photo", "image/avif"
    if major in HEIF_BRANDS:
        return "photo", "image/heic"
    if major in HEIF_PLAIN:
        return "photo", "image/heic" if HEIF_BRANDS.intersection(brands) else "image/heif"
    if major == b"crx ":
        return "photo", RAW_MEDIA["CR3"]
    if major.startswith((b"M4A", b"M4B", b"M4P")):
        return None, "M4A"
    return _film_brand(major, brands)


def _film_brand(major: bytes, brands: list[bytes]) -> tuple[Kind | None, str | None]:
    if major == b"qt  ":
        return "video", "video/quicktime"
    if major.startswith((b"3gp", b"3g2", b"3gr", b"3gs", b"3ge")):
        return "video", "video/3gpp2" if major.startswith(b"3g2") else "video/3gpp"
    if any(brand.startswith(MP4_BRANDS) for brand in brands):
        return "video", "video/mp4"
    if HEIF_BRANDS.intersection(brands):
        return "photo", "image/heic"
    return ("video", "video/quicktime") if b"qt  " in brands else ("video", "video/mp4")


def _transport_stream(head: bytes) -> tuple[Kind | None, str | None]:
    """MPEG-TS has a sync byte every 188 bytes; AVCHD (.MTS) puts four bytes of time before each packet."""
    for first, step in ((0, 188), (4, 192)):
        marks = [head[at: at + 1] == b"G" for at in range(first, len(head), step)]
        if len(marks) >= 3 and all(marks):
            return "video", "video/mp2t"
    return None, None
