"""The pages of stories: begin, write, read, compare, bring back; drafts while typing; pictures from the library."""

from __future__ import annotations

import re
from typing import Any

import pytest

from index.catalogue.people import Person
from index.db import writing


def fields(**given: str) -> dict[str, str]:
    return {"kind": "news", "title": "食堂开放日", "summary": "", "body": "三月一日\n师生走进后厨", "event": "0",
            "authors": "甲、乙", "photographers": "", "pictures": "", **given}


@pytest.fixture
def writer(visitor: Any) -> Any:
    one = visitor("photographer")
    answer = one.post("/stories/new", **fields())
    assert answer.location == "/stories/S1/edit"
    return one


def test_a_story_is_begun_read_and_written_on(writer: Any) -> None:
    page = writer.get("/stories/S1")
    assert "<p>三月一日</p><p>师生走进后厨</p>" in page
    assert "甲, 乙" in re.sub(r"\s+", " ", page)
    assert writer.post("/stories/S1/edit", **fields(version="1", title="开放周")).location == "/stories/S1"
    assert "开放周" in writer.get("/stories/")
    assert "开放周" in writer.get("/stories/?mine=1&kind=news")
    assert "开放周" not in writer.get("/stories/?kind=minutes")
    page = writer.get("/stories/S1/versions")
    assert "<del>日</del><ins>周</ins>" in page
    assert writer.post("/stories/S1/restore", version="1").location == "/stories/S1"
    assert "<h1>食堂开放日</h1>" in writer.get("/stories/S1")


def test_script_in_pasted_text_is_gone_and_names_are_only_text(writer: Any) -> None:
    nasty = "<script>alert(1)</script><p onclick=x>好<img src=x onerror=y></p><a href='javascript:x'>点</a>"
    writer.post("/stories/S1/edit", **fields(version="1", body=nasty, title="<b>题</b>", authors="<i>甲</i>"))
    page = writer.get("/stories/S1")
    assert "<p>好</p><p>点</p>" in page
    assert "&lt;b&gt;题&lt;/b&gt;" in page
    for bad in ("alert(1)", "onclick", "onerror", "javascript:", "<i>甲"):
        assert bad not in page


def test_who_saves_second_keeps_the_text_and_may_save_over_it(writer: Any, visitor: Any) -> None:
    visitor("reviewer").post("/stories/S1/edit", **fields(version="1", title="别人的"))
    answer = writer.post("/stories/S1/edit", 409, **fields(version="1", title="我的"))
    assert "saved version 2 after you opened this" in answer.text
    assert 'value="我的"' in answer.text
    seen = re.search(r'name="version" value="(\d+)"', answer.text)
    assert seen
    writer.post("/stories/S1/edit", **fields(version=seen[1], title="我的"))
    page = writer.get("/stories/S1/versions?version=2")
    assert "别人的" in page


def test_a_field_that_is_wrong_says_so_and_nothing_typed_is_lost(writer: Any) -> None:
    page = writer.post("/stories/S1/edit", 422, **fields(version="1", authors="甲 60、乙 30", body="写了很多")).text
    assert "where shares are given" in page
    assert "写了很多" in page
    assert "100 in all" in page
    assert "Version 2" not in writer.get("/stories/S1/versions")
    assert "not-found" not in writer.post("/stories/S1/edit", 404, **fields(version="1", pictures="V999")).text


def test_a_draft_is_kept_and_the_other_writer_is_told(writer: Any, visitor: Any) -> None:
    words = fields(title="打到一半", lead="")
    sent = {"words": words, "version": 1, "revision": 0, "tab": "a"}
    headers = {"X-CSRFToken": writer.browser.token, "Accept": "application/json"}
    assert writer.client.post("/stories/S1/draft", json=sent, headers=headers).json == {"revision": 1}
    assert writer.client.post("/stories/S1/draft", json=sent | {"tab": "b"}, headers=headers).status_code == 409
    assert 'value="打到一半"' in writer.get("/stories/S1/edit")
    assert "photographer 同学 is writing this story too" in visitor("reviewer").get("/stories/S1/edit")
    writer.post("/stories/S1/discard")
    assert 'value="食堂开放日"' in writer.get("/stories/S1/edit")


