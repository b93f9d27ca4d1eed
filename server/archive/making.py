"""Writing the archive of a year into a folder: files first, then stories, then what is said of them, then the manifests.

It may be stopped at any file and gone on with. What it holds in memory are names and hashes, never files; what it reads of
the catalogue it reads in parts.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from index import settings as configuration
from index.catalogue import items, queries
from index.catalogue.items import Ref
from index.catalogue.people import Actor
from index.catalogue.queries import AssetView
from index.catalogue.stories import Story, public_id
from index.db import reading
from index.errors import VitrineError
from ingest.steps.copy_presets import ORIGINAL
from server import policy
from server.archive import choosing, pages, records, telling
from server.archive.bag import DATA, Bag
from server.archive.choosing import Place, Year
from server.downloads import keeping
from server.downloads.names import safe
from server.downloads.wishes import Wish
from server.feeds.addresses import urn
from server.home import Home
from server.sheets.columns import harmless

METADATA: Final = f"{DATA}/metadata"
EVIDENCE: Final = "用稿凭证"
Progress = Callable[[int, int, int], None]
"""Hears of how many of how many things are done, and how many bytes are there."""


@dataclass(slots=True)
class Made:
    """What an archive came to: files and bytes in it, and what could not be taken along."""

    files: int = 0
    bytes: int = 0
    assets: int = 0
    stories: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Work:
    """One archive in the making. ``files`` are paths by the number of their asset."""

    home: Home
    actor: Actor
    bag: Bag
    clock: Callable[[], datetime]
    progress: Progress
    wanted: int
    made: Made
    done: int = 0
    files: dict[int, list[str]] = field(default_factory=dict)

    def step(self) -> None:
        self.done += 1
        self.progress(self.done, self.wanted, self.bag.bytes)


def make(home: Home, actor: Actor, year: Year, folder: Path, *, clock: Callable[[], datetime], progress: Progress) -> Made:
    """Write the archive of a year, or go on with it, and put on record that its files were taken out.

    Raises Forbidden, VitrineError archive-empty, archive-there, archive-busy, archive-storage, and what ``progress`` raises.
    """
    policy.require(actor, "administer")
    with reading(home.engine) as session:
        assets, stories = choosing.assets(session, year), choosing.stories(session, year)
        left = choosing.left_out(session, year)
    if not assets and not stories:
        raise VitrineError("archive-empty", year=year.number)
    name = urn(configuration.secret(home.settings), f"archive/{year.number}")
    takeout = keeping.begin(home.engine, actor, Wish(ORIGINAL, "archive", f"{year.number}"), len(assets), door="archive",
                            now=clock())
    try:
        with Bag(folder, {"year": year.number, "name": name}) as bag:
            made = Made(assets=len(assets), stories=len(stories))
            work = Work(home, actor, bag, clock, progress, len(assets) + len(stories), made)
            for part in choosing.in_parts(assets):
                _assets(work, part, takeout)
            for part in choosing.in_parts(stories):
                _stories(work, part)
            _metadata(work, assets, stories, left)
            made.files, made.bytes = len(bag.kept), bag.bytes
            bag.finish(telling.info(home.settings, year, name, made, clock()), telling.readme(home.settings, year))
            return made
    finally:
        keeping.end(home.engine, takeout, now=clock())


def _assets(work: Work, part: Sequence[Place], takeout: int) -> None:
    """Copy the originals of some assets, and what proves that they were adopted."""
    with reading(work.home.engine) as session:
        views = {view.id: view for view in queries.assets(session, [one.id for one in part])}
        proofs = {one.id: list(_proofs(session, items.ref(one.id))) for one in part}
    taken: list[tuple[int, str, int]] = []
    try:
        for place in part:
            view = views.get(place.id)
            if view is not None:  # else it was deleted for good meanwhile
                _originals(work, view, place.folder, taken)
                _evidence(work, proofs[place.id])
            work.step()
    finally:
        keeping.hand_over_many(work.home.engine, takeout, ORIGINAL, taken, now=work.clock())


def _originals(work: Work, view: AssetView, folder: str, taken: list[tuple[int, str, int]]) -> None:
    for one in view.originals:
        of = f"{view.public_id}:{one.sha256}"
        kept = work.bag.kept.get(of)
        if kept is None:
            source = work.home.store.path("originals", one.sha256)
            kept = work.bag.put(of, work.bag.name(folder, one.name), source, one.sha256)
            if kept is None:
                work.made.problems.append((view.public_id, one.name))
                continue
            taken.append((view.id, kept.path, kept.bytes))
        work.files.setdefault(view.id, []).append(kept.path)


def _proofs(session: Session, ref: Ref) -> Iterator[tuple[str, str, str]]:
    """Yield (what it is called here, its name, its hash) of what proves an item's adoptions."""
    for one in records.placements(session, ref):
        if one.evidence_sha256:
            yield f"P{one.id}", one.evidence_name or one.evidence_sha256[:12], one.evidence_sha256


