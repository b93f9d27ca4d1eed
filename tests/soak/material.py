"""What is handed in: photos and films that the soak makes itself, the same for the same seed; some again, some damaged."""

from __future__ import annotations

import hashlib
import io
import random
import struct
import subprocess
import zlib
from dataclasses import dataclass
from pathlib import Path

from tests.support.previews import joined
from tests.support.raw_files import canon_cr3

AGAIN, DAMAGED, NOTES, SHOTS = 0.12, 0.08, 0.04, 0.12
BODY = "012345678901"


@dataclass(frozen=True)
class File:
    """One file as a camera has it. ``good``: it must be kept; else it may be refused, never lost without a word.

    ``shot`` names the raw file that a JPEG or a sidecar belongs to, and is a raw file's own name; ``word`` is the keyword
    that a sidecar gives.
    """

    name: str
    content: bytes
    good: bool
    shot: str | None = None
    word: str | None = None

    @property
    def is_sidecar(self) -> bool:
        return self.name.endswith(".xmp")

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class Maker:
    """Makes files; each has bytes of its own, unless it is one of before under another name."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.chance = chance
        self._photos = [photo_of(size, shade) for shade, size in enumerate([(320, 240), (1200, 800), (2400, 1600)])]
        self._picture = png_of()
        self._film = film_of(folder / "film.mp4")
        self._raw = canon_cr3(photo_of((1620, 1080), 3), photo_of((2400, 1600), 4))
        self._made: list[File] = []

    def some(self, count: int) -> list[File]:
        """Return ``count`` files, or up to two more where the last of them are of one shot."""
        found: list[File] = []
        while len(found) < count:
            found += self._shot() if self.chance.random() < SHOTS else [self._one()]
        return found

    def _shot(self) -> list[File]:
        """A raw file with its JPEG, its sidecar, or both, in any order."""
        number = len(self._made) + 1
        raw, word = f"RAW_{number:04}.CR3", f"食堂{number}号"
        free = struct.pack(">I", 12) + b"free" + struct.pack(">I", number)
        jpeg, sidecar = photo_of((1200, 800), number, body=BODY), self.chance.choice([f"{raw}.xmp", f"RAW_{number:04}.xmp"])
        beside = [File(f"RAW_{number:04}.JPG", _marked(jpeg, number), good=True, shot=raw),
                  File(sidecar, packet_of(word), good=True, shot=raw, word=word)]
        made = [File(raw, self._raw + free, good=True, shot=raw), *self.chance.choice([beside, beside[:1], beside[1:]])]
        self._made += made
        return self.chance.sample(made, len(made))

    def _one(self) -> File:
        number = len(self._made) + 1
        dice = self.chance.random()
        if dice < AGAIN and (before := self._again()):
            made = File(f"AGAIN_{number:04}_{before.name}", before.content, before.good)
        elif dice < AGAIN + DAMAGED:
            whole = _marked(self._photos[1], number)
            made = File(f"CUT_{number:04}.JPG", whole[: self.chance.randrange(60, 2000)], good=False)
        elif dice < AGAIN + DAMAGED + NOTES:
            made = File(f"NOTES_{number:04}.TXT", f"会议纪要 {number}".encode(), good=False)
        else:
            made = self._fresh(number)
        self._made.append(made)
        return made

    def _again(self) -> File | None:
        """Return a file of before that is alone: under another name it would not be of its shot."""
        alone = [one for one in self._made if one.shot is None]
        return self.chance.choice(alone) if alone else None

    def _fresh(self, number: int) -> File:
        kind = self.chance.choices(["jpg", "png", "mp4"], [8, 1, 1])[0]
        if kind == "png":
            chunk = b"tEXt" + f"Comment\0{number}".encode()
            extra = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
            return File(f"屏幕 {number:04}.PNG", self._picture[:33] + extra + self._picture[33:], good=True)
        if kind == "mp4":
            free = struct.pack(">I", 12) + b"free" + struct.pack(">I", number)
            return File(f"MVI_{number:04}.MP4", self._film + free, good=True)
        tail = random.Random(number).randbytes(self.chance.randrange(1, 900_000))  # what takes a while to send
        return File(f"IMG_{number:04}.JPG", _marked(self.chance.choice(self._photos), number) + tail, good=True)


def encoded() -> list[tuple[str, bytes]]:
    """Return a small picture in each of the other formats."""
    import pillow_heif
    from PIL import Image

    pillow_heif.register_heif_opener()
    picture = Image.linear_gradient("L").resize((320, 240)).convert("RGB")
    found = []
    for name, form in (("a.png", "PNG"), ("a.webp", "WEBP"), ("a.tif", "TIFF"), ("a.heic", "HEIF"), ("a.avif", "AVIF")):
        buffer = io.BytesIO()
        picture.save(buffer, form)
        found.append((name, buffer.getvalue()))
    return found


def _marked(jpeg: bytes, number: int) -> bytes:
    comment = f"photo {number}".encode()
    return jpeg[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + jpeg[2:]


def packet_of(word: str) -> bytes:
    """Return a sidecar that gives its picture a keyword."""
    return (f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            f'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>{word}</rdf:li>'
            f"</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>").encode()


def photo_of(size: tuple[int, int], shade: int, *, body: str | None = None) -> bytes:
    """Return a camera's JPEG with a preview of half its size behind it."""
    from PIL import Image

    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    picture.paste((shade * 37 % 256, shade * 91 % 256, 120), (0, 0, size[0] // 3, size[1] // 2))
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Canon", "Model 7" if body else "Canon EOS R6"
    exif.get_ifd(0x8769).update({0x9003: "2026:03:01 09:15:02", 0x9011: "+08:00", **({0xA431: body} if body else {})})
    buffer, preview = io.BytesIO(), io.BytesIO()
    picture.save(buffer, "JPEG", quality=88, exif=exif)
    picture.reduce(2).save(preview, "JPEG", quality=80)
    return joined(buffer.getvalue(), preview.getvalue())


def png_of() -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()


def film_of(path: Path) -> bytes:
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25", "-t", "1",
                    "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", str(path)],
                   check=True, stdin=subprocess.DEVNULL)
    return path.read_bytes()
