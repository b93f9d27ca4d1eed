"""Logos: what they become, and what is no logo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from index.errors import BadMedia
from ingest.steps.logo import BOX, make_logo

RED = (138, 21, 56, 255)


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[..., Path]:
    """Draw a disc somewhere on a large empty ground and save it."""

    def draw(name: str, ground: Any = (0, 0, 0, 0), ink: Any = RED, box: tuple[int, ...] = (400, 300, 1000, 900)) -> Path:
        picture = Image.new("RGBA" if name.endswith(("png", "webp")) else "RGB", (1600, 1200), ground)
        ImageDraw.Draw(picture).ellipse(box, fill=ink)
        picture.save(tmp_path / name)
        return tmp_path / name

    return draw


def test_the_empty_margin_goes_and_transparency_stays(drawn: Callable[..., Path], tmp_path: Path) -> None:
    for name in ("seal.png", "seal.webp"):
        made = make_logo(drawn(name), out_dir=str(tmp_path))
        assert (made["width"], made["height"], made["bright"]) == (BOX[1], BOX[1], False)
        with Image.open(made["path"]) as picture:
            assert (picture.format, picture.mode, picture.getpixel((0, 0))[3]) == ("PNG", "RGBA", 0)
            assert max(abs(one - other) for one, other in zip(picture.getpixel((256, 256)), RED, strict=True)) < 4


def test_a_jpeg_on_white_is_cut_out_of_its_margin(drawn: Callable[..., Path], tmp_path: Path) -> None:
    made = make_logo(drawn("seal.jpg", (255, 255, 255), (20, 60, 140)), out_dir=str(tmp_path))
    assert abs(made["width"] - made["height"]) < 4
    assert made["bright"] is False


def test_a_white_logo_asks_for_a_dark_plate(drawn: Callable[..., Path], tmp_path: Path) -> None:
    assert make_logo(drawn("white.png", ink=(255, 255, 255, 255)), out_dir=str(tmp_path))["bright"] is True


@pytest.mark.parametrize(("box", "fault"), [((10, 10, 11, 11), "small"), ((0, 500, 1500, 600), "long")])
def test_what_cannot_serve_is_told_apart(drawn: Callable[..., Path], tmp_path: Path, box: tuple[int, ...],
                                        fault: str) -> None:
    assert make_logo(drawn("odd.png", box=box), out_dir=str(tmp_path)) == {"fault": fault}


def test_nothing_drawn_and_no_picture(tmp_path: Path) -> None:
    Image.new("RGBA", (400, 400)).save(tmp_path / "none.png")
    assert make_logo(tmp_path / "none.png", out_dir=str(tmp_path)) == {"fault": "empty"}
    (tmp_path / "text.png").write_text("这是文字")
    with pytest.raises(BadMedia):
        make_logo(tmp_path / "text.png", out_dir=str(tmp_path))
