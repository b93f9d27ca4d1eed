"""The clock's codes, shifting a batch by form and by command, and who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from index import settings as configuration
from index.catalogue.assets import Asset, Description
from index.catalogue.audit import AuditLine
from index.db import reading
from index.errors import Conflict, Forbidden, Invalid, NotFound
from ingest.steps.clock_code import key_of
from server.clocks import lists, service
from server.clocks.codes import AHEAD, codes

OF_A, OF_B = "Canon EOS R6 · 1", "Canon EOS R6 · 2"


@pytest.fixture
def ids(made_photo: Callable[..., Path], take: Callable[..., Any], worker: Any, cast: Any) -> list[int]:
    """A photographer's batch: two pictures by one camera about midnight, one by another."""
    found = [take(made_photo(name, serial=serial, taken=taken), cast.photographer, batch="card-1").asset_id
             for name, serial, taken in (("A1.JPG", "1", "2026:03:01 00:01:00"), ("A2.JPG", "1", "2026:03:01 23:59:59"),
                                         ("B1.JPG", "2", "2026:03:01 12:00:00"))]
    worker.drain()
    return found


def times(home: Any) -> list[str]:
    with reading(home.engine) as session:
        return [f"{one:%m-%d %H:%M:%S}" for one in session.scalars(select(Asset.captured_local).order_by(Asset.id)) if one]


OWN = ["03-01 00:01:00", "03-01 23:59:59", "03-01 12:00:00"]


def test_the_page_gives_codes_ahead_and_its_time(browser: Callable[..., Any], home: Any, clock: Any) -> None:
    clock.now = datetime(2026, 3, 2, 1, 0, 0, 700_000, tzinfo=UTC)
    told = browser("photographer").get("/clock/codes").json
    key = key_of(configuration.secret(home.settings))
    assert told["now"] == 1_772_413_200_700
    assert [one["at"] for one in told["codes"]] == [1_772_413_200_000 + 1000 * second for second in range(AHEAD)]
    assert [one["rows"] for one in told["codes"]] == [one.rows for one in codes(key, clock())]
    assert len({one["rows"] for one in told["codes"]}) == AHEAD


def test_strangers_see_no_clock(stranger: Any) -> None:
    assert stranger.get("/clock").status_code == 302
    assert stranger.get("/clock/codes", headers={"Accept": "application/json"}).status_code in {302, 401}


def test_a_shift_and_a_shift_back(home: Any, cast: Any, clock: Any, ids: list[int]) -> None:
    assert service.shift_batch(home.engine, cast.photographer, "card-1", -192, now=clock()) == 3
    assert times(home) == ["02-28 23:57:48", "03-01 23:56:47", "03-01 11:56:48"]
    assert service.shift_batch(home.engine, cast.photographer, "card-1", 192, now=clock()) == 3
    assert times(home) == OWN
    with reading(home.engine) as session:
        assert [line["seconds"] for line in session.scalars(
            select(AuditLine.details).where(AuditLine.verb == "shifted").order_by(AuditLine.id))] == [-192, 192]
        assert session.scalars(select(Description.version)).all() == [1, 1, 1], "no text was touched, no approval is void"


def test_one_camera_of_a_batch_and_what_comes_later(home: Any, cast: Any, clock: Any, ids: list[int],
                                                    take: Callable[..., Any], made_photo: Callable[..., Path],
                                                    worker: Any) -> None:
    assert service.shift_batch(home.engine, cast.photographer, "card-1", 3600, camera=OF_B, now=clock()) == 1
    assert times(home) == [*OWN[:2], "03-01 13:00:00"]
    for name, serial in (("A3.JPG", "1"), ("B2.JPG", "2")):
        take(made_photo(name, serial=serial, taken="2026:03:01 15:00:00"), cast.photographer, batch="card-1")
    worker.drain()
    assert times(home)[3:] == ["03-01 15:00:00", "03-01 16:00:00"]


def test_who_may_not_and_what_cannot_be(home: Any, cast: Any, clock: Any, ids: list[int]) -> None:
    with pytest.raises((Forbidden, NotFound)):
        service.shift_batch(home.engine, cast.outsider, "card-1", 5, now=clock())
    with pytest.raises(NotFound):
        service.shift_batch(home.engine, cast.photographer, "no-such-batch", 5, now=clock())
    with pytest.raises(Conflict):
        service.shift_batch(home.engine, cast.photographer, "card-1", 5, camera="Leica", now=clock())
    for seconds in (0, 10**10):
        with pytest.raises(Invalid):
            service.shift_batch(home.engine, cast.photographer, "card-1", seconds, now=clock())
    assert times(home) == OWN


def test_a_preview_shows_first_last_and_some_between(home: Any, cast: Any, clock: Any, ids: list[int]) -> None:
    with reading(home.engine) as session:
        rows = lists.seen(session, cast.photographer, "card-1", clock())
        moved = lists.preview(session, rows, -192)
        by = service.by_picture(session, cast.photographer, ids[2], datetime.fromisoformat("2026-03-01T11:30:00"), clock())
    assert [one.name for one in moved] == ["A1.JPG", "B1.JPG", "A2.JPG"]
    assert all(one.before - one.after == timedelta(seconds=192) for one in moved)
    assert by == -1800
    assert times(home) == OWN


@pytest.mark.parametrize(("text", "seconds"), [("-00:03:12", -192), ("+1d 02:00:00", 93_600), ("03:12", 192), ("-192", -192),
                                               ("45s", 45), ("-2d", -172_800)])
def test_amounts(text: str, seconds: int) -> None:
    assert service.read_amount(text) == seconds


@pytest.mark.parametrize("text", ["", "-", "soon", "00:00", "1:2:3:4", "99999d99"])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(Invalid):
        service.read_amount(text)


def test_the_form_refuses_in_words_and_shifts(visitor: Callable[[str], Any], home: Any, ids: list[int]) -> None:
    page = visitor("photographer")
    assert "3 min 12 s earlier" in page.get("/clock/batches/card-1?way=earlier&minutes=3&seconds=12")
    for wrong in ("?seconds=x", "?true=noon&asset=V1", f"?way=later&days={10**9}", "?true=2026-03-01T00:01:00&asset=V1"):
        page.get(f"/clock/batches/card-1{wrong}", 422)
    assert times(home) == OWN
    page.post("/clock/batches/card-1", seconds_total="-192")
    assert times(home)[0] == "02-28 23:57:48"
    assert "3 min 12 s earlier" in page.get("/uploads/card-1")
    told = page.get("/library/V1")
    assert "The camera wrote" in told
    visitor("outsider").get("/clock/batches/card-1", 404)
