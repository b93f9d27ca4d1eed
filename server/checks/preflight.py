"""Whether an item is what its channel demands: pixels, shape, length, format, file size; of a story its title and pictures.

What a copy made for the channel meets is only told. Pixels, shapes and lengths nothing can make: they warn, or block where
the office says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import select

from index.catalogue.assets import Asset, public_id
from index.catalogue.channels import Channel
from index.catalogue.demands import SECONDS, Demand, Demands, Rule, fitted
from index.catalogue.items import ItemKind
from index.catalogue.stories import Story
from index.errors import Conflict, VitrineError
from ingest.copies import ROOM
from server.checks.findings import Batch, Finding, Place, Severity, Told
from server.checks.measuring import Measured, asked, measured, size_text
from server.stories import pictures

CHECK: Final = "preflight"
Pair = tuple[str, str]
Missed = tuple[Demand, VitrineError, str]
"""A demand that is not met, why, and both sides in a few signs, for the history."""
EDGES: Final[Mapping[Rule, Pair]] = {
    Rule.LEAST_WIDTH: ("宽", "width"), Rule.LEAST_HEIGHT: ("高", "height"), Rule.LEAST_LONG: ("长边", "long edge"),
    Rule.LEAST_SHORT: ("短边", "short edge"), Rule.MOST_WIDTH: ("宽", "width"), Rule.MOST_HEIGHT: ("高", "height"),
    Rule.MOST_LONG: ("长边", "long edge")}
_LEAST: Final = (Rule.LEAST_WIDTH, Rule.LEAST_HEIGHT, Rule.LEAST_LONG, Rule.LEAST_SHORT)
_MOST: Final = (Rule.MOST_WIDTH, Rule.MOST_HEIGHT, Rule.MOST_LONG)


def look(batch: Batch) -> Iterator[Told]:
    """Find what misses a channel's demands, and tell where a copy meets them."""
    held = asked(batch.session)
    if not any(channel in batch.channels for channel, _kind in held):
        return
    names = {code: (zh, en) for code, zh, en in batch.session.execute(select(Channel.code, Channel.name, Channel.name_en))}
    shown = {one.ref: pictures.of_story(batch.session, one.ref.id) for one in batch.of(ItemKind.STORY)}
    assets = {one.ref: next(row for row in one.rows if isinstance(row, Asset)) for one in batch.of(ItemKind.ASSET)}
    facts = measured(batch.session, [*(one.id for one in assets.values()), *(one for ids in shown.values() for one in ids)])
    for channel in (one for one in batch.channels if one in names):
        for ref, asset in assets.items():
            one = facts.get(asset.id)
            if one is not None:
                what = ("这段视频", "this film") if one.film else ("这张照片", "this photo")
                yield from ((ref, channel, finding) for finding in
                            _of_asset(held.get((channel, asset.kind), {}), one, channel, names[channel], what))
        for ref, ids in shown.items():
            story = next(row for item in batch.of(ItemKind.STORY) if item.ref == ref
                         for row in item.rows if isinstance(row, Story))
            yield from ((ref, channel, one) for one in _of_title(held.get((channel, "story"), {}), story.title, channel,
                                                                 names[channel]))
            for one in (facts[asset_id] for asset_id in ids if asset_id in facts):
                named = public_id(one.asset_id)
                found = _of_asset(held.get((channel, one.kind), {}), one, channel, names[channel],
                                  (f"配图 {named}", f"the picture {named}"), f":{named}")
                yield from ((ref, channel, finding) for finding in found if finding.severity is not Severity.TOLD)


def _of_asset(held: Demands, one: Measured, channel: str, name: Pair, what: Pair, more: str = "") -> Iterator[Finding]:
    goes, copied, missed = going(held, one, name, what)
    missed = [*missed, *(pixels(held, goes, name, what) if goes else ()), *_seconds(held, one, name, what)]
    for demand, error, label in missed:
        yield Finding(CHECK, Severity.BLOCKS if demand.blocks else Severity.WARNS, error, Place.FILE,
                      f"{channel}:{demand.rule}{more}", label=f"{channel}{more} · {label}")
    if copied and not missed:
        yield Finding(CHECK, Severity.TOLD, copied, Place.FILE)


def going(held: Demands, one: Measured, name: Pair, what: Pair) -> tuple[tuple[int, int] | None, VitrineError | None,
                                                                        list[Missed]]:
    """Return in which size it goes out to a channel, what is to be told where that is a copy, and what no copy meets."""
    misses = file_misses(held, one)
    if not one.film:
        if Rule.FORMATS in misses and not held[Rule.FORMATS].allows("image/jpeg"):
            return one.size, None, [_file_missed(held[Rule.FORMATS], one, name, what)]
        size = fitted(held, one.size) if one.size else None
        return size, _copied(held, one, size, name, what) if misses else None, []
    if not misses:
        return one.size, None, []
    if one.proxy is not None and proxy_fits(held, one):
        return one.proxy[0], _copied(held, one, one.proxy[0], name, what), []
    return one.size, None, [_file_missed(held[rule], one, name, what) for rule in misses]


