"""Films made frame by frame, written and read by the real ffmpeg."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pytest
from PIL import Image

from index.errors import BadMedia
from ingest.sandbox import Decoder
from ingest.steps.flashes import look_for_flashes
from ingest.steps.flashing import Flashing, Watcher

RATE, WIDTH, HEIGHT = 30, 64, 36
BLACK, WHITE, RED, GREY = (0, 0, 0), (255, 255, 255), (255, 0, 0), (128, 128, 128)
Picture = Callable[[float], Any]
Filmed = Callable[..., Path]


@pytest.fixture
def filmed(tmp_path: Path) -> Filmed:
    """Write a film of what ``picture`` shows at each second: a colour, or rows of colours."""

    def write(picture: Picture, *, seconds: float = 2.0, rate: int = RATE, scale: str = "320:180:flags=neighbor") -> Path:
        target = tmp_path / "film.mp4"
        frames = [numpy.broadcast_to(numpy.asarray(picture(n / rate), numpy.uint8), (HEIGHT, WIDTH, 3))
                  for n in range(round(seconds * rate))]
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}",
                        "-r", str(rate), "-i", "-", "-vf", f"scale={scale}", "-c:v", "libx264", "-preset", "ultrafast",
                        "-pix_fmt", "yuv420p", str(target)], input=b"".join(one.tobytes() for one in frames), check=True)
        return target

    return write


def turns(hertz: float, one: Any, other: Any) -> Picture:
    """Show two pictures in turn, so many pairs a second."""
    return lambda at: one if (at + 1e-6) * hertz % 1 < 0.5 else other


def on_black(share: float, inner: Any = WHITE) -> Any:
    """A black picture of which a share, at its left, is another colour."""
    rows = numpy.zeros((HEIGHT, WIDTH, 3), numpy.uint8)
    rows[:, :round(WIDTH * share)] = inner
    return rows


def halves(left: Any, right: Any) -> Any:
    rows = on_black(0.5, left)
    rows[:, WIDTH // 2:] = right
    return rows


@pytest.mark.parametrize(("picture", "kinds", "flashes"), [
    pytest.param(turns(5, BLACK, WHITE), ["general"], 5, id="black and white five times a second"),
    pytest.param(turns(4, (30, 30, 30), GREY), ["general"], 4, id="dim and grey four times a second"),
    pytest.param(turns(3, BLACK, WHITE), [], 3, id="three times a second are allowed"),
    pytest.param(turns(2, BLACK, WHITE), [], 2, id="twice a second"),
    pytest.param(turns(5, (100, 100, 100), (120, 120, 120)), [], 0, id="a change of less than a tenth"),
    pytest.param(turns(5, (235, 235, 235), WHITE), [], 0, id="both states are bright"),
    pytest.param(turns(5, on_black(0), on_black(0.2)), [], 0, id="a fifth of the picture"),
    pytest.param(turns(5, on_black(0), on_black(0.3)), ["general"], 5, id="more than a quarter of the picture"),
    pytest.param(turns(5, halves(BLACK, WHITE), halves(WHITE, BLACK)), ["general"], 5, id="halves in turn: never lighter"),
    pytest.param(lambda at: halves(*((WHITE, BLACK) if int(at * 4 + 1e-6) % 2 else (BLACK, WHITE)))
                 if (at + 1e-6) * 4 % 1 < 0.5 else BLACK, ["general"], 4, id="here and there: each place half as often"),
])
def test_general_flashes(filmed: Filmed, picture: Picture, kinds: list[str], flashes: int) -> None:
    found = look_for_flashes(filmed(picture))
    assert ([one.kind for one in found.moments], found.general) == (kinds, flashes)


@pytest.mark.parametrize(("picture", "red"), [
    (turns(5, RED, (100, 100, 100)), 5),
    (turns(5, RED, (0, 0, 255)), 5),
    (turns(2, RED, (100, 100, 100)), 2),
    (turns(5, (200, 120, 120), (130, 130, 130)), 0),  # no saturated red
    (turns(5, (0, 0, 255), (0, 130, 0)), 0),
])
def test_red_flashes_of_one_lightness(filmed: Filmed, picture: Picture, red: int) -> None:
    found = look_for_flashes(filmed(picture, scale="320:180:flags=neighbor:out_color_matrix=bt601"))
    assert found.red == red
    assert [one.kind for one in found.moments if one.kind == "red"] == ["red"] * (red > 3)


def test_the_moments_say_where(filmed: Filmed) -> None:
    """Calm, two seconds of flashes, calm, flashes again."""
    def picture(at: float) -> Any:
        return turns(6, BLACK, WHITE)(at) if 2 <= at < 4 or at >= 7 else GREY

    found = look_for_flashes(filmed(picture, seconds=8.5))
    first, second = found.moments
    assert (first.start, first.end) == (pytest.approx(1.5, abs=0.5), pytest.approx(4.5, abs=0.5))
    assert second.start == pytest.approx(6.6, abs=0.5)
    assert first.start <= found.worst <= second.end
    assert Flashing.from_json(found.to_json()) == found


def test_a_slow_film_flashes_as_often_as_it_does(filmed: Filmed) -> None:
    """Frames that are looked at twice add nothing."""
    assert look_for_flashes(filmed(turns(5, BLACK, WHITE), rate=20)).general == 5


def test_a_pan_over_a_photograph_is_calm(tmp_path: Path, shared_media: Path) -> None:
    """As fast as a hand turns a camera, with its tremor, over a picture with much light and shade."""
    with Image.open(shared_media / "photos/bep+imagemeta/testdata/images/bep/sunrise.jpg") as photo:
        wide = photo.convert("RGB").resize((1440, 540))
    target = tmp_path / "pan.mp4"
    random = numpy.random.default_rng(7)
    views = [wide.crop((left, top, left + 480, top + 270)).tobytes()
             for left, top in zip((8 * numpy.arange(90) + random.integers(0, 9, 90)).tolist(),
                                  random.integers(0, 40, 90).tolist(), strict=True)]
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "480x270", "-r", "30", "-i",
                    "-", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", str(target)],
                   input=b"".join(views), check=True)
    assert look_for_flashes(target).moments == ()


def test_films_of_cameras_are_calm(shared_media: Path) -> None:
    films = [one for folder in ("mindeng+nom-exif", "androidx+media") for name in ("meta.mov", "sample.mp4", "webm_480.webm",
             "internal_emulator_transformer_output_270_rotated.mp4") for one in (shared_media / "video" / folder).rglob(name)]
    assert len(films) == 4
    assert [look_for_flashes(one).moments for one in films] == [()] * 4


def test_a_process_of_its_own_finds_the_same(filmed: Filmed, decoder: Decoder) -> None:
    path = filmed(turns(5, BLACK, WHITE))
    assert decoder.flashes(path, duration=2.0) == look_for_flashes(path)


def test_what_is_no_film_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "not.mp4"
    path.write_bytes(b"\0\0\0\x18ftypmp42" + b"x" * 400)
    with pytest.raises(BadMedia) as caught:
        look_for_flashes(path)
    assert caught.value.reason.code == "damaged"


def test_it_keeps_one_second_in_mind_however_long_the_film() -> None:
    """Ten minutes, of which every tenth second flashes: the moments are listed up to a limit."""
    watcher, cells = Watcher(10), numpy.zeros((4, 3), numpy.uint8)
    for second in range(600):
        for frame in range(10):
            watcher.see(cells + numpy.uint8(255 * (frame % 2 and second % 10 == 0)))
    found = watcher.found()
    assert len(found.moments) == 50
    assert found.general > 3
