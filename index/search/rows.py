"""One document as an index keeps it: terms by field, and a row of facts and canonical texts for the columns."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from index.catalogue.visibility import seen_by
from index.search import analysis, pinyin
from index.search.documents import SearchDocument
from index.search.fields import PINYIN

FORMAT: Final = 6
"""Raise it whenever rows, terms or analysis change: an index of another format is not read but built anew."""

MOST: Final = 4
"""Occurrences of a term in one field that are told apart; more count as so many."""

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
        "sha256": document.sha256,
        "values": {name: values for name, values in {
            "department": _listed(document.department), "department_name": _listed(document.department_name),
            "event": _listed(document.event), "kind": _listed(document.kind), "camera": _listed(document.camera),
            "lens": _listed(document.lens), "photographer": _listed(document.photographer),
            "orientation": _listed(document.orientation), "kit": _listed(document.kit), "place": _listed(document.place),
            "keyword": _unique(document.keywords), "person": _unique(document.people), "status": _unique(document.states),
            "mark": _unique(document.marks),
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
    "keyword", "person", "status", "year", "month", "seen_by", "mark", "rights", "flag", "colour",
    "rating",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a store keeps of one document. ``terms``: by field, as often as each occurs."""

    row: dict[str, Any]
    terms: dict[str, list[str]]


def entry(document: SearchDocument) -> Entry:
    """Return what a store keeps of ``document``."""
    forms = texts(document)
    return Entry(row(document, forms), terms(forms))


def terms(forms: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what a document with these canonical forms can be looked up by, field by field."""
    found = {field: analysis.grams(form) for field, form in forms.items()}
    sounds: set[str] = set()
    for field in ("title", "people", "place", "event"):
        sounds |= pinyin.sounds(forms.get(field, ""))
    if sounds:
        found[PINYIN] = sorted(sounds)
    return found


def packed(row: Mapping[str, Any]) -> bytes:
    """Return a row as bytes, for stores that keep it so."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")


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
