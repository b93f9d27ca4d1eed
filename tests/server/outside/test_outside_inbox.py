"""What came from outside: who sees it, who takes it, what is refused, and that nothing is submitted before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from index.catalogue import visibility
from index.catalogue.assets import Asset, Description
from index.catalogue.audit import AuditLine
from index.catalogue.departments import Department
from index.catalogue.links import Link, Outside
from index.catalogue.people import OWNER
from index.db import reading, writing
from index.errors import Conflict, Forbidden, Invalid, NotFound, VitrineError
from index.search import gather
from index.search import rebuild as rebuilding
from index.search.search import search
from server.outside import inbox, links
from server.review.service import Order, act

SUBMIT = "submit"
OFFICE = {"editor", "second_editor", "administrator"}
CANTEEN = {"photographer", "second_photographer", "reviewer", "director"}


@pytest.fixture
def outside(home: Any, cast: Any, event: int, link: Callable[..., str], new_asset: Callable[..., int]) -> Callable[..., int]:
    """Return a function that enters an asset that came through a link, as rows: (department code, state) -> asset id."""

    def make(department: str | None = "canteen", state: Outside = Outside.WAITING) -> int:
        link(department=department)
        with reading(home.engine) as session:
            newest = session.scalars(select(Link.id).order_by(Link.id.desc())).first()
        return new_asset(outside_link_id=newest, outside_state=state, event_id=event)

    return make


def seeing(engine: Engine, home: Any, cast: Any, asset_id: int, now: Any) -> dict[str, set[str]]:
    """Return who sees an asset: by row, and by search."""
    rebuilding.rebuild(home.index, gather.all_documents(engine))
    found: dict[str, set[str]] = {"row": set(), "search": set()}
    for part, actor in {**cast.people, "owner": OWNER}.items():
        with reading(engine) as session:
            if session.scalar(select(Asset.id).where(Asset.id == asset_id, visibility.visible(actor, now))):
                found["row"].add(part)
        hits = search(home.index, "食堂", limit=9, now=now, viewer_filter=visibility.search_filter(actor)).hits
        if asset_id in {hit.asset_id for hit in hits}:
            found["search"].add(part)
    return found


@pytest.mark.parametrize(("department", "state", "row", "listed"), [
    (None, Outside.WAITING, OFFICE | {"owner"}, OFFICE | {"owner"}),
    ("canteen", Outside.WAITING, OFFICE | CANTEEN | {"owner"}, OFFICE | CANTEEN | {"owner"}),
    ("canteen", Outside.REFUSED, OFFICE | CANTEEN | {"owner"}, set()),
    ("library", Outside.WAITING, OFFICE | {"outsider", "owner"}, OFFICE | {"outsider", "owner"}),
])
def test_who_sees_it(engine: Engine, home: Any, cast: Any, outside: Any, clock: Any, department: str | None, state: Outside,
                     row: set[str], listed: set[str]) -> None:
    asset_id = outside(department, state)
    assert seeing(engine, home, cast, asset_id, clock()) == {"row": row, "search": listed}


def test_it_cannot_be_submitted_before_it_is_taken(home: Any, cast: Any, outside: Any, clock: Any) -> None:
    asset_id = outside()
    with pytest.raises(Conflict) as caught:
        act(home.engine, cast.editor, Order("submit", "screens"), asset_id, now=clock())  # type: ignore[arg-type]  # a verb's word
    assert caught.value.reason.code == "from-outside"
    inbox.accept(home.engine, cast.reviewer, [asset_id], None, now=clock())
    act(home.engine, cast.photographer, Order("submit", "screens"), asset_id, now=clock())  # type: ignore[arg-type]  # as above


def test_whose_it_becomes(engine: Engine, home: Any, cast: Any, outside: Any, clock: Any) -> None:
    by_department, by_office, nobodys = outside(), outside(), outside(None)
    inbox.accept(engine, cast.photographer, [by_department], cast.departments["library"], now=clock())
    inbox.accept(engine, cast.editor, [by_office], cast.departments["library"], now=clock())
    with pytest.raises(NotFound):
        inbox.accept(engine, cast.photographer, [nobodys], None, now=clock())
    with pytest.raises(Invalid):
        inbox.accept(engine, cast.editor, [nobodys], None, now=clock())
    with reading(engine) as session:
        rows = {row[0]: (row[1], row[2]) for row in session.execute(
            select(Asset.id, Asset.department_id, Asset.outside_state))}
        lines = session.scalars(select(AuditLine.subject).where(AuditLine.verb == "took-over")).all()
    assert rows[by_department] == (cast.departments["canteen"], "taken"), "a department takes for itself only"
    assert rows[by_office] == (cast.departments["library"], "taken")
    assert rows[nobodys] == (None, "waiting")
    assert lines == [f"asset:V{by_department}", f"asset:V{by_office}"]
    with pytest.raises(Conflict) as caught:
        inbox.accept(engine, cast.editor, [by_office], cast.departments["canteen"], now=clock())
    assert caught.value.reason.code == "outside-decided"


def test_others_can_decide_nothing(home: Any, cast: Any, outside: Any, clock: Any) -> None:
    asset_id = outside()
    for attempt in (lambda: inbox.accept(home.engine, cast.outsider, [asset_id], None, now=clock()),
                    lambda: inbox.turn_down(home.engine, cast.outsider, [asset_id], "模糊", now=clock()),
                    lambda: inbox.restore(home.engine, cast.outsider, [asset_id], now=clock())):
        with pytest.raises(NotFound):
            attempt()
    assert inbox.count(home.engine, cast.outsider) == 0
    assert inbox.count(home.engine, cast.reviewer) == 1


def test_a_refusal_has_a_reason_and_can_be_taken_back(home: Any, cast: Any, outside: Any, clock: Any) -> None:
    asset_id = outside()
    with pytest.raises(VitrineError) as caught:
        inbox.turn_down(home.engine, cast.editor, [asset_id], "  ", now=clock())
    assert caught.value.reason.code == "reason-required"
    inbox.turn_down(home.engine, cast.editor, [asset_id], "画面模糊", now=clock())
    assert inbox.count(home.engine, cast.editor) == 0
    with pytest.raises(Conflict):
        inbox.turn_down(home.engine, cast.editor, [asset_id], "again", now=clock())
    inbox.restore(home.engine, cast.reviewer, [asset_id], now=clock())
    assert inbox.count(home.engine, cast.editor) == 1


def test_a_contact_makes_links_for_the_own_departments_events_only(home: Any, cast: Any, event: int, clock: Any,
                                                                   link: Callable[..., str]) -> None:
    link(actor=cast.photographer, department="library")
    with reading(home.engine) as session:
        assert session.scalars(select(Link.department_id)).one() == cast.departments["canteen"], "for the own department"
    for actor in (cast.second_photographer, cast.reviewer, cast.outsider):
        with pytest.raises(Forbidden):
            link(actor=actor)
        assert links.listed(home.engine, actor, home.settings.zone, clock()) == []
    assert len(links.listed(home.engine, cast.photographer, home.settings.zone, clock())) == 1
    with writing(home.engine) as session:
        session.execute(update(Department).values(contact_id=None))
    with pytest.raises(Forbidden):
        links.revoke(home.engine, cast.photographer, 1, now=clock())


@pytest.mark.parametrize(("given", "field"), [
    ({"days": -1}, "last_day"), ({"days": 400}, "last_day"), ({"max_files": 0}, "max_files"),
    ({"max_gigabytes": 0}, "max_gigabytes"), ({"note": "字" * 501}, "note")])
def test_limits_are_checked(link: Callable[..., str], given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        link(**given)
    assert caught.value.field == field


def test_whoever_brings_the_same_bytes_by_their_own_door_takes_it(link: Any, phone: Any, take: Any, cast: Any, home: Any,
                                                                  made_photo: Any) -> None:
    path = made_photo()
    guest = phone(link())
    guest.introduce()
    assert guest.send(path.read_bytes()) == "added"
    assert take(path, cast.outsider).outcome == "already-here"
    with reading(home.engine) as session:
        asset = session.scalars(select(Asset)).one()
        assert (asset.department_id, asset.outside_state) == (cast.departments["library"], "taken")


def test_a_kits_serial_gives_it_to_nobody(link: Any, phone: Any, cast: Any, home: Any, made_photo: Any, worker: Any,
                                          clock: Any) -> None:
    from server.admin import service as admin

    admin.add_kit(home.engine, cast.administrator, name="一号机", department="library", now=clock())
    admin.add_body(home.engine, cast.administrator, "一号机", serial="0123456", now=clock())
    guest = phone(link())
    guest.introduce("赵四")
    guest.send(made_photo(serial="0123456").read_bytes())
    worker.drain()
    with reading(home.engine) as session:
        assert session.scalars(select(Asset.department_id)).one() is None
        assert session.scalars(select(Description.credit)).one() == "赵四"


def test_the_page_takes_all_of_one_sender(link: Any, phone: Any, visitor: Callable[[str], Any], made_photo: Any, home: Any,
                                          worker: Any) -> None:
    guest = phone(link())
    guest.introduce("王小明", "通讯员")
    for number in range(3):
        guest.send(made_photo().read_bytes(), f"IMG_{number}.JPG")
    worker.drain()
    contact = visitor("photographer")
    page = contact.get("/outside")
    assert "王小明" in page
    assert "IMG_2.JPG" in page
    assert 'name="department"' not in page, "only the office names another"
    contact.post("/outside/refuse", asset="V1", reason="太暗", **{"from": "waiting", "sender": "1", "all": "1"})
    assert [(one["state"], one["why"]) for one in guest.lines()] == [("refused", "太暗"), (None, None), (None, None)]
    assert "IMG_0.JPG" in contact.get("/outside?state=refused")
    contact.post("/outside/take", **{"from": "waiting", "sender": "1", "all": "1"})
    assert [one["state"] for one in guest.lines()] == ["refused", "taken", "taken"]
    assert "Nothing waits" in contact.get("/outside")
    contact.post("/outside/restore", asset="V1", **{"from": "refused"})
    assert "IMG_0.JPG" in visitor("editor").get("/outside")
    assert "IMG_0.JPG" not in visitor("outsider").get("/outside")


def test_the_address_is_shown_once(visitor: Callable[[str], Any], event: int, clock: Any, phone: Any) -> None:
    editor = visitor("editor")
    assert "食堂开放日" in editor.get("/outside/links/new")
    answer = editor.post("/outside/links/new", 200, event=str(event), last_day=str(clock().date()), max_files="9")
    address = answer.text.split('<code id="address">')[1].split("</code>")[0]
    assert address.startswith("http://localhost/send/")
    assert "<svg" in answer.text
    phone(address.removeprefix("http://localhost")).page()
    assert address not in editor.get("/outside/links")
    assert "“Last day” (2020-01-01)" in editor.post("/outside/links/new", 422, event=str(event), last_day="2020-01-01").text
    editor.post("/outside/links/1/revoke")
    assert "Closed" in editor.get("/outside/links")
    visitor("outsider").get("/outside/links", 403)
    visitor("photographer").get("/outside/links")
