"""Reports and newsletters for programs: the figures and files that were frozen, and only for whom their pages are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import points_campus
import pytest

from index.catalogue.newsletters import IssueState, NewsletterEntry, NewsletterIssue
from index.catalogue.reports import FILES, OfficeReport, ReportCopy, ReportState
from index.db import writing
from server.newsletters import issues
from server.newsletters import keeping as newsletters
from server.reports import making
from server.reports import reading as reports


def files(row: Any, home: Any, forms: tuple[str, ...]) -> None:
    """Keep files for a paper as its issue does; what lays them out is tried beside it."""
    for form in forms:
        data = f"{form} of the paper".encode()
        setattr(row, f"{form}_sha256", newsletters.keep(home, data))
        setattr(row, f"{form}_bytes", len(data))


@pytest.fixture
def issued(home: Any, cast: Any, clock: Any) -> int:
    """A report of March that was issued, and sent to somebody of the library."""
    points_campus.furnish(home, cast.editor, [cast.departments["canteen"]], clock())
    made = making.begin(home.engine, cast.editor, "2026-03", clock().date(), now=clock())
    with writing(home.engine) as session:
        row = session.get_one(OfficeReport, made)
        row.figures = reports.told(session, row, home.settings.zone, clock())[0]
        row.state, row.issued_at, row.opening = ReportState.SENT, clock(), "各部门："
        files(row, home, FILES)
        session.add(ReportCopy(report_id=made, person_id=cast.outsider.person_id, name="", mail="", state="sent",
                               due_at=clock()))
    return made


def test_a_report_is_told_as_it_was_frozen_and_its_files_are_given(program: Callable[..., Any], issued: int, home: Any,
                                                                   cast: Any, clock: Any) -> None:
    editor, leader, stranger = program("editor"), program("outsider"), program("photographer")
    draft = making.begin(home.engine, cast.editor, "2026-02", clock().date(), now=clock())
    assert [(one["id"], one["state"]) for one in editor.get("/reports").json["items"]] == [(draft, "draft"), (issued, "sent")]
    assert [one["id"] for one in leader.get("/reports").json["items"]] == [issued]
    told = leader.get(f"/reports/{issued}").json
    assert (told["period"], told["opening"], told["figures"]["by"]) == ("2026-03", "各部门：", "points")
    canteen = next(one for one in told["figures"]["ranking"] if one["department"] == "饮食服务中心")
    assert canteen["points"] == 0.5
    assert {(one["of"], one["quota"], one["wanted"]) for one in told["figures"]["tasks"]} >= {("department", "每月两张", 2)}
    assert [one["document"] for one in told["files"]] == list(FILES)
    file = leader.get(told["files"][1]["href"].removeprefix("/api/v1"))
    assert (file.data, "attachment" in file.headers["Content-Disposition"]) == (b"docx of the paper", True)
    points_campus.closing.correct(home.engine, cast.editor, "2026-03", cast.departments["canteen"], "4", "改", now=clock())
    assert leader.get(f"/reports/{issued}").json["figures"] == told["figures"]
    for address in (f"/reports/{issued}", f"/reports/{issued}/files/docx", f"/reports/{issued}/files/exe"):
        assert stranger.get(address).status_code == 404
    for nothing in (f"/reports/{draft}/files/docx", f"/reports/{issued}/files/exe"):
        assert editor.get(nothing).status_code == 404
    assert leader.get(f"/reports/{draft}").status_code == 404
    assert editor.get(f"/reports/{draft}").json["files"] == []
    assert program("editor", "read:assets").get("/reports").json["code"] == "token-scope"


def test_issues_that_were_sent_are_everybodys(program: Callable[..., Any], home: Any, cast: Any, clock: Any) -> None:
    newsletter = newsletters.add(home.engine, cast.editor, newsletters.Wish("后勤简报", issuer="综合办公室"), now=clock())
    story = program("photographer").post("/stories", json={"kind": "news", "title": "食堂开放日", "body": "第一笼包子。"})
    sent, draft = (issues.begin(home.engine, cast.editor, newsletter, date(2026, 3, day), now=clock()) for day in (2, 9))
    printed = {"heading": "开放日", "paragraphs": ["第一笼包子。"], "department": "饮食", "authors": "林晓", "pictures": []}
    with writing(home.engine) as session:
        row = session.get_one(NewsletterIssue, sent)
        files(row, home, ("pdf", "docx"))
        row.state, row.sha256, row.approved_at, row.sent_at, row.stories = IssueState.SENT, "a" * 64, clock(), clock(), 1
        session.add(NewsletterEntry(issue_id=sent, position=1, story_id=1, printed=printed))
    one, editor = program("outsider"), program("editor")
    assert story.json["story"] == "S1"
    assert [it["id"] for it in one.get(f"/newsletters/{newsletter}/issues").json["items"]] == [sent]
    assert [it["id"] for it in editor.get(f"/newsletters/{newsletter}/issues").json["items"]] == [draft, sent]
    told = one.get(f"/newsletters/issues/{sent}").json
    assert (told["name"], told["issuer"], told["state"]) == ("后勤简报", "综合办公室", "sent")
    assert [(it["story"], it["heading"]) for it in told["sections"][0]["stories"]] == [("S1", "开放日")]
    assert one.get(told["files"][0]["href"].removeprefix("/api/v1")).data == b"pdf of the paper"
    for address in (f"/newsletters/issues/{draft}", f"/newsletters/issues/{draft}/files/pdf", "/newsletters/9/issues"):
        assert one.get(address).status_code == 404
    assert editor.get(f"/newsletters/issues/{draft}").json["files"] == []
    assert editor.get(f"/newsletters/issues/{draft}/files/pdf").status_code == 404
