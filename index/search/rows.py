"""One document as the index keeps it: terms for Whoosh, and a row of facts and canonical texts for the columns."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from index.catalogue.visibility import seen_by
from index.search import analysis, pinyin
from index.search.documents import SearchDocument

FORMAT: Final = 5
"""Raise it whenever rows, terms or analysis change: an index of another format is not read but built anew."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def seconds(time: datetime | None) -> float | None:
    """Return seconds since 1970; a time without a zone (the camera's wall time) is counted as if it were UTC."""
    if time is None:
        return None
    return ((time if time.tzinfo else time.replace(tzinfo=UTC)) - _EPOCH).total_seconds()


def texts(document: SearchDocument) -> dict[str, str]:
    """Return the canonical form of each text field that holds something."""
    forms = {
        "title": analysis.canonical(document.title),
        "keywords": analysis.join(document.keywords),
        "people": analysis.join(document.people),
        "place": analysis.canonical(document.place),
        "event": analysis.canonical(document.event or ""),
        "caption": analysis.canonical(document.caption),
        "names": analysis.join(document.file_names),
        "more": analysis.join((document.credit, document.camera, document.lens, document.extra_text)),
    }
    return {field: form for field, form in forms.items() if form}


def row(document: SearchDocument, forms: dict[str, str]) -> dict[str, Any]:
    """Return what the columns hold of a document; names of values as columns.py reads them."""
    captured = document.captured
    return {
        "id": document.asset_id,
        "digest": digest(document),
        "values": {name: values for name, values in {
            "department": _listed(document.department), "department_name": _listed(document.department_name),
            "event": _listed(document.event), "kind": _listed(document.kind), "camera": _listed(document.camera),
            "lens": _listed(document.lens), "photographer": _listed(document.photographer),
            "orientation": _listed(document.orientation), "kit": _listed(document.kit), "place": _listed(document.place),
            "keyword": _unique(document.keywords), "person": _unique(document.people), "status": _unique(document.states),
            "sha256": _listed(document.sha256), "mark": _unique(document.marks),
            "rights": _listed(document.rights), "flag": _listed(document.flag), "colour": _listed(document.colour),
            "rating": _listed(str(document.rating) if document.rating else ""),
            "seen_by": _unique((*seen_by(document.department_id, document.owner_id), *document.also_seen_by)),
            "year": [f"{captured:%Y}"] if captured else [], "month": [f"{captured:%Y-%m}"] if captured else [],
        }.items() if values},
        "numbers": [
            document.iso, document.f_number, document.focal_length, document.rating, document.duration,
            seconds(captured), seconds(document.uploaded), seconds(document.published_from),
            seconds(document.published_until), document.owner_id,
        ],
        "published": document.published,
        "gps": document.has_gps,
        "shared": bool(document.share),
        "texts": forms,
    }


NUMBERS: Final = (
    "iso", "f", "focal", "rating", "duration", "captured", "uploaded", "published_from", "published_until",
    "owner_id",
)
VALUES: Final = (
    "department", "department_name", "event", "kind", "camera", "lens", "photographer", "orientation", "kit", "place",
    "keyword", "person", "status", "sha256", "year", "month", "seen_by", "mark", "rights", "flag", "colour",
    "rating",
)


def terms(document: SearchDocument) -> dict[str, Any]:
    """Return the keyword arguments of Whoosh's ``add_document`` for this document."""
    forms = texts(document)
    found: dict[str, Any] = {field: analysis.grams(form) for field, form in forms.items()}
    sounds: set[str] = set()
    for field in ("title", "people", "place", "event"):
        sounds |= pinyin.sounds(forms.get(field, ""))
    if sounds:
        found["pinyin"] = sounds
    found["asset"] = str(document.asset_id)
    found["row"] = json.dumps(row(document, forms), ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")
    return found


def digest(document: SearchDocument) -> str:
    """Return a short hash of all that a document says: equal digests need no new entry."""
    return hashlib.blake2b(f"{FORMAT} {document!r}".encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def joint_digest(digests: Iterable[str]) -> str:
    """Return the digest of all documents of one asset together; of a single one, its own."""
    return "+".join(sorted(digests))


def _listed(value: str | None) -> list[str]:
    return [value] if value else []


def _unique(values: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))
