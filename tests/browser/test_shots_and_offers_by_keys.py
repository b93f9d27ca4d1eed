"""By keyboard alone: a batch takes the event that it is offered, an assignment is made and its lateness seen, a Live Photo
plays.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from index.catalogue.assets import Asset, Original, Part
from index.db import reading
from server.admin import service as admin


def test_a_batch_takes_its_event_by_one_key(page_of: Callable[..., Any], furnished: Any, cast: Any, clock: Any, take: Any,
                                            worker: Any, made_photo: Callable[..., Path]) -> None:
    day = clock().date() - timedelta(days=2)
    event = admin.add_event(furnished.engine, cast.administrator, name="秋季运动会", starts_on=day, department="canteen",
                            now=clock())
    taken = take(made_photo(taken=f"{day:%Y:%m:%d} 12:00:00"), cast.photographer, batch="sports").asset_id
    worker.drain()
    page = page_of("photographer")
    page.goto("/uploads/sports")
    page.get_by_text("秋季运动会").first.wait_for()
    page.keyboard.press("e")
    page.wait_for_load_state()
    page.locator("[data-offer]").wait_for(state="detached")
    with reading(furnished.engine) as session:
        assert session.get_one(Asset, taken).event_id == event
    assert page.problems == []


def test_all_that_a_batch_asks_fits_a_phone(page_of: Callable[..., Any], furnished: Any, cast: Any, clock: Any, take: Any,
                                           worker: Any, made_photo: Callable[..., Path]) -> None:
    day = clock().date() - timedelta(days=2)
    for name in ("秋季运动会", "第二食堂开放日暨厨艺展示"):
        admin.add_event(furnished.engine, cast.administrator, name=name, starts_on=day, department="canteen", now=clock())
    take(made_photo(taken=f"{day:%Y:%m:%d} 12:00:00", serial="8800001"), cast.photographer, batch="sports")
    worker.drain()
    page = page_of("reviewer", language="en", width=360)
    page.goto("/uploads/sports")
    page.locator("[data-offer]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for part in ("#offer-event", ".batch-tools > .card .grow:has(#times-title)"):
        assert page.locator(part).bounding_box()["width"] > 120, part
    page.locator("select[name=kit]").select_option("new")
    assert page.locator(".body-answer [name=name]").is_visible()
    page.locator("select[name=kit]").select_option(index=0)
    assert page.locator(".body-answer [name=name]").is_hidden()


def test_an_assignment_is_made_and_its_lateness_seen(page_of: Callable[..., Any], furnished: Any, cast: Any,
                                                     clock: Any) -> None:
    admin.add_event(furnished.engine, cast.administrator, name="开学典礼", starts_on=clock().date() - timedelta(days=3),
                    now=clock())
    page = page_of("editor")
    page.goto("/assignments/new")
    page.locator("#f-event").focus()
    for _ in range(3):
        if "开学典礼" in page.locator("#f-event option:checked").inner_text():
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("photographer")
    page.locator("form.card button.button-primary").press("Enter")
    page.wait_for_url("**/assignments/")
    assert "开学典礼" in page.locator("main").inner_text()
    page.goto("/office/")
    assert "开学典礼" in page.locator("main").inner_text()
    assert page.problems == []


def test_a_live_photo_plays_and_stops(page_of: Callable[..., Any], furnished: Any, take: Any, cast: Any, worker: Any,
                                      made_film: Callable[..., Path], made_photo: Callable[..., Path]) -> None:
    still = made_photo("IMG_0007.JPG", size=(1200, 800))
    film = made_film("IMG_0007.MOV", seconds=1.5)
    asset = take(still, cast.photographer, batch="live").asset_id
    moving = take(film, cast.photographer, batch="other").asset_id
    worker.drain()
    with reading(furnished.engine) as session:
        sha256 = session.scalars(select(Original.sha256).where(Original.asset_id == moving)).one()
    _make_one(furnished, asset, sha256)
    page = page_of("photographer")
    page.goto(f"/library/V{asset}")
    page.locator("#play-live").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".live-film")
    page.keyboard.press("Enter")
    page.wait_for_selector(".live-film", state="detached")
    page.keyboard.press("Enter")
    page.wait_for_selector(".live-film")
    page.wait_for_selector(".live-film", state="detached")  # it has played to its end
    assert page.locator("#play-live").get_attribute("aria-pressed") == "false"
    assert page.problems == []


def _make_one(home: Any, asset: int, film: str) -> None:
    """Put a film with a picture, as the two halves of a Live Photo come to be."""
    from index.db import writing

    with writing(home.engine) as session:
        row = session.get_one(Original, film)
        alone, row.asset_id, row.part = row.asset_id, asset, Part.FILM
        session.flush()
        session.execute(delete(Asset).where(Asset.id == alone))
