"""A copy to take out, ready: made in the sandbox, its words written in, and no larger than its form allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from index.errors import JobFailed
from ingest.inscribing import Inscription
from ingest.sandbox import Decoder
from ingest.steps.copy_presets import PRESETS, CopyPreset

ROOM: Final = 64 << 10
"""Bytes kept free for the words at the first try; the longest caption is written in four places."""
TRIES: Final = 4


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that stands in the caller's folder. ``focus`` is the point that was kept, where it was cropped."""

    path: Path
    media_type: str
    bytes: int
    width: int | None = None
    height: int | None = None
    focus: tuple[float, float] | None = None


def photo_copy(decoder: Decoder, source: Path, folder: Path, preset: str | CopyPreset, words: Inscription, *,
               beside: Sequence[Path] = (), **wishes: Any) -> Copy:
    """Make one form of a photo in ``folder``, an empty one. ``wishes``: focus, watermark; see ``ingest.steps.copying``.

    Raises BadMedia, VitrineError missing-tool, and JobFailed where no decoder can be kept up.
    """
    limit = (preset if isinstance(preset, CopyPreset) else PRESETS[preset]).most_bytes
    target = folder / "inscribed.jpg"
    room = min(ROOM, limit // 2) if limit else 0
    for _ in range(TRIES):
        if limit and room >= limit:
            break
        made = decoder.copy_photo(source, folder, preset, beside=beside, budget=limit - room if limit else None, **wishes)
        target.unlink(missing_ok=True)
        decoder.inscribe(Path(made["path"]), target, words, "photo")
        size = target.stat().st_size
        if limit is None or size < limit:
            focus = made["focus"]
            return Copy(target, "image/jpeg", size, made["width"], made["height"], tuple(focus) if focus else None)
        room += size - limit + 1024
    raise JobFailed(f"no copy of {source.name[:12]} under {limit} bytes", permanent=True)


def film_copy(decoder: Decoder, source: Path, folder: Path, words: Inscription) -> Copy:
    """Write the words into a copy of a film's proxy. Raises BadMedia, VitrineError missing-tool."""
    target, named = folder / "inscribed.mp4", folder / "proxy.mp4"
    named.symlink_to(source)  # exiftool asks for the ending of a film's name, which bytes on a shelf have not
    decoder.inscribe(named, target, words, "video")
    return Copy(target, "video/mp4", target.stat().st_size)
