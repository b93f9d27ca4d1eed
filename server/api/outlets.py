"""The office's list of outlets: read, added to, changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from index.catalogue.outlets import Level, OutletType
from index.catalogue.tokens import Scope
from index.db import reading
from server.api.cursors import cut
from server.api.declaring import Paging, RowId, endpoint
from server.api.shapes import LEFT, Left, Listed, Rule, merged
from server.api.work import Made
from server.placements import links, outlets
from server.placements.outlets import OutletLine, Wish
from server.web.problems import BASE
from server.web.services import actor, home, now

Name = Annotated[str, Rule(least=1, most=outlets.LONGEST["name"])]
NameEn = Annotated[str, Rule(most=outlets.LONGEST["name_en"])]
Address = Annotated[str, Rule(most=links.LONGEST, example="https://www.example.cn/")]
ChannelCode = Annotated[str, Rule(most=60, about="The code of the only channel that leads there.")]


@dataclass(frozen=True, slots=True)
class NewOutlet:
    """An outlet; ``known`` is 知名媒体, ``address`` its site's. One that is not ``active`` is not offered any more."""

    name: Name
    level: Level
    type: OutletType
    name_en: NameEn = ""
    known: bool = False
    address: Address = ""
    channel: ChannelCode = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class OutletEdit:
    """What is to change of an outlet; what is left out stays. Closed months keep what was counted."""

    name: Name | Left = LEFT
    level: Level | Left = LEFT
    type: OutletType | Left = LEFT
    name_en: NameEn | Left = LEFT
    known: bool | Left = LEFT
    address: Address | Left = LEFT
    channel: ChannelCode | Left = LEFT
    active: bool | Left = LEFT


@dataclass(frozen=True, slots=True)
class OutletRecord:
    """Where approved items go that others run; ``known`` is 知名媒体, ``placements`` how many name it."""

    id: int
    name: str
    name_en: str
    level: Level
    type: OutletType
    known: bool
    address: str
    channel: str
    active: bool
    placements: int


@endpoint("GET", "/outlets", Scope.READ_OFFICE, "列出媒体", tag="placements")
def list_outlets(query: Paging) -> Listed[OutletRecord]:
    """List the outlets, by number."""
    with reading(home().engine) as session:
        found = outlets.lines(session)
    return cut(found, query, lambda one: one.id, _outlet)


@endpoint("GET", "/outlets/{outlet}", Scope.READ_OFFICE, "查看媒体", tag="placements")
def show_outlet(outlet: RowId) -> OutletRecord:
    """Show one outlet."""
    with reading(home().engine) as session:
        return _outlet(outlets.line(session, outlet))


@endpoint("POST", "/outlets", Scope.WRITE_OFFICE, "登记媒体", tag="placements", status=201)
def make_outlet(body: NewOutlet) -> Made:
    """Put an outlet on the list; for the office."""
    made = outlets.add(home().engine, actor(), _wish(body), now=now())
    return Made(made, f"{BASE}/outlets/{made}")


@endpoint("PATCH", "/outlets/{outlet}", Scope.WRITE_OFFICE, "修改媒体", tag="placements", matches=show_outlet)
def change_outlet(outlet: RowId, body: OutletEdit, seen: OutletRecord | None) -> None:  # noqa: ARG001 - compared already
    """Change an outlet, or no longer offer it; for the office."""
    wish = _wish(NewOutlet(**merged(body, show_outlet(outlet))))
    outlets.change(home().engine, actor(), outlet, wish, now=now())


def _wish(body: NewOutlet) -> Wish:
    return Wish(body.name, body.level, body.type, body.name_en, body.known, body.address, body.channel, body.active)


def _outlet(one: OutletLine) -> OutletRecord:
    return OutletRecord(one.id, one.name, one.name_en, Level(one.level), OutletType(one.type), one.known, one.address,
                        one.channel, one.active, one.placements)
