"""A photograph of the site's clock puts its camera's batch right, whatever comes first; what files say is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import segno
from clock_scenes import Scene, photographed
from PIL import Image
from sqlalchemy import select

from index import settings as configuration
from index.catalogue.assets import Asset
from index.catalogue.audit import AuditLine
from index.catalogue.clocks import ClockCheck
from index.db import reading
from ingest.steps.clock_code import key_of, write_code

TRUE = datetime(2026, 3, 2, 0, 30, 0, tzinfo=UTC)  # 08:30 on the campus
FAST = timedelta(minutes=3, seconds=12)
SERIAL = "3012345"
ASIDE = Scene(turn=25, roll=6)


def screen_with(text: str) -> Any:
    """A screen that shows a code, drawn by another hand than the page's."""
    squares = segno.make(text, micro=False).matrix_iter(border=4)
    code = np.array([[0 if dark else 255 for dark in row] for row in squares], np.uint8)
    screen = np.full((1080, 1920, 3), 250, np.uint8)
    large = cv2.resize(code, (990, 990), interpolation=cv2.INTER_NEAREST)
    screen[45:1035, 60:1050] = large[..., None]
    return screen


@pytest.fixture
def clock_photo(made_photo: Callable[..., Path], home: Any, tmp_path: Path) -> Callable[..., Path]:
    """Return a function that photographs the clock: (wall time in the file) -> Path."""

    def make(taken: datetime, *, shown: datetime = TRUE, key: bytes | None = None, name: str = "CLOCK.JPG",
             serial: str = SERIAL, scene: Scene = ASIDE) -> Path:
        target = made_photo(name, taken=f"{taken:%Y:%m:%d %H:%M:%S}", serial=serial, size=(1800, 1200))
        with Image.open(target) as picture:
            exif, room = picture.getexif(), np.asarray(picture.convert("RGB"))
        text = write_code(key or key_of(configuration.secret(home.settings)), shown)
        Image.fromarray(photographed(screen_with(text), room, scene)).save(target, "JPEG", quality=88, exif=exif)
        return target

    return make


def wall(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) + timedelta(hours=8)


def rows(home: Any) -> dict[int, Asset]:
    with reading(home.engine) as session:
        return {one.id: one for one in session.scalars(select(Asset))}


@pytest.fixture
def card(made_photo: Callable[..., Path], clock_photo: Callable[..., Path]) -> dict[str, Path]:
    """Two pictures and the clock by one fast camera, one picture by another."""
    return {"first": made_photo("A.JPG", serial=SERIAL, taken="2026:03:02 08:13:12"), "clock": clock_photo(wall(TRUE + FAST)),
            "last": made_photo("B.JPG", serial=SERIAL, taken="2026:03:02 23:59:59"),
            "other": made_photo("C.JPG", serial="999", taken="2026:03:02 08:13:12")}


RIGHT = {"first": datetime.fromisoformat("2026-03-02T08:10:00"), "clock": wall(TRUE),
         "last": datetime.fromisoformat("2026-03-02T23:56:47"), "other": datetime.fromisoformat("2026-03-02T08:13:12")}


@pytest.mark.parametrize("order", [("clock", "first", "last", "other"), ("first", "last", "other", "clock"),
                                   ("first", "clock", "other", "last")])
def test_a_batch_is_put_right_whatever_comes_first(engine: Any, home: Any, card: dict[str, Path], take: Callable[..., Any],
                                                  worker: Any, order: tuple[str, ...]) -> None:
    ids = {}
    for name in order:
        ids[name] = take(card[name], batch="sports-day").asset_id
        worker.drain()
    found = rows(home)
    assert {name: found[ids[name]].captured_local for name in RIGHT} == RIGHT
    assert found[ids["first"]].captured_utc == datetime(2026, 3, 2, 0, 10, tzinfo=UTC)
    assert [found[ids[name]].clock_shift for name in RIGHT] == [-192, -192, -192, None]
    assert found[ids["first"]].facts["captured_local"] == "2026-03-02T08:13:12", "the file's own word is kept"
    assert [name for name in RIGHT if found[ids[name]].clock_photo] == ["clock"]
    with reading(engine) as session:
        check = session.scalars(select(ClockCheck)).one()
        assert (check.error_s, check.asset_id, check.batch, check.serial) == (192, ids["clock"], "sports-day", SERIAL)
        assert session.scalars(select(AuditLine.details).where(AuditLine.verb == "clock-checked")).one()["error_s"] == 192


def test_another_batch_and_another_installation_change_nothing(home: Any, card: dict[str, Path],
                                                               clock_photo: Callable[..., Path], take: Callable[..., Any],
                                                               worker: Any) -> None:
    forged = clock_photo(wall(TRUE + FAST), key=b"somebody else's", name="FORGED.JPG")
    later = clock_photo(wall(TRUE + FAST), shown=datetime(2026, 3, 9, tzinfo=UTC), name="LATER.JPG")
    first = take(card["first"], batch="monday").asset_id
    elsewhere = take(card["clock"], batch="tuesday").asset_id
    strangers = [take(forged, batch="monday").asset_id, take(later, batch="monday").asset_id]
    worker.drain()
    found = rows(home)
    assert found[first].clock_shift is None
    assert found[elsewhere].clock_shift == -192
    assert [found[one].clock_shift for one in strangers] == [None, None], "a code from after its arrival proves nothing"
    assert not found[strangers[0]].clock_photo


