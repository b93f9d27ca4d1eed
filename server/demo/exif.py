"""What a camera writes into its files, written the way cameras write it.

Tags and types: Exif 2.32 (CIPA DC-008-2019), sections 4.6.5 (Exif) and 4.6.6 (GPS); XMP: ISO 16684-1, Dublin Core.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from PIL import Image

UPRIGHT: Final = 1
SIDEWAYS: Final = (6, 8)  # the viewer turns the stored picture clockwise by 90 degrees, or back by 90
OF_EXIF, OF_GPS = 0x8769, 0x8825


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the earth: degrees of WGS 84, metres above the sea."""

    latitude: float
    longitude: float
    altitude: float


@dataclass(frozen=True, slots=True)
class Shooting:
    """What the camera knew when it took a picture; None and "" are left out of the file.

    ``at`` is aware: its wall time is written, its offset only when ``with_offset``. Focal length in mm, exposure in s.
    """

    at: datetime
    make: str | None = None
    model: str | None = None
    serial: str | None = None
    lens: str | None = None
    iso: int | None = None
    f_number: float | None = None
    exposure: Fraction | None = None
    focal_length: float | None = None
    orientation: int = UPRIGHT
    milliseconds: int | None = None
    with_offset: bool = False
    place: Place | None = None
    artist: str = ""
    copyright: str = ""
    description: str = ""
    software: str = ""


def turn(image: Image.Image, orientation: int) -> Image.Image:
    """Return the upright picture as a camera held sideways stores it."""
    from PIL import Image as Pillow

    if orientation == UPRIGHT:
        return image
    back, clockwise = Pillow.Transpose.ROTATE_90, Pillow.Transpose.ROTATE_270
    return image.transpose(back if orientation == SIDEWAYS[0] else clockwise)


def build_exif(shot: Shooting) -> Image.Exif:
    """Return the EXIF block of one picture. Text is UTF-8, as today's cameras write it into the ASCII fields."""
    from PIL import Image as Pillow

    exif = Pillow.Exif()
    stamp = shot.at.strftime("%Y:%m:%d %H:%M:%S")
    _put(exif, {0x010E: _text(shot.description), 0x010F: shot.make, 0x0110: shot.model, 0x0112: shot.orientation,
                0x0131: shot.software or None, 0x0132: stamp, 0x013B: _text(shot.artist),
                0x8298: _text(shot.copyright)})
    zone = f"{shot.at:%z}"
    offset = f"{zone[:3]}:{zone[3:5]}" if shot.with_offset else None
    millis = None if shot.milliseconds is None else f"{shot.milliseconds:03d}"
    detail = {0x829A: _rational(shot.exposure), 0x829D: _rational(shot.f_number), 0x8827: shot.iso, 0x9000: b"0232",
              0x9003: stamp,
              0x9004: stamp, 0x9010: offset, 0x9011: offset, 0x9012: offset, 0x9291: millis, 0x9292: millis,
              0x920A: _rational(shot.focal_length), 0xA001: 1, 0xA431: shot.serial, 0xA434: shot.lens}
    _put(exif.get_ifd(OF_EXIF), detail)
    if shot.place:
        _put(exif.get_ifd(OF_GPS), _gps(shot.place, shot.at))
    return exif


def build_xmp(title: str, caption: str, keywords: tuple[str, ...]) -> bytes:
    """Return an XMP packet with dc:title, dc:description and dc:subject."""
    def alternative(name: str, words: str) -> str:
        return f'<dc:{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(words)}</rdf:li></rdf:Alt></dc:{name}>'

    bag = "".join(f"<rdf:li>{escape(word)}</rdf:li>" for word in keywords)
    packet = ('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
              '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
              '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
              f'{alternative("title", title)}{alternative("description", caption)}'
              f"<dc:subject><rdf:Bag>{bag}</rdf:Bag></dc:subject>"
              '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>')
    return packet.encode()


def _put(block: Image.Exif | dict[int, object], values: dict[int, object]) -> None:
    for tag, value in values.items():
        if value is not None:
            block[tag] = value


def _text(words: str) -> bytes | None:
    # Pillow encodes a str of these fields as ASCII and would write question marks; bytes go in as they are
    return words.encode() or None


def _rational(value: float | Fraction | None) -> object:
    from PIL.TiffImagePlugin import IFDRational

    if value is None:
        return None
    exact = Fraction(value).limit_denominator(10000)
    return IFDRational(exact.numerator, exact.denominator)


def _sexagesimal(degrees: float) -> tuple[object, ...]:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    seconds = ((degrees - whole) * 60 - minutes) * 60
    return (_rational(whole), _rational(minutes), _rational(Fraction(round(seconds * 1000), 1000)))


def _gps(place: Place, at: datetime) -> dict[int, object]:
    utc = at.astimezone(UTC)
    return {0: b"\x02\x03\x00\x00", 1: "N" if place.latitude >= 0 else "S", 2: _sexagesimal(abs(place.latitude)),
            3: "E" if place.longitude >= 0 else "W", 4: _sexagesimal(abs(place.longitude)),
            5: b"\x00" if place.altitude >= 0 else b"\x01", 6: _rational(Fraction(round(abs(place.altitude) * 10), 10)),
            7: (_rational(utc.hour), _rational(utc.minute), _rational(utc.second)), 29: utc.strftime("%Y:%m:%d")}
