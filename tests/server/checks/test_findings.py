"""One list of checks for each item and channel: the page shows what a submission refuses, and nothing else refuses it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from index.catalogue import items
from index.catalogue.assets import Asset
from index.catalogue.consents import Consent, ConsentState, name_key
from index.catalogue.lifecycle import Verb
from index.catalogue.passes import Pass
from index.db import reading, writing
from index.errors import NotFound, VitrineError
from server.checks import every, letting
from server.checks.findings import Severity
from server.checks.listing import listing
from server.library.describe import Edit, describe
from server.review.fetching import fetch, fetch_many
from server.review.service import Order, act

CHANNELS = ("screens", "wechat")


def look(home: Any, actor: Any, asset: int, clock: Any, channels: Any = CHANNELS) -> Any:
    with reading(home.engine) as session:
        item = fetch(session, actor, asset, clock())
        return every.findings(session, actor, [item], channels, clock())[item.ref]


def codes(found: Any) -> list[tuple[str, str]]:
    return [(one.reason.code, one.severity.value) for one in found]


def refused(home: Any, cast: Any, asset: int, clock: Any, channel: str = "screens") -> str | None:
    try:
        act(home.engine, cast.photographer, Order(Verb.SUBMIT, channel), asset, now=clock())
    except VitrineError as error:
        return error.reason.code
    return None


def consent(home: Any, cast: Any, clock: Any, name: str, **more: Any) -> None:
    with writing(home.engine) as session:
        session.add(Consent(**{"name": name, "name_key": name_key(name), "minor": False, "state": ConsentState.GIVEN,
                               "starts_at": clock() - timedelta(days=9), "ends_at": clock() + timedelta(days=9),
                               "department_id": cast.photographer.department_id, "made_at": clock(),
                               "changed_at": clock()} | more))


def test_an_asset_that_nothing_is_wrong_with_goes(home: Any, cast: Any, new_asset: Any, clock: Any) -> None:
    asset = new_asset(cast.photographer)
    assert look(home, cast.photographer, asset, clock) == {"screens": [], "wechat": []}
    assert refused(home, cast, asset, clock) is None


def test_the_heaviest_stand_first_and_the_first_check_refuses(home: Any, cast: Any, new_asset: Any, clock: Any) -> None:
    asset = new_asset(cast.photographer, title="布署新时达工作")
    describe(home.engine, cast.photographer, asset, Edit(people=("王师傅",)), now=clock())
    with writing(home.engine) as session:
        session.execute(update(Asset).where(Asset.id == asset).values(clock_photo=True))
    found = look(home, cast.photographer, asset, clock)["wechat"]
    assert codes(found) == [("clock-photo", "blocks"), ("wording", "blocks"), ("wording", "blocks"),
                            ("consent-missing", "warns")]
    assert found[1].quote == ("", "布署", "新时达工作")
    assert refused(home, cast, asset, clock) == "clock-photo"
    with writing(home.engine) as session:
        session.execute(update(Asset).where(Asset.id == asset).values(clock_photo=False))
    with pytest.raises(VitrineError, match=r"布署.+新时达"):
        act(home.engine, cast.photographer, Order(Verb.SUBMIT, "screens"), asset, now=clock())


def test_a_missing_consent_warns_and_a_minor_s_blocks_each_for_its_channel(home: Any, cast: Any, new_asset: Any,
                                                                          clock: Any) -> None:
    asset = new_asset(cast.photographer)
    describe(home.engine, cast.photographer, asset, Edit(people=("王师傅", "小明", "老李")), now=clock())
    consent(home, cast, clock, "小明", minor=True, channels=["screens"])
    consent(home, cast, clock, "老李", state=ConsentState.WITHDRAWN, withdrawn_at=clock() - timedelta(days=1))
    found = look(home, cast.photographer, asset, clock)
    assert codes(found["screens"]) == [("consent-stands-against", "blocks"), ("consent-missing", "warns")]
    assert codes(found["wechat"]) == [("consent-stands-against", "blocks"), ("consent-minor", "blocks"),
                                      ("consent-missing", "warns")]
    assert "王师傅" in found["wechat"][-1].reason.zh
    assert "小明" not in found["wechat"][-1].reason.zh
    described = describe(home.engine, cast.photographer, asset, Edit(people=("王师傅", "小明")), now=clock())
    assert described.words.people == ("王师傅", "小明")
    assert (refused(home, cast, asset, clock), refused(home, cast, asset, clock, "wechat")) == (None, "consent-minor")


def test_only_what_is_found_can_be_let_stand_and_it_is_told_from_then_on(home: Any, cast: Any, new_asset: Any,
                                                                        clock: Any) -> None:
    asset = new_asset(cast.photographer, title="新时达电梯")
    for check, key in (("wording", "别的"), ("consent", "新时达"), ("nothing", "新时达"), ("fields", "")):
        with pytest.raises(NotFound):
            letting.let_stand(home.engine, cast.editor, asset, check, key, "企业名", now=clock())
    letting.let_stand(home.engine, cast.editor, asset, "wording", "新时达", "企业名", now=clock())
    [one] = look(home, cast.photographer, asset, clock)["screens"]
    assert (one.severity, one.stands, one.blocks) == (Severity.TOLD, "企业名", False)
    letting.let_stand(home.engine, cast.editor, asset, "wording", "新时达", "捐赠企业", now=clock())
    with reading(home.engine) as session:
        assert session.get_one(Pass, (f"asset:V{asset}", "wording", "新时达")).reason == "捐赠企业"
    assert refused(home, cast, asset, clock) is None


def test_many_are_looked_at_together_as_each_by_itself(home: Any, cast: Any, new_asset: Any, clock: Any) -> None:
    assets = [new_asset(cast.photographer, title=title) for title in ("食堂", "布署工作", "新时达")]
    letting.let_stand(home.engine, cast.editor, assets[2], "wording", "新时达", "企业名", now=clock())
    with reading(home.engine) as session:
        refs = [items.ref(one) for one in assets]
        held = fetch_many(session, cast.photographer, refs, clock())
        found = every.findings(session, cast.photographer, [held[ref] for ref in refs], CHANNELS, clock())
        assert every.findings(session, cast.photographer, [], CHANNELS, clock()) == {}
    for asset, ref in zip(assets, refs, strict=True):
        assert found[ref] == look(home, cast.photographer, asset, clock)
    assert [len(found[ref]["wechat"]) for ref in refs] == [0, 1, 1]


def test_people_read_each_finding_once_with_the_channels_that_it_is_for(home: Any, cast: Any, new_asset: Any,
                                                                       clock: Any) -> None:
    asset = new_asset(cast.photographer, title="布署工作")
    describe(home.engine, cast.photographer, asset, Edit(people=("小明",)), now=clock())
    consent(home, cast, clock, "小明", minor=True, channels=["screens"])
    names = {"screens": ("电子屏", "Campus screens"), "wechat": ("微信公众号", "WeChat")}
    told = listing(items.ref(asset), look(home, cast.photographer, asset, clock), names)
    assert [(line.finding.reason.code, line.channels) for line in told.of("blocks")] == [
        ("wording", ()), ("consent-minor", (("微信公众号", "WeChat"),))]
    assert (told.of("warns"), told.blocked) == ((), ("screens", "wechat"))


def test_the_page_shows_what_a_submission_refuses(visitor: Any, new_asset: Any, cast: Any) -> None:
    asset = new_asset(cast.photographer, title="布署工作")
    author = visitor("photographer")
    page = author.get(f"/library/V{asset}")
    assert "Stands against submitting" in page
    assert "These cannot be submitted: “布署” (should be “部署”)." in page
    author.post(f"/library/V{asset}/move", verb="submit", channel="screens")
    assert author.get(f"/library/V{asset}").count("These cannot be submitted: “布署” (should be “部署”).") == 2, "told twice"
    visitor("editor").post("/checks/pass", item=f"V{asset}", check="wording", key="布署", reason="书名", next="/")
    page = author.get(f"/library/V{asset}")
    assert "Good to know" in page
    assert "Stands against submitting" not in page


def test_a_selection_is_looked_at_before_it_is_submitted(visitor: Any, new_asset: Any, cast: Any) -> None:
    good, wrong, theirs = (new_asset(cast.photographer), new_asset(cast.photographer, title="布署工作"),
                           new_asset(cast.outsider))
    author = visitor("photographer")
    answer = author.post("/checks/before", 200, asset=[f"V{one}" for one in (good, wrong, theirs)],
                         channel=["screens", "wechat", "nowhere"], next="/library/?q=x")
    page = answer.text
    assert "Something stands against 1 of them" in page
    assert "“布署” (should be “部署”)" in page
    assert "Submit 1 item" in page
    assert f'name="asset" value="V{good}"' in page
    assert f'name="asset" value="V{wrong}"' not in page
    assert f"V{theirs}" not in page.split("<h1>")[1]
    assert 'href="/library/?q=x"' in page
    author.post("/library/submit", asset=[f"V{good}"], channel=["screens", "wechat"])
    assert "The checks find nothing in them" in author.get(f"/checks/before?asset=V{good}")
