"""Who may see what, when. Pages, API, feeds, kiosk and counts all ask here: for one row, as SQL, as a search filter.

The office, the administrator and the owner see everything. Everybody else sees their own department's assets and what
they uploaded, and of other departments what is published: approved on some channel, pinned to these bytes and this text,
past its embargo, not yet expired, and with the consent of those whom it names (``consented``). A screen sees what is
published on the channel ``screens``. What came from outside through a link is seen by the office, and by the department
that the link names, until a department takes it. What is under review is seen by whom its route concerns beyond the
department, and by whoever stands in for somebody (``on_route``). Stories: ``story_visibility``, which is a part of this.

Two rules, one within the other. ``visible``: the whole asset, with what people say of it. ``held``: beside that, the bare
file, for co-owners (``co_owners``), who brought the same bytes: facts, renditions and the bytes that they brought, but no
word of the first uploader's. Ask ``visible`` unless the answer shows no words; ``views`` gives each reader what is theirs.

What lies in the recycle bin (``bins``) nobody sees, the office neither, but in the bin: ``restorable``.

Taking out is narrower than seeing. ``takes_whole``: the original's bytes and forms with all its pixels are for the own
department and the office (and a co-owner for the bytes that they brought). ``takes_copies``: smaller forms, which carry
credit and terms, beside those for everybody once the asset is published.
"""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, false, not_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from index.catalogue import bins, co_owners, deputies, queries
from index.catalogue.assets import Arrival, Asset, Description, Original, Rendition, public_id
from index.catalogue.bins import Binned
from index.catalogue.channels import SCREENS, Aim, AimGuest, Channel
from index.catalogue.co_owners import CoOwner
from index.catalogue.collection_visibility import among_others
from index.catalogue.consents import Consent, ConsentEnd
from index.catalogue.lifecycle import WAITING, State
from index.catalogue.links import UNDECIDED, Link
from index.catalogue.people import Actor, Person, PersonRole, Role
from index.catalogue.queries import AssetView
from index.catalogue.searches import SavedSearch
from index.catalogue.stories import Story, StoryAsset
from index.catalogue.takeouts import Takeout
from index.catalogue.topics import TopicTask
from index.db import Utc
from index.errors import NotFound


@dataclass(frozen=True, slots=True)
class ViewerFilter:
    """Whose eyes a search has: everything, or their departments' and their own assets and what is published.

    ``all`` sees everything. Otherwise an asset is seen when it belongs to one of ``department_ids``, or to ``owner_id``,
    or, with ``published``, when it is published.
    """

    all: bool
    department_ids: frozenset[int] = frozenset()
    owner_id: int | None = None
    published: bool = True


EVERYTHING = ViewerFilter(all=True)


def published(now: datetime, channel: str | None = None) -> ColumnElement[bool]:
    """SQL: this asset is published now, on ``channel`` or on any."""
    pinned = publishes(now)
    if channel is not None:
        pinned = and_(pinned, Aim.channel_id == select(Channel.id).where(Channel.code == channel).scalar_subquery())
    return and_(bins.kept(), exists().where(pinned), in_term(now))


def publishes(now: datetime) -> ColumnElement[bool]:
    """SQL: this aim publishes its asset now, as far as the asset is in its term. To be asked of ``Aim`` beside ``Asset``.

    The text is asked for by the aim's asset: ``Asset`` may stand two queries further out, where a subquery within would take
    the whole table anew, and any asset's text for this one's.
    """
    return and_(Aim.asset_id == Asset.id, Aim.state == State.APPROVED, Aim.pinned_sha256 == Asset.sha256,
                exists().where(Description.asset_id == Aim.asset_id, Description.version == Aim.pinned_version),
                consented(now, Aim.asset_id, Aim.channel_id))


