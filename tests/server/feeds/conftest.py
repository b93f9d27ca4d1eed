"""Stories that came out on channels, of which the division site and the screens are open to everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from index import settings as configuration
from index.catalogue import items
from index.catalogue.lifecycle import Verb
from server.channels import service as channels
from server.channels.service import ChannelChange
from server.feeds.addresses import page_name
from server.library.describe import Edit, describe
from server.review.service import Order, act
from server.stories.service import Credit, Wish, begin


@pytest.fixture
def opened(home: Any, cast: Any, clock: Any) -> None:
    """The division site and the screens are open; the others are not."""
    for code in ("site", "screens"):
        channels.change_channel(home.engine, cast.administrator, code, ChannelChange(public=True), now=clock())


@pytest.fixture
def approve(home: Any, cast: Any, clock: Any) -> Callable[..., None]:
    """Return a function that has an item approved: (item, *channels)."""

    def one(item: Any, *codes: str) -> None:
        for code in codes:
            for who, verb in ((cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE), (cast.editor, Verb.APPROVE)):
                act(home.engine, who, Order(verb, code), item, now=clock.turn(seconds=1))

    return one


@pytest.fixture
def pictured(home: Any, cast: Any, clock: Any, photo: Callable[..., int]) -> Callable[..., int]:
    """Return a function that gives a described photo of the canteen: (caption) -> asset."""

    def one(caption: str, **given: Any) -> int:
        asset = photo(**given)
        describe(home.engine, cast.photographer, asset, Edit(title=f"{caption}照", caption=caption, credit="王小明"),
                 now=clock())
        return asset

    return one


@pytest.fixture
def published(home: Any, cast: Any, clock: Any, approve: Callable[..., None]) -> Callable[..., int]:
    """Return a function that writes a story of the canteen and has it approved: (title, *channels, **wish) -> story."""

    def one(title: str, *codes: str, **given: Any) -> int:
        given.setdefault("body", f"<p>{title}的正文</p>")
        given.setdefault("credits", (Credit("author", "李小华"), Credit("photographer", "王小明")))
        story = begin(home.engine, cast.photographer, Wish("news", title, **given), now=clock.turn(minutes=1))
        approve(items.story(story), *codes)
        return story

    return one


@pytest.fixture
def page_of(home: Any) -> Callable[[int], str]:
    """Return a function that gives a story's public address."""
    return lambda story: f"/p/{page_name(configuration.secret(home.settings), story)}"
