"""Flashes in a row of small frames, counted as the guidelines against photosensitive seizures count them. Pure.

Two kinds, by success criterion 2.3.1 of WCAG 2.2 (w3.org/TR/WCAG22/#dfn-general-flash-and-red-flash-thresholds) and by
Recommendation ITU-R BT.1702:

- A *general flash* is a pair of opposing changes of relative luminance by ``STEP`` or more of the highest, where the darker
  of the two states is below ``BRIGHT``. Relative luminance as in w3.org/TR/WCAG22/#dfn-relative-luminance.
- A *red flash* is a pair of opposing changes to or from a saturated red (R / (R + G + B) is ``SATURATED`` or more, by linear
  values), where the states are more than ``APART`` apart in the CIE 1976 UCS chromaticity diagram.

More than three flashes within any one second are too many, where they cover a quarter or more of the picture at the same
time. The guidelines speak of a quarter of any ten degrees of the field of view, which only a known screen at a known distance
has; BT.1702 takes a quarter of the displayed picture for it, and so do we. A smaller flash in the corner of a large screen
that somebody stands close to is not found.
"""

from __future__ import annotations

from collections import deque
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Floats = NDArray[numpy.float32]
    Marks = NDArray[numpy.bool_]

STEP: Final = 0.10
BRIGHT: Final = 0.80
SATURATED: Final = 0.8
APART: Final = 0.2
AREA: Final = 0.25
MOST: Final = 3
"""Flashes within one second that are still allowed."""
DARK: Final = 0.005
"""Relative luminance under which a colour cannot be told: it counts as grey."""
RED: Final = (0.4507, 0.5229)
GREY: Final = (0.1978, 0.4683)
"""u', v' of the red primary and of the white of sRGB (IEC 61966-2-1)."""
MOMENTS: Final = 50


class FlashKind(StrEnum):
    GENERAL = "general"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch that flashes too often: seconds from the film's beginning, and the most flashes within one second of it."""

    kind: str
    start: float
    end: float
    flashes: int


