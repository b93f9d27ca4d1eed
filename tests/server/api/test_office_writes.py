"""What the office keeps by program: quotas, rules, groups, outlets, newsletters, reports, with the refusals of the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from index.catalogue import items
from index.catalogue.lifecycle import Verb
from index.catalogue.newsletters import NewsletterIssue
from index.db import writing
from server.points import defaults
from server.review.service import Order, act

RULES = 'name = "{name}"\nfrom = "{start}"\n\n[[award]]\npoints = "0.5"\ntrigger = "published"\n'


def written(name: str, start: str = "2026-03") -> dict[str, str]:
    return {"text": RULES.format(name=name, start=start)}


def approved(program: Callable[..., Any], cast: Any, home: Any, clock: Any, title: str, channel: str = "site") -> str:
    """A story of the canteen's that is approved."""
    made = program("photographer").post("/stories", json={"kind": "news", "title": title, "body": "第一笼包子出锅。",
                                                          "authors": [{"name": "王小明"}, {"name": "李华"}]})
    ref = items.parse(made.json["story"])
    for verb, actor in ((Verb.SUBMIT, cast.photographer), (Verb.APPROVE, cast.reviewer), (Verb.APPROVE, cast.editor)):
        act(home.engine, actor, Order(verb, channel), ref, now=clock.turn(minutes=1))
    return str(ref)


def test_quotas_are_set_changed_and_ended(program: Callable[..., Any], cast: Any) -> None:
    editor, own = program("editor"), program("photographer")
    canteen = cast.departments["canteen"]
    group = editor.post("/department-groups", json={"name": "服务中心", "departments": [canteen]})
    assert (group.status_code, own.get(group.json["href"].removeprefix("/api/v1")).json) == (
        201, {"id": 1, "name": "服务中心", "departments": [canteen]})
    assert editor.put("/department-groups/1", json={"name": "中心", "departments": [canteen, 999]}).json["field"] == "members"
    asked = {"name": "每月两篇", "wanted": 2, "trigger": "published", "kinds": ["news"], "channels": ["site"]}
    assert own.post("/quotas", json=asked | {"everybody": True}).json["code"] == "not-allowed"
    for wrong, told in (({}, "quota-nobody"), ({"groups": [9]}, "groups"), ({"departments": [999]}, "departments"),
                        ({"everybody": True, "wanted": 0}, "wanted"), ({"everybody": True, "kinds": ["poem"]}, "kinds"),
                        ({"everybody": True, "until_month": "2026-02"}, "until_month"),
                        ({"everybody": True, "outlets": ["日报"]}, "trigger")):
        problem = editor.post("/quotas", json=asked | wrong).json
        assert told in {problem["code"], problem.get("field")}, problem
    made = editor.post("/quotas", json=asked | {"groups": [1], "people": ["photographer"]})
    assert (made.status_code, made.json["href"]) == (201, "/api/v1/quotas/1")
    read = editor.get("/quotas/1")
    assert (read.json["from_month"], read.json["people"], read.json["duty"]) == ("2026-03", ["photographer"], True)
    assert {(one["of"], one["wanted"], one["has"]) for one in own.get("/quotas?month=2026-03").json["items"]} == {
        ("department", 2, 0), ("person", 2, 0)}
    seen = {"If-Match": read.headers["ETag"]}
    edit = {"until_month": "2026-06", "wanted": 3, "people": []}
    assert editor.patch("/quotas/1", json=edit, headers=seen).status_code == 204
    assert editor.patch("/quotas/1", json={"wanted": 4}, headers=seen).status_code == 412
    changed = editor.get("/quotas/1").json
    assert (changed["wanted"], changed["until_month"], changed["people"], changed["groups"], changed["kinds"]) == (
        3, "2026-06", [], [1], ["news"])
    assert editor.patch("/quotas/1", json={"wanted": 0}).json["field"] == "wanted"
    assert editor.delete("/department-groups/1").json["code"] == "group-used"
    assert editor.delete("/quotas/1").status_code == 204
    assert editor.get("/quotas/settings").json["items"] == []
    assert editor.delete("/department-groups/1").status_code == 204


def test_a_nought_that_a_rule_set_writes_down_stays(program: Callable[..., Any]) -> None:
    editor = program("editor")
    quota = '[[quota]]\nname = "调研文章"\neverybody = true\nnumber = 0\ntrigger = "submitted"\n'
    text = f'{written("考核办法")["text"]}\n{quota}'
    assert editor.post("/rule-sets", json={"text": text}).status_code == 201
    assert editor.patch("/quotas/1", json={"name": "调研"}).status_code == 204
    assert editor.patch("/quotas/1", json={"wanted": 1}).status_code == 204
    assert editor.patch("/quotas/1", json={"wanted": 0}).json["field"] == "wanted"


