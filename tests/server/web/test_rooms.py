"""Every page with a rail stands under one of its entries."""

from __future__ import annotations

import ast
import inspect
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import server
from server.web.shell import ROOMS

TEMPLATES = Path(server.__file__).parent / "templates"
MINE = {"tokens"}
"""Reached from a person's account alone."""


@cache
def framed(template: str) -> bool:
    """Say whether a template has the rail around it, by itself or by what it extends."""
    found = re.search(r"{% extends (.+?) %}", (TEMPLATES / template).read_text("utf-8"))
    return found is not None and any(one == "shell.html" or framed(one) for one in re.findall(r'"([^"]+\.html)"', found[1]))


def test_every_page_with_a_rail_belongs_to_a_room(app: Any) -> None:
    everything = {str(one.relative_to(TEMPLATES).as_posix()) for one in TEMPLATES.rglob("*.html")}
    pages: dict[str, set[str]] = defaultdict(set)
    for endpoint, view in app.view_functions.items():
        module = inspect.getmodule(inspect.unwrap(view))
        if "." not in endpoint or module is None or not module.__name__.startswith("server."):
            continue
        said = {one.value for one in ast.walk(ast.parse(inspect.getsource(module)))
                if isinstance(one, ast.Constant) and isinstance(one.value, str)}
        pages[endpoint.rpartition(".")[0]] |= {one for one in said & everything if framed(one)}
    assert pages["webhooks"] == {"webhooks/index.html", "webhooks/one.html", "webhooks/form.html"}, "this looks at pages"
    # The bell and the menu of one's account are in the frame itself, beside the rail.
    beside = set(re.findall(r"url_for\(['\"](\w+)\.", (TEMPLATES / "shell.html").read_text("utf-8"))) | MINE
    rooms = {feature for room in ROOMS for feature in room.features}
    assert {one: found for one, found in sorted(pages.items()) if found and one not in rooms | beside} == {}
