"""Where this machine keeps a Chinese font, for posters and signs."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from index.errors import VitrineError

if TYPE_CHECKING:
    from PIL import ImageFont

FOLDERS: Final = (Path("/usr/share/fonts/opentype/noto"), Path("/usr/share/fonts/google-noto-cjk"),
                  Path("/usr/share/fonts/noto-cjk"), Path("/usr/local/share/fonts"))
FACES: Final = {("sans", False): "NotoSansCJK-Regular.ttc", ("sans", True): "NotoSansCJK-Bold.ttc",
                ("serif", False): "NotoSerifCJK-Regular.ttc", ("serif", True): "NotoSerifCJK-Bold.ttc"}
FAMILIES: Final = {"sans": "Noto Sans CJK SC", "serif": "Noto Serif CJK SC"}
PROBE: Final = "橱窗"


def find_font(style: str = "sans", *, bold: bool = False, folders: Sequence[Path] = FOLDERS,
              ask: str | None = "fc-match") -> tuple[Path, int]:
    """Return the file and the face number of a simplified Chinese font, ``style`` being sans or serif.

    Known folders come first; then ``ask`` (fontconfig's fc-match), whose answer counts only when the font really
    draws Chinese. Raises VitrineError ``missing-tool`` with the command to type where there is none.
    """
    for folder in folders:
        path = folder / FACES[style, bold]
        if path.is_file():
            return path, _simplified(path)
    answer = _matched(style, bold, ask)
    if answer is not None and draws_chinese(*answer):
        return answer
    raise VitrineError("missing-tool", tool="Noto Sans CJK (中文字体)", command="apt-get install fonts-noto-cjk")


@lru_cache(maxsize=256)
def load_font(size: int, style: str = "sans", bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return a Chinese font at ``size`` pixels. Raises what ``find_font`` raises."""
    from PIL import ImageFont

    path, face = find_font(style, bold=bold)
    return ImageFont.truetype(str(path), size, index=face)


def draws_chinese(path: Path, face: int) -> bool:
    """Say whether two different characters come out differently, which a font of empty boxes does not do."""
    from PIL import ImageFont

    try:
        font = ImageFont.truetype(str(path), 32, index=face)
    except OSError:
        return False
    first, second = (bytes(font.getmask(character)) for character in PROBE)
    return first != second and any(first)


def _matched(style: str, bold: bool, ask: str | None) -> tuple[Path, int] | None:
    if ask is None or shutil.which(ask) is None:
        return None
    pattern = f"{FAMILIES[style]}:lang=zh-cn:weight={200 if bold else 80}"
    answer = subprocess.run([ask, "-f", "%{file}\t%{index}", pattern], capture_output=True, text=True,
                            timeout=20, check=False).stdout
    name, _, face = answer.partition("\t")
    # the upper half of fontconfig's index names an instance of a variable font, which Pillow chooses otherwise
    return (Path(name), int(face) & 0xFFFF) if name and face.isdigit() else None


@lru_cache(maxsize=16)
def _simplified(path: Path) -> int:
    """Find the simplified Chinese face of a collection: its order is the packager's choice."""
    from PIL import ImageFont

    for face in range(16):
        try:
            name = ImageFont.truetype(str(path), 16, index=face).getname()[0] or ""
        except OSError:
            break
        if name.endswith("SC") and "Mono" not in name:
            return face
    return 0
