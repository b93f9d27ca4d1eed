"""Progress on standard error: files, bytes, rate, time left. Silent where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self


class Progress:
    """A bar over files, and over bytes where their size is known; below it the file in hand.

    ``passes`` is how often each byte is read: what is shown, and the rate, are of the files' own bytes.
    """

    def __init__(self, title: str, *, files: int, size: int | None = None, passes: int = 1) -> None:
        self.files, self.size, self.title, self.passes = files, size, title, passes
        self._bar: Any = None
        self._done = self._reached = 0

    def __enter__(self) -> Self:
        if sys.stderr.isatty() and self.files:
            self._bar = _bar(with_bytes=self.size is not None)
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
            self._bar.update(self._task, name=name)

    def bytes(self, count: int) -> None:
        """So many more bytes have been read, in one of the passes."""
        if self._bar is not None:
            self._bar.advance(self._task, count / self.passes)

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


def _bar(*, with_bytes: bool) -> Any:
    """Everything that must be read stays whole in 80 columns: the bar gives way, then the file's name."""
    from rich import progress
    from rich.console import Console, Group
    from rich.table import Column
    from rich.text import Text

    class Lines(progress.Progress):
        """The bar, and a line with the file in hand."""

        def get_renderables(self) -> Iterator[Any]:
            names = [Text(task.fields["name"], "dim", no_wrap=True, overflow="ellipsis") for task in self.tasks]
            yield Group(self.make_tasks_table(self.tasks), *[name for name in names if name.plain])

    whole = Column(no_wrap=True)
    columns = [progress.TextColumn("{task.description}", table_column=whole),
               progress.BarColumn(None, table_column=Column(ratio=1, min_width=4)),
               progress.TextColumn("{task.fields[files]}", table_column=whole)]
    if with_bytes:
        columns += [progress.DownloadColumn(table_column=whole), progress.TransferSpeedColumn(table_column=whole)]
    columns += [progress.TimeRemainingColumn(table_column=whole)]
    # Lines for a file go above the bar where both are on a terminal; else they would be lost to whoever reads the pipe.
    return Lines(*columns, console=Console(stderr=True), transient=True, expand=True, redirect_stdout=sys.stdout.isatty())
