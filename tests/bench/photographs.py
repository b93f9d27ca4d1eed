"""Photographs as cameras write them: texture, a full Exif block with a maker's note, XMP, a preview behind the picture."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

from tests.support.previews import joined

PREVIEW = (1620, 1080)
XMP = ('<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
       '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="0"/></rdf:RDF></x:xmpmeta>')


def photos(folder: Path, count: int, size: tuple[int, int]) -> list[Path]:
    """Write ``count`` JPEGs, 8 to 14 MB at 24 MP; three pictures, each copy with its own bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    bases = [_camera_file(size, seed) for seed in range(min(3, count))]
    made = []
    for number in range(count):
        path = folder / f"IMG_{number:05d}.JPG"
        path.write_bytes(copy(bases[number % len(bases)], number))
        made.append(path)
    return made


def copy(data: bytes, number: int) -> bytes:
    """Return the same picture in other bytes: a comment before all else, which moves the previews and their index alike."""
    comment = f"photo {number:012d}".encode()
    return data[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + data[2:]


def texture(size: tuple[int, int], seed: int = 7) -> Any:
    """Return a picture with grain of several sizes, as leaves, cloth and a sensor's noise have it; blocks of it repeat."""
    import numpy as np
    from PIL import Image

    side = min(1024, *size)
    noise = np.random.default_rng(seed)
    total = np.full((side, side), 128, np.float32)
    for step, strength in ((64, 60), (16, 40), (4, 24), (1, 9)):
        coarse = noise.normal(0, strength, (side // step + 1, side // step + 1)).astype(np.float32)
        total += np.asarray(Image.fromarray(coarse).resize((side, side), Image.Resampling.BILINEAR))
    grey = np.clip(total, 0, 255).astype(np.uint8)
    block = np.stack([grey, np.roll(grey, 9, 0), grey[::-1]], axis=-1)
    tiled = np.tile(block, (size[1] // side + 1, size[0] // side + 1, 1))
    return Image.fromarray(np.ascontiguousarray(tiled[:size[1], :size[0]]))


def _camera_file(size: tuple[int, int], seed: int) -> bytes:
    picture = texture(size, seed)
    first, second = io.BytesIO(), io.BytesIO()
    picture.save(first, "JPEG", quality=89, exif=_exif(), xmp=XMP.encode())
    width, height = size
    preview = PREVIEW if width >= PREVIEW[0] else size
    picture.resize((preview[0], max(1, preview[0] * height // width))).save(second, "JPEG", quality=85)
    return joined(first.getvalue(), second.getvalue())


def _exif() -> bytes:
    """Some sixty fields and 20 KB of maker's note, little-endian throughout, as a Canon's block has them."""
    from PIL import Image
    from PIL.TiffImagePlugin import IFDRational

    exif = Image.Exif()
    exif.endian = "<"
    exif.update({0x010F: "Canon", 0x0110: "Canon EOS R6", 0x0112: 1, 0x011A: 72.0, 0x011B: 72.0, 0x0128: 2,
                 0x0131: "Firmware 1.8.4", 0x0132: "2026:03:01 09:15:02", 0x013B: "Publicity Office", 0x8298: "", 0x0213: 2})
    exif.get_ifd(0x8769).update({
        0x829A: IFDRational(1, 250), 0x829D: IFDRational(28, 10), 0x8822: 2, 0x8827: 800, 0x8830: 2, 0x8832: 800,
        0x9000: b"0231", 0x9003: "2026:03:01 09:15:02", 0x9004: "2026:03:01 09:15:02", 0x9010: "+08:00", 0x9011: "+08:00",
        0x9012: "+08:00", 0x9101: b"\1\2\3\0", 0x9201: IFDRational(8, 1), 0x9202: IFDRational(3, 1),
        0x9204: IFDRational(0, 1), 0x9205: IFDRational(3, 1), 0x9207: 5, 0x9209: 16, 0x920A: IFDRational(50, 1),
        0x927C: struct.pack("<H", 1) + struct.pack("<HHII", 0x000C, 4, 1, 33021700) + b"\0\0\0\0" + b"\7" * 20_000,
        0x9286: b"ASCII\0\0\0" + b"\0" * 256, 0x9290: "34", 0x9291: "34", 0x9292: "34", 0xA000: b"0100", 0xA001: 1,
        0xA002: 6000, 0xA003: 4000, 0xA20E: IFDRational(6000, 1), 0xA20F: IFDRational(4000, 1), 0xA210: 2, 0xA401: 0,
        0xA402: 0, 0xA403: 0, 0xA406: 0, 0xA430: "Publicity Office", 0xA431: "033021700012",
        0xA432: (IFDRational(24, 1), IFDRational(70, 1), IFDRational(28, 10), IFDRational(28, 10)),
        0xA434: "RF24-70mm F2.8 L IS USM", 0xA435: "2910000123"})
    exif.get_ifd(0x8825).update({0: b"\2\3\0\0", 1: "N", 2: (39.0, 57.0, 31.5), 3: "E", 4: (116.0, 20.0, 56.1), 5: b"\0",
                                 6: 52.0})
    return bytes(exif.tobytes())
