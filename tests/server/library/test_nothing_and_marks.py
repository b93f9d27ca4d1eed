"""Where nothing is found the page says what to drop and what was meant; what is found is marked."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from server.library.describe import Edit, describe


def ways(page: str, head: str) -> dict[str, tuple[str, int]]:
    """Return {label: (query, count)} of one section."""
    if f'id="{head}"' not in page:
        return {}
    section = page.partition(f'id="{head}"')[2].partition("</section>")[0]
    found = re.findall(r'href="([^"]+)"><[bs] class="clip">([^<]+)</[bs]> <span class="number">(\d+)<', section)
    return {unescape(label): (parse_qs(urlsplit(unescape(href)).query)["q"][0], int(count)) for href, label, count in found}


@pytest.fixture
def described(photo: Callable[..., int], home: Any, cast: Any, clock: Any, worker: Any) -> int:
    asset = photo()
    edit = Edit(title="校運動會<開幕>", caption="第一批参观者走进后厨，看大家跑步。", people=("张三",), place="东操场",
                keywords=("跑步",))
    describe(home.engine, cast.photographer, asset, edit, now=clock())
    worker.drain()
    return asset


@pytest.mark.usefixtures("described")
def test_the_condition_to_drop_is_named_with_what_it_would_give(browser: Any) -> None:
    page = browser("photographer").get("/library?q=运动会 类型:视频").text
    assert ways(page, "dropped-head") == {"类型:视频": ("运动会", 1)}
    assert ways(browser("photographer").get("/library?q=运动会").text, "dropped-head") == {}
    assert "dropped-head" not in browser("photographer").get("/library?q=银杏 类型:视频 状态:approved").text


@pytest.mark.usefixtures("described")
def test_where_no_single_condition_helps_the_fewest_to_drop_are_named(browser: Any) -> None:
    page = browser("photographer").get("/library?q=运动会 类型:视频 相机:Z6 has:title").text
    assert ways(page, "dropped-head") == {"类型:视频 相机:Z6": ("运动会 has:title", 1)}
    assert "dropped-head" not in browser("outsider").get("/library?q=运动会 类型:视频 相机:Z6 has:title").text


@pytest.mark.usefixtures("described")
def test_what_was_meant_is_offered(browser: Any) -> None:
    for typed, meant in (("运懂会", "运动会"), ("yundonhui", "运动会"), ("人物:张四", None),
                         ("地点:东操厂 张三", "地点:东操场 张三")):
        offered = ways(browser("photographer").get("/library", query_string={"q": typed}).text, "meant-head")
        assert offered == ({meant: (meant, 1)} if meant else {}), typed


@pytest.mark.usefixtures("described")
def test_ways_out_count_and_name_only_what_one_may_see(browser: Any) -> None:
    page = browser("outsider").get("/library?q=运动会 类型:视频").text
    assert "dropped-head" not in page
    assert "meant-head" not in browser("outsider").get("/library?q=运懂会").text


def test_matches_are_marked_on_tiles_and_on_the_page(browser: Any, described: int) -> None:
    one = browser("photographer")
    page = one.get("/library?q=运动会").text
    assert "校<mark>運動會</mark>&lt;開幕&gt;" in page
    assert one.get("/?q=运动会").headers["Location"].endswith("/library?q=%E8%BF%90%E5%8A%A8%E4%BC%9A")
    found = one.get("/library?q=走进后厨").text
    assert re.search(r'tile-found">[^<]*<mark>走进后厨</mark>', found)
    assert "<mark>" not in one.get("/library?q=类型:照片").text
    page = one.get(f"/library/V{described}?at=0&within=q%3D运动会").text
    assert "<h1>校<mark>運動會</mark>&lt;開幕&gt;</h1>" in page
    page = one.get(f"/library/V{described}?at=0&within=q%3D跑步").text
    assert page.count("<mark>跑步</mark>") >= 2
    assert "<mark>" not in one.get(f"/library/V{described}").text


def test_near_matches_are_said_to_be_near(browser: Any, described: int) -> None:
    page = browser("photographer").get("/library?q=跑步 银杏树").text
    near = page.split('data-month="near"')[1]
    assert "只符合部分词语" in near
    assert f'value="V{described}"' in near
    assert 'role="status">0 ' in page, "they are not counted"
