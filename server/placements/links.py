"""Links that people type: taken where readers outside can follow them, refused with the reason where they cannot. Nothing is
fetched, and no name is looked up.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

from index.errors import Invalid
from server.open_network import is_open

LONGEST: Final = 500
INSIDE: Final = frozenset({"localhost", "local", "internal", "localdomain", "lan", "intranet"})
"""Names that never lead outside: RFC 6761, RFC 6762, https://www.icann.org/en/board-activities-and-meetings (.internal)."""
_NUMBER: Final = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")
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
    if _inside(host):
        raise Invalid(field, f"「{shown}」是本机或内网的地址，别人打不开；请填对外能打开的网址",
                      f"“{shown}” is an address of this machine or of a network inside, which nobody else can open; "
                      "give one that opens from outside")
    labels = host.removesuffix(".").split(".")
    if (len(labels) < 2 and ":" not in host) or not all(labels):
        raise _no_link(field, shown)
    return link


def _inside(host: str) -> bool:
    """Say whether a host is of this machine or of a network inside. What ends in a number is an address to browsers, however
    it is written (https://url.spec.whatwg.org/#ends-in-a-number-checker): one that is not written in full is none to follow.
    """
    last = host.removesuffix(".").rpartition(".")[2]
    if last.lower() in INSIDE:
        return True
    if ":" not in host and not _NUMBER.fullmatch(last):
        return False
    try:
        return not is_open(ipaddress.ip_address(host))
    except ValueError:
        return True


def _no_link(field: str, shown: str) -> Invalid:
    return Invalid(field, f"「{shown}」里没有网站地址，应如 https://www.example.cn/2026/0301.html",
                   f"“{shown}” names no site; it should be like https://www.example.cn/2026/0301.html")
