"""An issue that went out: the mail that brings it to readers outside, and what the command says and writes of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from mailing import attached

from server.newsletters import deciding, filling, keeping, sending


@pytest.fixture
def sent(home: Any, cast: Any, clock: Any, newsletter: int, issue: int, approved: Any, page: Any) -> int:
    """An issue with one story, approved and on its way to an address and to somebody of the campus; returns the story."""
    story: int = approved("食堂开放日")
    filling.take_in(home.engine, cast.editor, issue, [story], now=clock())
    deciding.submit(home, cast.editor, issue, now=clock())
    deciding.approve(home, cast.director, issue, seen=page(issue).sheet.sha256, now=clock())
    keeping.add_readers(home.engine, cast.editor, newsletter, ["outsider"], [("校办", "office@example.edu")], now=clock())
    sending.send(home.engine, cast.editor, issue, now=clock())
    return story


def test_the_mail_brings_the_issue_to_who_reads_outside(home: Any, clock: Any, sent: int, issue: int, page: Any,
                                                        mails: list[Any]) -> None:
    assert sending.send_due(home, clock) == 1
    [(to, message)] = mails
    assert to == "office@example.edu"
    assert "后勤简报" in message["Subject"]
    assert sorted(attached(message).values()) == [b"%PDF"]
    assert {one.mail: one.state for one in page(issue).copies}["office@example.edu"] == "sent"


def test_an_issue_by_command(sent: int, issue: int, run: Any, tmp_path: Any) -> None:
    listed = json.loads(run("newsletters", "list", "--json"))
    assert (listed["newsletter"], listed["number"], listed["stories"]) == ("后勤简报", 1, 1)
    assert f"S{sent} 食堂开放日" in run("newsletters", "show", str(issue))
    told = json.loads(run("newsletters", "show", str(issue), "--json"))
    assert {one["name"]: one["state"] for one in told["readers"]}["校办"] == "waiting"
    for name, begins in (("a.pdf", b"%PDF"), ("a.docx", b"PK")):
        run("newsletters", "export", str(issue), "--to", str(tmp_path / name))
        assert (tmp_path / name).read_bytes().startswith(begins)
    assert "docx" in run("newsletters", "export", str(issue), "--to", str(tmp_path / "a.txt"), code=1)
    assert "9" in run("newsletters", "show", "9", code=1)
