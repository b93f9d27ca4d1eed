"""Packages hold a story as the place takes it: text, pictures within its limits, and a sheet; and are put on record."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from defusedxml.ElementTree import fromstring
from PIL import Image
from sqlalchemy import select

from index.catalogue import items
from index.catalogue.lifecycle import Verb
from index.catalogue.takeouts import TakenItem, Takeout
from index.db import reading
from server.downloads.zipping import MANIFEST
from server.library.describe import Edit, describe
from server.packages import docx, weibo
from server.packages.sheet import NAME
from server.review.service import Order, act
from server.stories import docx as word
from server.stories.service import Credit, Wish, begin
from server.takedowns import service as takedowns

BODY = ('<h2>后厨</h2><p>今天<strong>开放</strong>，见<a href="https://example.edu/a?b=1&amp;c=2">通知</a> &lt;b&gt;。</p>'
        "<ul><li><p>洗消</p></li><li><p>烹饪</p></li></ul><blockquote><p>好吃</p></blockquote>")


@pytest.fixture
def story(home: Any, cast: Any, clock: Any, photo: Callable[..., int]) -> tuple[int, list[int]]:
    """A story of the canteen that is approved for WeChat, and its photos: one that is, one that is not, one taken down."""
    shown = [photo(size=(3000, 2000)), photo(size=(1600, 2400)), photo()]
    for one, caption in zip(shown, ("门口的队伍", "3#楼后厨", "撤下的"), strict=True):
        words = Edit(title=f"{caption}照", caption=caption, credit="王小明")
        describe(home.engine, cast.photographer, one, words, now=clock())

    def approve(item: Any) -> None:
        for who, verb in ((cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE), (cast.editor, Verb.APPROVE)):
            act(home.engine, who, Order(verb, "wechat"), item, now=clock.turn(seconds=1))

    for one in (shown[0], shown[2]):
        approve(items.ref(one))
    wish = Wish("news", "食堂<开放日>", "三月一日起", BODY, assets=((shown[1], ""), (shown[0], ""), (shown[2], "")),
                lead_id=shown[0], credits=(Credit("author", "李小华"), Credit("photographer", "王小明")))
    made = begin(home.engine, cast.photographer, wish, now=clock())
    approve(items.story(made))
    takedowns.take_down(home.engine, cast.editor, [shown[2]], "有人提出异议", now=clock())
    return made, shown


def taken(browser: Any, story: int, place: str) -> zipfile.ZipFile:
    answer = browser.post(f"/stories/S{story}/package", {"package": place})
    assert (answer.status_code, answer.mimetype) == (200, "application/zip"), answer.text[:2000]
    opened = zipfile.ZipFile(io.BytesIO(answer.data))
    assert opened.testzip() is None
    return opened


def size_of(opened: zipfile.ZipFile, name: str) -> tuple[int, int]:
    return Image.open(io.BytesIO(opened.read(name))).size


class Looks(HTMLParser):
    """What WeChat's editor would drop of a page's article, and its pictures."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.odd: list[str] = []
        self.pictures: list[str] = []
        self.words = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = self._inside or tag == "body"
        if not self._inside or tag == "body":
            return
        told = dict(attrs)
        if tag not in {"section", "p", "span", "strong", "em", "s", "h2", "h3", "ul", "ol", "li", "blockquote", "br", "img"}:
            self.odd.append(tag)
        self.odd += [f"{tag} {name}" for name in told if name not in {"style", "src", "alt"}]
        if tag not in {"section", "br"} and not told.get("style"):
            self.odd.append(f"{tag} without looks")
        if tag == "img":
            self.pictures.append(unquote(urlsplit(told["src"] or "").path))  # as browsers read it

    def handle_data(self, data: str) -> None:
        self.words += data


def test_wechat_gets_clean_html_and_pictures_within_its_limits(story: tuple[int, list[int]], browser: Any) -> None:
    opened = taken(browser("photographer"), story[0], "wechat")
    names = opened.namelist()
    assert names == ["01-门口的队伍.jpg", "封面-2.35比1.jpg", "封面-1比1.jpg", "02-3#楼后厨.jpg", "正文.html", "标题摘要.txt",
                     NAME, MANIFEST]
    for name in ("01-门口的队伍.jpg", "02-3#楼后厨.jpg"):
        assert opened.getinfo(name).file_size < 1_000_000
        assert max(size_of(opened, name)) <= 1440
    wide, square = size_of(opened, "封面-2.35比1.jpg"), size_of(opened, "封面-1比1.jpg")
    assert (abs(wide[0] / wide[1] - 2.35) < 0.01, wide[0] >= 900, square[0] == square[1]) == (True, True, True)

    page = Looks()
    page.feed(opened.read("正文.html").decode())
    assert page.odd == []
    assert page.pictures == ["01-门口的队伍.jpg", "02-3#楼后厨.jpg"], "the lead first; covers are not in the text"
    for told in ("后厨", "通知[1]", "<b>", "[1] https://example.edu/a?b=1&c=2", "门口的队伍（王小明 摄）", "文／李小华"):
        assert told in page.words, told
    heading = opened.read("标题摘要.txt").decode("utf-8-sig")
    assert heading.startswith("标题：食堂<开放日>\r\n作者：李小华\r\n摘要：三月一日起")
    sheet = opened.read(NAME).decode("utf-8-sig")
    assert "还没有在「微信公众号」通过审核" not in sheet
    for told in ("图 2  3#楼后厨（王小明 摄）  V2  ！还没有在这个渠道通过审核", "- #3: 已撤下"):
        assert told in sheet, sheet


