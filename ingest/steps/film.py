"""Films in, a poster and a small fast-starting proxy out; ffmpeg-python builds the graphs, ``tools.run`` runs them."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from index.errors import BadMedia
from ingest import tools
from ingest.steps.boxes import read_duration
from ingest.steps.image import save_chain
from ingest.steps.presets import POSTER, PROXY_MAX_RATE, PROXY_SHORT_EDGE, Rendered, fitted
from ingest.steps.video import GUARD, Film, probe

if TYPE_CHECKING:
    from ingest.steps.facts import Facts
    from ingest.steps.raster import Pixels

DARK: Final = 20.0  # mean luma, 0 to 255, under which a frame makes no poster
SEEK_SECONDS: Final = 2
"""A key frame at least so often: a player can begin there."""


def render_video(path: Path, out_dir: Path, facts: Facts | None = None) -> list[Rendered]:  # noqa: ARG001 - see below
    """Write poster and grid JPEGs and a 720p H.264 proxy into ``out_dir``; the same bytes give the same files.

    ``facts`` is accepted so that all renderers are called alike. Raises BadMedia: damaged, not-media, too-large,
    time-limit, memory-limit.
    """
    film = probe(path)
    return [*save_chain(_poster(path, film), out_dir, POSTER), _proxy(path, film, out_dir / "proxy.mp4")]


def proxy_seconds(duration: float | None) -> float:
    """Return how long a proxy may take: a slow core needs up to 1.4 s for a second of 4K; three times that and a base."""
    return 60 + 5 * min(duration or 600, 4 * 3600)


def _poster(path: Path, film: Film) -> Pixels:
    """The frame near 1 s (or a tenth, in short films); where that is dark, the brightest of three later ones.

    A process of its own, which seeks: split off the proxy's decoding, the one frame costs as much as a third of the proxy.
    """
    length = film.duration or 0.0
    best: tuple[float, Pixels] | None = None
    for moment in dict.fromkeys((min(1.0, length / 10), length * 0.25, length * 0.5, 0.0)):
        frame = _frame(path, film, moment)
        if frame is not None and (best is None or _brightness(frame) > best[0]):
            best = (_brightness(frame), frame)
        if best is not None and best[0] >= DARK:
            break
    if best is None:
        raise BadMedia(str(path), "damaged", detail="ffmpeg: no frame")
    return best[1]


def _frame(path: Path, film: Film, moment: float) -> Pixels | None:
    """Decode one frame; seeking goes before the input, to a key frame, which costs a tenth of decoding up to there."""
    with tempfile.TemporaryDirectory(prefix="frame-") as folder:
        target = Path(folder) / "frame.ppm"
        size = fitted((film.width, film.height), POSTER[0].long_edge)
        picture = _upright(_source(path, ss=f"{moment:.3f}", noaccurate_seek=None), film, *size)
        try:
            output = picture.output(f"file:{target}", vframes=1, format="image2", vcodec="ppm", pix_fmt="rgb24")
            _ffmpeg(output, path, tools.Limits(seconds=30, cpu_seconds=40, file_size=1 << 30))
        except BadMedia as error:
            if error.reason.code == "damaged":
                return None
            raise
        return _load(target)


def _load(target: Path) -> Pixels | None:
    import numpy
    from PIL import Image

    if not target.is_file():
        return None
    with Image.open(target, formats=["PPM"]) as frame:
        return numpy.asarray(frame.convert("RGB"))


def _brightness(frame: Pixels) -> float:
    """The mean luma, 0 to 255 (BT.601)."""
    red, green, blue = frame.mean(axis=(0, 1))
    return float(0.299 * red + 0.587 * green + 0.114 * blue)


def _proxy(path: Path, film: Film, target: Path) -> Rendered:
    import ffmpeg

    width, height = proxy_size(film.width, film.height)
    source = _source(path)
    picture = _upright(source, film, width, height)
    rate, length = film.frame_rate or 1000, film.duration or 0
    if rate > PROXY_MAX_RATE + 0.5 and length > 1:  # of a film of a few frames the filter would leave none
        picture = picture.filter("fps", fps=PROXY_MAX_RATE)
    streams = [picture, source["a:0"]] if film.audio_codec else [picture]
    sound: dict[str, Any] = {"acodec": "aac", "audio_bitrate": "128k", "ac": 2, "ar": 48000, "flags:a": "+bitexact"}
    output = ffmpeg.output(
        *streams, f"file:{target}", format="mp4", vcodec="libx264", preset="veryfast", crf=23, maxrate="4M", bufsize="8M",
        pix_fmt="yuv420p", g=SEEK_SECONDS * PROXY_MAX_RATE, force_key_frames=f"expr:gte(t,n_forced*{SEEK_SECONDS})",
        movflags="+faststart", map_metadata=-1, map_chapters=-1, threads=2, fflags="+bitexact",
        **{"profile:v": "high", "flags:v": "+bitexact+cgop", "max_muxing_queue_size": 4096},
        **(sound if film.audio_codec else {}))
    seconds = proxy_seconds(film.duration)
    _ffmpeg(output, path, tools.Limits(seconds=seconds, cpu_seconds=round(seconds * 2), file_size=8 << 30))
    return _described(path, target, width, height)


def proxy_size(width: int, height: int) -> tuple[int, int]:
    """Return the proxy's size: short edge 720 at most, never enlarged, both edges even as H.264 4:2:0 demands."""
    factor = min(1.0, PROXY_SHORT_EDGE / min(width, height), 2560 / max(width, height))
    return max(2, round(width * factor / 2) * 2), max(2, round(height * factor / 2) * 2)


