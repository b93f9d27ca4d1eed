"""Stories from files: what .docx, .html, .md and .txt say, and what is told of files that are none."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.audit import AuditLine
from index.catalogue.people import OWNER
from index.catalogue.stories import Story, StoryCredit, StoryVersion
from index.db import reading
from index.errors import Forbidden, Invalid
from server.stories import docx, files, importing
from server.stories.importing import Line, Outcome
from server.stories.service import Credit

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SPACES = (f'{W} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
          'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
          'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"')
STYLES = f"""<w:styles {W}><w:style w:type="paragraph" w:styleId="a3"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="3"><w:name w:val="heading 3"/></w:style></w:styles>"""
LINKS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId5"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
Target="https://example.edu.cn/?a=1&amp;b=2" TargetMode="External"/></Relationships>"""
CORE = """<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
<dc:creator>photographer 同学</dc:creator>
<dcterms:created>2025-11-03T02:00:00Z</dcterms:created></cp:coreProperties>"""


def paragraph(text: str, style: str = "", more: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def word(*blocks: str, parts: dict[str, str] | None = None) -> bytes:
    """Return a document of these blocks as Word packs it."""
    body = f'<?xml version="1.0" encoding="UTF-8"?><w:document {SPACES}><w:body>{"".join(blocks)}</w:body></w:document>'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in {"word/document.xml": body, "word/styles.xml": STYLES, "word/_rels/document.xml.rels": LINKS,
                           "docProps/core.xml": CORE, **(parts or {})}.items():
            packed.writestr(name, text)
    return data.getvalue()


MIXED = ("<w:p><w:r><w:t>十一月三日，</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>第二食堂</w:t></w:r>"
         "<w:del><w:r><w:delText>作废</w:delText></w:r></w:del><w:ins><w:r><w:t>开放</w:t></w:r></w:ins>"
         '<w:hyperlink r:id="rId5"><w:r><w:rPr><w:i w:val="0"/></w:rPr><w:t>详情 &amp; 报名</w:t></w:r></w:hyperlink>'
         '<w:r><w:footnoteReference w:id="1"/></w:r></w:p>')
PICTURE = ('<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><a:blip r:embed="rId9"/></w:drawing>'
           "</mc:Choice><mc:Fallback><w:pict><w:p><w:r><w:t>重复</w:t></w:r></w:p></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>")
NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'


def test_a_word_document() -> None:
    found = files.read("稿件.docx", word(
        paragraph("食堂开放日走进后厨", "a3"), paragraph("（文/张三 图/李四、王五）"), MIXED, PICTURE, paragraph("现场", "3"),
        paragraph("一是参观", more=NUMBERED), paragraph("二是试吃", more=NUMBERED),
        f"<w:tbl><w:tr><w:tc>{paragraph('表格里的话')}</w:tc></w:tr></w:tbl>", paragraph("2025年11月3日")))
    assert found.title == "食堂开放日走进后厨"
    assert found.credits == (Credit("author", "张三"), Credit("photographer", "李四"), Credit("photographer", "王五"))
    assert found.body == (
        '<p>十一月三日，<strong>第二食堂</strong>开放<a href="https://example.edu.cn/?a=1&amp;b=2">详情 &amp; 报名</a></p>'
        "<h3>现场</h3><ul><li><p>一是参观</p></li><li><p>二是试吃</p></li></ul><p>表格里的话</p><p>2025年11月3日</p>")
    assert (found.dated, found.pictures, found.notes, found.author) == (date(2025, 11, 3), 1, 1, "photographer 同学")


GB_PAGE = ("<html><head><meta charset=gb2312><title>开学典礼 - 示范大学新闻网</title><meta name=author content=张三>"
           "<style>p{}</style></head><body><p class=MsoNormal>九月一日，开学典礼在体育馆举行。<img src='a.jpg'></p>"
           "<script>alert(1)</script><p>摄影：李四</p></body></html>")
MARKED = """# 图书馆夜读

作者：张三，李四

**灯光**下的[阅读](https://example.edu.cn)
换行也在这一段。

![合影](a.jpg)

- 一层
- 二层

1. 先
2. 后

> 引用一句
"""


@pytest.mark.parametrize(("name", "data", "title", "people", "body"), [
    ("a.html", GB_PAGE.encode("gb18030"), "开学典礼", ["李四"], "<p>九月一日，开学典礼在体育馆举行。</p>"),
    ("b.html", "<h1>标题在此</h1><p>正文。</p>".encode(), "标题在此", [], "<p>正文。</p>"),
    ("c.md", MARKED.encode(), "图书馆夜读", ["张三", "李四"],
     '<p><strong>灯光</strong>下的<a href="https://example.edu.cn">阅读</a><br>换行也在这一段。</p><p>合影</p>'
     "<ul><li><p>一层</p></li><li><p>二层</p></li></ul><ol><li><p>先</p></li><li><p>后</p></li></ol>"
     "<blockquote><p>引用一句</p></blockquote>"),
    ("d.txt", "运动会开幕\r\n\r\n全校 < 三千人参加。\r\n通讯员：王五\r\n".encode("utf-16"), "运动会开幕", ["王五"],
     "<p>全校 &lt; 三千人参加。</p>"),
    ("会议纪要.txt", "会议于三月二日召开，讨论了以下事项。\n一是预算。".encode("gb18030"), "会议纪要", [],
     "<p>会议于三月二日召开，讨论了以下事项。</p><p>一是预算。</p>"),
    ("by.txt", "校庆\n记者：张三说，校庆很热闹。\n供稿：饮食服务中心".encode(), "校庆", [],
     "<p>记者：张三说，校庆很热闹。</p><p>供稿：饮食服务中心</p>"),
    ("en.txt", b"Open day\nText: Ann Lee, Bo Chen\nAll came.", "Open day", ["Ann Lee", "Bo Chen"], "<p>All came.</p>"),
    ("both.txt", "校庆\n文字/摄影：张三\n热闹。\n2025-05-04 09:30".encode(), "校庆", ["张三", "张三"],
     "<p>热闹。</p><p>2025-05-04 09:30</p>"),
])
def test_other_files(name: str, data: bytes, title: str, people: list[str], body: str) -> None:
    found = files.read(name, data)
    assert found.title == title
    assert [one.name for one in found.credits] == people
    assert found.body == body


BOMB = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(("name", "data", "why"), [
    ("old.doc", b"\xd0\xcf\x11\xe0", "save the .doc as .docx"), ("a.pdf", b"%PDF", "only .docx"),
    ("a.docx", b"no zip", "damaged"), ("a.docx", word(paragraph("x"))[:300], "damaged"),
    ("b.docx", word(parts={"word/document.xml": "<broken"}), "cannot be read"),
    ("c.docx", word(parts={"word/document.xml": f"{BOMB}<w>&b;</w>"}), "cannot be read"), ("e.txt", b" \n ", "no words"),
    ("f.docx", word(PICTURE), "no words"), ("g.txt", b"\xff\xfe\x00", "encoding"),
    ("big.docx", word(parts={"word/document.xml": " " * (docx.MOST_PART + 1)}), "unpacks to more"),
    ("deep.docx", word("<w:sdt>" * 3000, "</w:sdt>" * 3000), "damaged"),
])
def test_files_that_are_none(name: str, data: bytes, why: str) -> None:
    with pytest.raises(Invalid) as caught:
        files.read(name, data)
    assert why in caught.value.reason.en
    assert caught.value.field == "file"


def test_a_folder_becomes_drafts_once(home: Any, cast: Any, clock: Any, tmp_path: Path) -> None:
    (tmp_path / "旧稿").mkdir()
    (tmp_path / "旧稿" / "食堂.docx").write_bytes(word(paragraph("食堂开放日", "1"), paragraph("正文第一段。")))
    (tmp_path / "旧稿" / "~$食堂.docx").write_bytes(b"lock")
    (tmp_path / "照片.jpg").write_bytes(b"not asked for")
    (tmp_path / "坏.docx").write_bytes(b"broken")
    (tmp_path / "长.txt").write_text("长文\n" + "字" * 50_001, "utf-8")

    def run() -> dict[str, Line]:
        return {Path(one.file).name: one for one in importing.take_in(
            home.engine, cast.photographer, importing.found_in([tmp_path]), "feature", clock=clock)}

    first = run()
    assert {name: one.outcome for name, one in first.items()} == {
        "食堂.docx": Outcome.BEGUN, "坏.docx": Outcome.REFUSED, "长.txt": Outcome.REFUSED}
    assert first["长.txt"].reason is not None
    assert "最多 50000 个字" in first["长.txt"].reason.zh
    assert (first["食堂.docx"].authors, first["食堂.docx"].dated) == (("photographer 同学",), date(2025, 11, 3))
    assert run()["食堂.docx"].outcome is Outcome.ALREADY_HERE
    with reading(home.engine) as session:
        story = session.scalars(select(Story)).one()
        assert (story.title, story.body, story.kind, story.version) == ("食堂开放日", "<p>正文第一段。</p>", "feature", 1)
        assert (story.owner_id, story.department_id) == (cast.photographer.person_id, cast.photographer.department_id)
        credit = session.scalars(select(StoryCredit)).one()
        assert (credit.part, credit.person_id) == ("author", cast.photographer.person_id)
        told = session.scalars(select(AuditLine).where(AuditLine.verb == "began")).one().details
        assert (told["file"], told["dated"], len(told["file_sha256"])) == ("食堂.docx", "2025-11-03", 64)
        assert session.scalars(select(StoryVersion)).one().content["title"] == "食堂开放日"


def test_only_who_may_write_and_a_kind_that_there_is(home: Any, cast: Any, clock: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("标题\n正文。", "utf-8")
    [line] = importing.take_in(home.engine, cast.photographer, [file], "none", clock=clock)
    assert line.reason is not None
    assert "no such kind" in line.reason.en
    [gone] = importing.take_in(home.engine, cast.photographer, [tmp_path / "gone.txt"], "news", clock=clock)
    assert gone.outcome is Outcome.REFUSED
    with pytest.raises(Forbidden):
        list(importing.take_in(home.engine, OWNER, [file], "news", clock=clock))
