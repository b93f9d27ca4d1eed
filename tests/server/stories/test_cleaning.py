"""What a story's body may hold. The pasted texts are shaped like what Word, WPS and WeChat put on the clipboard."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.stories.cleaning import clean, length_of, text_of

WORD = """<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--><style>p.MsoNormal{margin:0}</style>
<h1 style='mso-pagination:widow-orphan'><span lang=EN-US>第一食堂</span><span>开放日</span></h1>
<p class=MsoNormal style='text-indent:21.0pt'><b><span style='font-family:宋体'>三月一日<o:p></o:p></span></b>，师生走进后厨。
</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><table><tr><td><p>早餐</p></td><td>午餐</td></tr></table>"""
WECHAT = """<section style="font-size:15px" id="outer"><section><span style="color:red">食堂</span><strong>开放</strong>
</section><section>第二段<img data-src="https://mmbiz.example/x.png?wx_fmt=png" onerror="alert(1)"><br></section></section>
<section><br></section><mp-common-profile data-id="x"></mp-common-profile><script>track()</script>"""


def test_word_leaves_structure_and_nothing_else() -> None:
    assert clean(WORD) == ("<h2>第一食堂开放日</h2><p><strong>三月一日</strong>，师生走进后厨。</p><p>早餐</p><p>午餐</p>")


def test_wechat_s_sections_are_paragraphs_and_its_pictures_and_trackers_go() -> None:
    assert clean(WECHAT) == "<p>食堂<strong>开放</strong></p><p>第二段</p>"


@pytest.mark.parametrize(("told", "kept"), [
    ("两行\n\n  第二行", "<p>两行</p><p>第二行</p>"),
    ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
    ("<ul><li>一<li>二<ul><li>内</li></ul></ul>", "<ul><li><p>一</p></li><li><p>二</p><ul><li><p>内</p></li></ul></li></ul>"),
    ("<li>孤项</li>", "<p>孤项</p>"),
    ("<ul>散<li>一</li></ul><ol></ol>", "<ul><li><p>散</p></li><li><p>一</p></li></ul>"),
    ("<blockquote><p>引</p></blockquote>", "<blockquote><p>引</p></blockquote>"),
    ("<p><b>粗<i>斜</b>只斜</i></p>", "<p><strong>粗<em>斜</em></strong><em>只斜</em></p>"),
    ("<b><p>一</p><p>二</p></b>", "<p><strong>一</strong></p><p><strong>二</strong></p>"),
    ("<p>a<br>b<br></p>", "<p>a<br>b</p>"),
    ('<a href="https://e.example/?a=1&amp;b=2" onclick="x()" target=_blank>链接</a>',
     '<p><a href="https://e.example/?a=1&amp;b=2">链接</a></p>'),
    ('<a href="javascript:alert(1)">点我</a>', "<p>点我</p>"),
    ('<a href="data:text/html,x">数据</a><iframe src=//e.example>内</iframe>', "<p>数据</p>"),
    ("\u202e反\u200b向<p>x</p>", "<p>反向</p><p>x</p>"),
])
def test_each_kind_of_markup(told: str, kept: str) -> None:
    assert clean(told) == kept


PIECES = st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<ul>", "<li>", "</li>", "</ul>", "<blockquote>",
                          "</blockquote>", "<div>", "</div>", "<br>", "<a href='http://e.example'>", "</a>", "<h1>", "</h1>",
                          "<script>", "</script>", "<svg onload=x>", "<img src=x onerror=y>", "&lt;", "字", " ", "a&b", "<",
                          "<!--", "-->", "<td>", "<table>", "\u202e", "\x00", "'\"", "<style>", "<a href='javascript:x'>"])
ALLOWED = re.compile(r'</?(?:p|h2|h3|strong|em|s|ul|ol|li|blockquote)>|<br>|<a href="(?:https?://|mailto:)[^"<>]*">|</a>')


@given(st.lists(PIECES, max_size=25).map("".join))
def test_whatever_comes_only_what_is_allowed_stays_and_twice_is_once(told: str) -> None:
    once = clean(told)
    assert "<" not in ALLOWED.sub("", once)
    assert clean(once) == once
    open_tags: list[str] = []
    for close, name in re.findall(r"<(/?)(\w+)", once):
        if name == "br":
            continue
        if close:
            assert open_tags.pop() == name
        else:
            open_tags.append(name)
    assert open_tags == []


def test_words_and_their_number() -> None:
    body = clean("<h2>标题</h2><ul><li>一 &amp; 二</li></ul><p>a<br>b</p>")
    assert text_of(body) == "标题\n一 & 二\na\nb"
    assert length_of(body) == 7
