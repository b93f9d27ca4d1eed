"""A thousand screens at one server of two processes: how long an answer takes, and how much of two cores the server needs.
Five thousand behind nginx, which gives them their alerts from files.

The screens hang in twenty groups on ten boards of sixty pictures. While they poll, the campus works: once in two seconds
somebody does something, in turn with a picture that hangs on one of the boards, with a collection and with a person, and once
in ten a board changes. The times are those of a client process; the processor's are those of the server and of nginx alone,
taken from the system's account of their processes.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import filling, pictures, proxying, serving
from tests.bench.measure import Row, percentile

BOARDS, GROUPS = 10, 20
TICKS = os.sysconf("SC_CLK_TCK")
Serving = tuple[int, int | None]
"""The server's port, and the process of nginx, if there is one."""


def measure(folder: Path, *, screens: Sequence[int], seconds: float, warm_s: float) -> list[Row]:
    """Return what the first number of screens wait for in ``seconds`` of polling after ``warm_s``, and what that costs the
    server; then the same of the second, behind nginx, where there is one.

    With ``warm_s`` longer than the manifest's interval every screen has its tags by then.
    """
    rows: list[Row] = []
    for count, behind in zip(screens, (False, True), strict=False):
        if behind and not proxying.is_there():
            print(f"-- fleet {count:,}: no nginx on this machine, not measured", file=sys.stderr)
            continue
        place = folder / f"{count}"
        place.mkdir()
        settings = filling.fill(place / "home", BOARDS * filling.BOARD)
        told = Path(tempfile.mkdtemp(prefix="told-", dir="/dev/shm")) / "told"
        settings = replace(settings, alerts_folder=str(told) if behind else "")
        pictures.give(settings, place / "pictures", BOARDS * filling.BOARD)
        tokens = _hang(settings, count)
        with serving.running(settings) as port:
            proxy: AbstractContextManager[tuple[int, int | None]] = (
                proxying.before(port, told, place / "nginx") if behind else nullcontext((port, None)))
            with proxy as (front, process):
                found = _polled(settings, front, tokens, seconds, warm_s, (port, process))
        shutil.rmtree(told.parent)
        rows += _rows(f"fleet {count:,}", seconds, *found)
    return rows


def _rows(part: str, seconds: float, told: dict[str, Any], used: float) -> list[Row]:
    rows = []
    for path, noted in told.items():
        late = [one for one, _ in noted]
        unchanged = sum(status == 304 for _, status in noted)
        what = f"{path.rpartition('/')[2]} ({unchanged} of {len(noted)} unchanged)"
        rows.append(Row(part, what, "ms", statistics.median(late), percentile(late, 95), len(late), asked="p95 < 50 ms"))
    asked = sum(len(noted) for noted in told.values())
    return [*rows, Row(part, "answers", "requests/s", asked / seconds, samples=asked),
            Row(part, "cores that the server needs", "cores", used, asked="<= 1.5")]


def _hang(settings: Any, count: int) -> list[str]:
    """Enter boards, groups and paired screens; return the screens' tokens."""
    from index.catalogue.boards import Board, BoardItem
    from index.catalogue.screens import Screen, ScreenBoard, ScreenGroup
    from index.credentials import token_hash
    from index.db import writing
    from server import home as homes

    home, now = homes.open_home(settings), datetime.now(UTC)
    tokens = [f"fleet-{number}" for number in range(count)]
    with writing(home.engine) as session:
        boards = [Board(name=f"宣传栏 {number}", changed_at=now) for number in range(BOARDS)]
        groups = [ScreenGroup(name=f"组 {number}") for number in range(GROUPS)]
        session.add_all([*boards, *groups])
        session.flush()
        session.add_all(BoardItem(board_id=board.id, asset_id=place * filling.BOARD + number, position=number, added_at=now)
                        for place, board in enumerate(boards) for number in range(1, filling.BOARD + 1))
        screens = [Screen(name=f"屏 {number}", place=f"{number % 40} 号楼", group_id=groups[number % GROUPS].id,
                          token_hash=token_hash(token), paired_at=now, created_at=now) for number, token in enumerate(tokens)]
        session.add_all(screens)
        session.flush()
        session.add_all(ScreenBoard(screen_id=one.id, board_id=boards[(number + shift) % BOARDS].id, position=shift)
                        for number, one in enumerate(screens) for shift in (0, 1))
    home.engine.dispose()
    return tokens


def _polled(settings: Any, port: int, tokens: list[str], seconds: float, warm_s: float,
            who: Serving) -> tuple[dict[str, Any], float]:
    client = subprocess.Popen([sys.executable, "-m", "tests.bench.polling", f"{port}", f"{seconds}", f"{warm_s}"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    over = threading.Event()
    campus = threading.Thread(target=_work, args=(settings, over))
    campus.start()
    used: list[float] = []
    clock = threading.Thread(target=_account, args=(who, seconds, warm_s, used))
    clock.start()
    said, _ = client.communicate("\n".join(tokens))
    over.set()
    campus.join()
    clock.join()
    return json.loads(said), used[0]


def _work(settings: Any, over: threading.Event) -> None:
    """Write a line of the trail every two seconds, about this and that; every fifth changes a board."""
    from index.catalogue import audit
    from index.catalogue.boards import Board
    from index.catalogue.people import OWNER
    from index.db import writing
    from server import home as homes

    home, turn = homes.open_home(settings), 0
    while not over.wait(2):
        turn += 1
        with writing(home.engine) as session:
            if turn % 5 == 0:
                session.get_one(Board, 2).item_seconds = 8 + turn % 7
            subject = ("board:2", f"asset:V{turn}", "collection:1", "person:1", f"asset:V{turn + filling.BOARD}")[turn % 5]
            audit.record(session, OWNER, "changed", subject, at=datetime.now(UTC))
    home.engine.dispose()


def _account(who: Serving, seconds: float, warm_s: float, used: list[float]) -> None:
    """Note how many cores these processes used on average in the seconds that count."""
    time.sleep(warm_s)
    before, began = _ticks(who), time.monotonic()
    time.sleep(seconds - 1)
    used.append((_ticks(who) - before) / TICKS / (time.monotonic() - began))


def _ticks(who: Serving) -> int:
    port, proxy = who
    found = 0
    for one in Path("/proc").glob("[0-9]*"):
        try:
            command, fields = (one / "cmdline").read_text(), (one / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if (f"127.0.0.1:{port}" in command and "gunicorn" in command) or proxy in {int(one.name), int(fields[1])}:
            found += int(fields[11]) + int(fields[12])
    return found
