"""A door under fire: files come in, processes are ended by kill -9, what was ended starts again, at last all is checked."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.soak.doors import DOORS, Door
from tests.soak.house import Broken, House, Service
from tests.soak.together import Together
from tests.soak.verdict import examine

ALL: dict[str, type[Door]] = {**DOORS, "together": Together}
CHECK_EVERY = 25
KINDS = ("one", "all", "part", "fuse")
WEIGHTS = (3, 2, 2, 5)
FUSE_S = 6.0


@dataclass
class Told:
    """What came of one door."""

    door: str
    rounds: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    figures: dict[str, int] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {"door": self.door, "rounds": self.rounds, "kills": dict(self.kills), **self.figures,
                "violations": self.violations}


def soak(name: str, rounds: int, seed: int, folder: Path, tell: Callable[[str], None], *, most: int = 7) -> Told:
    """Put one door through its rounds, with up to ``most`` files in each; the first violation ends it."""
    chance = random.Random(f"{seed} {name}")
    house = House(folder / name)
    house.folder.mkdir(parents=True)
    found = Told(name)
    try:
        house.make()
        door = ALL[name](house, chance)
        door.open()
        for number in range(1, rounds + 1):
            _round(door, chance, found, most)
            found.rounds = number
            tell(f"{name} {number}/{rounds}: {sum(found.kills.values())} kills, {len(door.sent)} files")
            if number % CHECK_EVERY == 0 or number == rounds:
                door.close()
                found.violations, found.figures = examine(house, door)
                if found.violations:
                    break
                if number < rounds:
                    door.open()
    except Broken as error:
        found.violations.append(f"round {found.rounds + 1}: {error}")
    finally:
        house.kill_all()
    return found


def _round(door: Door, chance: random.Random, found: Told, most: int) -> None:
    files = door.some(chance.randint((most + 1) // 2, most))
    plan = [_Strike(chance, door.reach_s) for _ in range(chance.choice([1, 1, 2]))]
    with ThreadPoolExecutor(1) as pool:
        feeding = pool.submit(door.feed, files)
        for strike in plan:
            strike(door, feeding)
            found.kills[strike.kind] += 1
            door.revive()
        feeding.result()


class _Strike:
    """One kill: of one program with all its processes, of all programs, of a process below one, or by a fuse."""

    def __init__(self, chance: random.Random, reach_s: float) -> None:
        self.kind = chance.choices(KINDS, WEIGHTS)[0]
        self.wait_s, self.place, self.who = chance.uniform(0, reach_s), chance.random(), chance.random()
        self.steps, self.late_s = chance.randint(1, 40), chance.choice([0.0, 0.002, 0.01, 0.05])

    def __call__(self, door: Door, feeding: Future[None]) -> None:
        victims = door.victims()
        victim = victims[int(self.who * len(victims))]
        if self.kind == "fuse":
            self._burn(door.house, victim, feeding)
            return
        time.sleep(self.wait_s)
        if self.kind == "part":
            victim.kill_one(self.place)
            return
        for one in victims if self.kind == "all" else [victim]:
            one.kill()

    def _burn(self, house: House, victim: Service, feeding: Future[None]) -> None:
        """Light a fuse; when a process has burned, the rest of its program goes too."""
        laid = house.fuse.with_suffix(".new")
        laid.write_text(f"{victim.name} {self.steps} {self.late_s}", encoding="ascii")
        laid.rename(house.fuse)
        last = time.monotonic() + FUSE_S
        while house.fuse.exists() and not feeding.done() and time.monotonic() < last:
            time.sleep(0.01)
        house.fuse.unlink(missing_ok=True)
        time.sleep(self.late_s)
        victim.kill()
