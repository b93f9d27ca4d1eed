"""Every answer of the tus protocol, over the real application: what each request gets, and what is on disk afterwards."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from tus_client import Tus, coded

from index.catalogue.assets import Arrival, Asset
from index.catalogue.uploads import Upload
from index.db import reading
from server.uploads import part

TUS = {"Tus-Resumable": "1.0.0"}
OFFSET = {"Content-Type": "application/offset+octet-stream"}
BATCH = "20260302-0123456789abcdef"


@pytest.fixture
def tus(browser: Callable[..., Any]) -> Tus:
    return Tus(browser("photographer").client)


def staged(home: Any) -> list[Path]:
    return sorted((home.settings.home / "staging").iterdir())


def test_what_is_spoken_here_is_told(tus: Tus, home: Any) -> None:
    answer = tus.ask("OPTIONS")
    assert answer.status_code == 204
    assert {name: answer.headers[name] for name in ("Tus-Resumable", "Tus-Version", "Tus-Max-Size", "Tus-Extension")} == {
        "Tus-Resumable": "1.0.0", "Tus-Version": "1.0.0", "Tus-Max-Size": str(home.limit),
        "Tus-Extension": "creation,creation-with-upload,expiration,checksum,termination"}
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert "Access-Control-Allow-Origin" not in answer.headers, "no other site may send here"


def test_what_does_not_hash_to_what_was_announced_is_refused_for_good(tus: Tus, home: Any, made_photo: Any) -> None:
    """As after a night: the first half is of yesterday's file, the second of what has its name now."""
    yesterday, today = made_photo("A.JPG").read_bytes(), made_photo("B.JPG").read_bytes()
    half = min(len(yesterday), len(today)) // 2
    sent = yesterday[:half] + today[half:]
    address = tus.create(len(sent), sha256=hashlib.sha256(yesterday).hexdigest())
    assert tus.patch(address, 0, sent[:half]).status_code == 204
    answer = tus.patch(address, half, sent[half:])
    assert (answer.status_code, answer.headers["Vitrine-Outcome"]) == (204, "refused")
    told = tus.ask("GET", address).json
    assert (told["outcome"], told["reason"]["code"], told["asset"]) == ("refused", "upload-differs", None)
    assert staged(home) == []
    with reading(home.engine) as session:
        assert session.scalar(select(func.count()).select_from(Asset)) == 0
        assert session.scalars(select(Arrival)).one().reason["code"] == "upload-differs"
    again = tus.create(len(today), sha256=hashlib.sha256(today).hexdigest())
    assert tus.patch(again, 0, today).headers["Vitrine-Outcome"] == "added"


@pytest.mark.parametrize("wrong", ["", "0" * 63, "A" * 64, "sha256"])
def test_an_announced_hash_that_is_none_is_refused_at_once(tus: Tus, wrong: str) -> None:
    answer = tus.ask("POST", Upload_Length="10", Upload_Metadata=coded(filename="a.jpg", sha256=wrong))
    assert (answer.status_code, answer.json["reason"]["code"]) == (400, "upload-header")


def test_a_file_in_three_pieces_is_one_asset(tus: Tus, home: Any, made_photo: Any, worker: Any) -> None:
    body = made_photo().read_bytes()
    address = tus.create(len(body), "一月/照片 1.JPG")
    third = len(body) // 3
    for start, end in [(0, third), (third, 2 * third)]:
        answer = tus.patch(address, start, body[start:end])
        assert (answer.status_code, answer.headers["Upload-Offset"], answer.data) == (204, str(end), b"")
        assert "Vitrine-Outcome" not in answer.headers
        head = tus.head(address)
        assert (head.status_code, head.headers["Upload-Offset"]) == (200, str(end))
        assert head.headers["Upload-Length"] == str(len(body))
        assert head.headers["Cache-Control"] == "no-store"
    answer = tus.patch(address, 2 * third, body[2 * third:])
    assert (answer.status_code, answer.headers["Vitrine-Outcome"]) == (204, "added")
    told = tus.ask("GET", address).json
    assert (told["outcome"], told["sha256"]) == ("added", hashlib.sha256(body).hexdigest())
    assert home.store.verify("originals", told["sha256"])
    assert staged(home) == []
    with reading(home.engine) as session:
        arrival = session.scalars(select(Arrival)).one()
        assert (arrival.name, arrival.path) == ("照片 1.JPG", "一月/照片 1.JPG")
        assert (arrival.batch, arrival.door) == (BATCH, "browser")
    worker.drain()
    lines = tus.client.get(f"/upload/batches/{BATCH}").json["lines"]
    assert [one["stage"] for one in lines] == ["ready"]


