"""Links that people type: taken where they lead somewhere, refused with the reason where they do not. Nothing is fetched."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from index.errors import Invalid

LONGEST: Final = 500
_SPACES: Final = re.compile(r"\s")


def checked(field: str, given: str) -> str:
    """Return a link as it is kept; an empty one stays empty. Raises Invalid, which says what is wrong with it."""
    link = given.strip()
    if not link:
        return ""
    if len(link) > LONGEST:
        raise Invalid(field, f"最多 {LONGEST} 个字符", f"at most {LONGEST} characters")
    shown = link if len(link) <= 60 else f"{link[:60]}…"
    if _SPACES.search(link):
        raise Invalid(field, f"「{shown}」中间有空格，不是链接", f"“{shown}” has blanks in it, so it is no link")
    try:
        parts = urlsplit(link)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise _no_link(field, shown) from None
    if parts.scheme not in {"http", "https"}:
        raise Invalid(field, f"「{shown}」不是链接，应以 http:// 或 https:// 开头",
                      f"“{shown}” is no link; it must start with http:// or https://")
    if parts.username is not None or parts.password is not None:
        raise Invalid(field, f"「{shown}」里带有账号或密码，请去掉", f"“{shown}” holds a name or password; leave them out")
    labels = host.split(".")
    if (len(labels) < 2 and ":" not in host) or not all(labels):
        raise _no_link(field, shown)
    return link


def _no_link(field: str, shown: str) -> Invalid:
    return Invalid(field, f"「{shown}」里没有网站地址，应如 https://www.example.cn/2026/0301.html",
                   f"“{shown}” names no site; it should be like https://www.example.cn/2026/0301.html")
