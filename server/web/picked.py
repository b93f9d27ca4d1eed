"""What somebody picked on a page: a field ``asset`` for each, or several ids in one field ``assets``."""

from __future__ import annotations

from typing import TypeVar

from flask import request

from index.errors import Invalid

One = TypeVar("One")


def picked() -> list[str]:
    """Return the public ids that the form holds, each once, in their order; nothing is known of them yet."""
    return list(dict.fromkeys([*request.form.getlist("asset"), *request.form.get("assets", "").split()]))


def some_picked() -> list[str]:
    """Return the same. Raises Invalid where nothing was picked."""
    return some(picked())


def some(found: list[One]) -> list[One]:
    """Return what was found of a selection. Raises Invalid where that is nothing."""
    if not found:
        raise Invalid("asset", "请先选择照片或视频", "choose at least one first")
    return found
