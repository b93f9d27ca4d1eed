"""Anybody reads a published story on a phone and on a desk: the pictures come, axe finds nothing, and no cookie is set."""

from __future__ import annotations

from typing import Any

import pytest
from accessible import look

from index.catalogue import items
from index.catalogue.assets import Kind
from index.catalogue.lifecycle import Verb
from server.describing import required
from server.review.service import Order, act


@pytest.mark.parametrize(("width", "theme", "language"), [(360, "dark", "en-US"), (1280, "light", "zh-CN")])
def test_it_is_read_by_anybody(chrome: Any, address: str, furnished: Any, cast: Any, clock: Any, width: int, theme: str,
                               language: str) -> None:
    required.keep(furnished.engine, cast.editor, dict.fromkeys(Kind, ()), now=clock())
    for who, verb in ((cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE), (cast.director, Verb.APPROVE),
                      (cast.editor, Verb.APPROVE)):
        act(furnished.engine, who, Order(verb, "school"), 1, now=clock.turn(seconds=1))
    act(furnished.engine, cast.second_editor, Order(Verb.APPROVE, "school"), items.story(1), now=clock.turn(seconds=1))
    with chrome.new_context(viewport={"width": width, "height": 800}, color_scheme=theme, locale=language,
                            base_url=address) as context:
        page = context.new_page()
        problems: list[str] = []
        page.on("console", lambda said: problems.append(said.text))
        assert page.goto("/p/").status == 200
        assert look(page) == []
        page.click(".public-words h2 a")
        page.wait_for_selector(".public-story")
        assert page.evaluate("document.querySelector('.is-lead img').decode().then(() => true)")
        assert look(page) == []
        assert page.title().startswith("食堂开放日 · ")
        page.click(".public-languages a")
        page.wait_for_url("**lang=**")
        assert page.get_by_text("第一批参观者走进后厨。").first.is_visible()
        assert page.goto("/p/S9-unknown").status == 404
        assert look(page) == []
        assert context.cookies() == []
        assert [one for one in problems if "404" not in one] == []
