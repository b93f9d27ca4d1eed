"""A logo on its way in: read, decoded in the sandbox, and refused in words where it cannot serve."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from index.catalogue.campuses import Campus, Plate
from index.errors import BadMedia, Invalid
from ingest import renditions
from ingest.sandbox import Decoder
from ingest.steps import logo as steps
from server.home import Home

MOST_BYTES: Final = 8 << 20
HEAD: Final = 1024
FAULTS: Final = {
    "empty": ("图片上什么都没有", "there is nothing on it"),
    "small": (f"太小：不算四周的空白，长边至少 {steps.LEAST[0]} 像素，短边至少 {steps.LEAST[1]} 像素",
              f"too small: at least {steps.LEAST[0]} by {steps.LEAST[1]} pixels without the empty margin"),
    "long": (f"太长：长边不超过短边的 {steps.LONGEST:.0f} 倍",
             f"too long: at most {steps.LONGEST:.0f} times as long as high"),
}


@dataclass(frozen=True, slots=True)
class MadeLogo:
    """A logo as it is kept: bytes of a PNG, and what is told of them."""

    image: bytes
    width: int
    height: int
    plate: Plate

    def put(self, row: Campus) -> None:
        row.logo, row.logo_sha256, row.logo_bytes = self.image, hashlib.sha256(self.image).hexdigest(), len(self.image)
        row.logo_type, row.logo_width, row.logo_height, row.plate = "image/png", self.width, self.height, self.plate


def take_off(row: Campus) -> None:
    """Leave a campus without a logo."""
    row.logo = row.logo_sha256 = row.logo_bytes = row.logo_type = row.logo_width = row.logo_height = row.plate = None


def made(home: Home, given: BinaryIO, decoder: Callable[[], Decoder] = Decoder) -> MadeLogo:
    """Return a logo from somebody's file: PNG, WebP, JPEG and what else photos come in. Raises Invalid(logo)."""
    content = given.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Invalid("logo", f"文件太大，最多 {MOST_BYTES >> 20} MB",
                      f"the file is too large; at most {MOST_BYTES >> 20} MB")
    if b"<svg" in content[:HEAD].lower():
        raise Invalid("logo", "SVG 里可能有程序和外部链接，不能放到电子屏上。请另存为透明背景的 PNG，高约 500 像素",
                      "SVG may hold programs and links to elsewhere and is not put on screens. "
                      "Save it as a PNG with a transparent ground, some 500 pixels high")
    with renditions.scratch(home.store) as folder, decoder() as sandbox:
        source = folder / "given"
        source.write_bytes(content)
        try:
            found = sandbox.logo(source, folder)
        except BadMedia as error:
            raise Invalid("logo", f"不是能读的图片（{error.reason.zh}）请用 PNG、WebP 或 JPEG",
                          f"not a picture that can be read ({error.reason.en}) Use PNG, WebP or JPEG") from error
        if "fault" in found:
            raise Invalid("logo", *FAULTS[found["fault"]])
        return MadeLogo(Path(found["path"]).read_bytes(), found["width"], found["height"],
                        Plate.DARK if found["bright"] else Plate.LIGHT)
