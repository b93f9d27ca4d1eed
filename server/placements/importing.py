"""Placements and outlets from sheets that the office has kept so far: all rows or none, and never one twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from index.catalogue import items
from index.catalogue.outlets import LEVEL_NAMES, TYPE_NAMES
from index.catalogue.people import Actor
from index.catalogue.placements import PLACEMENT_NAMES, PlacementState
from index.errors import Invalid, VitrineError
from server import policy
from server.home import Home
from server.placements import evidence, outlets, service
from server.placements.evidence import Evidence, Held
from server.placements.service import Act, Wish
from server.sheets import headed, whole
from server.sheets.reading import day_of
from server.sheets.whole import Cells, Report

COLUMNS: Final[headed.Columns] = {
    "item": ("内容", "编号", "item", "内容 item"), "state": ("状态", "结果", "state", "状态 state"),
    "channel": ("渠道", "报送渠道", "channel", "渠道 channel"), "outlet": ("媒体", "媒体名称", "outlet", "媒体 outlet"),
    "sent_on": ("报送日期", "sent_on", "sent on", "报送日期 sent on"),
    "published_on": ("刊发日期", "见报日期", "采用日期", "published_on", "published on", "刊发日期 published on",
                     "见报日期 published on"),
    "link": ("链接", "link", "链接 link"), "evidence": ("凭证", "截图", "evidence", "凭证 evidence"),
    "contest": ("评选名称", "评选", "contest", "评选 contest"), "rank": ("名次", "奖项", "rank", "名次 rank"),
    "note": ("说明", "备注", "note", "说明 note"), "reason": ("原因", "reason"),
}
OUTLET_COLUMNS: Final[headed.Columns] = {
    "name": ("名称", "媒体", "媒体名称", "name", "outlet"), "level": ("级别", "媒体级别", "level"),
    "type": ("类型", "媒体类型", "type"), "name_en": ("英文名称", "name_en", "name in english"),
    "known": ("知名媒体", "known", "well known"), "address": ("网址", "地址", "address"),
    "channel": ("渠道", "报送渠道", "channel"),
}
"""What the columns may be called."""
YES: Final = frozenset({"是", "y", "yes", "1", "true", "√", "✓"})
NO: Final = frozenset({"", "否", "n", "no", "0", "false"})


def take_in(home: Home, actor: Actor, path: Path, *, check: bool = False, now: datetime) -> Report:
    """Put the placements of a CSV or XLSX on record, as the office. With ``check`` only say what would become of each row.

    A row names an item (S3, V12) and what became of it: adopted where it has a date of publication, else sent, unless its
    state says something else. Evidence is a file's path, from the folder of the sheet; an adoption without any waits for it.
    Raises Forbidden; VitrineError and Invalid (file) for what is no such sheet.
    """
    policy.require(actor, "confirm-placements")
    rows = list(headed.rows(path, COLUMNS, ["item"]))
    proofs: dict[int, Held | VitrineError | None] = {
        number: _proof(home, cells.get("evidence", ""), path.parent) for number, cells in rows}

    def one(session: Session, number: int, cells: Cells) -> tuple[int, bool]:
        proof = proofs[number]
        if isinstance(proof, VitrineError):
            raise proof
        return _placed(session, Act(actor, now, home.settings.zone, proof), cells)

    report = whole.take_in(home.engine, rows, "item", one, check=check)
    evidence.erase(home, {proof.sha256 for proof in proofs.values() if isinstance(proof, Held)})
    return report


def take_in_outlets(home: Home, actor: Actor, path: Path, *, check: bool = False, now: datetime) -> Report:
    """Put the outlets of a CSV or XLSX on the list; one of that name, level and type is here already.

    Raises as ``take_in``.
    """
    policy.require(actor, "keep-outlets")

    def one(session: Session, _number: int, cells: Cells) -> tuple[int, bool]:
        known = cells.get("known", "").lower()
        if known not in YES | NO:
            raise Invalid("known", f"「{known}」应为「是」或「否」", f"“{known}” should be yes or no")
        words = {key: cells.get(key, "") for key in OUTLET_COLUMNS if key != "known"}
        wish = outlets.Wish(words["name"], outlets.one_of("level", words["level"], LEVEL_NAMES),
                            outlets.one_of("type", words["type"], TYPE_NAMES), words["name_en"], known in YES,
                            words["address"], words["channel"])
        same = (wish.name, wish.level, wish.type)
        there = next((line for line in outlets.lines(session) if (line.name, line.level, line.type) == same), None)
        if there is not None:
            return there.id, True
        return outlets.added(session, actor, wish, now=now), False

    rows = list(headed.rows(path, OUTLET_COLUMNS, ["name", "level", "type"]))
    return whole.take_in(home.engine, rows, "name", one, check=check)


def _placed(session: Session, act: Act, cells: Cells) -> tuple[int, bool]:
    """Put one row on record; return the placement, and whether it was here already."""
    state = _state(cells)
    wish = Wish(sent_on=_day("sent_on", cells), published_on=_day("published_on", cells),
                **{key: cells.get(key, "") for key in ("channel", "outlet", "link", "note", "contest", "rank")})
    ref = items.parse(cells.get("item", ""))
    outlet = outlets.named(session, wish.outlet)
    for row in service.of(session, ref):
        same = (row.outlet_id, row.contest) == (outlet.id if outlet else None, wish.contest)
        day = row.published_on == wish.published_on if state is PlacementState.ADOPTED else (
            wish.sent_on is None or (row.sent_at is not None and row.sent_at.astimezone(act.zone).date() == wish.sent_on))
        waits = row.state == PlacementState.CLAIMED and state is PlacementState.ADOPTED and act.held is None
        if same and day and (row.state == state or waits):
            return row.id, True
    if state is PlacementState.ADOPTED:
        return service.adopted(session, act, ref, wish), False
    made = service.sent(session, act, ref, wish)
    if state is PlacementState.NOT_ADOPTED:
        service.declined(session, act, made, cells.get("reason", ""))
    return made, False


def _state(cells: Cells) -> PlacementState:
    text = cells.get("state", "").lower()
    if not text:
        return PlacementState.ADOPTED if cells.get("published_on") else PlacementState.SENT
    for state in (PlacementState.SENT, PlacementState.ADOPTED, PlacementState.NOT_ADOPTED):
        zh, en = PLACEMENT_NAMES[state]
        if text in {state, zh, zh.removeprefix("已"), en}:
            return state
    raise Invalid("state", f"「{text[:20]}」应为「已报送」「已采用」或「未采用」",
                  f"“{text[:20]}” should be sent, adopted or not adopted")


def _day(field: str, cells: Mapping[str, str]) -> date | None:
    text = cells.get(field, "")
    found = day_of(text)
    if text and found is None:
        raise Invalid(field, f"「{text[:20]}」不是日期，应如 2026-03-05",
                      f"“{text[:20]}” is no date; write it like 2026-03-05")
    return found


def _proof(home: Home, text: str, folder: Path) -> Held | VitrineError | None:
    """Keep a row's evidence before the transaction that names it; return what is wrong with it where it cannot be."""
    if not text:
        return None
    path = folder / Path(text)
    try:
        with path.open("rb") as stream:
            return evidence.store(home, Evidence(path.name, stream))
    except VitrineError as error:
        return error
    except (OSError, ValueError):
        return Invalid("evidence", f"没有「{text[:80]}」这个文件，或无法读取",
                       f"there is no file “{text[:80]}” that can be read")
