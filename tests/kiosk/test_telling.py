"""A thousand screens share what they are told: what hangs on many is read and written once, and never told too late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from index.catalogue import audit
from index.catalogue.people import OWNER
from index.catalogue.screens import Screen
from index.db import writing
from index.errors import NotFound
from kiosk.telling import Caller, Telling, Told, longest
from server.boards import service as boards
from server.screens import service as screens


@pytest.fixture
def hall(campus: Any, paired: Callable[[str], FlaskClient]) -> dict[str, FlaskClient]:
    """Three displays, two of which show the same."""
    campus.board("食堂", campus.picture("早餐"), campus.picture("午餐"))
    campus.board("宿舍", campus.picture("中秋"))
    for name, board in (("一楼", "食堂"), ("二楼", "食堂"), ("门厅", "宿舍")):
        campus.screen(name, board)
    return {name: paired(name) for name in ("一楼", "二楼", "门厅")}


@pytest.fixture
def told(campus: Any, app: Flask, hall: dict[str, FlaskClient]) -> Callable[[str], Told]:
    """Return a function that gives what a screen is told now, as its route asks for it."""
    def one(name: str) -> Told:
        hall[name].get("/kiosk/alerts")
        with writing(campus.home.engine) as session:
            screen = session.scalars(select(Screen.id).where(Screen.name == name)).one()
        desk = app.extensions["vitrine.kiosk"]
        return desk.telling.to(Caller(screen, (0, 0)), campus.clock())  # type: ignore[no-any-return]

    return one


def elsewhere(campus: Any) -> None:
    """Something that has nothing to do with screens, and moves the catalogue's stamp."""
    with writing(campus.home.engine) as session:
        audit.record(session, OWNER, "downloaded", "asset:V1", at=campus.clock())


def test_screens_on_which_the_same_hangs_share_one_document(told: Callable[[str], Told], campus: Any) -> None:
    first, second, other = told("一楼"), told("二楼"), told("门厅")
    assert first.document is second.document
    assert first.document is not other.document
    assert first.revision != second.revision, "each has its own name and place"
    assert (first.own["screen"]["name"], second.own["screen"]["name"]) == ("一楼", "二楼")
    before = first.document
    elsewhere(campus)
    assert told("一楼").document is before, "and it stays while the campus works on other things"
    campus.clock.wind(seconds=30)
    assert told("二楼").document is before
    campus.clock.wind(days=1)
    assert told("二楼").document is not before, "a fortnight reaches further every day"


def test_a_screen_that_holds_it_is_told_so_until_its_board_changes(hall: dict[str, FlaskClient], campus: Any) -> None:
    held = {(name, path): client.get(f"/kiosk/{path}").headers["ETag"]
            for name, client in hall.items() for path in ("manifest", "alerts")}

    def unchanged() -> set[tuple[str, str]]:
        return {(name, path) for (name, path), tag in held.items()
                if hall[name].get(f"/kiosk/{path}", headers={"If-None-Match": tag}).status_code == 304}

    elsewhere(campus)
    assert unchanged() == set(held)
    boards.remove_item(campus.home.engine, OWNER, "食堂", campus.made[0], now=campus.clock())
    assert unchanged() == {("门厅", "manifest"), ("门厅", "alerts")}
    screens.change_screen(campus.home.engine, OWNER, "门厅", screens.ScreenChange(place="东侧"), now=campus.clock())
    assert unchanged() == set()


def test_who_asked_in_an_older_state_gets_the_newer_and_brings_nothing_back(
        told: Callable[[str], Told], campus: Any, app: Flask) -> None:
    newest = told("一楼")
    telling: Telling = app.extensions["vitrine.kiosk"].telling
    screen = newest.own["screen"]["id"]
    assert telling.to(Caller(screen, (0, 0)), campus.clock()) is newest
    with pytest.raises(NotFound):
        telling.to(Caller(screen + 99, (0, 0)), campus.clock())


def test_a_large_fleet_is_read_whole_more_seldom(app: Flask, told: Callable[[str], Told]) -> None:
    told("一楼")
    here = app.extensions["vitrine.kiosk"].telling.round_at(datetime.now(UTC)).fleet
    assert longest(here) == timedelta(seconds=10)
    many = dict.fromkeys(range(5000), next(iter(here.places.values())))
    assert longest(replace(here, places=many)) == timedelta(seconds=50)
