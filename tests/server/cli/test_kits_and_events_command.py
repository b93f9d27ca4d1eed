"""The commands of kits, events and assignments as people type them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

Vitrine = Callable[..., Any]
TODAY = datetime.now(UTC).date()


@pytest.fixture
def campus(vitrine: Vitrine, cast: Any) -> Vitrine:
    vitrine("kits", "add", "一号机", "--department", "canteen", "--json")
    vitrine("events", "add", "食堂开放日", "--from", "2026-03-01", "--until", "17:30", "--department", "canteen")
    return vitrine


def test_a_kit_goes_out_and_comes_back(campus: Vitrine) -> None:
    due = str(TODAY + timedelta(days=3))
    made = campus("kits", "lend", "一号机", "--to", "photographer", "--due", due, "--as", "reviewer", "--json")
    assert made.lines == [{"id": 1, "kit": "一号机", "to": "photographer", "due": due}]
    again = campus("kits", "lend", "一号机", "--to", "outsider", "--due", due)
    assert again.code == 1
    assert "photographer 同学" in again.err
    line = campus("kits", "loans", "--json").lines[0]
    assert (line["name"], line["holder"], line["due_on"], line["overdue"]) == ("一号机", "photographer", due, False)
    assert campus("kits", "take-back", "一号机", "--as", "photographer").code == 1
    assert campus("kits", "take-back", "一号机").code == 0
    assert campus("kits", "loans", "--json").lines == []


def test_a_kit_is_booked_and_handed_out(campus: Vitrine) -> None:
    first, last = (str(TODAY + timedelta(days=one)) for one in (2, 3))
    made = campus("kits", "book", "一号机", "--to", "photographer", "--from", first, "--until", last, "--note", "迎新",
                  "--json")
    assert (made.lines[0]["login"], made.lines[0]["from_on"], made.lines[0]["standing"]) == ("photographer", first, "ahead")
    again = campus("kits", "book", "一号机", "--to", "outsider", "--from", last)
    assert again.code == 1
    assert "迎新" in again.err
    assert [one["id"] for one in campus("kits", "bookings", "--kit", "一号机", "--json").lines] == [1]
    assert campus("kits", "hand-out", "1", "--json").lines == [{"booking": 1, "loan": 1}]
    assert campus("kits", "loans", "--json").lines[0]["due_on"] == last
    assert campus("kits", "unbook", "1").code == 1
    campus("kits", "book", "一号机", "--to", "outsider", "--from", str(TODAY + timedelta(days=9)))
    assert campus("kits", "unbook", "2", "--reason", "改期").code == 0
    assert campus("kits", "bookings", "--json").lines == []


def test_ingest_tells_which_event_it_looks_like(campus: Vitrine, made_photo: Callable[..., Path]) -> None:
    card = made_photo(serial="3012345").parent
    ran = campus("ingest", card, "--wait", "--as", "photographer", "--json")
    assert ran.code == 0
    assert "这批素材像是《食堂开放日》2026-03-01" in ran.err
    command = next(line for line in ran.err.splitlines() if "events accept" in line).split()
    batch = command[-2]
    offer = campus("events", "offer", batch, "--json").lines[0]
    assert (offer["event"], offer["share"], offer["assigned"], offer["likely"]) == ("食堂开放日", 1.0, False, True)
    assert campus("show", "V1", "--json").lines[0]["event"] is None, "told, and not tied by itself"
    assert campus(*command[1:], "--as", "photographer", "--json").lines == [{"batch": batch, "event": "1", "assets": 1}]
    assert campus("show", "V1", "--json").lines[0]["event"] == "食堂开放日"
    assert campus("events", "offer", batch, "--json").lines == []
    assert campus("kits", "bodies", "--json").lines[0]["serial"] == "3012345"
    assert campus("kits", "claim", "3012345", "一号机", "--json").lines[0]["assets"] == 1
    assert campus("show", "V1", "--json").lines[0]["kit"] == "一号机"
    assert campus("kits", "bodies", "--json").lines == []


def test_without_waiting_it_tells_how_to_ask_later(campus: Vitrine, made_photo: Callable[..., Path]) -> None:
    ran = campus("ingest", made_photo().parent, "--as", "photographer", "--json")
    command = next(line for line in ran.err.splitlines() if "events offer" in line).split()
    assert campus(*command[1:], "--json").lines == [], "its times are not read yet"
    campus("work", "--once")
    assert campus(*command[1:], "--json").lines[0]["event"] == "食堂开放日"


def test_with_an_event_nothing_is_suggested(campus: Vitrine, made_photo: Callable[..., Path]) -> None:
    ran = campus("ingest", made_photo().parent, "--wait", "--event", "食堂开放日", "--json")
    assert "像是" not in ran.err
    assert ran.code == 0


def test_a_camera_of_others(campus: Vitrine, made_photo: Callable[..., Path]) -> None:
    campus("ingest", made_photo(serial="77").parent, "--wait", "--as", "photographer")
    assert campus("kits", "not-ours", "77", "--department", "canteen", "--as", "reviewer").code == 0
    assert campus("kits", "bodies", "--json").lines == []


def test_assignments(campus: Vitrine) -> None:
    made = campus("assignments", "add", "食堂开放日", "--to", "photographer", "--kit", "一号机", "--json").lines[0]
    assert (made["id"], made["person"], made["kit"], made["standing"]) == (1, "photographer 同学", "一号机", "late")
    assert made["due"] == "2026-03-02T09:30:00+00:00", "a day after 17:30 in Shanghai"
    assert len(campus("assignments", "list", "--late", "--json").lines) == 1
    for event in ("这一场", "另一场"):
        campus("events", "add", event, "--from", str(TODAY + timedelta(days=5)))
    campus("assignments", "add", "这一场", "--to", "second_photographer", "--kit", "一号机")
    booked = campus("assignments", "add", "另一场", "--to", "outsider", "--kit", "一号机")
    assert booked.code == 1
    assert "这一场" in booked.err
    assert campus("assignments", "add", "另一场", "--to", "outsider").code == 0
    assert campus("assignments", "close", "1", "--reason", "改期").code == 0
    listed = campus("assignments", "list", "--as", "photographer", "--json").lines
    assert [one["event"] for one in listed] == ["这一场"], "what ended long ago is left out"


def test_an_event_ends_at_a_time(campus: Vitrine) -> None:
    assert campus("events", "show", "食堂开放日", "--json").lines[0]["ends_at"] == "17:30"
    assert campus("events", "change", "食堂开放日", "--until", "", "--json").lines[0]["ends_at"] is None
    assert campus("events", "change", "食堂开放日", "--until", "soon").code == 1
