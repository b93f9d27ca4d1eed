"""The pages of reports: from a draft to what went to the leaders, as the office and others see them."""

from __future__ import annotations

import io
from typing import Any

import pytest

from server.reports import template


@pytest.mark.usefixtures("closed")
def test_a_report_is_made_issued_and_corrected_on_its_pages(visitor: Any) -> None:
    editor, reader = visitor("editor"), visitor("outsider")
    form = {"issuer": "后勤管理处", "mark": "后勤宣", "copy_to": "校领导", "red_head": "1"}
    editor.post("/points/reports/settings", **form)
    editor.post("/points/reports/settings/template", template=(io.BytesIO(template.DEFAULT), "我的模板.docx"))
    editor.post("/points/reports/settings/readers", person="outsider", mails="校办 office@example.edu\n")
    told = editor.get("/points/reports/settings")
    assert all(one in told for one in ("我的模板.docx", "office@example.edu", "{{正文}}"))
    assert editor.post("/points/reports/new", period="2026-03").location == "/points/reports/1/edit"
    desk = "/points/reports/1"
    editor.post(f"{desk}/edit", 422, title="", dated="2026-04-08")
    editor.post(f"{desk}/edit", title="三月通报", dated="2026-04-08", opening="通报<如下>。", **form)
    page = editor.get(desk)
    for one in ("三月通报", "通报&lt;如下&gt;。", "后勤宣〔2026〕1号", "饮食服务中心", "<svg", "Issue it"):
        assert one in page
    reader.get(desk, 404)
    reader.post(f"{desk}/issue", 404, seen="")
    seen = page.partition('name="seen" value="')[2][:64]
    editor.post(f"{desk}/issue", seen=seen)
    assert "Send to the leaders" in editor.get(desk)
    editor.post(f"{desk}/send")
    assert "三月通报" in reader.get("/points/reports/")
    assert "office@example.edu" not in reader.get(desk)
    for kind, begins in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK"), ("html", b"<!doctype")):
        answer = reader.browser.get(f"{desk}/file.{kind}")
        assert (answer.status_code, answer.data[:len(begins)]) == (200, begins)
    assert editor.post(f"{desk}/correct", reason="漏计").location == "/points/reports/2/edit"
    assert "漏计" in editor.get("/points/reports/2")
    editor.post("/points/reports/2/remove")
    editor.get("/points/reports/2", 404)