def file_misses(held: Demands, one: Measured) -> list[Rule]:
    """Return the rules that an original misses and a copy might meet."""
    found: list[Rule] = []
    if Rule.FORMATS in held and not held[Rule.FORMATS].allows(one.media_type):
        found.append(Rule.FORMATS)
    if Rule.MOST_BYTES in held and one.bytes >= held[Rule.MOST_BYTES].number:
        found.append(Rule.MOST_BYTES)
    if one.size and fitted(held, one.size) != one.size:
        found += [rule for rule in _MOST if rule in held]
    return found


def proxy_fits(held: Demands, one: Measured) -> bool:
    """Say whether a film's proxy, with its words written in, is what a channel demands of a file."""
    if one.proxy is None or (Rule.FORMATS in held and not held[Rule.FORMATS].allows("video/mp4")):
        return False
    size, count = one.proxy
    return fitted(held, size) == size and (Rule.MOST_BYTES not in held or count + ROOM < held[Rule.MOST_BYTES].number)


def pixels(held: Demands, size: tuple[int, int], name: Pair, what: Pair) -> Iterator[Missed]:
    """Yield the demands on pixels and shape that a picture of this size misses."""
    edges = {Rule.LEAST_WIDTH: size[0], Rule.LEAST_HEIGHT: size[1], Rule.LEAST_LONG: max(size), Rule.LEAST_SHORT: min(size)}
    for rule in _LEAST:
        if rule in held and edges[rule] < held[rule].number:
            zh, en = EDGES[rule]
            yield held[rule], Conflict("preflight-pixels", edge_zh=zh, edge=en, want=held[rule].number, have=edges[rule],
                                       **_named(name, what)), f"{edges[rule]} < {held[rule].number} px"
    if Rule.SHAPES in held:
        demand, shape = held[Rule.SHAPES], size[0] / size[1]
        if not any(abs(shape / one - 1) <= demand.tolerance for one in demand.shapes):
            wanted = " / ".join(one for one in demand.names if ":" in one)
            yield demand, Conflict("preflight-shape", want=wanted, have=f"{size[0]} × {size[1]}",
                                   **_named(name, what)), f"{size[0]} × {size[1]} ≠ {wanted}"


def _seconds(held: Demands, one: Measured, name: Pair, what: Pair) -> Iterator[Missed]:
    if one.seconds is None:
        return
    for rule in SECONDS:
        least = rule is Rule.LEAST_SECONDS
        if rule in held and (one.seconds < held[rule].number if least else one.seconds > held[rule].number):
            have, want = _clock(one.seconds), _clock(held[rule].number)
            bound = ("至少", "at least") if least else ("最多", "at most")
            yield held[rule], Conflict("preflight-length", bound_zh=bound[0], bound=bound[1], want=want, have=have,
                                       **_named(name, what)), f"{have} {'<' if least else '>'} {want}"


def _of_title(held: Demands, title: str, channel: str, name: Pair) -> Iterator[Finding]:
    demand = held.get(Rule.MOST_TITLE)
    if demand is not None and len(title) > demand.number:
        error = Conflict("preflight-title", channel_zh=name[0], channel=name[1], want=demand.number, have=len(title))
        yield Finding(CHECK, Severity.BLOCKS if demand.blocks else Severity.WARNS, error, Place.WORDS,
                      f"{channel}:{demand.rule}", label=f"{channel} · {len(title)} > {demand.number}")


def _file_missed(demand: Demand, one: Measured, name: Pair, what: Pair) -> Missed:
    if demand.rule is Rule.FORMATS:
        code, want, have = "preflight-format", " / ".join(each.upper() for each in demand.names), one.media_type
    elif demand.rule is Rule.MOST_BYTES:
        code, want, have = "preflight-bytes", size_text(demand.number), size_text(one.bytes)
    else:
        code, want, have = "preflight-large", f"{demand.number} px", "{} × {}".format(*one.size or (0, 0))
    return demand, Conflict(code, want=want, have=have, **_named(name, what)), f"{have} > {want}"


def _copied(held: Demands, one: Measured, size: tuple[int, int] | None, name: Pair, what: Pair) -> VitrineError:
    made = ["MP4" if one.film else "JPEG", *([f"{size[0]} × {size[1]}"] if size else [])]
    limit = held.get(Rule.MOST_BYTES)
    more = (f"，小于 {size_text(limit.number)}", f", under {size_text(limit.number)}") if limit else ("", "")
    return Conflict("preflight-copy", made_zh=" ".join(made) + more[0], made=" ".join(made) + more[1],
                    have=f"{one.media_type}, {size_text(one.bytes)}", **_named(name, what))


def _named(name: Pair, what: Pair) -> dict[str, str]:
    return {"channel_zh": name[0], "channel": name[1], "what_zh": what[0], "what": what[1]}


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
