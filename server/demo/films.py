"""Three short films: snow on the red wall, fireworks, ginkgo leaves falling; H.264 and a quiet tone, by ffmpeg."""

from __future__ import annotations

import math
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from index.errors import VitrineError
from server.demo import gardens, landscapes, nights
from server.demo.canvas import Canvas, Layer, develop

FPS: Final = 24
PATIENCE: Final = 120  # seconds that ffmpeg may take over a film of a few seconds
Frames = Iterator[Image.Image]


@dataclass(frozen=True, slots=True)
class Film:
    """What to film: a scene of FILMS, pixels painted and pixels stored, seconds, and the moment it is dated to."""

    scene: str
    painted: tuple[int, int]
    stored: tuple[int, int]
    seconds: float
    at: datetime
    title: str
    tone: int = 220  # hertz


def shoot(film: Film, path: Path, seed: tuple[int, ...]) -> None:
    """Write the film to ``path`` as MP4, its beginning first (faststart), dated by ``creation_time``.

    Raises VitrineError: ``missing-tool`` without ffmpeg, ``job-failed`` with its last words where it fails.
    """
    created = film.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    (w, h), (stored_w, stored_h) = film.painted, film.stored
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{w}x{h}",
               "-r", str(FPS), "-i", "pipe:0", "-f", "lavfi", "-i", f"sine=frequency={film.tone}:sample_rate=48000",
               "-t", str(film.seconds), "-vf", f"scale={stored_w}:{stored_h}:flags=bicubic", "-af", "volume=0.04",
               "-c:v", "libx264", "-preset", "veryfast", "-crf", "22", "-pix_fmt", "yuv420p", "-threads", "1",
               "-c:a", "aac", "-b:a", "64k", "-metadata", f"creation_time={created}", "-metadata",
               f"title={film.title}",
               "-movflags", "+faststart", str(path)]
    frames = FILMS[film.scene](film.painted, int(film.seconds * FPS), np.random.default_rng(seed))
    try:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            _feed(process, frames)
            _, words = process.communicate(timeout=PATIENCE)
    except FileNotFoundError as missing:
        raise VitrineError("missing-tool", tool="ffmpeg", command="apt-get install ffmpeg") from missing
    if process.returncode != 0:
        raise VitrineError("job-failed", why=words.decode(errors="replace").strip()[-400:])


def _feed(process: subprocess.Popen[bytes], frames: Frames) -> None:
    assert process.stdin is not None
    try:
        for frame in frames:
            process.stdin.write(frame.tobytes())
    except BrokenPipeError:
        return  # ffmpeg gave up; its exit code and last words say why


def _ground(size: tuple[int, int], rng: np.random.Generator, paint: Callable[[Canvas], None]) -> Image.Image:
    canvas = Canvas(*size, rng)
    paint(canvas)
    return develop(canvas, size, grain=1.2)


def snowing(size: tuple[int, int], count: int, rng: np.random.Generator) -> Frames:
    """Snow in three depths before the red wall."""
    ground = _ground(size, rng, lambda c: landscapes.snow(c, "day"))
    w, h = size
    depths = []
    for number, radius, soft, fall, drift in ((420, 0.0011, 0.4, 2.2, 0.35), (200, 0.0020, 0.9, 4.2, 0.8),
                                              (34, 0.0062, 5.0, 8.5, 1.7)):
        sheet = Layer(w, h, 1)
        for _ in range(number):
            r = w * radius * float(rng.uniform(0.7, 1.4))
            sheet.disc(float(rng.uniform(0, w)), float(rng.uniform(0, h)), max(0.8, r), None, "#ffffff")
        depths.append((sheet.image.getchannel("A").filter(ImageFilter.GaussianBlur(soft)), fall, drift))
    for frame in range(count):
        picture = ground.copy()
        for cover, fall, drift in depths:
            sway = drift * frame + 14 * drift * math.sin(frame / 31)
            picture.paste((255, 255, 255), (0, 0), ImageChops.offset(cover, int(sway), int(fall * frame * h / 720)))
        yield picture


def falling(size: tuple[int, int], count: int, rng: np.random.Generator) -> Frames:
    """Ginkgo leaves that turn as they fall along the avenue."""
    ground = _ground(size, rng, lambda c: gardens.ginkgo(c, "noon"))
    w, h = size
    sprites = [[_leaf(w * reach, k * math.pi / 12, colour) for k in range(24)]
               for reach, colour in ((0.020, "#f2c230"), (0.030, "#f7d65a"), (0.040, "#e0991c"), (0.062, "#fbe08a"))]
    leaves = [(int(rng.integers(len(sprites))), float(rng.uniform(0, w)), float(rng.uniform(0, h * 1.2)),
               float(rng.uniform(0, 24)),
               float(rng.uniform(-0.4, 0.4)), float(rng.uniform(0, 6))) for _ in range(46)]
    for frame in range(count):
        picture = ground.copy()
        for kind, x, y, start, spin, phase in leaves:
            sprite = sprites[kind][int(start + spin * frame) % 24]
            fall = (y + frame * h * (0.0030 + 0.0013 * kind)) % (h * 1.2) - h * 0.1
            sway = w * 0.035 * math.sin(frame / 17 + phase)
            picture.paste(sprite, (int(x + sway - sprite.width / 2), int(fall - sprite.height / 2)), sprite)
        yield picture


def _leaf(size: float, turn: float, colour: str) -> Image.Image:
    side = int(size * 2.4)
    sheet = Layer(side, side, 3)
    gardens.ginkgo_leaf(sheet, side / 2, side / 2, size, turn, colour)
    return sheet.image.reduce(3)


def blazing(size: tuple[int, int], count: int, rng: np.random.Generator) -> Frames:
    """Shell after shell over the stadium."""
    w, h = size
    sky = _ground(size, rng, nights.night_ground)
    light = Canvas(w, h, rng)
    light.px += 1
    nights.crowd(light)
    people = Image.fromarray((np.clip(light.px, 0, 1) * 255).astype(np.uint8))  # white where one sees past them
    shells = [[_shell(int(h * reach), nights.BURSTS[k], age / 34, 11 + k) for age in range(35)] for k,
              reach in ((0, 0.62), (1, 0.74), (2, 0.50))]
    plan = [(start, k % 3, float(rng.uniform(0.16, 0.84)) * w, float(rng.uniform(0.22, 0.46)) * h)
            for k, start in enumerate(range(-10, count, 11))]
    for frame in range(count):
        picture = sky.copy()
        for start, kind, x, y in plan:
            if 0 <= frame - start < 35:
                spark = shells[kind][frame - start]
                corner = (int(x - spark.width / 2), int(y - spark.height / 2))
                area = (*corner, corner[0] + spark.width, corner[1] + spark.height)
                picture.paste(ImageChops.screen(picture.crop(area), spark), corner)
        yield ImageChops.multiply(picture, people)


def _shell(side: int, tones: tuple[str, str], age: float, seed: int) -> Image.Image:
    canvas = Canvas(side, side, np.random.default_rng(seed))
    nights.burst(canvas, side / 2, side * 0.45, side * 0.40, tones, age, seed)
    return develop(canvas, (side, side), grain=0)


FILMS: Final[dict[str, Callable[[tuple[int, int], int, np.random.Generator], Frames]]] = {
    "snowing": snowing, "falling": falling, "blazing": blazing}