@dataclass(frozen=True, slots=True)
class Flashing:
    """What was found in a film. ``general`` and ``red`` are the most flashes within one second, allowed or not, and ``worst``
    where the worst second begins; ``moments`` are what is too much, in order, ``MOMENTS`` of them at most.
    """

    general: int
    red: int
    worst: float
    moments: tuple[Moment, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Flashing:
        return cls(data["general"], data["red"], data["worst"], tuple(Moment(**one) for one in data["moments"]))


class Watcher:
    """Sees the frames of a film one by one, all of one size, ``rate`` a second; keeps one second of them in mind."""

    def __init__(self, rate: int) -> None:
        self._rate, self._frames = rate, 0
        self._counts = {FlashKind.GENERAL: _Count(rate, STEP), FlashKind.RED: _Count(rate, APART)}
        self._linear = _linear()

    def see(self, frame: NDArray[numpy.uint8]) -> None:
        """Take in the next frame: red, green and blue of each cell of the picture, shape (cells, 3), sRGB."""
        import numpy

        red, green, blue = (self._linear[frame[:, channel]] for channel in range(3))
        light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        at, self._frames = self._frames, self._frames + 1
        self._counts[FlashKind.GENERAL].add(at, light, numpy.where(light < BRIGHT, light, numpy.inf))
        away = _from_red(red, green, blue, light)
        saturated = (red >= SATURATED * (red + green + blue)) & (light >= DARK)
        self._counts[FlashKind.RED].add(at, away, numpy.where(saturated, away, numpy.inf))

    def found(self) -> Flashing:
        """Return what was found in all that was seen."""
        general, red = self._counts[FlashKind.GENERAL], self._counts[FlashKind.RED]
        worst = max((general, red), key=lambda one: one.most)
        moments = sorted((Moment(kind, round(first / self._rate, 2), round(last / self._rate, 2), _flashes(changes))
                          for kind, one in self._counts.items() for first, last, changes in one.stretches),
                         key=lambda one: (one.start, one.kind))
        return Flashing(_flashes(general.most), _flashes(red.most), round(worst.worst / self._rate, 2),
                        tuple(moments[:MOMENTS]))


class _Count:
    """The changes of one kind, in each cell and in the picture as a whole, within the last second.

    Cells are followed one by one, because halves that flash in turn leave the whole picture as light as it was; and the
    picture as a whole, because flashes in changing places add up to many where each place sees few.
    """

    def __init__(self, rate: int, step: float) -> None:
        self._rate, self._swings = rate, _Swings(step)
        self._recent: deque[Marks] = deque(maxlen=rate)
        self._sums: NDArray[numpy.int16] | None = None
        self._whole: deque[int] = deque()
        self._sign = 0
        self.most, self.worst = 0, 0
        self.stretches: list[tuple[int, int, int]] = []
        """First and last frame, and the most changes within one second of them."""

    def add(self, at: int, value: Floats, low: Floats) -> None:
        """``low`` is the value where this state may be the lower one of a flash, else infinite."""
        rise, fall = self._swings.step(value, low)
        changes = max(self._in_cells(rise | fall), self._in_whole(at, int(rise.sum()) - int(fall.sum()), value.size))
        first = max(0, at - self._rate)
        if changes > self.most:
            self.most, self.worst = changes, first
        if changes > 2 * MOST:
            if self.stretches and first <= self.stretches[-1][1]:
                first, _, before = self.stretches.pop()
                changes = max(changes, before)
            self.stretches.append((first, at, changes))

    def _in_cells(self, changed: Marks) -> int:
        """Return how often a quarter of the cells, those that change the most, changed within the last second."""
        import numpy

        if self._sums is None:
            self._sums = numpy.zeros(changed.size, numpy.int16)
        if len(self._recent) == self._recent.maxlen:
            self._sums -= self._recent[0]
        self._recent.append(changed)
        self._sums += changed
        rank = self._sums.size - -(-self._sums.size // round(1 / AREA))
        return int(numpy.partition(self._sums, rank)[rank])

    def _in_whole(self, at: int, net: int, cells: int) -> int:
        """Return how often the picture changed within the last second, by a quarter of it more one way than the other."""
        sign = (net > 0) - (net < 0)
        if abs(net) >= AREA * cells and sign != self._sign:
            self._whole.append(at)
            self._sign = sign
        while self._whole and self._whole[0] <= at - self._rate:
            self._whole.popleft()
        return len(self._whole)


class _Swings:
    """Follows the value of each cell from turn to turn, and says where it has changed by ``step`` since the last turn."""

    def __init__(self, step: float) -> None:
        self._step = step
        self._top: Any = None
        self._bottom: Any = None
        self._way: Any = None  # +1 after a rise, -1 after a fall, 0 before the first

    def step(self, value: Floats, low: Floats) -> tuple[Marks, Marks]:
        """Return where the value has risen, and where it has fallen, by this frame."""
        import numpy

        if self._way is None:
            self._top, self._bottom, self._way = value.copy(), low.copy(), numpy.zeros(value.size, numpy.int8)
        numpy.maximum(self._top, value, out=self._top)
        numpy.minimum(self._bottom, low, out=self._bottom)
        fall = (self._top - low >= self._step) & (self._way >= 0)
        rise = (value - self._bottom >= self._step) & (self._way <= 0) & ~fall
        self._bottom[fall] = low[fall]
        self._top[rise] = value[rise]
        self._way[fall], self._way[rise] = -1, 1
        return rise, fall


def _flashes(changes: int) -> int:
    """Return how many flashes these changes make: two each, and one that has begun counts."""
    return -(-changes // 2)


def _from_red(red: Floats, green: Floats, blue: Floats, light: Floats) -> Floats:
    """Return how far each colour is from the red primary in the CIE 1976 UCS diagram (u', v').

    The difference of two such numbers is never more than two colours are apart, and where one is a saturated red hardly less:
    19 of 20 pairs that are ``APART`` or more by the diagram are so by these.
    """
    import numpy

    x = 0.4124 * red + 0.3576 * green + 0.1805 * blue
    z = 0.0193 * red + 0.1192 * green + 0.9505 * blue
    whole = x + 15 * light + 3 * z
    dark = light < DARK
    whole[dark] = 1
    u, v = numpy.where(dark, GREY[0], 4 * x / whole), numpy.where(dark, GREY[1], 9 * light / whole)
    away: Floats = numpy.hypot(u - RED[0], v - RED[1])
    return away


def _linear() -> Floats:
    """Return the linear value of each of the 256 of sRGB (IEC 61966-2-1)."""
    import numpy

    coded = numpy.arange(256) / 255
    return numpy.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4).astype(numpy.float32)
