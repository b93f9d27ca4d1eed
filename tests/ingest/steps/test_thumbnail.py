from __future__ import annotations

import io
import statistics
import struct
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from ingest.sandbox import Decoder
from ingest.steps.image import render_photo
from ingest.steps.thumbnail import first_thumbnail

Paint = Callable[[int, int], Image.Image]


def with_preview(path: Path, main: Image.Image, preview: Image.Image, kind: int = 0x010002, **options: object) -> Path:
    """Write a JPEG with a second one behind it, and the index of both (CIPA DC-007) before its pixels."""
    first, second = io.BytesIO(), io.BytesIO()
    main.save(first, "JPEG", **{"quality": 92, **options})
    preview.save(second, "JPEG", quality=85)
    data = first.getvalue()

    def segment(at: int) -> bytes:
        rows = struct.pack("<IIIHH", 0x030000, len(data), 0, 0, 0)
        rows += struct.pack("<IIIHH", kind, len(second.getvalue()), at, 0, 0)
        body = b"MPF\0II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + struct.pack("<HHII", 0xB002, 7, len(rows), 26)
        body += b"\0\0\0\0" + rows
        return b"\xff\xe2" + struct.pack(">H", len(body) + 2) + body

    insert = 2
    if data[2:4] in (b"\xff\xe1", b"\xff\xe0"):
        insert = 4 + int.from_bytes(data[4:6], "big")
    header = insert + 8  # where the index's TIFF header will be
    extra = segment(len(data) + len(segment(0)) - header)
    path.write_bytes(data[:insert] + extra + data[insert:] + second.getvalue())
    return path


@pytest.mark.parametrize("orientation", [1, 6])
def test_the_preview_gives_the_grid_size_upright(tmp_path: Path, scene: Paint, exif: Callable[..., bytes], out_dir: Path,
                                                decoder: Decoder, orientation: int) -> None:
    path = with_preview(tmp_path / "a.jpg", scene(3000, 2000), scene(1620, 1080),
                        exif=b"Exif\0\0" + exif({0x0112: (3, orientation)}))
    made = decoder.first_thumbnail(path, out_dir)
    real = {one.preset: one for one in render_photo(path, tmp_path)}["grid"]
    assert made is not None
    assert (made.preset, made.width, made.height, made.media_type) == ("grid", real.width, real.height, "image/jpeg")
    with Image.open(made.path) as one, Image.open(real.path) as other:
        pixels = [picture.convert("L").resize((16, 16)).tobytes() for picture in (one, other)]
    assert max(abs(a - b) for a, b in zip(*pixels, strict=True)) < 30


def test_other_shapes_stamps_gain_maps_and_broken_ones_are_left(tmp_path: Path, scene: Paint, out_dir: Path) -> None:
    main = scene(3000, 2000)
    for preview, kind in ((scene(1600, 1200), 0x010002), (scene(160, 107), 0x010002), (scene(1500, 1000), 0)):
        assert first_thumbnail(with_preview(tmp_path / "a.jpg", main, preview, kind), out_dir) is None
    cut = with_preview(tmp_path / "cut.jpg", main, scene(1620, 1080))
    cut.write_bytes(cut.read_bytes()[:-3000])
    assert first_thumbnail(cut, out_dir) is None
    plain = tmp_path / "plain.jpg"
    main.save(plain)
    assert first_thumbnail(plain, out_dir) is None
    main.save(tmp_path / "a.png")
    assert first_thumbnail(tmp_path / "a.png", out_dir) is None
    assert list(out_dir.iterdir()) == []


@pytest.mark.filterwarnings("ignore:Image appears to be a malformed MPO")
def test_it_costs_less_than_half_of_a_decode(tmp_path: Path, scene: Paint, out_dir: Path) -> None:
    path = with_preview(tmp_path / "a.jpg", scene(6000, 4000), scene(1620, 1080))
    costs: dict[str, list[float]] = {"preview": [], "decode": []}
    for _ in range(5):
        begun = time.process_time()
        first_thumbnail(path, out_dir)
        costs["preview"].append(time.process_time() - begun)
        begun = time.process_time()
        with Image.open(path, formats=["JPEG"]) as picture:
            picture.draft("RGB", (400, 267))
            picture.load()
        costs["decode"].append(time.process_time() - begun)
    assert statistics.median(costs["preview"]) < statistics.median(costs["decode"]) / 2
