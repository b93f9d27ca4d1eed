"""After the kills: what was acknowledged is there, whole and once; nothing is left over; the product's own checks agree."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import Counter
from pathlib import Path

from tests.soak.clients import Answer
from tests.soak.doors import Card, Door
from tests.soak.house import House
from tests.soak.together import Together

LONG_AGO_S = 2 * 86_400
TURNS = 12
SOON = "2020-01-01 00:00:00.000000"


def examine(house: House, door: Door) -> tuple[list[str], dict[str, int]]:
    """Let the worker finish, then return every violation, and figures."""
    wrong = _finish(house)
    before = _doctor(house, "--full")
    wrong += [f"before the sweep: {one}" for one in before]
    wrong += [one for answer in door.answers for one in _acknowledged(house, answer)]
    wrong += _once(house, door)
    wrong += _shots(house, door)
    left = _age(house)
    repaired = _doctor(house, "--repair")
    wrong += [f"after the sweep: {one}" for one in _doctor(house, "--full")]
    wrong += [f"left in staging: {path.name}" for path in (house.home / "staging").iterdir()]
    diff = house.run("index", "diff", "--json")
    if diff.returncode:
        wrong.append(f"index and catalogue differ: {diff.stdout[:300]} {diff.stderr[:300]}")
    for one in door.doors if isinstance(door, Together) else [door]:
        wrong += _copies(one) if isinstance(one, Card) else []
    figures = {"files": len(door.sent), "answers": len(door.answers), "assets": _count(house, "assets"),
               "arrivals": _count(house, "arrivals"), "left_in_staging": left, "swept": len(repaired)}
    return list(dict.fromkeys(wrong)), figures


def _finish(house: House) -> list[str]:
    """Do all jobs; those put back for minutes are called now. What failed for good, or never ends, is a violation."""
    for _ in range(TURNS):
        ran = house.run("work", "--once")
        if ran.returncode:
            return [f"work --once: {ran.returncode} {ran.stderr[-500:]}"]
        if not house.ask("SELECT 1 FROM jobs WHERE state != 'failed'"):
            break
        house.turn("UPDATE jobs SET due_at = ? WHERE state = 'waiting'", SOON)
    return [f"unfinished job: {row}" for row in house.ask("SELECT kind, key, state, attempts, error FROM jobs")]


def _doctor(house: House, *options: str) -> list[str]:
    """Return the damage that the doctor tells of."""
    ran = house.run("doctor", "--json", *options)
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    damage = [f"{one['kind']}: {one['thing']} ({one['en']})" for one in lines if one["damage"]]
    if ran.returncode not in {0, 1} or bool(ran.returncode) != bool(damage):
        damage.append(f"doctor ended with {ran.returncode}: {ran.stderr[-500:]}")
    return damage


def _acknowledged(house: House, answer: Answer) -> list[str]:
    """Whatever a sender was told holds, and whatever was to be kept is."""
    file, sha256 = answer.file, answer.file.sha256
    if answer.sha256 not in {None, sha256}:
        return [f"{file.name}: other bytes were acknowledged"]
    kept = house.home / "originals" / sha256[:2] / sha256[2:4] / sha256
    table = "sidecars" if file.is_sidecar else "originals"
    if house.ask(f"SELECT 1 FROM {table} WHERE sha256 = ?", sha256):
        return [] if _hash(kept) == sha256 else [f"{file.name}: its bytes are not what was sent"]
    if file.good:
        return [f"{file.name}: acknowledged ({answer.outcome}) and not here"]
    told = house.ask("SELECT reason FROM arrivals WHERE name = ? AND outcome = 'refused'", file.name)
    if not told or not all(json.loads(why)["zh"] and json.loads(why)["en"] for (why,) in told):
        return [f"{file.name}: neither kept nor refused with a reason"]
    if answer.outcome in {"added", "already-here"} and _hash(house.home / "quarantine" / f"originals-{sha256}") != sha256:
        return [f"{file.name}: acknowledged, refused later, and its bytes are gone"]
    return []


def _once(house: House, door: Door) -> list[str]:
    """Every good file is one asset, entered once; nothing else is an asset; every delivery was put on record."""
    wanted = {file.sha256 for file in door.sent.values() if file.good and not file.is_sidecar}
    rows = [row[0] for row in house.ask("SELECT sha256 FROM originals")]
    wrong = [f"missing: {one}" for one in wanted - set(rows)]
    wrong += [f"never sent: {one}" for one in set(rows) - {file.sha256 for file in door.sent.values()}]
    wrong += [f"twice: {one}" for one, count in Counter(rows).items() if count > 1]
    entered = Counter(json.loads(row[0])["sha256"] for row in house.ask("SELECT details FROM audit WHERE verb = 'took-in'"))
    wrong += [f"entered {count} times: {one}" for one, count in entered.items() if count > 1 and one in wanted]
    arrived = {row[0] for row in house.ask("SELECT DISTINCT name FROM arrivals")}
    wrong += [f"no arrival on record: {name}" for name in set(door.sent) - arrived]
    return wrong


def _shots(house: House, door: Door) -> list[str]:
    """A raw file and its JPEG are one asset; its sidecar is tied to it, once, and its word is among the asset's."""
    assets = dict(house.ask("SELECT sha256, asset_id FROM originals"))
    wrong = []
    for file in door.sent.values():
        if file.shot is None:
            continue
        asset = assets.get(door.sent[file.shot].sha256)
        if not file.is_sidecar:
            wrong += [f"{file.name}: not one asset with {file.shot}"] if assets.get(file.sha256) != asset else []
            continue
        tied = house.ask("SELECT asset_id FROM sidecars WHERE sha256 = ? AND asset_id IS NOT NULL", file.sha256)
        if tied != [(asset,)]:
            wrong.append(f"{file.name}: tied to {tied}, not once to {asset}")
        elif file.word not in json.loads(house.ask("SELECT facts FROM assets WHERE id = ?", asset)[0][0])["subject"]:
            wrong.append(f"{file.name}: its word is not the asset's")
    return wrong


def _age(house: House) -> int:
    """Make what lies in staging two days old, as it will be when somebody looks; return how many files."""
    left = list((house.home / "staging").rglob("*"))
    for path in left:
        os.utime(path, (time.time() - LONG_AGO_S,) * 2)
    return len(left)


def _copies(door: Card) -> list[str]:
    """The second disk has each good file of a card once, and nothing half-written that the next run would not clear away."""
    found = Counter((path.name, _hash(path)) for path in door.disk.rglob("*") if "DCIM" in path.parts and path.is_file()
                    and not path.name.endswith(".part"))
    wrong = [f"second copy {count} times: {name}" for (name, _), count in found.items() if count > 1]
    return wrong + [f"no second copy: {file.name}" for file in door.sent.values()
                    if file.good and (file.name, file.sha256) not in found]


def _hash(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _count(house: House, table: str) -> int:
    return int(house.ask(f"SELECT count(*) FROM {table}")[0][0])
