"""What a decoding process can be asked to do: names, functions on JSON, and the limits of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from ingest.inscribing import Inscription, inscribe
from ingest.steps.clock_code import find_code, find_code_patiently
from ingest.steps.copying import copy_photo
from ingest.steps.facts import read_facts
from ingest.steps.film import proxy_seconds, render_video
from ingest.steps.fingerprint import fingerprint
from ingest.steps.flashes import find_flashes, looking_seconds
from ingest.steps.image import render_photo
from ingest.steps.logo import make_logo
from ingest.steps.poster import render_poster
from ingest.steps.shrinking import shrink
from ingest.steps.sniff import Sniffed, require_media
from ingest.steps.thumbnail import first_thumbnail
from ingest.tools import GIB, Limits

# A 120-megapixel picture needs 360 MB as RGB, twice that while it is resized or turned, and the decoder's own tables
# (a progressive JPEG's are as large again); libraries and Python take some 450 MB of addresses before the first byte is
# read, most of which nobody ever touches.
STILL: Final = Limits(seconds=30, cpu_seconds=25, memory=2 * GIB, file_size=GIB // 4)
QUICK: Final = Limits(seconds=15, cpu_seconds=10, memory=3 * GIB // 2, file_size=GIB // 4)
COPY: Final = Limits(seconds=60, cpu_seconds=50, memory=3 * GIB, file_size=GIB)
INSCRIBE: Final = Limits(seconds=130, cpu_seconds=90, memory=3 * GIB, file_size=64 * GIB)
POSTER: Final = Limits(seconds=90, cpu_seconds=75, memory=3 * GIB, file_size=GIB // 4)
PROBE: Final = Limits(seconds=25, cpu_seconds=15, memory=3 * GIB, file_size=GIB // 4)


def limits_for(task: str, arguments: dict[str, Any]) -> Limits:
    """Return the limits of one call. A proxy takes time in proportion to its film; ffmpeg has limits of its own."""
    if task in ("render_video", "develop_video"):
        duration = (arguments.get("facts") or {}).get("duration")
        seconds = proxy_seconds(duration) + 120
        return Limits(seconds=seconds, cpu_seconds=round(seconds * 2), memory=4 * GIB, file_size=8 * GIB)
    if task == "flashes":
        seconds = looking_seconds(arguments.get("duration")) + 15
        return Limits(seconds=seconds, cpu_seconds=round(seconds), memory=3 * GIB, file_size=GIB // 4)
    if task in ("render_photo", "develop_photo", "take_apart", "logo"):
        return STILL
    if task in ("render_poster", "develop_poster"):
        return POSTER
    if task == "copy_photo":
        return COPY
    if task == "inscribe":
        return INSCRIBE
    return QUICK if task in ("sniff", "fingerprint", "shrink") else PROBE


def _sniff(path: Path) -> dict[str, Any]:
    return require_media(path, path).to_json()


def _facts(path: Path, *, sniffed: dict[str, Any], **options: Any) -> dict[str, Any]:
    return read_facts(path, Sniffed(**sniffed), **options).to_json()


def _render_photo(path: Path, *, out_dir: str) -> list[dict[str, Any]]:
    return [one.to_json() for one in render_photo(path, Path(out_dir))]


def _render_video(path: Path, *, out_dir: str, facts: dict[str, Any] | None = None) -> list[dict[str, Any]]:  # noqa: ARG001 - for limits_for
    return [one.to_json() for one in render_video(path, Path(out_dir))]


def _render_poster(path: Path, *, out_dir: str) -> list[dict[str, Any]]:
    return [one.to_json() for one in render_poster(path, Path(out_dir))]


def _develop_photo(path: Path, *, out_dir: str) -> dict[str, Any]:
    codes: list[str | None] = []
    made = render_photo(path, Path(out_dir), lambda pixels: codes.append(find_code(pixels)))
    developed = _marked([one.to_json() for one in made])
    developed["marks"]["code"] = next(iter(codes), None)
    return developed


def _take_apart(path: Path, *, sniffed: dict[str, Any], out_dir: str, kit_offset: str | None = None) -> dict[str, Any]:
    return {"facts": _facts(path, sniffed=sniffed, kit_offset=kit_offset), **_develop_photo(path, out_dir=out_dir)}


def _develop_video(path: Path, *, out_dir: str, facts: dict[str, Any] | None = None) -> dict[str, Any]:
    return _marked(_render_video(path, out_dir=out_dir, facts=facts))


def _develop_poster(path: Path, *, out_dir: str) -> dict[str, Any]:
    return _marked(_render_poster(path, out_dir=out_dir))


def _marked(made: list[dict[str, Any]]) -> dict[str, Any]:
    """Renditions with the marks of the smallest: one process for both, because starting another costs more than the marks."""
    grid = next(one["path"] for one in made if one["preset"] == "grid")
    return {"renditions": made, "marks": _fingerprint(Path(grid))}


def _first_thumbnail(path: Path, *, out_dir: str) -> dict[str, Any] | None:
    made = first_thumbnail(path, Path(out_dir))
    return made.to_json() if made else None


def _fingerprint(path: Path) -> dict[str, Any]:
    return fingerprint(path).to_json()


def _inscribe(path: Path, *, out_dir: str, name: str, words: dict[str, Any], kind: str) -> None:
    inscribe(path, Path(out_dir) / name, Inscription.from_json(words), kind)


TASKS: Final[dict[str, Callable[..., Any]]] = {
    "sniff": _sniff, "facts": _facts, "take_apart": _take_apart, "render_photo": _render_photo, "render_video": _render_video,
    "fingerprint": _fingerprint, "develop_photo": _develop_photo, "develop_video": _develop_video,
    "render_poster": _render_poster, "develop_poster": _develop_poster,
    "first_thumbnail": _first_thumbnail, "clock_code": find_code_patiently,
    "copy_photo": copy_photo, "shrink": shrink, "logo": make_logo, "inscribe": _inscribe, "flashes": find_flashes,
}


WARM: Final = 12  # times: by then the interpreter has specialised the code, which else every child would do for itself


def preload() -> None:
    """Import what the tasks need, and use each, before the first fork: every fork finds it all in memory."""
    import tempfile

    import cv2
    import ffmpeg
    import rawpy  # noqa: F401 - loaded here for the children
    import tzfpy
    import zxingcpp  # noqa: F401 - loaded here for the children
    from defusedxml import ElementTree
    from PIL import Image, ImageCms

    from ingest.steps import video

    cv2.setNumThreads(1)
    ElementTree.fromstring("<x/>")
    tzfpy.get_tz(116.4, 39.9)
    ffmpeg.input("x", **video.GUARD)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    with tempfile.TemporaryDirectory(prefix="preload-") as folder:
        for name, form in (("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.tif", "TIFF")):
            path = Path(folder) / name
            exif = Image.Exif()
            exif[0x010F] = "preload"
            Image.new("RGB", (2600, 90)).save(path, form, exif=exif, icc_profile=profile)
            for _ in range(WARM if form == "JPEG" else 1):
                _take_apart(path, sniffed=Sniffed("photo", None).to_json(), out_dir=folder)
