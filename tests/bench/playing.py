"""A screen in public: no black frame between items, a start without the server, neighbours that change together.

The product's player in Chromium, paired by code, plays bright pictures and films from a real server. What it paints is
taken frame by frame from the browser's own screencast; a frame counts as black where a part of it is much darker than
anything that the items hold, and under each item lies black.
"""

from __future__ import annotations

import base64
import io
import subprocess
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.bench import filling, pictures, recalling, serving
from tests.bench.measure import Row, percentile

BOARD = "校园一周"
ITEMS, FILM_S, PHOTO_S = 6, 2.0, 4
SIZE = (1280, 720)
COLOURS = ("#e8c15a", "#7fd0e8", "#e89a9a", "#a6dc8c", "#cdb4f0", "#f0d9a8")
DARKEST = 100
"""Luminance, of 255: no part of the material is darker, and none of what lies beneath is brighter."""
GRID = 6


def measure(folder: Path, *, transitions: int, starts: int, changes: int) -> list[Row]:
    """Return black frames among ``transitions``, seconds of ``starts`` without a server, and skew of ``changes`` in step."""
    from server import home as homes

    settings = filling.fill(folder / "home", ITEMS)
    home = homes.open_home(settings)
    hang(home, folder)
    rows = []
    with serving.running(settings) as port, recalling.chrome() as chrome:
        rows += _transitions(recalling.screen(chrome, home, "东门", f"http://127.0.0.1:{port}", boards=(BOARD,)), transitions)
        rows += _step(chrome, home, f"http://127.0.0.1:{port}", changes)
    rows += _starts(settings, home, folder / "profile", starts)
    home.engine.dispose()
    return rows


def hang(home: Any, folder: Path, *, film_s: float = FILM_S, every: int = 2, upright: int = 0) -> None:
    """Make one asset of ``every`` a film, one photo of ``upright`` upright; all are bright all over, with black as what is
    painted before they come.
    """
    from sqlalchemy import select

    from index.catalogue.assets import Asset, Rendition
    from index.catalogue.boards import Board
    from index.db import writing

    with writing(home.engine) as session:
        session.query(Rendition).delete()
        session.scalars(select(Board)).one().item_seconds = PHOTO_S
        for number, asset in enumerate(session.scalars(select(Asset).order_by(Asset.id))):
            is_film, is_upright = number % every == 1, upright > 0 and number % upright == 0
            colour, size = COLOURS[number % len(COLOURS)], SIZE[::-1] if is_upright else SIZE
            data = _film(folder / f"{number}.mp4", colour, film_s) if is_film else _photo(colour, size)
            preset, media_type = ("proxy", "video/mp4") if is_film else ("screen", "image/jpeg")
            asset.kind, asset.duration = ("video", film_s) if is_film else ("photo", None)
            asset.color = "#000000"
            width, height = SIZE if is_film else size
            session.add(Rendition(original_sha256=asset.sha256, preset=preset, sha256=pictures.put(home, data),
                                  bytes=len(data), media_type=media_type, width=width, height=height))


def _photo(colour: str, size: tuple[int, int]) -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (size[0] * 3 // 2, size[1] * 3 // 2), colour)  # 1920 and 1080, as for screens
    ImageDraw.Draw(picture).ellipse((300, 200, 900, 800), fill="#ffffff")
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=90)
    return written.getvalue()


def _film(path: Path, colour: str, seconds: float) -> bytes:
    source = f"color=c=0x{colour[1:]}:size={SIZE[0]}x{SIZE[1]}:rate=25,noise=alls=12:allf=t"
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", source, "-t", str(seconds), "-c:v", "libx264",
                    "-preset", "ultrafast", "-pix_fmt", "yuv420p", str(path)], check=True, stdin=subprocess.DEVNULL)
    return path.read_bytes()


