"""What is taken down is gone at every address for those whose it is not, and each screen's word on it is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.audit import AuditLine
from index.db import reading
from index.errors import Forbidden, VitrineError
from server.review.service import Order, act
from server.takedowns import lists, service

NO_ORIGINAL = {"original"}  # of another department's photo nobody gets the original, published or not


def test_it_is_gone_from_every_address_that_served_it(everywhere: Any, browser: Callable[..., Any], stranger: Any, home: Any,
                                                       cast: Any, worker: Any, clock: Any) -> None:
    outsider = browser("outsider")
    before = everywhere.addresses(outsider) | everywhere.outside(stranger) | everywhere.on_screen()
    assert {name for name, given in before.items() if not given} == NO_ORIGINAL
    service.take_down(home.engine, cast.editor, [everywhere.asset], "家长提出异议", now=clock())
    held = everywhere.addresses(outsider)  # before the index has heard of it
    worker.drain()
    after = everywhere.addresses(outsider) | everywhere.outside(stranger) | everywhere.on_screen()
    assert not any(after.values()), after
    assert not any(held.values()), held
    for part in ("photographer", "reviewer", "editor", "administrator"):
        mine = everywhere.addresses(browser(part))
        assert all(mine[name] for name in ("page", "grid", "search")), (part, mine)


def test_the_screen_is_asked_until_it_has_confirmed(everywhere: Any, home: Any, cast: Any, clock: Any) -> None:
    device, files = everywhere.device, everywhere.files
    assert device.get("/kiosk/alerts").get_json()["confirm"] == []
    outcome = service.take_down(home.engine, cast.editor, [everywhere.asset], "家长提出异议", now=clock())
    told = device.get("/kiosk/alerts").get_json()
    assert (told["confirm"], set(files) <= set(told["withdrawn"])) == (files, True)
    with reading(home.engine) as session:
        report = lists.report(session, cast.editor, outcome.report or 0, clock())
    assert [(one.name, one.removed_at) for one in report.screens] == [("操场大屏", None)]
    gone = clock.turn(seconds=4)
    at = gone.isoformat()
    removed = [*({"sha256": sha, "at": at} for sha in files), {"sha256": "x"}, 7]
    answer = device.post("/kiosk/removed", json={"removed": removed})
    assert answer.get_json() == {"accepted": files}
    clock.turn(minutes=1)
    everywhere.vouch(device, clock().isoformat())  # the first word stays
    with reading(home.engine) as session:
        (screen,) = lists.report(session, cast.editor, outcome.report or 0, clock()).screens
    assert (screen.removed_at, screen.seconds) == (gone, 4.0)
    assert device.get("/kiosk/alerts").get_json()["confirm"] == []


def test_a_screen_vouches_for_itself_alone_and_not_for_the_future(everywhere: Any, app: Any, home: Any, cast: Any,
                                                                  clock: Any) -> None:
    report = service.take_down(home.engine, cast.editor, [everywhere.asset], "异议", now=clock()).report or 0
    other = app.test_client()
    assert everywhere.vouch(other, clock().isoformat()).status_code == 401
    other.set_cookie("vitrine_screen", cast.screen_token, path="/kiosk")
    assert everywhere.vouch(other, clock().isoformat()).status_code == 200
    with reading(home.engine) as session:
        assert lists.report(session, cast.editor, report, clock()).open
    later = (clock() + timedelta(days=400)).isoformat()
    everywhere.vouch(everywhere.device, later)
    with reading(home.engine) as session:
        assert lists.report(session, cast.editor, report, clock()).screens[0].removed_at == clock()


def test_who_may_and_why_is_asked(everywhere: Any, home: Any, cast: Any, clock: Any) -> None:
    for part in ("photographer", "reviewer", "director", "outsider", "administrator"):
        with pytest.raises(Forbidden):
            service.take_down(home.engine, getattr(cast, part), [everywhere.asset], "异议", now=clock())
    with pytest.raises(VitrineError, match="Say why"):
        service.take_down(home.engine, cast.editor, [everywhere.asset], "  ", now=clock())
    with pytest.raises(VitrineError, match="Say why"):
        act(home.engine, cast.editor, Order("withdraw", "screens"), everywhere.asset, now=clock())  # type: ignore[arg-type]


def test_many_at_once_and_each_with_its_own_line(everywhere: Any, home: Any, cast: Any, clock: Any,
                                                 new_asset: Callable[..., int]) -> None:
    draft = new_asset(cast.photographer)
    outcome = service.take_down(home.engine, cast.editor, [everywhere.asset, draft, 999], "异议", now=clock())
    assert outcome.done == (everywhere.asset,)
    assert [(one, why.reason.code) for one, why in outcome.refused] == [(draft, "not-published"), (999, "not-found")]
    with reading(home.engine) as session:
        lines = session.scalars(select(AuditLine).where(AuditLine.verb == "taken-down")).all()
        assert [(line.subject, line.details["channels"]) for line in lines] == [(f"asset:V{everywhere.asset}", ["screens"])]


def test_on_one_channel_alone_the_screens_are_asked_too(everywhere: Any, home: Any, cast: Any, clock: Any) -> None:
    act(home.engine, cast.editor, Order("withdraw", "screens", "换图"), everywhere.asset, now=clock())  # type: ignore[arg-type]
    assert everywhere.device.get("/kiosk/alerts").get_json()["confirm"] == everywhere.files


def test_the_pages(everywhere: Any, visitor: Callable[[str], Any], home: Any, cast: Any) -> None:
    editor, photographer = visitor("editor"), visitor("photographer")
    assert "Take down everywhere" in editor.get(f"/library/V{everywhere.asset}")
    assert "Take down everywhere" not in photographer.get(f"/library/V{everywhere.asset}")
    photographer.post("/take-downs/", 403, asset=f"V{everywhere.asset}", reason="x")
    photographer.post("/take-downs/new", 403, asset=f"V{everywhere.asset}")
    photographer.get("/take-downs/", 403)
    photographer.get("/take-downs/1", 403)
    assert "Take down 1 item" in editor.browser.post("/take-downs/new", {"asset": f"V{everywhere.asset}"}).text
    assert "Say why" in editor.post("/take-downs/", 422, asset=f"V{everywhere.asset}", reason=" ").text
    wish = {"asset": f"V{everywhere.asset}", "preset": "web", "purpose": "media", "note": "晚报"}
    editor.browser.post("/downloads/give", wish)
    done = editor.post("/take-downs/", asset=f"V{everywhere.asset}", reason="家长提出异议")
    page = editor.get(done.headers["Location"])
    for told in ("家长提出异议", "操场大屏", "Not yet", "To telephone", "editor 同学", "晚报", "Campus screens"):
        assert told in page, told
    assert "家长提出异议" in editor.get("/take-downs/")
    assert "took it down everywhere" in photographer.get(f"/library/V{everywhere.asset}")
    editor.get("/take-downs/99", 404)
