"""A story as WeChat's editor takes it: HTML whose looks stand in each tag, for the editor drops sheets, classes and ids.

It takes links to its own articles only, so links stand as numbers, with the addresses at the end.
"""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import quote

from index.catalogue.story_text import text_of
from server.packages.contents import Contents

LONGEST: Final = {"title": 64, "digest": 120}
"""Characters that WeChat takes."""
INK, SOFT = "#333333", "#888888"
TEXT: Final = f"font-size:16px;line-height:1.75;color:{INK};text-align:justify;"
STYLES: Final = {
    "p": f"margin:0 0 1.2em;{TEXT}",
    "h2": "margin:1.6em 0 0.8em;padding-left:10px;border-left:4px solid {accent};font-size:18px;line-height:1.5;"
          f"color:{INK};font-weight:bold;",
    "h3": f"margin:1.4em 0 0.6em;font-size:16px;line-height:1.6;color:{INK};font-weight:bold;",
    "ul": f"margin:0 0 1.2em;padding-left:1.5em;{TEXT}", "ol": f"margin:0 0 1.2em;padding-left:1.5em;{TEXT}",
    "li": f"margin:0 0 0.4em;{TEXT}",
    "blockquote": f"margin:0 0 1.2em;padding:10px 14px;border-left:3px solid {{accent}};background:#f6f6f6;color:{SOFT};",
    "strong": "font-weight:bold;", "em": "font-style:normal;font-weight:bold;", "s": "text-decoration:line-through;",
}
FIGURE: Final = "margin:0 0 1.2em;text-align:center;"
IMAGE: Final = "display:block;width:100%;height:auto;margin:0 auto;"
CAPTION: Final = f"margin:6px 0 0;font-size:13px;line-height:1.6;color:{SOFT};text-align:center;"
SMALL: Final = f"margin:0 0 0.4em;font-size:13px;line-height:1.6;color:{SOFT};"


def article(held: Contents, names: dict[int, str], accent: str) -> bytes:
    """Return the page to open, copy and paste. ``names`` are the files of those pictures that are in the package, by number;
    ``accent`` is #rrggbb.
    """
    writer = _Writer(accent)
    writer.feed(held.body)
    writer.close()
    figures = [_figure(names[one.number], one.caption, one.view.words.credit) for one in held.pictures if one.number in names]
    links = [f'<p style="{SMALL}">[{number}] {escape(address, quote=False)}</p>'
             for number, address in enumerate(writer.links, 1)]
    by = "　".join([*held.by, *([f"来源／{held.department}"] if held.department else [])])
    inside = "".join([*figures[:1], writer.html(), *figures[1:],
                      *([f'<p style="{SMALL}">{escape(by, quote=False)}</p>'] if by else []),
                      *([f'<p style="{SMALL}">参考链接</p>', *links] if links else [])])
    return _PAGE.format(title=escape(held.title, quote=False), inside=inside).encode()


def heading(held: Contents, address: str) -> bytes:
    """Return what goes into the editor's other fields: title, author, digest, and the address of the original text."""
    digest = held.summary or " ".join(text_of(held.body).split("\n"))
    digest = digest if len(digest) <= LONGEST["digest"] else digest[:LONGEST["digest"] - 1] + "…"
    over = f"（{len(held.title)} 字，超过微信的 {LONGEST['title']} 字，请缩短）" if len(held.title) > LONGEST["title"] else ""
    lines = [f"标题：{held.title}{over}", f"作者：{'、'.join(held.authors) or held.department}", f"摘要：{digest}",
             *([f"原文链接：{address}"] if address else [])]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def _figure(name: str, caption: str, credit: str) -> str:
    said = caption + (f"（{credit} 摄）" if credit else "")
    shown = (f'<p style="{CAPTION}">视频：{escape(name, quote=False)}</p>' if name.endswith(".mp4") else
             f'<img src="{quote(name)}" alt="{escape(caption)}" style="{IMAGE}">')
    under = f'<p style="{CAPTION}">{escape(said, quote=False)}</p>' if said else ""
    return f'<section style="{FIGURE}">{shown}{under}</section>'


class _Writer(HTMLParser):
    """Writes a clean body with its looks in each tag; links become numbers."""

    def __init__(self, accent: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self._styles = {tag: style.replace("{accent}", accent) for tag, style in STYLES.items()}
        self._out: list[str] = []

    def html(self) -> str:
        return "".join(self._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._out.append("<br>")
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")
        elif tag in self._styles:
            self._out.append(f'<{tag} style="{self._styles[tag]}">')

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._out.append(f'<span style="color:{SOFT};">[{len(self.links)}]</span>')
        elif tag in self._styles:
            self._out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._out.append(escape(data, quote=False))


_PAGE: Final = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title></head>
<body style="max-width:677px;margin:0 auto;padding:16px;">
<p style="margin:0 0 16px;padding:8px 12px;border:1px dashed #bbbbbb;font-size:13px;line-height:1.6;color:#888888;\
-webkit-user-select:none;user-select:none;">按 Ctrl+A、Ctrl+C 复制下面的全文，到公众号编辑器里粘贴；这一行不会被复制。\
图片按编号插入原位置。</p>
<section>{inside}</section>
</body></html>
"""