def test_rules_are_tried_set_in_force_changed_and_ended(program: Callable[..., Any]) -> None:
    editor, own = program("editor"), program("photographer")
    given = {one["code"]: one["text"] for one in editor.get("/rule-sets/defaults").json["items"]}
    assert given == {code: defaults.text(code) for code in defaults.NAMES}
    tried = editor.post("/rule-sets/try", json=written("草稿"))
    assert (tried.status_code, tried.json["month"], editor.get("/rule-sets").json["items"]) == (200, "2026-02", [])
    assert editor.post("/rule-sets/try", json={"text": "name = 5"}).json["field"] == "rules"
    assert own.post("/rule-sets", json=written("甲")).json["code"] == "not-allowed"
    made = editor.post("/rule-sets", json=written("甲"))
    assert (made.status_code, made.headers["Location"]) == (201, "/api/v1/rule-sets/1")
    overlapping = editor.post("/rule-sets", json=written("乙", "2026-05"))
    assert (overlapping.status_code, overlapping.json["code"]) == (409, "rules-overlap")
    until = {"text": written("甲")["text"].replace('from', 'until = "2026-04"\nfrom', 1)}
    second = editor.post("/rule-sets/1/versions", json=until)
    assert (second.status_code, editor.get("/rule-sets/2").json["version"]) == (201, 2)
    assert editor.post("/rule-sets/1/versions", json=until).json["code"] == "rules-changed"
    assert editor.post("/rule-sets", json=written("乙", "2026-05")).status_code == 201
    assert editor.delete("/rule-sets/3").status_code == 204
    assert {one["name"] for one in editor.get("/rule-sets").json["items"]} == {"甲"}


def test_outlets_are_kept(program: Callable[..., Any]) -> None:
    editor, own = program("editor"), program("photographer")
    daily = {"name": "省日报", "level": "province", "type": "news", "known": True, "channel": "media"}
    assert own.post("/outlets", json=daily).json["code"] == "not-allowed"
    assert editor.post("/outlets", json=daily | {"address": "http://10.0.0.8/"}).json["field"] == "address"
    made = editor.post("/outlets", json=daily)
    assert (made.status_code, made.json["href"]) == (201, "/api/v1/outlets/1")
    assert editor.post("/outlets", json=daily).json["code"] == "name-taken"
    read = own.get("/outlets/1")
    seen = {"If-Match": read.headers["ETag"]}
    assert editor.patch("/outlets/1", json={"level": "nation", "active": False}, headers=seen).status_code == 204
    assert own.get("/outlets").json["items"] == [read.json | {"level": "nation", "active": False}]


def test_an_issue_is_put_together_approved_and_sent(program: Callable[..., Any], cast: Any, home: Any, clock: Any) -> None:
    editor, director, own = program("editor"), program("director"), program("photographer")
    first, second = (approved(program, cast, home, clock, title) for title in ("食堂开放日", "牛肉面新窗口"))
    assert own.post("/newsletters", json={"name": "后勤简报"}).json["code"] == "not-allowed"
    assert editor.post("/newsletters", json={"name": "后勤简报", "issued_before": 12}).status_code == 201
    assert editor.patch("/newsletters/1", json={"issuer": "综合办公室"}).status_code == 204
    told = own.get("/newsletters/1").json
    assert (told["issuer"], told["issued_before"], told["outlet"]) == ("综合办公室", 12, 1)
    begun = editor.post("/newsletters/1/issues", json={"dated": "2026-03-02"})
    where = begun.json["href"].removeprefix("/api/v1")
    assert (begun.status_code, own.get(where).status_code) == (201, 404)
    assert editor.post(f"{where}/stories", json={"stories": [first]}).status_code == 204
    assert editor.post(f"{where}/sections", json={"heading": "服务"}).status_code == 204
    assert editor.post(f"{where}/stories", json={"stories": [second, first]}).status_code == 204
    sections = editor.get(where).json["sections"]
    assert [(one["heading"], [it["story"] for it in one["stories"]]) for one in sections] == [
        ("", [first]), ("服务", [second])]
    rows = [sections[1]["row"], sections[1]["stories"][0]["row"], sections[0]["stories"][0]["row"]]
    assert editor.put(f"{where}/order", json={"rows": rows}).status_code == 204
    assert editor.put(f"{where}/rows/{rows[1]}", json={"text": "一碗面。"}).status_code == 204
    assert editor.patch(where, json={"title": "开学专刊"}).status_code == 204
    assert editor.post(f"{where}/number", json={"number": 3, "total": 15, "reason": "漏登两期"}).status_code == 204
    assert editor.post(f"{where}/submit").status_code == 204
    read = editor.get(where).json
    assert (read["number"], read["title"], [it["story"] for it in read["sections"][0]["stories"]]) == (
        3, "开学专刊", [second, first])
    assert editor.post(f"{where}/approve", json={"sha256": read["sha256"]}).json["code"] == "newsletter-own"
    assert director.post(f"{where}/take-back", json={}).json["code"] == "newsletter-return"
    assert director.post(f"{where}/approve", json={"sha256": "0" * 64}).json["code"] == "newsletter-changed"
    assert director.post(f"{where}/take-back", json={"reason": "日期不对"}).status_code == 204
    early = editor.patch(where, json={"dated": "1926-03-02"})
    assert (early.status_code, early.json["field"]) == (422, "dated")
    with writing(home.engine) as session:  # as one that was dated before its stories were taken in
        session.execute(update(NewsletterIssue).values(dated=date(1926, 3, 2)))
    assert editor.post(f"{where}/submit").json["field"] == "dated"
    assert editor.patch(where, json={"dated": "2026-03-02"}).status_code == editor.post(f"{where}/submit").status_code == 204
    read = editor.get(where).json
    assert director.post(f"{where}/approve", json={"sha256": read["sha256"]}).status_code == 204
    assert editor.post(f"{where}/send").json["code"] == "newsletter-readers"
    readers = {"people": ["photographer"], "mails": [{"mail": "office@example.edu", "name": "校办"}]}
    assert editor.post("/newsletters/1/readers", json=readers).status_code == 204
    assert [one["mail"] for one in editor.get("/newsletters/1/readers").json["items"]] == ["", "office@example.edu"]
    assert own.get("/newsletters/1/readers").status_code == 403
    assert editor.post(f"{where}/send").status_code == 204
    assert own.get(where).json["state"] == "sent"
    files = {one["document"]: own.get(one["href"].removeprefix("/api/v1")).data for one in own.get(where).json["files"]}
    assert (files["pdf"][:5], files["docx"][:2]) == (b"%PDF-", b"PK")
    assert editor.delete(where).json["code"] == "newsletter-state"
    adopted = own.get("/ledger/table?by=person&period=2026Q1").json
    assert [(one["name"], one["figures"]["adopted"]) for one in adopted["lines"]] == [("李华", 1.0), ("王小明", 1.0)]