def _transitions(page: Any, wanted: int) -> list[Row]:
    """Watch frames over so many changes of what is shown."""
    from playwright.sync_api import Error

    black, frames, gaps = 0, 0, [0.0]
    line = page.context.new_cdp_session(page)
    taken: list[tuple[float, bytes]] = []

    def take(frame: dict[str, Any]) -> None:
        taken.append((float(frame["metadata"]["timestamp"]), base64.b64decode(frame["data"])))
        with suppress(Error):  # the last frame may come when nobody watches any more
            line.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    page.wait_for_timeout(2000)  # the first fade comes up from the ground
    line.on("Page.screencastFrame", take)
    line.send("Page.startScreencast", {"format": "jpeg", "quality": 70, "maxWidth": 320, "maxHeight": 180})
    begun = _changes(page)
    while _changes(page) - begun < wanted:
        page.wait_for_timeout(500)
        seen, taken[:] = list(taken), []
        frames += len(seen)
        black += sum(_is_black(data) for _, data in seen)
        gaps += [(after[0] - before[0]) * 1000 for before, after in pairwise(seen)]
    line.send("Page.stopScreencast")
    page.context.close()
    what = f"black frames in {wanted} transitions, photos and films, of {frames:,} frames"
    return [Row("play", what, "frames", float(black), None, wanted, asked="0"),
            Row("play", "from one frame to the next", "ms", percentile(gaps, 50), percentile(gaps, 95), len(gaps))]


def _changes(page: Any) -> int:
    return int(page.evaluate("window.benchShown.length"))


def _is_black(data: bytes) -> bool:
    """Is some part of the upper two thirds darker than the material? Words lie on the foot."""
    from PIL import Image

    picture = Image.open(io.BytesIO(data)).convert("L")
    tiles = picture.crop((0, 0, picture.width, picture.height * 2 // 3)).resize((GRID, GRID), Image.Resampling.BOX)
    darkest, _ = tiles.getextrema()
    return bool(darkest < DARKEST)


LATE = """() => {
  window.benchLate = [];
  let due = performance.now() + 50;
  setInterval(() => {
    benchLate.push(Math.max(0, performance.now() - due));
    due = performance.now() + 50;
  }, 50);
}"""
"""By how much a timer of the page comes late that has nothing to do with the player: what the machine adds."""


def _step(chrome: Any, home: Any, address: str, wanted: int) -> list[Row]:
    """Return by how much two screens of one group change apart, frame by frame, once both have played for a round."""
    pages = [recalling.screen(chrome, home, name, address, boards=(BOARD,), group="大厅") for name in ("左屏", "右屏")]
    pages[0].wait_for_timeout((FILM_S + PHOTO_S) * 1000)
    for page in pages:
        page.evaluate(LATE)
    begun = _changes(pages[0])
    while _changes(pages[0]) - begun < wanted + 1:
        pages[0].wait_for_timeout(500)
    left, right = ([(one["shown"], one.get("frame", one["at"])) for one in page.evaluate("window.benchShown")]
                   for page in pages)
    late = [one for page in pages for one in page.evaluate("window.benchLate")]
    skew = [min((abs(at - other) for what, other in right if what == shown), default=recalling.LONGEST_S * 1000.0)
            for shown, at in left[begun:begun + wanted]]
    for page in pages:
        page.context.close()
    return [Row("play", "two screens of a group change apart", "ms", percentile(skew, 50), percentile(skew, 95), len(skew),
                asked="< 100"),
            Row("play", "a bare timer on the same two pages comes late", "ms", percentile(late, 50), percentile(late, 95),
                len(late))]


def _starts(settings: Any, home: Any, profile: Path, wanted: int) -> list[Row]:
    """Return how long a browser takes from being started until it plays, with no server."""
    from playwright.sync_api import sync_playwright

    seconds = []
    with sync_playwright() as playwright:
        def browser() -> Any:
            return playwright.chromium.launch_persistent_context(
                str(profile), executable_path=recalling.PROGRAM, headless=True, args=recalling.FLAGS,
                viewport={"width": SIZE[0], "height": SIZE[1]})

        with serving.running(settings) as port:
            context = browser()
            recalling.paired(context.pages[0], home, "西门", f"http://127.0.0.1:{port}", boards=(BOARD,))
            context.close()
        for _ in range(wanted):
            started = time.perf_counter()
            context = browser()
            context.pages[0].goto(f"http://127.0.0.1:{port}/kiosk/")
            context.pages[0].wait_for_selector("body[data-mode=playing]", timeout=recalling.LONGEST_S * 1000)
            seconds.append(time.perf_counter() - started)
            context.close()
    return [Row("play", "browser started with the server dead, until it plays", "s", percentile(seconds, 50),
                percentile(seconds, 95), len(seconds), asked="< 10")]
