"""The review desk in a real browser: two items decided by keyboard alone, many together, and the quicker colleague."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.channels import Aim
from index.catalogue.lifecycle import Verb
from index.db import reading
from server.library.describe import Edit, describe
from server.review import service
from server.review.service import Order, act

Page = Callable[..., Any]


@pytest.fixture
def three_wait(furnished: Any, cast: Any, photo_for_review: Callable[[str], int]) -> list[int]:
    """Three real photos wait for the canteen's reviewer, besides V2 of the furnished campus, which is the oldest."""
    return [photo_for_review(f"第{number}张") for number in "一二三"]


@pytest.fixture
def photo_for_review(furnished: Any, cast: Any, take: Any, made_photo: Any, worker: Any, clock: Any) -> Callable[[str], int]:
    """Return a function that takes in a photo with a title, which then waits for the canteen's reviewer."""

    def one(title: str) -> int:
        asset = int(take(made_photo(), cast.photographer).asset_id)
        worker.drain()
        describe(furnished.engine, cast.photographer, asset, Edit(
            title=title, caption="同学们在窗口前取餐。", place="第二食堂", credit="摄影组", nobody=True), now=clock())
        act(furnished.engine, cast.photographer, Order(Verb.SUBMIT, "screens"), asset, now=clock.turn(seconds=1))
        return asset

    return one


def state(home: Any, asset: int) -> str:
    with reading(home.engine) as session:
        return session.scalars(select(Aim.state).where(Aim.asset_id == asset)).one()


def shown(page: Any) -> str:
    return str(page.locator("#item").get_attribute("data-key"))


def at(page: Any, asset: int) -> None:
    page.wait_for_selector(f'#item[data-key="V{asset}:screens"]')


def test_two_items_are_decided_by_keyboard_alone(page_of: Page, three_wait: list[int], furnished: Any) -> None:
    first, second, third = three_wait
    page = page_of("reviewer")
    page.goto("/review")
    at(page, 2)
    page.keyboard.press("j")
    at(page, first)
    page.keyboard.press("a")
    at(page, second)
    assert "进入下一步「办公室审稿发布」" in page.locator(".toast").inner_text()
    page.keyboard.press("r")
    page.wait_for_selector("#reason:focus")
    page.keyboard.press("Control+Enter")
    assert "请先写明需要修改什么" in page.locator(".toast").inner_text()
    page.keyboard.type("请补充人物姓名")
    page.locator(".entry-link[aria-current]").click()
    assert page.input_value("#reason") == "请补充人物姓名", "what stands there already is not fetched anew"
    page.focus("#reason")
    page.keyboard.press("Control+Enter")
    at(page, third)
    assert (state(furnished, first), state(furnished, second)) == ("reviewed", "returned")
    assert page.locator("#count").inner_text() == "2"
    page.keyboard.press("k")
    at(page, 2)
    page.go_back()
    at(page, third)
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    assert page.problems == []


def test_a_question_a_sign_off_a_shared_step_and_handing_on_by_keyboard(page_of: Page, three_wait: list[int], furnished: Any,
                                                                        cast: Any, clock: Any) -> None:
    first, second, third = three_wait
    service.submit_for(furnished.engine, cast.photographer, ["wechat"], first, now=clock())
    page = page_of("reviewer")
    page.goto(f"/review/V{first}/screens")
    page.keyboard.press("q")
    page.wait_for_selector("#question:focus")
    page.keyboard.type("这是哪一天？")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".talk-ask")
    author = page_of("photographer")
    author.goto("/review/mine")
    author.locator(".mine-act a").press("Enter")
    author.wait_for_selector("#answer")
    author.locator("#answer").press_sequentially("三月一日")
    author.keyboard.press("Control+Enter")
    author.wait_for_selector(".talk-answer")
    page.locator(".aside > summary", has_text="加签").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("图书馆")
    page.keyboard.press("Enter")
    page.wait_for_selector(".stop:has-text('图书馆审稿')")
    assert [stop.split()[0] for stop in page.locator(".stop-name").all_inner_texts()] == [
        "所在部门审稿", "图书馆审稿", "办公室审稿发布"]
    assert page.locator(".verdict-also").inner_text().strip() == "通过后同时计入：微信公众号"
    page.locator("#item").focus()
    page.keyboard.press("a")
    at(page, second)
    assert "同时计入：微信公众号" in page.locator(".toast").inner_text()
    page.keyboard.press("p")
    page.wait_for_selector("#pass-to:focus")
    page.locator("#pass-to").press("d")  # for director
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    at(page, third)
    assert page.locator("#count").inner_text() == "2"
    director = page_of("director")
    director.goto("/review")
    at(director, second)
    assert (page.problems, author.problems, director.problems) == ([], [], [])


