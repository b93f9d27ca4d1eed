"""Posters (海报): PDF files, read and drawn by PDFium. Scripts in them never run, and attachments are never opened."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from index.errors import BadMedia
from ingest.steps import raster
from ingest.steps.draft import Draft
from ingest.steps.image import save_chain
from ingest.steps.pages import Page
from ingest.steps.presets import PAGE, PHOTO, Rendered, page_preset
from ingest.steps.text import clean

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

    from ingest.steps.raster import Pixels

MOST_PAGES: Final = 20
"""Nobody stands before a screen for longer than that."""
LONGEST_SIDE: Final = 14_400.0
"""Points: 200 inches, which is as far as the format goes by itself."""
SHORTEST_SIDE: Final = 36.0
MOST_STRETCHED: Final = 8
"""Times as long as wide: a banner is; what is longer still would be a line on a screen."""
MOST_TEXT: Final = 20_000
"""Characters of all pages that are kept: what is searched, and read by who cannot see the page."""
SMALL_PRINT: Final = 8
"""Characters of one size, or smaller, from which on they are small print: fewer are a sign or a footnote's number."""
UNSEEN: Final = 3
"""The mode of text that is not drawn: what a scanner recognised lies so behind its picture."""
# What programs write into the title by themselves, and who a machine says its user is.
NO_TITLE: Final = re.compile(r"^(microsoft|powerpoint|word|untitled|未命名|无标题|幻灯片|slide|document|文档|演示文稿)\b.*$"
                             r"|.*\.(docx?|pptx?|xlsx?|wps|dps|psd|psb|ai|indd|cdr|pub|pdf|jpe?g|png)\s*$", re.IGNORECASE)
NO_AUTHOR: Final = re.compile(r"^(admin(istrator)?|users?\d*|lenovo|dell|hp|asus|huawei|windows( user)?|pc|微软用户|用户)$",
                              re.IGNORECASE)
PASSWORD: Final = 4
"""PDFium's error FPDF_ERR_PASSWORD."""


def read_poster(path: Path) -> dict[str, Any]:
    """Return the values of Facts for a PDF. Raises BadMedia: pdf-damaged, pdf-password, pdf-empty, pdf-pages, pdf-shape."""
    with _opened(path) as document:
        pages = tuple(_shortened(_read(page) for page in _pages(path, document)))
        said = document.get_metadata_dict()
    width, height = _drawn(pages[0])
    title, credit = _said(said, "Title", NO_TITLE), _said(said, "Author", NO_AUTHOR)
    listed = re.split(r"[,;，；、]", clean(said.get("Keywords", "")) or "")
    keywords = tuple(dict.fromkeys(one.strip() for one in listed if one.strip()))
    told = {"title": title, "credit": credit, "keywords": keywords}
    return {"width": width, "height": height, "pages": pages, "draft": Draft(title=title, keywords=keywords, credit=credit),
            "sources": {name: "document" for name, value in told.items() if value}}


def render_poster(path: Path, out_dir: Path) -> list[Rendered]:
    """Write each page as screens show it, and the sizes of a photo of the first, into ``out_dir``.

    The same bytes give the same files. Raises what ``read_poster`` raises.
    """
    made: list[Rendered] = []
    with _opened(path) as document:
        for number, page in enumerate(_pages(path, document), 1):
            pixels = _draw(page)
            made.append(_save(pixels, out_dir, number))
            if number == 1:
                made += save_chain(pixels, out_dir, PHOTO)
    return made


@contextmanager
def _opened(path: Path) -> Iterator[PdfDocument]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == PASSWORD:
            raise BadMedia(str(path), "pdf-password") from error
        raise BadMedia(str(path), "pdf-damaged", detail=str(error.err_code)) from error
    with document:
        count = len(document)
        if count == 0:
            raise BadMedia(str(path), "pdf-empty")
        if count > MOST_PAGES:
            raise BadMedia(str(path), "pdf-pages", have=count, most=MOST_PAGES)
        yield document


