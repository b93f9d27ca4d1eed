"""The pages of newsletters: from a new one to an issue that waits for somebody else."""

from __future__ import annotations

import io
from typing import Any

from server.newsletters import docx
from server.newsletters.issue_views import moved


def test_an_issue_is_put_together_on_its_pages(visitor: Any, approved: Any, page: Any, cast: Any) -> None:
    first, second = approved("食堂开放日"), approved("牛肉面新窗口")
    editor, reader, director = visitor("editor"), visitor("outsider"), visitor("director")
    assert "后勤" not in editor.get("/newsletters/")
    editor.post("/newsletters/new", 422, name="")
    fields = {"name": "后勤简报", "issuer": "综合办公室", "issued_before": "12", "send_to": "各部门", "outlet": ""}
    assert editor.post("/newsletters/new", **fields).location == "/newsletters/1/change"
    editor.post("/newsletters/1/readers", person="outsider", mails="校办 office@example.edu\n")
    assert "office@example.edu" in editor.get("/newsletters/1/change")
    editor.post("/newsletters/1/template", template=(io.BytesIO(docx.default()), "模板.docx"))
    assert "模板.docx" in editor.get("/newsletters/1/change")
    assert editor.post("/newsletters/1/issues", dated="2026-03-02").location == "/newsletters/issues/1/edit"

    desk = "/newsletters/issues/1"
    found = editor.get(f"{desk}/edit?q=牛肉")
    assert (f'data-story="S{second}"' in found, f'data-story="S{first}"' in found) == (True, False)
    for story in (first, second):
        editor.post(f"{desk}/take-in", story=f"S{story}")
    editor.post(f"{desk}/section", section="服务育人")
    a, b, section = 1, 2, 3
    editor.post(f"{desk}/order", asset=str(section), move="up")
    editor.post(f"{desk}/order", asset=str(section), move="up")
    editor.post(f"{desk}/rows/{a}", heading="走进后厨", text="一笼包子。", pictures="0")
    editor.post(f"{desk}/facts", dated="2026-03-03", title="", copies="30", report_to="校领导", send_to="各部门")
    editor.post(f"{desk}/number", issue_number="3", total="15", reason="漏编两期")
    sheet = page(1).sheet
    assert (sheet.issue, sheet.day, [piece.entry for piece in sheet.pieces]) == ("第3期（总第15期）", "2026年3月3日", [a, b])
    shown = editor.get(desk)
    assert all(one in shown for one in ("走进后厨", "一笼包子。", "【服务育人】", "（共印30份）"))

    editor.post(f"{desk}/submit")
    assert "Take it back" in editor.get(desk)
    assert editor.get(f"{desk}/edit", 302) is not None
    reader.get(desk, 404)
    assert sheet.sha256 in director.get(desk)
    director.post(f"{desk}/take-back", reason="标题再短些")
    assert "标题再短些" in editor.get(f"{desk}/edit")
    assert reader.post("/newsletters/1/issues", 403, dated="2026-03-09")
    word = editor.browser.get(f"{desk}/file.docx")
    assert (word.status_code, word.data[:2]) == (200, b"PK")
    editor.get(f"{desk}/file.exe", 404)
    editor.post(f"{desk}/remove")
    editor.get(desk, 404)


def test_a_row_moves_by_one_and_stays_at_the_ends() -> None:
    assert moved([1, 2, 3], 3, -1) == [1, 3, 2]
    assert moved([1, 2, 3], 1, -1) == [1, 2, 3]
    assert moved([1, 2, 3], 3, 1) == [1, 2, 3]
    assert moved([1, 2, 3], 9, 1) == [1, 2, 3]
