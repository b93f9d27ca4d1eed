"""What is wrong with a file that was kept all the same: told while its sender still has the card or the phone in hand."""

from __future__ import annotations

from typing import Final

from flask_babel import gettext as _
from sqlalchemy import case

from index.catalogue.assets import Asset

CAUTION: Final = case((Asset.recompressed, "recompressed"), (Asset.facts["incomplete"].as_boolean(), "incomplete"))
"""SQL: "recompressed" (by a chat program), "incomplete" (its end is missing), or null."""


def said(kind: str | None) -> str | None:
    """Return a caution as a sentence in the reader's language."""
    return {"recompressed": _("Compressed by WeChat: please upload the original."),
            "incomplete": _("The file breaks off before its end: copy it from the camera again.")}.get(kind or "")
