"""Films that flash too often: not on screens, with a warning elsewhere; asked again when it is approved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from index.catalogue import flashes, items
from index.catalogue.assets import Asset
from index.catalogue.lifecycle import Verb
from index.db import reading, writing
from index.errors import VitrineError
from server.checks import every, letting
from server.review.fetching import fetch
from server.review.service import Order, act
from server.stories import service
from server.stories.service import Wish

MOMENTS = [{"kind": "general", "start": 61.5 + n, "end": 62.0 + n, "flashes": 5} for n in (0, 10, 20, 30)]

TOO_MUCH = {"screens": [("flashes", "blocks")], "site": [("flashes-elsewhere", "warns")]}


@pytest.fixture
def film(home: Any, cast: Any, new_asset: Callable[..., int]) -> int:
    asset = new_asset(cast.photographer)
    with writing(home.engine) as session:
        session.get_one(Asset, asset).kind = "video"
    return asset


@pytest.fixture
def found_in(home: Any, clock: Any) -> Callable[..., None]:
    def write(asset: int, moments: list[Any]) -> None:
        with writing(home.engine) as session:
            flashes.write(session, asset, "0" * 64, {"general": 5, "red": 0, "worst": 61.5, "moments": moments}, now=clock())

    return write


def look(home: Any, actor: Any, given: Any, clock: Any) -> dict[str, list[tuple[str, str]]]:
    with reading(home.engine) as session:
        item = fetch(session, actor, items.ref(given), clock())
        checks = [one for one in every.CHECKS if one.name == every.FLASHES]
        found = every.findings(session, actor, [item], ["screens", "site"], clock(), checks)[item.ref]
    return {code: [(one.reason.code, one.severity.value) for one in several] for code, several in found.items()}


def refused(home: Any, actor: Any, verb: Verb, asset: int, clock: Any) -> str | None:
    try:
        act(home.engine, actor, Order(verb, "screens"), asset, now=clock.turn(minutes=1))
    except VitrineError as error:
        return error.reason.code
    return None


def test_screens_refuse_what_others_are_warned_of(engine: Any, home: Any, cast: Any, clock: Any, film: int,
                                                  found_in: Any) -> None:
    assert engine
    unknown = [("flashes-unknown", "warns")]
    assert look(home, cast.photographer, film, clock) == {"screens": unknown, "site": unknown}
    found_in(film, [])
    assert look(home, cast.photographer, film, clock) == {"screens": [], "site": []}
    found_in(film, MOMENTS)
    assert look(home, cast.photographer, film, clock) == TOO_MUCH
    with pytest.raises(VitrineError, match=r"at 1:01 1:11 1:21 …"):
        act(home.engine, cast.photographer, Order(Verb.SUBMIT, "screens"), film, now=clock())
    letting.let_stand(home.engine, cast.editor, film, "flashes", f"V{film}", "有提示的演示片", now=clock())
    assert refused(home, cast.photographer, Verb.SUBMIT, film, clock) is None


def test_what_is_found_after_the_submission_stops_the_approval(home: Any, cast: Any, clock: Any, film: int,
                                                              found_in: Any) -> None:
    assert refused(home, cast.photographer, Verb.SUBMIT, film, clock) is None
    found_in(film, MOMENTS)
    assert refused(home, cast.reviewer, Verb.APPROVE, film, clock) == "flashes"
    found_in(film, [])
    assert refused(home, cast.reviewer, Verb.APPROVE, film, clock) is None


def test_of_a_story_each_film_is_asked(home: Any, cast: Any, clock: Any, film: int, found_in: Any, new_asset: Any) -> None:
    wish = Wish("news", "食堂开放日", assets=((new_asset(cast.photographer), ""), (film, "")))
    story = items.story(service.begin(home.engine, cast.photographer, wish, now=clock()))
    found_in(film, MOMENTS)
    assert look(home, cast.photographer, story, clock) == TOO_MUCH


def test_photos_are_not_asked(home: Any, cast: Any, clock: Any, new_asset: Any) -> None:
    assert look(home, cast.photographer, new_asset(cast.photographer), clock) == {"screens": [], "site": []}
