"""What the library's forms hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from index.catalogue.assets import row_id
from index.catalogue.lifecycle import Verb
from index.errors import Invalid
from server.library.describe import Edit
from server.review.service import Order

SEPARATORS: Final = re.compile(r"[,，、;；\n\r]+")


def edit(form: Mapping[str, str]) -> tuple[Edit, int | None]:
    """Return the new words of a description form, and the version that was before the writer's eyes."""
    words = Edit(title=form.get("title"), caption=_text(form.get("caption")), keywords=listed(form.get("keywords")),
                 people=listed(form.get("people")), place=form.get("place"), credit=form.get("credit"),
                 event_id=number(form.get("event")), nobody="nobody" in form if "people" in form else None)
    return words, number(form.get("version"))


def order(form: Mapping[str, str]) -> Order:
    """Return the move that a form asks for. Raises Invalid for none."""
    given = form.get("verb", "")
    if given not in {Verb.SUBMIT, Verb.APPROVE, Verb.RETURN, Verb.WITHDRAW}:
        raise Invalid("verb", "没有这个操作", "there is no such move")
    return Order(Verb(given), form.get("channel", ""), form.get("reason", ""))


def chosen(given: list[str]) -> list[int]:
    """Return the rows of public ids. Raises NotFound for what is none."""
    return [row_id(one) for one in dict.fromkeys(given)][:500]


def listed(given: str | None) -> tuple[str, ...] | None:
    """Cut a line of words at commas, full or half width."""
    return None if given is None else tuple(one.strip() for one in SEPARATORS.split(given) if one.strip())


def number(given: str | None) -> int | None:
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 16 else None


def _text(given: str | None) -> str | None:
    """Browsers send lines with CR LF."""
    return None if given is None else given.replace("\r\n", "\n")
