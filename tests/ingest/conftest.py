"""Files that the tests make themselves: Exif blocks byte by byte, photos, films."""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ingest.sandbox import Decoder

Fields = dict[int, tuple[int, Any]]
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}


def _packed(kind: int, value: Any, order: str) -> tuple[int, bytes]:
    if isinstance(value, bytes):
        return len(value) // SIZES[kind], value
    values = value if isinstance(value, list) else [value]
    if kind in (5, 10):
        return len(values), b"".join(struct.pack(order + ("II" if kind == 5 else "ii"), *one) for one in values)
    return len(values), b"".join(struct.pack(order + {1: "B", 3: "H", 4: "I", 9: "i"}[kind], one) for one in values)


def _directory(fields: Fields, at: int, order: str) -> bytes:
    entries, behind = b"", b""
    start = at + 2 + 12 * len(fields) + 4
    for tag, (kind, value) in sorted(fields.items()):
        count, raw = _packed(kind, value, order)
        if len(raw) > 4:
            place = struct.pack(order + "I", start + len(behind))
            behind += raw + b"\0" * (len(raw) % 2)
        else:
            place = raw.ljust(4, b"\0")
        entries += struct.pack(order + "HHI", tag, kind, count) + place
    return struct.pack(order + "H", len(fields)) + entries + b"\0\0\0\0" + behind


def exif_block(main: Fields, exif: Fields | None = None, gps: Fields | None = None, order: str = "<") -> bytes:
    """Return the TIFF-shaped block of Exif with these fields: {tag: (type, value or raw bytes)}."""
    main = dict(main)
    for tag, sub in ((0x8769, exif), (0x8825, gps)):
        if sub is not None:
            main[tag] = (4, 0)
    at = 8 + len(_directory(main, 8, order))
    body = b""
    for tag, sub in ((0x8769, exif), (0x8825, gps)):
        if sub is not None:
            main[tag] = (4, at + len(body))
            body += _directory(sub, at + len(body), order)
            body += b"\0" * (len(body) % 2)
    return (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8) + _directory(main, 8, order) + body


@pytest.fixture
def exif() -> Callable[..., bytes]:
    """Build an Exif block; see ``exif_block``."""
    return exif_block


@pytest.fixture
def scene() -> Callable[[int, int], Image.Image]:
    """Return a picture with edges and gradients, whose four corners differ: red, green, blue, white."""

    def paint(width: int, height: int) -> Image.Image:
        across = Image.linear_gradient("L").resize((width, height))
        down = Image.linear_gradient("L").rotate(90).resize((width, height))
        rings = Image.radial_gradient("L").resize((width, height)).point(lambda v: v * 5 % 256)
        picture = Image.merge("RGB", (across, down, rings))
        corner = (width // 4, height // 4)
        for colour, at in (("red", (0, 0)), ("lime", (width - corner[0], 0)), ("blue", (0, height - corner[1])),
                           ("white", (width - corner[0], height - corner[1]))):
            picture.paste(colour, (*at, at[0] + corner[0], at[1] + corner[1]))
        return picture

    return paint


@pytest.fixture
def photo(tmp_path: Path, scene: Callable[[int, int], Image.Image]) -> Callable[..., Path]:
    """Write a photo: ``photo("a.jpg", exif=block, size=(w, h), **save options)``."""

    def write(name: str, *, exif: bytes | None = None, size: tuple[int, int] = (320, 240), **options: Any) -> Path:
        path = tmp_path / name
        if exif is not None:
            options["exif"] = exif if path.suffix in (".png", ".avif") else b"Exif\0\0" + exif
        scene(*size).save(path, **options)
        return path

    return write


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write a film by ffmpeg: ``film("a.mp4", size="640x360", seconds=2, extra=[...])``."""
    folder = tmp_path_factory.mktemp("films")

    def write(name: str, *, size: str = "640x360", seconds: float = 2, rate: int = 25, sound: bool = True,
              extra: tuple[str, ...] = (), source: str = "testsrc2") -> Path:
        target = folder / name
        if target.exists():
            return target
        tone = ["-f", "lavfi", "-i", f"sine=440:duration={seconds}", "-c:a", "aac"] if sound else []
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i",
                        f"{source}=size={size}:rate={rate}:duration={seconds}", *tone, "-c:v", "libx264",
                        "-preset", "ultrafast", "-pix_fmt", "yuv420p", *extra, str(target)], check=True)
        return target

    return write


@pytest.fixture(scope="session")
def decoder() -> Iterator[Decoder]:
    """One real fork server for the whole session."""
    with Decoder() as running:
        yield running


@pytest.fixture
def out_dir(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "out"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)
