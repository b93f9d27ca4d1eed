"""Copies are what their form says, and say inside what is said of them, in Chinese, by every reader."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from index.errors import BadMedia
from ingest.copies import Copy, photo_copy
from ingest.inscribing import Inscription
from ingest.steps.copy_presets import PRESETS
from ingest.steps.focus import window
from ingest.steps.presets import fitted
from server.fonts import find_font

WORDS = Inscription(
    title="秋季运动会开幕式", caption="校长宣布开幕。\n“第二行” <b>&", keywords=("运动会", "开幕"),
    people=("张三丰", "李四光"), place="东操场主席台", event="秋季运动会", creator="后勤保障处综合办公室 摄影协会 王小明",
    credit="后勤保障处综合办公室 摄影协会", rights="© 2026 示范大学",
    usage_terms="登记用途：微信公众号", source="示范大学", identifier="V12")


def told(path: Path) -> dict[str, Any]:
    """What exiftool reads, its defaults for Exif and IPTC left alone but for the terminal's UTF-8."""
    ran = subprocess.run(["exiftool", "-j", "-G1", "-a", "-struct", str(path)], capture_output=True, check=True)
    found: dict[str, Any] = json.loads(ran.stdout)[0]
    return found


@pytest.fixture
def noise(tmp_path: Path) -> Path:
    """A photo that compresses as badly as any can: 2400 by 1600 pixels of noise."""
    path = tmp_path / "noise.jpg"
    Image.effect_noise((2400, 1600), 120).convert("RGB").save(path, quality=97, subsampling=0)
    return path


@pytest.fixture
def copy(decoder: Any, tmp_path: Path) -> Callable[..., Copy]:
    def one(source: Path, preset: str, words: Inscription = WORDS, **wishes: Any) -> Copy:
        folder = tmp_path / f"out-{preset}"
        folder.mkdir(exist_ok=True)
        return photo_copy(decoder, source, folder, preset, words, **wishes)

    return one


def test_chinese_reads_back_right_from_iptc_xmp_and_exif(copy: Callable[..., Copy], made_photo: Callable[..., Path]) -> None:
    found = told(copy(made_photo(size=(1200, 800)), "web").path)
    assert found["IPTC:CodedCharacterSet"] == "UTF8"
    for field in ("IPTC:ObjectName", "XMP-dc:Title", "IFD0:XPTitle"):
        assert found[field] == WORDS.title
    for field in ("IPTC:Caption-Abstract", "XMP-dc:Description", "IFD0:ImageDescription", "IFD0:XPComment"):
        assert found[field] == WORDS.caption
    for field in ("IPTC:By-line", "IFD0:Artist", "IFD0:XPAuthor"):
        assert found[field] == WORDS.creator  # 55 bytes, where IPTC once had 32
    assert found["XMP-dc:Creator"] == [WORDS.creator]
    for field in ("IPTC:CopyrightNotice", "XMP-dc:Rights", "IFD0:Copyright"):
        assert found[field] == WORDS.rights
    assert found["IPTC:Credit"] == found["XMP-photoshop:Credit"] == WORDS.credit
    assert found["XMP-iptcExt:PersonInImage"] == ["张三丰", "李四光"]
    assert found["XMP-dc:Subject"] == ["运动会", "开幕"]
    assert found["IPTC:Keywords"] == ["运动会", "开幕", "张三丰", "李四光"]
    assert found["XMP-xmpRights:UsageTerms"] == WORDS.usage_terms
    assert not any(field.startswith("GPS") for field in found)


def test_our_own_readers_read_them_too(copy: Callable[..., Copy], made_photo: Callable[..., Path], decoder: Any) -> None:
    path = copy(made_photo(size=(1200, 800)), "web").path
    facts = decoder.facts(path, decoder.sniff(path))
    assert (facts.artist, facts.copyright, facts.usage_terms) == (WORDS.creator, WORDS.rights, WORDS.usage_terms)
    assert (facts.draft.title, facts.draft.people, facts.latitude) == (WORDS.title, WORDS.people, None)


def test_a_place_on_the_map_does_not_go_out(copy: Callable[..., Copy], made_photo: Callable[..., Path]) -> None:
    source = made_photo(size=(1200, 800), place=(39.9, 116.4), serial="0123456")
    found = told(copy(source, "print").path)
    assert not any("GPS" in field or "Serial" in field for field in found)


@pytest.mark.parametrize("caption", ["", "字" * 2000])
def test_a_wechat_picture_is_under_one_megabyte_whatever_it_shows(copy: Callable[..., Copy], noise: Path,
                                                                   caption: str) -> None:
    made = copy(noise, "wechat-body", Inscription(title="噪点", caption=caption))
    assert made.path.stat().st_size == made.bytes < 1_000_000
    with Image.open(made.path) as picture:
        picture.load()
        assert picture.size == (made.width, made.height)
    assert made.bytes > 700_000  # the best that fits, not just anything


def test_noise_that_no_quality_brings_under_the_limit_gets_smaller(decoder: Any, noise: Path, tmp_path: Path) -> None:
    made = decoder.copy_photo(noise, tmp_path, "wechat-body", budget=60_000)
    assert made["bytes"] <= 60_000
    assert made["width"] < 1440


