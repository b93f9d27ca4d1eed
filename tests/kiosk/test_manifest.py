"""A screen is told exactly what it may show now, and the same question twice has the same revision."""

from __future__ import annotations

import hashlib
import time as clocks
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from index import jobs
from index.blobs import PART
from index.catalogue.assets import Rendition
from index.catalogue.channels import Aim
from index.catalogue.people import OWNER
from index.catalogue.screens import GroupBoard, ScreenGroup, ScreenHealth
from index.db import reading, writing
from server.boards import service as boards
from server.boards import timing
from server.boards.times import part_of
from server.screens import service as screens
from server.screens import telling
from server.screens.service import NewScreen
from server.worker import Worker

pytestmark = pytest.mark.usefixtures("database")  # on SQLite and on PostgreSQL


def items(client: FlaskClient) -> list[dict[str, Any]]:
    answer = client.get("/kiosk/manifest")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.get_json()["items"]
    return found


def titles(client: FlaskClient) -> list[str]:
    return [item["title"] for item in items(client)]


def state(campus: Any, asset_id: int, value: str) -> None:
    with writing(campus.home.engine) as session:
        aim = session.scalars(select(Aim).where(Aim.asset_id == asset_id)).one()
        aim.state, aim.changed_at = value, campus.clock.at


@pytest.fixture
def screen(campus: Any, paired: Callable[[str], FlaskClient]) -> FlaskClient:
    """A paired screen with one board of two pictures."""
    campus.board("食堂风采", campus.picture("早餐"), campus.picture("午餐"))
    campus.screen("二食堂", "食堂风采")
    return paired("二食堂")


def test_screens_of_one_group_are_told_the_same_step(campus: Any, screen: FlaskClient,
                                                     paired: Callable[[str], FlaskClient]) -> None:
    assert screen.get("/kiosk/manifest").get_json()["screen"]["step"] is None
    for name in ("左屏", "右屏"):
        new = NewScreen(name, group="大厅", boards=("食堂风采",))
        screens.add_screen(campus.home.engine, OWNER, new, now=campus.clock.at)
    left, right = (paired(name).get("/kiosk/manifest").get_json() for name in ("左屏", "右屏"))
    assert left["screen"]["step"] == right["screen"]["step"] is not None
    assert left["items"] == right["items"]


def test_the_manifest_says_all_that_the_player_needs(campus: Any, screen: FlaskClient) -> None:
    answer = screen.get("/kiosk/manifest")
    told = answer.get_json()
    assert {"revision", "server_time", "poll_s", "manifest_poll_s", "timezone", "screen", "campus", "items", "rounds",
            "windows", "lease_days", "fallback", "withdrawn"} == set(told)
    assert told["server_time"] == answer.headers["X-Vitrine-Time"] == "2026-03-01T01:15:00.000Z"
    first = told["items"][0]
    assert first["title"] == "早餐"
    assert first["duration_ms"] == 12_000
    assert first["date"] == "2026-02-28"
    assert first["chunks"] == [first["sha256"]]
    assert (first["from"], first["until"], first["poster"]) == (None, None, None)
    assert told["campus"]["name_zh"] == "示范大学"
    assert set(told["fallback"]) == {"title_zh", "title_en", "line_zh", "line_en"}


def test_bytes_are_what_the_manifest_says(campus: Any, screen: FlaskClient) -> None:
    for item in items(screen):
        answer = screen.get(f"/kiosk/media/{item['sha256']}")
        assert answer.status_code == 200
        assert hashlib.sha256(answer.data).hexdigest() == item["sha256"]
        assert len(answer.data) == item["bytes"]
        assert answer.headers["Cache-Control"] == "private, no-store", "it may be taken down; the player has its own store"
        assert answer.mimetype == item["media_type"]


def test_bytes_come_in_ranges_too(campus: Any, screen: FlaskClient) -> None:
    sha = items(screen)[0]["sha256"]
    whole = screen.get(f"/kiosk/media/{sha}").data
    part = screen.get(f"/kiosk/media/{sha}", headers={"Range": "bytes=10-19"})
    assert part.status_code == 206
    assert part.data == whole[10:20]
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"