def test_a_report_is_written_issued_sent_and_corrected(program: Callable[..., Any], photo: Callable[..., int], cast: Any,
                                                       home: Any, clock: Any) -> None:
    editor, own = program("editor"), program("photographer")
    asset = f"V{photo()}"
    for verb, actor in ((Verb.SUBMIT, cast.photographer), (Verb.APPROVE, cast.reviewer), (Verb.APPROVE, cast.editor)):
        act(home.engine, actor, Order(verb, "screens"), items.parse(asset), now=clock.turn(minutes=1))
    assert editor.post("/rule-sets", json=written("考核办法", "2026-02")).status_code == 201
    assert own.post("/reports", json={"period": "2026-02"}).json["code"] == "not-allowed"
    assert editor.post("/reports", json={"period": "2026-02", "dated": "2026-03-02"}).status_code == 201
    assert editor.patch("/reports/1", json={"opening": "各部门：", "issuer": "后勤管理处"}).status_code == 204
    assert editor.put("/reports/1/pictures", json={"pictures": [{"asset": "V999"}]}).json["code"] == "report-picture"
    assert editor.put("/reports/1/pictures", json={"pictures": [{"asset": asset, "caption": "开放日"}]}).status_code == 204
    read = editor.get("/reports/1").json
    assert (read["opening"], read["title"] != "", [one["caption"] for one in read["figures"]["pictures"]]) == (
        "各部门：", True, ["开放日"])
    assert editor.post("/reports/1/issue", json={"sha256": read["sha256"]}).json["code"] == "report-open"
    canteen = cast.departments["canteen"]
    amount = {"points": "-3.4", "reason": "补记", "month": "2026-02"}
    assert own.post(f"/departments/{canteen}/corrections", json=amount).json["code"] == "not-allowed"
    assert editor.post(f"/departments/{canteen}/corrections", json=amount).status_code == 204
    assert editor.post("/months/2026-03/close").json["code"] == "month-future"
    assert editor.post("/months/2026-02/close").status_code == 204
    assert editor.post("/reports/1/issue", json={"sha256": read["sha256"]}).json["code"] == "report-changed"
    read = editor.get("/reports/1").json
    assert editor.post("/reports/1/issue", json={"sha256": read["sha256"]}).status_code == 204
    assert editor.post("/reports/1/send").json["code"] == "report-readers"
    assert editor.post("/report-readers", json={"people": ["director"]}).status_code == 204
    assert editor.get("/report-readers").json["items"][0]["mail"] == ""
    assert editor.post("/reports/1/send").status_code == 204
    told = program("director").get("/reports/1").json
    assert (told["state"], len(told["files"])) == ("sent", 4)
    assert min(one["points"] for one in told["figures"]["ranking"]) == -3.4
    correction = editor.post("/reports", json={"period": "2026-02", "corrects": 1, "reason": "数字有误"})
    assert correction.json["id"] == 2
    assert editor.get("/reports/2").json["corrects"] == 1
    assert editor.delete("/reports/2").status_code == 204


