"""RSS, Atom and JSON Feed hold to their specifications whatever stories say, and give the same to everybody."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from feeds_checked import ATOM, CHECKS, CREATOR, ENCODED

from index.catalogue import items
from index.catalogue.lifecycle import Verb
from index.catalogue.stories import Story
from index.db import reading, writing
from server.review.service import Order, act
from server.stories.service import Credit

Published = Callable[..., int]
HOUSE = "http://localhost"
ODD = '<b>AT&T</b> "引号" ]]> &lt; \U0001f600 《开放日》'


def checked(stranger: Any, path: str, form: str) -> Any:
    answer = stranger.get(f"{path}.{form}" if "?" not in path else path.replace("?", f".{form}?"))
    assert answer.status_code == 200, answer.text
    assert CHECKS[form](answer.data, f"{HOUSE}{answer.request.full_path.rstrip('?')}") == []
    return answer


@pytest.fixture
def story(opened: None, published: Published, approve: Any, pictured: Any) -> int:
    """A story with every kind of text, two pictures, a link within the house and two authors."""
    pictures = [pictured("门口 & <队伍>"), pictured("门口 & <队伍>")]
    for one in pictures:
        approve(one, "site")
    body = f'<h2>小标题</h2><p>{"&lt;i&gt;"} 见<a href="/p/">这里</a>和<a href="https://example.edu/a?b=1&amp;c=2">那里</a></p><ul><li><p>一</p></li></ul>'
    return published(ODD, "site", body=body, assets=tuple((one, "") for one in pictures),
                     credits=(Credit("author", "李小华"), Credit("author", "王 & 张")))


@pytest.mark.parametrize("form", CHECKS)
def test_each_form_holds_to_its_rules(form: str, story: int, stranger: Any) -> None:
    answer = checked(stranger, "/feeds/site", form)
    checked(stranger, "/feeds/site/canteen", form)
    assert b"1970" not in checked(stranger, "/feeds/screens", form).data, "an empty one has a date that somebody believes"
    assert answer.mimetype == {"rss": "application/rss+xml", "atom": "application/atom+xml",
                               "json": "application/feed+json"}[form]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers


def test_all_three_say_the_same(story: int, stranger: Any, page_of: Callable[[int], str]) -> None:
    rss, atom = (fromstring(stranger.get(f"/feeds/site.{form}").data) for form in ("rss", "atom"))
    (one,) = json.loads(stranger.get("/feeds/site.json").text)["items"]
    item, entry = rss.find("channel/item"), atom.find(f"{ATOM}entry")
    title = "<b>AT&T</b> \"引号\" ]]> &lt; \U0001f600 《开放日》"
    assert [item.findtext("title"), entry.findtext(f"{ATOM}title"), one["title"]] == [title] * 3
    assert {item.findtext("guid"), entry.findtext(f"{ATOM}id"), one["id"]} == {one["id"]}
    assert one["id"].startswith("urn:uuid:")
    assert {item.findtext("link"), entry.find(f"{ATOM}link").get("href"), one["url"]} == {f"{HOUSE}{page_of(story)}"}
    assert {item.findtext(ENCODED), entry.findtext(f"{ATOM}content"), one["content_html"]} == {one["content_html"]}
    assert [name.text for name in item.findall(CREATOR)] == ["李小华", "王 & 张"] == [name["name"] for name in one["authors"]]
    assert [name.text for name in item.findall("category")] == ["新闻", "饮食服务中心"] == one["tags"]
    for told in (f'href="{HOUSE}/p/"', "c=2", "<h2>小标题</h2>", 'alt="门口 &amp; &lt;队伍&gt;"', "王小明"):
        assert told in one["content_html"]


def test_enclosures_are_the_files_that_come(story: int, stranger: Any) -> None:
    (one,) = json.loads(stranger.get("/feeds/site.json").text)["items"]
    assert len(one["attachments"]) == 2
    assert one["image"] == one["attachments"][0]["url"]
    for held in one["attachments"]:
        answer = stranger.get(held["url"].removeprefix(HOUSE))
        assert (answer.status_code, answer.mimetype, len(answer.data)) == (200, held["mime_type"], held["size_in_bytes"])
    rss = fromstring(stranger.get("/feeds/site.rss").data).find("channel/item/enclosure")
    assert rss.get("url") == one["image"]


def test_who_has_it_is_not_sent_it_again(story: int, published: Published, stranger: Any, home: Any, cast: Any,
                                         clock: Any) -> None:
    clock.turn(minutes=1)
    for form in CHECKS:
        first = stranger.get(f"/feeds/site.{form}")
        for known in ({"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}):
            again = stranger.get(f"/feeds/site.{form}", headers=known)
            assert (again.status_code, again.data) == (304, b""), known
    etag = first.headers["ETag"]
    published("别的渠道", "wechat")
    assert stranger.get("/feeds/site.json", headers={"If-None-Match": etag}).status_code == 304, "not of this feed"
    act(home.engine, cast.editor, Order(Verb.WITHDRAW, "site", "改期"), items.story(story), now=clock.turn(minutes=1))
    clock.turn(minutes=1)
    since = first.headers["Last-Modified"]
    gone = stranger.get("/feeds/site.json", headers={"If-None-Match": etag, "If-Modified-Since": since})
    assert (gone.status_code, gone.get_json()["items"]) == (200, [])


def test_pages_lead_to_each_other(opened: None, published: Published, stranger: Any, monkeypatch: Any) -> None:
    from server.feeds import listing

    monkeypatch.setattr(listing, "A_PAGE", 2)
    stories = [published(f"第{number}篇", "site") for number in range(5)]
    seen: list[str] = []
    address = "/feeds/site.json"
    while address:
        told = stranger.get(address).get_json()
        seen += [one["title"] for one in told["items"]]
        address = told.get("next_url", "").removeprefix(HOUSE)
    assert seen == [f"第{number}篇" for number in reversed(range(len(stories)))]
    for form in CHECKS:
        checked(stranger, "/feeds/site?page=2", form)
    middle = fromstring(stranger.get("/feeds/site.atom?page=2").data)
    links = {one.get("rel"): one.get("href") for one in middle.findall(f"{ATOM}link")}
    assert {name: links[name].partition(".atom")[2] for name in ("first", "previous", "next", "last")} == {
        "first": "", "previous": "", "next": "?page=3", "last": "?page=3"}
    assert stranger.get("/feeds/site.atom?page=4").status_code == 404


def test_what_is_approved_at_one_stroke_has_moments_of_its_own(opened: None, published: Published, stranger: Any,
                                                                clock: Any) -> None:
    at = clock.now
    for title in ("甲", "乙", "丙"):
        clock.now = at
        published(title, "site")
    for form in CHECKS:
        checked(stranger, "/feeds/site", form)
    told = json.loads(stranger.get("/feeds/site.json").text)["items"]
    assert [one["title"] for one in sorted(told, key=lambda one: one["date_published"], reverse=True)] == ["丙", "乙", "甲"]


def test_what_no_xml_may_hold_is_left_out(opened: None, published: Published, stranger: Any, home: Any) -> None:
    """Words that came in before they were refused, by a file's hand."""
    story = published("标题", "site")
    with writing(home.engine) as session:
        session.get_one(Story, story).title = "标\x0b题\ufffe"
    with reading(home.engine) as session:
        assert session.get_one(Story, story).title == "标\x0b题\ufffe"
    for form in CHECKS:
        checked(stranger, "/feeds/site", form)
