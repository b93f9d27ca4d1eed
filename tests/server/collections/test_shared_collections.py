"""A link shows what may be given out, for a term, and nothing else of the house."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from index.catalogue import visibility
from index.db import reading
from index.errors import Forbidden, Invalid
from server.collections import service, shares
from server.collections.service import Wish
from server.library.describe import Edit, describe
from server.review.service import Order, act


@pytest.fixture
def three(home: Any, cast: Any, photo: Callable[..., int], clock: Any) -> tuple[int, list[int]]:
    """The canteen's collection: a published photo, a draft, and one that was taken down."""
    ids = [photo(size=(2400, 1600)), photo(), photo()]
    for asset_id in (ids[0], ids[2]):
        describe(home.engine, cast.photographer, asset_id,
                 Edit(title=f"开放日{asset_id}", caption="参观", place="一食堂", credit="王小明"), now=clock())
        for who, verb in ((cast.photographer, "submit"), (cast.reviewer, "approve"), (cast.editor, "approve")):
            act(home.engine, who, Order(verb, "screens"), asset_id, now=clock())  # type: ignore[arg-type]
    act(home.engine, cast.editor, Order("withdraw", "screens", "要求"), ids[2], now=clock())  # type: ignore[arg-type]
    return service.make(home.engine, cast.photographer, Wish("开放日", shared="everyone"), ids, now=clock()), ids


@pytest.fixture
def link(home: Any, clock: Any, three: tuple[int, list[int]]) -> Callable[..., str]:
    def make(actor: Any, *, takes: bool = False, days: int = 7) -> str:
        today = clock().astimezone(home.settings.zone).date()
        return shares.make(home.engine, actor, three[0], today + timedelta(days=days), home.settings.zone, takes=takes,
                           now=clock())

    return make


def grids(home: Any, cast: Any, ids: list[int], clock: Any) -> list[str]:
    with reading(home.engine) as session:
        return [one.renditions["grid"].sha256 for one in visibility.views(session, cast.editor, ids, clock())]


def test_a_contributors_link_shows_what_is_published_and_no_more(stranger: Any, home: Any, cast: Any, clock: Any,
                                                                 link: Callable[..., str],
                                                                 three: tuple[int, list[int]]) -> None:
    token = link(cast.photographer)
    page = stranger.get(f"/shared/{token}").text
    published, draft, down = grids(home, cast, three[1], clock)
    assert published in page
    assert draft not in page
    assert down not in page
    assert stranger.get(f"/shared/{token}/media/{published}").status_code == 200
    for other in (draft, down, "0" * 64):
        assert stranger.get(f"/shared/{token}/media/{other}").status_code == 404
    assert stranger.get(f"/media/{published}").status_code == 302  # the house itself stays shut
    assert "/library/" not in page


def test_the_offices_link_shows_drafts_too_but_nothing_that_was_taken_down(stranger: Any, home: Any, cast: Any, clock: Any,
                                                                           link: Callable[..., str],
                                                                           three: tuple[int, list[int]]) -> None:
    page = stranger.get(f"/shared/{link(cast.editor)}").text
    assert [one in page for one in grids(home, cast, three[1], clock)] == [True, True, False]


def test_an_embargo_holds_outside_too(stranger: Any, home: Any, cast: Any, clock: Any, link: Callable[..., str],
                                      three: tuple[int, list[int]]) -> None:
    from index.catalogue.assets import Asset
    from index.db import writing

    with writing(home.engine) as session:
        for asset_id in three[1]:
            session.get_one(Asset, asset_id).embargo_until = clock() + timedelta(days=1)
    token = link(cast.editor)
    assert "<figure>" not in stranger.get(f"/shared/{token}").text
    clock.turn(days=2)
    assert stranger.get(f"/shared/{token}").text.count("<figure>") == 2


def test_what_is_taken_down_goes_from_the_link_at_once(stranger: Any, home: Any, cast: Any, clock: Any,
                                                       link: Callable[..., str], three: tuple[int, list[int]]) -> None:
    token = link(cast.photographer)
    published = grids(home, cast, three[1], clock)[0]
    assert stranger.get(f"/shared/{token}/media/{published}").status_code == 200
    act(home.engine, cast.editor, Order("withdraw", "screens", "要求"), three[1][0], now=clock())  # type: ignore[arg-type]
    assert stranger.get(f"/shared/{token}/media/{published}").status_code == 404