def test_work_is_handed_over_and_years_are_archived(program: Callable[..., Any], home: Any) -> None:
    reviewer, administrator, own = program("reviewer"), program("administrator"), program("second_photographer")
    program("photographer").post("/stories", json={"kind": "news", "title": "草稿", "body": "正文"})
    both = {"giver": "photographer", "taker": "second_photographer"}
    plan = reviewer.get("/handovers/plan", query_string=both)
    assert (plan.status_code, own.get("/handovers/plan", query_string=both).status_code) == (200, 403)
    assert [(one["code"], one["count"]) for one in plan.json["parts"] if one["code"] == "stories"] == [("stories", 1)]
    made = reviewer.post("/handovers", json=both | {"reason": "调岗", "mark": plan.json["mark"]})
    assert (made.status_code, made.json["href"]) == (201, "/api/v1/handovers/1")
    told = own.get("/handovers/1").json
    assert (told["reason"], told["total"], [one["code"] for one in told["parts"]]) == (
        "调岗", plan.json["parts"][0]["count"], [one["code"] for one in plan.json["parts"]])
    assert reviewer.post("/handovers", json=both).json["code"] == "handover-nothing"
    assert program("outsider").get("/handovers").json["items"] == []
    assert program("editor").get("/archives").json["code"] == "not-allowed"
    asked = administrator.post("/archives", json={"year": 2026})
    assert (asked.status_code, administrator.post("/archives", json={"year": 2026}).json["code"]) == (201, "archive-open")
    assert administrator.get("/archives/1").json["state"] == "waiting"
    assert administrator.post("/archives/1/stop").status_code == 204
    assert [(one["year"], one["state"]) for one in administrator.get("/archives").json["items"]] == [(2026, "stopped")]


@pytest.mark.parametrize("package", ["wechat", "weibo", "print"])
def test_a_story_is_fetched_as_a_package(program: Callable[..., Any], package: str) -> None:
    own = program("photographer")
    own.post("/stories", json={"kind": "news", "title": "食堂开放日", "body": "正文"})
    given = own.get(f"/stories/S1/packages/{package}")
    assert (given.status_code, given.mimetype, given.data[:2]) == (200, "application/zip", b"PK")
    assert program("outsider").get(f"/stories/S1/packages/{package}").status_code == 404


def test_the_ledger_is_the_pages_by_whatever_is_asked(program: Callable[..., Any], browser: Any, cast: Any, home: Any,
                                                      clock: Any, made_photo: Callable[..., Path]) -> None:
    editor, own = program("editor"), program("photographer")
    approved(program, cast, home, clock, "食堂开放日")
    editor.post("/outlets", json={"name": "省日报", "level": "province", "type": "news"})
    editor.post("/placements", json={"item": "S1", "outlet": "省日报", "adopted": True, "published_on": "2026-03-02"})
    proof = {"data": made_photo().read_bytes(), "content_type": "image/jpeg"}
    assert editor.put("/placements/1/evidence?name=a.jpg", **proof).status_code == 204
    for asked in ("period=2026-03", "month=2026-03", "period=2026Q1", "period=2026",
                  "from_month=2025-11&until_month=2026-03"):
        found = own.get(f"/ledger?{asked}").json["items"]
        assert sorted(one["happened"] for one in found) == ["adopted", "published", "sent", "submitted"], asked
    shares = {(one["name"], one["part"], one["percent"]) for one in found[0]["shares"]}
    assert shares == {("王小明", "author", 50.0), ("李华", "author", 50.0)}
    assert {(one["outlet"], one["type"]) for one in found if one["placement"]} == {("省日报", "news")}
    visitor = browser("editor")
    for by in ("department", "person", "kind", "channel", "event", "level", "type", "outlet"):
        table = editor.get(f"/ledger/table?by={by}&period=2026Q1").json
        page = visitor.get(f"/ledger/ledger.csv?by={by}&period=2026Q1").data.decode("utf-8-sig").splitlines()
        assert [one["name"] for one in (*table["lines"], table["total"])] == [line.split(",")[0] for line in page[1:]], by
        for line in table["lines"]:
            for what, amount in line["figures"].items():
                listed = editor.get("/ledger/items", query_string={"by": by, "period": "2026Q1", "what": what,
                                                                   "key": line["key"]}).json["items"]
                assert sum(one["share"] for one in listed) == amount, (by, what)
    assert own.get("/ledger?from_month=2026-03&until_month=2026-01").json["field"] == "from_month"
    assert program("outsider").get("/ledger/items?what=adopted").status_code == 403
