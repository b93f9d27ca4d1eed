"""A board as a film: what a television plays, of what may be shown at this moment, and never handed out after a take-down."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat
from sqlalchemy import select

from index import jobs
from index.catalogue.audit import AuditLine
from index.catalogue.lifecycle import Verb
from index.db import reading, writing
from index.errors import Conflict, Forbidden, Invalid, JobFailed
from ingest.looping import Part, make
from ingest.steps import plates
from server.boards import timing
from server.boards.service import NewBoard, add_board, add_item
from server.loops import service, shelf
from server.review.service import Order, act

SMALL = "1080x1920"
SIZE = (1080, 1920)


@pytest.fixture
def approved(home: Any, cast: Any, clock: Any, worker: Any, take: Callable[..., Any]) -> Callable[..., str]:
    """Return a function that takes files in, has them approved and puts them on a board, four seconds each picture."""

    def made(*paths: Path) -> str:
        for path in paths:
            take(path, cast.photographer)
        worker.drain()
        board = str(add_board(home.engine, cast.editor, NewBoard("秋日食堂", item_seconds=4), now=clock()))
        for asset in range(1, len(paths) + 1):
            for actor, verb in ((cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE), (cast.editor, Verb.APPROVE)):
                act(home.engine, actor, Order(verb, "screens"), asset, now=clock())
            add_item(home.engine, cast.editor, board, asset, now=clock())
        return board

    return made


@pytest.fixture
def board(approved: Callable[..., str], made_photo: Callable[..., Path], made_film: Callable[..., Path]) -> str:
    """A board of a photo that fills, a tall one, and a film."""
    return approved(made_photo(size=(1200, 800)), made_photo(name="P.JPG", size=(600, 900)), made_film())


@pytest.fixture
def photo_board(approved: Callable[..., str], made_photo: Callable[..., Path]) -> str:
    """A board of one photo."""
    return approved(made_photo(size=(1200, 800)))


def probed(path: Path) -> dict[str, Any]:
    said = subprocess.run(["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", path],
                          check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(said)
    return found


def frame(path: Path, second: float, folder: Path) -> Image.Image:
    target = folder / f"{second}.png"
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-ss", str(second), "-i", path, "-frames:v", "1", target], check=True)
    return Image.open(target).convert("RGB")


def test_it_plays_every_item_for_its_time_with_its_words_and_tells_its_end(
        home: Any, cast: Any, clock: Any, board: str, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    target = tmp_path / "食堂.mp4"
    made = service.make(home, cast.editor, board, (1920, 1080), target, clock=clock,
                        progress=lambda done, wanted: heard.append((done, wanted)))
    assert heard == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert (made.items, made.bytes, made.until) == (("V1", "V2", "V3"), target.stat().st_size, None)
    told = probed(target)
    [video] = told["streams"]
    assert (video["codec_name"], video["pix_fmt"], video["width"], video["height"], video["r_frame_rate"]) == (
        "h264", "yuv420p", 1920, 1080, "25/1")
    assert abs(float(told["format"]["duration"]) - made.seconds) < 0.2
    assert abs(int(video["nb_frames"]) - 25 * made.seconds) <= 3
    assert told["format"]["tags"]["title"] == "秋日食堂"
    photo, crossing, tall = (frame(target, one, tmp_path) for one in (1.5, 4.2, 6.0))
    assert ImageStat.Stat(ImageChops.difference(photo, tall)).sum[0] > 0
    for before, after in ((photo, crossing), (crossing, tall)):  # the one fades into the other: neither is there alone
        assert max(ImageStat.Stat(ImageChops.difference(before, after)).mean) > 1
    looked = subprocess.run(["ffmpeg", "-i", target, "-vf", "blackdetect=d=0.04:pic_th=0.97", "-f", "null", "-"],
                            check=True, capture_output=True, text=True).stderr
    assert "frame=" in looked
    assert "black_start" not in looked
    with reading(home.engine) as session:
        line = session.scalars(select(AuditLine).where(AuditLine.verb == "exported")).one()
    assert (line.subject, line.details["items"]) == (f"board:{board}", ["V1", "V2", "V3"])


def test_words_are_laid_over_the_foot_or_beside(tmp_path: Path) -> None:
    font = service.font()
    words = plates.Words("第二食堂开放日", "第一批参观者走进后厨，看厨师怎样做一千人的早饭。" * 4,
                         ("饮食服务中心", "摄影 李小华", "2026年3月2日"))
    for frame_, fit in (((1920, 1080), "fill"), ((1920, 1080), "side"), ((1080, 1920), "inset")):
        target = tmp_path / f"{fit}.png"
        plates.draw(words, frame_, fit, font, target)
        layer = Image.open(target)
        assert layer.size == frame_
        box = layer.getchannel("A").point(lambda value: 255 if value > 230 else 0).getbbox()
        assert box
        margin = 0.045 * min(frame_)
        assert box[0] >= margin or fit != "side"
        assert box[2] <= (frame_[0] * 0.46 if fit == "side" else frame_[0])
    empty = tmp_path / "empty.png"
    plates.draw(plates.Words("", "", ()), (1920, 1080), "fill", font, empty)
    assert Image.open(empty).getbbox() is None
    face = font.at(40)
    lines = plates.wrapped("参观者走进后厨，看厨师做早饭。" * 3, face, 300, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(face.getlength(one) <= 300 and one[0] not in plates.NEVER_FIRST for one in lines)
    assert plates.wrapped("short", face, 300, 2) == ["short"]
    assert [plates.fit_of(*size, (1920, 1080)) for size in ((3000, 2000), (2000, 3000), (3000, 1000))] == [
        "fill", "side", "inset"]


def test_the_words_of_a_whole_page_stand_below_it_and_never_over_it(tmp_path: Path) -> None:
    words = plates.Words("第二食堂开放日", "参观者走进后厨，看厨师怎样做一千人的早饭。" * 4, ("饮食服务中心", "设计 李小华"))
    assert plates.room_below(1280, 720, (1920, 1080)) == 0
    for page in ((595, 842), (2, 3), (4, 3)):
        below = plates.room_below(*page, SIZE)
        plates.draw(words, SIZE, "inset", service.font(), tmp_path / "words.png", below=below)
        box = Image.open(tmp_path / "words.png").getbbox()
        assert box == (0, SIZE[1] - below, *SIZE), page
        part = Part(tmp_path / "page.png", "image/png", False, *page, 0.4, words, None, uncovered=True)
        Image.new("RGB", (page[0] * 300 // page[0], page[1] * 300 // page[0]), "#ffffff").save(part.path)
        film = make([part], SIZE, service.font(), tmp_path, title="海报", progress=lambda _done: None)
        shown = frame(film, 0.2, tmp_path).convert("L")
        whole = shown.crop((0, 0, SIZE[0], SIZE[1] - below)).point(lambda level: 255 if level > 240 else 0).getbbox()
        assert whole
        assert abs((whole[3] - whole[1]) / SIZE[0] - page[1] / page[0]) < 0.02, "all of it is to be seen"
        assert shown.crop((0, SIZE[1] - below, *SIZE)).getextrema()[1] > 200, "its title"


def test_a_film_is_made_by_a_job_and_goes_with_a_take_down(home: Any, cast: Any, clock: Any, photo_board: str, worker: Any,
                                                           browser: Callable[..., Any]) -> None:
    board = int(photo_board)
    with pytest.raises(Forbidden):
        shelf.ask(home, cast.photographer, board, SMALL, now=clock())
    with pytest.raises(Invalid):
        shelf.ask(home, cast.editor, board, "640x480", now=clock())
    editor, page, film = browser("editor"), f"/boards/{board}/loop", f"/boards/{board}/loop/{SMALL}.mp4"
    editor.post(page, {"size": SMALL})
    editor.post(f"{page}/{SMALL}/stop")
    assert shelf.standings(home, board, clock()) == []
    worker.drain()
    assert not shelf.file_of(home, board, SMALL).exists()
    editor.post(page, {"size": SMALL})
    [waiting] = shelf.standings(home, board, clock())
    assert (waiting.under_way, waiting.made) == (True, None)
    assert "<progress" in editor.client.get(page).text
    assert editor.client.get(film).status_code == 404
    worker.drain()
    [made] = shelf.standings(home, board, clock())
    assert (made.under_way, made.failed) == (False, None)
    assert film in editor.client.get(page).text
    given = editor.client.get(film)
    assert (given.status_code, given.mimetype, given.data[4:8]) == (200, "video/mp4", b"ftyp")
    assert browser("outsider").client.get(film).status_code == 403

    act(home.engine, cast.editor, Order(Verb.WITHDRAW, "screens", reason="有异议"), 1, now=clock())
    assert editor.client.get(film).status_code == 404
    assert not shelf.file_of(home, board, SMALL).exists()
    assert shelf.standings(home, board, clock()) == []
    editor.post(page, {"size": SMALL})
    worker.drain()
    [failed] = shelf.standings(home, board, clock())
    assert failed.failed
    assert failed.failed.code == "loop-empty"
    assert failed.failed.zh in editor.client.get(page).text


def test_what_ends_while_it_is_made_is_not_kept(home: Any, cast: Any, clock: Any, photo_board: str, tmp_path: Path) -> None:
    def withdrawn(done: int, _wanted: int) -> None:
        if done == 1:
            act(home.engine, cast.editor, Order(Verb.WITHDRAW, "screens", reason="有异议"), 1, now=clock())

    target = tmp_path / "film.mp4"
    with pytest.raises(Conflict) as told:
        service.make(home, cast.editor, photo_board, (1920, 1080), target, clock=clock, progress=withdrawn)
    assert (told.value.reason.code, target.exists(), list(tmp_path.glob(".film*"))) == ("loop-changed", False, [])


def test_one_that_is_given_up_under_way_is_not_made(home: Any, cast: Any, clock: Any, photo_board: str) -> None:
    board = int(photo_board)
    shelf.ask(home, cast.editor, board, SMALL, now=clock())
    with writing(home.engine) as session:
        [claim] = [one for one in jobs.claim(session, lane=jobs.MEDIA_LANE, now=clock(), lease_s=60, limit=99)
                   if one.kind == shelf.KIND]

    def later() -> datetime:  # asked for when the work has begun
        shelf.stop(home, cast.editor, board, SMALL)
        return clock()

    with pytest.raises(JobFailed, match="given up"):
        shelf.make(home, claim, later)
    assert (shelf.standings(home, board, clock()), shelf.file_of(home, board, SMALL).exists()) == ([], False)
    assert [item["asset"] for item in service.shown(home, board, (1080, 1920), clock())] == ["V1"]
    soon = (clock() + timedelta(days=3)).date().isoformat()
    timing.set_item(home, cast.editor, photo_board, 1, timing.ItemTimes(show_from=soon), now=clock())
    assert service.shown(home, board, (1080, 1920), clock()) == [], "a screen is told of it in time, a stick is not"