def test_who_left_the_house_gives_out_what_is_published_only(stranger: Any, home: Any, cast: Any, clock: Any,
                                                             link: Callable[..., str]) -> None:
    from index.catalogue.people import Person
    from index.db import writing

    token = link(cast.editor)
    assert stranger.get(f"/shared/{token}").text.count("<figure>") == 2
    with writing(home.engine) as session:
        session.get_one(Person, cast.editor.person_id).active = False
    assert stranger.get(f"/shared/{token}").text.count("<figure>") == 1


def test_a_link_ends_with_its_last_day_and_when_it_is_revoked(stranger: Any, home: Any, cast: Any, clock: Any,
                                                              link: Callable[..., str], three: tuple[int, list[int]]) -> None:
    token = link(cast.photographer, days=0)
    clock.now = clock().replace(hour=15, minute=59)  # 23:59 in Shanghai
    assert stranger.get(f"/shared/{token}").status_code == 200
    clock.turn(minutes=2)
    over = stranger.get(f"/shared/{token}")
    assert over.status_code == 410
    assert "已过期" in over.text
    other = link(cast.photographer)
    share = shares.listed(home.engine, cast.photographer, three[0], home.settings.zone, clock())[0].id
    shares.revoke(home.engine, cast.photographer, three[0], share, now=clock())
    assert stranger.get(f"/shared/{other}").status_code == 410
    published = grids(home, cast, three[1], clock)[0]
    assert stranger.get(f"/shared/{other}/media/{published}").status_code == 410


def test_wrong_tokens_are_counted_and_stop_after_thirty(stranger: Any, cast: Any, link: Callable[..., str]) -> None:
    token = link(cast.photographer)
    for number in range(15):
        assert stranger.get(f"/shared/wrong-{number}").status_code == 404
        assert stranger.get(f"/shared/wrong-{number}/media/{'0' * 64}").status_code == 404
    assert stranger.get(f"/shared/{token}").status_code == 429


def test_a_token_is_kept_as_its_hash_only(home: Any, cast: Any, link: Callable[..., str]) -> None:
    token = link(cast.photographer)
    home.engine.dispose()
    assert token.encode() not in b"".join(one.read_bytes() for one in home.settings.home.glob("vitrine.db*"))


def test_download_is_for_links_that_allow_it_asks_who_and_is_on_record(stranger: Any, browser: Callable[..., Any], home: Any,
                                                                       cast: Any, link: Callable[..., str],
                                                                       three: tuple[int, list[int]]) -> None:
    shut = link(cast.photographer)
    assert stranger.post(f"/shared/{shut}/give", {"name": "报社", "purpose": "刊用"}).status_code == 404
    token = link(cast.photographer, takes=True)
    assert stranger.post(f"/shared/{token}/give", {"name": "报社", "purpose": ""}).status_code == 422
    answer = stranger.post(f"/shared/{token}/give", {"name": "晨报 李雷", "purpose": "校园版刊用"})
    with zipfile.ZipFile(io.BytesIO(answer.data)) as opened:
        assert len(opened.namelist()) == 2
        assert opened.testzip() is None
    one = stranger.post(f"/shared/{token}/give", {"name": "晨报 李雷", "purpose": "封面", "asset": f"V{three[1][0]}"})
    assert one.mimetype == "image/jpeg"
    assert stranger.post(f"/shared/{token}/give",
                         {"name": "晨报", "purpose": "封面", "asset": f"V{three[1][1]}"}).status_code == 404
    log = browser("editor").get("/downloads/log").text
    assert log.count("晨报 李雷") == 2
    assert "校园版刊用" in log
    assert "经分享链接" in log


def test_links_are_made_by_keepers_with_a_term_of_half_a_year_at_most(home: Any, cast: Any, clock: Any,
                                                                      link: Callable[..., str]) -> None:
    with pytest.raises(Forbidden):
        link(cast.reviewer)
    for days in (-1, 190):
        with pytest.raises(Invalid):
            link(cast.photographer, days=days)


def test_the_page_of_links_says_why_something_stays_in_the_house(browser: Callable[..., Any], home: Any, cast: Any,
                                                                 three: tuple[int, list[int]]) -> None:
    address = f"/collections/{three[0]}/links"
    keeper = browser("photographer")
    page = keeper.get(address).text
    assert "还没有经过审核" in page
    made = keeper.post(address, {"last_day": str(date(2026, 3, 20)), "takes": "1", "note": "晨报"})
    found = re.search(r"/shared/([\w-]{40,})", made.text)
    assert found is not None
    assert found[1] not in keeper.get(address).text
    assert "晨报" in made.text