def _source(path: Path, **options: Any) -> Any:
    import ffmpeg

    return ffmpeg.input(f"file:{path}", **GUARD, threads=2, **options)


def _upright(source: Any, film: Film, width: int, height: int) -> Any:
    """The chosen stream at a size: turned by ffmpeg itself, without combing, square pixels, HDR made SDR.

    HDR comes down after the scaling, because its arithmetic in floats costs more than all the rest.
    """
    picture = source[str(film.video_index)]
    if film.interlaced:
        picture = picture.filter("bwdif", mode="send_frame", deint="interlaced")
    picture = picture.filter("scale", width, height, flags="bicubic")
    if film.hdr and tools.has_filter("zscale"):
        for name, options in _tone_map(film.transfer or ""):
            picture = picture.filter(name, **options)
    return picture.filter("setsar", 1)


def _tone_map(transfer: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    """PQ and HLG always mean BT.2020 (ITU-R BT.2100), whether or not a file says so as well."""
    return (
        ("setparams", {"color_primaries": "bt2020", "color_trc": transfer, "colorspace": "bt2020nc"}),
        ("zscale", {"t": "linear", "npl": 100}),
        ("format", {"pix_fmts": "gbrpf32le"}), ("zscale", {"p": "bt709"}),
        ("tonemap", {"tonemap": "hable", "desat": 0}), ("zscale", {"t": "bt709", "m": "bt709", "r": "tv"}),
        ("format", {"pix_fmts": "yuv420p"}))


def _ffmpeg(output: Any, path: Path, limits: tools.Limits) -> None:
    arguments = output.global_args("-hide_banner", "-nostdin", "-loglevel", "error").overwrite_output().get_args()
    tools.run(["ffmpeg", *arguments], path=path, limits=limits)


def _described(path: Path, target: Path, width: int, height: int) -> Rendered:
    """Describe a proxy, but not one without a single frame, with which ffmpeg is content."""
    if not target.is_file() or not read_duration(target):
        raise BadMedia(str(path), "damaged", detail="ffmpeg: no frames")
    with target.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Rendered("proxy", target, width, height, target.stat().st_size, "video/mp4", digest)
