"""Two dates that contradict each other are refused wherever both can be given, on pages, by command and in sheets, and both
are named, in both languages.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from index.errors import Contradiction, in_order

FIRST, LAST = "2026-05-09", "2026-05-03"
TODAY, PAST = "2026-03-02", "2026-02-27"
NAMES = {"embargo": ("Not before", "Expires"), "event": ("First day", "Last day"), "consent": ("valid from", "valid until"),
         "deputy": ("Deputy from", "Deputy until"), "away": ("Away from", "Away until"), "due": ("Today", "Due back"),
         "share": ("Today", "Last day")}


def said(text: str, what: str, first: str = FIRST, last: str = LAST) -> bool:
    """Say whether a text names both dates and what they are called."""
    names = NAMES[what]
    if what == "embargo":
        last = "2026-05-04 00:00"  # the last day is included, so the term ends with it
    return all(one in text for one in (f"“{names[0]}” ({first}", f"“{names[1]}” ({last}"))


@pytest.fixture
def furnished(home: Any, cast: Any, clock: Any, new_asset: Callable[..., int]) -> dict[str, int]:
    """An asset, an event, a kit, a consent and a collection, the first of each."""
    from datetime import date

    from index.catalogue.people import OWNER
    from server.admin import service as admin
    from server.collections import service as collections
    from server.consents import service as consents

    now = clock()
    admin.add_event(home.engine, OWNER, name="运动会", starts_on=date(2026, 5, 1), department="canteen", now=now)
    admin.add_kit(home.engine, OWNER, name="一号机", department="canteen", now=now)
    consents.add(home, cast.editor, consents.Wish("甲"), now=now)
    asset = new_asset(cast.photographer)
    collections.make(home.engine, cast.editor, collections.Wish("全部"), [asset], now=now)
    return {"asset": asset}


FORMS: dict[str, tuple[str, str, dict[str, str], str]] = {
    "rights": ("photographer", "/library/V1/rights", {"embargo_until": FIRST, "expires_at": LAST}, "embargo"),
    "event": ("administrator", "/admin/events/new", {"name": "书市", "starts_on": FIRST, "ends_on": LAST}, "event"),
    "event again": ("administrator", "/admin/events/1", {"name": "运动会", "starts_on": FIRST, "ends_on": LAST}, "event"),
    "consent": ("editor", "/consents/new", {"name": "乙", "starts": FIRST, "ends": LAST}, "consent"),
    "consent again": ("editor", "/consents/1/change", {"name": "甲", "starts": FIRST, "ends": LAST}, "consent"),
    "deputy": ("reviewer", "/account/deputy", {"deputy": "director", "from_on": FIRST, "until_on": LAST}, "deputy"),
    "away": ("reviewer", "/account/deputy", {"away_from": FIRST, "away_until": LAST}, "away"),
    "deputy of another": ("administrator", "/admin/deputies/3", {"away_from": FIRST, "away_until": LAST}, "away"),
    "loan": ("editor", "/kits/1/lend", {"to": "photographer", "due": PAST}, "due"),
    "share": ("editor", "/collections/1/links", {"last_day": PAST}, "share"),
    "link": ("editor", "/outside/links/new", {"event": "1", "last_day": PAST}, "share"),
}


@pytest.mark.usefixtures("furnished")
def test_forms_name_both(visitor: Any) -> None:
    who = {part: visitor(part) for part in {part for part, *_ in FORMS.values()}}
    for name, (part, address, fields, what) in FORMS.items():
        page = who[part].post(address, 422, **fields).get_data(as_text=True)
        dates = (TODAY, PAST) if PAST in fields.values() else (FIRST, LAST)
        assert said(page, what, *dates), name
    assert who["administrator"].post("/admin/events/new", name="书市", starts_on=FIRST, ends_on=FIRST), "one day is a term"
    assert said(who["administrator"].get(f"/admin/trail/?since={FIRST}&until={LAST}"), "event")


def test_many_at_once_and_sheets_name_both(visitor: Any, furnished: dict[str, int]) -> None:
    me, asset = visitor("photographer"), f"V{furnished['asset']}"
    fields = {"assets": asset, "embargo_until-how": "replace", "embargo_until": FIRST, "expires_at-how": "replace",
              "expires_at": LAST}
    assert said(me.post("/batch/edit", 200, verb="preview", **fields).text, "embargo")
    me.get("/sheets/")
    sheet = f"素材编号,禁发至,到期\n{asset},{FIRST},{LAST}\n".encode()
    seen = me.client.post("/sheets/", content_type="multipart/form-data", headers={"Accept-Language": "en"}, data={
        "csrf_token": me.browser.token, "file": (io.BytesIO(sheet), "表.csv")})
    assert said(seen.text, "embargo")


COMMANDS: dict[str, tuple[list[str], str]] = {
    "event": (["events", "add", "书市", "--from", FIRST, "--to", LAST], "event"),
    "deputy": (["deputies", "change", "reviewer", "--term", f"{FIRST}..{LAST}"], "deputy"),
    "away": (["deputies", "change", "reviewer", "--away", f"{FIRST}..{LAST}"], "away"),
    "consent": (["consents", "add", "丙", "--from", FIRST, "--until", LAST], "consent"),
}


@pytest.mark.usefixtures("furnished")
def test_commands_name_both(home: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any, tmp_path: Any) -> None:
    from server.cli.main import main

    monkeypatch.setenv("VITRINE_HOME", str(home.settings.home))
    sheet = tmp_path / "words.jsonl"
    sheet.write_text(json.dumps({"asset": "V1", "embargo_until": FIRST, "expires_at": LAST}))
    for name, (arguments, what) in (COMMANDS | {"describe": (["describe", str(sheet)], "embargo")}).items():
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        told = capsys.readouterr()
        assert (ended.value.code, said(told.out + told.err, what)) == (1, True), (name, told)


def test_the_one_rule() -> None:
    from datetime import date

    first, last = ("开始", "from", date(2026, 5, 2)), ("截止", "until", date(2026, 5, 1))
    in_order("until", last, first)
    in_order("until", first, first)
    in_order("until", first, ("截止", "until", None))
    with pytest.raises(Contradiction) as caught:
        in_order("until", first, last)
    assert caught.value.field == "until"
    assert caught.value.reason.zh == "「开始」（2026-05-02）应早于「截止」（2026-05-01），请改其中一个。"
