"""A thousand screens as the server meets them, in a process of their own: each polls its manifest and its alerts.

Run as ``python -m tests.bench.polling PORT SECONDS WARM_S < TOKENS``; prints the times of all answers (ms) as JSON, by kind,
of the seconds after the warm ones. A screen keeps its connection where the server does, begins at a moment of its own, and
asks with the tag that it was given last, for its alerts at the file that its manifest names, where it does. An answer is late
from the moment at which it was due to be asked for.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import resource
import sys
import time
from dataclasses import dataclass, field

ALERTS, MANIFEST = "/kiosk/alerts", "/kiosk/manifest"
EVERY_S = {ALERTS: 3.0, MANIFEST: 15.0}
"""As kiosk/player/sync.js polls."""
FILE = re.compile(rb'"alerts_url": "(told/[0-9a-f]{32}\.json)"')


@dataclass(slots=True)
class Screen:
    """One screen with its connection and the tags that it was given."""

    port: int
    token: str
    tags: dict[str, str] = field(default_factory=dict)
    file: str | None = None
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def ask(self, path: str) -> int:
        """Ask once and return the status. A connection that the server closed meanwhile is opened again."""
        for again in (True, False):
            try:
                if self.writer is None:
                    self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 24)
                return await self._asked(path)
            except (OSError, asyncio.IncompleteReadError):
                self.drop()
                if not again:
                    raise
        raise AssertionError

    async def _asked(self, path: str) -> int:
        assert self.reader is not None
        assert self.writer is not None
        tag = f"If-None-Match: {self.tags[path]}\r\n" if path in self.tags else ""
        place = f"/kiosk/{self.file}" if path == ALERTS and self.file else path
        self.writer.write(f"GET {place} HTTP/1.1\r\nHost: localhost\r\n"
                          f"Cookie: vitrine_screen={self.token}\r\n{tag}\r\n".encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        told = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        body = await self.reader.readexactly(int(told.get("content-length", 0)))
        if path == MANIFEST and (named := FILE.search(body[:4096])):
            self.file = named[1].decode()
        if "etag" in told:
            self.tags[path] = told["etag"]
        if told.get("connection", "").lower() == "close":
            self.drop()
        return int(head[0].split()[1])

    def drop(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def poll(screen: Screen, end: float, times: dict[str, list[tuple[float, float, int]]]) -> None:
    """Poll both resources until ``end``, noting (when due, how late in ms, status)."""
    started = time.monotonic()
    due = {path: started + random.uniform(0, every) for path, every in EVERY_S.items()}
    while (soonest := min(due.values())) < end:
        path = min(due, key=lambda one: due[one])
        await asyncio.sleep(max(0.0, soonest - time.monotonic()))
        status = await screen.ask(path)
        times[path].append((soonest, (time.monotonic() - soonest) * 1000, status))
        due[path] = max(soonest + EVERY_S[path] * random.uniform(0.9, 1.1), time.monotonic())
    screen.drop()


def open_many() -> None:
    """Let this process hold a connection for each screen."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)


async def main(port: int, seconds: float, warm_s: float) -> None:
    times: dict[str, list[tuple[float, float, int]]] = {path: [] for path in EVERY_S}
    began = time.monotonic()
    await asyncio.gather(*(poll(Screen(port, token), began + warm_s + seconds, times) for token in sys.stdin.read().split()))
    json.dump({path: [(late, status) for due, late, status in noted if due >= began + warm_s]
               for path, noted in times.items()}, sys.stdout)


if __name__ == "__main__":
    open_many()
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
