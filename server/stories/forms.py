"""What the forms of stories hold. Pictures and credits are lines of text, so that a draft keeps them like any field."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from index.catalogue import assets
from index.catalogue.stories import CreditPart
from index.errors import Invalid
from server.library.forms import number
from server.stories.service import Credit, Wish

SEPARATORS: Final = re.compile(r"[,，、;；\n\r]+")
CHANNEL: Final = "channel-"
"""Before a channel's code: the box that is ticked where a story is meant for it."""
HAD: Final = "channels-had"
"""The codes of those that were ticked when somebody began to write."""
SHARE: Final = re.compile(r"^(.*?)\s*(\d{1,3})\s*[%％]?$")


def wish(form: Mapping[str, str]) -> Wish:
    """Return the story that a form asks for. Raises Invalid, NotFound for a picture's number that is none."""
    lead = form.get("lead", "")
    named = [*credits_of(form.get("authors", ""), CreditPart.AUTHOR),
             *credits_of(form.get("photographers", ""), CreditPart.PHOTOGRAPHER)]
    return Wish(form.get("kind", ""), form.get("title", ""), form.get("summary", "").replace("\r\n", "\n"),
                form.get("body", ""), number(form.get("event")) or None, assets.row_id(lead) if lead else None,
                pictures(form.get("pictures", "")), tuple(named), channels(form), had(form))


def channels(form: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the codes of the channels that are ticked."""
    return tuple(name.removeprefix(CHANNEL) for name in form if name.startswith(CHANNEL) and form.get(name))


def had(form: Mapping[str, str]) -> tuple[str, ...]:
    """Return the codes of the channels that were ticked when somebody began to write."""
    return tuple(form.get(HAD, "").split())


def pictures(text: str) -> tuple[tuple[int, str], ...]:
    """Read lines such as ``V12 门口的队伍``: an asset's number, then its caption. Raises NotFound for no number."""
    found: dict[int, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _space, caption = line.partition(" ")
        found.setdefault(assets.row_id(name), caption.strip())
    return tuple(found.items())


def pictures_text(pictures: Iterable[tuple[int, str]]) -> str:
    """Write what ``pictures`` reads."""
    return "\n".join(f"{assets.public_id(one)} {' '.join(caption.split())}".rstrip() for one, caption in pictures)


def credits_of(text: str, part: CreditPart) -> list[Credit]:
    """Read names with commas between, each with a percentage where the credit is split: ``甲 60、乙 40``. Raises Invalid."""
    found = []
    for one in filter(None, map(str.strip, SEPARATORS.split(text))):
        split = SHARE.fullmatch(one)
        name, share = (split[1].strip(), int(split[2])) if split else (one, None)
        if not name or len(name) > 60:
            raise Invalid(f"{part}s", f"「{one}」不是姓名", f"“{one}” is not a name")
        found.append(Credit(part, name, share))
    return found


def credits_text(credits_: Iterable[Credit], part: CreditPart) -> str:
    """Write what ``credits_of`` reads."""
    return "、".join(f"{one.name} {one.share}" if one.share is not None else one.name for one in credits_ if one.part == part)


def values(wish: Wish, meant_for: Collection[str] = ()) -> dict[str, str]:
    """Return a story as its form's fields hold it."""
    return {"kind": wish.kind, "title": wish.title, "summary": wish.summary, "body": wish.body,
            "event": str(wish.event_id or 0), "lead": assets.public_id(wish.lead_id) if wish.lead_id else "",
            "pictures": pictures_text(wish.assets), "authors": credits_text(wish.credits, CreditPart.AUTHOR),
            "photographers": credits_text(wish.credits, CreditPart.PHOTOGRAPHER), HAD: " ".join(meant_for),
            **{f"{CHANNEL}{code}": "1" for code in meant_for}}
