from __future__ import annotations

import hashlib
import io
import json
import math
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat, PngImagePlugin

from index.errors import BadMedia
from ingest.steps.facts import read_facts
from ingest.steps.fingerprint import distance, fingerprint
from ingest.steps.image import fitted, render_photo
from ingest.steps.presets import PHOTO, Rendered
from ingest.steps.sniff import sniff

Paint = Callable[[int, int], Image.Image]


def named(made: list[Rendered], preset: str) -> Image.Image:
    with Image.open(next(one.path for one in made if one.preset == preset)) as picture:
        picture.load()
        return picture


def corners(picture: Image.Image) -> list[str]:
    """Name the colours of the four corners of ``scene``, row by row."""
    names = {(1, 0, 0): "red", (0, 1, 0): "lime", (0, 0, 1): "blue", (1, 1, 1): "white"}
    width, height = picture.size
    spots = [(width // 8, height // 8), (width * 7 // 8, height // 8), (width // 8, height * 7 // 8),
             (width * 7 // 8, height * 7 // 8)]
    return [names[tuple(int(value > 127) for value in picture.convert("RGB").getpixel(at))] for at in spots]  # type: ignore[union-attr, index]


def psnr(one: Image.Image, other: Image.Image) -> float:
    squares = sum(ImageStat.Stat(ImageChops.difference(one, other)).sum2)
    return 10 * math.log10(255**2 / (squares / (one.width * one.height * 3)))


def png_head(width: int, height: int, colour: int = 2) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    row = b"\0" * (width * {0: 1, 2: 3}[colour] + 1)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_three_sizes_by_the_long_edge(photo: Callable[..., Path], out_dir: Path) -> None:
    made = render_photo(photo("a.jpg", size=(3000, 2000)), out_dir)
    assert [(one.preset, one.width, one.height) for one in made] == [
        ("large", 2560, 1707), ("screen", 1920, 1280), ("grid", 400, 267)]
    for one in made:
        data = one.path.read_bytes()
        assert (one.bytes, one.sha256, one.media_type) == (len(data), hashlib.sha256(data).hexdigest(), "image/jpeg")
        assert named(made, one.preset).size == (one.width, one.height)


def test_small_pictures_are_never_enlarged(photo: Callable[..., Path], out_dir: Path) -> None:
    made = render_photo(photo("a.png", size=(300, 900)), out_dir)
    assert [(one.width, one.height) for one in made] == [(300, 900), (300, 900), (133, 400)]
    assert fitted((5000, 1), 400) == (400, 1)


def test_running_again_gives_the_same_bytes(photo: Callable[..., Path], tmp_path: Path, out_dir: Path) -> None:
    path = photo("a.jpg", size=(3000, 2000))
    again = tmp_path / "again"
    again.mkdir()
    assert [one.sha256 for one in render_photo(path, out_dir)] == [one.sha256 for one in render_photo(path, again)]


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.avif", "a.tif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_orientation_comes_out_upright(tmp_path: Path, scene: Paint, exif: Callable[..., bytes], out_dir: Path,
                                            orientation: int, name: str) -> None:
    """Store the scene turned the other way, say so in Exif, and expect the scene."""
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Pillow's Transpose methods that undo an orientation
    stored = scene(640, 480)
    if orientation > 1:
        stored = stored.transpose(Image.Transpose(undo[orientation]))
    path = tmp_path / name
    if name == "a.tif":
        stored.save(path, tiffinfo={0x0112: orientation})
    else:
        block = exif({0x0112: (3, orientation)})
        stored.save(path, exif=block if name in ("a.png", "a.avif") else b"Exif\0\0" + block)
    made = render_photo(path, out_dir)
    assert (made[0].width, made[0].height) == (640, 480)
    assert corners(named(made, "grid")) == ["red", "lime", "blue", "white"]


def test_the_shared_orientation_set_looks_alike(shared_media: Path | None, out_dir: Path) -> None:
    if shared_media is None:
        return  # the test above has all eight
    folder = shared_media / "orientation"
    for group in json.loads((folder / "groups.json").read_bytes())["groups"]:
        pictures = {}
        for name in group["members"]:
            made = render_photo(folder / name, out_dir)
            assert [made[0].width, made[0].height] == group["upright_size"]
            pictures[name] = named(made, "grid").convert("RGB").resize((64, 64))
        reference = pictures[group["reference"]]
        for name, picture in pictures.items():
            mean = ImageStat.Stat(ImageChops.difference(picture, reference)).mean
            assert sum(mean) / 3 < 4, name


@pytest.mark.parametrize("group", ["photos", "heif"])
def test_what_pillow_decodes_is_rendered_and_what_it_does_not_is_refused(shared_media: Path | None, group: str,
                                                                        out_dir: Path) -> None:
    if shared_media is None:
        return  # the formats are all in the other tests
    folder = shared_media / group
    for name, known in json.loads((folder / "decode.json").read_bytes())["files"].items():
        if known["pillow"].startswith("ok"):
            made = render_photo(folder / name, out_dir)
            size = [int(part) for part in known["pillow"].split()[2].split("x")]
            long_edge = min(2560, max(size))
            assert max(made[0].width, made[0].height) == long_edge, name
        elif name.endswith(".jpg"):  # its last bytes are not there
            assert render_photo(folder / name, out_dir)
            assert read_facts(folder / name, sniff(folder / name)).incomplete, name
        else:
            with pytest.raises(BadMedia):
                render_photo(folder / name, out_dir)


def test_nothing_that_identifies_gets_out(photo: Callable[..., Path], exif: Callable[..., bytes], out_dir: Path) -> None:
    block = exif({0x010F: (2, b"SecretMake\0")}, {0xA431: (2, b"SERIAL123\0")},
                 {1: (2, b"N\0"), 2: (5, [(39, 1), (54, 1), (0, 1)]), 3: (2, b"E\0"), 4: (5, [(116, 1), (23, 1), (0, 1)])})
    path = photo("a.jpg", exif=block, xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>secret</x:xmpmeta>", comment=b"secret")
    for one in render_photo(path, out_dir):
        data = one.path.read_bytes()
        assert not any(word in data.lower() for word in (b"exif", b"secret", b"serial", b"xmp", b"photoshop"))


@pytest.mark.parametrize(("mode", "name"), [
    ("1", "a.png"), ("L", "a.jpg"), ("P", "a.png"), ("LA", "a.png"), ("RGBA", "a.png"), ("I;16", "a.png"),
    ("I;16", "a.tif"), ("F", "a.tif"), ("CMYK", "a.jpg"), ("RGBA", "a.webp"), ("LAB", "a.tif"), ("RGBA", "a.avif"),
])
def test_every_mode_comes_out_as_rgb(tmp_path: Path, scene: Paint, out_dir: Path, mode: str, name: str) -> None:
    source = scene(320, 240)
    if mode == "I;16":
        source = source.convert("L").point(lambda v: v * 257, "I").convert("I;16")  # type: ignore[arg-type, return-value]
    elif mode == "LAB":
        profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        source = ImageCms.profileToProfile(source, *profiles, outputMode="LAB") or source
    else:
        source = source.convert(mode)
    path = tmp_path / name
    source.save(path)
    made = render_photo(path, out_dir)
    grid = named(made, "grid")
    assert (grid.mode, grid.size) == ("RGB", (320, 240))
    reference = scene(320, 240).convert("L" if mode in ("1", "L", "LA", "I;16", "F") else "RGB").convert("RGB")
    if mode not in ("1", "LAB"):
        assert psnr(grid.resize((80, 60)), reference.resize((80, 60))) > 20


def test_what_is_transparent_is_white(tmp_path: Path, out_dir: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGBA", (100, 100), (255, 0, 0, 0)).save(path)
    assert named(render_photo(path, out_dir), "grid").getpixel((50, 50)) == (255, 255, 255)
    palette = Image.new("P", (100, 100), 0)
    palette.putpalette([0, 0, 0, 255, 0, 0])
    palette.save(path, transparency=0)
    assert named(render_photo(path, out_dir), "grid").getpixel((50, 50)) == (255, 255, 255)


def test_colours_go_through_the_profile(tmp_path: Path, out_dir: Path) -> None:
    """The same numbers in a linear colour space are much lighter in sRGB; a broken profile is passed over."""
    linear = tmp_path / "linear.jpg"
    Image.new("L", (64, 64), 60).save(linear, icc_profile=grey_linear_profile(), quality=95)
    broken = tmp_path / "broken.jpg"
    Image.new("RGB", (64, 64), (60, 60, 60)).save(broken, icc_profile=b"no profile at all", quality=95)
    light = named(render_photo(linear, out_dir), "grid").getpixel((30, 30))
    assert min(light) > 110  # type: ignore[type-var, arg-type]
    assert named(render_photo(broken, out_dir), "grid").getpixel((30, 30)) == (60, 60, 60)


def grey_linear_profile() -> bytes:
    """The smallest ICC profile of linear grey (ICC.1:2010, gamma 1.0, white point D50)."""
    curve = b"curv\0\0\0\0\0\0\0\0"
    white = b"XYZ \0\0\0\0" + struct.pack(">iii", 63190, 65536, 54061)
    text = b"desc\0\0\0\0\0\0\0\x07linear\0" + b"\0" * 79
    tags, at, table = [(b"kTRC", curve), (b"wtpt", white), (b"desc", text)], 128 + 4 + 36, b""
    body = b""
    for name, data in tags:
        table += name + struct.pack(">II", at + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"lcms", 0x02400000, b"mntr", b"GRAY", b"XYZ ")
    head += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + b"\0" * 28
    head += struct.pack(">iii", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def test_each_size_is_within_a_decibel_of_the_obvious_way(photo: Callable[..., Path], out_dir: Path) -> None:
    path = photo("a.jpg", size=(4000, 3000), quality=92)
    made = render_photo(path, out_dir)
    with Image.open(path) as full:
        for preset, one in zip(PHOTO, made, strict=True):
            obvious = full.convert("RGB").resize((one.width, one.height), Image.Resampling.LANCZOS)
            buffer = io.BytesIO()
            obvious.save(buffer, "JPEG", quality=82, subsampling="4:2:0")
            theirs = psnr(obvious, Image.open(buffer))
            assert psnr(obvious, named(made, preset.name)) > theirs - 1, preset.name


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.avif", "a.tif"])
def test_a_file_that_was_cut_is_damaged_and_never_half_shown(photo: Callable[..., Path], out_dir: Path, name: str) -> None:
    path = photo(name, size=(1600, 1200))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])
    with pytest.raises(BadMedia) as caught:
        render_photo(path, out_dir)
    assert caught.value.reason.code == "damaged"
    assert list(out_dir.iterdir()) == []


def test_too_many_pixels_are_refused_before_any_is_decoded(tmp_path: Path, out_dir: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png_head(13000, 13000, colour=0))
    with pytest.raises(BadMedia) as caught:
        render_photo(path, out_dir)
    assert (caught.value.reason.code, caught.value.details["detail"]) == ("too-large", "13000 × 13000")


def test_frames_count_as_pixels(tmp_path: Path, out_dir: Path) -> None:
    path = tmp_path / "a.png"
    frames = [Image.new("L", (3000, 3000), shade) for shade in range(0, 60, 4)]
    frames[0].save(path, save_all=True, append_images=frames[1:])
    with pytest.raises(BadMedia) as caught:
        render_photo(path, out_dir)
    assert caught.value.reason.code == "too-large"


def test_the_likeness_survives_size_and_quality(tmp_path: Path, scene: Paint, out_dir: Path) -> None:
    one, other, else_ = tmp_path / "one.jpg", tmp_path / "other.jpg", tmp_path / "else.jpg"
    scene(1600, 1200).save(one, quality=95)
    scene(1600, 1200).resize((800, 600)).save(other, quality=40)
    scene(1600, 1200).rotate(90).save(else_)
    marks = [fingerprint(path) for path in (one, other, else_)]
    assert distance(marks[0].likeness, marks[1].likeness) <= 6
    assert distance(marks[0].likeness, marks[2].likeness) >= 16
    pale = tmp_path / "pale.jpg"
    scene(1600, 1200).point([min(255, level * 9 // 8) for level in range(256)] * 3).save(pale, quality=70)
    assert distance(marks[0].likeness, fingerprint(pale).likeness) <= 10
    plain = tmp_path / "plain.jpg"
    Image.new("RGB", (40, 40), (200, 30, 30)).save(plain, quality=95)
    assert fingerprint(plain).colour.startswith("#c")


def test_a_picture_too_plain_to_tell_has_no_likeness(tmp_path: Path) -> None:
    """Else every wall and every dark stage would look like every other."""
    wall, sky = tmp_path / "wall.jpg", tmp_path / "sky.png"
    Image.effect_noise((400, 300), 8).convert("RGB").save(wall, quality=80)
    Image.linear_gradient("L").resize((400, 300)).convert("RGB").save(sky)
    assert [fingerprint(path).likeness for path in (wall, sky)] == ["", ""]


@pytest.mark.parametrize("program", ["tells exif alone", "tells both"])
def test_a_heif_comes_out_upright_however_it_says_how_it_lies(tmp_path: Path, scene: Paint, exif: Callable[..., bytes],
                                                              out_dir: Path, program: str) -> None:
    path, said = tmp_path / "a.heic", {0x0112: (3, 6)}
    stored = scene(300, 400).transpose(Image.Transpose.ROTATE_90)
    before = exif({0x0112: (3, 1)}) if program == "tells exif alone" else exif(said)
    pillow_heif.from_pillow(stored).save(path, exif=b"Exif\0\0" + before, quality=90)
    data = path.read_bytes()
    assert (b"irot" in data) == (program == "tells both")
    path.write_bytes(data.replace(before, exif(said)))
    facts, made = read_facts(path, sniff(path)), render_photo(path, out_dir)
    assert (facts.width, facts.height, facts.orientation) == (300, 400, 6)
    assert corners(named(made, "grid")) == ["red", "lime", "blue", "white"]


def test_a_jpeg_that_breaks_off_near_its_end_is_shown_as_far_as_it_goes_and_says_so(photo: Callable[..., Path],
                                                                                   out_dir: Path) -> None:
    path = photo("a.jpg", size=(1600, 1200), exif=None, quality=90)
    whole = path.read_bytes()
    assert not read_facts(path, sniff(path)).incomplete
    path.write_bytes(whole + b"a film behind the picture")
    assert not read_facts(path, sniff(path)).incomplete
    path.write_bytes(whole[: len(whole) * 97 // 100])
    assert read_facts(path, sniff(path)).incomplete
    made = render_photo(path, out_dir)
    assert corners(named(made, "grid"))[:2] == ["red", "lime"]


def test_a_progressive_jpeg_that_breaks_off_is_damaged(photo: Callable[..., Path], out_dir: Path) -> None:
    path = photo("a.jpg", size=(1600, 1200), progressive=True)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(BadMedia) as caught:
        render_photo(path, out_dir)
    assert caught.value.reason.code == "damaged"


def test_a_png_with_a_long_history_is_a_picture(photo: Callable[..., Path], out_dir: Path) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + " " * (3 << 20) + "</x:xmpmeta>", zip=True)
    path = photo("a.png", pnginfo=info)
    assert read_facts(path, sniff(path)).width == 320
    assert render_photo(path, out_dir)
