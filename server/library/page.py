"""All that the page of one asset shows, read in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from index.catalogue import co_owners, items, queries, visibility
from index.catalogue.co_owners import Share
from index.catalogue.licences import licences
from index.catalogue.people import Actor
from index.catalogue.queries import AssetView, OriginalView
from index.db import reading
from server import policy
from server.checks.findings import Limits
from server.checks.listing import Listing, asked, listed
from server.choices.lists import Chooser, choosers
from server.clocks.lists import AssetClock, asset_clock
from server.consents import standing as consents
from server.consents.standing import Named
from server.describing.form import DescriptionForm, description_form
from server.home import Home
from server.library import facts, flashes, history
from server.library.asking import Asking, asking
from server.library.facts import FactGroup
from server.library.find import find
from server.library.flashes import Flashes
from server.library.history import Line
from server.library.more import more_like
from server.placements.beside import Placed, placed
from server.review.standing import Standing, standings
from server.stacks.lists import Beside, beside
from server.takedowns import lists as takedowns
from server.usage.lists import Use, uses
from server.web.paging import PAGE

STRIP = 8
"""Assets in the strip of what is like this one."""


@dataclass(frozen=True, slots=True)
class AssetPage:
    """One asset as its page shows it; what the reader may not know is empty.

    ``share`` is what the reader, or their department, brought of its file after its first uploader; ``co_owners`` are all
    who did, for those whose asset it is. ``originals`` are those that the reader may take away; ``form`` is there for who
    may describe it.
    """

    asset: AssetView
    own: bool
    originals: tuple[OriginalView, ...]
    share: Share | None
    co_owners: tuple[tuple[str, datetime], ...]
    form: DescriptionForm | None
    standings: tuple[Standing, ...]
    facts: tuple[FactGroup, ...]
    sources: tuple[tuple[str, str], ...]
    history: tuple[Line, ...]
    clock: AssetClock | None = None
    beside_it: Beside | None = None
    more: tuple[AssetView, ...] = ()
    may_take: bool = False
    choosers: tuple[Chooser, ...] = ()
    take_down: int | None = None
    """The report of when it was last taken down."""
    named: tuple[Named, ...] = ()
    """Those whom it names, and whether they agreed."""
    uses: tuple[Use, ...] = ()
    checks: Listing | None = None
    """What the checks find in it for the channels that it may be submitted for, or is on its way to."""
    licences: tuple[tuple[str, tuple[str, str]], ...] = ()
    may_bin: bool = False
    """Whether the reader may put it into the recycle bin, unless it is, or was, published."""
    flashes: Flashes | None = None
    """What was found when it was looked through for flashes, if it is a film."""
    placed: Placed | None = None
    """Its way out of the house, for those who see it whole."""

    @property
    def bare(self) -> bool:
        """Whether the reader has the file only, and nothing of what is said of it."""
        return self.share is not None and not self.asset.words.version

    @property
    def next(self) -> Standing | None:
        """The channel whose next move is the reader's: what waits for their yes first, then what they may submit."""
        waiting = [one for one in self.standings if one.next == "approve"]
        return next(iter(waiting or [one for one in self.standings if one.next]), None)

    def others_to_submit(self, standing: Standing) -> tuple[Standing, ...]:
        """The other channels for which the reader may submit it too."""
        return tuple(one for one in self.standings if one.code != standing.code and one.next == "submit")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The assets before and after this one in the list that the reader came from."""

    within: str
    at: int
    before: str | None
    after: str | None


def asset_page(home: Home, actor: Actor, asset_id: int, now: datetime) -> AssetPage:
    """Read one asset's page; by the id of one that was joined into another, the other's. Raises NotFound for what this
    reader may not see.
    """
    with reading(home.engine) as session:
        asset_id = queries.successor(session, asset_id)
        row = visibility.file_for(session, actor, asset_id, now)
        view = visibility.view_for(session, actor, asset_id, now)
        own = actor.sees_all or policy.is_own(actor, row)
        share = None if own else co_owners.share_of(co_owners.shares(session, [asset_id]).get(asset_id, []), actor)
        form = description_form(session, actor, view) if policy.may(actor, "describe", row) else None
        film = flashes.of_film(session, view)
        told = (*facts.groups(view, with_place=own or share is not None, with_words=own), *([film.facts] if film else []))
        originals = tuple(one for one in view.originals if own or (share is not None and one.sha256 in share.names))
        item = items.of_asset(session, row)
        stands = tuple(standings(session, actor, item, now, home.settings.zone)) if own and not row.clock_photo else ()
        return AssetPage(view, own, originals, share, tuple(co_owners.others(session, asset_id)) if own else (), form, stands,
                         told, tuple(facts.sources_of(told)),
                         tuple(history.history(session, asset_id)) if own else (),
                         asset_clock(session, row) if own else None,
                         beside(session, actor, row, now) if own else None,
                         tuple(more_like(session, actor, row, now, most=STRIP)),
                         bool(originals) or bool(visibility.takeable(session, actor, [asset_id], now, whole=False)),
                         choosers(session, asset_id) if own else (),
                         takedowns.latest_of(session, asset_id) if own else None,
                         tuple(consents.named(session, actor, asset_id, view.words.people, now)) if own else (),
                         tuple(uses(session, actor, [asset_id], now)) if own else (),
                         listed(session, actor, item, asked(stands), now, Limits.of(home.settings)) if stands else None,
                         tuple((one.code, (one.name, one.name_en)) for one in licences(session, offered=True)),
                         own and policy.may_bin(actor, row, published=False), film,
                         placed(session, actor, item, home.settings.zone, now) if share is None else None)


@dataclass(frozen=True, slots=True)
class Alike:
    """One asset, and what is most like it."""

    asset: AssetView
    others: tuple[AssetView, ...]


def alike(home: Home, actor: Actor, asset_id: int, now: datetime) -> Alike:
    """Read what is most like one asset, in the whole library. Raises NotFound for what this reader may not see whole."""
    with reading(home.engine) as session:
        row = visibility.asset_for(session, actor, queries.successor(session, asset_id), now)
        found = more_like(session, actor, row, now, most=PAGE, anywhere=True)
        return Alike(visibility.view_for(session, actor, row.id, now), tuple(found))


def neighbours(home: Home, actor: Actor, asset_id: int, *, within: str, at: int, now: datetime) -> Neighbours | None:
    """Return what stands beside an asset in a list; None where the list has changed and it is no longer there."""
    asked: Asking = asking(dict(parse_qsl(within)))
    start = max(0, at - 1)
    found = find(home, actor, asked.shown(actor), limit=3, offset=start, now=now, facets=False, sort=asked.sort).found
    ids = [one.asset.id for one in found]
    if asset_id not in ids:
        return None
    here = ids.index(asset_id)
    return Neighbours(within, start + here, found[here - 1].asset.public_id if here else None,
                      found[here + 1].asset.public_id if here + 1 < len(found) else None)
