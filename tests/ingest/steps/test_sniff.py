from __future__ import annotations

import os
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from index.errors import BadMedia
from ingest.steps.sniff import is_side_file, require_media, sniff


def ftyp(major: bytes, *brands: bytes) -> bytes:
    body = b"ftyp" + major + b"\0\0\0\0" + b"".join(brands)
    return struct.pack(">I", len(body) + 4) + body + b"\0\0\0\x08free"


@pytest.mark.parametrize(("head", "kind", "media_type"), [
    (b"\xff\xd8\xff\xe1" + b"\0" * 20, "photo", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "photo", "image/png"),
    (b"RIFF\x10\0\0\0WEBPVP8 ", "photo", "image/webp"),
    (ftyp(b"heic", b"mif1", b"heic"), "photo", "image/heic"),
    (ftyp(b"heix", b"mif1", b"heix"), "photo", "image/heic"),
    (ftyp(b"mif1", b"mif1", b"heic"), "photo", "image/heic"),
    (ftyp(b"mif1", b"mif1"), "photo", "image/heif"),
    (ftyp(b"mif1", b"avif", b"miaf"), "photo", "image/avif"),
    (ftyp(b"avif", b"mif1"), "photo", "image/avif"),
    (ftyp(b"isom", b"isom", b"avc1"), "video", "video/mp4"),
    (ftyp(b"XAVC", b"XAVC", b"mp42"), "video", "video/mp4"),
    (ftyp(b"qt  ", b"qt  "), "video", "video/quicktime"),
    (b"\0\0\0\x08wide\0\0\x10\0mdat", "video", "video/quicktime"),
    (ftyp(b"3gp4", b"isom"), "video", "video/3gpp"),
    (b"\x1a\x45\xdf\xa3\x42\x82\x84webm", "video", "video/webm"),
    (b"\x1a\x45\xdf\xa3\x42\x82\x88matroska", "video", "video/x-matroska"),
    ((b"G" + b"\0" * 187) * 4, "video", "video/mp2t"),
    ((b"\0\0\0\0G" + b"\0" * 187) * 4, "video", "video/mp2t"),
    (ftyp(b"M4A ", b"M4A "), None, None),
    (ftyp(b"crx ", b"crx "), "photo", "image/x-canon-cr3"),
    (b"FUJIFILMCCD-RAW 0201", "photo", "image/x-fujifilm-raf"),
    (b"IIRO\x08\0\0\0", "photo", "image/x-olympus-orf"),
    (b"IIU\0\x18\0\0\0", "photo", "image/x-panasonic-rw2"),
    (b"II*\0\x10\0\0\0CR\x02\0", "photo", "image/x-canon-cr2"),
    (b"GIF89a", None, None),
    (b"ffconcat version 1.0\nfile secret.mp4\n", None, None),
    (b"#EXTM3U\n#EXTINF:1,\nsecret.mp4\n", None, None),
    ("这是一段文字".encode(), None, None),
])
def test_the_bytes_decide_and_the_name_does_not(tmp_path: Path, head: bytes, kind: str | None,
                                                media_type: str | None) -> None:
    path = tmp_path / "IMG_0001.jpg"
    path.write_bytes(head)
    found = sniff(path)
    assert (found.kind, found.media_type, found.side_file) == (kind, media_type, False)


@pytest.mark.parametrize(("content", "detail"), [
    (b"hello, I am a text\n", "text"), (b"PK\x03\x04rest", "ZIP"), (b"%PDF-1.7", "PDF"), (b"\x01\x02\x03\xff", "data"),
])
def test_a_refusal_says_what_it_looks_like(tmp_path: Path, content: bytes, detail: str) -> None:
    path = tmp_path / "写着照片.jpg"
    path.write_bytes(content)
    with pytest.raises(BadMedia) as caught:
        require_media(path)
    assert (caught.value.reason.code, caught.value.details["detail"]) == ("not-media", detail)


@pytest.mark.parametrize("name", [
    "MVI_0001.THM", "._IMG_0001.JPG", "Thumbs.db", ".DS_Store", "desktop.ini", "PRIVATE/AVCHD/BDMV/INDEX.BDM",
    "BDMV/CLIPINF/00000.CPI", "BDMV/PLAYLIST/00000.MPL", "CANONMSC/M0100.CTG",
    "M4ROOT/MEDIAPRO.XML", "PRIVATE/M4ROOT/THMBNL/C0001T01.JPG",
    ".Trashes/501/IMG_0001.JPG", "System Volume Information/WPSettings.dat", "A001C001.BIM",
])
def test_side_files_are_told_by_their_names(name: str) -> None:
    assert is_side_file(name)


@pytest.mark.parametrize("name", ["IMG_0001.JPG", "notes.txt", "plan.xml", "photo.xmp", "食堂.jpg", "100CANON/IMG_1.CR3"])
def test_other_names_are_no_side_files(name: str) -> None:
    assert not is_side_file(name)


def test_nothing_that_is_no_regular_file_is_opened(tmp_path: Path) -> None:
    target = tmp_path / "real.jpg"
    target.write_bytes(b"\xff\xd8\xff\xe0")
    link, pipe, empty = tmp_path / "link.jpg", tmp_path / "pipe.jpg", tmp_path / "empty.jpg"
    link.symlink_to(target)
    os.mkfifo(pipe)
    empty.touch()
    for path, code in ((link, "link"), (pipe, "special-file"), (empty, "empty"), (tmp_path / "none", "unreadable")):
        with pytest.raises(BadMedia) as caught:
            sniff(path)
        assert caught.value.reason.code == code
        assert caught.value.reason.zh


def test_raw_files_in_the_shape_of_tiff_do_not_pass_for_their_preview(
        tmp_path: Path, exif: Callable[..., bytes]) -> None:
    raw, dng, unknown = tmp_path / "a.tif", tmp_path / "b.tif", tmp_path / "d.tif"
    raw.write_bytes(exif({0xFE: (4, 1), 0x010F: (2, b"NIKON\0"), 0x014A: (4, [200, 300])}))
    dng.write_bytes(exif({0x010F: (2, b"Pentax\0"), 0xC612: (1, [1, 4, 0, 0])}))
    unknown.write_bytes(exif({0xFE: (4, 1), 0x010F: (2, b"Nobody\0"), 0x014A: (4, [200, 300])}))
    assert (sniff(raw).media_type, sniff(dng).media_type) == ("image/x-nikon-nef", "image/x-adobe-dng")
    with pytest.raises(BadMedia) as caught:
        require_media(unknown)
    assert caught.value.details["detail"] == "RAW"
    real = tmp_path / "c.tif"
    Image.new("RGB", (20, 10)).save(real)
    assert sniff(real).media_type == "image/tiff"