def test_whoever_asks_again_gets_the_same_answer(tus: Tus, home: Any, made_photo: Any) -> None:
    body = made_photo().read_bytes()
    address = tus.create(len(body))
    tus.patch(address, 0, body)
    for _ in range(2):
        head = tus.head(address)
        assert (head.headers["Upload-Offset"], head.headers["Vitrine-Outcome"]) == (str(len(body)), "added")
        assert tus.patch(address, len(body), b"").headers["Vitrine-Outcome"] == "added"
    assert tus.patch(address, 0, body).status_code == 409
    assert staged(home) == []
    with reading(home.engine) as session:
        assert session.scalar(select(func.count()).select_from(Arrival)) == 1


def test_the_first_bytes_may_come_with_the_creation(tus: Tus, made_photo: Any) -> None:
    body = made_photo().read_bytes()
    answer = tus.ask("POST", "/upload/tus", body[:1000], Upload_Length=str(len(body)), Content_Type=OFFSET["Content-Type"],
                     Upload_Metadata=coded(filename="a.jpg", batch=BATCH))
    assert (answer.status_code, answer.headers["Upload-Offset"], answer.json["outcome"]) == (201, "1000", None)
    assert tus.patch(answer.headers["Location"], 1000, body[1000:]).headers["Vitrine-Outcome"] == "added"
    again = tus.ask("POST", "/upload/tus", body, Upload_Length=str(len(body)), Content_Type=OFFSET["Content-Type"])
    assert (again.status_code, again.json["outcome"], again.json["offset"]) == (201, "already-here", len(body))


@pytest.mark.parametrize(("headers", "status"), [
    ({}, 400), ({"Upload_Length": "-1"}, 400), ({"Upload_Length": "many"}, 400), ({"Upload_Length": "1" * 30}, 400),
    ({"Upload_Defer_Length": "1"}, 400), ({"Upload_Length": "9", "Upload_Concat": "partial"}, 400),
    ({"Upload_Length": "9", "Upload_Metadata": "filename not*base64"}, 400),
    ({"Upload_Length": "9", "Upload_Metadata": coded(event="x")}, 400), ({"Upload_Length": "9", "Upload_Metadata": ","}, 400),
    ({"Upload_Length": "9", "Upload_Metadata": coded(event="99")}, 422),
    ({"Upload_Length": "9", "Upload_Metadata": coded(batch="../x")}, 422),
    ({"Upload_Length": str(1 << 50)}, 413),
])
def test_a_creation_that_cannot_be(tus: Tus, home: Any, headers: dict[str, str], status: int) -> None:
    answer = tus.ask("POST", **headers)
    assert (answer.status_code, answer.headers["Tus-Resumable"]) == (status, "1.0.0"), answer.text
    assert answer.json["reason"]["zh"]
    assert staged(home) == []


def test_a_wrong_version_is_refused_with_the_right_one(tus: Tus) -> None:
    address = tus.create(9)
    for method, headers in [("POST", {}), ("HEAD", {}), ("PATCH", {"Tus-Resumable": "0.2.2"}), ("DELETE", {})]:
        answer = tus.client.open(address, method=method, headers=headers)
        assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")
        assert "Upload-Offset" not in answer.headers


def test_a_wrong_offset_is_a_conflict_and_changes_nothing(tus: Tus, home: Any) -> None:
    address = tus.create(10)
    assert tus.patch(address, 0, b"12345").status_code == 204
    for offset in (0, 4, 6):
        answer = tus.patch(address, offset, b"x")
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "5")
    assert staged(home)[0].read_bytes() == b"12345"
    assert tus.patch(address, -1, b"x").status_code == 400


def test_another_content_type_is_refused(tus: Tus) -> None:
    address = tus.create(10)
    assert tus.patch(address, 0, b"12345", Content_Type="application/octet-stream").status_code == 415
    assert tus.head(address).headers["Upload-Offset"] == "0"


