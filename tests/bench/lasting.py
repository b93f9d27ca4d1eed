"""A day of a screen in a quarter of an hour: what the browser holds must not grow with what has been shown.

The player of the product shows photos (wide and upright), films, stories and bulletins from a real server, its time made to
run a hundred times as fast from outside (``fast.js``), while the board changes now and then. Counted are live blobs, and,
after the rubbish was collected, what scripts hold, nodes and listeners; and the memory of the process that draws the page.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any, Final

from tests.bench import apart, filling, playing, recalling, serving
from tests.bench.measure import Row

ASSETS, FILM_S, PHOTO_S, LOOK_S, CHANGE_S = 24, 3.0, 12, 10.0, 30.0
SIZE: Final = (1280, 720)
FAST: Final = (Path(__file__).with_name("fast.js")).read_text(encoding="utf-8")
STORY: Final = "从下周起，第二食堂一楼增设两个早餐窗口。"
GROWS_MOST: Final = 0.1
"""What is flat grows by no more than this in a day, or by ``Kind.most``."""
DAY_H: Final = 24.0


@dataclass(frozen=True, slots=True)
class Kind:
    """What is looked at: its name in a look, its unit, and by how much it may grow in a day whatever it is."""

    name: str
    unit: str
    most: float


KINDS: Final = (Kind("blobs", "blobs", 2), Kind("nodes", "nodes", 50), Kind("listeners", "listeners", 20),
                Kind("heap", "MiB", 1), Kind("memory", "MiB", 16), Kind("resident", "MiB", 64))
"""Memory is the process's own; resident counts with it the program's file and decoded pictures, which the browser keeps up
to a bound of its own and drops where memory is short.
"""
Look = dict[str, float]


def measure(folder: Path, *, hours: float, seconds: float) -> list[Row]:
    """Return by how much each grows in an hour of the screen's time, after ``hours`` of it, or what ``seconds`` come to."""
    from server import home as homes

    settings = filling.fill(folder / "home", ASSETS)
    home = homes.open_home(settings)
    playing.hang(home, folder, film_s=FILM_S, every=8, upright=3)
    _set_seconds(home, PHOTO_S)
    _publish(home, settings.zone)
    _tell(home)
    with serving.running(settings) as port, apart.page(folder / "profile", SIZE) as page:
        recalling.paired(page, home, "东门", f"http://127.0.0.1:{port}")
        page.add_init_script(FAST)
        page.reload()
        page.wait_for_selector("body[data-mode=playing]", timeout=recalling.LONGEST_S * 1000)
        looks, took = _looks(page, home, hours, seconds)
        errors = _errors(home)
    home.engine.dispose()
    return _rows(looks, took, errors)


def _publish(home: Any, zone: Any) -> None:
    from index.catalogue.people import OWNER
    from server.bulletins import service
    from server.bulletins.filling import Filled
    from server.screens.aiming import Wanted

    now = datetime.now(UTC)
    for matter, site in (("更换水管", "3号楼"), ("检修线路", "第二食堂")):
        filled = Filled(matter, site, now, now + timedelta(days=7))
        service.publish(home.engine, OWNER, service.Wish(1, filled, Wanted(everything=True), now), zone, now=now)


def _tell(home: Any) -> None:
    """Hang two stories with two pictures each on the board."""
    from sqlalchemy import select

    from index.catalogue import items, stories
    from index.catalogue.channels import Aim, Channel
    from index.catalogue.people import OWNER
    from index.catalogue.stories import Story, StoryAsset, StoryVersion
    from index.db import writing
    from server.boards import service

    now = datetime.now(UTC)
    for number in (3, 7):
        with writing(home.engine) as session:
            made = Story(kind="news", title="食堂新增早餐窗口", summary="六点半开始供应。", lead_id=number, version=1,
                         created_at=now, changed_at=now, body=f"<p>{STORY * 20}</p>")
            session.add(made)
            session.flush()
            session.add_all(StoryAsset(story_id=made.id, asset_id=number + place, position=place, caption="")
                            for place in (0, 1))
            content = stories.content_of(session, made)
            sha256 = stories.hash_of(content)
            session.add(StoryVersion(story_id=made.id, version=1, content=content, sha256=sha256, saved_at=now))
            channel = session.scalars(select(Channel.id).where(Channel.code == "screens")).one()
            session.add(Aim(story_id=made.id, channel_id=channel, state="approved", route=(), pinned_sha256=sha256,
                            pinned_version=1, changed_at=now))
            story_id = made.id
        service.add_item(home.engine, OWNER, playing.BOARD, items.story(story_id), now=now)


