"""A campus's logo, decoded and written anew: its own bytes never reach a screen or a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from index.errors import BadMedia
from ingest.steps.colour import through_profile
from ingest.steps.image import opened

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

BOX: Final = (1024, 512)
"""As large as any screen shows it: a quarter of the height of a 4K screen."""
LEAST: Final = (160, 64)
"""Long and short edge in pixels; what is smaller is a blur on a wall."""
LONGEST: Final = 6.0
"""So many times as long as high, or the other way; more is a line of text."""
SEEN, NEAR_WHITE = 12, 244
"""Alpha and level from which on a pixel counts as part of it."""
BRIGHT, MOSTLY = 200, 0.8


def make_logo(path: Path, *, out_dir: str) -> dict[str, Any]:
    """Write the picture ``path`` as ``logo.png`` into ``out_dir``, without what is empty around it, and tell about it:
    {"path", "width", "height", "bright"}, or {"fault": "empty" | "small" | "long"} where it cannot serve as a logo.

    ``bright`` says that it has been made for a dark ground. Raises BadMedia for what is no picture.
    """
    picture = _trimmed(_read(path))
    if picture is None:
        return {"fault": "empty"}
    longer, shorter = max(picture.size), min(picture.size)
    if longer < LEAST[0] or shorter < LEAST[1]:
        return {"fault": "small"}
    if longer > shorter * LONGEST:
        return {"fault": "long"}
    picture.thumbnail(BOX)
    made = Path(out_dir) / "logo.png"
    picture.save(made, "PNG", optimize=True)
    return {"path": str(made), "width": picture.width, "height": picture.height, "bright": _is_bright(picture)}


def _read(path: Path) -> Picture:
    """Return it in sRGB with its transparency."""
    try:
        with opened(path) as picture:
            profile = picture.info.get("icc_profile")
            whole = picture.convert("RGBA")
            colours = through_profile(whole.convert("RGB"), profile) if profile and picture.mode != "CMYK" else None
            if colours is not None:
                colours.putalpha(whole.getchannel("A"))
            return colours or whole
    except BadMedia:
        raise
    except Exception as error:
        raise BadMedia(str(path)) from error


def _trimmed(picture: Picture) -> Picture | None:
    """Return what is drawn; of a picture without transparency what is not white. None where there is nothing."""
    alpha = picture.getchannel("A")
    if alpha.getextrema()[0] == 255:
        box = picture.convert("L").point(lambda level: 255 if level < NEAR_WHITE else 0).getbbox()
    else:
        box = alpha.point(lambda level: 255 if level > SEEN else 0).getbbox()
    return picture.crop(box) if box else None


def _is_bright(picture: Picture) -> bool:
    """Say whether nearly all that is drawn on a transparent ground is too light for white paper."""
    alpha = picture.getchannel("A")
    if alpha.getextrema()[0] == 255:
        return False
    levels = picture.convert("L").histogram(alpha.point(lambda level: 255 if level > SEEN else 0))
    return sum(levels[BRIGHT:]) > MOSTLY * sum(levels)
