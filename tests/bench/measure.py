"""Interleaved measurements: each round runs every candidate once, so that a busy machine is busy for all alike."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``ratio`` compares the median with the median of ``against``; ``asked`` is what is wanted."""

    part: str
    what: str
    unit: str
    median: float
    p95: float | None = None
    samples: int = 1
    ratio: float | None = None
    against: str | None = None
    asked: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def interleaved(candidates: Mapping[str, Callable[[], float | None]], *, rounds: int,
                seconds: float) -> dict[str, list[float]]:
    """Run every candidate once a round, the first one moving on, until ``rounds`` or ``seconds`` are over.

    A candidate's own figure counts where it returns one, else the seconds that it took. The first round always ends.
    """
    names = list(candidates)
    samples: dict[str, list[float]] = {name: [] for name in names}
    end = time.perf_counter() + seconds
    for number in range(rounds):
        if number and time.perf_counter() > end:
            break
        for name in names[number % len(names):] + names[:number % len(names)]:
            started = time.perf_counter()
            figure = candidates[name]()
            samples[name].append(time.perf_counter() - started if figure is None else figure)
    return samples


def rows(part: str, samples: Mapping[str, list[float]], *, unit: str, scale: float = 1.0,
         against: str | None = None, worst: bool = True) -> list[Row]:
    """Return a line for each list of samples; ``against`` names the one that the others are compared with.

    ``worst`` tells the 95th percentile too, which says nothing of a rate.
    """
    base = statistics.median(samples[against]) if against else None
    return [Row(part, name, unit, statistics.median(values) * scale, percentile(values, 95) * scale if worst else None,
                len(values),
                statistics.median(values) / base if base and name != against else None,
                against if base and name != against else None)
            for name, values in samples.items()]


def compared(part: str, what: str, values: list[float], base: list[float], *, unit: str, against: str, asked: str,
             scale: float = 1.0) -> Row:
    """Return one line for a comparison that somebody asked for, by medians."""
    median = statistics.median(values)
    ratio = median / max(statistics.median(base), 1e-12)
    return Row(part, what, unit, median * scale, None, len(values), ratio, against, asked)


def percentile(values: list[float], percent: float) -> float:
    """Return the value that ``percent`` of the samples do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def table(lines: list[Row]) -> str:
    """Return the table for people."""
    head = ["part", "what", "median", "p95", "unit", "n", "ratio", "asked"]
    body = [[one.part, one.what, f"{one.median:,.2f}", "" if one.p95 is None else f"{one.p95:,.2f}", one.unit,
             str(one.samples), "" if one.ratio is None else f"{one.ratio:.2f} x {one.against}", one.asked or ""]
            for one in lines]
    widths = [max(len(line[place]) for line in [head, *body]) for place in range(len(head))]
    numbers = {2, 3, 5}
    return "\n".join("  ".join(text.rjust(width) if place in numbers else text.ljust(width)
                               for place, (text, width) in enumerate(zip(line, widths, strict=True))).rstrip()
                     for line in [head, ["-" * width for width in widths], *body])
