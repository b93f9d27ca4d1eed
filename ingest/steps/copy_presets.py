"""The forms in which a photo or film is taken out, as data. The words beside each name are for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

ORIGINAL: Final = "original"
PROXY: Final = "proxy"


@dataclass(frozen=True, slots=True)
class CopyPreset:
    """One form. ``long_edge``, ``box`` (width, height) and ``size`` in pixels, never enlarged; ``size`` is cropped to,
    ``least`` its smallest.

    ``most_bytes`` holds for the whole file, words included. ``own_colours``: the photo's own profile stays in, instead of
    sRGB. ``whole``: as many pixels as the original has, so that only who may have that may take it.
    """

    code: str
    name: tuple[str, str]
    help: tuple[str, str]
    long_edge: int | None = None
    size: tuple[int, int] | None = None
    least: tuple[int, int] | None = None
    most_bytes: int | None = None
    quality: int = 88
    dpi: int = 72
    own_colours: bool = False
    whole: bool = False
    box: tuple[int | None, int | None] = (None, None)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> CopyPreset:
        """Return a form from what JSON has made of it."""
        held: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
        return cls(**held)


PRESETS: Final = {one.code: one for one in (
    CopyPreset(ORIGINAL, ("原始文件", "Original"),
               ("收到时的原样，一个字节也不改", "As it was received, byte for byte"), whole=True),
    CopyPreset("web", ("网页 1920", "Web 1920"),
               ("长边 1920 像素，用于网页和幻灯片", "1920 pixels on its long edge, for pages and slides"), long_edge=1920),
    CopyPreset("wechat-body", ("微信正文", "WeChat body"),
               ("长边 1440 像素，保证不到 1 MB", "1440 pixels on its long edge, sure to be under 1 MB"),
               long_edge=1440, most_bytes=1_000_000, quality=92),
    CopyPreset("wechat-cover", ("微信封面 2.35:1", "WeChat cover 2.35:1"),
               ("900×383 起，最大 1800×766，可选画面中心", "900×383 and up to 1800×766, cropped around a point"),
               size=(1800, 766), least=(900, 383)),
    CopyPreset("weibo-square", ("微博 1:1", "Weibo 1:1"),
               ("正方形，最大 1080×1080，可选画面中心", "Square, up to 1080×1080, cropped around a point"),
               size=(1080, 1080), least=(300, 300)),
    CopyPreset("print", ("印刷", "Print"),
               ("全部像素，300 dpi，带 ICC 色彩特性文件", "All its pixels at 300 dpi, with its ICC profile"),
               quality=95, dpi=300, own_colours=True, whole=True),
)}
"""What a photo is taken out as. A film comes as its original or, for every other form, as its proxy."""


def of_kind(preset: str, kind: str) -> str:
    """Return the form that an asset of this kind is given in where ``preset`` is asked for."""
    return PROXY if kind == "video" and preset != ORIGINAL else preset


def fits(size: tuple[int, int], preset: CopyPreset) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the crop (width, height) of a picture of ``size`` and the size that it comes out in, not enlarged."""
    if preset.size is None:
        edges = ((preset.long_edge, max(size)), *zip(preset.box, size, strict=True))
        scale = min((1.0, *(most / edge for most, edge in edges if most)))
        return size, (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))
    shape = preset.size[0] / preset.size[1]
    crop = (min(size[0], round(size[1] * shape)), min(size[1], round(size[0] / shape)))
    return crop, preset.size if crop[0] >= preset.size[0] and crop[1] >= preset.size[1] else crop