def _pages(path: Path, document: PdfDocument) -> Iterator[PdfPage]:
    import pypdfium2

    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError as error:
            raise BadMedia(str(path), "pdf-damaged", detail=f"{number + 1}/{len(document)}") from error
        try:
            width, height = page.get_size()
            short, long = min(width, height), max(width, height)
            if not (SHORTEST_SIDE <= short <= long <= LONGEST_SIDE and long <= MOST_STRETCHED * short):
                raise BadMedia(str(path), "pdf-shape", page=number + 1, size=f"{_mm(width)} × {_mm(height)} mm")
            yield page
        finally:
            page.close()


def _read(page: PdfPage) -> Page:
    width, height = page.get_size()
    lines = page.get_textpage()
    try:
        text = lines.get_text_range() if lines.count_chars() else ""
        return Page(round(width, 2), round(height, 2), _plain(text), _smallest(lines))
    finally:
        lines.close()


def _plain(text: str) -> str:
    """The words of a page without the signs by which PDFium marks hyphens and what has no character."""
    return clean(re.sub("[\0\x02\ufffe\uffff\ufffd]", "", text.replace("\r\n", "\n"))) or ""


def _shortened(pages: Iterator[Page]) -> Iterator[Page]:
    left = MOST_TEXT
    for page in pages:
        yield Page(page.width, page.height, page.text[:left], page.smallest)
        left = max(0, left - len(page.text))


def _smallest(lines: PdfTextPage) -> float | None:
    """The size in points, as drawn, of the small print."""
    from pypdfium2 import raw

    matrix, sizes = raw.FS_MATRIX(), Counter[float]()
    for at in range(min(lines.count_chars(), MOST_TEXT)):
        if raw.FPDFText_IsGenerated(lines, at) == 1 or chr(raw.FPDFText_GetUnicode(lines, at)).isspace():
            continue
        drawn = raw.FPDFText_GetTextObject(lines, at)
        if drawn and raw.FPDFTextObj_GetTextRenderMode(drawn) == UNSEEN:
            continue
        upright = math.hypot(matrix.c, matrix.d) if raw.FPDFText_GetMatrix(lines, at, matrix) else 1.0
        size = round(raw.FPDFText_GetFontSize(lines, at) * upright, 1)
        if size > 0:
            sizes[size] += 1
    counted = 0
    for size in sorted(sizes):
        counted += sizes[size]
        if counted >= SMALL_PRINT:
            return size
    return None


def _draw(page: PdfPage) -> Pixels:
    """White paper under it, in the size of a screen's page; drawn at that size, so that letters are sharp."""
    scale = (PAGE.long_edge - 0.5) / max(page.get_size())
    bitmap = page.render(scale=scale, rev_byteorder=True)
    try:
        pixels: Pixels = bitmap.to_numpy()[:, :, :3].copy()
        return pixels
    finally:
        bitmap.close()


def _drawn(page: Page) -> tuple[int, int]:
    scale = (PAGE.long_edge - 0.5) / max(page.width, page.height)
    return math.ceil(page.width * scale), math.ceil(page.height * scale)


def _save(pixels: Pixels, out_dir: Path, number: int) -> Rendered:
    preset = page_preset(number)
    data = raster.encode_jpeg(pixels, PAGE.quality, colour="444")  # red letters on white are smeared by anything less
    target = out_dir / f"{preset}.jpg"
    target.write_bytes(data)
    height, width = pixels.shape[:2]
    return Rendered(preset, target, width, height, len(data), "image/jpeg", hashlib.sha256(data).hexdigest())


def _said(said: dict[str, str], name: str, meaningless: re.Pattern[str]) -> str | None:
    text = clean(" ".join(said.get(name, "").split()))
    return None if text is None or meaningless.match(text) else text


def _mm(points: float) -> int:
    return round(points * 25.4 / 72)
