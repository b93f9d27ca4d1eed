"""The grid and the page of one asset, on real files that went through the door and the worker."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from index.catalogue import queries
from index.db import reading
from server.library.describe import Edit, describe


def shown(html: str) -> list[str]:
    return re.findall(r'name="asset" value="(V\d+)"', html)


def test_an_empty_library_says_what_it_is_for(browser: Any) -> None:
    page = browser("photographer").get("/library")
    assert page.status_code == 200
    assert "素材库等着第一批照片" in page.text


def test_the_grid_shows_months_shapes_and_only_what_one_may_see(browser: Any, photo: Callable[..., int], cast: Any) -> None:
    mine, theirs = photo(cast.photographer), photo(cast.outsider, taken="2026:02:01 08:00:00")
    page = browser("photographer").get("/library").text
    assert shown(page) == [f"V{mine}"]
    assert "2026年3月" in page
    assert re.search(r'data-width="400" data-height="26[23]" data-color="#[0-9a-f]{6}"', page)
    assert shown(browser("editor").get("/library").text) == [f"V{mine}", f"V{theirs}"]


def test_the_address_is_the_search(browser: Any, photo: Callable[..., int], home: Any, cast: Any, clock: Any,
                                   worker: Any) -> None:
    first, second = photo(), photo()
    describe(home.engine, cast.photographer, first, Edit(title="第二食堂开放日"), now=clock())
    describe(home.engine, cast.photographer, second, Edit(title="食堂夜景"), now=clock())
    worker.drain()
    one = browser("photographer")
    assert shown(one.get("/library?q=开放").text) == [f"V{first}"]
    near = one.get("/library?q=食堂+开放").text
    assert near.index("相近的结果") < near.index(f'value="V{second}"')
    assert "没有找到符合的素材" in one.get("/library?q=银杏").text
    assert shown(one.get("/library?status=draft&month=2026-03").text) != []
    assert shown(one.get("/library?status=approved").text) == []
    assert shown(one.get('/library?department=canteen&q="食堂').text) != []


def test_the_map_of_a_search_is_one_click_away(browser: Any, photo: Callable[..., int]) -> None:
    photo()
    page = browser("photographer").get("/library?q=类型:照片").text
    assert 'href="/map?q=%E7%B1%BB%E5%9E%8B:%E7%85%A7%E7%89%87"' in page
    assert 'href="#wall"' in page


def test_my_uploads_are_a_filter(browser: Any, photo: Callable[..., int], cast: Any) -> None:
    mine = photo(cast.photographer)
    photo(cast.outsider, taken="2026:02:01 08:00:00")
    page = browser("photographer").get("/library?is=mine&sort=uploaded").text
    assert shown(page) == [f"V{mine}"]
    assert "我上传的" in page


def test_a_second_page_comes_as_a_part(browser: Any, photo: Callable[..., int]) -> None:
    photo()
    part = browser("photographer").get("/library?part=groups").text
    assert "<html" not in part
    assert 'data-month="2026-03"' in part


def test_a_page_behind_the_last_leads_to_the_last(browser: Any, photo: Callable[..., int]) -> None:
    photo()
    answer = browser("photographer").get("/library?page=200&sort=captured")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/library?sort=captured")


def test_the_page_of_an_asset(browser: Any, photo: Callable[..., int]) -> None:
    asset = photo(serial="012345")
    page = browser("photographer").get(f"/library/V{asset}?at=0").text
    for part in ("Canon EOS R6", "2026年3月1日 周日 09:15", "IMG_0001.JPG", "提交审稿", "上传了 IMG_0001.JPG", "012345"):
        assert part in page
    assert "审核通过" not in page.split('id="standing-head"')[1].split("</section>")[0]


def test_other_departments_do_not_learn_of_it(browser: Any, photo: Callable[..., int]) -> None:
    assert browser("outsider").get(f"/library/V{photo()}").status_code == 404


def test_saving_a_description(browser: Any, photo: Callable[..., int], home: Any) -> None:
    asset, one = photo(), browser("photographer")
    one.get(f"/library/V{asset}")
    with reading(home.engine) as session:
        version = str(queries.asset(session, asset).words.version)
    answer = one.post(f"/library/V{asset}/description", {
        "version": version, "title": "开放日", "caption": "第一行\r\n第二行", "keywords": "食堂，开放日、学生", "people": "",
        "place": "第二食堂", "credit": "", "event": "0"})
    assert answer.status_code == 302
    with reading(home.engine) as session:
        words = queries.asset(session, asset).words
    assert (words.title, words.caption, words.keywords) == ("开放日", "第一行\n第二行", ("食堂", "开放日", "学生"))


def test_a_conflict_keeps_what_was_typed(browser: Any, photo: Callable[..., int], home: Any, cast: Any, clock: Any) -> None:
    asset, one = photo(), browser("photographer")
    one.get(f"/library/V{asset}")
    describe(home.engine, cast.reviewer, asset, Edit(title="别人的标题"), now=clock())
    answer = one.post(f"/library/V{asset}/description", {"version": "1", "title": "我的标题"})
    assert answer.status_code == 409
    assert 'value="我的标题"' in answer.text
    assert "别人的标题" in answer.text


def test_a_title_that_is_too_long_is_told_at_its_field(browser: Any, photo: Callable[..., int]) -> None:
    asset, one = photo(), browser("photographer")
    one.get(f"/library/V{asset}")
    answer = one.post(f"/library/V{asset}/description", {"title": "长" * 121})
    assert answer.status_code == 422
    assert re.search(r'id="f-title-error">[^<]*最多 120 个字', answer.text)


def test_along_the_route_from_the_page(browser: Any, photo: Callable[..., int], home: Any) -> None:
    asset = photo()
    photographer, reviewer, editor = browser("photographer"), browser("reviewer"), browser("editor")
    for one, verb, reason in [(photographer, "submit", ""), (reviewer, "return", "请补充地点"), (photographer, "submit", ""),
                              (reviewer, "approve", ""), (editor, "approve", "")]:
        assert f'value="{verb}"' in one.get(f"/library/V{asset}").text, verb
        one.post(f"/library/V{asset}/move", {"verb": verb, "channel": "screens", "reason": reason})
        if verb == "return":
            assert 'standing-why' in photographer.get(f"/library/V{asset}").text
    with reading(home.engine) as session:
        assert queries.asset(session, asset).status["screens"] == "approved"
    page = photographer.get(f"/library/V{asset}").text
    assert "请补充地点" in page
    assert 'value="withdraw"' not in page
    assert 'value="withdraw"' in editor.get(f"/library/V{asset}").text


def test_nobody_is_offered_their_own_approval(browser: Any, photo: Callable[..., int], cast: Any) -> None:
    asset = photo(cast.reviewer)
    one = browser("reviewer")
    one.get(f"/library/V{asset}")
    one.post(f"/library/V{asset}/move", {"verb": "submit", "channel": "screens"})
    assert 'value="approve"' not in one.get(f"/library/V{asset}").text
    answer = one.post(f"/library/V{asset}/move", {"verb": "approve", "channel": "screens"}, follow_redirects=True)
    assert "不能审核自己提交的内容" in answer.text


def test_many_at_once_each_by_itself(browser: Any, photo: Callable[..., int], home: Any) -> None:
    first, second, one = photo(), photo(), browser("photographer")
    one.get("/library")
    one.post("/library/submit", {"asset": [f"V{first}"]})
    answer = one.post("/library/submit", {"asset": [f"V{first}", f"V{second}"], "next": "/library"}, follow_redirects=True)
    assert "已提交 1 件素材审稿" in answer.text
    assert f"V{first} ·" in answer.text
    with reading(home.engine) as session:
        assert queries.asset(session, second).status["screens"] == "submitted"


def test_before_and_after_in_the_list(browser: Any, photo: Callable[..., int]) -> None:
    newest, middle, oldest = (photo(taken=f"2026:03:0{day} 09:00:00") for day in (3, 2, 1))
    page = browser("photographer").get(f"/library/V{middle}?at=1").text
    assert re.search(rf'rel="prev" href="/library/V{newest}\?', page)
    assert re.search(rf'rel="next" href="/library/V{oldest}\?', page)


def test_a_photo_that_breaks_off_is_shown_and_says_so(browser: Any, take: Any, worker: Any, cast: Any,
                                                      made_photo: Any) -> None:
    path = made_photo(size=(1600, 1200))
    path.write_bytes(path.read_bytes()[:-60])
    cut, whole = (f"V{take(one, cast.photographer).asset_id}" for one in (path, made_photo("b.jpg")))
    worker.drain()
    one = browser("photographer")
    assert "文件不完整" in one.get(f"/library/{cut}").text
    assert "文件不完整" not in one.get(f"/library/{whole}").text
    assert shown(one.get("/library?q=is:incomplete").text) == [cut]


def test_each_reader_sees_the_moves_in_their_own_language(browser: Any, photo: Any) -> None:
    asset = photo()
    chinese, english = (browser("photographer", language).get(f"/library/V{asset}").text for language in ("zh-CN", "en"))
    assert "提交审稿" in chinese
    assert "Submit for review" in english
    assert "提交审稿" not in english


def test_a_part_is_the_library_of_the_page_and_nothing_around_it(browser: Any, photo: Callable[..., int]) -> None:
    photo()
    photo(taken="2026:02:01 08:00:00")
    one = browser("editor")
    for address in ("/library", "/library?q=不存在的词"):
        whole = one.get(address).text
        part = one.get(address, headers={"X-Part": "library"})
        library = part.text[part.text.index('<div class="library'):part.text.index("</html>")].strip()
        assert library in whole
        assert re.search(r"<title>.*</title>", part.text)[0] in whole  # type: ignore[index]  # the page always has one
        assert re.search(r'data-script="([^"]+)"', part.text)[1] in whole  # type: ignore[index]
        assert 'data-person="editor"' in part.text
        assert not re.search(r'class="rail|id="(selection|search|keys|filters)"|name="csrf_token"', part.text)
        assert part.headers["Cache-Control"] == "private, no-store"
