"""The receipt of a card: each file, where its bytes were read back, and whether the card may be formatted.

It is kept with the batch, in ``receipts/`` of the home, as JSON for programs and as text for people, and beside the
second copy. A receipt is about one moment: what it says was read back from the disks then.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from index.catalogue.assets import Outcome
from index.credentials import new_token
from index.errors import Reason, VitrineError, reason
from ingest import read_back
from ingest.second_copy import write_durably

FOLDER = "receipts"
"""Of the home: where receipts are kept."""
OUTCOMES = {"added": "已入库 added", "already-here": "已存在 already here", "ignored": "不保留 not kept (side file)",
            "refused": "未接收 refused"}


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a file's bytes were read back and found right: ``home`` or ``second-copy``."""

    where: str
    path: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the card. ``places``: where it is verified; ``safe``: everywhere it should be, or nothing to keep."""

    path: str
    outcome: str
    asset: str | None
    sha256: str | None
    bytes: int
    places: tuple[Place, ...]
    safe: bool
    reason: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one batch. ``whole``: all of the card was given, not a part. ``at`` is UTC."""

    batch: str
    at: datetime
    given: tuple[str, ...]
    structures: tuple[str, ...]
    whole: bool
    second_copy: str | None
    same_disk: bool
    entries: tuple[Entry, ...]

    @property
    def unsafe(self) -> list[Entry]:
        return [one for one in self.entries if not one.safe]

    @property
    def safe_to_format(self) -> bool:
        return self.verdict.code == "card-safe"

    @property
    def verdict(self) -> Reason:
        """Safe only if the whole card was given, and each file but side files is verified at every destination."""
        if unsafe := self.unsafe:
            return reason("card-not-safe", count=len(unsafe))
        if all(one.outcome == Outcome.IGNORED for one in self.entries):
            return reason("card-empty")
        return reason("card-safe" if self.whole else "card-part")


def as_json(receipt: Receipt) -> dict[str, Any]:
    """Return a receipt as the JSON object that is kept."""
    verdict = receipt.verdict
    return {"batch": receipt.batch, "at": receipt.at.isoformat(), "given": list(receipt.given),
            "structures": list(receipt.structures), "whole": receipt.whole, "safe_to_format": receipt.safe_to_format,
            "verdict": verdict.as_dict(), "second_copy": receipt.second_copy, "same_disk": receipt.same_disk,
            "counts": {name: {"files": files, "bytes": size} for name, files, size in counts(receipt.entries)},
            "files": [asdict(one) for one in receipt.entries]}


def counts(entries: Sequence[Entry]) -> Iterator[tuple[str, int, int]]:
    """Yield (outcome, files, bytes) for each outcome that occurs."""
    for name in OUTCOMES:
        sizes = [one.bytes for one in entries if one.outcome == name]
        if sizes:
            yield name, len(sizes), sum(sizes)


def head(receipt: Receipt, zone: ZoneInfo) -> str:
    """Return the beginning of a receipt for people: the verdict, the sums, what is not safely kept, what is left out."""
    lines = [f"收据 / Receipt {receipt.batch}   {receipt.at.astimezone(zone):%Y-%m-%d %H:%M:%S %z}",
             f"来源 / From: {', '.join(_visible(one) for one in receipt.given)}"
             + (f"   [{', '.join(receipt.structures)}]" if receipt.structures else "")]
    lines += [f"  {OUTCOMES[name]}: {files}   {readable(size)}" for name, files, size in counts(receipt.entries)]
    if receipt.second_copy:
        lines.append(f"第二份 / Second copy: {_visible(receipt.second_copy)}")
    if receipt.same_disk:
        lines.append("注意：第二份备份与数据目录在同一块磁盘上，磁盘损坏时会一起丢失。\n"
                     "Note: the second copy is on the same disk as the home; one broken disk would take both.")
    verdict = receipt.verdict
    lines += [f"{'✓' if receipt.safe_to_format else '✗'} {verdict.zh}", f"  {verdict.en}"]
    for one in receipt.unsafe:
        why = one.reason or {"zh": "没有核对。", "en": "Not verified."}
        lines.append(f"  ✗ {_visible(one.path)}\n      {why['zh']}\n      {why['en']}")
    return "\n".join(lines)


def text(receipt: Receipt, zone: ZoneInfo) -> str:
    """Return the whole receipt for people: the head, then each file with its hash and where it is."""
    lines = [head(receipt, zone), ""]
    for one in receipt.entries:
        mark = "–" if one.outcome == Outcome.IGNORED else "✓" if one.safe else "✗"
        lines.append(f"{mark} {one.sha256 or '–' * 8}  {one.bytes:>12}  {one.outcome:<12}  {one.asset or '–':<8}"
                     f"  {_visible(one.path)}")
        lines += [f"    = {_visible(place.path)}" for place in one.places if place.where != "home"]
    return "\n".join(lines) + "\n"


def keep(receipt: Receipt, folder: Path, zone: ZoneInfo) -> Path:
    """Write both forms into a folder of the home, durable when this returns; give the text's path. Raises VitrineError."""
    try:
        folder.mkdir(exist_ok=True)
        for suffix, content in forms(receipt, zone):
            begun = folder / f".{new_token()[:12]}"
            write_durably(begun, content)
            begun.rename(folder / f"{receipt.batch}{suffix}")
        read_back.sync_folder(folder)
        read_back.sync_folder(folder.parent)
    except OSError as error:
        raise VitrineError("storage", detail=error.strerror or os.strerror(error.errno or 0)) from error
    return folder / f"{receipt.batch}.txt"


def forms(receipt: Receipt, zone: ZoneInfo) -> list[tuple[str, bytes]]:
    """Return [(suffix, bytes)] of the two forms in which a receipt is kept."""
    as_text = text(receipt, zone).encode("utf-8", "backslashreplace")
    return [(".json", (json.dumps(as_json(receipt), ensure_ascii=True, indent=1) + "\n").encode()), (".txt", as_text)]


def readable(size: float) -> str:
    """Return a size in bytes for people, in powers of ten, as cards are sold."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"


def _visible(path: str) -> str:
    from ingest.sources.folder import shown

    return shown(path)
