"""Which pictures a chat program has squeezed: by the names that WeChat gives, and only where the camera's word is lost."""

from __future__ import annotations

import re
from typing import Final

from ingest.steps.facts import Facts

# Saved from a chat on Android (mmexport, by time or by hash), taken inside WeChat (wx_camera), saved on a computer.
_NAMES: Final = re.compile(
    r"(?:mmexport[0-9a-f]{10,40}|wx_camera_\d{10,17}|(?:微信图片|WeChat Image|Weixin Image)[ _-]?\d{8}[\d_-]{0,20})"
    r"(?:[ _-]?(?:\(\d{1,3}\)|（\d{1,3}）|副本|copy|edit|\d{1,3}))?\.(?:jpe?g|png|webp|heic)", re.IGNORECASE)


def is_recompressed(name: str, facts: Facts) -> bool:
    """Say whether this photo went through WeChat: its name is WeChat's, and it tells no camera and no time of its own.

    An original that was sent as a file keeps its Exif and is no such picture, whatever its name. The number in an
    mmexport name is the moment of saving, never that of the shot; nobody may take it for a fact.
    """
    camera = facts.make or facts.model or facts.body_serial or facts.captured_local
    return not camera and _NAMES.fullmatch(name.strip().rpartition("/")[2]) is not None
