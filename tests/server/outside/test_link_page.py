"""The page of a link: no account, one's own files and nothing else, a term and limits that hold."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.assets import Arrival, Asset, Description
from index.catalogue.audit import AuditLine
from index.catalogue.links import Link, Sender
from index.db import reading
from server.outside import inbox, links
from server.uploads import resumable

Make = Callable[..., str]
Open = Callable[[str], Any]


def test_somebody_without_an_account_sends_and_gets_a_receipt(link: Make, phone: Open, home: Any, worker: Any,
                                                              made_photo: Any) -> None:
    guest = phone(link(note="请拍横幅"))
    page = guest.page()
    assert "食堂开放日" in page
    assert "请拍横幅" in page
    assert 'id="uploads"' not in page, "first say who you are"
    guest.introduce()
    assert 'id="uploads"' in guest.page()
    body = made_photo().read_bytes()
    assert guest.send(body, "校门/IMG_0001.JPG") == "added"
    assert guest.send(b"words, no picture", "notes.jpg") == "refused"
    worker.drain()
    lines = guest.lines()
    assert [(one["name"], one["stage"], one["bytes"]) for one in lines] == [
        ("IMG_0001.JPG", "ready", len(body)), ("notes.jpg", "refused", 17)]
    assert "Not a photo, film or poster" in lines[1]["why"]
    assert "IMG_0001.JPG" in guest.page(), "a reload shows it again"
    with reading(home.engine) as session:
        asset = session.scalars(select(Asset)).one()
        assert (asset.department_id, asset.owner_id, asset.outside_state) == (None, None, "waiting")
        assert session.scalars(select(Description.credit)).one() == "王小明"
        arrival = session.scalars(select(Arrival).where(Arrival.outcome == "added")).one()
        assert (arrival.door, arrival.person_id, arrival.event_id, arrival.path) == (
            "link", None, asset.event_id, "校门/IMG_0001.JPG")
        assert home.store.verify("originals", hashlib.sha256(body).hexdigest())
        took = session.scalars(select(AuditLine).where(AuditLine.verb == "took-in")).one()
        assert "王小明" in took.actor


def test_only_hashes_are_kept(link: Make, phone: Open, home: Any) -> None:
    address = link()
    guest = phone(address)
    guest.introduce()
    cookie = guest.client.get_cookie("vitrine_sender", path=address).value
    token = address.rsplit("/", 1)[1]
    assert len(token) >= 40
    with reading(home.engine) as session:
        stored = [session.scalars(select(Link.token_hash)).one(), session.scalars(select(Sender.cookie_hash)).one()]
        told = str(session.scalars(select(AuditLine.details)).all())
    assert stored == [hashlib.sha256(one.encode()).hexdigest() for one in (token, cookie)]
    assert token not in told
    assert cookie not in told


def test_a_link_opens_nothing_else(link: Make, phone: Open, photo: Any, cast: Any) -> None:
    guest = phone(link())
    guest.introduce()
    asset = photo(cast.photographer)
    for path in (f"/library/V{asset}", "/library", "/upload", "/outside"):
        assert guest.client.get(path, headers={"Accept": "text/html"}).status_code == 302
    assert guest.client.post("/upload/tus", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "5"}).status_code == 401
    answer = guest.client.get(guest.address)
    assert (answer.headers["X-Robots-Tag"], answer.headers["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")


def test_each_sender_has_their_own_uploads(link: Make, phone: Open) -> None:
    address, other_address = link(), link()
    one, two, elsewhere = phone(address), phone(address), phone(other_address)
    for guest in (one, two, elsewhere):
        guest.introduce()
    upload = one.tus.create(10)
    for stranger, path in ((two, upload), (elsewhere, upload.replace(address, other_address))):
        assert [stranger.tus.ask(method, path).status_code for method in ("HEAD", "GET", "DELETE")] == [404] * 3
        assert stranger.tus.patch(path, 0, b"12345").status_code == 404
    nobody = phone(address)
    assert nobody.tus.ask("POST", Upload_Length="5").json["reason"]["code"] == "link-name"
    assert nobody.tus.ask("HEAD", upload).status_code == 403
    assert one.tus.patch(upload, 0, b"12345").headers["Upload-Offset"] == "5"
    assert one.tus.ask("DELETE", upload).status_code == 204
    assert two.lines() == []


def test_a_link_ends_at_midnight_of_its_last_day(link: Make, phone: Open, clock: Any, made_photo: Any, home: Any) -> None:
    clock.turn(hours=5)  # 14:00 on the campus
    guest = phone(link(days=1))
    guest.introduce()
    guest.send(made_photo().read_bytes())
    upload = guest.tus.create(10)
    clock.turn(days=1, hours=9, minutes=59)
    guest.page()
    clock.turn(minutes=1)
    page = guest.page(410)
    assert "term is over" in page
    assert "IMG_0001.JPG" in page, "the receipt stays"
    assert 'id="drop"' not in page
    for answer in (guest.tus.ask("POST", Upload_Length="5"), guest.tus.patch(upload, 0, b"12345")):
        assert (answer.status_code, answer.json["reason"]["code"]) == (410, "link-over")
    assert phone(guest.address).client.post(guest.address, headers={"Accept": "text/html"}).status_code == 400, "no token"
    assert resumable.sweep(home, now=clock.turn(days=8)) == 2, "the whole one's row goes too"


def test_a_link_that_is_closed_takes_nothing_more(link: Make, phone: Open, home: Any, cast: Any, clock: Any) -> None:
    guest = phone(link())
    guest.introduce()
    links.revoke(home.engine, cast.editor, 1, now=clock())
    assert "was closed" in guest.page(410)
    assert guest.tus.ask("POST", Upload_Length="5").json["reason"]["code"] == "link-revoked"


def test_its_limits_are_for_all_senders_together(link: Make, phone: Open, made_photo: Any) -> None:
    address = link(max_files=2)
    one, two = phone(address), phone(address)
    one.introduce()
    two.introduce("李华")
    upload = one.tus.create(1000)
    assert two.send(made_photo().read_bytes()) == "added"
    answer = two.tus.ask("POST", Upload_Length="5")
    assert (answer.status_code, answer.json["reason"]["code"]) == (413, "link-full"), "what is on its way counts"
    two.page()
    one.tus.ask("DELETE", upload)
    assert two.send(made_photo().read_bytes()) == "added"
    assert "as many files" in two.page(410)
    assert "as many files" in phone(address).page(410)


def test_bytes_are_limited_too(link: Make, phone: Open) -> None:
    guest = phone(link(max_gigabytes=1))
    guest.introduce()
    guest.tus.create(1 << 29)
    assert guest.tus.ask("POST", Upload_Length=str((1 << 29) + 1)).json["reason"]["code"] == "link-full"
    guest.tus.create(1 << 29)


def test_a_refused_file_costs_nothing(link: Make, phone: Open, made_photo: Any) -> None:
    guest = phone(link(max_files=1))
    guest.introduce()
    for name in ("a.jpg", "b.jpg"):
        assert guest.send(b"words", name) == "refused"
    assert guest.send(made_photo().read_bytes()) == "added"


def test_an_unknown_link_is_told_and_guessing_is_slowed_down(phone: Open, link: Make, clock: Any) -> None:
    known = phone(link())
    known.introduce()
    for number in range(30):
        page = phone(f"/send/{'x' * 42}{number % 10}").page(404)
    assert "There is no such link" in page
    assert phone("/send/another").client.get("/send/another", headers={"Accept": "text/html"}).status_code == 429
    assert "Too many tries" in phone(known.address).page(429)
    known.page()
    clock.turn(minutes=11)
    phone(known.address).page()


@pytest.mark.parametrize(("name", "contact"), [("", "x"), ("   ", "x"), ("字" * 41, "x"), ("王小明", "1" * 121)])
def test_a_name_is_asked_for(link: Make, phone: Open, name: str, contact: str) -> None:
    guest = phone(link())
    page = guest.introduce(name, contact, status=422).text
    assert 'aria-invalid="true"' in page


def test_what_is_here_already_stays_whose_it_is(link: Make, phone: Open, take: Any, cast: Any, made_photo: Any,
                                               home: Any) -> None:
    path = made_photo()
    take(path, cast.outsider)
    guest = phone(link())
    guest.introduce()
    assert guest.send(path.read_bytes()) == "already-here"
    line = guest.lines()[0]
    assert (line["stage"], line["asset"], line["href"], line["picture"]) == ("already-here", None, None, None)
    assert inbox.count(home.engine, cast.editor) == 0
