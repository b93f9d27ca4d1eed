"""A report from its draft to the leaders: frozen when issued, corrected by a new one, and laid out in four ways."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from index.catalogue.reports import FILES, ReportCopy
from index.catalogue.stories import Story
from index.db import reading, writing
from index.errors import Conflict, Forbidden, Invalid, NotFound, VitrineError
from server.docx import package
from server.points import closing
from server.reports import files, issuing, keeping, making, template


def _words(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return re.sub(r"<[^>]*>", "", archive.read("word/document.xml").decode())


def _template(body: str) -> bytes:
    return package.zipped(package.whole(f'<w:document xmlns:w="w">{body}</w:document>'))


def test_a_report_is_frozen_when_issued_and_corrected_by_a_new_one(home: Any, cast: Any, clock: Any, march: int, draft: int,
                                                                   whole: Any) -> None:
    with pytest.raises(Conflict) as open_:
        issuing.issue(home, cast.editor, draft, seen=whole(draft).seen, now=clock())
    assert open_.value.reason.code == "report-open"
    closing.close(home.engine, cast.editor, "2026-03", zone=home.settings.zone, now=clock())
    with pytest.raises(Conflict) as stale:
        issuing.issue(home, cast.editor, draft, seen="0" * 64, now=clock())
    assert stale.value.reason.code == "report-changed"
    with pytest.raises(Forbidden):
        issuing.issue(home, cast.reviewer, draft, seen=whole(draft).seen, now=clock())
    issuing.issue(home, cast.editor, draft, seen=whole(draft).seen, now=clock())
    before = whole(draft)
    held = {form: files.file_of(home, draft, before.sheet, form) for form in FILES}
    line = before.data["ranking"][0]
    assert (line["rank"], line["department"], before.data["media"], before.data["adoptions"]) == (
        1, "饮食服务中心", 1, {"city": {"news": 1}, "county": {"bulletin": 1}})
    with writing(home.engine) as session:  # what it counts is gone, and what it is called by changes
        session.delete(session.get_one(Story, march))
    keeping.change(home.engine, cast.editor, keeping.Wish("宣传办"), now=clock())
    after = whole(draft)
    assert (after.data, after.sheet) == (before.data, before.sheet)
    assert {form: files.file_of(home, draft, after.sheet, form) for form in FILES} == held
    with pytest.raises(Conflict):
        making.choose(home.engine, cast.editor, draft, lambda _held: {}, now=clock())
    again = making.begin(home.engine, cast.editor, "2026-03", date(2026, 4, 9), now=clock())
    with pytest.raises(Conflict) as twice:
        issuing.issue(home, cast.editor, again, seen=whole(again).seen, now=clock())
    assert twice.value.reason.code == "report-again"
    with pytest.raises(Invalid):
        making.begin(home.engine, cast.editor, "2026-03", date(2026, 4, 9), corrects=draft, now=clock())
    new = making.begin(home.engine, cast.editor, "2026-03", date(2026, 4, 9), corrects=draft, reason="漏计一篇",
                       now=clock())
    issuing.issue(home, cast.editor, new, seen=whole(new).seen, now=clock())
    assert whole(draft).line.corrected == (new, "后勤宣〔2026〕3号")
    assert "《关于2026年3月宣传工作情况的通报》（后勤宣〔2026〕1号）中的数字有误（漏计一篇）" in _words(
        files.file_of(home, new, whole(new).sheet, "docx"))


def test_it_goes_to_the_leaders_and_to_nobody_else(home: Any, cast: Any, clock: Any, closed: int, draft: int,
                                                   whole: Any) -> None:
    issuing.issue(home, cast.editor, draft, seen=whole(draft).seen, now=clock())
    with pytest.raises(VitrineError) as none:
        issuing.send(home.engine, cast.editor, draft, now=clock())
    assert none.value.reason.code == "report-readers"
    keeping.add_readers(home.engine, cast.editor, ["outsider"], [("校办", "office@example.edu")], now=clock())
    with pytest.raises(NotFound):
        whole(draft, cast.outsider)
    assert issuing.send(home.engine, cast.editor, draft, now=clock()) == 2
    assert whole(draft, cast.outsider).copies == ()
    with pytest.raises(NotFound):
        whole(draft, cast.photographer)
    with reading(home.engine) as session:
        assert {one.name: one.state for one in session.scalars(select(ReportCopy))} == {
            cast.outsider.display: "sent", "校办": "waiting"}


def test_the_same_figures_stand_in_every_file(home: Any, cast: Any, clock: Any, march: int, draft: int, whole: Any) -> None:
    sheet = whole(draft).sheet
    word = files.made(home, sheet, "docx")
    told = _words(word)
    for text in ("后勤管理处文件", "后勤宣〔2026〕1号", "关于2026年3月宣传工作情况的通报", "各科室、中心：",
                 "一、总体情况", "投稿1件", "被采用2次，其中新闻媒体、网站和新媒体采用1次", "采用率100%", "抄送：校领导。",
                 "2026年4月8日印发"):
        assert text in told
    assert "{{" not in told
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        section = re.search(r"<w:pgMar[^>]*>", archive.read("word/document.xml").decode())
        assert section is not None
        margins = re.findall(r'(?:top|right|bottom|left)="(\d+)"', section[0])
        assert [round(int(one) * 25.4 / 1440) for one in margins] == [37, 26, 35, 28]
        assert archive.read("word/media/vitrine1.png").startswith(b"\x89PNG")
    book = load_workbook(io.BytesIO(files.made(home, sheet, "xlsx")))
    assert [cell.value for cell in book["部门排名"][5]][:3] == [1, "饮食服务中心", 1.3]
    assert files.made(home, sheet, "pdf").startswith(b"%PDF")
    page = files.made(home, sheet, "html").decode()
    assert "<svg" in page
    assert "饮食服务中心" in page


@pytest.mark.parametrize(("data", "said"), [
    (b"none", "不是 .docx"), (template.DEFAULT[:300], "已损坏"),
    (_template("<w:p><w:r><w:t>{{正</w:t><w:t>闻}}</w:t></w:r></w:p>"), "{{正闻}}"),
    (_template("<w:p/>"), "没有 {{正文}}")])
def test_a_template_that_cannot_be_used_says_why(home: Any, cast: Any, clock: Any, data: bytes, said: str) -> None:
    with pytest.raises(VitrineError) as refused:
        keeping.set_template(home, cast.editor, "通报.docx", data, now=clock())
    assert said in refused.value.reason.zh


def test_the_offices_own_template_is_filled_in(home: Any, cast: Any, clock: Any, march: int, draft: int, whole: Any) -> None:
    cut = "<w:p><w:r><w:t>{{时</w:t></w:r><w:r><w:t>段}}小结</w:t></w:r></w:p>"
    own = _template(f"{cut}<w:p><w:r><w:t>{{{{排名}}}}</w:t></w:r></w:p>")
    keeping.set_template(home, cast.editor, "小结.docx", own, now=clock())
    told = _words(files.made(home, whole(draft).sheet, "docx"))
    assert told.startswith("2026年3月小结")
    assert "部门排名" in told
    assert "总体情况" not in told


def test_a_report_by_command(home: Any, run: Any, march: int, tmp_path: Any) -> None:
    run("office", "report", "--quarter", "2026Q1", "--to", str(tmp_path / "q.docx"))
    assert "关于2026年第一季度宣传工作情况的通报" in _words((tmp_path / "q.docx").read_bytes())
    assert "xlsx" in run("office", "report", "--month", "2026-03", "--to", str(tmp_path / "q.txt"), code=1)
