from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import exifread
import pytest
from PIL import Image

from server.demo import cast
from server.demo.exif import Place, Shooting, build_exif, build_xmp, turn
from server.demo.material import Kind


def read(path):
    with path.open("rb") as stream:
        return exifread.process_file(stream, details=False)


def words(tags, name):
    return str(tags[name]) if name in tags else None


def test_exifread_finds_in_every_picture_what_was_meant(material):
    for made in material.made:
        if made.kind is not Kind.PHOTO:
            continue
        tags, shot = read(made.path), made.shooting
        assert words(tags, "EXIF DateTimeOriginal") == f"{made.captured:%Y:%m:%d %H:%M:%S}"
        assert words(tags, "Image Make") == shot.make
        assert words(tags, "Image Model") == shot.model
        assert words(tags, "EXIF BodySerialNumber") == shot.serial
        assert words(tags, "EXIF LensModel") == shot.lens
        assert words(tags, "EXIF OffsetTimeOriginal") == ("+08:00" if shot.with_offset else None)
        assert words(tags, "EXIF SubSecTimeOriginal") == (None if shot.milliseconds is None else f"{shot.milliseconds:03d}")
        assert tags["Image Orientation"].values == [shot.orientation]
        if shot.make:
            assert tags["EXIF ISOSpeedRatings"].values == [shot.iso]
            assert Fraction(tags["EXIF ExposureTime"].values[0]) == shot.exposure
            assert float(tags["EXIF FNumber"].values[0]) == shot.f_number
            assert float(tags["EXIF FocalLength"].values[0]) == shot.focal_length


def test_the_cameras_are_those_of_the_kits(material):
    found = {(words(tags, "Image Make"), words(tags, "Image Model"), words(tags, "EXIF BodySerialNumber"))
             for tags in (read(made.path) for made in material.made if made.kind is Kind.PHOTO and made.kit_key)}
    assert found == {(kit.body.make, kit.body.model, kit.body.serial) for kit in cast.KITS}


def test_telephones_say_where_they_were(material):
    placed = [made for made in material.made if made.shooting and made.shooting.place and made.kind is Kind.PHOTO]
    assert {made.kit_key for made in placed} == {"office-phone"}
    for made in placed:
        with made.path.open("rb") as stream:
            latitude, longitude = exifread.utils.get_gps_coords(exifread.process_file(stream))
        assert latitude == pytest.approx(made.shooting.place.latitude, abs=1e-6)
        assert longitude == pytest.approx(made.shooting.place.longitude, abs=1e-6)


def test_chinese_text_survives_as_utf_8(material):
    made = next(made for made in material.made if made.kit_key == "catering-r6" and made.kind is Kind.PHOTO)
    with Image.open(made.path) as image:
        raw = image.info["exif"]
    assert made.caption.encode() in raw
    assert "林晓禾".encode() in raw


def test_title_and_keywords_are_in_the_xmp_of_some(material):
    told = 0
    for made in material.made:
        if made.kind is Kind.PHOTO:
            with Image.open(made.path) as image:
                packet = image.info.get("xmp", b"").decode()
            told += made.title in packet and all(f"<rdf:li>{word}</rdf:li>" in packet for word in made.keywords)
    assert 8 <= told < 40


def test_markup_in_words_is_escaped():
    assert b"<b>" not in build_xmp("a<b>", "c&d", ("e<f",))


@pytest.mark.parametrize(("orientation", "corner"), [(1, (0, 0)), (6, (0, 1)), (8, (1, 0))])
def test_a_sideways_picture_is_turned_upright_by_its_tag(tmp_path, orientation, corner):
    from PIL import ImageOps

    upright = Image.new("RGB", (40, 80), "white")
    upright.paste((255, 0, 0), (0, 0, 20, 20))
    turn(upright, orientation).save(tmp_path / "a.png", exif=build_exif(Shooting(datetime.now(UTC), orientation=orientation)))
    with Image.open(tmp_path / "a.png") as stored:
        x, y = (corner[0] * (stored.width - 1), corner[1] * (stored.height - 1))
        assert stored.getpixel((x, y)) == (255, 0, 0)
        shown = ImageOps.exif_transpose(stored)
    assert shown.size == (40, 80)
    assert shown.getpixel((0, 0)) == (255, 0, 0)


def test_the_south_and_the_west_are_written_with_their_letters(tmp_path):
    at = datetime(2026, 3, 1, 9, 15, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
    exif = build_exif(Shooting(at, place=Place(-33.5, -70.25, -2.0)))
    Image.new("RGB", (8, 8)).save(tmp_path / "a.jpg", exif=exif)
    tags = read(tmp_path / "a.jpg")
    assert (words(tags, "GPS GPSLatitudeRef"), words(tags, "GPS GPSLongitudeRef")) == ("S", "W")
    assert words(tags, "GPS GPSDate") == "2026:03:01"
    assert [int(part) for part in tags["GPS GPSTimeStamp"].values] == [1, 15, 2]