def test_weibo_counts_as_weibo_does(story: tuple[int, list[int]], browser: Any) -> None:
    opened = taken(browser("photographer"), story[0], "weibo")
    assert [name for name in opened.namelist() if name.endswith(".jpg")] == ["01-门口的队伍.jpg", "02-3#楼后厨.jpg"]
    for name in ("01-门口的队伍.jpg", "02-3#楼后厨.jpg"):
        width, height = size_of(opened, name)
        assert width == height <= 1080
    assert opened.read("微博-短.txt").decode("utf-8-sig").strip() == "【食堂<开放日>】三月一日起"
    assert "洗消" in opened.read("微博-长.txt").decode("utf-8-sig")
    assert "还没有在「微博」通过审核" in opened.read(NAME).decode("utf-8-sig")
    assert (weibo.length("字a b"), weibo.length("ab")) == (3, 1)
    for most in (1, 7, 140):
        assert weibo.length(weibo.cut("字a" * 300, most)) <= most
    assert weibo.cut("字" * 140, 140) == "字" * 140


def test_print_gets_all_pixels_and_a_document_that_opens(story: tuple[int, list[int]], browser: Any) -> None:
    opened = taken(browser("photographer"), story[0], "print")
    picture = Image.open(io.BytesIO(opened.read("01-门口的队伍.jpg")))
    assert (picture.size, tuple(map(round, picture.info["dpi"]))) == ((3000, 2000), (300, 300))
    assert picture.info["icc_profile"]
    found = word.read(opened.read("稿件.docx"))
    assert found.title == "食堂<开放日>"
    for told in ("<h2>后厨</h2>", "<strong>开放</strong>", '<a href="https://example.edu/a?b=1&amp;c=2">通知</a>',
                 "<li><p>洗消</p></li>", "好吃", "图 1 门口的队伍（王小明 摄）"):
        assert told in re.sub(r"(?<=\d) +", " ", found.html), found.html


def test_a_document_is_whole_whatever_it_says() -> None:
    body = '<p><a href="mailto:a&amp;b">x</a><br><em>斜</em></p><ol><li><p>一</p></li></ol>'
    data = docx.document("标\x0b题 & <b>", ["一"], "", body, [])
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        held = {name: fromstring(opened.read(name)) for name in opened.namelist()}
    assert set(held) == {"[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml", "word/numbering.xml",
                         "word/_rels/document.xml.rels"}
    targets = {one.get("Target") for one in held["word/_rels/document.xml.rels"]}
    assert targets == {"styles.xml", "numbering.xml", "mailto:a&b"}
    assert data == docx.document("标\x0b题 & <b>", ["一"], "", body, [])


def test_who_may_not_take_a_picture_gets_the_text_and_is_told(story: tuple[int, list[int]], browser: Any) -> None:
    library = browser("outsider")
    opened = taken(library, story[0], "print")
    given = [name for name in opened.namelist() if name.endswith(".jpg")]
    assert given == [], "all pixels are for the department and the office"
    assert "未给出" in opened.read(NAME).decode("utf-8-sig")
    assert [name for name in taken(library, story[0], "wechat").namelist() if name[:2].isdigit()] == ["01-门口的队伍.jpg"]
    assert library.post(f"/stories/S{story[0]}/package", {"package": "none"}).status_code == 422


def test_it_is_put_on_record(story: tuple[int, list[int]], browser: Any, home: Any) -> None:
    taken(browser("photographer"), story[0], "wechat")
    with reading(home.engine) as session:
        record = session.scalars(select(Takeout)).one()
        names = list(session.scalars(select(TakenItem.name).where(TakenItem.takeout_id == record.id)))
    assert (record.preset, record.purpose, record.note, record.door, record.wanted) == ("package", "wechat", "S1", "page", 2)
    assert record.ended_at is not None
    assert len(names) == 4
    assert "微信封面 2.35:1" in browser("editor").get("/downloads/log").text


def test_a_draft_of_others_is_not_there(home: Any, cast: Any, clock: Any, browser: Any) -> None:
    draft = begin(home.engine, cast.photographer, Wish("news", "草稿"), now=clock())
    assert browser("outsider").post(f"/stories/S{draft}/package", {"package": "wechat"}).status_code == 404
    assert "草稿" in taken(browser("photographer"), draft, "weibo").read("微博-短.txt").decode("utf-8-sig")
