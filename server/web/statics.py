"""Scripts, styles and icons at an address that changes with them: a browser keeps them and asks for nothing twice.

Scripts import each other by relative address, so the version stands before the path, not behind it.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from posixpath import dirname, join, normpath
from typing import Any, Final

from flask import Flask, Response, abort, request, send_from_directory, url_for
from markupsafe import Markup

_IMPORT: Final = re.compile(r"""(?:\bfrom|^import)\s*["'](\.\.?/[^"']+)["']""", re.MULTILINE)
_SHEET: Final = re.compile(r"(?:css|vendor/[a-z0-9.-]+)/[a-z0-9-]+\.css", re.ASCII)
_ADDRESS: Final = re.compile(r"""url\((["']?)(?!data:|[/#])([^"')]+)\1\)""")
_JOINED: Final = "joined.css"
_MOST: Final = 12
"""Sheets that one address may join."""
_YEAR_S: Final = 365 * 86_400


def init_app(app: Flask) -> None:
    """Serve them under /static/<version>/; pages name the version of now."""
    folder = str(files("server") / "static")

    @app.url_defaults
    def now(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("version", version())

    def give(version: str, filename: str) -> Response:
        answer = _give_joined() if filename == _JOINED else send_from_directory(folder, filename)
        answer.headers["Cache-Control"] = _kept(version)
        return answer

    app.add_url_rule("/static/<version>/<path:filename>", "static", give)
    app.jinja_env.globals.update(module=module, first_rows=first_rows, styles=styles)


def _kept(asked: str) -> str:
    """A page from before an upgrade gets what there is now, which is not to be kept under the old name."""
    return f"public, max-age={_YEAR_S}, immutable" if asked == version() else "no-cache"


@cache
def version() -> str:
    """Return what differs where any of the files does."""
    told = hashlib.blake2b(digest_size=6)
    pending = [("", files("server") / "static")]
    while pending:
        name, place = pending.pop()
        if place.is_dir():
            pending += sorted((f"{name}/{one.name}", one) for one in place.iterdir())
        else:
            told.update(name.encode() + b"\0" + place.read_bytes())
    return told.hexdigest()


def styles(*sheets: str) -> Markup:
    """Return the tag that loads sheets of ours, by path below static/, in one answer: they are asked for on every page."""
    return Markup('<link rel="stylesheet" href="{}">').format(url_for("static", filename=_JOINED, of=",".join(sheets)))


def _give_joined() -> Response:
    names = tuple(request.args.get("of", "").split(","))
    if len(names) > _MOST or not all(_SHEET.fullmatch(one) and _file(one).is_file() for one in names):
        abort(404)
    answer = Response(joined(names), mimetype="text/css")
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@lru_cache(maxsize=64)
def joined(names: tuple[str, ...]) -> str:
    """Return sheets one after the other. They stand elsewhere then, so what they name by relative address is named anew."""
    return "\n".join(_ADDRESS.sub(lambda found: f'url("{normpath(join(dirname(one), found[2]))}")',  # noqa: B023 - used at once
                                  _file(one).read_text("utf-8")) for one in names)


def module(name: str) -> Markup:
    """Return the tags that load a script of ours, js/``name``, and at the same time all that it imports. Pictures and sheets
    go first.
    """
    return _loading(name, Markup(' fetchpriority="low"'), Markup(' fetchpriority="low"'))


def first_rows(*then: str) -> Markup:
    """Return the tags for js/first-rows.js, before which nothing of the page is drawn, so that it is drawn once; it asks for
    the scripts ``then``, and for all that these import, when the first rows have been drawn.
    """
    needed = dict.fromkeys(path for one in then for path in (f"js/{one}", *imports(one)))
    told = Markup(' blocking="render" data-then="{}" data-with="{}"').format(
        " ".join(_address(f"js/{one}") for one in then), " ".join(map(_address, needed)))
    return _loading("first-rows.js", told, Markup(""))


def _loading(name: str, told: Markup, early: Markup) -> Markup:
    preloads = [Markup('<link rel="modulepreload" href="{}"{}>').format(_address(one), early) for one in imports(name)]
    script = Markup('<script type="module" src="{}"{}></script>').format(_address(f"js/{name}"), told)
    return Markup("\n").join([*preloads, script])


def _address(path: str) -> str:
    return url_for("static", filename=path)


@cache
def imports(name: str) -> tuple[str, ...]:
    """Return the scripts that js/``name`` imports, and those that these import, by path below static/."""
    found: dict[str, None] = {}
    pending = [f"js/{name}"]
    while pending:
        script = pending.pop(0)
        for relative in _IMPORT.findall(_file(script).read_text("utf-8")):
            path = normpath(join(dirname(script), relative))
            if path not in found:
                found[path] = None
                pending.append(path)
    return tuple(found)


def _file(path: str) -> Traversable:
    return files("server").joinpath("static", *path.split("/"))
