"""Scripts and styles: kept by browsers for as long as they are the same, and loaded side by side."""

from __future__ import annotations

import re
from typing import Any

from server.web import statics


def test_what_a_page_loads_is_kept_and_may_be_shared(browser: Any) -> None:
    one = browser("photographer")
    page = one.get("/library").text
    addresses = re.findall(r'(?:src|href)="(/static/[^"#]+)"', page)
    assert any(address.endswith("js/grid.js") for address in addresses)
    for address in addresses:
        answer = one.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable"), address
    again = one.get(addresses[0], headers={"If-None-Match": one.get(addresses[0]).headers["ETag"]})
    assert again.status_code == 304


def test_a_page_from_before_an_upgrade_keeps_nothing_under_the_old_name(browser: Any) -> None:
    answer = browser("photographer").get("/static/0123456789ab/js/grid.js")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert browser("photographer").get(f"/static/{statics.version()}/../app.py").status_code == 404


def test_all_that_a_script_imports_is_asked_for_at_once(browser: Any) -> None:
    imported = statics.imports("grid.js")
    assert {"js/wall.js", "js/rows.js", "js/choices-queue.js"} < set(imported)
    assert any(name.startswith("vendor/justified-layout") for name in imported)
    page = browser("photographer").get("/library").text
    early = set(re.findall(r'<link rel="modulepreload" href="/static/[0-9a-f]+/([^"]+)">', page))
    assert set(imported) <= early
    assert "js/grid.js" not in early


def test_the_first_rows_wait_for_few_scripts_and_are_drawn_once(browser: Any) -> None:
    page = browser("photographer").get("/library").text
    scripts = re.findall(r'<script type="module" src="/static/[0-9a-f]+/js/([^"]+)"( blocking="render")?>', page)
    assert scripts[0] == ("first-rows.js", ' blocking="render"')
    assert {name for name, blocks in scripts[1:] if not blocks} >= {"shell.js", "grid.js"}
    assert len(statics.imports("first-rows.js")) < 6