def test_nothing_changed_is_told_in_a_line(campus: Any, screen: FlaskClient) -> None:
    for address in ("manifest", "alerts"):
        first = screen.get(f"/kiosk/{address}")
        campus.clock.wind(minutes=5)
        again = screen.get(f"/kiosk/{address}", headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
        assert again.data == b""
        assert again.headers["X-Vitrine-Time"].startswith("2026-03-01T01:")


def test_a_film_travels_with_the_hash_of_each_chunk(campus: Any, screen: FlaskClient) -> None:
    film = b"".join(bytes([i]) * PART for i in range(2)) + b"end"
    boards.add_item(campus.home.engine, OWNER, "食堂风采", campus.picture("影片", film=film), now=campus.clock.at)
    item = items(screen)[-1]
    assert item["duration_ms"] == 5_500
    assert item["chunks"] == [hashlib.sha256(film[i:i + PART]).hexdigest() for i in range(0, len(film), PART)]


def test_damaged_or_missing_bytes_are_not_told(campus: Any, screen: FlaskClient) -> None:
    film = campus.picture("影片", film=b"f" * (PART + 1))
    boards.add_item(campus.home.engine, OWNER, "食堂风采", film, now=campus.clock.at)
    with reading(campus.home.engine) as session:
        sha = session.scalars(select(Rendition.sha256).where(Rendition.preset == "proxy")).one()
    path = campus.home.store.path("renditions", sha)
    path.write_bytes(b"F" + path.read_bytes()[1:])
    assert titles(screen) == ["早餐", "午餐", "影片"], "nobody waits until a long film was read"
    for _ in range(100):
        campus.clock.wind(seconds=11)
        if titles(screen) == ["早餐", "午餐"]:
            break
        clocks.sleep(0.02)
    assert titles(screen) == ["早餐", "午餐"]
    answer = telling.why(campus.home, "二食堂", f"V{film}", campus.clock.at)
    assert [one.code for one in answer.reasons] == ["not-ready"]


def test_a_long_film_waits_for_the_hashes_of_its_parts(campus: Any, screen: FlaskClient, decoder: Any) -> None:
    film = campus.picture("影片", film=b"f" * (PART + 1))
    boards.add_item(campus.home.engine, OWNER, "食堂风采", film, now=campus.clock.at)
    with writing(campus.home.engine) as session:  # as a version before this one left it
        row = session.scalars(select(Rendition).where(Rendition.preset == "proxy")).one()
        row.parts = None
        jobs.enqueue(session, "parts", row.sha256, now=campus.clock.at)
    assert titles(screen) == ["早餐", "午餐"]
    answer = telling.why(campus.home, "二食堂", f"V{film}", campus.clock.at)
    assert [one.code for one in answer.reasons] == ["not-hashed"]
    Worker(campus.home, decoder, campus.clock).drain()
    campus.clock.wind(seconds=11)
    item = items(screen)[-1]
    assert (item["title"], item["chunks"][1]) == ("影片", hashlib.sha256(b"f").hexdigest())


def test_a_picture_that_the_disk_spoils_is_told_no_more_until_it_is_whole_again(campus: Any, screen: FlaskClient) -> None:
    path = campus.home.store.path("renditions", items(screen)[0]["sha256"])
    whole = path.read_bytes()
    for content, told in ((whole[:-1] + b"?", ["午餐"]), (whole, ["早餐", "午餐"]), (whole[:-1], ["午餐"])):
        path.write_bytes(content)
        campus.clock.wind(seconds=11)
        assert titles(screen) == told


def test_what_is_taken_down_goes_at_once_and_everywhere(campus: Any, screen: FlaskClient) -> None:
    sha = items(screen)[0]["sha256"]
    before = screen.get("/kiosk/alerts").get_json()
    assert before["withdrawn"] == []
    campus.clock.wind(seconds=11)
    state(campus, campus.made[0], "withdrawn")
    after = screen.get("/kiosk/alerts").get_json()
    assert after["withdrawn"] == [sha]
    assert after["manifest"] != before["manifest"]
    assert titles(screen) == ["午餐"]
    assert screen.get("/kiosk/media/" + sha).status_code == 404


def test_what_is_taken_down_and_off_its_board_in_one_minute_goes_as_well(campus: Any, screen: FlaskClient) -> None:
    sha = items(screen)[0]["sha256"]
    boards.remove_item(campus.home.engine, OWNER, "食堂风采", campus.made[0], now=campus.clock.at)
    assert screen.get("/kiosk/alerts").get_json()["withdrawn"] == []
    state(campus, campus.made[0], "withdrawn")
    campus.clock.wind(seconds=11)
    assert screen.get("/kiosk/alerts").get_json()["withdrawn"] == [sha]


def test_after_a_month_a_withdrawal_is_no_longer_told(campus: Any, screen: FlaskClient) -> None:
    state(campus, campus.made[0], "withdrawn")
    campus.clock.wind(days=31)
    assert screen.get("/kiosk/alerts").get_json()["withdrawn"] == []
    assert titles(screen) == ["午餐"]


def test_terms_are_kept_to_the_second(campus: Any, screen: FlaskClient) -> None:
    soon = campus.clock.at + timedelta(seconds=5)
    campus.change(campus.made[0], expires_at=soon)
    campus.change(campus.made[1], embargo_until=soon)
    assert titles(screen) == ["早餐"]
    assert items(screen)[0]["until"] == "2026-03-01T01:15:05.000Z"
    embargoed = screen.get("/kiosk/alerts").get_json()["withdrawn"]
    assert screen.get(f"/kiosk/media/{embargoed[0]}").status_code == 404
    campus.clock.wind(seconds=5)
    assert titles(screen) == ["午餐"]


def test_a_screen_gets_nothing_of_another_screens_boards(campus: Any, screen: FlaskClient,
                                                        paired: Callable[[str], FlaskClient]) -> None:
    campus.board("宿舍", campus.picture("中秋"))
    campus.screen("一号楼", "宿舍")
    other = paired("一号楼")
    sha = items(other)[0]["sha256"]
    assert screen.get(f"/kiosk/media/{sha}").status_code == 404
    assert other.get(f"/kiosk/media/{sha}").status_code == 200


def test_originals_are_never_given(campus: Any, screen: FlaskClient) -> None:
    sha = next(campus.home.store.addresses("originals"))
    assert screen.get(f"/kiosk/media/{sha}").status_code == 404


@pytest.mark.parametrize("name", ["x", "0" * 63, "..%2f..%2fsecret.key", "G" * 64])
def test_nonsense_for_a_hash_is_not_found(screen: FlaskClient, name: str) -> None:
    assert screen.get(f"/kiosk/media/{name}").status_code == 404


def test_portrait_screens_get_portrait_first(campus: Any) -> None:
    campus.board("展", campus.picture("横一"), campus.picture("竖", size=(108, 192)), campus.picture("横二"))
    campus.screen("竖屏", "展", orientation="portrait")
    campus.screen("横屏", "展")
    told = telling.manifest(campus.home, "竖屏", campus.clock.at)
    assert [item["title"] for item in told["items"]] == ["竖", "横一", "横二"]
    told = telling.manifest(campus.home, "横屏", campus.clock.at)
    assert [item["title"] for item in told["items"]] == ["横一", "竖", "横二"]


def test_boards_come_in_the_screens_order(campus: Any, screen: FlaskClient) -> None:
    campus.board("运动会", campus.picture("跑道"))
    change = screens.ScreenChange(boards=("运动会", "食堂风采"))
    screens.change_screen(campus.home.engine, OWNER, "二食堂", change, now=campus.clock.at)
    assert titles(screen) == ["跑道", "早餐", "午餐"]


def test_every_change_at_the_desk_is_told_at_the_next_question(campus: Any, screen: FlaskClient) -> None:
    engine, now = campus.home.engine, campus.clock.at
    assert titles(screen) == ["早餐", "午餐"]
    boards.reorder(engine, OWNER, "食堂风采", list(reversed(campus.made)), now=now)
    assert titles(screen) == ["午餐", "早餐"]
    boards.remove_item(engine, OWNER, "食堂风采", campus.made[0], now=now)
    assert titles(screen) == ["午餐"]
    boards.change_board(engine, OWNER, "食堂风采", boards.BoardChange(item_seconds=20), now=now)
    assert items(screen)[0]["duration_ms"] == 20_000
    boards.change_board(engine, OWNER, "食堂风采", boards.BoardChange(active=False), now=now)
    assert titles(screen) == []
    assert screen.get("/kiosk/manifest").get_json()["fallback"]["line_zh"]


def test_without_a_token_nothing_is_told(device: FlaskClient) -> None:
    for address in ("manifest", "alerts", f"media/{'0' * 64}"):
        assert device.get(f"/kiosk/{address}").status_code == 401
    for address in ("heartbeat", "plays"):
        assert device.post(f"/kiosk/{address}", json={}).status_code == 401


def reasons(campus: Any, asset_id: int, screen: str = "二食堂") -> list[str]:
    answer = telling.why(campus.home, screen, f"V{asset_id}", campus.clock.at)
    assert answer.shown == ([one.code for one in answer.reasons] == ["shown"])
    return [one.code for one in answer.reasons]


def leaves_out(campus: Any, sha256: str) -> None:
    with writing(campus.home.engine) as session:
        session.merge(ScreenHealth(screen_id=1, seen_at=campus.clock.at, told_at=campus.clock.at,
                                   report={"quarantined": [sha256]}))


def test_why_is_answered_like_the_manifest(campus: Any, screen: FlaskClient) -> None:
    first, second = campus.made
    assert reasons(campus, first) == ["shown"]
    leaves_out(campus, screen.get("/kiosk/manifest").get_json()["items"][0]["sha256"])
    assert reasons(campus, first) == ["left-out"]
    campus.clock.wind(hours=1)  # nobody knows what it left out in the meantime
    assert reasons(campus, first) == ["shown"]
    state(campus, first, "returned")
    assert reasons(campus, first) == ["not-approved-now"]
    campus.change(second, embargo_until=campus.clock.at + timedelta(days=1))
    assert reasons(campus, second) == ["embargo"]
    campus.change(second, embargo_until=None, expires_at=campus.clock.at)
    assert reasons(campus, second) == ["expired"]
    assert reasons(campus, campus.picture("别处")) == ["not-on-board"]
    campus.screen("空屏")
    assert reasons(campus, first, "空屏") == ["screen-unpaired", "screen-without-board"]
    boards.change_board(campus.home.engine, OWNER, "食堂风采", boards.BoardChange(active=False), now=campus.clock.at)
    assert reasons(campus, second) == ["board-off", "expired"]
    screens.change_screen(campus.home.engine, OWNER, "二食堂", screens.ScreenChange(active=False), now=campus.clock.at)
    assert reasons(campus, second)[0] == "screen-off"


def test_windows_say_when_and_why_says_the_same(campus: Any, screen: FlaskClient) -> None:
    home, now = campus.home, campus.clock.at
    lunch = campus.board("午间", campus.picture("午餐菜单"))
    timing.set_board(home, OWNER, str(lunch), timing.BoardTimes(parts=(part_of("11:00-13:00"),), priority=2), now=now)
    timing.set_item(home, OWNER, "食堂风采", campus.made[0], timing.ItemTimes(weight=2, evergreen=True), now=now)
    screens.change_screen(home.engine, OWNER, "二食堂", screens.ScreenChange(boards=("食堂风采", "午间")), now=now)
    told = screen.get("/kiosk/manifest").get_json()
    keys = [item["key"] for item in told["items"]]
    first, second, menu = keys
    assert told["lease_days"] == 30
    before, noon, *_rest = told["windows"]
    assert (before["from"], before["until"]) == (None, "2026-03-01T03:00:00.000Z")
    assert noon["until"] == "2026-03-01T05:00:00.000Z"
    assert told["windows"][-1]["from"] == "2026-03-15T05:00:00.000Z", "fourteen days ahead"
    assert told["rounds"][before["round"]] == [first, second, first]
    assert told["rounds"][before["evergreen"]] == [first]
    assert told["rounds"][noon["round"]] == [menu]
    assert told["rounds"][noon["evergreen"]] == [first], "the menu is not evergreen, so it replaces nothing then"
    assert reasons(campus, campus.made[2]) == ["board-hours"]
    campus.clock.wind(hours=2)
    assert screen.get("/kiosk/manifest", headers={"If-None-Match": f'"{told["revision"]}"'}).status_code == 304
    assert reasons(campus, campus.made[0]) == ["outranked"]
    answer = telling.why(home, "二食堂", f"V{campus.made[2]}", campus.clock.at)
    assert [one.code for one in answer.notes] == ["in-round", "leaves-offline"]
    timing.set_item(home, OWNER, "午间", campus.made[2], timing.ItemTimes(show_from="2026-03-09"), now=campus.clock.at)
    assert reasons(campus, campus.made[2]) == ["item-not-yet"]
    assert reasons(campus, campus.made[0]) == ["shown"]
    timing.set_board(home, OWNER, str(lunch), timing.BoardTimes(show_until="2026-02-28"), now=campus.clock.at)
    assert reasons(campus, campus.made[2]) == ["item-not-yet"]
    timing.set_item(home, OWNER, "午间", campus.made[2], timing.ItemTimes(show_from=""), now=campus.clock.at)
    assert reasons(campus, campus.made[2]) == ["board-over"]


def test_a_group_lends_its_boards_hours_and_lease(campus: Any, screen: FlaskClient) -> None:
    home = campus.home
    dorm = campus.board("公寓", campus.picture("中秋"))
    screens.change_screen(home.engine, OWNER, "二食堂", screens.ScreenChange(group="大厅"), now=campus.clock.at)
    with writing(home.engine) as session:
        group = session.scalars(select(ScreenGroup)).one()
        group.opens, group.closes, group.lease_days = time(6), time(9), 0
        session.add(GroupBoard(group_id=group.id, board_id=dorm))
    campus.clock.wind(seconds=11)
    told = screen.get("/kiosk/manifest").get_json()
    assert titles(screen) == ["早餐", "午餐", "中秋"]
    assert told["rounds"][0] == []
    assert told["lease_days"] is None
    assert [one["off"] for one in told["windows"]][:4] == [True, False, True, False]
    assert reasons(campus, campus.made[2]) == ["screen-dark"], "it is a quarter past nine"
    assert screen.get(f"/kiosk/media/{told['items'][2]['sha256']}").status_code == 200


def test_why_knows_of_an_edit_after_the_approval(campus: Any, screen: FlaskClient) -> None:
    with writing(campus.home.engine) as session:
        session.scalars(select(Aim).where(Aim.asset_id == campus.made[0])).one().pinned_version = 7
    assert reasons(campus, campus.made[0]) == ["edited-since"]
