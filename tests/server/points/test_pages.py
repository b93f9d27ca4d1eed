"""Pages of tasks and points, as the office and as a department see them; sheets; the commands."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from index.catalogue.quotas import Quota, QuotaTarget
from index.db import reading
from server.points import closing, defaults, setting


@pytest.fixture
def march(home: Any, clock: Any, county: Any, wrote: Any, adopted: Any, outlets: dict[str, int], cast: Any) -> None:
    """The county's rules hold; the canteen has one of four stories, which the city's daily and the county took."""
    county(begins="2026-03")
    story = wrote(cast.photographer, clock())
    adopted(story, outlets["市日报"], date(2026, 3, 3), clock())
    adopted(story, outlets["县政法简报"], date(2026, 3, 4), clock())
    clock.now += timedelta(days=3)


@pytest.mark.usefixtures("march")
def test_the_office_sees_who_is_missing_and_why_a_figure_is_what_it_is(browser: Any, cast: Any, clock: Any,
                                                                     home: Any) -> None:
    office = browser("editor")
    page = office.get("/points/").text
    assert "差 3" in page
    assert "乡镇(办)动态信息" in page
    assert "截止日未完成任务的" not in page, "the due day is not over"
    ranking = office.get("/points/ranking?period=2026-03").text
    assert ranking.index("饮食服务中心") < ranking.index("图书馆")
    assert "1.3" in ranking
    why = office.get(f"/points/departments/{cast.departments['canteen']}?period=2026-03").text
    for text in ("采用 · 市日报 · 市级", "0.5 × 2", "采用 · 县政法简报 · 县级", "如果现在关账", "−0.2 × 3", "食堂动态"):
        assert text in why
    clock.now = datetime(2026, 3, 28, 2, tzinfo=clock.now.tzinfo)
    office = browser("editor")
    assert "截止日未完成任务的有 3 个部门：" in office.get("/points/").text
    closing.close_due(home.engine, home.settings.zone, datetime(2026, 4, 7, tzinfo=clock.now.tzinfo))
    assert "已关账" not in office.get("/points/?month=2026-04").text
    assert "数字不再改动" in office.get("/points/?month=2026-03").text


def test_a_month_is_offered_to_be_closed_once_it_is_over(browser: Any, clock: Any, county: Any) -> None:
    clock.now = datetime(2026, 4, 2, tzinfo=clock.now.tzinfo)
    county()
    pages = {month: browser("editor").get(f"/points/?month={month}").text for month in ("2026-03", "2026-04")}
    assert {month: 'id="close-month"' in page for month, page in pages.items()} == {"2026-03": True, "2026-04": False}
    assert all('id="correct-title"' in page for page in pages.values())


@pytest.mark.usefixtures("march")
def test_a_department_sees_its_own_and_the_ranking_of_all(browser: Any, cast: Any) -> None:
    canteen, library = cast.departments["canteen"], cast.departments["library"]
    mine = browser("photographer")
    page = mine.get("/points/").text
    assert "饮食服务中心" in page
    assert "图书馆" not in page
    assert "图书馆" in mine.get("/points/ranking").text
    assert mine.get(f"/points/departments/{canteen}").status_code == 200
    assert mine.get(f"/points/departments/{library}").status_code == 404
    assert mine.get(f"/points/sheet?what=lines&department={library}").status_code == 404
    for address in ("/points/quotas/", "/points/rules/", "/points/groups/"):
        assert mine.get(address).status_code == 403
    assert browser("director").get(f"/points/departments/{library}").status_code == 200


@pytest.mark.usefixtures("march")
def test_the_same_figures_as_sheets_and_by_command(browser: Any, cast: Any, home: Any, run: Any) -> None:
    office = browser("editor")
    rows = list(load_workbook(io.BytesIO(office.get("/points/sheet?what=ranking&form=xlsx&period=2026-03").data)
                              ).active.iter_rows(values_only=True))
    assert rows[1][:4] == (1, "饮食服务中心", 1.3, 2)
    lines = office.get(f"/points/sheet?what=lines&department={cast.departments['canteen']}&period=2026-03").text
    assert "0.5 × 2,1.0," in lines
    assert "欠缺" in office.get("/points/sheet?what=quotas&month=2026-03").text
    assert office.get("/points/sheet?what=x").status_code == 404
    first = json.loads(run("office", "ranking", "--month", "2026-03", "--json").splitlines()[0])
    assert (first["rank"], first["department"], first["points"], first["adopted"]) == (1, "饮食服务中心", 1.3, 2)
    told = [json.loads(one) for one in run("office", "points", "--month", "2026-03", "--json").splitlines()]
    assert sum(line["points"] for line in told[0]["lines"]) == told[0]["points"] == 1.3
    asked = [json.loads(one) for one in run("office", "quotas", "--month", "2026-03", "--json").splitlines()]
    assert [(one["department"], one["wanted"], one["has"], one["short"]) for one in asked] == [
        ("饮食服务中心", 4, 1, 3), ("图书馆", 2, 0, 2), ("综合办公室", 6, 0, 6)]


def test_quotas_and_groups_are_set_on_their_pages(browser: Any, cast: Any, home: Any) -> None:
    office = browser("editor")
    office.post("/points/groups/new", data={"name": "服务中心", "members": [str(cast.departments["canteen"])]})
    assert "饮食服务中心" in office.get("/points/groups/").text
    asked = {"name": "每月两篇", "wanted": "2", "per": "month", "duty": "duty", "trigger": "published", "unit": "story",
             "kinds": ["news"], "channels": ["site"], "from_month": "2026-03"}
    nobody = office.post("/points/quotas/new", data=asked)
    assert (nobody.status_code, "「每月两篇」没有对象" in nobody.text, 'value="每月两篇"' in nobody.text) == (409, True, True)
    assert office.post("/points/quotas/new", data=asked | {"groups": "1"}).status_code == 302
    assert "差 2" in office.get("/points/?month=2026-03").text
    office.post("/points/quotas/1", data=asked | {"groups": "1", "wanted": "5", "duty": "target"})
    with reading(home.engine) as session:
        row = session.get_one(Quota, 1)
        assert (row.number, row.duty, row.kinds, row.channels) == (5, False, ["news"], ["site"])
        assert session.scalars(select(QuotaTarget.group_id)).all() == [1]
    office.post("/points/groups/1/remove")
    assert "服务中心" in office.get("/points/groups/").text, "something is asked of it"
    office.post("/points/quotas/1/remove")
    office.post("/points/groups/1/remove")
    assert "还没有部门组" in office.get("/points/groups/").text


@pytest.mark.usefixtures("march")
def test_a_rule_set_is_tried_then_kept_in_a_new_version(browser: Any, home: Any, clock: Any) -> None:
    office = browser("editor")
    with reading(home.engine) as session:
        text = setting.line(session, "1").text
    form = {"rules": text, "was-short-each": "0.2", "short-each": "0.1", "month": "2026-03"}
    tried = office.post("/points/rules/1", data=form | {"try": "1"})
    assert (tried.status_code, "0.7" in tried.text, "+0.3" in tried.text) == (200, True, True)
    refused = office.post("/points/rules/1", data={"rules": text.replace("[naming]", "[nameing]")})
    assert (refused.status_code, "nameing 不认识" in refused.text) == (422, True)
    assert office.post("/points/rules/1", data=form).status_code == 302
    with reading(home.engine) as session:
        assert [(one.version, 'each = "0.1"' in one.text) for one in setting.lines(session)] == [(2, True)]
    assert "第 2 版" in office.get("/points/rules/").text
    overlap = office.post("/points/rules/new", data={"rules": defaults.text("logistics")})
    assert (overlap.status_code, "同一天只能有一个考核办法" in overlap.text) == (409, True)


def test_a_rule_set_by_command(home: Any, cast: Any, run: Any, tmp_path: Any) -> None:
    run("groups", "add", "乡镇(办)", "--department", "canteen", "--department", "library")
    text = run("rules", "show", "county")
    assert "naming.deduction" in run("rules", "add", "-", given=text, code=1)
    file = tmp_path / "rules.toml"
    file.write_text('name = "试行"\nfrom = "2026-03"\n[[quota]]\nname = "两篇"\nnumber = 2\ntrigger = "submitted"\n'
                    'groups = ["乡镇(办)"]\n[short]\neach = 0.2\n', encoding="utf-8")
    tried = [json.loads(one) for one in run("rules", "try", str(file), "--month", "2026-03", "--json").splitlines()]
    assert [(one["department"], one["points"], one["would"]) for one in tried] == [
        ("饮食服务中心", 0, -0.4), ("图书馆", 0, -0.4)]
    assert json.loads(run("rules", "add", str(file), "--json"))["since"] == "2026-03"
    assert "试行" in run("rules", "show", "试行")
    assert json.loads(run("groups", "list", "--json"))["members"] == ["饮食服务中心", "图书馆"]
