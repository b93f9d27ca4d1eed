"""The pages of kits: who has which, handing out by form, and the question about a camera that nobody knows."""

from __future__ import annotations

from typing import Any

import pytest

from index.catalogue.assets import Asset
from index.db import reading
from server.admin import service as admin


@pytest.fixture
def kit(home: Any, cast: Any, clock: Any) -> int:
    return admin.add_kit(home.engine, cast.administrator, name="一号机", department="canteen", now=clock())


def test_hand_out_overdue_take_back(kit: int, cast: Any, clock: Any, browser: Any) -> None:
    keeper = browser("reviewer")
    assert "在库" in keeper.get("/kits/").text
    page = keeper.post(f"/kits/{kit}/lend", {"to": "photographer", "due": "2026-03-03", "note": "运动会"})
    assert page.status_code == 302
    page = keeper.get(f"/kits/{kit}").text
    assert "在photographer 同学手中" in page
    assert "运动会" in page
    clock.turn(days=3)
    assert "逾期 2 天" in browser("photographer").get("/kits/").text
    assert keeper.post(f"/kits/{kit}/prolong", {"due": "2026-03-06"}).status_code == 302
    assert "逾期" not in browser("photographer").get("/kits/").text
    clock.turn(days=2)
    keeper.post(f"/kits/{kit}/take-back", {"note": "缺镜头盖"})
    page = keeper.get(f"/kits/{kit}").text
    assert "缺镜头盖" in page
    assert "逾期归还" in page


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(kit: int, browser: Any) -> None:
    answer = browser("reviewer").post(f"/kits/{kit}/lend", {"to": "photographer", "due": "2026-02-01", "note": "第二食堂"})
    assert answer.status_code == 422
    assert "应早于「归还日期」" in answer.text
    assert "第二食堂" in answer.text


def test_who_does_not_look_after_it_sees_and_does_nothing(kit: int, browser: Any) -> None:
    tab = browser("photographer")
    assert "借给谁" not in tab.get(f"/kits/{kit}").text
    assert tab.post(f"/kits/{kit}/lend", {"to": "photographer", "due": "2026-03-03"}).status_code == 403
    assert browser("outsider").get(f"/kits/{kit}").status_code == 404


def test_booking_by_form_on_the_plan_and_one_press_to_hand_out(home: Any, kit: int, cast: Any, clock: Any,
                                                                 browser: Any) -> None:
    admin.add_kit(home.engine, cast.administrator, name="二号机", department="canteen", now=clock())
    keeper = browser("reviewer")
    typed = {"kit": str(kit), "first": "2026-03-04", "last": "2026-03-06", "to": "photographer", "note": "迎新"}
    assert keeper.post("/kits/bookings/new", typed).location.endswith(f"/kits/{kit}")
    refused = browser("second_photographer").post("/kits/bookings/new", typed | {"to": "", "note": "我的字"})
    assert refused.status_code == 409
    assert "这几天空闲的器材：二号机" in refused.text
    assert "我的字" in refused.text
    assert "二号机 · 空闲" in refused.text
    week = keeper.get("/kits/bookings/?from=2026-03-05").text
    assert '<td colspan="3"><div class="plan-bar plan-booked">' in week
    assert "photographer 同学 · 迎新" in week
    assert "3月4日–6日" in keeper.get("/kits/bookings/?by=month").text
    assert "迎新" not in browser("outsider").get("/kits/bookings/").text
    keeper.post("/kits/bookings/1/hand-out", {"kit": str(kit)})
    assert "在photographer 同学手中" in keeper.get(f"/kits/{kit}").text


def test_a_new_camera_is_asked_about_where_its_batch_is(home: Any, kit: int, cast: Any, take: Any, made_photo: Any,
                                                        worker: Any, browser: Any) -> None:
    """Real files: the serial number is read from them, offered, answered on the batch's page, and known then."""
    for number in range(3):
        take(made_photo(f"DSC_{number}.JPG", serial="3012345"), cast.photographer)
    worker.drain()
    assert "已请您部门管理器材的人确认" in browser("photographer").get("/uploads/b1").text
    keeper = browser("reviewer")
    page = keeper.get("/uploads/b1").text
    assert "新相机 Canon EOS R6，属于哪套器材？" in page
    assert "3012345" in page
    canteen = cast.departments["canteen"]
    answer = keeper.post("/kits/bodies", {"serial": "3012345", "kit": str(kit), "department": str(canteen), "answer": "kit",
                                          "batch": "b1"})
    assert answer.location.endswith("/uploads/b1")
    page = keeper.get("/uploads/b1").text
    assert "新相机" not in page
    assert "此前的 3 个文件已归入这套器材" in page
    with reading(home.engine) as session:
        assert {session.get_one(Asset, one).kit_id for one in (1, 2, 3)} == {kit}
    later = take(made_photo("DSC_9.JPG", serial="3012345"), cast.photographer)
    worker.drain()
    with reading(home.engine) as session:
        assert session.get_one(Asset, later.asset_id).kit_id == kit


def test_not_ours_and_a_new_kit_by_form(home: Any, cast: Any, take: Any, made_photo: Any, worker: Any, browser: Any) -> None:
    for serial in ("11", "22"):
        take(made_photo(f"{serial}.JPG", serial=serial), cast.photographer)
    worker.drain()
    keeper, canteen = browser("reviewer"), str(cast.departments["canteen"])
    assert keeper.get("/kits/").text.count("属于哪套器材") == 2
    keeper.post("/kits/bodies", {"serial": "11", "department": canteen, "answer": "not-ours"})
    keeper.post("/kits/bodies", {"serial": "22", "department": canteen, "kit": "new", "name": "二号机"})
    page = keeper.get("/kits/").text
    assert "属于哪套器材" not in page
    assert "二号机" in page
