"""The public pages give everybody what the office opened, and not a word or a byte more."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from index.catalogue import items, public_visibility
from index.catalogue.assets import Asset
from index.catalogue.lifecycle import Verb
from index.db import reading, writing
from server.bin import stories as bins
from server.channels import service as channels
from server.channels.service import ChannelChange
from server.review.service import Order, act
from server.stories.service import Wish, save
from server.takedowns import service as takedowns

Published = Callable[..., int]
PageOf = Callable[[int], str]


def media(page: str) -> set[str]:
    return set(re.findall(r"/media/([0-9a-f]{64})", page))


def test_a_story_is_shown_with_what_of_its_pictures_is_public_there(
        opened: None, published: Published, approve: Callable[..., None], pictured: Callable[..., int], photo: Any,
        page_of: PageOf, stranger: Any, home: Any, cast: Any) -> None:
    shown, elsewhere, draft = pictured("门口的队伍", size=(2400, 1600)), pictured("只给微信的"), photo()
    approve(shown, "site")
    approve(elsewhere, "wechat", "screens")  # the screens are open too, but the story is not on them
    story = published("食堂开放日", "site", "wechat", summary="三月一日起", body="<p>正文<strong>加粗</strong></p>",
                      assets=((draft, "没有审过"), (elsewhere, ""), (shown, "")))
    answer = stranger.get(page_of(story))
    assert answer.status_code == 200
    for told in ("食堂开放日", "三月一日起", "<strong>加粗</strong>", "门口的队伍", "李小华", "王小明", "canteen-name"):
        assert told in answer.text.replace(cast_name(home, cast), "canteen-name")
    for untold in ("没有审过", "只给微信的", "photographer"):
        assert untold not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert 'alt="门口的队伍"' in answer.text

    view = view_of(home, shown)
    assert media(answer.text) == {view["grid"], view["screen"]}
    page = page_of(story)
    part = stranger.get(f"{page}/media/{view['screen']}", headers={"Range": "bytes=0-9"})
    assert (part.status_code, len(part.data), part.headers["Cache-Control"]) == (206, 10, "public, no-cache")
    for other in (view["large"], view["original"], view_of(home, elsewhere)["screen"], view_of(home, draft)["grid"]):
        assert stranger.get(f"{page}/media/{other}").status_code == 404


def test_what_search_engines_read_is_whole(opened: None, published: Published, approve: Any, pictured: Any,
                                           page_of: PageOf, stranger: Any, home: Any) -> None:
    picture = pictured("入场式")
    approve(picture, "site")
    story = published("运动会</script>开幕", "site", summary='"引号" & <标签>', assets=((picture, ""),))
    text = stranger.get(page_of(story)).text
    (held,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    told = json.loads(held)
    address = f"http://localhost{page_of(story)}"
    assert (told["@type"], told["headline"], told["url"]) == ("NewsArticle", "运动会</script>开幕", address)
    assert told["author"] == [{"@type": "Person", "name": "李小华"}]
    assert told["datePublished"] <= told["dateModified"]
    (image,) = told["image"]
    assert image["url"].startswith(f"{address}/media/")
    assert image["creditText"] == "王小明"
    assert f'<link rel="canonical" href="{address}">' in text
    assert f'<meta property="og:image" content="{image["url"]}">' in text
    for form, kind in (("atom", "application/atom+xml"), ("rss", "application/rss+xml"), ("json", "application/feed+json")):
        assert re.search(rf'<link rel="alternate" type="{re.escape(kind)}" [^>]*href="/feeds/site.{form}">', text)


def test_nothing_is_public_unless_told(published: Published, page_of: PageOf, stranger: Any, home: Any, cast: Any,
                                       clock: Any) -> None:
    story = published("食堂开放日", "site")
    assert stranger.get(page_of(story)).status_code == 404
    for address in ("/p/", "/p/channel/site", "/feeds/site.rss", "/p/channel/none"):
        assert stranger.get(address).status_code == 404, address
    channels.change_channel(home.engine, cast.administrator, "site", ChannelChange(public=True), now=clock())
    for address in (page_of(story), "/p/", "/p/channel/site", "/feeds/site.rss", "/feeds/site/canteen.json"):
        assert stranger.get(address).status_code == 200, address
    channels.change_channel(home.engine, cast.administrator, "site", ChannelChange(active=False), now=clock())
    assert stranger.get(page_of(story)).status_code == 404


def test_the_address_cannot_be_guessed(opened: None, published: Published, page_of: PageOf, stranger: Any) -> None:
    address, other = (page_of(published(title, "site")) for title in ("一", "二"))
    token = address.rpartition("-")[2]
    for wrong in ("/p/S1", "/p/1", f"/p/{token}", f"/p/S2-{token}", address[:-1] + ("A" if address[-1] != "A" else "B"),
                  other.replace("S2", "S1")):
        assert stranger.get(wrong).status_code == 404, wrong


def test_what_came_down_is_gone_and_what_is_revised_is_away(opened: None, published: Published, approve: Any, pictured: Any,
                                                            page_of: PageOf, stranger: Any, home: Any, cast: Any,
                                                            clock: Any) -> None:
    picture = pictured("入场式")
    approve(picture, "site")
    revised, taken, binned = (published(title, "site", assets=((picture, ""),)) for title in ("一稿", "二稿", "三稿"))
    address = page_of(taken)
    (sha256,) = media(stranger.get(address).text) & {view_of(home, picture)["screen"]}
    save(home.engine, cast.photographer, revised, Wish("news", "一稿改过", body="<p>改</p>"), seen_version=1, now=clock())
    assert stranger.get(page_of(revised)).status_code == 404, "an edit is reviewed before it is public"
    takedowns.take_down(home.engine, cast.editor, [items.story(taken)], "有人提出异议", now=clock())
    for gone in (address, f"{address}/media/{sha256}"):
        answer = stranger.get(gone)
        assert (answer.status_code, "二稿" in answer.text) == (410, False)
    act(home.engine, cast.editor, Order(Verb.WITHDRAW, "site", "改期"), items.story(binned), now=clock())
    bins.put(home.engine, cast.editor, binned, "重复", now=clock())
    assert stranger.get(page_of(binned)).status_code == 410
    listed = stranger.get("/p/").text
    assert not re.search("[一二三]稿", listed)


def test_a_pictures_term_ends_in_stories_too(opened: None, published: Published, approve: Any, pictured: Any,
                                             page_of: PageOf, stranger: Any, home: Any, clock: Any) -> None:
    picture = pictured("入场式")
    approve(picture, "site")
    story = published("运动会", "site", assets=((picture, ""),))
    screen = view_of(home, picture)["screen"]
    with writing(home.engine) as session:
        session.execute(update(Asset).where(Asset.id == picture).values(expires_at=clock() + timedelta(hours=1)))
    assert screen in stranger.get(page_of(story)).text
    clock.turn(seconds=5)
    feed = stranger.get("/feeds/site.json")
    clock.turn(hours=2)
    assert screen not in stranger.get(page_of(story)).text
    assert stranger.get(f"{page_of(story)}/media/{screen}").status_code == 404
    again = stranger.get("/feeds/site.json", headers={"If-None-Match": feed.headers["ETag"]})
    assert (again.status_code, screen in again.text) == (200, False)
    since = stranger.get("/feeds/site.json", headers={"If-Modified-Since": feed.headers["Last-Modified"]})
    assert since.status_code == 200, "who asks by the date alone is told of it as well"


def test_lists_go_by_channel_and_department_in_pages(opened: None, published: Published, page_of: PageOf, stranger: Any,
                                                     monkeypatch: Any) -> None:
    from server.feeds import listing

    monkeypatch.setattr(listing, "A_PAGE", 2)
    titles = ["甲篇", "乙篇", "丙篇"]
    for title in titles:
        published(title, "site")
    published("丁篇", "screens")
    found = [re.findall("[甲乙丙丁]篇(?=</a></h2>)", stranger.get(address).text) for address in (
        "/p/", "/p/?page=2", "/p/channel/site", "/p/channel/site?page=2", "/p/channel/screens",
        "/p/channel/site/canteen", "/p/channel/site/library")]
    assert found == [["丁篇", "丙篇"], ["乙篇", "甲篇"], ["丙篇", "乙篇"], ["甲篇"], ["丁篇"], ["丙篇", "乙篇"], []]
    assert stranger.get("/p/channel/site?page=3").status_code == 404
    first = stranger.get("/p/channel/site").text
    assert '<link rel="next" href="/p/channel/site?page=2">' in first
    english = stranger.get("/p/channel/site?lang=en").text
    assert ("Division site" in english, 'href="/p/channel/screens?lang=en"' in english) == (True, True)


def test_coming_out_again_keeps_its_first_day(opened: None, published: Published, approve: Any, home: Any, cast: Any,
                                              clock: Any) -> None:
    story, later = published("甲篇", "site"), published("乙篇", "site")
    with reading(home.engine) as session:
        first = public_visibility.published_one(session, story)
    assert first is not None
    clock.turn(days=2)
    save(home.engine, cast.photographer, story, Wish("news", "甲篇改"), seen_version=1, now=clock())
    for who in (cast.reviewer, cast.editor):
        act(home.engine, who, Order(Verb.APPROVE, "site"), items.story(story), now=clock.turn(seconds=1))
    with reading(home.engine) as session:
        order = public_visibility.published(session, limit=9)
    assert [one.story_id for one in order] == [later, story]
    assert order[1].first_at == first.first_at
    assert order[1].last_at == clock()


def view_of(home: Any, asset: int) -> dict[str, str]:
    from index.catalogue import queries

    with reading(home.engine) as session:
        view = queries.asset(session, asset)
    return {name: one.sha256 for name, one in view.renditions.items()} | {"original": view.sha256}


def cast_name(home: Any, cast: Any) -> str:
    from index.catalogue.departments import Department

    with reading(home.engine) as session:
        return session.get_one(Department, cast.departments["canteen"]).name