def test_pictures_come_from_the_library_with_their_order_and_captions(writer: Any, photo: Any, cast: Any) -> None:
    one, other = f"V{photo()}", f"V{photo()}"
    foreign = f"V{photo(cast.outsider)}"
    page = writer.post("/stories/put", 200, asset=one).text
    assert "食堂开放日" in page
    assert writer.post("/stories/put", assets=f"{one} {other}", story="S1").location == "/stories/S1"
    page = writer.get("/stories/S1/edit")
    assert re.findall(r'class="order-row" data-asset="(V\d+)"', page) == [one, other]
    assert f'value="{one}" checked' in page
    writer.post("/stories/S1/edit", **fields(version="2", pictures=f"{other} 门口的队伍\n{one}", lead=other))
    page = writer.get("/stories/S1")
    assert page.index("门口的队伍") < page.index(f"/library/{one}")
    rows = writer.get(f"/stories/pictures?text={one}%0A{foreign}")
    assert f"{foreign} is not yours to see" in rows
    writer.get("/stories/pictures?text=nonsense", 404)
    assert f"/stories/new?asset={one}" in writer.post("/stories/put", 200, asset=one).text
    assert f'data-asset="{one}"' in writer.get(f"/stories/new?asset={one}")


def test_another_department_reads_only_what_names_it(writer: Any, visitor: Any, home: Any, cast: Any) -> None:
    other = visitor("outsider")
    for address in ("/stories/S1", "/stories/S1/edit", "/stories/S1/versions", "/stories/S99", "/stories/x"):
        other.get(address, 404)
    assert "食堂开放日" not in other.get("/stories/")
    other.post("/stories/S1/edit", 404, **fields(version="1"))
    other.post("/stories/put", 404, story="S1", asset="V1")
    with writing(home.engine) as session:
        session.get_one(Person, cast.outsider.person_id).display = "丙"
    writer.post("/stories/S1/edit", **fields(version="1", authors="甲、丙"))
    assert "Write</a>" not in other.get("/stories/S1")
    other.get("/stories/S1/edit", 403)
    other.post("/stories/S1/restore", 403, version="1")


def test_a_story_is_found_by_any_piece_of_its_text(writer: Any, visitor: Any) -> None:
    body = "<p>第二食堂的<strong>厨</strong>师用 IMG_0123 拍了照</p>"
    writer.post("/stories/S1/edit", **fields(version="1", body=body, summary="开放日侧记"))
    for words in ("食堂的厨师", "廚師", "ＩＭＧ", "0123", "侧记 食堂", "开放日", "师"):
        assert "/stories/S1" in writer.get(f"/stories/?q={words}"), words
    for words in ("食堂厨师", "100%", "侧记 图书馆"):
        assert "/stories/S1" not in writer.get(f"/stories/?q={words}"), words
    assert "1 story holds these words too" in writer.get("/library?q=食堂的厨师")
    assert "these words too" not in visitor("outsider").get("/library?q=食堂的厨师")
    assert "No story holds these words" in visitor("outsider").get("/stories/?q=食堂的厨师")


def test_the_channels_wanted_are_kept_and_void_nothing(writer: Any, visitor: Any, home: Any) -> None:
    """Chosen while writing, ticked again where it is submitted; two writers' choices are put together."""
    writer.post("/stories/S1/move", verb="submit", channel="screens")
    writer.post("/stories/S1/edit", **fields(version="1", **{"channel-site": "1", "channel-wechat": "1"}))
    page = writer.get("/stories/S1")
    assert "Meant for Division site, WeChat" in page
    assert "chose where it is to appear: Division site, WeChat" in page
    assert "Version 2" not in writer.get("/stories/S1/versions")
    assert "review starts again" not in page
    assert re.findall(r'name="channel" value="(\w+)" checked', page) == ["site", "wechat"]
    assert 'name="channels-had" value="site wechat"' in writer.get("/stories/S1/edit")

    both = {"channels-had": "site wechat"}
    visitor("reviewer").post("/stories/S1/edit", **fields(version="1", **both, **{"channel-wechat": "1", "channel-qq": "1"}))
    writer.post("/stories/S1/edit", **fields(version="1", **both, **{"channel-site": "1", "channel-wechat": "1",
                                                                     "channel-media": "1"}))
    assert "Meant for WeChat, Outside media, QQ" in writer.get("/stories/S1"), "neither undoes what the other changed"
    assert "there is no channel" in writer.post("/stories/S1/edit", 422, **fields(version="1", **{"channel-none": "1"})).text

    words = fields(lead="") | {"channels-had": "wechat media qq", "channel-wechat": "1"}
    sent = {"words": words, "version": 1, "revision": 0, "tab": "a"}
    headers = {"X-CSRFToken": writer.browser.token}
    assert writer.client.post("/stories/S1/draft", json=sent, headers=headers).json == {"revision": 1}
    page = writer.get("/stories/S1/edit")
    assert re.findall(r'name="channel-(\w+)" value="1" checked', page) == ["wechat"]
    sent["words"] = words | {"channel-media": "1", "channel-qq": "1"}
    assert writer.client.post("/stories/S1/draft", json=sent | {"revision": 1}, headers=headers).json == {"revision": 0}