def test_more_than_was_announced_is_refused(tus: Tus, home: Any) -> None:
    address = tus.create(4)
    assert tus.patch(address, 0, b"12345").status_code == 413
    assert staged(home)[0].stat().st_size == 0


@pytest.mark.parametrize("name", ["sha1", "sha256"])
def test_a_piece_that_was_damaged_on_its_way_is_thrown_away(tus: Tus, home: Any, name: str) -> None:
    def check(data: bytes) -> str:
        return f"{name} {base64.b64encode(hashlib.new(name, data).digest()).decode()}"

    address = tus.create(20)
    assert tus.patch(address, 0, b"12345", Upload_Checksum=check(b"12345")).status_code == 204
    answer = tus.patch(address, 5, b"6789X", Upload_Checksum=check(b"67890"))
    assert answer.status.startswith("460")
    assert (tus.head(address).headers["Upload-Offset"], staged(home)[0].read_bytes()) == ("5", b"12345")
    assert tus.patch(address, 5, b"67890", Upload_Checksum=check(b"67890")).headers["Upload-Offset"] == "10"


@pytest.mark.parametrize("given", ["md5 1B2M2Y8AsgTpgAmY7PhCfg==", "sha1", "sha1 %%%", "sha1 AAAA"])
def test_an_unknown_checksum_is_refused(tus: Tus, given: str) -> None:
    address = tus.create(20)
    assert tus.patch(address, 0, b"12345", Upload_Checksum=given).status_code == 400
    assert tus.head(address).headers["Upload-Offset"] == "0"


def test_what_is_given_up_is_gone(tus: Tus, home: Any) -> None:
    address = tus.create(10)
    tus.patch(address, 0, b"12345")
    assert tus.ask("DELETE", address).status_code == 204
    assert [tus.ask(method, address).status_code for method in ("HEAD", "GET", "DELETE")] == [404] * 3
    assert tus.patch(address, 5, b"67890").status_code == 404
    assert staged(home) == []


def test_giving_up_what_is_taken_in_keeps_the_asset(tus: Tus, home: Any, made_photo: Any) -> None:
    body = made_photo().read_bytes()
    address = tus.create(len(body))
    tus.patch(address, 0, body)
    assert tus.ask("DELETE", address).status_code == 204
    with reading(home.engine) as session:
        assert session.scalar(select(func.count()).select_from(Asset)) == 1


def test_an_upload_expires_after_its_term_and_is_swept(tus: Tus, home: Any, clock: Any, browser: Any) -> None:
    address = tus.create(10)
    clock.turn(days=5)
    answer = tus.patch(address, 0, b"12345")
    expires = parsedate_to_datetime(answer.headers["Upload-Expires"])
    assert expires == clock() + timedelta(days=7), "each piece gives it a new term"
    clock.turn(days=7)
    other = Tus(browser("photographer").client)
    assert other.head(address).status_code == 410
    assert other.patch(address, 5, b"67890").status_code == 410
    other.create(3)
    assert other.head(address).status_code == 404
    assert len(staged(home)) == 1


def test_nobody_else_may_look_go_on_or_end_it(tus: Tus, browser: Any, app: Any) -> None:
    address = tus.create(10)
    for login in ("second_photographer", "administrator"):
        other = Tus(browser(login).client)
        assert [other.ask(method, address).status_code for method in ("HEAD", "GET", "DELETE")] == [404] * 3
        assert other.patch(address, 0, b"12345").status_code == 404
    stranger = app.test_client()
    for method in ("POST", "HEAD", "PATCH", "DELETE", "OPTIONS"):
        assert stranger.open(address, method=method, headers=TUS).status_code == 401
    assert tus.head(address).headers["Upload-Offset"] == "0"


def test_a_form_of_another_site_can_do_nothing(tus: Tus, home: Any) -> None:
    """No header of the protocol, no upload; and the preflight that a script would need is not granted."""
    assert tus.client.post("/upload/tus", data={"Upload-Length": "5"}).status_code == 412
    asked = tus.client.options("/upload/tus", headers={"Origin": "https://elsewhere.example",
                                                       "Access-Control-Request-Method": "POST"})
    assert not [name for name, _ in asked.headers if name.startswith("Access-Control-")]
    assert staged(home) == []