def in_term(now: datetime) -> ColumnElement[bool]:
    """SQL: past the embargo and not yet expired."""
    return and_(or_(Asset.embargo_until.is_(None), Asset.embargo_until <= now),
                or_(Asset.expires_at.is_(None), Asset.expires_at > now))


def consented(now: datetime, asset_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
              channel_id: InstrumentedAttribute[int] | None = None) -> ColumnElement[bool]:
    """SQL: no consent of a person whom this asset names has ended or been withdrawn, for a channel or for any."""
    over = [ConsentEnd.asset_id == asset_id, ConsentEnd.ends_at <= now]
    if channel_id is not None:
        over.append(or_(ConsentEnd.channel_id.is_(None), ConsentEnd.channel_id == channel_id))
    return not_(exists().where(*over))


def shown_on_screens(now: datetime) -> ColumnElement[bool]:
    """SQL: a screen may show this asset now."""
    return published(now, SCREENS)


def visible(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """SQL: this person may see this asset, with all that is said of it."""
    if actor.sees_all:
        return bins.kept()
    ways = [published(now), Asset.owner_id == actor.person_id]
    if actor.department_id is not None:
        ways += [Asset.department_id == actor.department_id, and_(
            Asset.outside_state.in_(UNDECIDED),
            exists().where(Link.id == Asset.outside_link_id, Link.department_id == actor.department_id))]
    if actor.person_id is not None:
        ways.append(on_route(actor, now))
    return and_(bins.kept(), or_(*ways))


def on_route(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """SQL: this asset is under review and its route concerns this person; or it stands in such a story of its department."""
    return or_(concerned(actor, now, and_(Aim.asset_id == Asset.id, Aim.state.in_(WAITING)), Asset.department_id),
               and_(unobjected(now), exists().where(
                   StoryAsset.asset_id == Asset.id, StoryAsset.story_id == Story.id,
                   Story.department_id == Asset.department_id,
                   concerned(actor, now, and_(Aim.story_id == Story.id, Aim.state.in_(WAITING)), Story.department_id))))


def concerned(actor: Actor, now: datetime, waiting: ColumnElement[bool],
              department_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """SQL: there is an aim that is ``waiting``, and its route names this person, their department, or somebody whose deputy
    they are now; or they are the deputy of one who reviews for the item's department, or for the office.
    """
    absent = deputies.stood_in_for(actor.person_id, now)
    roles = select(PersonRole.person_id).where(PersonRole.person_id.in_(absent))
    reviewing = select(Person.department_id).where(
        Person.id.in_(roles.where(PersonRole.role.in_([Role.REVIEWER, Role.DIRECTOR]))), Person.department_id.is_not(None))
    named = or_(AimGuest.person_id == actor.person_id, AimGuest.person_id.in_(absent),
                AimGuest.department_id == actor.department_id, AimGuest.department_id.in_(reviewing))
    return or_(exists().where(waiting, AimGuest.aim_id == Aim.id, named),
               and_(or_(department_id.in_(reviewing), roles.where(PersonRole.role == Role.EDITOR).exists()),
                    exists().where(waiting)))


def held(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """SQL: this person may see this asset, or is a co-owner of its file."""
    return or_(visible(actor, now), co_owned(actor))


def takes_whole(actor: Actor) -> ColumnElement[bool]:
    """SQL: this person may take this asset's originals, and forms with all their pixels, out of the house."""
    if actor.sees_all:
        return bins.kept()
    ways = [Asset.owner_id == actor.person_id] if actor.person_id is not None else []
    if actor.department_id is not None:
        ways.append(Asset.department_id == actor.department_id)
    return and_(bins.kept(), or_(false(), *ways))


def restorable(actor: Actor, of: type[Asset | Story] = Asset) -> ColumnElement[bool]:
    """SQL: this person sees this asset or story in the bin: the own, a reviewer their department's, the office all. To be
    asked of what is joined with ``Binned`` or ``BinnedStory``; of what lies nowhere in the bin it says nothing.
    """
    if actor.sees_all:
        return true()
    ways = [of.owner_id == actor.person_id] if actor.person_id is not None else []
    if actor.department_id is not None and actor.roles & {Role.REVIEWER, Role.DIRECTOR}:
        ways.append(of.department_id == actor.department_id)
    return or_(false(), *ways)


def takes_copies(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """SQL: this person may take reduced copies of this asset: the own department's, and whatever is published."""
    return or_(takes_whole(actor), published(now))


def takeable(session: Session, actor: Actor, asset_ids: Sequence[int], now: datetime, *, whole: bool) -> set[int]:
    """Return those of these assets of which this person may take copies, or with ``whole`` originals."""
    rule = takes_whole(actor) if whole else takes_copies(actor, now)
    return set(session.scalars(select(Asset.id).where(Asset.id.in_(asset_ids), rule)))


def seen(session: Session, actor: Actor, asset_ids: Sequence[int], now: datetime) -> set[int]:
    """Return those of these assets that this person may see, be it as a co-owner only."""
    return set(session.scalars(select(Asset.id).where(Asset.id.in_(asset_ids), held(actor, now))))


def brought(session: Session, actor: Actor, asset_id: int) -> dict[str, str]:
    """Return the bytes of an asset that this person co-owns, each with the name that they brought it under."""
    mine = co_owners.share_of(co_owners.shares(session, [asset_id]).get(asset_id, []), actor)
    return dict(mine.names) if mine else {}


def takeouts(actor: Actor) -> ColumnElement[bool]:
    """SQL: this person may read that this was taken out, by whom and for what: the own, of the own department's assets,
    the office all. To be asked of ``TakenItem`` joined with ``Takeout`` and ``Asset``.
    """
    if actor.sees_all:
        return true()
    ways = [Takeout.person_id == actor.person_id] if actor.person_id is not None else []
    return or_(takes_whole(actor), *ways)


def co_owned(actor: Actor, sha256: InstrumentedAttribute[str] | None = None) -> ColumnElement[bool]:
    """SQL: this person, or their department, brought bytes of this asset too; with ``sha256``, just these bytes."""
    mine = [CoOwner.person_id == actor.person_id] if actor.person_id is not None else []
    if actor.department_id is not None:
        mine.append(CoOwner.department_id == actor.department_id)
    if not mine:
        return false()
    of_these = true() if sha256 is None else CoOwner.sha256 == sha256
    return and_(bins.kept(), exists().where(CoOwner.asset_id == Asset.id, or_(*mine), of_these))


def seen_by(department_id: int | None = None, person_id: int | None = None) -> tuple[str, ...]:
    """Return the keys by which the search index knows who sees a document: ``d3`` a department, ``p7`` a person."""
    return (*([f"d{department_id}"] if department_id is not None else []),
            *([f"p{person_id}"] if person_id is not None else []))


def handed_in(actor: Actor) -> ColumnElement[bool]:
    """SQL: this person may see that this arrival was handed in: the own, their department's, the office all."""
    if actor.sees_all:
        return true()
    ways = [Arrival.person_id == actor.person_id]
    if actor.department_id is not None:
        ways.append(Arrival.department_id == actor.department_id)
    return or_(*ways)


def require_batch(session: Session, actor: Actor, batch: str) -> None:
    """Do nothing where this person may see that something of a batch was handed in. Raises NotFound."""
    if session.scalar(select(Arrival.id).where(Arrival.batch == batch, handed_in(actor)).limit(1)) is None:
        raise NotFound(what=f"“{batch}”")


def searches(actor: Actor) -> ColumnElement[bool]:
    """SQL: this person may see the name and text of this saved search: the own, and what is shared with them. A private one
    is nobody else's, not the office's either. What it finds is another question: each reader's own.
    """
    others = among_others(SavedSearch, actor)
    return others if actor.person_id is None else or_(SavedSearch.owner_id == actor.person_id, others)


def consents(actor: Actor) -> ColumnElement[bool]:
    """SQL: this person may see this consent and its evidence: those that their own department keeps, the office all."""
    if actor.sees_all:
        return true()
    return false() if actor.department_id is None else Consent.department_id == actor.department_id


def topic_tasks(actor: Actor) -> ColumnElement[bool]:
    """SQL: this person may see this part in a topic: their own department's, the office all."""
    if actor.sees_all:
        return true()
    return false() if actor.department_id is None else TopicTask.department_id == actor.department_id


def accounts(actor: Actor, department_id: int | None) -> bool:
    """Say whether this person may see how a department stands with its quotas and what its points are made of: their own, the
    office and directors all. Rankings are everybody's.
    """
    return actor.sees_all or Role.DIRECTOR in actor.roles or (department_id is not None
                                                              and department_id == actor.department_id)


def given_out(sharer: Actor | None, now: datetime) -> ColumnElement[bool]:
    """SQL: a link that this person made may show this asset to people without an account.

    What is published may go out through anybody. What is not has not passed its review: of that only the office, which has
    the last word there, shows more, and never what was taken down, is out of its term or of somebody's consent, or waits
    from outside.
    """
    if sharer is None or not sharer.sees_all:
        return published(now)
    return or_(published(now), unobjected(now))


def unobjected(now: datetime) -> ColumnElement[bool]:
    """SQL: nothing stands against showing this asset to whom it is shown before its review: it is in its term, with consent,
    was not taken down, does not wait from outside, and is no photograph of a clock.
    """
    taken_down = exists().where(Aim.asset_id == Asset.id, Aim.state == State.WITHDRAWN)
    undecided = and_(Asset.outside_state.is_not(None), Asset.outside_state.in_(UNDECIDED))
    return and_(bins.kept(), in_term(now), consented(now, Asset.id), not_(taken_down), not_(undecided),
                Asset.clock_photo.is_(False))


def shared_views(session: Session, asset_ids: Sequence[int]) -> list[AssetView]:
    """Return assets as a link shows them, in order; of ids that ``given_out`` allowed."""
    return queries.assets(session, asset_ids)


def shared_rendition(session: Session, sha256: str, asset_ids: Several[int]) -> Rendition | None:
    """Return a rendition of what stands for one of these assets, which ``given_out`` allowed; None where it is of none."""
    return session.scalar(select(Rendition).join(Asset, Asset.sha256 == Rendition.original_sha256)
                          .where(Rendition.sha256 == sha256, Asset.id.in_(asset_ids)).limit(1))


def search_filter(actor: Actor) -> ViewerFilter:
    """Return the same rule as ``held`` for the search index, where a co-owner finds a document of their own."""
    departments = frozenset() if actor.department_id is None else frozenset({actor.department_id})
    return ViewerFilter(actor.sees_all, departments, actor.person_id)


def asset_for(session: Session, actor: Actor, asset_id: int, now: datetime) -> Asset:
    """Return an asset that this person may see whole. Raises NotFound otherwise: whether it exists is not told either."""
    return _the_one(session, asset_id, visible(actor, now))


def file_for(session: Session, actor: Actor, asset_id: int, now: datetime) -> Asset:
    """Return an asset that this person may see, be it as a co-owner only. Raises NotFound."""
    return _the_one(session, asset_id, held(actor, now))


def original_for(session: Session, actor: Actor, asset_id: int, sha256: str, now: datetime) -> tuple[Asset, str | None]:
    """Return the asset that holds these bytes, for one who may see them, and the name under which they brought them too.

    The name is None for who has not brought them. Raises NotFound.
    """
    brought = co_owned(actor, Original.sha256)
    row = session.execute(
        select(Asset, brought).join(Original, Original.asset_id == Asset.id)
        .where(Asset.id == asset_id, Original.sha256 == sha256, or_(visible(actor, now), brought))).first()
    if row is None:
        raise NotFound(what=sha256[:12])
    mine = co_owners.share_of(co_owners.shares(session, [asset_id]).get(asset_id, []), actor) if row[1] else None
    return row[0], mine.names.get(sha256, "") if mine else None


def rendition_for(session: Session, actor: Actor, sha256: str, now: datetime) -> tuple[str, bool]:
    """Return the media type of a rendition that this person may see: of an asset that is theirs to see, or, for a co-owner,
    of the picture that stands for it and of the bytes that they brought. Raises NotFound.

    Beside it whether they see it whatever becomes of the asset: the own, the own department's, the office all. What others
    see may come down, so their browsers have to ask each time.
    """
    row = session.execute(_rendition(actor), {"sha256": sha256, "at": now}).first()
    if row is None:
        raise NotFound(what=sha256[:12])
    return row[0], row[1] or actor.sees_all


@lru_cache(maxsize=1024)
def _rendition(actor: Actor) -> Select[str, bool]:
    """The question is put thirty times for a page of pictures: to word it takes several times as long as to answer it."""
    at: Any = bindparam("at", type_=Utc())
    shown = and_(Asset.sha256 == Rendition.original_sha256, co_owned(actor))
    whole = takes_whole(actor)
    return (select(Rendition.media_type, whole).join(Original, Original.sha256 == Rendition.original_sha256)
            .join(Asset, Asset.id == Original.asset_id)
            .where(Rendition.sha256 == bindparam("sha256"),
                   or_(visible(actor, at), shown, co_owned(actor, Rendition.original_sha256)))
            .order_by(whole.desc()).limit(1))


def binned_rendition(session: Session, actor: Actor, sha256: str) -> Rendition:
    """Return a rendition of what this person sees in the bin. Raises NotFound."""
    found = select(Rendition).join(Asset, Asset.sha256 == Rendition.original_sha256).join(Binned, Binned.asset_id == Asset.id)
    rendition = session.scalar(found.where(Rendition.sha256 == sha256, restorable(actor)).limit(1))
    if rendition is None:
        raise NotFound(what=sha256[:12])
    return rendition


@lru_cache(maxsize=1024)
def _visible_of(actor: Actor) -> Select[int]:
    at: Any = bindparam("at", type_=Utc())
    return select(Asset.id).where(Asset.id.in_(bindparam("ids", expanding=True)), visible(actor, at))


def views(session: Session, actor: Actor, asset_ids: Sequence[int], now: datetime) -> list[AssetView]:
    """Return those of these assets that this person may see, in order, each as it is theirs to see.

    Of an asset that somebody only co-owns there is the file and nothing of what is said of it.
    """
    whole = set(session.scalars(_visible_of(actor), {"ids": asset_ids, "at": now}))
    rest = [one for one in asset_ids if one not in whole]
    bare = set(session.scalars(select(Asset.id).where(Asset.id.in_(rest), co_owned(actor)))) if rest else set()
    mine = {asset_id: co_owners.share_of(found, actor)
            for asset_id, found in (co_owners.shares(session, sorted(bare)) if bare else {}).items()}
    seen = queries.assets(session, [one for one in asset_ids if one in whole or mine.get(one) is not None])
    return [co_owners.as_co_owner(view, share) if (share := mine.get(view.id)) is not None else view for view in seen]


def view_for(session: Session, actor: Actor, asset_id: int, now: datetime) -> AssetView:
    """Return one asset as it is this person's to see. Raises NotFound."""
    found = views(session, actor, [asset_id], now)
    if not found:
        raise NotFound(what=public_id(asset_id))
    return found[0]


def _the_one(session: Session, asset_id: int, rule: ColumnElement[bool]) -> Asset:
    asset = session.scalar(select(Asset).where(Asset.id == asset_id, rule))
    if asset is None:
        raise NotFound(what=f"V{asset_id}")
    return asset
