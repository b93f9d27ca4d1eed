"""An issue as a file: what its approval laid out, or, as long as there is none, a proof of it as it stands."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from index.catalogue.newsletters import Newsletter, NewsletterIssue
from index.db import reading
from index.errors import Invalid, NotFound
from server.home import Home
from server.newsletters import docx, pdf
from server.newsletters.lists import IssuePage

TYPES: Final = {"pdf": "application/pdf",
                "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


def file_of(home: Home, page: IssuePage, form: str) -> bytes:
    """Return an issue that somebody may read as ``pdf`` or ``docx``. Raises Invalid, VitrineError missing-tool."""
    if form not in TYPES:
        raise Invalid("file", "只有 .pdf 和 .docx", "there is .pdf and .docx only")
    with reading(home.engine) as session:
        row = session.get_one(NewsletterIssue, page.line.id)
        held = row.pdf_sha256 if form == "pdf" else row.docx_sha256
        template = session.scalar(select(Newsletter.template_sha256).where(Newsletter.id == row.newsletter_id))
    if held is not None:
        return _bytes(home, held)
    return pdf.laid_out(home, page.sheet) if form == "pdf" else docx.filled(home, page.sheet, template_of(home, template))


def template_of(home: Home, sha256: str | None) -> bytes:
    """Return a newsletter's template, or the one that comes along."""
    return _bytes(home, sha256) if sha256 else docx.default()


def _bytes(home: Home, sha256: str) -> bytes:
    try:
        return home.store.path("originals", sha256).read_bytes()
    except OSError as error:
        raise NotFound(what=sha256[:12]) from error
