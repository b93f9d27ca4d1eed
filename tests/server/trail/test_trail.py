"""The audit trail: found by who, what, which thing and day, read whole as a sheet, by the administrator alone."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

from index.catalogue.audit import AuditLine
from index.db import reading, writing
from server.library.describe import Edit, describe
from server.trail import lists
from server.trail.lists import Asked


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))


def test_the_administrator_finds_what_was_done(visitor: Any, home: Any, cast: Any, new_asset: Any, clock: Any) -> None:
    one, other = new_asset(cast.photographer), new_asset(cast.photographer)
    describe(home.engine, cast.photographer, one, Edit(title="新标题"), now=clock())
    clock.turn(days=1)
    describe(home.engine, cast.editor, other, Edit(title="=HYPERLINK(1)"), now=clock())
    administrator = visitor("administrator")
    page = administrator.get("/admin/trail/")
    assert page.index(f"V{other}</a>") < page.index(f"V{one}</a>")
    assert "<del>食堂开放日</del> → 新标题" in page
    assert f"V{other}</a>" not in administrator.get(f"/admin/trail/?subject=asset:V{one}")
    assert f"V{one}</a>" not in administrator.get("/admin/trail/?who=editor&verb=described")
    today = clock().astimezone(home.settings.zone).date()
    assert f"V{one}</a>" not in administrator.get(f"/admin/trail/?since={today}")
    assert f"V{other}</a>" not in administrator.get(f"/admin/trail/?until={today - timedelta(days=1)}")
    assert "is no date" in administrator.get("/admin/trail/?since=gestern")
    assert "Nothing of this kind" in administrator.get("/admin/trail/?who=nobody")
    sheet = rows(administrator.get("/admin/trail/?format=csv&subject=asset"))
    assert [row[4] for row in sheet[1:]] == [f"asset:V{one}", f"asset:V{other}"]
    assert "=HYPERLINK(1)" in sheet[2][5]
    visitor("editor").get("/admin/trail/", 403)


def test_a_long_trail_comes_whole_and_in_order(home: Any, cast: Any, clock: Any, engine: Any) -> None:
    from index.catalogue import audit

    with writing(engine) as session:
        for number in range(lists.AT_ONCE + 3):
            audit.record(session, cast.editor, "changed", f"board:{number}", at=clock(), name="=1+1")
    text = b"".join(lists.sheet(engine, Asked(verb="changed"), home.settings.zone)).decode("utf-8-sig")
    assert [row[4] for row in rows(text)[1:]] == [f"board:{number}" for number in range(lists.AT_ONCE + 3)]
    with reading(engine) as session:
        line = lists.lines(session, Asked(subject="board:7"), home.settings.zone, limit=5)
        assert [one.subject for one in line] == ["board:7"], "7 is not 70"
        assert isinstance(line[0], AuditLine)