def _evidence(work: Work, proofs: Iterable[tuple[str, str, str]]) -> None:
    for of, name, sha256 in proofs:
        if of not in work.bag.kept:
            source = work.home.store.path("originals", sha256)
            if work.bag.put(of, work.bag.name(EVIDENCE, f"{of}-{name}"), source, sha256) is None:
                work.made.problems.append((of, name))


def _stories(work: Work, part: Sequence[Place]) -> None:
    for place in part:
        with reading(work.home.engine) as session:
            row = session.get(Story, place.id)
            held = records.story(session, row, "") if row is not None else None
            proofs = list(_proofs(session, items.story(place.id)))
        if held is not None:
            _evidence(work, proofs)
            _story(work, place, held)
        work.step()


def _story(work: Work, place: Place, held: dict[str, Any]) -> None:
    folder, stem = f"{place.folder}/稿件", safe(f"{held['id']}-{held['title'][:40]}".replace("%", "％"))
    known = work.bag.kept.get(f"{held['id']}:html")
    held["file"] = known.path if known else work.bag.name(folder, f"{stem}.html")
    pictures = [(path, one["caption"]) for one in held["assets"] for path in work.files.get(int(one["asset"][1:]), ())[:1]]
    for ending, content in (("html", pages.html(held, pictures)), ("md", pages.text(held, pictures)),
                            ("json", json.dumps(held, ensure_ascii=False, indent=1).encode())):
        of, path = f"{held['id']}:{ending}", held["file"].removesuffix("html") + ending
        if of not in work.bag.kept:
            work.bag.put_text(of, path, content)


def _metadata(work: Work, assets: Sequence[Place], stories: Sequence[Place], left: Sequence[tuple[str, str]]) -> None:
    """Write what is said of everything, from the catalogue as it is now, a part at a time."""
    placed: list[list[str]] = []
    _sheets(work, "assets", records.ASSET_HEAD, _told_assets(work, assets, placed), records.asset_line)
    _sheets(work, "stories", records.STORY_HEAD, _told_stories(work, stories, placed), records.story_line)
    _sheet(work, "placements", records.PLACED_HEAD, placed)
    _sheet(work, "left-out", ("编号 number", "文件 file", "原因 why"),
           [*([one, "", why] for one, why in left), *([one, name, "unreadable"] for one, name in work.made.problems)])


def _told_assets(work: Work, assets: Sequence[Place], placed: list[list[str]]) -> Iterator[dict[str, Any]]:
    for part in choosing.in_parts(assets):
        with reading(work.home.engine) as session:
            for view in queries.assets(session, [one.id for one in part]):
                held = records.asset(session, work.actor, view, work.files.get(view.id, ()), work.clock())
                placed += _placed(work, view.public_id, held)
                yield held


def _told_stories(work: Work, stories: Sequence[Place], placed: list[list[str]]) -> Iterator[dict[str, Any]]:
    for one in stories:
        with reading(work.home.engine) as session:
            row = session.get(Story, one.id)
            kept = work.bag.kept.get(f"{public_id(one.id)}:html")
            if row is not None and kept is not None:
                held = records.story(session, row, kept.path)
                placed += _placed(work, held["id"], held)
                yield held


def _placed(work: Work, item: str, held: dict[str, Any]) -> list[list[str]]:
    found = []
    for one in held["adopted"]:
        proof = work.bag.kept.get(f"P{one['placement']}")
        found.append(records.placed_line(item, one, proof.path if proof else ""))
    return found


def _sheets(work: Work, name: str, head: Sequence[str], told: Iterable[dict[str, Any]],
            line: Callable[[dict[str, Any]], list[str]]) -> None:
    """Write one list as JSON, an object a line, and as a sheet."""
    jsonl, sheet = f"{METADATA}/{name}.jsonl", f"{METADATA}/{name}.csv"
    with work.bag.writing(jsonl) as lines, work.bag.writing(sheet) as rows:
        rows.write("\ufeff")
        table = csv.writer(rows)
        table.writerow(head)
        for held in told:
            lines.write(json.dumps(held, ensure_ascii=False) + "\n")
            table.writerow([harmless(cell) for cell in line(held)])
    for path in (jsonl, sheet):
        work.bag.adopt(path, path)


def _sheet(work: Work, name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    path = f"{METADATA}/{name}.csv"
    with work.bag.writing(path) as out:
        out.write("\ufeff")
        csv.writer(out).writerows([head, *([harmless(cell) for cell in row] for row in rows)])
    work.bag.adopt(path, path)
