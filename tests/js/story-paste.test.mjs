// What people paste into a story, as the programs put it on the clipboard, and what of it stays.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { JSDOM } from "jsdom";

import { address } from "../../server/static/js/story-address.js";
import { tidy } from "../../server/static/js/story-paste.js";
import { read, write } from "../../server/static/js/story-schema.js";

const { window } = new JSDOM("");
const { document } = window;
const clean = (html) => tidy(html, new window.DOMParser());
const clipboard = (name) => clean(readFileSync(new URL(`clipboard/${name}.html`, import.meta.url), "utf8"));
const kept = (html) => write(read(html, document), document);

test("Word: headings with their numbers, fake lists made real, no comment, no hidden word, no file of that computer", () => {
  assert.deepEqual(clipboard("word"), {
    html: "<h2>一、开放日情况</h2>"
      + "<p>九月二十八日上午，第二食堂后厨迎来首批<strong>60名</strong>参观者，后勤处负责人到场，厨房面积1200 m²。</p>"
      + "<ul><li><p>原料验收</p><ol><li><p>看<s>合格证</s>检测记录</p></li><li><p>称重</p></li></ol></li><li><p>留样四十八小时</p></li></ul>"
      + "<p>场次　人数</p><p>上午　60</p>"
      + '<p>见<a href="https://hq.example.edu.cn/open?id=7">专栏</a>和附件。</p>',
    pictures: 1,
  });
});

test("WPS: lists whose marker is only between comments; what numbers itself in Chinese keeps its words", () => {
  assert.deepEqual(clipboard("wps"), {
    html: "<p><strong>（一）加强值班</strong></p><ol><li><p>夜班两人</p></li><li><p><em>假日</em>三人</p></li></ol><p>第一条　人员须签到。</p><p>报告完毕。</p>",
    pictures: 0,
  });
});

test("WeChat: paragraphs out of nested boxes, no indent of blanks, no tracker; pictures and films are counted", () => {
  assert.deepEqual(clipboard("wechat"), {
    html: "<p><strong>看得见的后厨</strong></p><p>今天一早，<strong>六十名</strong>同学走进第二食堂。👏</p>"
      + "<ul><li><p>叶菜三洗</p></li><li><p>根茎去皮</p></li></ul><blockquote><p>“每天四点就开始洗菜。”</p><p>——王师傅</p></blockquote>"
      + '<p>来源：<a href="https://mp.example.com/s?__biz=Mz&amp;mid=22#rd">后勤在线</a></p>',
    pictures: 3,
  });
});

test("a web page: its structure, and nothing that runs or leads nowhere", () => {
  assert.deepEqual(clipboard("web"), {
    html: "<p>首页</p><h2>Open day</h2><h3>What you <em>can</em> see</h3><p>First line of a sentence.</p>"
      + "<p>Second paragraph,<br>with a break &amp; a &lt;tag&gt;.</p>"
      + "<ol><li><p>One</p><ul><li><p>inner</p></li></ul><ol><li><p>beside</p></li></ol></li></ol>"
      + "<p>Laid out</p><p>in a box</p><ul><li><p>by a table</p></li></ul><p>a = 1<br>b = 2</p><blockquote><p>quoted</p><p>twice</p></blockquote>"
      + '<p>CO₂, <s>old</s> <s>gone</s> run <a href="mailto:hq@example.edu.cn">write</a> here</p>',
    pictures: 0,
  });
});

test("whatever is pasted is what the editor would write itself, and pasting that changes nothing", () => {
  for (const name of ["word", "wps", "wechat", "web"]) {
    const { html } = clipboard(name);
    assert.equal(kept(html), html, name);
    assert.equal(clean(html).html, html, name);
  }
});

test("nothing but the few elements and the addresses of links comes out, whatever goes in", () => {
  const bad = '<p onclick="x()" style="color:red" class=a>a<img src=x onerror=alert(1)>&lt;img src=x&gt;</p><h1 id=t>t</h1>'
    + '<a href="java&#10;script:alert(1)">j</a><a href="data:text/html,x">d</a><a href=\'https://a.cn/"onmouseover="x\'>q</a>'
    + "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>";
  for (const out of [clean(bad).html, kept(bad)]) {
    const tags = [...out.matchAll(/<([^>]*)>/gu)].map(([, tag]) => tag);
    for (const tag of tags) assert.match(tag, /^\/?(?:p|h2|h3|strong|em|s|ul|ol|li|blockquote|br|a)$|^a href="(?:https?|mailto):[^"]*"$/u);
  }
});

test("nothing to keep is the empty text", () => {
  assert.deepEqual(clean("<p>&nbsp;</p><br><o:p></o:p>"), { html: "", pictures: 0 });
  assert.equal(kept(""), "");
  assert.equal(kept("one\n\ntwo < three"), "<p>one</p><p>two &lt; three</p>");
});

test("addresses: the web and mail, completed where they are short", () => {
  const expected = {
    "hq.example.edu.cn": "https://hq.example.edu.cn/", "hq.example.edu.cn:8080/a": "https://hq.example.edu.cn:8080/a", "http://oa/x": "http://oa/x",
    "hq@example.edu.cn": "mailto:hq@example.edu.cn", "https://a.cn/?b=1&c=2": "https://a.cn/?b=1&c=2", "javascript:alert(1)": null,
    "javascript:1": null, "file:///c/a": null, "two words": null, "word": null, "": null, "//a.cn": "https://a.cn/",
  };
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((typed) => [typed, address(typed)])), expected);
});
