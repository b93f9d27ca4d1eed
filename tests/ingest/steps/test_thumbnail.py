from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from previews import with_preview

from ingest.sandbox import Decoder
from ingest.steps.image import render_photo
from ingest.steps.thumbnail import first_thumbnail

Paint = Callable[[int, int], Image.Image]


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
