"""An approval: files that stay, adoptions that count, an issue that is sent, and closes when something comes down."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue import items
from index.catalogue.channels import Channel
from index.catalogue.newsletters import Newsletter, NewsletterCopy
from index.catalogue.placements import Placement
from index.db import reading, writing
from index.errors import Conflict, NotFound, VitrineError
from server.doctor import examine
from server.docx import package
from server.docx.parts import NAMESPACES, paragraph
from server.ledger.reading import entries
from server.newsletters import deciding, docx, files, filling, issues, keeping, sending
from server.notices import lists as notices
from server.notices import rounds
from server.notices.tongue import Tongue
from server.review.service import Order, Verb, act
from server.stories import service as stories
from server.takedowns import service as takedowns

DAY = datetime(2026, 3, 1, 2, tzinfo=UTC)
"""When something was done before the issue came."""


def test_an_approval_is_the_adoption_of_its_stories_and_keeps_what_it_prints(
        home: Any, cast: Any, clock: Any, newsletter: int, issue: int, approved: Any, photo: Any, page: Any) -> None:
    engine, public = home.engine, photo()
    inside = photo(cast.second_photographer, name="P.JPG", taken="2026:02:11 10:00:00")
    for who, verb in ((cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE), (cast.editor, Verb.APPROVE)):
        act(engine, who, Order(verb, "screens"), public, now=clock.turn(minutes=1))
    first, second = approved("食堂开放日", public, inside), approved("牛肉面新窗口")
    filling.take_in(engine, cast.editor, issue, [first, second], now=clock())
    sent = _sent_before(home, newsletter, second, clock())
    entry = page(issue).sheet.pieces[0].entry
    filling.retouch(engine, cast.editor, issue, entry, "", "一笼包子。", 3, now=clock())
    deciding.submit(home, cast.editor, issue, now=clock())
    sheet = page(issue).sheet
    assert [one.asset for one in sheet.pieces[0].pictures] == [public], "only what is published is printed"
    deciding.approve(home, cast.director, issue, seen=sheet.sha256, now=clock.turn(days=1))

    with reading(engine) as session:
        placed = {row.story_id: row for row in session.scalars(select(Placement))}
        counted = entries(session, "2026-03", "2026-03", zone=home.settings.zone)
    assert (set(placed), placed[second].id) == ({first, second}, sent), "the sending is confirmed, not doubled"
    assert {(row.state, row.published_on, row.evidence_name) for row in placed.values()} == {
        ("adopted", date(2026, 3, 2), "后勤简报2026年第1期.pdf")}
    adopted = [one for one in counted if one.happened == "adopted"]
    assert [(one.item, one.outlet.name, one.outlet.type, one.month) for one in adopted if one.outlet] == [
        (f"S{first}", "后勤简报", "bulletin", "2026-03"), (f"S{second}", "后勤简报", "bulletin", "2026-03")]

    before = page(issue)
    pdf, word = (files.file_of(home, before, form) for form in ("pdf", "docx"))
    assert "后勤简报\n第1期（总第13期）\n综合办公室 2026年3月2日\n本期目录" in _text(pdf)
    assert "一笼包子。" in _text(pdf)
    assert "第一笼包子出锅" in _text(pdf), "of the other story the own text"
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        assert "word/media/vitrine1.jpg" in parts.namelist()
    stories.save(engine, cast.photographer, second, stories.Wish("news", "改了标题", body="<p>改了。</p>"), seen_version=1,
                 now=clock.turn(minutes=1))
    assert page(issue).sheet == before.sheet, "what was approved stays"
    with pytest.raises(Conflict):
        issues.remove(engine, cast.editor, issue, now=clock())
    found = examine(home, level="normal", repair=False, now=clock()).findings
    assert [one for one in found if one.kind in {"missing", "damaged", "stray"}] == []

    with pytest.raises(VitrineError) as nobody:
        sending.send(engine, cast.editor, issue, now=clock())
    assert nobody.value.reason.code == "newsletter-readers"
    keeping.add_readers(engine, cast.editor, newsletter, ["outsider"], [("校办", "office@example.edu")], now=clock())
    with pytest.raises(NotFound):
        page(issue, cast.outsider)
    assert sending.send(engine, cast.editor, issue, now=clock()) == 2
    assert page(issue, cast.outsider).sheet == before.sheet
    rounds.follow(home, clock.turn(minutes=1))
    with reading(engine) as session:
        days, _more = notices.days(session, cast.outsider, Tongue("zh_CN", home.settings.zone), clock())
        states = {one.name: one.state for one in session.scalars(select(NewsletterCopy))}
    assert [line.text for day in days for line in day.lines] == ["「后勤简报 2026年第1期」已发出"]
    assert states == {"outsider 同学": "sent", "校办": "waiting"}

    takedowns.take_down(engine, cast.editor, [items.ref(public)], "本人要求", now=clock.turn(minutes=1))
    with pytest.raises(NotFound):
        page(issue, cast.outsider)
    assert page(issue).closed


@pytest.mark.parametrize(("before", "same", "month"), [
    ({"outlet_id": None}, True, "2026-05"),
    ({"state": "claimed", "published_on": date(2026, 3, 2), "confirmed_at": DAY}, True, "2026-03"),
    ({"state": "not-adopted", "published_on": date(2026, 3, 2), "confirmed_at": DAY}, True, "2026-03"),
    ({"state": "not-adopted", "published_on": date(2026, 2, 27), "confirmed_at": DAY}, False, "2026-05"),
    ({"state": "not-adopted"}, False, "2026-05"),
], ids=["unaddressed", "claimed again", "declined", "declined in another month", "never adopted"])
def test_what_was_sent_or_adopted_before_is_not_counted_again(
        home: Any, cast: Any, clock: Any, newsletter: int, issue: int, approved: Any, page: Any, before: dict[str, Any],
        same: bool, month: str) -> None:
    told = approved()
    filling.take_in(home.engine, cast.editor, issue, [told], now=clock())
    with writing(home.engine) as session:
        outlet = session.get_one(Newsletter, newsletter).outlet_id
        channel = session.scalars(select(Channel.id).where(Channel.code == "site")).one()
        row = Placement(**({"outlet_id": outlet} | before), story_id=told, channel_id=channel, made_at=DAY, sent_at=DAY)
        session.add(row)
        session.flush()
        old = row.id
    deciding.submit(home, cast.editor, issue, now=clock())
    deciding.approve(home, cast.director, issue, seen=page(issue).sheet.sha256, now=clock.turn(days=60))
    closed = {"2026-02": DAY + timedelta(days=9), "2026-03": DAY + timedelta(days=33)}
    with reading(home.engine) as session:
        row = session.scalars(select(Placement).where(Placement.state == "adopted")).one()
        counted = entries(session, "2026-01", "2026-12", zone=home.settings.zone, closed=closed)
    assert (row.id == old, row.outlet_id, row.published_on) == (same, outlet, date(2026, 3, 2))
    assert [one.month for one in counted if one.happened == "adopted"] == [month]


def test_a_template_is_filled_in_whatever_word_did_to_its_runs(home: Any, newsletter: int, issue: int, page: Any) -> None:
    text = "".join(paragraph(one) for one in ("{{刊名}}", "{{报送}}", "{{正文}}"))
    cut = text.replace("{{刊名}}", "{{刊</w:t></w:r><w:r><w:t>名}} 试用").replace("<w:body>", "")
    parts = {"[Content_Types].xml": package.whole("")[package.TYPES],
             "word/document.xml": f"<w:document {NAMESPACES}><w:body>{cut}</w:body></w:document>"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, told in parts.items():
            archive.writestr(name, told)
    docx.check(out.getvalue())
    filled = docx.filled(home, page(issue).sheet, out.getvalue())
    with zipfile.ZipFile(io.BytesIO(filled)) as archive:
        words = re.sub(r"<[^>]*>", "", archive.read("word/document.xml").decode())
    assert words == "后勤简报 试用校领导"
    for broken in (b"none", out.getvalue()[:200], docx.default().replace(b"PK", b"XX")):
        with pytest.raises(VitrineError) as refused:
            docx.check(broken)
        assert refused.value.reason.code == "newsletter-template"


def _sent_before(home: Any, newsletter: int, story: int, now: Any) -> int:
    """The story was sent to the bulletin already, and that is open."""
    with writing(home.engine) as session:
        outlet = session.get_one(Newsletter, newsletter).outlet_id
        row = Placement(story_id=story, outlet_id=outlet, channel_id=2, made_at=now, sent_at=now)
        session.add(row)
        session.flush()
        return row.id


def _text(data: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(one.get_textpage().get_text_range() for one in document).replace("\r\n", "\n")
    finally:
        document.close()