def test_reading_a_file_again_keeps_what_was_put_right(home: Any, card: dict[str, Path], take: Callable[..., Any],
                                                       worker: Any, clock: Any) -> None:
    from index import jobs
    from index.db import writing

    ids = [take(card[name], batch="b1").asset_id for name in ("first", "clock")]
    worker.drain()
    with writing(home.engine) as session:
        for one in ids:
            jobs.enqueue(session, "extract", str(one), now=clock())
    worker.drain()
    assert rows(home)[ids[0]].captured_local == RIGHT["first"]
    with reading(home.engine) as session:
        assert len(session.scalars(select(ClockCheck)).all()) == 1


def test_a_kit_in_another_zone_changes_what_the_check_says(home: Any, cast: Any, clock_photo: Callable[..., Path],
                                                           take: Callable[..., Any], worker: Any, clock: Any) -> None:
    """An hour fast is a clock in Tokyo; once the kit says so, the clock is right and nothing is left to correct."""
    from server.admin import service as admin

    admin.add_kit(home.engine, cast.administrator, name="一号机", department="canteen", now=clock())
    admin.add_body(home.engine, cast.administrator, "一号机", serial=SERIAL, now=clock())
    path = clock_photo(wall(TRUE + timedelta(hours=1)))
    with Image.open(path) as picture:
        exif = picture.getexif()
        del exif.get_ifd(0x8769)[0x9011]
        picture.save(path, "JPEG", quality=90, exif=exif)
    asset = take(path, batch="b1").asset_id
    worker.drain()
    assert rows(home)[asset].clock_shift == -3600
    admin.change_kit(home.engine, cast.administrator, "一号机", utc_offset=540, now=clock())
    worker.drain()
    found = rows(home)[asset]
    assert (found.clock_shift, found.captured_utc) == (None, TRUE)


def test_a_photo_of_the_clock_is_no_content(home: Any, cast: Any, card: dict[str, Path], take: Callable[..., Any],
                                            worker: Any, clock: Any) -> None:
    from index.catalogue.lifecycle import Verb
    from index.errors import Conflict
    from server.clocks import service
    from server.library.find import find
    from server.review.service import Order, act

    first = take(card["first"], cast.photographer, batch="b1").asset_id
    shown = take(card["clock"], cast.photographer, batch="b1").asset_id
    worker.drain()

    def grid() -> list[int]:
        return sorted(one.asset.id for one in find(home, cast.photographer, "", limit=9, offset=0, now=clock()).found)

    assert grid() == [first]
    with pytest.raises(Conflict) as refused:
        act(home.engine, cast.photographer, Order(Verb.SUBMIT, "screens"), shown, now=clock())
    assert refused.value.reason.code == "clock-photo"
    service.unmark(home.engine, cast.photographer, shown, now=clock())
    worker.drain()
    assert grid() == sorted([first, shown]), "somebody says that it is a picture in its own right"
    assert rows(home)[first].clock_shift == -192, "and its check goes on counting"


def test_a_photo_that_was_missed_is_read_when_somebody_says_what_it_is(home: Any, cast: Any, clock_photo: Callable[..., Path],
                                                                       card: dict[str, Path], take: Callable[..., Any],
                                                                       worker: Any, clock: Any) -> None:
    from server.clocks import service

    faint = clock_photo(wall(TRUE + FAST), name="FAINT.JPG", scene=Scene(share=0.2, blur=5.5, light=0.12, noise=9, turn=20))
    asset = take(faint, cast.photographer, batch="b1").asset_id
    first = take(card["first"], cast.photographer, batch="b1").asset_id
    worker.drain()
    assert rows(home)[first].clock_shift is None, "the quick look misses it, or this test proves nothing"
    service.mark(home.engine, cast.photographer, asset, now=clock())
    worker.drain()
    assert rows(home)[first].clock_shift == -192


def test_a_check_that_is_dropped_counts_no_longer(home: Any, cast: Any, card: dict[str, Path], take: Callable[..., Any],
                                                  worker: Any, clock: Any) -> None:
    from index.errors import Forbidden, NotFound
    from server.clocks import service

    first, shown = (take(card[name], cast.photographer, batch="b1").asset_id for name in ("first", "clock"))
    worker.drain()
    with reading(home.engine) as session:
        check = session.scalars(select(ClockCheck.id).where(ClockCheck.asset_id == shown)).one()
    with pytest.raises((Forbidden, NotFound)):
        service.drop(home.engine, cast.outsider, check, now=clock())
    assert service.drop(home.engine, cast.photographer, check, now=clock()) == 2
    assert rows(home)[first].captured_local == RIGHT["other"]


def test_every_page_tells_what_a_photograph_of_the_clock_said(home: Any, cast: Any, card: dict[str, Path],
                                                              clock_photo: Callable[..., Path], take: Callable[..., Any],
                                                              worker: Any, visitor: Callable[[str], Any]) -> None:
    first = take(card["first"], cast.photographer, batch="card-1").asset_id
    take(card["clock"], cast.photographer, batch="card-1")
    take(clock_photo(wall(TRUE) + timedelta(hours=1), serial="7", name="ABROAD.JPG"), cast.photographer, batch="card-1")
    worker.drain()
    page = visitor("photographer")
    for address in ("/clock/checks", "/clock/batches/card-1", "/uploads/card-1", f"/library/V{first}"):
        assert "The clock is 3 min 12 s fast" in page.get(address), address
    for address in ("/clock/checks", "/clock/batches/card-1"):
        assert "This is a difference of time zones (+1:00 hours)." in page.get(address), address
