"""Files that no camera writes: real ones with bits flipped, cut at joints, lengths and counts made huge, parts swapped."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.soak.structures import Part, parts

WRONG = (0, 1, 2, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0xFFFFFFF0, 0xFFFFFFFF)
NEAR = (-2, -1, 0, 1, 2, 8)


@dataclass(frozen=True)
class Mutant:
    """A file's name, which tells what was done to what, and its bytes."""

    name: str
    content: bytes


def mutants(sources: Sequence[tuple[str, bytes]], count: int, seed: int) -> Iterator[Mutant]:
    """Yield ``count`` mutants of the sources in turn, the same for the same seed and sources."""
    chance = random.Random(f"mutants {seed}")
    for number in range(count):
        name, content = sources[number % len(sources)]
        ways = chance.sample(list(WAYS), chance.choice([1, 1, 1, 2]))
        for way in ways:
            content = WAYS[way](content, chance, sources)
        yield Mutant(f"{number:05}-{'-'.join(ways)}-{Path(name).name[-60:]}", content)


def _flip(content: bytes, chance: random.Random, _: object) -> bytes:
    changed = bytearray(content)
    reach = chance.choice([64, 1024, len(changed)])
    for _flipped in range(chance.choice([1, 1, 4, 32])):
        if changed:
            changed[chance.randrange(min(reach, len(changed)))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(content: bytes, chance: random.Random, _: object) -> bytes:
    """End at a joint, or a few bytes beside it."""
    found = parts(content)
    if not found or chance.random() < 0.2:
        return content[: chance.randrange(1, max(2, len(content)))]
    part = chance.choice(found)
    return content[: max(1, chance.choice([part.start, part.length_at, part.end]) + chance.choice(NEAR))]


def _length(content: bytes, chance: random.Random, _: object) -> bytes:
    """Let a part say another length, a field another count or place: huge, none, back to itself."""
    found = parts(content)
    if not found:
        return _flip(content, chance, _)
    part = chance.choice(found)
    value = chance.choice([*WRONG, part.start, part.length_at, len(content), len(content) + 1])
    return _put(content, part, value)


def _loop(content: bytes, chance: random.Random, _: object) -> bytes:
    """Let every place that names another one name the same part."""
    found = parts(content)
    for part in chance.sample(found, min(len(found), 8)):
        content = _put(content, part, chance.choice(found).start)
    return content


def _repeat(content: bytes, chance: random.Random, _: object) -> bytes:
    """Say a part again, up to two thousand times."""
    found = [part for part in parts(content) if part.end - part.start < 4096] or [Part(0, min(64, len(content)), 0, 1)]
    part = chance.choice(found)
    return content[: part.end] + content[part.start: part.end] * chance.choice([1, 20, 2000]) + content[part.end:]


def _remove(content: bytes, chance: random.Random, _: object) -> bytes:
    found = parts(content)
    if not found:
        return _cut(content, chance, _)
    part = chance.choice(found)
    return content[: part.start] + content[part.end:]


def _splice(content: bytes, chance: random.Random, sources: Sequence[tuple[str, bytes]]) -> bytes:
    """Go on as another file does."""
    _name, other = chance.choice(sources)
    found, theirs = parts(content), parts(other)
    at = chance.choice(found).start if found else len(content) // 2
    return content[:at] + other[chance.choice(theirs).start if theirs else 0:]


def _fill(content: bytes, chance: random.Random, _: object) -> bytes:
    """Overwrite a stretch with one byte or with noise."""
    at = chance.randrange(max(1, len(content)))
    size = min(chance.choice([4, 64, 4096]), len(content) - at)
    stretch = chance.choice([b"\0" * size, b"\xff" * size, chance.randbytes(size)])
    return content[:at] + stretch + content[at + size:]


def _put(content: bytes, part: Part, value: int) -> bytes:
    raw = (value & ((1 << 8 * part.width) - 1)).to_bytes(part.width, "big" if part.big else "little")
    return content[: part.length_at] + raw + content[part.length_at + part.width:]


Way = Callable[[bytes, random.Random, Sequence[tuple[str, bytes]]], bytes]
WAYS: dict[str, Way] = {"flip": _flip, "cut": _cut, "length": _length, "loop": _loop, "repeat": _repeat, "remove": _remove,
                        "splice": _splice, "fill": _fill}
