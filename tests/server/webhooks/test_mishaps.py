"""What goes wrong holds up no more than itself, is said truly, and where a webhook points is on record."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, select, text, update

from index.catalogue import audit
from index.catalogue.audit import AuditLine
from index.catalogue.webhooks import MOST_STUMBLES, Webhook, WebhookDelivery
from index.db import reading, writing
from server.doctor import telling
from server.notices import lists, rounds
from server.notices.tongue import Tongue
from server.webhooks import queueing, sending, service
from server.webhooks.events import KINDS

Moved = Callable[..., None]


@pytest.fixture
def out(hook: Any, new_asset: Callable[..., int], published: Moved, cast: Any) -> int:
    """A picture that was published since the webhook was set up."""
    asset = new_asset(cast.photographer)
    published(asset)
    return asset


def test_one_bad_delivery_holds_up_no_other_and_is_given_up(
        out: int, http: Any, inside: Any, cast: Any, clock: Any, tell: Callable[..., int], new_asset: Callable[..., int],
        published: Moved, deliveries: Callable[[], list[Any]]) -> None:
    service.add(inside, cast.administrator, service.Wish("后一个", f"{http.address}/later", KINDS), now=clock())
    http.answers["/later"] = [(204, "", {})]
    queueing.follow(inside, clock())
    with writing(inside.engine) as session:
        session.execute(update(WebhookDelivery).values(details={}))  # nothing can be made of it
    published(new_asset(cast.photographer))
    assert tell() == 2
    assert [len(http.to(path)) for path in ("/hook", "/later")] == [1, 1]
    for _ in range(sending.TRIES):
        tell(days=1)
    assert deliveries()[0] == ("asset.published", "failed", sending.TRIES, None)


def test_a_line_that_cannot_be_told_is_passed_over_and_the_doctor_says_so(
        out: int, inside: Any, clock: Any, tell: Callable[..., int], deliveries: Callable[[], list[Any]],
        caplog: pytest.LogCaptureFixture, cast: Any) -> None:
    queueing.follow(inside, clock())
    with writing(inside.engine) as session:
        audit.record(session, cast.editor, "adopted", "story:S1", at=clock())  # names no placement
        audit.record(session, cast.editor, "issued", "newsletter-issue:7", at=clock())
    for _ in range(MOST_STUMBLES - 1):
        queueing.follow(inside, clock())
        assert [one[0] for one in deliveries()] == ["asset.published"], "it is tried again"
    assert next(iter(telling.advise(inside))).kind != "webhooks"
    queueing.follow(inside, clock())
    assert [one[0] for one in deliveries()] == ["asset.published", "newsletter.issued"]
    assert queueing.follow(inside, clock()) == 0
    assert caplog.text.count("KeyError: 'placement'") == MOST_STUMBLES
    advice = next(one for one in telling.advise(inside) if one.kind == "webhooks")
    assert "「官网」跳过了 1 条" in advice.zh
    queueing.sweep(inside, clock.turn(days=31))
    assert all(one.kind != "webhooks" for one in telling.advise(inside))


def test_our_own_faults_switch_nothing_off(out: int, inside: Any, clock: Any, tell: Callable[..., int],
                                           deliveries: Callable[[], list[Any]]) -> None:
    queueing.follow(inside, clock())
    with writing(inside.engine) as session:
        session.execute(update(WebhookDelivery).values(details={}, tries=sending.TRIES - 1))
    assert tell() == 0
    assert [one[1] for one in deliveries()] == ["failed"]
    with reading(inside.engine) as session:
        assert session.get_one(Webhook, 1).active, "the other side is not to blame"


def test_a_delivery_whose_workers_die_is_given_up(
        out: int, http: Any, inside: Any, clock: Any, deliveries: Callable[[], list[Any]]) -> None:
    queueing.follow(inside, clock())
    for _ in range(sending.TRIES):
        assert sending._taken(inside.engine, 1, clock()) == [1]
        clock.turn(minutes=5)
    assert sending.send_due(inside, clock) == 0
    assert deliveries() == [("asset.published", "failed", sending.TRIES, None)]
    assert http.asked == []


def test_what_is_in_hand_is_not_sent_again_beside_it(
        out: int, http: Any, inside: Any, cast: Any, clock: Any, deliveries: Callable[[], list[Any]]) -> None:
    http.answers["/hook"] = [(500, "", {}), (204, "", {})]
    queueing.follow(inside, clock())
    [taken] = sending._taken(inside.engine, 1, clock())
    service.again(inside, cast.administrator, 1, taken, now=clock())
    assert sending.send_due(inside, clock) == 0
    sending.send_one(inside, taken, clock)
    assert (deliveries(), len(http.asked)) == ([("asset.published", "waiting", 1, 500)], 1)
    clock.turn(minutes=1)
    assert sending.send_due(inside, clock) == 1


def test_who_removes_a_webhook_waits_for_the_delivery_that_is_settled(
        engine: Engine, out: int, http: Any, inside: Any, cast: Any, clock: Any, tell: Callable[..., int]) -> None:
    """Both take the webhook's row and then the trail; in different orders they would wait for each other for ever."""
    http.answers["/hook"] = [(410, "", {})]
    assert tell() == 0
    with ThreadPoolExecutor(1) as beside:
        with writing(engine) as session:
            session.execute(update(Webhook).values(off_at=clock()))
            removing = beside.submit(service.remove, inside, cast.administrator, 1, now=clock())
            while engine.dialect.name == "postgresql" and not removing.done():
                with engine.connect() as look:
                    if look.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                        break
                threading.Event().wait(0.01)
            audit.record(session, cast.administrator, "switched-off", "webhook:1", at=clock())
        removing.result()
    with reading(engine) as session:
        assert session.get(Webhook, 1) is None
        assert session.scalars(select(WebhookDelivery)).all() == []


@pytest.mark.parametrize(("status", "why"), [(410, "wants no more"), (500, "Nothing was taken for three days")])
def test_why_it_was_switched_off_is_said_as_it_was(
        out: int, http: Any, inside: Any, cast: Any, clock: Any, tell: Callable[..., int], status: int, why: str) -> None:
    http.answers["/hook"] = [(status, "", {})]
    for _ in range(sending.TRIES):
        tell(days=1)
    rounds.follow(inside, clock())
    with reading(inside.engine) as session:
        days, _more = lists.days(session, cast.administrator, Tongue("en", inside.settings.zone), clock())
        [line] = [line for day in days for line in day.lines if "官网" in line.text]
    said = f"{line.text} {line.more}"
    assert why in said
    assert ("three days" in said) == (status == 500)


def test_where_it_points_is_on_record_without_path_and_query(inside: Any, cast: Any, clock: Any) -> None:
    made, _secret = service.add(inside, cast.administrator,
                                service.Wish("官网", "https://www.example.edu.cn:8443/h00k?key=w0rd", KINDS), now=clock())
    service.change(inside, cast.administrator, made,
                   service.Wish("官网", "https://portal.example.edu.cn/h00k", KINDS), now=clock.turn(minutes=1))
    service.remove(inside, cast.administrator, made, now=clock.turn(minutes=1))
    with reading(inside.engine) as session:
        trail = [line.details for line in session.scalars(
            select(AuditLine).where(AuditLine.subject == f"webhook:{made}").order_by(AuditLine.id))]
    first, then = {"address": "https://www.example.edu.cn:8443"}, {"address": "https://portal.example.edu.cn"}
    assert [(one.get("before"), one.get("after")) for one in trail] == [(None, first), (first, then), (then, None)]
    assert "h00k" not in json.dumps(trail)
    assert "w0rd" not in json.dumps(trail)
