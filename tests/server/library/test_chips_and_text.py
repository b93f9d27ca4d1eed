"""Facets, chips and the text in the address are one search."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from server.library.asking import Asking, asking
from server.library.describe import Edit, describe


def links(html: str, kind: str) -> dict[str, tuple[str, str]]:
    """Return {label: (the query it leads to, its count)} of facet values, or of chips."""
    found = {}
    for href, inner in re.findall(rf'<a class="{kind}[^"]*"[^>]* href="([^"]+)">(.*?)</a>', html):
        label, count = re.search(r'class="clip">([^<]*)<', inner), re.search(r'class="number">([^<]*)<', inner)
        query = parse_qs(urlsplit(unescape(href)).query).get("q", [""])[0]
        found[unescape(label[1]) if label else ""] = query, count[1] if count else ""
    return found


def shown(html: str) -> set[int]:
    return set(map(int, re.findall(r'name="asset" value="V(\d+)"', html)))


def library(browser: Any, photo: Callable[..., int], home: Any, cast: Any, clock: Any, worker: Any) -> list[int]:
    made = [photo(cast.photographer, model="NIKON Z 6"), photo(cast.photographer, rights="Campus use only"),
            photo(cast.outsider, taken="2025:02:01 08:00:00")]
    for asset, actor in zip(made, (cast.photographer, cast.photographer, cast.outsider), strict=True):
        describe(home.engine, actor, asset, Edit(title="运动会"), now=clock())
    worker.drain()
    return made


def test_choosing_several_values_and_taking_them_away(browser: Any, photo: Any, home: Any, cast: Any, clock: Any,
                                                     worker: Any) -> None:
    nikon, canon, other = library(browser, photo, home, cast, clock, worker)
    one = browser("editor")
    page = one.get("/library?q=运动会").text
    cameras = links(page, "facet-value")
    query, count = cameras["NIKON Z 6"]
    assert (query, count) == ('运动会 相机:"NIKON Z 6"', "1")
    page = one.get("/library", query_string={"q": query}).text
    assert shown(page) == {nikon}
    assert links(page, "facet-value")["Canon EOS R6"][1] == "2", "other cameras keep their counts"
    both = links(page, "facet-value")["Canon EOS R6"][0]
    assert both == '运动会 相机:"NIKON Z 6","Canon EOS R6"'
    page = one.get("/library", query_string={"q": both}).text
    assert shown(page) == {nikon, canon, other}
    assert links(page, "chip ")["NIKON Z 6"][0] == '运动会 相机:"Canon EOS R6"'
    assert 'value="运动会 相机:&#34;NIKON Z 6&#34;,&#34;Canon EOS R6&#34;"' in page, "the search box shows the same search"
    assert 'href="/library?q=%E8%BF%90%E5%8A%A8%E4%BC%9A">' in page


def test_a_year_opens_its_months(browser: Any, photo: Any, home: Any, cast: Any, clock: Any, worker: Any) -> None:
    library(browser, photo, home, cast, clock, worker)
    one = browser("editor")
    years = links(one.get("/library").text, "facet-value")
    assert years["2026年"] == ("拍摄:2026", "2")
    page = links(one.get("/library?q=拍摄:2026").text, "facet-value")
    assert page["2025年"] == ("拍摄:2026,2025", "1")
    assert page["2026年3月"] == ("拍摄:2026-03", "2")
    assert links(one.get("/library?q=拍摄:2026-03").text, "facet-value")["2026年"] == ("拍摄:2026", "2")


def test_the_words_of_the_reader_are_in_the_text(browser: Any, photo: Any, home: Any, cast: Any, clock: Any,
                                                 worker: Any) -> None:
    library(browser, photo, home, cast, clock, worker)
    english = links(browser("editor", "en").get("/library").text, "facet-value")
    assert english["Canon EOS R6"][0] == 'camera:"Canon EOS R6"'
    chinese = links(browser("editor").get("/library").text, "facet-value")
    assert any(query.startswith("部门:") for query, _ in chinese.values())
    for query, count in (*chinese.values(), *english.values()):
        page = browser("editor").get("/library", query_string={"q": query}).text
        assert re.search(rf'role="status">{count}\D', page), query


def test_links_that_name_a_facet_become_text() -> None:
    assert asking({"event": "运动会 2026", "q": "食堂"}).text == '食堂 event:"运动会 2026"'
    assert asking({"kind": "photo", "q": "类型:照片"}).text == "类型:照片"
    assert asking({"q": "“开放 日"}).text == "“开放 日"


def test_words_open_stacks_and_facets_do_not() -> None:
    assert asking({"kind": "photo", "month": "2026-03"}).stacks_closed
    for text in ("食堂", "is:mine", "iso:>100", "V12", "类型:照片 -雨"):
        assert not asking({"q": text}).stacks_closed, text


def test_what_is_odd_is_marked_in_the_text(browser: Any) -> None:
    page = browser("editor").get("/library?q=食堂 foo:bar 拍摄:乱写").text
    assert "食堂 <mark>foo:</mark>bar <mark>拍摄:乱写</mark>" in page
    assert "<mark>y:</mark>&lt;b&gt;" in browser("editor").get("/library?q=y:<b>").text


def test_a_chosen_order_stays() -> None:
    asked = asking({"q": "食堂", "sort": "rating"})
    assert asked.turned("食堂 类型:照片").arguments == {"q": "食堂 类型:照片", "sort": "rating"}
    assert asking({"q": "食堂"}).turned("").arguments == {}
    assert isinstance(asked, Asking)


def test_terms_of_use_are_a_facet(browser: Any, photo: Any, home: Any, cast: Any, clock: Any, worker: Any) -> None:
    marked = library(browser, photo, home, cast, clock, worker)[1]
    photo(cast.photographer, rights="CC BY 4.0")
    rights = links(browser("editor").get("/library").text, "facet-value")["Campus use only"]
    assert rights == ('授权:"Campus use only"', "1")
    assert shown(browser("editor").get("/library", query_string={"q": rights[0]}).text) == {marked}
