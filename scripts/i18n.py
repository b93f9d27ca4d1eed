"""Keep the translations whole: every text for people in the pages and the code, in every language that has a catalogue.

Without an argument: extract the texts, merge them into each catalogue, compile. ``--check`` changes nothing and exits 1
where a text is untranslated, has other blanks than its original, is uncertain ("fuzzy") or unused, or where a compiled
catalogue is older than its source.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "server" / "translations"
SOURCES = (ROOT / "server", ROOT / "kiosk")
METHODS = [("static/**", "ignore"), ("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
BLANKS = re.compile(r"%\(\w+\)[sd]")
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "_n": (1, 2)}


def extract() -> Catalog:
    """Return the texts of pages and code as an empty catalogue, each with the file it stands in."""
    template = Catalog(project="vitrine", charset="utf-8")
    for source in SOURCES:
        for name, line, text, comments, context in extract_from_dir(source, METHODS, keywords=KEYWORDS):
            # Files without lines: a moved line would else change every catalogue.
            del line
            place = (source / name).relative_to(ROOT).as_posix()
            template.add(text, None, [(place, 0)], auto_comments=comments, context=context)
    return template


def catalogues() -> list[Path]:
    return sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))


def load(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def compiled(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def every(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


def blanks(text: str | tuple[str, ...]) -> set[str]:
    """Return what is filled in at each showing; of a text with a plural, in that."""
    return set(BLANKS.findall(every(text)[-1]))


def faults(path: Path, template: Catalog) -> list[str]:
    """Return what is wrong with one catalogue, a line for each fault."""
    catalogue, where = load(path), path.relative_to(ROOT)
    found = []
    for message in template:
        if not message.id:
            continue
        here = catalogue.get(message.id, message.context)
        if here is None or not here.string or (isinstance(here.string, tuple) and not all(here.string)):
            found.append(f"{where}: untranslated: {message.id!r}")
        elif here.fuzzy:
            found.append(f"{where}: uncertain (fuzzy): {message.id!r}")
        elif any(blanks(text) != blanks(message.id) for text in every(here.string)):
            found.append(f"{where}: other blanks than in {message.id!r}: {here.string!r}")
    found += [f"{where}: used nowhere: {m.id!r}" for m in catalogue if m.id and template.get(m.id, m.context) is None]
    mo = path.with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != compiled(catalogue):
        found.append(f"{where}: not compiled since its last change: run make i18n")
    return found


def update(path: Path, template: Catalog) -> None:
    catalogue = load(path)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, sort_output=True, omit_header=False, include_lineno=False)
    path.with_suffix(".mo").write_bytes(compiled(load(path)))


def main(arguments: list[str]) -> int:
    if not catalogues():
        print("还没有翻译目录 / no catalogues yet")
        return 0
    template = extract()
    if arguments == ["--check"]:
        found = [fault for path in catalogues() for fault in faults(path, template)]
        print("\n".join(found) if found else f"{len(template)} texts, whole in {len(catalogues())} catalogues")
        return 1 if found else 0
    for path in catalogues():
        update(path, template)
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
