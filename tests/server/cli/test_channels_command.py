"""``vitrine channels``, ``vitrine deputies``, and one submission for several channels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Vitrine = Callable[..., Any]


def test_routes_are_listed_shown_and_changed(vitrine: Vitrine, cast: Any) -> None:
    listed = {line["code"]: line for line in vitrine("channels", "list", "--json").lines}
    assert [step["desk"] for step in listed["media"]["steps"]] == ["department", "director", "office"]
    changed = vitrine("channels", "change", "site", "--step", "department,24h", "--step", "person=administrator",
                      "--step", "department=library,all", "--step", "office", "--as", "administrator", "--json")
    (line,) = changed.lines
    assert line["steps"] == [
        {"desk": "department", "who": None, "all": False, "hours": 24},
        {"desk": "person", "who": "administrator", "all": False, "hours": None},
        {"desk": "department", "who": "library", "all": True, "hours": None},
        {"desk": "office", "who": None, "all": False, "hours": None}]
    canteen = next(one for one in line["concerns"] if one["department"] == "饮食服务中心")
    assert canteen["steps"][0] == {"people": [cast.reviewer.display], "passed": False}
    assert "department=library,all" in vitrine("channels", "show", "site").out
    wrong = vitrine("channels", "change", "site", "--step", "department,soon")
    assert (wrong.code, "24h" in wrong.err) == (1, True)
    assert vitrine("channels", "add", "douyin", "--name", "抖音").code == 0
    refused = vitrine("channels", "change", "site", "--name", "x", "--as", "editor")
    assert refused.code == 1


def test_what_a_channel_demands_is_kept_and_items_are_checked_against_it(vitrine: Vitrine, cast: Any,
                                                                         new_asset: Callable[..., int]) -> None:
    small = new_asset(cast.photographer)
    (line,) = vitrine("channels", "demands", "wechat", "photo", "least-long-edge=", "most-bytes=2MB", "--json").lines
    assert line["demands"]["most-bytes"] == {"value": "2 MB", "blocks": False}
    assert "least-long-edge" not in line["demands"]
    assert vitrine("channels", "demands", "wechat", "photo", "weather=1").code == 1
    assert vitrine("channels", "demands", "wechat", "photo", "least-width=x", "--as", "administrator").code == 1
    assert vitrine("channels", "demands", "wechat", "photo", "least-width=9", "--as", "editor").code == 1
    assert "fields=keywords" in vitrine("channels", "demands", "wechat", "photo", "fields=keywords").out
    told = vitrine("check", f"V{small}", "--for", "wechat,qq", "--json")
    assert [(one["channel"], [each["reason"]["code"] for each in one["findings"]]) for one in told.lines] == [
        ("wechat", ["missing-fields"]), ("qq", [])]
    assert (told.code, vitrine("check", f"V{small}", "--for", "qq").code) == (1, 0)


def test_a_deputy_is_named(vitrine: Vitrine, cast: Any) -> None:
    (line,) = vitrine("deputies", "change", "reviewer", "--deputy", "director", "--away", "2026-03-01..2026-03-05",
                      "--json").lines
    assert (line["deputy"], line["away_from"], line["away_until"]) == ("director", "2026-03-01", "2026-03-05")
    assert "reviewer" in vitrine("deputies", "list").out
    assert vitrine("deputies", "change", "reviewer", "--away", "soon").code == 1


def test_one_submission_for_several_channels_and_a_shared_step(vitrine: Vitrine, cast: Any,
                                                               new_asset: Callable[..., int]) -> None:
    new_asset(cast.photographer)
    lines = vitrine("submit", "V1", "--for", "screens,wechat", "--for", "school", "--as", "photographer", "--json").lines
    assert [(line["channel"], line["outcome"]) for line in lines] == [
        ("screens", "done"), ("wechat", "done"), ("school", "done")]
    (line,) = vitrine("approve", "V1", "--as", "reviewer", "--json").lines
    assert line["status"] == {"screens": "reviewed", "wechat": "reviewed", "school": "reviewed"}
    both = vitrine("approve", "V1", "--for", "screens,wechat", "--as", "editor", "--json")
    assert (both.code, [line["outcome"] for line in both.lines]) == (0, ["done", "done"])
    (line,) = vitrine("approve", "V1", "--for", "screens", "--as", "editor", "--json").lines
    assert line["reason"]["code"] == "wrong-state"
    assert "Possible now" in line["reason"]["en"]
