from __future__ import annotations

import io
import math
from collections.abc import Callable
from pathlib import Path

import numpy
import pytest
from PIL import Image, ImageOps

from ingest.steps import raster
from ingest.steps.image import render_photo
from ingest.steps.presets import PHOTO


def texture(width: int, height: int) -> Image.Image:
    """Grain of several sizes, as leaves, cloth and a sensor's noise have it; always the same."""
    rng = numpy.random.default_rng(7)
    total = numpy.zeros((height, width), numpy.float32)
    for step, strength in ((64, 60), (16, 40), (4, 24), (1, 6)):
        coarse = rng.normal(0, strength, (height // step + 1, width // step + 1)).astype(numpy.float32)
        total += numpy.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BILINEAR))
    grey = numpy.clip(total + 128, 0, 255).astype(numpy.uint8)
    return Image.fromarray(numpy.stack([grey, numpy.roll(grey, 9, 0), grey[::-1]], axis=-1))


def jpeg(picture: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", **{"quality": 92, **options})
    return buffer.getvalue()


def decibels(one: Image.Image, other: Image.Image) -> float:
    difference = numpy.asarray(one).astype(numpy.float32) - numpy.asarray(other).astype(numpy.float32)
    return 10 * math.log10(255**2 / max(1e-9, float((difference**2).mean())))


@pytest.mark.parametrize("size", [(6000, 4000), (3900, 2600)])
def test_texture_is_within_a_decibel_of_the_obvious_way(tmp_path: Path, out_dir: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "grain.jpg"
    path.write_bytes(jpeg(texture(*size)))
    made = render_photo(path, out_dir)
    with Image.open(path) as full:
        for preset, one in zip(PHOTO, made, strict=True):
            obvious = full.convert("RGB").resize((one.width, one.height), Image.Resampling.LANCZOS)
            theirs = decibels(obvious, Image.open(io.BytesIO(jpeg(obvious, quality=82, subsampling="4:2:0"))))
            assert decibels(obvious, Image.open(one.path)) > theirs - 1, preset.name


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turning_is_what_pillow_calls_turning(scene: Callable[[int, int], Image.Image], orientation: int) -> None:
    picture = scene(40, 30)
    picture.getexif()[0x0112] = orientation
    expected = ImageOps.exif_transpose(picture)
    assert numpy.array_equal(raster.upright(numpy.asarray(picture), orientation), numpy.asarray(expected))


def test_a_reduced_decode_is_at_least_as_large_as_asked(scene: Callable[[int, int], Image.Image]) -> None:
    decoded = raster.decode_jpeg(jpeg(scene(2400, 1600)), (600, 400))
    assert decoded is not None
    assert decoded.shape == (400, 600, 3)
    decoded = raster.decode_jpeg(jpeg(scene(2400, 1600)), (700, 466))
    assert decoded is not None
    assert decoded.shape == (600, 900, 3)


def test_what_libjpeg_complains_of_is_left_to_others(scene: Callable[[int, int], Image.Image]) -> None:
    whole = jpeg(scene(640, 480))
    assert raster.decode_jpeg(whole, (640, 480)) is not None
    for bad in (whole[:-40], whole[: len(whole) // 2], whole[:200], b"", b"\xff\xd8\xff",
                jpeg(scene(640, 480).convert("CMYK")), jpeg(scene(640, 480).convert("L"))):
        assert raster.decode_jpeg(bad, (640, 480)) is None


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_without_its_last_marker_is_whole(scene: Callable[[int, int], Image.Image], *, progressive: bool) -> None:
    data = jpeg(scene(640, 480), progressive=progressive)
    whole = raster.decode_jpeg(data, (640, 480))
    assert whole is not None
    for missing in (1, 2):
        found = raster.decode_jpeg(data[:-missing], (640, 480))
        assert found is not None
        assert numpy.array_equal(found, whole)
    assert raster.decode_jpeg(data[:-200], (640, 480)) is None


@pytest.mark.parametrize("size", [(100, 75), (180, 120), (250, 188), (399, 299), (33, 1)])
def test_every_ratio_gives_the_size_asked_for_and_the_same_picture(scene: Callable[[int, int], Image.Image],
                                                                   size: tuple[int, int]) -> None:
    picture = scene(400, 300)
    made = raster.resize(numpy.asarray(picture), size)
    assert made.shape == (size[1], size[0], 3)
    if min(size) > 50:
        assert decibels(Image.fromarray(made), picture.resize(size, Image.Resampling.LANCZOS)) > 26


def test_odd_jpegs_take_the_patient_way(tmp_path: Path, out_dir: Path, scene: Callable[[int, int], Image.Image]) -> None:
    """A comment that lies about its end, a CMYK print file, grey, progressive, 4:4:4 and arithmetic-free oddities."""
    plain = scene(900, 600)
    for name, data in {
        "junk.jpg": jpeg(plain)[:-2] + b"\0\0\0\0" + b"\xff\xd9", "cmyk.jpg": jpeg(plain.convert("CMYK")),
        "grey.jpg": jpeg(plain.convert("L")), "progressive.jpg": jpeg(plain, progressive=True),
        "full.jpg": jpeg(plain, subsampling="4:4:4"),
    }.items():
        path = tmp_path / name
        path.write_bytes(data)
        assert [(one.width, one.height) for one in render_photo(path, out_dir)] == [(900, 600), (900, 600), (400, 267)]
