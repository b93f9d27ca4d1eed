"""The steps of ingest one by one, in this process: facts, the first thumbnail, how good the sizes are, films."""

from __future__ import annotations

import io
import math
import resource
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.measure import Row, compared, interleaved, rows


def measure_facts(files: list[Path], *, rounds: int, seconds: float) -> list[Row]:
    """Return what the facts of one JPEG cost, against Pillow's Exif, exifread alone and an exiftool that keeps standing."""
    from PIL import Image

    from ingest.steps.facts import read_facts
    from ingest.steps.sniff import Sniffed

    def ours(path: Path) -> None:
        read_facts(path, Sniffed("photo", "image/jpeg"))

    def pillow(path: Path) -> None:
        with Image.open(path) as picture:
            exif = picture.getexif()
            dict(exif), dict(exif.get_ifd(0x8769)), dict(exif.get_ifd(0x8825))

    def exifread(path: Path) -> None:
        import exifread as reader

        with path.open("rb") as file:
            reader.process_file(file, details=False, extract_thumbnail=False)

    slowest: list[float] = []

    def each(read: Callable[[Path], None], *, keep: bool = False) -> float:
        taken = []
        for path in files:
            started = time.perf_counter()
            read(path)
            taken.append(time.perf_counter() - started)
        if keep:
            slowest.append(max(taken))
        return statistics.median(taken)

    with _Standing() as standing:
        candidates = {"facts": lambda: each(ours, keep=True), "Pillow getexif": lambda: each(pillow),
                      "exifread": lambda: each(exifread), "exiftool, standing": lambda: each(standing.read)}
        samples = interleaved(candidates, rounds=rounds, seconds=seconds)
    return [*rows("facts", samples, unit="ms/photo", scale=1000, against="Pillow getexif"),
            compared("facts asked", "facts", samples["facts"], samples["Pillow getexif"], unit="ms/photo", scale=1000,
                     against="Pillow getexif", asked="<= 1.50"),
            compared("facts asked", "facts", samples["facts"], samples["exiftool, standing"], unit="ms/photo", scale=1000,
                     against="exiftool, standing", asked="<= 0.10"),
            Row("facts asked", "slowest photo", "ms/photo", max(slowest) * 1000, samples=len(slowest) * len(files),
                asked="<= 2000")]


class _Standing:
    """An exiftool that is started once and asked file by file."""

    def __enter__(self) -> _Standing:
        self.process = subprocess.Popen(["exiftool", "-stay_open", "True", "-@", "-"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate("-stay_open\nFalse\n", timeout=30)

    def read(self, path: Path) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"-fast2\n-json\n-n\n{path}\n-execute\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.startswith("{ready}"):
                return


def measure_thumbnail(path: Path, folder: Path, *, rounds: int, seconds: float) -> list[Row]:
    """Return the processor time of the first thumbnail against that of all sizes and of a decode alone."""
    from ingest.steps import raster
    from ingest.steps.image import render_photo
    from ingest.steps.presets import PHOTO, fitted
    from ingest.steps.thumbnail import first_thumbnail

    def decode() -> None:
        data = path.read_bytes()
        raster.decode_jpeg(data, fitted(raster.jpeg_size(data) or (0, 0), PHOTO[0].long_edge))

    candidates = {"first thumbnail": lambda: first_thumbnail(path, folder), "decode": decode,
                  "all sizes": lambda: render_photo(path, folder)}
    timed: dict[str, Callable[[], float]] = {name: lambda act=act: _processor(act) for name, act in candidates.items()}  # type: ignore[misc]
    samples = interleaved(timed, rounds=rounds, seconds=seconds)
    return [*rows("thumbnail", samples, unit="ms", scale=1000, against="decode"),
            compared("thumbnail asked", "first thumbnail", samples["first thumbnail"], samples["decode"], unit="ms",
                     scale=1000, against="decode", asked="<= 0.50")]


def measure_quality(path: Path, folder: Path) -> list[Row]:
    """Return how near each size is to a full decode with Lanczos, and to what the obvious program's JPEG reaches (PSNR)."""
    from PIL import Image

    from ingest.steps.image import render_photo
    from ingest.steps.presets import PHOTO

    told = []
    with Image.open(path, formats=("JPEG", "MPO")) as opened:
        full = opened.convert("RGB")
    for preset, made in zip(PHOTO, render_photo(path, folder), strict=True):
        wanted = full.resize((made.width, made.height), Image.Resampling.LANCZOS)
        buffer = io.BytesIO()
        wanted.save(buffer, "JPEG", quality=82, subsampling="4:2:0")
        ours, theirs = (_decibels(wanted, source) for source in (made.path, buffer))
        told += [Row("quality", f"{preset.name}, obvious program", "dB", theirs),
                 Row("quality", preset.name, "dB", ours, asked=f">= {theirs - 1:.2f}")]
    return told


def measure_film(folder: Path, *, rounds: int, seconds: float, length: float = 6.0) -> list[Row]:
    """Return the processor time of probe and poster against the two commands that one would write down first."""
    from ingest.steps.film import _poster
    from ingest.steps.video import probe

    path = folder / "film.mp4"
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"testsrc2=size=1920x1080:rate=25:duration={length}",
                    "-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-pix_fmt", "yuv420p", str(path)], check=True,
                   stdin=subprocess.DEVNULL)
    at, picture = str(length / 2), str(folder / "poster.jpg")

    def obvious() -> None:
        _run("ffprobe", "-v", "error", "-print_format", "json", "-show_format", "-show_streams", str(path))
        _run("ffmpeg", "-v", "error", "-y", "-i", str(path), "-ss", at, "-vframes", "1", picture)

    def seeking() -> None:
        _run("ffprobe", "-v", "error", "-print_format", "json", "-show_format", "-show_streams", str(path))
        _run("ffmpeg", "-v", "error", "-y", "-ss", at, "-i", str(path), "-vframes", "1", picture)

    candidates = {"probe and poster": lambda: _poster(path, probe(path)), "two commands": obvious,
                  "two commands that seek": seeking, "probe": lambda: probe(path)}
    timed: dict[str, Callable[[], float]] = {name: lambda act=act: _processor(act) for name, act in candidates.items()}  # type: ignore[misc]
    samples = interleaved(timed, rounds=rounds, seconds=seconds)
    return [*rows("film", samples, unit="ms/film", scale=1000, against="two commands"),
            compared("film asked", "probe and poster", samples["probe and poster"], samples["two commands"], unit="ms/film",
                     scale=1000, against="two commands", asked="<= 0.25, or decision 7")]


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def _decibels(one: Any, other: Any) -> float:
    import numpy
    from PIL import Image

    with Image.open(other) as picture:
        difference = numpy.asarray(one).astype(numpy.float32) - numpy.asarray(picture.convert("RGB")).astype(numpy.float32)
    return 10 * math.log10(255**2 / max(1e-9, float((difference**2).mean())))


def _processor(act: Callable[[], object]) -> float:
    """Processor seconds of this process and of those that it ran."""
    before = _used()
    act()
    return _used() - before


def _used() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)
