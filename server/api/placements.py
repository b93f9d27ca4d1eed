"""What became of items at outlets: sent, claimed, confirmed on evidence, or not adopted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from sqlalchemy import select

from index.catalogue import items, placement_visibility
from index.catalogue.channels import Channel
from index.catalogue.outlets import Outlet
from index.catalogue.placements import Placement, PlacementState, Rank
from index.catalogue.tokens import Scope
from index.db import reading
from server.api import cursors
from server.api.declaring import ItemId, Paging, RowId, endpoint
from server.api.shapes import Listed, Rule
from server.api.streams import FileBody
from server.placements import service
from server.placements.evidence import Evidence
from server.placements.service import LONGEST, LONGEST_REASON, Wish
from server.web.problems import BASE
from server.web.services import actor, home, now

OutletName = Annotated[str, Rule(most=80, about="An outlet's name or number.")]
Link = Annotated[str, Rule(most=1000)]
Note = Annotated[str, Rule(most=LONGEST["note"])]
Contest = Annotated[str, Rule(most=LONGEST["contest"])]
Reason = Annotated[str, Rule(most=LONGEST_REASON)]


@dataclass(frozen=True, slots=True)
class NewPlacement:
    """An item that was sent to an outlet, or with ``adopted`` that the outlet took. Without ``sent_on`` it is today;
    ``published_on`` is the outlet's date, and ``contest`` and ``rank`` are for prizes.
    """

    item: ItemId
    outlet: OutletName = ""
    channel: Annotated[str, Rule(most=60)] = ""
    adopted: bool = False
    sent_on: date | None = None
    published_on: date | None = None
    link: Link = ""
    note: Note = ""
    contest: Contest = ""
    rank: Rank | None = None


@dataclass(frozen=True, slots=True)
class Adoption:
    """What an outlet made of an item. The office confirms what has its evidence; from anybody else it waits for the office.
    What is confirmed already is put right for a ``reason``.
    """

    outlet: OutletName
    published_on: date
    link: Link = ""
    note: Note = ""
    contest: Contest = ""
    rank: Rank | None = None
    reason: Reason = ""


@dataclass(frozen=True, slots=True)
class NotAdopted:
    """The outlet did not adopt it; what was claimed or confirmed before needs a reason."""

    reason: Reason = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichPlacements(Paging):
    """Which placements are listed."""

    state: PlacementState | None = None
    item: ItemId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofFile:
    """The name of the file that is sent, and why it takes another's place."""

    name: Annotated[str, Rule(least=1, most=120, example="screenshot.png")]
    reason: Reason = ""


@dataclass(frozen=True, slots=True)
class PlacementRecord:
    """An item's way to one outlet. ``evidence`` is the hash of the file that proves its adoption."""

    id: int
    item: str
    channel: str
    outlet: int | None
    outlet_name: str | None
    state: PlacementState
    sent_at: datetime | None
    published_on: date | None
    link: str
    contest: str
    rank: Rank | None
    note: str
    evidence: str | None
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlacementMade:
    """Where the placement is: the one of its sending, where that was open."""

    placement: int
    href: str


@endpoint("GET", "/placements", Scope.READ_OFFICE, "列出用稿记录", tag="placements")
def list_placements(query: WhichPlacements) -> Listed[PlacementRecord]:
    """List the placements of items that may be seen, the last made first."""
    place = cursors.place(query, int)
    asked = _query().order_by(Placement.id.desc()).limit(query.limit + 1)
    asked = asked.where(placement_visibility.placements(actor(), now()))
    if place is not None:
        asked = asked.where(Placement.id < place[0])
    if query.state is not None:
        asked = asked.where(Placement.state == query.state)
    if query.item is not None:
        ref = items.parse(query.item)
        asked = asked.where(*(getattr(Placement, column) == value for column, value in ref.columns.items()))
    with reading(home().engine) as session:
        found = [_record(*row) for row in session.execute(asked)]
    some = found[:query.limit]
    return Listed(tuple(some), (some[-1].id,) if len(found) > len(some) else None)


@endpoint("GET", "/placements/{placement}", Scope.READ_OFFICE, "查看用稿记录", tag="placements")
def show_placement(placement: RowId) -> PlacementRecord:
    """Show one placement."""
    with reading(home().engine) as session:
        row = placement_visibility.placement_for(session, actor(), placement, now())
        return _record(*session.execute(_query().where(Placement.id == row.id)).one())


@endpoint("POST", "/placements", Scope.WRITE_OFFICE, "登记报送或采用", tag="placements", status=201)
def make_placement(body: NewPlacement) -> PlacementMade:
    """Put on record that an item was sent to an outlet, or that the outlet adopted it."""
    wish = Wish(body.channel, body.outlet, body.sent_on, body.published_on, body.link, body.note, body.contest,
                body.rank or "")
    put = service.adopt if body.adopted else service.send
    made = put(home(), actor(), items.parse(body.item), wish, now=now())
    return PlacementMade(made, f"{BASE}/placements/{made}")


@endpoint("POST", "/placements/{placement}/adopt", Scope.WRITE_OFFICE, "登记采用", tag="placements", matches=show_placement)
def adopt_placement(placement: RowId, body: Adoption, seen: PlacementRecord | None) -> None:  # noqa: ARG001 - compared
    """Say that an outlet adopted what was sent: the office confirms it, on the evidence that it sent before; anybody else
    claims it.
    """
    wish = Wish("", body.outlet, None, body.published_on, body.link, body.note, body.contest, body.rank or "")
    service.settle(home(), actor(), placement, wish, reason=body.reason, now=now())


@endpoint("PUT", "/placements/{placement}/evidence", Scope.WRITE_OFFICE, "提交用稿凭证", tag="placements")
def prove_placement(placement: RowId, query: ProofFile, body: FileBody) -> None:
    """Send the screenshot or scan that proves an adoption, a picture or a PDF.

    What was claimed the office confirms by it. What was only sent stays so until its adoption is told; the office sends the
    evidence first, then the adoption. Other evidence of what is confirmed already needs a `reason`.
    """
    proof = Evidence(query.name, body)  # type: ignore[arg-type]  # read() is all it needs
    service.prove(home(), actor(), placement, proof, reason=query.reason, now=now())


@endpoint("POST", "/placements/{placement}/decline", Scope.WRITE_OFFICE, "登记未采用", tag="placements",
          matches=show_placement)
def decline_placement(placement: RowId, body: NotAdopted, seen: PlacementRecord | None) -> None:  # noqa: ARG001 - compared
    """Say that an outlet did not adopt an item."""
    service.decline(home(), actor(), placement, body.reason, now=now())


def _query() -> Any:
    return (select(Placement, Channel.code, Outlet.name).join(Channel, Channel.id == Placement.channel_id)
            .outerjoin(Outlet, Outlet.id == Placement.outlet_id))


def _record(row: Placement, channel: str, outlet: str | None) -> PlacementRecord:
    return PlacementRecord(
        row.id, str(items.of_row(row.asset_id, row.story_id)), channel, row.outlet_id, outlet, PlacementState(row.state),
        row.sent_at, row.published_on, row.link, row.contest, Rank(row.rank) if row.rank else None, row.note,
        row.evidence_sha256, row.confirmed_at)
