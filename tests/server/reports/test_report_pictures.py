"""Pictures of a report: chosen on a page of their own, printed in every file; and the mail that brings it to the leaders."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from mailing import attached

from index.catalogue import printed
from index.catalogue.reports import OfficeReport
from index.db import reading, writing
from server.reports import files, issuing, keeping, making
from server.review.service import Order, Verb, act


@pytest.fixture
def two(home: Any, cast: Any, clock: Any, photo: Any) -> tuple[int, int]:
    """Two published photos."""
    first, second = photo(), photo(cast.second_photographer, name="P.JPG", taken="2026:02:11 10:00:00")
    for one, who in ((first, cast.photographer), (second, cast.second_photographer)):
        for actor, verb in ((who, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE), (cast.editor, Verb.APPROVE)):
            act(home.engine, actor, Order(verb, "screens"), one, now=clock.turn(minutes=1))
    return first, second


def test_pictures_are_chosen_put_in_order_and_printed(home: Any, cast: Any, clock: Any, visitor: Any, two: tuple[int, int],
                                                      draft: int, whole: Any) -> None:
    first, second = two
    editor, page = visitor("editor"), f"/points/reports/{draft}/pictures"
    assert f'name="asset" value="V{first}"' in editor.get(f"{page}/")
    for one in (first, second, 99):
        editor.post(f"{page}/add", asset=f"V{one}")
    editor.post(f"{page}/order", asset=f"V{second}", move="up")
    editor.post(f"{page}/words", **{f"words-V{second}": "晨光里的食堂"})
    editor.post(f"{page}/order", asset="V99", move="down")
    assert list(chosen(home, draft).items()) == [(second, "晨光里的食堂"), (first, "")], (
        "what is not published is not taken, nor another moved instead")
    shown = editor.get(f"{page}/")
    assert re.findall(r'data-asset="V([0-9]+)"', shown) == [str(second), str(first)]
    assert ('value="晨光里的食堂"' in shown, "Not published any more" in shown) == (True, False)
    sheet = whole(draft).sheet
    with zipfile.ZipFile(io.BytesIO(files.made(home, sheet, "docx"))) as word:
        assert sum(name.endswith(".jpg") for name in word.namelist()) == 2
        assert "晨光里的食堂" in word.read("word/document.xml").decode()
    assert len(re.findall(rb"/DCTDecode", files.made(home, sheet, "pdf"))) == 2
    editor.post(f"{page}/take-out", asset=f"V{second}")
    assert [one.asset for one in whole(draft).sheet.photos] == [first]
    visitor("director").get(f"{page}/", 403)


def test_what_is_not_published_any_more_can_be_taken_out_one_by_one(
        home: Any, cast: Any, clock: Any, visitor: Any, two: tuple[int, int], draft: int,
        monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = two
    making.choose(home.engine, cast.editor, draft, lambda _held: {first: "", second: "晨光"}, now=clock())
    for one in two:
        act(home.engine, cast.editor, Order(Verb.WITHDRAW, "screens", "拍错了"), one, now=clock.turn(minutes=1))
    monkeypatch.delattr("server.reports.figures.gather")  # the page counts nothing
    editor, page = visitor("editor"), f"/points/reports/{draft}/pictures"
    assert editor.get(f"{page}/").count("Not published any more") == 2
    editor.post(f"{page}/take-out", asset=f"V{first}")
    assert chosen(home, draft) == {second: "晨光"}
    editor.post(f"{page}/add", asset=f"V{first}")
    assert chosen(home, draft) == {second: "晨光"}, "it does not come back"
    editor.post(f"{page}/take-out", asset=f"V{second}")
    assert chosen(home, draft) == {}


def test_a_script_is_told_when_an_order_is_refused(home: Any, cast: Any, clock: Any, visitor: Any, two: tuple[int, int],
                                                   draft: int) -> None:
    first, second = two
    making.choose(home.engine, cast.editor, draft, lambda _held: dict.fromkeys(two, ""), now=clock())
    editor, page = visitor("editor"), f"/points/reports/{draft}/pictures"
    editor.post(f"{page}/order", 204, accept="application/json", asset=[f"V{second}", f"V{first}"])
    assert list(chosen(home, draft)) == [second, first]
    editor.post(f"{page}/words", 422, accept="application/json", **{f"words-V{first}": "长" * 201})
    with writing(home.engine) as session:
        row = session.get_one(OfficeReport, draft)
        row.state, row.issued_at, row.figures = "issued", clock(), {"pictures": []}
        row.pdf_sha256 = row.docx_sha256 = row.xlsx_sha256 = row.html_sha256 = "0" * 64
    editor.post(f"{page}/order", 409, accept="application/json", asset=[f"V{first}", f"V{second}"])
    editor.post(f"{page}/order", asset=f"V{first}", move="up")
    assert list(chosen(home, draft)) == [second, first]


def chosen(home: Any, report: int) -> dict[int, str]:
    with reading(home.engine) as session:
        return making.chosen(session, report)


def test_the_imprint_stands_at_the_foot_of_the_last_page(home: Any, draft: int, march: int, whole: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(files.made(home, whole(draft).sheet, "docx"))) as word:
        told = word.read("word/document.xml").decode()
    _before, _box, box = told.partition('<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align>')
    framed = box.partition("<w:txbxContent>")[2].partition("</w:txbxContent>")[0]
    assert re.sub(r"<[^>]*>", " ", framed).split() == ["抄送：校领导。", "后勤管理处", "2026年4月8日印发"]


def test_the_mail_to_the_leaders_brings_the_report(home: Any, cast: Any, clock: Any, closed: int, draft: int, whole: Any,
                                                   mails: list[Any]) -> None:
    keeping.add_readers(home.engine, cast.editor, (), [("校办", "office@example.edu")], now=clock())
    issuing.issue(home, cast.editor, draft, seen=whole(draft).seen, now=clock())
    issuing.send(home.engine, cast.editor, draft, now=clock())
    assert issuing.send_due(home, clock) == 1
    [(to, message)] = mails
    assert (to, message["Subject"]) == ("office@example.edu", "关于2026年3月宣传工作情况的通报")
    assert attached(message) == {f"{message['Subject']}.pdf": b"%PDF", f"{message['Subject']}.docx": b"PK\x03\x04"}
    assert issuing.send_due(home, clock) == 0


def test_the_words_under_a_picture_that_is_deleted_go_and_its_number_stays(home: Any, draft: int) -> None:
    with writing(home.engine) as session:
        session.get_one(OfficeReport, draft).figures = {"pictures": [
            {"asset": number, "caption": "晨光", "credit": "林晓"} for number in (7, 17)]}
    with writing(home.engine) as session:
        printed.forget(session, 7)
    with reading(home.engine) as session:
        told = session.get_one(OfficeReport, draft).figures
    assert told is not None
    assert [tuple(one.values()) for one in told["pictures"]] == [(7, "", ""), (17, "晨光", "林晓")]
