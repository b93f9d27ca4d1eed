"""The office reads what passers-by wrote, says what it did, and counts it for the closing meeting; nobody else reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.audit import AuditLine
from index.catalogue.departments import Department
from index.catalogue.feedback import VisitorNote
from index.db import reading, writing
from server.feedback import pages
from server.notices import rounds


@pytest.fixture
def written(write: Callable[..., None], home: Any, clock: Any, item_page: Any) -> None:
    """Two notes and three likes of the canteen's photo."""
    write("照片拍得真好")
    write("=名字写错了", "correction", "10.0.0.2")
    for visitor in ("a", "b", "c"):
        pages.like(home.engine, item_page, visitor, address="10.0.0.3", now=clock())


def test_the_office_handles_notes_and_is_told_of_them(written: None, visitor: Callable[..., Any], home: Any, cast: Any,
                                                      clock: Any) -> None:
    rounds.follow(home, clock.turn(minutes=1))
    editor = visitor("editor")
    page = editor.get("/feedback/")
    assert page.index("名字写错了") < page.index("照片拍得真好")
    assert "2 items need you" in page
    assert "Passers-by wrote 2 notes" in editor.get("/notices/")
    assert "名字写错了" not in editor.get("/feedback/?kind=praise")
    assert "照片拍得真好" in editor.get("/feedback/?item=V1&board=1&state=new")
    assert "照片拍得真好" not in editor.get("/feedback/?board=7")

    refused = editor.post("/feedback/2", 422, state="answered", reply=" ")
    assert "say what was answered" in refused.text
    editor.post("/feedback/2", state="answered", reply="已更正")
    editor.post("/feedback/1", state="closed", reply="")
    with reading(home.engine) as session:
        note = session.get_one(VisitorNote, 2)
        assert (note.state, note.reply, note.handler) == ("answered", "已更正", cast.editor.display)
        line = session.scalars(select(AuditLine).where(AuditLine.verb == "handled-note")).first()
        assert (line.subject, line.details["after"]) == ("note:2", {"state": "answered", "reply": "已更正"})
    assert "items need you" not in editor.get("/feedback/")


def test_only_who_may_reads_notes(written: None, visitor: Callable[..., Any], home: Any, cast: Any) -> None:
    for part in ("administrator", "director"):
        assert "照片拍得真好" in visitor(part).get("/feedback/"), part
    for part in ("outsider", "photographer"):
        reader = visitor(part)
        assert "照片拍得真好" not in reader.get("/feedback/") + reader.get("/feedback/summary"), part
        assert "3" not in reader.browser.get("/feedback/summary.csv").text
        reader.get("/feedback/1", 404)
    with writing(home.engine) as session:
        session.get_one(Department, cast.departments["canteen"]).contact_id = cast.photographer.person_id
    contact = visitor("photographer")
    assert "照片拍得真好" in contact.get("/feedback/1")
    contact.post("/feedback/1", 403, state="closed", reply="")


def test_the_summary_counts_by_item_and_board_and_is_given_as_a_sheet(written: None, visitor: Callable[..., Any]) -> None:
    editor = visitor("editor")
    assert "名字写错了" in editor.get("/feedback/summary?from=2026-03-01&until=2026-03-02")
    assert "名字写错了" not in editor.get("/feedback/summary?from=2026-03-03&until=2026-03-09")
    editor.get("/feedback/summary?from=2026-03-09&until=2026-03-01", 422)

    def rows(way: str) -> list[list[str]]:
        answer = editor.browser.get(f"/feedback/summary.csv?by={way}&from=2026-03-01&until=2026-03-02")
        assert answer.mimetype == "text/csv"
        return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]

    assert rows("item") == [["V1", "运动会开幕", "3", "2"]]
    assert rows("board") == [["1", "运动会", "3", "2"]]
    notes = rows("note")
    assert [row[5] for row in notes] == ["照片拍得真好", "'=名字写错了"]
    assert "139" not in str(notes), "how to reach somebody is not for a meeting"
