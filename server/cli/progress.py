"""Progress on standard error: files, bytes, rate, time left. Silent where nobody watches."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any, Self


class Progress:
    """A bar over files, and over bytes where their size is known."""

    def __init__(self, title: str, *, files: int, size: int | None = None) -> None:
        self.files, self.size, self.title = files, size, title
        self._bar: Any = None
        self._done = self._reached = 0

    def __enter__(self) -> Self:
        if sys.stderr.isatty() and self.files:
            from rich import progress
            from rich.console import Console

            columns = [progress.TextColumn("{task.description}"), progress.BarColumn(),
                       progress.TextColumn("{task.fields[files]}")]
            if self.size is not None:
                columns += [progress.DownloadColumn(), progress.TransferSpeedColumn()]
            columns += [progress.TimeRemainingColumn(), progress.TextColumn("{task.fields[name]}")]
            self._bar = progress.Progress(*columns, console=Console(stderr=True), transient=True,
                                          redirect_stdout=sys.stdout.isatty())  # else lines for a file would go to the bar
            self._bar.start()
            total = self.size if self.size is not None else self.files
            self._task = self._bar.add_task(self.title, total=total, files=f"0/{self.files}", name="")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def file(self, name: str) -> None:
        """A new file is in hand."""
        if self._bar is not None:
            self._bar.update(self._task, name=name[-40:])

    def bytes(self, count: int) -> None:
        """So many more bytes have been read."""
        if self._bar is not None:
            self._bar.advance(self._task, count)

    def done(self, *, upto: int = 0) -> None:
        """One more file is done; ``upto`` bytes are counted for it even where it was not read so often."""
        self._done += 1
        self._reached += upto
        if self._bar is not None:
            if self._bar.tasks[self._task].completed < self._reached:
                self._bar.update(self._task, completed=self._reached)
            self._bar.update(self._task, files=f"{self._done}/{self.files}")

    def left(self, count: int) -> None:
        """So many of the files are still to do."""
        if self._bar is not None:
            done = self.files - count
            self._bar.update(self._task, completed=done, files=f"{done}/{self.files}")
