"""All doors at once, in one house: the same bytes may come through two of them in the same moment."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

from tests.soak.doors import DOORS, Door, Folder, Raw, TusDoor, revive
from tests.soak.house import House
from tests.soak.material import File, Maker

LASTING = frozenset(["work", "web", "receive", "watch"])


class Together(Door):
    """All doors of one house at once, one worker behind them."""

    reach_s = 4.0

    def __init__(self, house: House, chance: random.Random, maker: Maker | None = None) -> None:
        super().__init__(house, chance, maker)
        self.doors: list[Door] = [kind(house, chance, self.maker) for kind in DOORS.values()]
        for one in self.doors:
            if isinstance(one, Folder):
                one.with_worker = True

    def open(self) -> None:
        for one in self.house.services.values():
            if not one.running and one.name in LASTING:
                one.start()
        for door in self.doors:
            if isinstance(door, Raw | TusDoor):
                door.sign_in()

    def revive(self) -> None:
        for one in self.house.services.values():
            if one.name in LASTING:
                revive(one)

    def some(self, count: int) -> list[File]:
        files = super().some(count * len(self.doors))
        for door, its in zip(self.doors, self._shared_out(files), strict=True):
            door.sent.update({file.name: file for file in its})
        return files

    def feed(self, files: list[File]) -> None:
        with ThreadPoolExecutor(len(self.doors)) as pool:
            list(pool.map(lambda door, its: door.feed(its), self.doors, self._shared_out(files)))

    def _shared_out(self, files: list[File]) -> list[list[File]]:
        """Give each door its files; those of one shot come through one."""
        shots: dict[str, list[File]] = {}
        for file in files:
            shots.setdefault(file.shot or file.name, []).append(file)
        several, count = list(shots.values()), len(self.doors)
        return [[file for one in several[place::count] for file in one] for place in range(count)]

    def close(self) -> None:
        for door in self.doors:
            door.end_of_senders()
        super().close()
        for door in self.doors:
            door.listen_back()
        self.answers = [answer for door in self.doors for answer in door.answers]
        for door in self.doors:
            self.sent.update(door.sent)
