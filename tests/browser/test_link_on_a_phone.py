"""A link on a phone of 360 px: somebody without an account sends photos, is cut off, comes back, and has a receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from accessible import look
from sqlalchemy import select

from index.catalogue.assets import Asset, Description, Original
from index.db import reading

WAYS = {"light": ("light", "zh-CN", "王小明"), "dark": ("dark", "en-US", "Wang")}


@pytest.fixture
def link(furnished: Any, cast: Any, clock: Any) -> Callable[..., str]:
    """Return a function that makes a link for the open day: (**limits) -> its path."""
    from server.outside import links

    def make(**given: Any) -> str:
        new = links.NewLink("1", (clock() + timedelta(days=7)).date(), "canteen", note="请拍横幅，并注明姓名。", **given)
        return f"/send/{links.add(furnished.engine, cast.editor, new, furnished.settings.zone, now=clock())[1]}"

    return make


@pytest.fixture
def phone(chrome: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Return a function that gives a page of a phone that nobody has signed in on: (theme, language) -> Page."""
    contexts = []

    def make(theme: str = "light", language: str = "zh-CN") -> Any:
        context = chrome.new_context(viewport={"width": 360, "height": 740}, color_scheme=theme, locale=language,
                                     has_touch=True, is_mobile=True, reduced_motion="reduce", base_url=address)
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda said: page.problems.append(said.text) if said.type == "error" else None)
        return page

    yield make
    for context in contexts:
        context.close()


def choose(page: Any, *paths: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.tap("#choose")
    chooser.value.set_files(list(paths))


@pytest.mark.parametrize("way", WAYS)
def test_from_the_name_to_the_receipt(phone: Callable[..., Any], link: Callable[..., str], made_photo: Callable[..., Path],
                                      furnished: Any, tmp_path: Path, way: str) -> None:
    theme, language, name = WAYS[way]
    page = phone(theme, language)
    page.goto(link())
    assert look(page) == []
    page.fill("[name=name]", name)
    page.fill("[name=contact]", "13800000000")
    page.tap(".send-who button")
    page.wait_for_selector("#choose:visible")
    assert look(page) == []
    words = tmp_path / "words.jpg"
    words.write_text("no picture")
    picture = made_photo("IMG_0815.JPG")
    choose(page, picture, words)
    page.wait_for_selector(".file[data-stage=processing]")
    page.wait_for_selector(".file[data-stage=refused]")
    assert look(page) == []
    page.reload()
    page.wait_for_selector(".file[data-stage=refused]")
    assert page.locator(".file-name[title='IMG_0815.JPG']").count() == 1
    with reading(furnished.engine) as session:
        row = session.execute(select(Asset, Description.credit).join(Description, Description.asset_id == Asset.id)
                              .where(Asset.outside_state == "waiting")).one()
        assert (row[0].sha256, row[1]) == (hashlib.sha256(picture.read_bytes()).hexdigest(), name)
    assert page.problems == []


def test_cut_off_and_opened_again_it_goes_on(phone: Callable[..., Any], link: Callable[..., str], furnished: Any,
                                             made_photo: Callable[..., Path]) -> None:
    path = made_photo("IMG_0900.JPG")
    with path.open("ab") as handle:
        handle.write(hashlib.sha256(b"tail").digest() * ((20 << 20) // 32))
    page = phone()
    page.goto(link())
    page.fill("[name=name]", "李华")
    page.tap(".send-who button")
    page.wait_for_selector("#choose:visible")
    cut: list[str] = []

    def first_piece_only(route: Any) -> None:
        if route.request.method != "PATCH" or route.request.headers["upload-offset"] == "0":
            return route.continue_()
        cut.append(route.request.url)
        return route.abort()

    page.route("**/tus/**", first_piece_only)
    choose(page, path)
    while not cut:
        page.wait_for_timeout(50)
    context, address = page.context, page.url
    page.close()
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#choose:visible")
    offsets: list[int] = []
    page.on("request", lambda one: offsets.append(int(one.headers["upload-offset"])) if one.method == "PATCH" else None)
    choose(page, path)
    page.wait_for_selector(".file[data-stage=processing]")
    assert offsets[0] == 8 << 20, "the first piece was not sent again"
    with reading(furnished.engine) as session:
        assert hashlib.sha256(path.read_bytes()).hexdigest() in session.scalars(select(Original.sha256)).all()


def test_a_closed_link_says_so(phone: Callable[..., Any], link: Callable[..., str], furnished: Any, cast: Any,
                               clock: Any) -> None:
    from server.outside import links

    address = link()
    links.revoke(furnished.engine, cast.editor, 1, now=clock())
    page = phone()
    assert page.goto(address).status == 410
    assert "已被关闭" in page.inner_text("main")
    assert look(page) == []


@pytest.mark.parametrize("way", ["wide", "narrow"])
def test_what_came_is_taken_on_the_page(page_of: Callable[..., Any], furnished: Any, link: Callable[..., str], cast: Any,
                                        made_photo: Callable[..., Path], worker: Any, clock: Any, way: str) -> None:
    from index.catalogue.people import Actor
    from ingest.intake import Origin, take_in
    from server.outside import guest as guests

    token = link().rsplit("/", 1)[1]
    found = guests.invitation(furnished.engine, token, now=clock())
    cookie = guests.introduce(furnished.engine, found, "王小明", "通讯员", now=clock())
    who = guests.guest(furnished.engine, found.id, cookie)
    assert who is not None
    assert isinstance(who.actor, Actor)
    for number in range(3):
        path = made_photo(f"IMG_{number}.JPG")
        origin = Origin(who.actor, "link", who.batch, path.name, path.name, credit=who.name, outside_link_id=found.id,
                        event_id=found.event_id)
        with path.open("rb") as stream:
            take_in(furnished.engine, furnished.store, stream, origin, limit=furnished.limit, now=clock())
    worker.drain()
    page = page_of("editor", width=1280 if way == "wide" else 360, theme="light" if way == "wide" else "dark")
    page.goto("/outside")
    assert page.locator(".piece").count() == 3
    assert look(page) == []
    page.locator(".piece-check").first.check()
    page.click(".fold summary")
    page.fill("[name=reason]", "画面太暗")
    assert look(page) == []
    page.click(".parcel-refuse button")
    page.wait_for_selector(".toast")
    assert page.locator(".piece").count() == 2
    page.click("[formaction$='/outside/take']")
    page.wait_for_selector(".empty")
    page.goto("/outside?state=refused")
    assert "画面太暗" in page.inner_text(".piece")
    assert look(page) == []
    page.goto("/outside/links/new")
    page.fill("[name=last_day]", str((clock() + timedelta(days=3)).date()))
    page.click(".form-end button")
    page.wait_for_selector("#address")
    assert look(page) == []
    assert page.problems == []
