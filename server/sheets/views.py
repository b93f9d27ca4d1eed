"""Descriptions from a sheet over HTTP: chosen, looked at row by row, saved as one, undone as one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from index.catalogue import channels
from index.db import reading
from index.errors import Invalid, VitrineError
from server import policy
from server.batch import lists
from server.batch.keeping import RowOutcome
from server.sheets.apart import read_apart
from server.sheets.reading import MOST_BYTES, Sheet
from server.sheets.service import applying
from server.web import progress
from server.web.errors import status_of
from server.web.services import actor, home, now

blueprint = Blueprint("sheets", __name__, url_prefix="/sheets")
Page = str | tuple[str, int] | Response
TOLD: Final = 200
"""Rows that are shown one by one, of those that change and of those with faults."""


@dataclass(frozen=True, slots=True)
class Given:
    """A sheet that somebody chose: its rows, its file's name, and what names these very bytes."""

    sheet: Sheet
    name: str
    sha256: str


@blueprint.get("/")
def index() -> Page:
    """Say what a sheet holds, and let one be chosen."""
    policy.require(actor(), "describe")
    return render_template("sheets/index.html", most=MOST_BYTES)


@blueprint.post("/")
def use() -> Page:
    """Tell what a sheet would change; with ``verb`` save, and the same bytes that were looked at, change it."""
    policy.require(actor(), "describe")
    try:
        given = _given()
        save = request.form.get("verb") == "save"
        if save and request.form.get("seen") != given.sha256:
            raise VitrineError("sheet-changed", name=given.name)
        return _save(given) if save else _look(given)
    except VitrineError as error:
        if progress.watched():
            return progress.refused(error)
        return render_template("sheets/index.html", most=MOST_BYTES, why=error.reason), status_of(error)


def _look(given: Given) -> Page:
    told: list[RowOutcome] = []

    def shown() -> dict[str, object]:
        return {"found": lists.summary(told), "changed": [one for one in told if one.outcome == "changed"][:TOLD],
                "refused": [one for one in told if one.outcome == "refused"][:TOLD], "given": given, "most": MOST_BYTES,
                "rows": len(told), "channels": _channels(), "told": TOLD}

    steps = _heard(given, told, [], check=True)
    if progress.watched():
        return progress.streamed(steps, len(given.sheet.rows),
                                 lambda: {"html": render_template("sheets/found.html", **shown())})
    sum(steps)
    return render_template("sheets/index.html", **shown())


def _save(given: Given) -> Page:
    told: list[RowOutcome] = []
    batches: list[int | None] = [None]
    steps = _heard(given, told, batches, check=False)
    if progress.watched():
        return progress.streamed(steps, len(given.sheet.rows), lambda: {"html": render_template(
            "batch/saved.html", found=lists.summary(told), batch=batches[-1])})
    sum(steps)
    found = lists.summary(told)
    flash(ngettext("%(num)d item is changed.", "%(num)d items are changed.", found.changed))
    return redirect(url_for("batch.show", batch=batches[-1]) if batches[-1] else url_for(".index"))


def _heard(given: Given, told: list[RowOutcome], batches: list[int | None], *, check: bool) -> Iterator[int]:
    for piece in applying(home().engine, actor(), given.sheet, given.name, now=now(), zone=home().settings.zone, check=check):
        told += piece.outcomes
        batches.append(piece.batch)
        yield len(piece.outcomes)


def _given() -> Given:
    with _kept() as (path, name, digest):
        return Given(read_apart(path, name), name, digest)


@contextmanager
def _kept() -> Iterator[tuple[Path, str, str]]:
    """Yield a file with the bytes that were sent, only as long as they are read."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid("file", "请先选择一个表格文件", "choose a sheet first")
    data = file.stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise VitrineError("sheet-large", most=f"{MOST_BYTES >> 20} MB")
    name = file.filename.replace("\\", "/").rpartition("/")[2]
    with tempfile.NamedTemporaryFile(prefix="sheet-", dir=home().settings.home / "staging") as kept:
        kept.write(data)
        kept.flush()
        yield Path(kept.name), name, sha256(data).hexdigest()


def _channels() -> dict[str, tuple[str, str]]:
    with reading(home().engine) as session:
        return channels.names(session)
