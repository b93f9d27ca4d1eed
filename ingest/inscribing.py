"""What is said of a photo or film, written into a copy by exiftool: IPTC, XMP and EXIF, in films XMP and iTunes tags."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from ingest import tools
from ingest.tools import GIB, Limits

LIMITS: Final = Limits(seconds=120, cpu_seconds=60, memory=2 * GIB, file_size=64 * GIB)
HOW: Final = ("-m", "-charset", "filename=utf8", "-charset", "exif=UTF8", "-charset", "iptc=UTF8",
              "-api", "largefilesupport=1", "-codedcharacterset=utf8")
"""``-m``: IPTC's limits of 1991 count bytes (a credit has 32, which is ten Chinese characters); readers take longer ones."""


@dataclass(frozen=True, slots=True)
class Inscription:
    """What goes into a copy; what is empty is left out. The place on the map never goes out with a copy."""

    title: str = ""
    caption: str = ""
    keywords: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    place: str = ""
    event: str = ""
    creator: str = ""
    credit: str = ""
    rights: str = ""
    usage_terms: str = ""
    source: str = ""
    identifier: str = ""
    taken: datetime | None = None
    offset: str = ""

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "taken": self.taken.isoformat() if self.taken else None}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Inscription:
        taken = data["taken"]
        return cls(**{**data, "keywords": tuple(data["keywords"]), "people": tuple(data["people"]),
                      "taken": datetime.fromisoformat(taken) if taken else None})


def inscribe(source: Path, target: Path, words: Inscription, kind: str) -> None:
    """Write ``target``, a copy of ``source`` with these words in it; ``kind`` is "photo" (a JPEG of ours) or "video" (MP4).

    For a process with one thread: the sandbox's. Raises VitrineError missing-tool, BadMedia damaged or time-limit.
    """
    tags = {name: value for name, value in (_photo(words) if kind == "photo" else _film(words)).items() if value}
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8", dir=target.parent) as list_:
        json.dump([{"SourceFile": str(source), **tags}], list_, ensure_ascii=False)
        list_.flush()
        charset = HOW if kind == "photo" else HOW[:-1]
        tools.run(["exiftool", f"-j={list_.name}", *charset, "-q", "-o", str(target), str(source)], path=source,
                  limits=LIMITS)


def _photo(words: Inscription) -> dict[str, Any]:
    said = [*words.keywords, *(one for one in words.people if one not in words.keywords)]
    taken = words.taken.strftime("%Y:%m:%d %H:%M:%S") if words.taken else ""
    return {
        **_xmp(words),
        "IFD0:ImageDescription": words.caption or words.title, "IFD0:Artist": words.creator, "IFD0:Copyright": words.rights,
        "IFD0:XPTitle": words.title, "IFD0:XPSubject": words.event, "IFD0:XPComment": words.caption,
        "IFD0:XPAuthor": words.creator, "IFD0:XPKeywords": ";".join(said),
        "ExifIFD:DateTimeOriginal": taken, "ExifIFD:OffsetTimeOriginal": words.offset if taken else "",
        "IPTC:ObjectName": words.title, "IPTC:Headline": words.title, "IPTC:Caption-Abstract": words.caption or words.title,
        "IPTC:Keywords": said, "IPTC:By-line": words.creator, "IPTC:Credit": words.credit, "IPTC:Source": words.source,
        "IPTC:CopyrightNotice": words.rights, "IPTC:SpecialInstructions": words.usage_terms,
        "IPTC:Sub-location": words.place, "IPTC:OriginalTransmissionReference": words.identifier,
        "IPTC:DateCreated": words.taken.strftime("%Y:%m:%d") if words.taken else "",
        "IPTC:TimeCreated": f"{words.taken:%H:%M:%S}{words.offset}" if words.taken and words.offset else "",
    }


def _film(words: Inscription) -> dict[str, Any]:
    return {**_xmp(words), "ItemList:Title": words.title, "ItemList:Artist": words.creator,
            "ItemList:Description": words.caption, "ItemList:Comment": words.usage_terms, "ItemList:Copyright": words.rights,
            "ItemList:Keyword": ", ".join((*words.keywords, *words.people))}


def _xmp(words: Inscription) -> dict[str, Any]:
    taken = f"{words.taken:%Y:%m:%d %H:%M:%S}{words.offset}" if words.taken else ""
    return {
        "XMP-dc:Title": words.title, "XMP-dc:Description": words.caption or words.title,
        "XMP-dc:Subject": list(words.keywords),
        "XMP-dc:Creator": [words.creator] if words.creator else [], "XMP-dc:Rights": words.rights,
        "XMP-dc:Identifier": words.identifier, "XMP-photoshop:Headline": words.title, "XMP-photoshop:Credit": words.credit,
        "XMP-photoshop:Source": words.source, "XMP-photoshop:DateCreated": taken,
        "XMP-iptcCore:Location": words.place, "XMP-iptcExt:PersonInImage": list(words.people),
        "XMP-iptcExt:Event": words.event, "XMP-xmpRights:UsageTerms": words.usage_terms,
        "XMP-xmpRights:Marked": bool(words.rights),
    }
