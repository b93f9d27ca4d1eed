"""What somebody picked on a page: a field ``asset`` for each, or several ids in one field ``assets``."""

from __future__ import annotations

from flask import request

from index.errors import Invalid


def picked() -> list[str]:
    """Return the public ids that the form holds, each once, in their order; nothing is known of them yet."""
    return list(dict.fromkeys([*request.form.getlist("asset"), *request.form.get("assets", "").split()]))


def some_picked() -> list[str]:
    """Return the same. Raises Invalid where nothing was picked."""
    found = picked()
    if not found:
        raise Invalid("asset", "请先选择照片或视频", "choose at least one first")
    return found
