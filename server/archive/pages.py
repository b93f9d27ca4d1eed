"""A story as a page and as Markdown, which lie beside its pictures and lead to them by their paths."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final
from urllib.parse import quote

from server.archive import markdown

SEEN: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")
"""Files that every browser shows; others are led to."""


def html(held: Mapping[str, Any], pictures: Sequence[tuple[str, str]]) -> bytes:
    """Return a story as one page. ``pictures`` are (path in the archive, caption); the page lies at ``held["file"]``."""
    figures = [_figure(_way(held["file"], path), path, caption) for path, caption in pictures]
    summary = f'<p class="summary">{escape(held["summary"])}</p>' if held["summary"] else ""
    return _PAGE.format(title=escape(held["title"]), facts=escape(_facts(held)), summary=summary, body=held["body"],
                        figures="".join(figures)).encode()


def text(held: Mapping[str, Any], pictures: Sequence[tuple[str, str]]) -> bytes:
    """Return a story as Markdown."""
    shown = "".join(f"\n![{markdown.plain(caption)}](<{_way(held['file'], path)}>)\n" for path, caption in pictures)
    summary = f"> {markdown.plain(held['summary'])}\n\n" if held["summary"] else ""
    return (f"# {markdown.plain(held['title'])}\n\n{markdown.plain(_facts(held))}\n\n{summary}"
            f"{markdown.written(held['body'])}{shown}").encode()


def _facts(held: Mapping[str, Any]) -> str:
    names = [one["name"] for one in held["credits"]]
    told = [held["id"], held["kind_name"], held["department"], held["event"], "、".join(dict.fromkeys(names)),
            *(f"{one['name']} {one['since'][:10]}" for one in held["published"]),
            *(f"{one['outlet']} {one['published_on']}" for one in held["adopted"])]
    return " · ".join(filter(None, told))


def _figure(way: str, path: str, caption: str) -> str:
    name = escape(posixpath.basename(path))
    shown = (f'<img src="{way}" alt="{escape(caption)}">' if path.lower().endswith(SEEN) else f'<a href="{way}">{name}</a>')
    return f"<figure>{shown}<figcaption>{escape(caption)}</figcaption></figure>"


def _way(page: str, path: str) -> str:
    return quote(posixpath.relpath(path, posixpath.dirname(page)))


_PAGE: Final = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body{{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.8 system-ui,"Noto Sans CJK SC",sans-serif}}
h1{{line-height:1.35}}.facts{{color:#666;font-size:.85rem}}.summary{{color:#444;border-left:3px solid #ccc;padding-left:1rem}}
img{{max-width:100%}}figure{{margin:1.5rem 0}}figcaption{{color:#666;font-size:.85rem}}</style></head>
<body><h1>{title}</h1><p class="facts">{facts}</p>{summary}{body}{figures}</body></html>
"""
