"""Consents: who sees them, what they let be shown until when, and what their withdrawal takes down."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.audit import AuditLine
from index.catalogue.consents import NamedPerson, name_key
from index.db import reading
from index.errors import Conflict, Invalid, NotFound, VitrineError
from server.consents import lists, service, standing
from server.consents.service import Evidence, Wish
from server.doctor import examine
from server.library.describe import Edit, describe
from server.review.service import Order, act

TODAY = date(2026, 3, 2)  # the test's clock stands at 09:00 of this day on the campus
ORIGINAL_OF_OTHERS = {"original"}


def given_at(found: dict[str, bool]) -> set[str]:
    return {name for name, given in found.items() if given}


def everything(everywhere: Any, outsider: Any, stranger: Any) -> dict[str, bool]:
    found: dict[str, bool] = everywhere.addresses(outsider) | everywhere.outside(stranger) | everywhere.on_screen()
    return found


@pytest.fixture
def add(home: Any, cast: Any, clock: Any) -> Callable[..., int]:
    """Return a function that records a consent of the person in the photo: (actor, **wish) -> id."""

    def one(actor: Any = None, name: str = "李小华", **wish: Any) -> int:
        return service.add(home, actor or cast.photographer, Wish(name, **wish), now=clock())

    return one


def submitted(home: Any, cast: Any, asset: int, channel: str, clock: Any) -> None:
    act(home.engine, cast.photographer, Order("submit", channel), asset, now=clock())  # type: ignore[arg-type]


def test_withdrawing_takes_down_at_every_address_in_one_step(everywhere: Any, add: Callable[..., int], home: Any, cast: Any,
                                                             browser: Callable[..., Any], stranger: Any, worker: Any,
                                                             clock: Any) -> None:
    outsider, consent = browser("outsider"), add()
    worker.drain()
    assert not ORIGINAL_OF_OTHERS & given_at(everything(everywhere, outsider, stranger))
    before = given_at(everything(everywhere, outsider, stranger))
    clock.turn(minutes=1)
    report = service.withdraw(home.engine, cast.photographer, consent, "本人要求", now=clock())
    worker.drain()
    assert before
    assert not given_at(everything(everywhere, outsider, stranger))
    assert everywhere.device.get("/kiosk/alerts").get_json()["confirm"] == everywhere.files
    with reading(home.engine) as session:
        lines = session.scalars(select(AuditLine).where(AuditLine.verb.in_(["withdrawn", "taken-down"]))).all()
        assert [(line.subject, line.details["reason"]) for line in lines] == [
            (f"consent:{consent}", "本人要求"), (f"asset:V{everywhere.asset}", "本人要求")]
        assert lists.line(session, cast.editor, consent, home.settings.zone, clock()).report == report
    with pytest.raises(Conflict, match="ended or was withdrawn"):
        submitted(home, cast, everywhere.asset, "screens", clock)
    with pytest.raises(Conflict, match="stays as it is"):
        service.withdraw(home.engine, cast.photographer, consent, "再次", now=clock())
    clock.turn(minutes=1)
    add()  # agrees anew
    submitted(home, cast, everywhere.asset, "screens", clock)


def test_a_term_that_runs_out_is_honoured_without_anybody_acting(everywhere: Any, add: Callable[..., int],
                                                                 browser: Callable[..., Any], stranger: Any, worker: Any,
                                                                 clock: Any) -> None:
    outsider = browser("outsider")
    add(ends=TODAY)
    worker.drain()
    before = given_at(everything(everywhere, outsider, stranger))
    assert {"page", "search", "copy", "link media", "manifest", "kiosk media"} <= before
    (item,) = everywhere.device.get("/kiosk/manifest").get_json()["items"]
    assert item["until"] == "2026-03-02T16:00:00.000Z", "a screen without a network drops it by itself"
    clock.now = clock().replace(hour=15, minute=59, second=59)
    assert given_at(everything(everywhere, outsider, stranger)) == before
    clock.turn(seconds=1)
    assert not given_at(everything(everywhere, outsider, stranger)), "and no worker has run"
    told = everywhere.device.get("/kiosk/alerts").get_json()
    assert everywhere.renditions["screen"] in told["withdrawn"]


def test_what_covers_one_channel_stops_that_channel_alone(everywhere: Any, add: Callable[..., int], home: Any, cast: Any,
                                                          clock: Any) -> None:
    submitted(home, cast, everywhere.asset, "wechat", clock)
    consent = add(channels=("wechat",))
    clock.turn(minutes=1)
    service.withdraw(home.engine, cast.editor, consent, "只反对公众号", now=clock())
    assert everywhere.on_screen() == {"manifest": True, "kiosk media": True}
    with reading(home.engine) as session:
        from server.review.service import status

        assert status(session, everywhere.asset) == {"screens": "approved", "wechat": "withdrawn"}


def test_an_edit_that_names_somebody_who_withdrew_stops_it_and_one_that_does_not_frees_it(
        everywhere: Any, add: Callable[..., int], home: Any, cast: Any, clock: Any) -> None:
    consent = add(name="张三")
    service.withdraw(home.engine, cast.photographer, consent, "要求", now=clock())
    assert everywhere.on_screen()["kiosk media"]
    clock.turn(minutes=1)
    describe(home.engine, cast.photographer, everywhere.asset, Edit(people=("李小华", "张 三（左二）")), now=clock())
    with pytest.raises(Conflict, match="张 三"):
        submitted(home, cast, everywhere.asset, "wechat", clock)
    describe(home.engine, cast.photographer, everywhere.asset, Edit(people=("李小华",)), now=clock())
    submitted(home, cast, everywhere.asset, "wechat", clock)


def test_missing_consent_stops_minors_alone(everywhere: Any, add: Callable[..., int], home: Any, cast: Any,
                                            clock: Any) -> None:
    submitted(home, cast, everywhere.asset, "wechat", clock)
    assert standing.missing(home.engine, [everywhere.asset], "site", clock()) == ["李小华"]
    asked = add(minor=True, guardian="李父", given=False)
    with pytest.raises(Conflict, match="is a minor"):
        submitted(home, cast, everywhere.asset, "site", clock)
    agreed = Wish("李小华", minor=True, guardian="李父", channels=("site",))
    service.change(home, cast.photographer, asked, agreed, now=clock())
    submitted(home, cast, everywhere.asset, "site", clock)
    assert standing.missing(home.engine, [everywhere.asset], "site", clock()) == []
    with pytest.raises(Conflict, match="is a minor"):
        submitted(home, cast, everywhere.asset, "school", clock)


def test_terms_that_follow_each_other_and_a_renewal(add: Callable[..., int], everywhere: Any, clock: Any) -> None:
    add(ends=TODAY)
    add(starts=date(2026, 3, 3), ends=date(2026, 3, 10))
    clock.turn(days=2)
    assert everywhere.on_screen()["kiosk media"]
    clock.turn(days=10)
    assert not everywhere.on_screen()["kiosk media"]
    add()
    assert everywhere.on_screen()["kiosk media"]


@pytest.mark.parametrize(("wish", "why"), [
    (Wish("李四", minor=True), "guardian"), (Wish("  "), "who it is"), (Wish("李" * 61), "at most 60"),
    (Wish("李四", channels=("moon",)), "moon"), (Wish("李四", person="nobody"), "nobody"),
])
def test_what_no_record_can_say(home: Any, cast: Any, clock: Any, wish: Wish, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        service.add(home, cast.photographer, wish, now=clock())


def test_dates_that_contradict_each_other_are_both_named(home: Any, cast: Any, clock: Any) -> None:
    with pytest.raises(VitrineError) as caught:
        service.add(home, cast.photographer, Wish("李四", starts=TODAY, ends=date(2026, 3, 1)), now=clock())
    assert "2026-03-02" in caught.value.reason.zh
    assert "2026-03-01" in caught.value.reason.zh


def test_two_spellings_are_one_person() -> None:
    assert len({name_key(one) for one in ("张三", "张 三", "张三（左二）", "张三 ", "张·三", "【前排】张三")}) == 1
    assert name_key("Ｌｉ Ｍｉｎｇ") == name_key("li ming")


def test_whose_records_they_are(home: Any, cast: Any, add: Callable[..., int], browser: Callable[..., Any],
                                stranger: Any, clock: Any) -> None:
    consent = service.add(home, cast.photographer, Wish("李四", "2023001", purposes="招生"),
                          Evidence("<script>.html", io.BytesIO(b"<script>alert(1)</script>")), now=clock())
    for part in ("second_photographer", "reviewer", "editor", "administrator"):
        one = browser(part)
        assert "李四" in one.get("/consents/?name=2023").text
        answer = one.get(f"/consents/{consent}/evidence")
        assert answer.data == b"<script>alert(1)</script>"
        assert answer.mimetype == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    other = browser("outsider")
    assert "李四" not in other.get("/consents/").text
    for address in (f"/consents/{consent}", f"/consents/{consent}/evidence", f"/consents/{consent}/change"):
        assert other.get(address).status_code == 404
        assert stranger.get(address).status_code == 302
    assert other.post(f"/consents/{consent}/withdraw", {"reason": "x"}).status_code == 404
    with pytest.raises(NotFound):
        service.withdraw(home.engine, cast.outsider, consent, "x", now=clock())
    assert [one for one in examine(home, level="full", repair=False, now=clock()).findings if one.is_damage] == []


def test_the_pages(everywhere: Any, visitor: Callable[[str], Any], home: Any) -> None:
    mine, office = visitor("photographer"), visitor("editor")
    page = mine.get(f"/library/V{everywhere.asset}")
    assert "No consent on record" in page
    assert "/consents/new?name=%E6%9D%8E" in page
    assert 'value="李小华"' in mine.get("/consents/new?name=李小华")
    wrong = mine.post("/consents/new", 422, name="李小华", minor="1", purposes="招生")
    assert "guardian of a minor" in wrong.text
    assert 'value="招生"' in wrong.text
    made = mine.post("/consents/new", name="李小华", scope="some", channel=["screens", "wechat"], ends="2026-12-31",
                     evidence=(io.BytesIO(b"%PDF-1.7 signed"), "授权书.pdf")).headers["Location"]
    record = mine.get(made)
    for told in ("授权书.pdf", "Campus screens、WeChat", "2026-12-31", "操场大屏", "开幕式", "Uses of 1 picture"):
        assert told in record, told
    assert "Given for some channels" in mine.get(f"/library/V{everywhere.asset}")
    changed = mine.get(f"{made}/change")
    assert 'value="2026-12-31"' in changed
    mine.post(f"{made}/change", name="李小华", number="2023001", scope="all")
    assert "2023001" in mine.get("/consents/?state=given")
    assert "2023001" not in mine.get("/consents/?state=ended")
    mine.post(f"{made}/withdraw", reason="  ")
    down = office.post(f"{made}/withdraw", reason="本人来电")
    assert "本人来电" in office.get(down.headers["Location"])
    assert "Consent withdrawn" in office.get(down.headers["Location"])
    assert "本人来电" in mine.get(made)
    assert ">Withdrawn<" in mine.get(f"/library/V{everywhere.asset}")
    mine.get("/consents/77", 404)


def test_missing_consent_is_said_at_submission(everywhere: Any, visitor: Callable[[str], Any]) -> None:
    mine = visitor("photographer")
    mine.post(f"/library/V{everywhere.asset}/move", verb="submit", channel="wechat")
    said = "No consent for this channel is on record of: 李小华"
    assert said in mine.get(f"/library/V{everywhere.asset}")
    mine.post(f"/library/V{everywhere.asset}/move", verb="submit", channel=["weibo", "qq"])
    assert mine.get(f"/library/V{everywhere.asset}").count(said) == 1


def test_every_use_as_csv(everywhere: Any, visitor: Callable[[str], Any], worker: Any) -> None:
    office, sha = visitor("editor"), everywhere.renditions["screen"]
    everywhere.device.post("/kiosk/plays", json={"plays": [{
        "id": "play-0001", "sha256": sha, "revision": "r", "started_at": "2026-03-02T01:00:00Z", "duration_ms": 12_400,
        "outcome": "completed"}]})
    office.browser.post("/downloads/give", {"asset": f"V{everywhere.asset}", "preset": "web", "purpose": "media",
                                            "note": "=晚报"})
    text = office.get(f"/library/V{everywhere.asset}/uses.csv")
    for told in ("电子屏", "运动会", "操场大屏", "开幕式", "editor 同学", "校外媒体 =晚报", ",12"):
        assert told in text, told
    page = office.get(f"/library/V{everywhere.asset}")
    assert "Where it is used" in page
    visitor("photographer").get(f"/library/V{everywhere.asset}/uses.csv", 403)


@pytest.mark.usefixtures("database")
def test_on_both_databases(home: Any, cast: Any, add: Callable[..., int], new_asset: Callable[..., int], clock: Any) -> None:
    asset = new_asset(cast.photographer)
    describe(home.engine, cast.photographer, asset, Edit(people=("李小华", "李 小华", "王五")), now=clock())
    with reading(home.engine) as session:
        assert set(session.scalars(select(NamedPerson.name_key))) == {"李小华", "王五"}
    first = add(channels=("screens",), ends=TODAY)
    clock.turn(minutes=1)
    assert service.withdraw(home.engine, cast.photographer, first, "要求", now=clock()) is not None
    with reading(home.engine) as session:
        (one, _other) = standing.named(session, cast.outsider, asset, ["李小华", "王五"], clock())
        assert (one.standing, one.records) == ("withdrawn", ())
        assert [row.state for row in lists.lines(session, cast.photographer, home.settings.zone, clock(), limit=9)] == [
            "withdrawn"]
