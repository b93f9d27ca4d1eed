"""Scripts, styles and icons at an address that changes with them: a browser keeps them and asks for nothing twice.

Scripts import each other by relative address, so the version stands before the path, not behind it.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from posixpath import dirname, join, normpath
from typing import Any, Final

from flask import Flask, Response, send_from_directory, url_for
from markupsafe import Markup

_IMPORT: Final = re.compile(r"""(?:\bfrom|^import)\s*["'](\.\.?/[^"']+)["']""", re.MULTILINE)
_YEAR_S: Final = 365 * 86_400


def init_app(app: Flask) -> None:
    """Serve them under /static/<version>/; pages name the version of now."""
    folder = str(files("server") / "static")

    @app.url_defaults
    def now(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("version", version())

    def give(version: str, filename: str) -> Response:
        answer = send_from_directory(folder, filename)
        answer.headers["Cache-Control"] = _kept(version)
        return answer

    app.add_url_rule("/static/<version>/<path:filename>", "static", give)
    app.jinja_env.globals["module"] = module


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


def module(name: str, *, drawn_after: bool = False) -> Markup:
    """Return the tags that load a script of ours, js/``name``, and at the same time all that it imports.

    Nothing of the page is drawn before a script that is ``drawn_after``, so that it is drawn once: for small ones only.
    """
    told = [Markup('<link rel="modulepreload" href="{}">').format(url_for("static", filename=one)) for one in imports(name)]
    return Markup("\n").join([*told, Markup('<script type="module" src="{}"{}></script>').format(
        url_for("static", filename=f"js/{name}"), Markup(' blocking="render"') if drawn_after else "")])


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
