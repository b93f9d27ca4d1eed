"""What a button of a page does: done and told, or refused and told why."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash

from index.errors import NotFound, VitrineError
from server.web.i18n import tell


def did(do: Callable[[], object], said: str = "") -> bool:
    """Do something, and have the next page tell what was ``said`` or why not. Raises NotFound: it has no such page."""
    try:
        do()
    except NotFound:
        raise
    except VitrineError as error:
        flash(tell(error.reason), "error")
        return False
    if said:
        flash(said)
    return True
