"""Raw files: those of the shared set by their facts, and ones built here byte by byte in the shape of each maker's."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from raw_files import EXIF, Fields, camera, canon_cr3, jpeg, ratio, tiff

from index.errors import BadMedia
from ingest.sandbox import Decoder
from ingest.steps.facts import read_facts
from ingest.steps.image import render_photo
from ingest.steps.sniff import sniff

Paint = Callable[[int, int], Image.Image]
def bayer_dng(width: int, height: int, preview: bytes = b"", orientation: int = 1) -> bytes:
    """A DNG 1.4 whose mosaic is a plain grey ramp, 16 bits, uncompressed."""
    row = b"".join(struct.pack("<H", 2_000 + 30_000 * x // width) for x in range(width))
    plain: Fields = {
        0xFE: (4, 0), 0x100: (4, width), 0x101: (4, height), 0x102: (3, 16), 0x103: (3, 1), 0x106: (3, 32803),
        0x111: (4, ("blob", 0)), 0x115: (3, 1), 0x116: (4, height), 0x117: (4, width * height * 2), 0x11C: (3, 1),
        0x828D: (3, struct.pack("<HH", 2, 2)), 0x828E: (1, bytes([0, 1, 1, 2])), 0xC61D: (4, 65535)}
    small: Fields = {0xFE: (4, 1), 0x103: (3, 7), 0x106: (3, 6), 0x111: (4, ("blob", 1)), 0x117: (4, len(preview))}
    matrix = b"".join(struct.pack("<ii", int(v * 10000), 10000) for v in (0.9, -0.2, -0.1, -0.4, 1.2, 0.2, -0.1, 0.2, 0.6))
    main: Fields = {**camera(b"Maker", orientation=orientation), 0xC612: (1, bytes([1, 4, 0, 0])),
                    0xC614: (2, b"Maker Model 7\0"), 0xC621: (10, matrix), 0x8769: (4, ("ifd", 2)),
                    0xC628: (5, ratio(1, 2) + ratio(1, 1) + ratio(1, 2)), 0xC65A: (3, 21),
                    **{tag: value for tag, value in plain.items() if tag != 0xFE}, 0xFE: (4, 0)}
    if preview:
        main[0x14A] = (4, ("ifd", 1))
    return tiff(main, small if preview else {0xFE: (4, 1)}, EXIF, blobs=(row * height, preview))


def fuji_raf(picture: bytes) -> bytes:
    meta = struct.pack(">I", 1) + struct.pack(">HHHH", 0x0111, 4, 4160, 6240)
    head = b"FUJIFILMCCD-RAW 0201FF383501X-T5".ljust(84, b"\0")
    first = 108
    return head + struct.pack(">6I", first, len(picture), first + len(picture), len(meta),
                              first + len(picture) + len(meta), 64) + picture + meta + b"\0" * 64


def built(kind: str, scene: Paint, orientation: int = 1) -> bytes:
    """Return a raw file of a kind, whose preview is the scene in 1600 x 1066 lying as the sensor does."""
    stored = scene(1600, 1066) if orientation == 1 else scene(1066, 1600).transpose(Image.Transpose.ROTATE_90)
    picture = jpeg(stored)
    pixels = b"\0" * 5000
    raw: Fields = {0xFE: (4, 0), 0x100: (4, 6000), 0x101: (4, 4000), 0x103: (3, 34713), 0x111: (4, ("blob", 0)),
                   0x117: (4, len(pixels))}
    small: Fields = {0xFE: (4, 1), 0x103: (3, 6), 0x201: (4, ("blob", 1)), 0x202: (4, len(picture))}
    if kind == "cr3":
        return canon_cr3(jpeg(stored.resize((810, 540))), picture, orientation)
    if kind == "raf":
        block = tiff({**camera(b"FUJIFILM", orientation=orientation), 0x8769: (4, ("ifd", 1))}, EXIF)
        return fuji_raf(jpeg(stored, exif=b"Exif\0\0" + block))
    if kind == "rw2":
        main: Fields = {**camera(b"Panasonic", orientation=orientation), 4: (3, 10), 5: (3, 20), 6: (3, 4010), 7: (3, 6020),
                        0x2E: (7, ("blob", 1)), 0x8769: (4, ("ifd", 1))}
        return tiff(main, EXIF, blobs=(pixels, picture), magic=b"IIU\0")
    if kind == "cr2":
        main = {**camera(b"Canon", orientation=orientation), 0x100: (4, 1600), 0x101: (4, 1066), 0x103: (3, 6),
                0x111: (4, ("blob", 1)), 0x117: (4, len(picture)), 0x8769: (4, ("ifd", 1))}
        return tiff(main, {**EXIF, 0xA002: (4, 6000), 0xA003: (4, 4000)}, blobs=(pixels, picture), tail=b"CR\2\0\0\0\0\0")
    make = {"nef": b"NIKON CORPORATION", "arw": b"SONY", "orf": b"OLYMPUS CORPORATION", "srw": b"SAMSUNG", "pef": b"PENTAX"}
    main = {**camera(make[kind], orientation=orientation), 0xFE: (4, 1), 0x103: (3, 6), 0x14A: (4, ("ifd", 1)),
            0x201: (4, ("blob", 1)), 0x202: (4, len(picture)), 0x8769: (4, ("ifd", 2))}
    return tiff(main, raw, {**EXIF, 0x0001: (3, 1)}, blobs=(pixels, picture),
                magic=b"IIRO" if kind == "orf" else b"II*\0") if small else b""


TYPES = {"cr2": "image/x-canon-cr2", "cr3": "image/x-canon-cr3", "nef": "image/x-nikon-nef", "arw": "image/x-sony-arw",
         "raf": "image/x-fujifilm-raf", "orf": "image/x-olympus-orf", "rw2": "image/x-panasonic-rw2",
         "srw": "image/x-samsung-srw", "pef": "image/x-pentax-pef"}


@pytest.mark.parametrize("orientation", [1, 6, 8])
@pytest.mark.parametrize("kind", TYPES)
def test_a_raw_file_shows_its_preview_upright(tmp_path: Path, scene: Paint, out_dir: Path, kind: str,
                                              orientation: int) -> None:
    path = tmp_path / f"IMG_1.{kind}"
    path.write_bytes(built(kind, scene, orientation))
    found = sniff(path)
    assert (found.kind, found.media_type) == ("photo", TYPES[kind])
    facts = read_facts(path, found)
    made = render_photo(path, out_dir)
    wide = orientation == 1
    assert ((made[0].width > made[0].height), max(made[0].width, made[0].height)) == (wide, 1600)
    assert (facts.width or 0) > (facts.height or 0) if wide else (facts.width or 0) < (facts.height or 0)
    assert (facts.model, facts.captured_local, facts.offset, facts.iso, facts.f_number, facts.exposure_time) == (
        "Model 7", "2026-03-01T09:15:02", "+08:00", 400, 2.8, 0.004)
    assert (facts.orientation, facts.sources["iso"], facts.sources["captured_local"]) == (orientation, "exif", "exif")
    with Image.open(made[-1].path) as grid:
        width, height = grid.size
        corner = grid.convert("RGB").getpixel((width // 8, height // 8))
    assert corner[0] > 200 if orientation != 8 else corner[2] > 0  # type: ignore[index]


def test_sizes_are_those_of_the_raw_picture_and_canon_tells_place_and_lens(tmp_path: Path, scene: Paint) -> None:
    sizes = {"cr2": (6000, 4000), "cr3": (6000, 4000), "nef": (6000, 4000), "rw2": (6000, 4000), "raf": (6240, 4160)}
    for kind, size in sizes.items():
        path = tmp_path / f"a.{kind}"
        path.write_bytes(built(kind, scene))
        facts = read_facts(path, sniff(path))
        assert (facts.width, facts.height) == size, kind
        if kind == "cr3":
            assert (facts.latitude, facts.longitude) == (39.908333333, 116.383333333)
            assert (facts.lens, facts.body_serial) == ("RF24-70mm F2.8 L IS USM", "012345678901")


@pytest.mark.parametrize("kind", TYPES)
def test_a_raw_file_that_was_cut_is_damaged_and_still_tells_its_facts(tmp_path: Path, scene: Paint, out_dir: Path,
                                                                     kind: str) -> None:
    whole = built(kind, scene)
    path = tmp_path / "a.raw"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadMedia) as caught:
        render_photo(path, out_dir)
    assert caught.value.reason.code == "damaged"
    assert list(out_dir.iterdir()) == []


def test_a_dng_without_a_preview_is_developed(tmp_path: Path, out_dir: Path) -> None:
    path = tmp_path / "a.dng"
    path.write_bytes(bayer_dng(1200, 800))
    facts = read_facts(path, sniff(path))
    made = render_photo(path, out_dir)
    assert (facts.width, facts.height, sniff(path).media_type) == (1200, 800, "image/x-adobe-dng")
    assert (made[0].width, made[0].height) == (1200, 800)
    with Image.open(made[0].path) as picture:
        left, right = (picture.convert("L").getpixel((x, 400)) for x in (100, 1100))
    assert left < right  # type: ignore[operator]


def test_a_good_preview_is_taken_and_a_stamp_is_not(tmp_path: Path, scene: Paint, out_dir: Path) -> None:
    good, stamp = tmp_path / "good.dng", tmp_path / "stamp.dng"
    good.write_bytes(bayer_dng(1400, 900, jpeg(scene(1400, 900))))
    stamp.write_bytes(bayer_dng(1400, 900, jpeg(scene(160, 120)), orientation=6))
    with Image.open(render_photo(good, out_dir)[0].path) as picture:
        assert picture.getpixel((100, 100))[0] > 200 > picture.getpixel((100, 100))[1] + 100  # type: ignore[index]
    made = render_photo(stamp, out_dir)[0]
    assert (made.width, made.height) == (900, 1400)


def test_the_shared_raw_files_are_refused_by_reason_or_shown(shared_media: Path | None, decoder: Decoder, out_dir: Path,
                                                             tmp_path: Path) -> None:
    """Heads of raw files: their facts are read, their pixels are missing. One is whole, and is developed."""
    if shared_media is None:
        return  # the files above are ours
    for path in sorted((shared_media / "raw").rglob("*")):
        if not path.is_file() or path.suffix in (".json", ".jsonl"):
            continue
        found = decoder.sniff(path)
        facts = decoder.facts(path, found)
        assert facts.make, path.name
        if path.suffix == ".KDC":
            assert [one.preset for one in decoder.render(path, out_dir, facts, "photo")] == ["large", "screen", "grid"]
            continue
        with pytest.raises(BadMedia) as caught:
            decoder.render(path, out_dir, facts, "photo")
        assert caught.value.reason.code == "damaged", path.name


def test_panasonic_tells_the_speed_in_a_field_of_its_own_and_the_rest_in_the_picture_inside(
        tmp_path: Path, scene: Paint) -> None:
    block = tiff({**camera(b"Panasonic"), 0x8769: (4, ("ifd", 1))}, {**EXIF, 0xA431: (2, b"WX1234567\0")})
    picture = jpeg(scene(1600, 1066), exif=b"Exif\0\0" + block)
    main: Fields = {**camera(b"Panasonic"), 4: (3, 10), 5: (3, 20), 6: (3, 4010), 7: (3, 6020), 0x17: (3, 1600),
                    0x2E: (7, ("blob", 1))}
    path = tmp_path / "P1000001.RW2"
    path.write_bytes(tiff(main, blobs=(b"\0" * 5000, picture), magic=b"IIU\0"))
    found = read_facts(path, sniff(path))
    assert (found.iso, found.body_serial, found.f_number, found.width) == (1600, "WX1234567", 2.8, 6000)
    assert found.captured_utc == "2026-03-01T01:15:02Z"
