"""The end of ``vitrine ingest``: the receipt, or with ``--check`` the preview."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.catalogue.assets import Outcome
from index.errors import Reason, VitrineError, reason
from ingest.sources import folder
from ingest.sources.folder import Found, shown
from server import clock, receipts
from server.cli.common import say
from server.cli.lines import EXPECTED, Line
from server.receipts import FOLDER, Entry, Receipt, readable

if TYPE_CHECKING:
    from server.cli.intake import Handled, Intake

OPEN = frozenset({Outcome.ADDED, Outcome.ALREADY_HERE})
UNREADABLE = frozenset({"unreadable"})


def give(intake: Intake, lines: list[Line], *, quiet: bool) -> bool:
    """Write the receipt into the home and beside the second copy, and print its head unless ``quiet``.

    ``lines`` are the final ones. False where a file is not safely kept, or the receipt could not be.
    """
    receipt = _receipt(intake, lines)
    troubles = list(_kept(intake, receipt))
    if not quiet:
        if _pulled(intake, lines):
            troubles.append(reason("card-pulled"))
        click.echo(receipts.head(receipt, intake.home.settings.zone))
        click.echo(f"收据保存在 / Receipt kept in: {FOLDER}/{receipt.batch}.txt")
    for why in troubles:
        say(f"✗ {why.zh}\n  {why.en}")
    return not receipt.unsafe and not troubles


def _kept(intake: Intake, receipt: Receipt) -> Iterator[Reason]:
    """Keep the receipt in both places; yield why it could not be."""
    zone = intake.home.settings.zone
    try:
        receipts.keep(receipt, intake.home.settings.home / FOLDER, zone)
    except VitrineError as error:
        yield error.reason
    try:
        if intake.second is not None:
            for suffix, content in receipts.forms(receipt, zone):
                intake.second.write(f"receipt-{receipt.batch}{suffix}", content)
    except VitrineError as error:
        yield error.reason


def stopped(intake: Intake) -> None:
    """Tell a person who pressed Ctrl-C where things stand, and how to go on."""
    kept = sum(one.line.outcome in OPEN for one in intake.handled)
    if intake.check:
        say("已停下；什么也没有保存。\nStopped; nothing was kept.")
        return
    say(f"已停下：{kept} 个文件已入库并核对。没有收据，请先不要格式化；再运行同一条命令，就会补上余下的。\n"
        f"Stopped: {kept} files are kept and verified. There is no receipt, so do not format yet; run the same command again "
        "and it does the rest.")


def preview(intake: Intake) -> None:
    """Tell a person what would be taken in: files and bytes by outcome, and what card it is."""
    for card in intake.cards:
        if card.is_card:
            say(f"存储卡 / Card: {shown(str(card.root))}   [{', '.join(card.structures)}]")
    seen = [_entry(one, one.line) for one in intake.handled]
    for name, files, size in receipts.counts(seen):
        say(f"  {EXPECTED[name]}: {files}   {readable(size)}")
    if not seen:
        say("没有文件 / no files")


def _receipt(intake: Intake, lines: list[Line]) -> Receipt:
    entries = [_entry(one, line, second=intake.also_to is not None)
               for one, line in zip(intake.handled, lines, strict=True)]
    structures = dict.fromkeys(str(one) for card in intake.cards for one in card.structures)
    return Receipt(intake.batch, clock.now(), tuple(shown(str(card.given)) for card in intake.cards), tuple(structures),
                   all(card.whole for card in intake.cards), shown(str(intake.also_to)) if intake.also_to else None,
                   intake.same_disk, (*entries, *_appeared(intake)))


def _entry(one: Handled, line: Line, *, second: bool = False) -> Entry:
    wanted = {"home", "second-copy"} if second else {"home"}
    proved = {place.where for place in one.proof.places} >= wanted and line.outcome != Outcome.REFUSED
    return Entry(line.path, line.outcome, line.asset, line.sha256, one.found.bytes, one.proof.places,
                 line.outcome == Outcome.IGNORED or proved, line.reason)


def _appeared(intake: Intake) -> Iterator[Entry]:
    """Yield what lies there now and did not when the card was read: it may be formatted for what it holds now."""
    before = {one.found.path: one.found.bytes for one in intake.handled}
    for card, given in zip(intake.cards, intake.paths, strict=True):
        if not card.given.exists():  # pulled: what was not read by then has its line already
            continue
        for found in folder.find(given):
            if found.trouble is None and before.get(found.path) != found.bytes:
                yield _new(found)


def _new(found: Found) -> Entry:
    return Entry(found.exact, str(Outcome.REFUSED), None, None, found.bytes, (), safe=False,
                 reason=reason("appeared").as_dict())


def _pulled(intake: Intake, lines: list[Line]) -> bool:
    """Whether something could not be read and its card is no longer what it was when it was listed."""
    unread = [line for line in lines if line.reason and line.reason["code"] in UNREADABLE]
    return bool(unread) and any(_is_gone(card.given, intake.devices.get(card.given)) for card in intake.cards)


def _is_gone(given: Path, device: int | None) -> bool:
    try:
        return given.lstat().st_dev != device
    except OSError:
        return True
