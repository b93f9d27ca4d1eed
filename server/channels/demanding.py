"""What a channel demands, as the administrator writes it: read, kept as a whole for one kind of item, with its audit line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.channels import Channel
from index.catalogue.demands import FORMATS, OF_KIND, SECONDS, ChannelDemand, Demand, Demands, Rule, demands
from index.catalogue.people import Actor
from index.catalogue.required import FIELD_NAMES, STORY_EXTRA
from index.db import writing
from index.errors import Invalid, NotFound
from index.field_names import FIELDS
from server import policy

RULE_NAMES: Final[Mapping[Rule, tuple[str, str]]] = {rule: FIELDS[rule] for rule in Rule}
EXAMPLES: Final[Mapping[Rule, str]] = {Rule.SHAPES: "3:2 16:9 5%", Rule.LEAST_SECONDS: "1:00", Rule.MOST_SECONDS: "10:00",
                                       Rule.FORMATS: "jpeg png", Rule.MOST_BYTES: "1 MB"}
OF_FILM: Final = frozenset({"mp4", "mov"})
LARGEST: Final = 100_000
SMALLEST: Final = 50_000
"""Bytes of a file: the words that are written into a copy take up to half of them."""
_UNITS: Final = {"": 1, "B": 1, "KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000}
_BYTES: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([KMG]?B?)", re.IGNORECASE)
_SHAPE: Final = re.compile(r"\d{1,4}(?:\.\d{1,3})?:\d{1,4}(?:\.\d{1,3})?")
_PERCENT: Final = re.compile(r"\d{1,2}(?:\.\d)?%")
_LENGTH: Final = re.compile(r"(?:(\d{1,4}):)?(\d{1,6})")

Wanted = Mapping[Rule, tuple[str, bool]]
"""What is written for each rule, and whether it blocks; empty for nothing asked."""


def keep(engine: Engine, actor: Actor, code: str, kinds: Mapping[str, Wanted], *, now: datetime) -> None:
    """Let a channel demand this of these kinds of item from now on, and nothing else; others stay as they are.

    Raises Forbidden, NotFound, and Invalid, whose field is ``kind-rule``.
    """
    policy.require(actor, "administer")
    parsed = {kind: [Demand(rule, value, blocks or rule is Rule.FIELDS) for rule, (given, blocks) in wanted.items()
                     if (value := parse(kind, rule, given))] for kind, wanted in kinds.items()}
    with writing(engine) as session:
        channel = session.scalar(select(Channel).where(Channel.code == code))
        if channel is None:
            raise NotFound(what=f"“{code}”")
        before = _told(session, code)
        for kind, several in parsed.items():
            session.execute(delete(ChannelDemand).where(ChannelDemand.channel_id == channel.id, ChannelDemand.kind == kind))
            session.add_all(ChannelDemand(channel_id=channel.id, kind=kind, rule=one.rule, value=one.value, blocks=one.blocks)
                            for one in several)
        session.flush()
        after = _told(session, code)
        if after != before:
            audit.record(session, actor, "demanded", f"channel:{code}", at=now, before=before, after=after)


def of_channel(session: Session, code: str) -> dict[str, Demands]:
    """Return what a channel demands, of each kind of item."""
    held = demands(session)
    return {kind: held.get((code, kind), {}) for kind in OF_KIND}


def counts(session: Session) -> dict[str, int]:
    """Return how many demands each channel has, by its code."""
    return Counter(code for (code, _kind), held in demands(session).items() for _ in held)


def written(demand: Demand) -> str:
    """Return a demand's value as people write it."""
    if demand.rule is Rule.MOST_BYTES:
        return next((f"{demand.number / size:g} {unit}" for unit, size in (("GB", 10**9), ("MB", 10**6), ("KB", 1000))
                     if demand.number >= size), f"{demand.number} B")
    if demand.rule in SECONDS:
        return f"{demand.number // 60}:{demand.number % 60:02d}"
    return demand.value


def parse(kind: str, rule: Rule, given: str) -> str:
    """Return a value as it is kept, empty for none. Raises Invalid."""
    text, field = " ".join(given.replace("：", ":").replace("％", "%").split()), f"{kind}-{rule}"
    if kind not in OF_KIND or rule not in OF_KIND[kind]:
        raise Invalid(field, "没有这项要求", "there is no such demand")
    if not text:
        return ""
    if rule is Rule.MOST_BYTES:
        return _bytes(field, text)
    if rule in SECONDS:
        return _seconds(field, text)
    if rule is Rule.SHAPES:
        return _shapes(field, text)
    if rule is Rule.FORMATS:
        return _names(field, text.lower(), [one for one in FORMATS if (one in OF_FILM) == (kind == "video")])
    if rule is Rule.FIELDS:
        return _names(field, text, STORY_EXTRA if kind == "story" else FIELD_NAMES)
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= LARGEST):
        raise Invalid(field, f"应为 1 至 {LARGEST} 的整数", f"a whole number from 1 to {LARGEST} is needed")
    return str(int(text))


def _bytes(field: str, text: str) -> str:
    found = _BYTES.fullmatch(text)
    unit = found[2].upper() if found else ""
    count = float(found[1]) * _UNITS[unit if unit in _UNITS else f"{unit}B"] if found else 0
    if not SMALLEST <= count <= 10**12:
        raise Invalid(field, "应如 1 MB、900 KB，至少 50 KB", "write 1 MB or 900 KB, at least 50 KB")
    return str(round(count))


def _seconds(field: str, text: str) -> str:
    found = _LENGTH.fullmatch(text)
    if found is None or (found[1] and int(found[2]) > 59) or not int(found[1] or 0) * 60 + int(found[2]):
        raise Invalid(field, "应为秒数或「分:秒」，如 10:00", "write seconds, or minutes:seconds such as 10:00")
    return str(int(found[1] or 0) * 60 + int(found[2]))


def _shapes(field: str, text: str) -> str:
    parts = text.replace("、", " ").replace(",", " ").split()
    shapes = [one for one in parts if _SHAPE.fullmatch(one) and all(float(side) for side in one.split(":"))]
    percents = [one for one in parts if _PERCENT.fullmatch(one)]
    if not shapes or len(percents) > 1 or len(shapes) + len(percents) != len(parts):
        raise Invalid(field, "应如 3:2 16:9，可加允许的偏差，如 5%",
                      "write 3:2 16:9, and if need be by how much it may be off: 5%")
    return " ".join([*dict.fromkeys(shapes), *percents])


def _names(field: str, text: str, known: Iterable[str]) -> str:
    given = text.replace("、", " ").replace(",", " ").split()
    if unknown := [one for one in given if one not in known]:
        listed = " ".join(known)
        raise Invalid(field, f"不认识「{unknown[0]}」，可写：{listed}", f"“{unknown[0]}” is unknown; there are {listed}")
    return " ".join(one for one in known if one in given)


def _told(session: Session, code: str) -> dict[str, Any]:
    return {kind: {rule.value: written(one) + ("!" if one.blocks else "") for rule, one in held.items()}
            for kind, held in of_channel(session, code).items() if held}
