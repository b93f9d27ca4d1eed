"""From what happened to what a receiver gets: once, signed, with nothing in it that not everybody may read, and again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select, update

from index.catalogue import items
from index.catalogue.assets import Asset
from index.catalogue.audit import AuditLine
from index.catalogue.lifecycle import Verb
from index.catalogue.notices import Kind
from index.catalogue.webhooks import Webhook, WebhookDelivery
from index.db import reading, writing
from index.errors import Conflict, Forbidden, NotFound
from server.channels import service as channels
from server.channels.service import ChannelChange
from server.library.describe import Edit, describe
from server.notices import lists, rounds
from server.notices.outside import wire
from server.notices.tongue import Tongue
from server.review.service import Order, act
from server.stories.service import Credit, Wish, begin
from server.takedowns.service import take_down
from server.webhooks import queueing, sending, service
from server.webhooks.events import KINDS

Moved = Callable[..., None]
WRITTEN = Wish("news", "食堂开放日", body="<p>三月一日。</p>", credits=(Credit("author", "李小华"),))


@pytest.fixture
def story(home: Any, cast: Any, clock: Any) -> Any:
    """A story of the canteen."""
    return items.story(begin(home.engine, cast.photographer, WRITTEN, now=clock()))


def test_a_published_story_is_told_once_and_signed(
        hook: Any, http: Any, story: Any, published: Moved, tell: Callable[..., int], inside: Any, cast: Any,
        clock: Any) -> None:
    channels.change_channel(inside.engine, cast.administrator, "site", ChannelChange(public=True), now=clock())
    published(story)
    assert tell() == 1
    assert tell(minutes=10) == 0
    [asked] = http.asked
    told = asked.json
    assert (told["type"], told["timestamp"]) == ("story.published", (clock() - timedelta(minutes=10)).isoformat())
    assert told["data"] == {"id": str(story), "channels": ["site"], "title": "食堂开放日",
                            "address": told["data"]["address"], "api": f"https://media.example.edu/api/v1/stories/{story}"}
    assert told["data"]["address"].startswith(f"https://media.example.edu/p/{story}-")
    named = {name.lower(): value for name, value in asked.headers.items()}
    signed = f"{named['webhook-id']}.{named['webhook-timestamp']}.{asked.body}".encode()
    key = base64.b64decode(hook[1].split("_", 1)[1])
    assert len(key) == 32
    assert named["webhook-signature"] == f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"
    assert named["content-type"] == "application/json"


def test_the_signature_is_that_of_the_specification() -> None:
    """The example that the Standard Webhooks libraries are tested with, computed by others."""
    from server.webhooks.signing import signature

    assert signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330",
                     b'{"test": 2432232314}') == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_words_go_out_only_while_everybody_may_read_them(
        hook: Any, http: Any, story: Any, published: Moved, tell: Callable[..., int], cast: Any, home: Any,
        clock: Any) -> None:
    published(story)
    tell()
    take_down(home.engine, cast.editor, [story], "有误", now=clock.turn(minutes=1))
    tell()
    assert [(one.json["type"], one.json["data"]["title"], one.json["data"]["address"]) for one in http.asked] == [
        ("story.published", None, None), ("story.taken_down", None, None)]
    assert "食堂" not in "".join(one.body for one in http.asked)
    assert "有误" not in "".join(one.body for one in http.asked)


def test_what_was_taken_back_before_it_was_told_is_not_told_as_published(
        hook: Any, http: Any, story: Any, published: Moved, tell: Callable[..., int], deliveries: Callable[[], list[Any]],
        cast: Any, home: Any, clock: Any) -> None:
    published(story)
    act(home.engine, cast.editor, Order(Verb.WITHDRAW, "site", "有误"), story, now=clock.turn(seconds=1))
    tell()
    assert [one.json["type"] for one in http.asked] == ["story.taken_down"]
    assert [one[:2] for one in deliveries()] == [("story.published", "dropped"), ("story.taken_down", "sent")]


def test_an_embargo_is_waited_for_and_an_edit_tells_of_the_review(
        hook: Any, http: Any, new_asset: Callable[..., int], published: Moved, tell: Callable[..., int], cast: Any, home: Any,
        clock: Any) -> None:
    asset = new_asset(cast.photographer, embargo_until=clock() + timedelta(hours=2))
    published(asset)
    assert (tell(), tell(hours=1)) == (0, 0)
    with writing(home.engine) as session:
        session.execute(update(Asset).values(embargo_until=clock() + timedelta(hours=3)))
    assert (tell(hours=1), tell(hours=1)) == (0, 0), "it was moved on meanwhile"
    assert tell(hours=1) == 1
    describe(home.engine, cast.photographer, asset, Edit(title="另一个标题"), now=clock())
    tell()
    assert [(one.json["type"], one.json["data"]["channels"]) for one in http.asked] == [
        ("asset.published", ["site"]), ("asset.in_review", ["site"])]


def test_what_nobody_outside_knew_of_is_not_told(
        hook: Any, http: Any, story: Any, tell: Callable[..., int], cast: Any, home: Any, clock: Any) -> None:
    for who, verb in ((cast.photographer, "submit"), (cast.reviewer, "approve"), (cast.photographer, "withdraw")):
        act(home.engine, who, Order(Verb(verb), "site"), story, now=clock.turn(seconds=1))
    assert tell() == 0
    assert http.asked == []


def test_a_worker_that_dies_between_loses_and_doubles_nothing(
        hook: Any, http: Any, story: Any, published: Moved, tell: Callable[..., int], inside: Any, clock: Any,
        deliveries: Callable[[], list[Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    published(story)
    with monkeypatch.context() as dying:
        dying.setattr(queueing, "_delivery", lambda *_: sys.exit())  # dies while it queues
        with pytest.raises(SystemExit):
            queueing.follow(inside, clock())
    assert deliveries() == []
    assert queueing.follow(inside, clock()) == 1
    with monkeypatch.context() as dying:
        dying.setattr(sending, "_settle", lambda *_: sys.exit())  # dies after it posted
        with pytest.raises(SystemExit):
            sending.send_due(inside, clock)
    assert tell() == 0, "it is in hand for five minutes"
    assert tell(minutes=5) == 1
    assert deliveries() == [("story.published", "sent", 2, 204)]
    assert len({one.headers["webhook-id"] for one in http.asked}) == 1, "the receiver knows it again"


def test_two_workers_and_two_webhooks_queue_each_event_once_for_each(
        hook: Any, story: Any, published: Moved, inside: Any, cast: Any, clock: Any, http: Any) -> None:
    wish = service.Wish("另一个", f"{http.address}/other", ("story.published",))
    service.add(inside, cast.administrator, wish, now=clock())
    published(story)
    workers = [threading.Thread(target=queueing.follow, args=(inside, clock())) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    with reading(inside.engine) as session:
        rows = session.execute(select(WebhookDelivery.webhook_id, WebhookDelivery.event)).all()
    assert sorted(row.webhook_id for row in rows) == [1, 2]
    assert len({row.event for row in rows}) == 1, "the same event has the same name everywhere"


def test_tries_grow_apart_and_three_silent_days_switch_it_off(
        hook: Any, http: Any, story: Any, published: Moved, tell: Callable[..., int], inside: Any, cast: Any, clock: Any,
        deliveries: Callable[[], list[Any]]) -> None:
    http.answers["/hook"] = [(500, "x" * 5000, {})]
    published(story)
    began, tries = clock(), []
    for _ in range(400):
        before = len(http.asked)
        tell(minutes=15)
        tries += [clock() - began] * (len(http.asked) - before)
    assert len(tries) == sending.TRIES == 10
    assert timedelta(days=3) < tries[-1] < timedelta(days=3, hours=4)
    apart = [later - earlier for earlier, later in pairwise(tries[1:])]
    assert apart == sorted(apart)
    assert deliveries() == [("story.published", "failed", 10, 500)]
    rounds.follow(inside, clock())
    with reading(inside.engine) as session:
        assert not session.get_one(Webhook, 1).active
        days, _more = lists.days(session, cast.administrator, Tongue("en", inside.settings.zone), clock())
        mine, _more = lists.days(session, cast.photographer, Tongue("en", inside.settings.zone), clock())
    assert [(line.kind, "官网" in line.text) for day in days for line in day.lines] == [(Kind.WEBHOOK_OFF, True)]
    assert not [line for day in mine for line in day.lines if line.kind == Kind.WEBHOOK_OFF]


def test_one_event_that_is_never_taken_does_not_switch_off_what_works(
        hook: Any, http: Any, story: Any, published: Moved, tell: Callable[..., int], inside: Any, cast: Any, clock: Any,
        new_asset: Callable[..., int]) -> None:
    http.answers["/hook"] = [(500, "", {}), (500, "", {}), (204, "", {}), (500, "", {})]
    published(story)
    tell()
    tell(minutes=1)
    published(new_asset(cast.photographer))
    tell(seconds=1)
    for _ in range(100):
        tell(hours=1)
    with reading(inside.engine) as session:
        assert session.get_one(Webhook, 1).active


def test_a_receiver_that_is_gone_is_left_alone(
        hook: Any, http: Any, story: Any, published: Moved, tell: Callable[..., int], inside: Any,
        deliveries: Callable[[], list[Any]]) -> None:
    http.answers["/hook"] = [(410, "", {})]
    published(story)
    tell()
    assert deliveries() == [("story.published", "failed", 1, 410)]
    with reading(inside.engine) as session:
        assert session.get_one(Webhook, 1).off_at is not None
        assert [line.subject for line in session.scalars(
            select(AuditLine).where(AuditLine.verb == "switched-off"))] == ["webhook:1"]


def test_what_is_off_hears_nothing_and_what_failed_is_sent_again(
        hook: Any, http: Any, story: Any, published: Moved, tell: Callable[..., int], inside: Any, cast: Any, clock: Any,
        deliveries: Callable[[], list[Any]], new_asset: Callable[..., int]) -> None:
    wish = service.Wish("官网", f"{http.address}/hook", KINDS)
    http.answers["/hook"] = [(302, "", {"Location": f"{http.address}/elsewhere"}), (204, "", {})]
    published(story)
    tell()
    assert (deliveries(), http.to("/elsewhere")) == ([("story.published", "waiting", 1, 302)], [])
    service.again(inside, cast.administrator, 1, 1, now=clock())
    assert (tell(), tell(minutes=1)) == (0, 1), "it waits for its next try already"
    service.again(inside, cast.administrator, 1, 1, now=clock())
    assert tell() == 1
    service.change(inside, cast.administrator, 1, service.Wish("官网", wish.address, KINDS, active=False), now=clock())
    with pytest.raises(Conflict):
        service.again(inside, cast.administrator, 1, 1, now=clock())
    published(new_asset(cast.photographer))
    tell()
    service.change(inside, cast.administrator, 1, wish, now=clock())
    assert tell() == 0
    assert deliveries() == [("story.published", "sent", 1, 204)]
    queueing.sweep(inside, clock.turn(days=31))
    assert deliveries() == []


def test_a_renewed_secret_signs_beside_the_one_before_for_a_day(
        hook: Any, http: Any, inside: Any, cast: Any, clock: Any) -> None:
    fresh = service.renew(inside, cast.administrator, 1, now=clock())
    assert fresh != hook[1]
    assert service.test(inside, cast.administrator, 1, clock).error is None
    clock.turn(days=1)
    assert service.test(inside, cast.administrator, 1, clock).status == 204
    first, last = (one.headers["webhook-signature"].split(" ") for one in http.asked)
    assert (len(first), len(last)) == (2, 1)
    with reading(inside.engine) as session:
        kept = session.get_one(Webhook, 1).sealed
    assert fresh not in kept
    assert json.loads(http.asked[0].body)["type"] == "test"


def test_a_receiver_that_drips_is_cut_off(inside: Any, cast: Any, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "TIMEOUT_S", 0.3)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:
        def drip() -> None:
            line, _peer = door.accept()
            with line:
                while not over.wait(0.05):
                    try:
                        line.sendall(b"H")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        address = f"http://127.0.0.1:{door.getsockname()[1]}/"
        service.add(inside, cast.administrator, service.Wish("慢", address, KINDS), now=clock())
        outcome = service.test(inside, cast.administrator, 1, clock)
        over.set()
        thread.join()
    assert outcome.error is not None
    assert outcome.took_ms < 3000


def test_only_the_administrator_keeps_webhooks(hook: Any, inside: Any, cast: Any, clock: Any) -> None:
    wish = service.Wish("a", "https://www.example.edu.cn/", KINDS)
    for who in (cast.photographer, cast.reviewer, cast.editor):
        for do in (lambda who: service.add(inside, who, wish, now=clock()),
                   lambda who: service.change(inside, who, 1, wish, now=clock()),
                   lambda who: service.renew(inside, who, 1, now=clock()),
                   lambda who: service.test(inside, who, 1, clock),
                   lambda who: service.again(inside, who, 1, 1, now=clock()),
                   lambda who: service.remove(inside, who, 1, now=clock())):
            with pytest.raises(Forbidden):
                do(who)
    service.remove(inside, cast.administrator, 1, now=clock())
    with pytest.raises(NotFound):
        service.remove(inside, cast.administrator, 1, now=clock())
