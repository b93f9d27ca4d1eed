"""What people and programs send has to be text that can be kept and shown: refused here, once for every form and address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from flask import Flask, request
from werkzeug.routing import IntegerConverter

from index.errors import Invalid
from ingest.steps.text import CONTROLS

FORMS: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
NAMED_FILES: Final = frozenset({"api.upload_asset", "uploads.file", "uploads.known"})
"""These are sent names of files, which are data: odd characters in them are written out and never refused. What screens
send (the kiosk) has a limit, and is cleaned where it is read.
"""
MOST_JSON: Final = 8 << 20
"""Bytes of a JSON body; what is longer is answered 413."""
BEFORE: Final = 12
"""Characters before an odd one that are told, to find it by."""


class Number(IntegerConverter):
    """The number of a row in an address: no database has one of more digits, and none in another script's digits."""

    regex = r"[0-9]{1,15}"


def init_app(app: Flask) -> None:
    """Take this before any route is added."""
    app.url_map.converters["int"] = Number
    app.before_request(_refuse_odd)


def _refuse_odd() -> None:
    """Raises Invalid, which names the field and what stands before the odd character: on the page it cannot be seen."""
    if request.blueprint == "kiosk" or request.endpoint in NAMED_FILES:
        return
    try:
        _look_through()
    except RecursionError:
        raise Invalid("body", "嵌套过深", "is nested too deep") from None


def _look_through() -> None:
    for field, value in _told():
        text = value.replace("\r\n", "\n")
        if found := CONTROLS.search(text):
            odd, before = f"U+{ord(found[0]):04X}", text[:found.start()][-BEFORE:].strip()
            raise Invalid(field, f"「{before}」之后有一个无法显示的字符（{odd}），请删去，或以纯文本粘贴",
                          f"a character that cannot be shown ({odd}) stands after “{before}”; delete it, or paste plain text")


def _told() -> Iterator[tuple[str, str]]:
    yield from request.args.items(multi=True)
    if request.mimetype in FORMS:  # of anything else the body is a file's, and not to be touched here
        yield from request.form.items(multi=True)
    elif request.is_json:
        request.max_content_length = MOST_JSON  # read whole, before anybody has been asked who they are
        yield from _inside("", request.get_json(silent=True))


def _inside(name: str, given: Any) -> Iterator[tuple[str, str]]:
    if isinstance(given, str):
        yield name, given
    elif isinstance(given, list):
        for one in given:
            yield from _inside(name, one)
    elif isinstance(given, dict):
        for key, value in given.items():
            yield name, str(key)
            yield from _inside(str(key), value)