def _set_seconds(home: Any, seconds: int) -> None:
    from index.catalogue.people import OWNER
    from server.boards import service

    change = service.BoardChange(item_seconds=seconds)
    service.change_board(home.engine, OWNER, playing.BOARD, change, now=datetime.now(UTC))


def _looks(page: apart.Page, home: Any, hours: float, seconds: float) -> tuple[list[Look], float]:
    for domain in ("HeapProfiler", "Performance"):
        page.ask(f"{domain}.enable")
    looks: list[Look] = []
    begun = changed = time.monotonic()
    while time.monotonic() - begun < seconds and (not looks or looks[-1]["hours"] < hours):
        time.sleep(LOOK_S)
        looks.append(_look(page))
        if time.monotonic() - changed > CHANGE_S:
            changed = time.monotonic()
            _set_seconds(home, PHOTO_S + len(looks) % 2)
    return looks, time.monotonic() - begun


def _look(page: apart.Page) -> Look:
    page.ask("HeapProfiler.collectGarbage")
    told = {one["name"]: one["value"] for one in page.ask("Performance.getMetrics")["metrics"]}
    processes = page.ask("SystemInfo.getProcessInfo", whole=True)["processInfo"]
    resident, memory = max(_memory(one["id"]) for one in processes if one["type"] == "renderer")
    return {**page.evaluate("bench.look()"), "memory": memory, "resident": resident, "nodes": told["Nodes"],
            "listeners": told["JSEventListeners"], "heap": told["JSHeapUsedSize"] / 2**20}


def _memory(process: int) -> tuple[float, float]:
    """Return what of a process is in memory, and what of that is its own, MiB."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines())
    whole, own = (int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon"))
    return whole, own


def _errors(home: Any) -> int:
    """Return how many kinds of error the screen has told of last."""
    from sqlalchemy import select

    from index.catalogue.screens import ScreenHealth
    from index.db import reading

    with reading(home.engine) as session:
        return sum(len(report.get("errors", ())) for report in session.scalars(select(ScreenHealth.report)))


def _rows(looks: list[Look], took: float, errors: int) -> list[Row]:
    """Compare looks of one page; the first quarter is left out, in which everything is shown for the first time."""
    last, pages = looks[-1], len({one["begun"] for one in looks})
    what = f"{last['hours']:.1f} hours in {took / 60:.0f} minutes, {int(last['items']):,} items, errors"
    rows = [Row("last", what, "errors", float(errors), None, len(looks), asked="0"),
            Row("last", "pages; the watchdog takes a new one", "pages", float(pages), None, len(looks), asked="1")]
    settled = looks[len(looks) // 4:]
    for kind in KINDS:
        values = [one[kind.name] for one in settled]
        slope = _slope([(one["hours"], one[kind.name]) for one in settled])
        is_flat = slope * DAY_H <= max(kind.most, GROWS_MOST * median(values))
        ends = f"{values[0]:,.1f} -> {values[-1]:,.1f}, at most {max(values):,.1f}"
        told = f"{kind.name} {ends}: {'flat' if is_flat else 'NOT FLAT'}; in an hour"
        rows.append(Row("last", told, kind.unit, slope, None, len(values), asked="flat"))
    return rows


def _slope(points: list[tuple[float, float]]) -> float:
    """Return the median of the slopes between any two points: one that is far off moves nothing."""
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(points, 2) if b[0] > a[0]]
    return median(slopes) if slopes else 0.0
