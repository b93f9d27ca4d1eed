"""A film of what a board shows, for screens without a network: each item a part, every part alike, joined without a gap.

ffmpeg reads our own renditions in a limited process; words are drawn beforehand and laid over. H.264 in yuv420p at 25
frames a second, without sound: what every television plays from a stick.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest import tools
from ingest.steps import plates
from ingest.steps.plates import Font, Words
from ingest.steps.video import GUARD

RATE: Final = 25
CROSS_S: Final = 0.6
SIZES: Final = ((1920, 1080), (1080, 1920), (3840, 2160))
NO_WORDS: Final = Words("", "", ())
CODERS: Final = {"image/jpeg": "mjpeg", "image/png": "png", "image/webp": "webp"}
ENCODED: Final = ("-an", "-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-pix_fmt", "yuv420p", "-crf", "20",
                  "-maxrate", "12M", "-bufsize", "24M", "-g", str(2 * RATE), "-flags:v", "+cgop", "-threads", "2",
                  "-video_track_timescale", "12800", "-map_metadata", "-1", "-map_chapters", "-1")


@dataclass(frozen=True, slots=True)
class Part:
    """One item, or a page of one: its file, how large it is, for how many seconds; ``ground`` is the picture behind what does
    not fill. ``uncovered``: nothing of it is cut away, and its words stand beside it, below it or nowhere.
    """

    path: Path
    media_type: str
    is_film: bool
    width: int
    height: int
    seconds: float
    words: Words
    ground: tuple[Path, str] | None
    uncovered: bool = False


def make(parts: Sequence[Part], size: tuple[int, int], font: Font, folder: Path, *, title: str,
         progress: Callable[[int], None]) -> Path:
    """Write the film into ``folder`` (which is ours) and return its path; ``progress`` hears of each part done.

    Raises BadMedia (damaged, time-limit, memory-limit) and VitrineError missing-tool.
    """
    made: list[Path] = []
    before: Path | None = None
    for number, part in enumerate(parts):
        target = folder / f"{number:04}.mp4"
        _part(part, size, font, before, target)
        made.append(target)
        before = _last_frame(target, folder / f"{number:04}.png") if len(parts) > 1 else None
        progress(number + 1)
    names = folder / "parts.txt"
    names.write_text("".join(f"file '{one.name}'\n" for one in made), "ascii")
    whole = folder / "whole.mp4"
    limits = tools.Limits(seconds=600, cpu_seconds=600, file_size=64 << 30)
    tools.run(["ffmpeg", "-v", "error", "-nostdin", "-y", "-protocol_whitelist", "file", "-f", "concat",
               "-i", f"file:{names}", "-c", "copy", "-map_metadata", "-1", "-metadata", f"title={title}",
               "-movflags", "+faststart", f"file:{whole}"], path=names, limits=limits)
    return whole


def _part(part: Part, size: tuple[int, int], font: Font, before: Path | None, target: Path) -> None:
    fit = plates.fit_of(part.width, part.height, size)
    words, below = part.words, 0
    if part.uncovered and fit != "side":
        below = plates.room_below(part.width, part.height, size) if words != NO_WORDS else 0
        fit, words = "inset", words if below else NO_WORDS
    plate = target.with_suffix(".plate.png")
    plates.draw(words, size, fit, font, plate, below=below)
    inputs = [*_input(part), "-i", f"file:{plate}"]
    ground = part.ground if fit != "fill" else None
    if ground:
        inputs += [*_picture(*ground)]
    if before:
        inputs += ["-loop", "1", "-framerate", str(RATE), "-t", f"{CROSS_S + 0.1:.2f}", "-i", f"file:{before}"]
    crossing = 0 if before is None else 3 if ground else 2
    graph = _graph(size, fit, below=below, still=not part.is_film, ground=ground is not None, crossing=crossing)
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *inputs, "-filter_complex", graph, "-map", "[out]",
               "-t", f"{part.seconds:.3f}", *ENCODED, "-f", "mp4", f"file:{target}"]
    seconds = 120 + 20 * part.seconds
    tools.run(command, path=part.path, limits=tools.Limits(seconds=seconds, cpu_seconds=round(2 * seconds)))


def _input(part: Part) -> list[str]:
    if not part.is_film:
        return _picture(part.path, part.media_type)
    return [*(word for name, value in GUARD.items() for word in (f"-{name}", value)), "-i", f"file:{part.path}"]


def _picture(path: Path, media_type: str) -> list[str]:
    return ["-protocol_whitelist", "file", "-f", "image2", "-pattern_type", "none", "-framerate", str(RATE),
            "-c:v", CODERS[media_type], "-i", f"file:{path}"]


def _graph(size: tuple[int, int], fit: str, *, below: int, still: bool, ground: bool, crossing: int) -> str:
    """Return the filters: the picture as it fits, over its own colours, under or above its words, which take
    ``below`` pixels of the foot; ``crossing`` is the input of the frame before, which fades away over the first moments.
    """
    width, height = size
    even = "setsar=1"
    forever = f",loop=loop=-1:size=1:start=0,setpts=N/{RATE}/TB"
    grown = f"scale={width}:{height}:force_original_aspect_ratio=increase,crop={width}:{height}:(iw-ow)/2:(ih-oh)*0.42"
    if fit == "fill":
        steps = [f"[0:v]{grown},{even}[shown]"]
    else:
        box = round(width * 0.58 / 2) * 2 if fit == "side" else width
        place = "W-w:(H-h)/2" if fit == "side" else f"(W-w)/2:(H-{below}-h)/2" if below else "(W-w)/2:(H-h)*0.42"
        fitted = f"[0:v]scale={box}:{height - below}:force_original_aspect_ratio=decrease,{even}[fitted]"
        dark = "colorchannelmixer=rr=0.44:gg=0.44:bb=0.44"
        small = f"{max(2, width // 32) * 2}:{max(2, height // 32) * 2}"
        behind = (f"[2:v]scale={small}:force_original_aspect_ratio=increase,crop={small},gblur=sigma=4,{dark},"
                  f"scale={width}:{height}:flags=bicubic,{even}{'' if still else forever}[ground]" if ground
                  else f"color=c=0x0c1814:s={width}x{height}:r={RATE},{even}[ground]")
        steps = [fitted, behind, f"[ground][fitted]overlay={place}[shown]"]
    paced = forever if still else f",fps={RATE}"  # of a single frame the filter fps would leave none
    steps.append(f"[shown][1:v]overlay=0:0,format=yuv420p{paced}[said]")
    if not crossing:
        return ";".join([*steps, "[said]null[out]"])
    steps.append(f"[{crossing}:v]format=rgba,fade=t=out:st=0:d={CROSS_S}:alpha=1[before]")
    return ";".join([*steps, f"[said][before]overlay=0:0:eof_action=pass:enable='lt(t,{CROSS_S})',format=yuv420p[out]"])


def _last_frame(film: Path, target: Path) -> Path:
    tools.run(["ffmpeg", "-v", "error", "-nostdin", "-y", "-sseof", "-0.5", "-i", f"file:{film}", "-update", "1",
               f"file:{target}"], path=film, limits=tools.Limits(seconds=60, cpu_seconds=60))
    return target
