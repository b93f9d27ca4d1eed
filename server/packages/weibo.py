"""A story as a post on Weibo: short, to be read without unfolding, and long. Weibo counts two Latin letters as one character,
and an address as ten.
"""

from __future__ import annotations

import math
from typing import Final

from index.catalogue.story_text import text_of
from server.packages.contents import Contents

SHORT, LONG = 140, 2000
ADDRESS: Final = 10
"""Characters that an address counts, which Weibo shortens."""


def short(held: Contents, address: str) -> bytes:
    """Return the post that is read without unfolding: title, how it begins, and the address of the whole."""
    return _file(_post(held, held.summary or _text(held).replace("\n", " "), SHORT, address))


def long(held: Contents, address: str) -> bytes:
    """Return the post with the whole text, as far as Weibo takes it."""
    by = "".join(f"\n{one}" for one in held.by)
    return _file(_post(held, "\n" + _text(held), LONG - length(by), address) + by)


def length(text: str) -> int:
    """Return how many characters Weibo counts."""
    return math.ceil(sum(0.5 if ord(one) < 256 else 1 for one in text))


def cut(text: str, most: int) -> str:
    """Return as much of a text as Weibo takes, with an ellipsis where it was longer."""
    if length(text) <= most:
        return text
    kept = 0.0
    for place, one in enumerate(text):
        kept += 0.5 if ord(one) < 256 else 1
        if kept > most - 1:
            return text[:place].rstrip() + "…"
    return text


def _post(held: Contents, text: str, most: int, address: str) -> str:
    room = most - (ADDRESS + 1 if address else 0)
    post = cut(f"【{held.title}】{text}", room)
    return f"{post} {address}" if address else post


def _text(held: Contents) -> str:
    return text_of(held.body)


def _file(text: str) -> bytes:
    return (text.replace("\n", "\r\n") + "\r\n").encode("utf-8-sig")
