"""A film looked through for flashes: ffmpeg gives it small, ``flashing`` counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from index.errors import BadMedia
from ingest import tools
from ingest.steps.flashing import Flashing, Watcher
from ingest.steps.presets import PROXY_MAX_RATE
from ingest.steps.video import GUARD

ACROSS, DOWN = 64, 36
"""Cells, whatever the picture's proportions: what counts is the share of it. A cell's colour is the mean of its pixels, taken
before they are made linear, as scalers do it."""
RATE: Final = PROXY_MAX_RATE
"""Frames a second that are looked at: all that a proxy has. Where it has fewer, some are seen twice, which adds no change."""
FRAME: Final = ACROSS * DOWN * 3


def look_for_flashes(path: Path, duration: float | None = None) -> Flashing:
    """Return the flashes of a proxy; its ``duration`` in seconds says how long that may take.

    Of an original with more than ``RATE`` frames a second, that many are looked at. Raises BadMedia: damaged, time-limit,
    memory-limit.
    """
    import ffmpeg
    import numpy

    watcher, rest = Watcher(RATE), bytearray()
    seen = 0

    def consume(piece: bytes) -> None:
        nonlocal seen
        rest.extend(piece)
        whole = len(rest) // FRAME * FRAME
        for frame in numpy.frombuffer(bytes(rest[:whole]), numpy.uint8).reshape(-1, ACROSS * DOWN, 3):
            watcher.see(frame)
            seen += 1
        del rest[:whole]

    picture = (ffmpeg.input(f"file:{path}", **GUARD, threads=1)["v:0"].filter("fps", fps=RATE)
               .filter("scale", ACROSS, DOWN, flags="area"))
    output = picture.output("pipe:", format="rawvideo", pix_fmt="rgb24")
    arguments = output.global_args("-hide_banner", "-nostdin", "-loglevel", "error").get_args()
    seconds = looking_seconds(duration)
    limits = tools.Limits(seconds=seconds, cpu_seconds=round(seconds), file_size=1 << 20)
    tools.stream(["ffmpeg", *arguments], consume, path=path, limits=limits)
    if not seen:
        raise BadMedia(str(path), "damaged", detail="ffmpeg: no frames")
    return watcher.found()


def looking_seconds(duration: float | None) -> float:
    """Return how long looking may take: many times what a slow core needs for a second of film, and a base."""
    return 60 + min(duration or 600, 4 * 3600)


def find_flashes(path: Path, *, duration: float | None = None) -> dict[str, Any]:
    """Return ``look_for_flashes`` as JSON, for a process of its own."""
    return look_for_flashes(path, duration).to_json()