def test_methods_can_be_overridden(tus: Tus) -> None:
    address = tus.create(10)
    answer = tus.ask("POST", address, b"12345", X_HTTP_Method_Override="PATCH", Upload_Offset="0",
                     Content_Type=OFFSET["Content-Type"])
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "5")
    assert tus.ask("POST", address).status_code == 400
    stands = tus.ask("POST", address, X_HTTP_Method_Override="HEAD")
    assert (stands.status_code, stands.headers["Upload-Offset"], stands.data) == (200, "5", b"")
    answer = tus.ask("PATCH", address, X_HTTP_Method_Override="head")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (200, "5")
    unversioned = tus.client.get(address, headers={"X-HTTP-Method-Override": "DELETE"})
    assert unversioned.status_code == 412
    assert tus.ask("POST", address, X_HTTP_Method_Override="DELETE").status_code == 204
    assert tus.head(address).status_code == 404


@pytest.mark.parametrize(("body", "name", "outcome", "code"), [
    (b"", "empty.jpg", "refused", "empty"), (b"words, no picture", "a.jpg", "refused", "not-media"),
    (b"x", "Thumbs.db", "ignored", "side-file")])
def test_what_cannot_be_taken_is_told(tus: Tus, home: Any, body: bytes, name: str, outcome: str, code: str) -> None:
    answer = tus.ask("POST", "/upload/tus", body, Upload_Length=str(len(body)), Upload_Metadata=coded(filename=name),
                     Content_Type=OFFSET["Content-Type"])
    assert (answer.status_code, answer.headers["Vitrine-Outcome"]) == (201, outcome)
    told = tus.ask("GET", answer.headers["Location"]).json
    assert (told["outcome"], told["reason"]["code"], told["asset"]) == (outcome, code, None)
    assert staged(home) == []


def test_a_full_disk_says_so_and_can_be_gone_on_with(tus: Tus, app: Any, home: Any, made_photo: Any) -> None:
    body = made_photo().read_bytes()
    address = tus.create(len(body))
    store = app.extensions["vitrine"].home.store
    store.reserve_bytes = 1 << 62
    answer = tus.patch(address, 0, body)
    assert (answer.status_code, answer.json["reason"]["code"]) == (507, "disk-full")
    assert staged(home)[0].stat().st_size == 0
    store.reserve_bytes = 0
    assert tus.patch(address, 0, body).headers["Vitrine-Outcome"] == "added"


def test_what_has_no_room_is_refused_before_it_begins(tus: Tus, app: Any, home: Any) -> None:
    app.extensions["vitrine"].home.store.reserve_bytes = 1 << 62
    answer = tus.ask("POST", Upload_Length="10")
    assert (answer.status_code, answer.headers["Retry-After"]) == (507, "60")
    assert staged(home) == []


def test_a_whole_file_is_not_copied_once_more(tus: Tus, home: Any, made_photo: Any) -> None:
    body = made_photo().read_bytes()
    address = tus.create(len(body))
    tus.patch(address, 0, body[:-1])
    before = staged(home)[0].stat().st_ino
    tus.patch(address, len(body) - 1, body[-1:])
    kept = home.store.path("originals", hashlib.sha256(body).hexdigest()).stat()
    assert (kept.st_ino, kept.st_nlink) == (before, 1)


def test_the_same_bytes_by_two_uploads_are_one_original(tus: Tus, home: Any, made_photo: Any) -> None:
    body = made_photo().read_bytes()
    told = [tus.patch(tus.create(len(body), name), 0, body).headers["Vitrine-Outcome"] for name in ("a.jpg", "b.jpg")]
    assert told == ["added", "already-here"]
    assert staged(home) == []
    assert home.store.path("originals", hashlib.sha256(body).hexdigest()).read_bytes() == body


def test_the_smaller_of_row_and_file_counts(tus: Tus, home: Any) -> None:
    """Bytes beyond the row were never acknowledged; a file shorter than its row lost some in a power cut."""
    address = tus.create(10)
    tus.patch(address, 0, b"12345")
    path = staged(home)[0]
    path.write_bytes(b"12345zzz")
    assert tus.head(address).headers["Upload-Offset"] == "5"
    assert tus.patch(address, 5, b"6").headers["Upload-Offset"] == "6"
    assert path.read_bytes() == b"123456"
    path.write_bytes(b"123")
    assert tus.head(address).headers["Upload-Offset"] == "3"
    assert tus.patch(address, 6, b"7").status_code == 409
    path.unlink()
    assert tus.head(address).headers["Upload-Offset"] == "0"
    assert tus.patch(address, 0, b"1234567").headers["Upload-Offset"] == "7"