def test_the_last_one_leaves_an_empty_desk(page_of: Page, furnished: Any) -> None:
    page = page_of("reviewer", language="en")
    page.goto("/review")
    at(page, 2)
    page.locator("[data-reason]").first.is_hidden()
    page.keyboard.press("r")
    page.locator("[data-reason]").first.press("Enter")
    assert page.locator("#reason").input_value() == "Please add where this was taken."
    page.locator("button[value=return]").press("Enter")
    page.wait_for_selector("text=Nothing waits for you")
    assert state(furnished, 2) == "returned"
    author = page_of("photographer")
    author.goto("/review/mine")
    assert "Please add where this was taken." in author.locator(".mine-row").first.inner_text()


def test_many_are_approved_together_after_one_question(page_of: Page, three_wait: list[int], furnished: Any) -> None:
    page = page_of("reviewer")
    page.goto("/review")
    at(page, 2)
    page.keyboard.press("x")
    page.locator(".entry-pick input").nth(1).press(" ")
    assert "已选 2 件" in page.locator("#many-bar").inner_text()
    page.locator("#many-bar .button-primary").press("Enter")
    assert page.locator("#sure-title").inner_text() == "审核通过这 2 项吗？"
    page.locator("[data-sure]").press("Enter")
    at(page, three_wait[1])
    assert re.search("已审核通过 2 项", page.locator(".toast").inner_text())
    assert [state(furnished, one) for one in (2, *three_wait)] == ["reviewed", "reviewed", "submitted", "submitted"]
    assert page.locator(".entry").count() == 2


def test_who_comes_second_is_told_what_the_first_has_done(page_of: Page, three_wait: list[int], furnished: Any,
                                                          cast: Any, clock: Any) -> None:
    page = page_of("reviewer")
    page.goto("/review")
    at(page, 2)
    act(furnished.engine, cast.photographer, Order(Verb.WITHDRAW, "screens"), 2, now=clock())
    page.keyboard.press("a")
    page.wait_for_selector('#item[data-mine="no"]')
    assert "photographer 同学 已撤回" in page.locator(".toast").inner_text()
    assert page.locator('.entry[data-key="V2:screens"]').count() == 0
    page.keyboard.press("j")
    at(page, three_wait[0])


def test_a_phone_swipes_and_has_buttons_for_the_same(page_of: Page, three_wait: list[int], furnished: Any) -> None:
    page = page_of("reviewer", width=360)
    page.goto("/review")
    at(page, 2)
    swipe = """([from, to]) => {
      const picture = document.querySelector('[data-swipe]');
      const one = (type, x) => picture.dispatchEvent(new PointerEvent(type, {clientX: x, clientY: 300, pointerType: 'touch',
        isPrimary: true, bubbles: true, cancelable: true}));
      one('pointerdown', from); one('pointermove', (from + to) / 2); one('pointermove', to); one('pointerup', to);
    }"""
    page.evaluate(swipe, [100, 180])
    assert shown(page) == "V2:screens", "a slip decides nothing"
    page.evaluate(swipe, [60, 330])
    at(page, three_wait[0])
    assert state(furnished, 2) == "reviewed"
    page.evaluate(swipe, [330, 60])
    assert page.locator("#reason").is_visible()
    page.fill("#reason", "请换一张")
    page.locator("button[value=return]").click()
    at(page, three_wait[1])
    assert state(furnished, three_wait[0]) == "returned"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
