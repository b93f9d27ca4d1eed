"""The page behind a screen's code shows what the screen shows, for as long as it does, and takes likes and notes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from index import settings as configuration
from index.catalogue import items
from index.catalogue.audit import AuditLine
from index.catalogue.boards import BoardItem
from index.catalogue.feedback import ItemPage, VisitorLike, VisitorNote, token_of
from index.catalogue.lifecycle import Verb
from index.catalogue.people import OWNER
from index.db import reading, writing
from server.boards import service as boards
from server.feedback import pages
from server.library.describe import Edit, describe
from server.review.service import Order, act
from server.stories.service import Credit, Wish, begin
from server.takedowns import service as takedowns


def kept(home: Any, model: Any) -> list[Any]:
    with reading(home.engine) as session:
        return list(session.scalars(select(model).order_by(model.id)))


def test_it_shows_what_the_screen_shows_and_no_more(everywhere: Any, stranger: Any, address: str) -> None:
    answer = stranger.get(address)
    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    for told in ("运动会开幕", "入场式", "王小明", "文字大小"):
        assert told in answer.text
    for untold in ("李小华", everywhere.original, "photographer", everywhere.renditions["large"]):
        assert untold not in answer.text
    assert "vitrine_visitor" not in str(answer.headers), "nobody is known before they like something"

    picture = stranger.get(f"{address}/media/{everywhere.renditions['screen']}", headers={"Range": "bytes=0-9"})
    assert (picture.status_code, len(picture.data)) == (206, 10)
    assert picture.headers["Cache-Control"] == "private, no-cache"
    known = stranger.get(f"{address}/media/{everywhere.renditions['screen']}",
                         headers={"If-None-Match": picture.headers["ETag"]})
    assert known.status_code == 304
    for other in (everywhere.renditions["large"], everywhere.original):
        assert stranger.get(f"{address}/media/{other}").status_code == 404


def test_it_leads_on_to_what_else_hangs_on_the_board_and_may_be_shown_there(
        home: Any, app: Any, cast: Any, clock: Any, stranger: Any, address: str, photo: Callable[..., int],
        worker: Any) -> None:
    def hung(title: str, *, approved: bool = True, **times: Any) -> int:
        asset = photo(size=(640, 480))
        worker.drain()
        describe(home.engine, cast.photographer, asset, Edit(title=title, caption=title, place="操场"), now=clock())
        for who, verb in ((cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE), (cast.editor, Verb.APPROVE)):
            act(home.engine, who, Order(verb, "screens"), asset, now=clock())
        boards.add_item(home.engine, OWNER, "运动会", asset, now=clock())
        with writing(home.engine) as session:
            place = session.scalars(select(BoardItem).where(BoardItem.asset_id == asset)).one()
            for name, value in times.items():
                setattr(place, name, value)
        if not approved:
            takedowns.take_down(home.engine, cast.editor, [asset], "有人提出异议", now=clock())
        return asset

    assert "这个宣传栏上还有" not in stranger.get(address).text
    hung("百米决赛")
    hung("明天的颁奖", show_from=clock() + timedelta(days=1))
    hung("撤下的一张", approved=False)
    text = stranger.get(address).text
    also = text[text.index("这个宣传栏上还有"):]
    assert [title in also for title in ("百米决赛", "明天的颁奖", "撤下的一张", "运动会开幕")] == [True, False, False, False]
    picture, other = re.search(r'src="(/s/[^"]+/media/[0-9a-f]{64})"', also)[1], re.search(r'href="(/s/[^"]+)"', also)[1]
    assert stranger.get(picture).status_code == 200
    assert "百米决赛" in stranger.get(other).text
    boards.change_board(home.engine, OWNER, "运动会", boards.BoardChange(qr=False), now=clock())
    assert "这个宣传栏上还有" not in stranger.get(address).text, "a board without codes leads nowhere"


def test_it_closes_with_the_screen_and_cannot_be_guessed(everywhere: Any, home: Any, cast: Any, clock: Any, stranger: Any,
                                                         address: str) -> None:
    changed = address[:-1] + ("A" if address[-1] != "A" else "B")
    other_key = token_of("another house", ItemPage(items.ref(everywhere.asset), 1))
    for wrong in (changed, f"/s/{other_key}", f"/s/V{everywhere.asset}", "/s/1"):
        assert stranger.get(wrong).status_code == 404
    takedowns.take_down(home.engine, cast.editor, [everywhere.asset], "有人提出异议", now=clock())
    answer = stranger.get(address)
    assert (answer.status_code, "运动会" in answer.text) == (410, False)
    assert "已不再展出" in answer.text
    assert stranger.get(f"{address}/media/{everywhere.renditions['screen']}").status_code == 410
    assert stranger.post(f"{address}/note", {"kind": "praise", "text": "好"}).status_code == 410


def test_one_visitor_likes_once_and_can_take_it_back(home: Any, app: Any, clock: Any, stranger: Any, address: str) -> None:
    for _twice in range(2):
        assert stranger.post(f"{address}/like").status_code == 303
    cookie = stranger.client.get_cookie("vitrine_visitor", path="/s")
    (like,) = kept(home, VisitorLike)
    assert like.board_id == 1
    assert cookie.value not in like.visitor
    assert "取消点赞" in stranger.get(address).text

    other = type(stranger)(app)
    other.get(address)
    other.post(f"{address}/like")
    assert len(kept(home, VisitorLike)) == 2
    other.post(f"{address}/like", {"undo": "1"})
    assert [one.id for one in kept(home, VisitorLike)] == [like.id]
    assert kept(home, AuditLine)[-1].verb != "liked", "a like begins no new round of all screens"

    clock.turn(days=181)
    other.post(f"{address}/like")
    assert kept(home, VisitorLike)[0].visitor is None, "who it was is forgotten after the term"


def test_a_note_reaches_the_office_and_no_page(home: Any, clock: Any, stranger: Any, address: str) -> None:
    sent = stranger.post(f"{address}/note", {"kind": "correction", "text": "  名字写错了 ", "contact": "139"})
    assert sent.status_code == 303
    page = stranger.get(address).text
    assert "谢谢" in page
    assert "名字写错了" not in page
    (note,) = kept(home, VisitorNote)
    assert (note.kind, note.text, note.contact, note.state, note.board_id) == ("correction", "名字写错了", "139", "new", 1)
    line = kept(home, AuditLine)[-1]
    assert (line.verb, line.subject) == ("wrote-note", f"note:{note.id}")
    assert "名字" not in str(line.details)

    stranger.post(f"{address}/note", {"kind": "praise", "text": "买药", "website": "http://spam.example"})
    for wrong in ({"text": ""}, {"kind": "none"}, {"text": "长" * 1001}, {"contact": "9" * 121}):
        answer = stranger.post(f"{address}/note", {"kind": "praise", "text": "好", **wrong})
        assert answer.status_code == 422
        assert "<details open" in answer.text
    assert len(kept(home, VisitorNote)) == 1, "what a program fills in, and what is wrong, is not kept"


def test_notes_have_limits_by_address_and_by_item(clock: Any, write: Callable[..., None]) -> None:
    def wrote(address: str) -> str:
        try:
            write("好", address=address)
        except pages.VitrineError as error:
            return error.reason.code
        return ""

    most = pages.MOST_NOTES
    told = [wrote("10.0.0.1") for _ in range(most["address"] + 1)]
    assert told == [*[""] * most["address"], "too-many-notes"]
    others = [wrote(f"10.0.1.{one}") for one in range(most["item"])]
    assert others.count("") == most["item"] - most["address"]
    clock.turn(minutes=11)
    assert wrote("10.0.0.1") == ""


def test_a_form_without_our_token_is_refused(app: Any, stranger: Any, address: str, home: Any) -> None:
    answer = app.test_client().post(f"{address}/note", data={"kind": "praise", "text": "好"})
    assert answer.status_code == 400
    assert kept(home, VisitorNote) == []


def test_a_story_is_read_whole_with_the_pictures_that_screens_may_show(everywhere: Any, home: Any, cast: Any, clock: Any,
                                                                       stranger: Any, photo: Any) -> None:
    hidden = photo()
    wish = Wish("news", "食堂开放日", body="<p>三月一日</p><blockquote>欢迎</blockquote>", summary="三月一日起",
                assets=((hidden, "没有审过"), (everywhere.asset, "门口的队伍")), credits=(Credit("author", "甲"),))
    story = begin(home.engine, cast.photographer, wish, now=clock())
    for part, verb in (("photographer", Verb.SUBMIT), ("reviewer", Verb.APPROVE), ("editor", Verb.APPROVE)):
        act(home.engine, getattr(cast, part), Order(verb, "screens"), items.story(story), now=clock.turn(seconds=1))
    address = f"/s/{token_of(configuration.secret(home.settings), ItemPage(items.story(story), 1))}"
    page = stranger.get(address).text
    for told in ("<blockquote>", "欢迎", "三月一日起", "门口的队伍", "甲"):
        assert told in page
    assert "没有审过" not in page
    (picture,) = set(re.findall(rf"{address}/media/([0-9a-f]{{64}})", page))
    assert stranger.get(f"{address}/media/{picture}").mimetype == "image/jpeg"
    act(home.engine, cast.editor, Order(Verb.WITHDRAW, "screens", "改期"), items.story(story), now=clock.turn(seconds=1))
    for gone in (address, f"{address}/media/{picture}"):
        assert stranger.get(gone).status_code == 410