@pytest.mark.parametrize(("preset", "size"), [("web", (1920, 1280)), ("wechat-cover", (1800, 766)),
                                              ("weibo-square", (1080, 1080)), ("print", (2400, 1600))])
def test_sizes_are_those_of_the_form(copy: Callable[..., Copy], made_photo: Callable[..., Path], preset: str,
                                     size: tuple[int, int]) -> None:
    made = copy(made_photo(size=(2400, 1600)), preset)
    assert (made.width, made.height) == size
    with Image.open(made.path) as picture:
        assert picture.size == size
        assert picture.info["dpi"] == (PRESETS[preset].dpi,) * 2
        assert picture.info["icc_profile"]


def test_a_turned_photo_comes_upright_and_small_ones_are_not_enlarged(copy: Callable[..., Copy],
                                                                      made_photo: Callable[..., Path]) -> None:
    made = copy(made_photo(size=(640, 420), orientation=6), "web")
    assert (made.width, made.height) == (420, 640)
    assert "IFD0:Orientation" not in told(made.path)


def test_a_photo_too_small_for_a_cover_is_refused_with_its_sizes(copy: Callable[..., Copy],
                                                                 made_photo: Callable[..., Path]) -> None:
    with pytest.raises(BadMedia) as caught:
        copy(made_photo(size=(800, 600)), "wechat-cover")
    assert caught.value.reason.code == "copy-too-small"
    assert "800 × 340" in caught.value.reason.zh
    assert "900 × 383" in caught.value.reason.en


def test_a_panorama_gives_as_much_of_a_cover_as_it_has(copy: Callable[..., Copy], made_photo: Callable[..., Path]) -> None:
    made = copy(made_photo(size=(6000, 700)), "wechat-cover")
    assert (made.width, made.height) == (round(700 * 1800 / 766), 700)


def test_print_keeps_the_photos_own_profile_and_the_web_gets_srgb(copy: Callable[..., Copy], tmp_path: Path) -> None:
    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes().replace(b"s\0R\0G\0B\0", b"s\0X\0G\0B\0")
    own = own.replace(b"\0s\0R\0G\0B", b"\0C\0a\0m\0p")
    source = tmp_path / "wide.jpg"
    Image.radial_gradient("L").resize((1200, 800)).convert("RGB").save(source, quality=95, icc_profile=own)
    with Image.open(copy(source, "print").path) as picture:
        assert picture.info["icc_profile"] == own
    with Image.open(copy(source, "web").path) as picture:
        assert picture.info["icc_profile"] != own


def test_the_point_that_was_chosen_is_in_the_crop(copy: Callable[..., Copy], tmp_path: Path) -> None:
    source = tmp_path / "corner.jpg"
    picture = Image.new("RGB", (2400, 1600), "grey")
    picture.paste((220, 20, 20), (2250, 1450, 2400, 1600))
    picture.save(source, quality=95)

    def red(made: Copy) -> float:
        with Image.open(made.path) as opened:
            pixels = opened.convert("RGB").resize((90, 90))
            return sum(1 for r, g, _ in pixels.get_flattened_data() if r > 150 and g < 90) / 8100

    assert red(copy(source, "weibo-square", focus=(1.0, 1.0))) > 0.002
    assert red(copy(source, "weibo-square", focus=(0.0, 0.0))) == 0
    assert red(copy(source, "weibo-square")) > 0.002  # the only thing there is to see


def test_a_crop_stays_within_the_picture() -> None:
    assert window((100, 50), (50, 50), (0.0, 0.5)) == (0, 0)
    assert window((100, 50), (50, 50), (1.0, 0.5)) == (50, 0)
    assert window((100, 50), (50, 50), (0.5, 0.5)) == (25, 0)
    assert fitted((10, 5), 5) == (5, 2)


def test_a_watermark_lies_in_the_corner_and_nowhere_else(copy: Callable[..., Copy], tmp_path: Path) -> None:
    source = tmp_path / "plain.jpg"
    Image.new("RGB", (1600, 1000), (40, 60, 90)).save(source, quality=95)
    path, face = find_font()
    made = copy(source, "web", watermark={"text": "后勤保障处", "font": (str(path), face)}, beside=[path])
    with Image.open(made.path) as picture:
        bright = picture.convert("L").point(lambda level: 255 if level > 150 else 0).getbbox()
    assert bright is not None
    assert bright[0] > 1200
    assert bright[1] > 900


def test_a_logo_is_laid_over_and_a_broken_one_is_named(copy: Callable[..., Copy], made_photo: Callable[..., Path],
                                                       tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGBA", (300, 100), (255, 255, 0, 255)).save(logo)
    source = made_photo(size=(1200, 800))
    made = copy(source, "web", watermark={"logo": str(logo)}, beside=[logo])
    with Image.open(made.path) as picture:
        red, green, blue = picture.convert("RGB").getpixel((1150, 760))
    assert min(red, green) > 200
    assert blue < 90
    logo.write_bytes(b"no picture")
    with pytest.raises(BadMedia) as caught:
        copy(source, "web", watermark={"logo": str(logo)}, beside=[logo])
    assert caught.value.reason.code == "bad-logo"
