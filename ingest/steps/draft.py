"""The first draft of a description, reconciled by the Metadata Working Group's rules (guidance 2.0, section 5).

Exif comes first for caption, creator and copyright; else XMP, unless the IIM was changed since; then IIM, then the
fields that Windows writes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

# What cameras write into every picture says nothing about any of them.
BOILERPLATE: Final = re.compile(
    r"^(SONY DSC|OLYMPUS DIGITAL CAMERA|DCIM\\.*|DIGITAL CAMERA|KODAK.*DIGITAL.*|MINOLTA DIGITAL CAMERA|SAMSUNG.*CAMERA.*"
    r"|<?(KENOX|Samsung).*|DSC_?\d*|default|untitled|\s*)$", re.IGNORECASE)

# Text -> the Exif field, XMP property and IIM data set that may each hold it.
TOLD: Final[dict[str, tuple[str | None, str, str]]] = {
    "title": (None, "dc:title", "title"), "caption": ("description", "dc:description", "caption"),
    "keywords": (None, "dc:subject", "keywords"), "credit": ("artist", "dc:creator", "creator"),
    "copyright": ("copyright", "dc:rights", "copyright"), "credit_line": (None, "photoshop:Credit", "credit"),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """Empty where the file says nothing."""

    title: str | None = None
    caption: str | None = None
    keywords: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    place: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """The texts of one file by their source: Exif and Windows fields by our names, XMP and IIM as read."""

    exif: dict[str, str] = field(default_factory=dict)
    xmp: dict[str, list[str]] = field(default_factory=dict)
    iptc: dict[str, list[str]] = field(default_factory=dict)
    iptc_newer: bool = False

    def pick(self, exif: str | None, xmp: str | None, iptc: str | None,
             windows: str | None = None) -> tuple[str | None, str | None]:
        """Return the text that wins among the named fields, and its source: exif, xmp, iptc (None, None: nobody says)."""
        if exif and exif in self.exif:
            return self.exif[exif], "exif"
        both, source = self._both(xmp, iptc)
        if both:
            return both[0], source
        return (self.exif[windows], "exif") if windows and windows in self.exif else (None, None)

    def first(self, exif: str | None, xmp: str | None, iptc: str | None, windows: str | None = None) -> str | None:
        """Return the text that wins among the named fields."""
        return self.pick(exif, xmp, iptc, windows)[0]

    def all(self, xmp: str, iptc: str) -> tuple[tuple[str, ...], str | None]:
        """Return the list that wins, without repetitions, in order, and its source."""
        found, source = self._both(xmp, iptc)
        return tuple(dict.fromkeys(found)), source

    def _both(self, xmp: str | None, iptc: str | None) -> tuple[list[str], str | None]:
        from_xmp, from_iptc = (self.xmp.get(xmp or "", []), "xmp"), (self.iptc.get(iptc or "", []), "iptc")
        order = (from_iptc, from_xmp) if self.iptc_newer else (from_xmp, from_iptc)
        return next((one for one in order if one[0]), ([], None))


def reconcile(said: Said) -> tuple[Draft, dict[str, str]]:
    """Draft title, caption, keywords, people, place and credit from what a file says; and where each comes from."""
    title, of_title = said.pick(None, "dc:title", "title", "xp_title")
    if title is None:
        title, of_title = said.pick(None, "photoshop:Headline", "headline")
    caption, of_caption = said.pick("description", "dc:description", "caption", "xp_comment")
    if caption and BOILERPLATE.match(caption):
        caption = of_caption = None
    keywords, of_keywords = _keywords(said)
    people = tuple(dict.fromkeys(said.xmp.get("iptcExt:PersonInImage", []) + said.xmp.get("mwg-rs:Name", [])))
    place, of_place = _place(said)
    credit, of_credit = said.pick("artist", "dc:creator", "creator", "xp_author")
    sources = {"title": of_title, "caption": of_caption, "keywords": of_keywords, "people": "xmp" if people else None,
               "place": of_place, "credit": of_credit}
    draft = Draft(title=title, caption=caption, keywords=keywords, people=people, place=place, credit=credit)
    return draft, {name: source for name, source in sources.items() if source}


def subject(said: Said) -> tuple[tuple[str, ...], str | None]:
    """Return the file's keywords as written, by XMP or IIM, and which of them it was."""
    return said.all("dc:subject", "keywords")


def others(said: Said) -> dict[str, dict[str, str]]:
    """Return what the sources that did not win say, where they say something else: {"caption": {"iptc": "..."}, ...}."""
    found = {}
    for name, (exif, xmp, iptc) in TOLD.items():
        lists = {"exif": [said.exif[exif]] if exif and exif in said.exif else [], "xmp": said.xmp.get(xmp, []),
                 "iptc": said.iptc.get(iptc, [])}
        told = {source: "; ".join(dict.fromkeys(several if name == "keywords" else several[:1]))
                for source, several in lists.items() if several}
        won = said.all(xmp, iptc)[1] if name == "keywords" else said.pick(exif, xmp, iptc)[1]
        left = {source: text for source, text in told.items() if text != told.get(won or "")}
        if left:
            found[name] = left
    return found


def _keywords(said: Said) -> tuple[tuple[str, ...], str | None]:
    """The same, else those that Windows keeps in a field of its own."""
    words, source = subject(said)
    if words or "xp_keywords" not in said.exif:
        return words, source
    return tuple(dict.fromkeys(word.strip() for word in said.exif["xp_keywords"].split(";") if word.strip())), "exif"


def _place(said: Said) -> tuple[str | None, str | None]:
    names = (("iptc:Location", "location"), ("photoshop:City", "city"), ("photoshop:State", "state"),
             ("photoshop:Country", "country"))
    parts = [one for one in (said.pick(None, xmp, iptc) for xmp, iptc in names) if one[0]]
    return ", ".join(dict.fromkeys(text for text, _ in parts if text)) or None, parts[0][1] if parts else None
