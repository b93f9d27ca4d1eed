"""A write under an idempotency key is done once, whatever is sent at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from index.catalogue.assets import Description
from index.catalogue.audit import AuditLine
from index.catalogue.tokens import ApiAnswer
from index.db import reading, writing
from server.api import once


def edits(home: Any) -> int:
    with reading(home.engine) as session:
        return session.scalar(select(func.count()).select_from(AuditLine).where(AuditLine.verb == "described")) or 0


def test_the_same_request_is_answered_the_same_and_another_is_refused(
        program: Callable[..., Any], new_asset: Callable[..., int], cast: Any, home: Any) -> None:
    asset, one = new_asset(cast.photographer), program("photographer")
    key = {"Idempotency-Key": '"8e03978e-40d5"'}
    first = one.patch(f"/assets/V{asset}", json={"title": "新", "place": "食堂"}, headers=key)
    again = one.patch(f"/assets/V{asset}", json={"place": "食堂", "title": "新"},
                      headers={"Idempotency-Key": "8e03978e-40d5"})
    assert (again.status_code, again.json, again.headers["ETag"]) == (200, first.json, first.headers["ETag"])
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    other = one.patch(f"/assets/V{asset}", json={"title": "另"}, headers=key)
    assert (other.status_code, other.json["code"]) == (422, "key-reused")
    assert edits(home) == 1
    colleague = program("second_photographer").patch(f"/assets/V{asset}", json={"title": "另"}, headers=key)
    assert colleague.status_code == 200, "a key is its program's own"


def test_what_was_refused_may_be_tried_again_under_its_key(program: Callable[..., Any], new_asset: Callable[..., int],
                                                           cast: Any) -> None:
    asset, one = new_asset(cast.photographer), program("photographer")
    key = {"Idempotency-Key": "k"}
    assert one.patch(f"/assets/V{asset}", json={"title": "长" * 500}, headers=key).status_code == 422
    assert one.patch(f"/assets/V{asset}", json={"event": 77}, headers=key).status_code == 422
    assert one.patch(f"/assets/V{asset}", json={"title": "新"}, headers=key).status_code == 200
    assert one.patch(f"/assets/V{asset}", json={"title": "新"}, headers={"Idempotency-Key": "a b"}).status_code == 422


def test_many_at_once_do_it_once(program: Callable[..., Any], new_asset: Callable[..., int], cast: Any, home: Any) -> None:
    asset, one, gate = new_asset(cast.photographer), program("photographer"), threading.Barrier(6)

    def send(_number: int) -> tuple[int, str]:
        gate.wait()
        answer = one.client.patch(f"/api/v1/assets/V{asset}", json={"title": "同时"},
                                  headers={"Authorization": f"Bearer {one.token}", "Idempotency-Key": "race"})
        return answer.status_code, answer.json.get("code", "")

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(6)))
    assert set(answers) <= {(200, ""), (409, "key-under-way")}
    assert (200, "") in answers
    assert edits(home) == 1
    with reading(home.engine) as session:
        assert session.get_one(Description, asset).version == 2


def test_a_request_that_was_broken_off_is_never_done_twice(program: Callable[..., Any], new_asset: Callable[..., int],
                                                           cast: Any, home: Any, clock: Any) -> None:
    asset, one = new_asset(cast.photographer), program("photographer")
    send = {"json": {"title": "新"}, "headers": {"Idempotency-Key": "k"}}
    assert one.patch(f"/assets/V{asset}", **send).status_code == 200
    with writing(home.engine) as session:  # as the row stands where the process ended between the write and its answer
        session.scalars(select(ApiAnswer)).one().status = None
    waits = one.patch(f"/assets/V{asset}", **send)
    assert (waits.status_code, waits.json["code"], waits.headers["Retry-After"]) == (409, "key-under-way", "1")
    clock.now += once.BROKEN_OFF
    assert one.patch(f"/assets/V{asset}", **send).json["code"] == "key-unknown"
    assert edits(home) == 1
    clock.now += once.KEPT_FOR
    assert one.patch(f"/assets/V{asset}", json={"title": "又"}, headers={"Idempotency-Key": "k"}).status_code == 200


def test_a_file_is_known_by_its_bytes(program: Callable[..., Any], made_photo: Callable[..., Path]) -> None:
    one, first, second = program("photographer"), made_photo("a.jpg").read_bytes(), made_photo("b.jpg").read_bytes()

    def send(data: bytes) -> Any:
        return one.post("/assets?name=a.jpg", data=data, content_type="image/jpeg", headers={"Idempotency-Key": "f"})

    made = send(first)
    assert (made.status_code, made.json["outcome"]) == (201, "added")
    assert made.headers["Location"] == f"/api/v1/assets/{made.json['asset']}"
    again = send(first)
    assert (again.status_code, again.json, again.headers["Location"]) == (201, made.json, made.headers["Location"])
    assert send(second).json["code"] == "key-reused"
    here = one.post("/assets?name=c.jpg", data=first, content_type="application/octet-stream")
    assert (here.status_code, here.json["outcome"], here.json["asset"]) == (200, "already-here", made.json["asset"])
