"""The addresses of public pages, and the names that feeds give to things for good.

Both are made from the installation's secret: nobody counts through stories by their numbers, and a name stays the same
wherever the house is reached from.
"""

from __future__ import annotations

import uuid
from typing import Final

from index.catalogue.stories import public_id, row_id
from index.credentials import reveal, veil
from index.errors import NotFound

_USE: Final = "story page"
_NAMES: Final = "feed names"


def page_name(key: str, story_id: int) -> str:
    """Return what a story's public address ends in, ``S12-`` and a token; ``key`` is the installation's secret."""
    return f"{public_id(story_id)}-{veil(key, _USE, story_id.to_bytes(5))}"


def story_of(key: str, name: str) -> int | None:
    """Return the story that the end of an address names; None for one that was not made with this key."""
    public, _, token = name.partition("-")
    try:
        story_id = row_id(public)
    except NotFound:
        return None
    given = reveal(key, _USE, token)
    return story_id if given is not None and int.from_bytes(given) == story_id else None


def urn(key: str, name: str) -> str:
    """Return the name (RFC 9562) by which feeds know a thing of this installation, always the same."""
    ours = uuid.uuid5(uuid.NAMESPACE_OID, veil(key, _NAMES, b"urn"))
    return uuid.uuid5(ours, name).urn
