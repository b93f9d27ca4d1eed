"""Naming deputies and absences, on one's own page and on the administrator's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from index.catalogue import visibility
from index.catalogue.lifecycle import Verb
from index.db import reading
from index.errors import NotFound, VitrineError
from server.deputies import lists, service
from server.deputies.service import Naming
from server.review import queue
from server.review.service import Order, act


def test_days_are_whole_days_of_the_campus(home: Any, cast: Any, clock: Any) -> None:
    today, zone = date(2026, 3, 2), home.settings.zone
    wanted = Naming("director", today, None, today, today)
    service.name_deputy(home.engine, cast.reviewer, "reviewer", wanted, zone=zone, now=clock())

    def line() -> lists.DeputyLine:
        return next(one for one in lists.deputies(home.engine, clock(), zone) if one.name == "reviewer")

    assert (line().deputy, line().from_on, line().away_from, line().away_until, line().away) == (
        "director", today, today, today, True)
    clock.turn(hours=14, minutes=59)  # 23:59 there
    assert line().away
    clock.turn(minutes=1)
    assert not line().away


@pytest.mark.parametrize(("who", "whose", "wanted", "code", "told"), [
    ("reviewer", "reviewer", Naming("reviewer"), "invalid", "另一位"),
    ("reviewer", "reviewer", Naming("nobody-here"), "not-found", "nobody-here"),
    ("reviewer", "reviewer", Naming("director", date(2026, 3, 5), date(2026, 3, 1)), "dates-contradict",
     "「代审开始」（2026-03-05）应早于「代审截止」（2026-03-01）"),
    ("reviewer", "reviewer", Naming(None, None, None, None, date(2026, 3, 1)), "invalid", "2026-03-01"),
    ("reviewer", "director", Naming("reviewer"), "not-allowed", "系统管理"),
    ("photographer", "photographer", Naming("outsider"), "invalid", "不审稿"),
])
def test_what_cannot_be_is_refused_in_words(home: Any, cast: Any, clock: Any, who: str, whose: str, wanted: Naming, code: str,
                                            told: str) -> None:
    with pytest.raises(VitrineError) as caught:
        service.name_deputy(home.engine, getattr(cast, who), whose, wanted, zone=home.settings.zone, now=clock())
    assert caught.value.reason.code == code
    assert told in caught.value.reason.zh


def test_an_editors_deputy_sees_what_is_under_review_and_no_draft(home: Any, cast: Any, clock: Any,
                                                                  new_asset: Callable[..., int], database: str) -> None:
    waiting, draft = new_asset(cast.photographer), new_asset(cast.photographer)
    for actor, verb in ((cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE)):
        act(home.engine, actor, Order(verb, "screens"), waiting, now=clock.turn(seconds=1))
    today = clock().date()
    wanted = Naming("outsider", None, None, today, today + timedelta(days=3))
    service.name_deputy(home.engine, cast.editor, "editor", wanted, zone=home.settings.zone, now=clock())
    with reading(home.engine) as session:
        assert [one.ref.id for one in queue.waiting(session, cast.outsider, clock(), home.settings.zone)] == [waiting]
        assert visibility.asset_for(session, cast.outsider, waiting, clock()).id == waiting
        with pytest.raises(NotFound):
            visibility.asset_for(session, cast.outsider, draft, clock())
    assert act(home.engine, cast.outsider, Order(Verb.APPROVE, "screens"), waiting, now=clock()) == {"screens": "approved"}


def test_one_names_ones_own_and_the_administrator_everybodys(visitor: Callable[[str], Any], home: Any, cast: Any,
                                                             clock: Any) -> None:
    me = visitor("reviewer")
    assert "/account/deputy" in me.get("/account")
    assert "director 同学" in me.get("/account/deputy")
    refused = me.post("/account/deputy", 422, deputy="director", away_from="2026-03-05", away_until="2026-03-01").text
    assert 'value="2026-03-05"' in refused
    assert "“Away from” (2026-03-05) must come before “Away until”" in refused
    me.post("/account/deputy", deputy="director", away_from="2026-03-02", away_until="")
    me.get("/admin/deputies/", 403)
    me.get(f"/admin/deputies/{cast.director.person_id}", 403)
    boss = visitor("administrator")
    page = boss.get("/admin/deputies/")
    assert "director 同学" in page
    assert "Away" in page
    boss.post(f"/admin/deputies/{cast.reviewer.person_id}", deputy="")
    line = next(one for one in lists.deputies(home.engine, clock(), home.settings.zone) if one.name == "reviewer")
    assert (line.deputy, line.away) == (None, False)
    assert "nothing to stand in for" in visitor("photographer").get("/account/deputy")