def test_a_whole_file_that_was_not_taken_in_is_when_asked_for(tus: Tus, home: Any, made_photo: Any) -> None:
    """The machine stopped between the last byte and the catalogue's row."""
    from sqlalchemy import update

    from index.db import writing

    body = made_photo().read_bytes()
    address = tus.create(len(body))
    staged(home)[0].write_bytes(body)
    with writing(home.engine) as session:
        session.execute(update(Upload).values(received=len(body)))
    head = tus.head(address)
    assert (head.headers["Upload-Offset"], head.headers["Vitrine-Outcome"]) == (str(len(body)), "added")
    assert staged(home) == []


def test_two_requests_never_interleave(tus: Tus, home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from server.uploads import resumable

    monkeypatch.setattr(resumable, "WAIT_S", 0.2)
    monkeypatch.setattr(resumable.go_on, "__kwdefaults__", {"wait_s": 0.2})  # its default was read at import
    address = tus.create(10)
    with part.held(staged(home)[0], wait_s=1):
        answer = tus.patch(address, 0, b"12345")
        assert (answer.status_code, answer.headers["Retry-After"]) == (423, "1")
        assert tus.ask("DELETE", address).status_code == 423
        assert tus.head(address).headers["Upload-Offset"] == "0", "asking how far it is waits for nobody"
    assert tus.patch(address, 0, b"12345").status_code == 204


def test_doctor_leaves_unfinished_uploads_alone(tus: Tus, home: Any, clock: Any) -> None:
    import os

    from server import doctor

    tus.create(10)
    path = staged(home)[0]
    stray = path.with_name("tus-nobody")
    stray.write_bytes(b"x")
    for one in (path, stray):
        os.utime(one, (clock().timestamp(), clock().timestamp()))
    clock.turn(days=2)
    doctor.examine(home, level="full", repair=True, now=clock())
    assert staged(home) == [path]


@pytest.mark.usefixtures("database")
def test_both_databases_keep_uploads(tus: Tus, made_photo: Any) -> None:
    body = made_photo().read_bytes()
    address = tus.create(len(body))
    assert tus.patch(address, 0, body[:500]).headers["Upload-Offset"] == "500"
    assert tus.patch(address, 500, body[500:]).headers["Vitrine-Outcome"] == "added"


def test_what_is_here_is_told_before_bytes_move(tus: Tus, browser: Any, take: Any, cast: Any, made_photo: Any) -> None:
    own, foreign = made_photo("own.jpg"), made_photo("foreign.jpg")
    mine, theirs = take(own, cast.second_photographer), take(foreign, cast.outsider)
    tab = browser("photographer")
    tab.get("/upload")
    asked = {"sha256s": [mine.sha256, theirs.sha256, "0" * 64, "../x", 7]}
    answer = tab.client.post("/upload/known", json=asked, headers={"X-CSRFToken": tab.token, "Accept": "application/json"})
    told = {one["sha256"]: one for one in answer.json["known"]}
    assert set(told) == {mine.sha256, theirs.sha256}
    assert (told[mine.sha256]["asset"], told[mine.sha256]["needless"]) == (f"V{mine.asset_id}", True)
    assert (told[theirs.sha256]["asset"], told[theirs.sha256]["href"], told[theirs.sha256]["needless"]) == (None, None, False)
    assert tab.client.get(f"/upload/batches/{BATCH}").json["lines"] == [], "asking alone notes nothing"
    named = asked | {"batch": BATCH, "names": ["一月/own.jpg", "foreign.jpg"]}
    tab.client.post("/upload/known", json=named, headers={"X-CSRFToken": tab.token, "Accept": "application/json"})
    lines = tab.client.get(f"/upload/batches/{BATCH}").json["lines"]
    assert [(one["name"], one["stage"], one["asset"]) for one in lines] == [("own.jpg", "already-here", f"V{mine.asset_id}")]
    wrong = tab.client.post("/upload/known", json=[], headers={"X-CSRFToken": tab.token, "Accept": "application/json"})
    assert wrong.status_code == 422
