"""A newsletter with an issue in the making, and stories that it may take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from counted_months import run
from mailing import mails

from index.catalogue import items
from index.db import reading
from server.newsletters import issues, keeping, lists
from server.review.service import Order, Verb, act
from server.stories import service as stories

__all__ = ["mails", "run"]


@pytest.fixture
def approved(home: Any, cast: Any, clock: Any) -> Callable[..., int]:
    """Return a function that writes a story of the canteen and has it approved for the division's site: -> id."""

    def make(title: str = "食堂开放日", *assets: int, approve: bool = True) -> int:
        wish = stories.Wish("news", title, body="<p>第一笼包子出锅。</p><p>同学们走进后厨。</p>",
                            assets=tuple((one, "") for one in assets), credits=(stories.Credit("author", "林晓"),))
        story = stories.begin(home.engine, cast.photographer, wish, now=clock.turn(minutes=1))
        order = (cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE), (cast.editor, Verb.APPROVE)
        for who, verb in order if approve else ():
            act(home.engine, who, Order(verb, "site", alone=verb != Verb.SUBMIT), items.story(story),
                now=clock.turn(minutes=1))
        return story

    return make


@pytest.fixture
def newsletter(home: Any, cast: Any, clock: Any) -> int:
    """A newsletter that had twelve issues before."""
    wish = keeping.Wish("后勤简报", issuer="综合办公室", issued_before=12, report_to="校领导", send_to="各部门", copies=30)
    return keeping.add(home.engine, cast.editor, wish, now=clock())


@pytest.fixture
def issue(home: Any, cast: Any, clock: Any, newsletter: int) -> int:
    return issues.begin(home.engine, cast.editor, newsletter, date(2026, 3, 2), now=clock())


@pytest.fixture
def page(home: Any, cast: Any, clock: Any) -> Callable[..., Any]:
    """Return a function that reads an issue as somebody sees it."""

    def see(issue: int, actor: Any = None) -> Any:
        with reading(home.engine) as session:
            return lists.issue(session, actor or cast.editor, issue, clock())

    return see
