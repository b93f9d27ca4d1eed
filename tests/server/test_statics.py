"""Scripts and styles: kept by browsers for as long as they are the same, and loaded side by side."""

from __future__ import annotations

import re
from typing import Any

import pytest

from server.web import statics


def test_what_a_page_loads_is_kept_and_may_be_shared(browser: Any) -> None:
    one = browser("photographer")
    page = one.get("/library").text
    addresses = re.findall(r'[" ](/static/[^"# ]+)', page)
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
    later = set(re.findall(r"/static/[0-9a-f]+/(\S+)", re.findall(r'data-with="([^"]+)"', page)[0]))
    assert later >= {"js/swap.js", *imported}
    early = set(re.findall(r'<link rel="modulepreload" href="/static/[0-9a-f]+/([^"]+)"', page))
    assert early >= {*statics.imports("first-rows.js"), *statics.imports("shell.js")}


def test_the_first_rows_wait_for_few_scripts_and_are_drawn_once(browser: Any) -> None:
    page = browser("photographer").get("/library").text
    scripts = re.findall(r'<script type="module" src="/static/[0-9a-f]+/js/([^"]+)"( blocking="render")?', page)
    assert scripts[0] == ("first-rows.js", ' blocking="render"')
    assert [name for name, blocks in scripts[1:] if not blocks] == ["shell.js"]
    assert re.findall(r'data-then="/static/[0-9a-f]+/([^"]+)"', page) == ["js/swap.js"]
    assert len(statics.imports("first-rows.js")) < 6


def test_pictures_of_the_first_rows_go_before_the_other_scripts(browser: Any) -> None:
    page = browser("photographer").get("/library").text
    tag = r'<(?:link rel="modulepreload" href|script type="module" src)'
    scripts = re.findall(tag + r'="[^"]*/js/([a-z-]+)\.js"([^>]*)>', page)
    first = {name for name, more in scripts if 'fetchpriority="low"' not in more}
    assert first == {"first-rows", "pages", "rows", "sharpen", "soon"}


def test_the_sheets_of_a_page_come_in_few_answers_and_find_what_they_name(browser: Any) -> None:
    one = browser("photographer")
    joined = re.findall(r'<link rel="stylesheet" href="(/[^"]+)">', one.get("/library").text)
    assert len(joined) == 3
    whole = "".join(one.get(address.replace("&amp;", "&")).text for address in joined)
    assert whole.index("--paper:") < whole.index(".button") < whole.index(".tile ") < whole.index(".pswp-wall")
    assert 'url("icons/tick.svg")' in whole
    assert one.get(f"/static/{statics.version()}/icons/tick.svg").status_code == 200
    tag = one.get(joined[0]).headers["ETag"]
    assert one.get(joined[0], headers={"If-None-Match": tag}).status_code == 304


def test_a_sheet_of_another_folder_is_named_from_where_it_is_joined(browser: Any) -> None:
    assert 'url("vendor/leaflet-1.9.4/images/layers.png")' in statics.joined(("vendor/leaflet-1.9.4/leaflet.css",))
    assert "url(#default#VML)" in statics.joined(("vendor/leaflet-1.9.4/leaflet.css",))


@pytest.mark.parametrize("of", ["", "css/none.css", "css/../../app.py", "js/grid.js", ",".join(["css/base.css"] * 13)])
def test_nothing_but_sheets_is_joined(browser: Any, of: str) -> None:
    assert browser("photographer").get(f"/static/{statics.version()}/joined.css?of={of}").status_code == 404
