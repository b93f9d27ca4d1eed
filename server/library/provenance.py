"""Where a fact comes from, in words: a short name for its tag and a sentence that says why it is believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from server.web.i18n import joined

# Source -> (its short name, what it means). The names are those of Facts.sources and of its offset_source.
SOURCES: Final[dict[str, tuple[Any, Any]]] = {
    "exif": ("Exif", _l("The camera wrote it into the picture (Exif). It comes first where several say something.")),
    "xmp": ("XMP", _l("A program wrote it into the picture (XMP).")),
    "xmp-file": (_l("Sidecar"), _l("It stands in an XMP file that came beside the picture.")),
    "iptc": ("IPTC", _l("A program wrote it into the picture in the older way of news agencies (IPTC).")),
    "makernote": (_l("Maker note"), _l("The camera wrote it into its maker's own part of the picture.")),
    "container": (_l("Film"), _l("It stands in the film's container.")),
    "document": ("PDF", _l("It stands in the properties of the PDF.")),
    "xavc": (_l("Camera's side file"), _l("The camera wrote it into an XML file beside the film.")),
    "raw": (_l("Raw file"), _l("The raw file of the same shot says it; the picture itself does not.")),
    "file": (_l("The file itself"), _l("It is measured in the file, not told by anybody.")),
    "gps": (_l("Satellite"), _l("It follows from the satellites' time or position in the picture.")),
    "kit": (_l("Camera kit"), _l("The file does not say it; it is what is entered for this camera kit.")),
    "clock": (_l("Clock check"),
              _l("The camera's clock was off; a photograph of the site's clock, or somebody by hand, put it right.")),
    "default": (_l("Assumed"), _l("Nobody says it, so the campus's own is taken.")),
}


def names(sources: Mapping[str, str], *facts: str) -> tuple[str, ...]:
    """Return the sources of these facts, each once, in order. Words from two places name both ("iptc+xmp")."""
    found = (one for fact in facts for one in str(sources.get(fact) or "").split("+"))
    return tuple(dict.fromkeys(one for one in found if one in SOURCES))


def tag(sources: tuple[str, ...]) -> str:
    """Return what stands beside a value: Exif, or several with the reader's comma."""
    return joined([SOURCES[one][0] for one in sources])


def why(sources: tuple[str, ...]) -> str:
    """Return the sentences behind a tag."""
    return " ".join(str(SOURCES[one][1]) for one in sources)


def contradictions(others: Mapping[str, Mapping[str, str]], fact: str) -> tuple[str, ...]:
    """Return what other sources say in place of a fact, each as a sentence."""
    return tuple(_("%(source)s says: %(text)s", source=SOURCES[source][0], text=text)
                 for source, text in others.get(fact, {}).items() if source in SOURCES)
