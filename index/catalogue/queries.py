"""Named reads of assets: frozen dataclasses out, no row objects. Callers apply ``visibility`` first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from index.catalogue import posters
from index.catalogue.assets import Asset, Description, FormerAsset, Original, Part, Rendition, public_id, row_id
from index.catalogue.bins import Binned
from index.catalogue.channels import Aim, Channel
from index.catalogue.choices import NOTHING, Choice, Chosen, chosen_of
from index.catalogue.consents import ConsentEnd
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.kits import Kit
from index.catalogue.licences import Licence
from index.catalogue.links import Link
from index.catalogue.people import Person
from index.catalogue.stacks import Stack, StackMember
from index.errors import Conflict, NotFound

T = TypeVar("T")
HASH_BEGINNING = 8

# Worded once: each page of pictures asks all of them, and to word them takes longer than to answer them. Files are read as
# columns, of which there are several for each asset, for the same reason.
_IDS: Final[Any] = bindparam("ids", expanding=True)
_RENDITION: Final = (Rendition.preset, Rendition.sha256, Rendition.width, Rendition.height, Rendition.bytes,
                     Rendition.media_type)
_ASSETS: Final = (
    select(Asset, Description, Person.display, Department.name, Department.code, Event.name, Event.place, Kit.name,
           StackMember.stack_id, Stack.cover_id, Choice, Licence,
           select(Link.department_id).where(Link.id == Asset.outside_link_id).scalar_subquery(),
           exists().where(Binned.asset_id == Asset.id), exists().where(Binned.asset_id == Stack.cover_id))
    .join(Description, Description.asset_id == Asset.id)
    .outerjoin(Person, Person.id == Asset.owner_id).outerjoin(Department, Department.id == Asset.department_id)
    .outerjoin(Event, Event.id == Asset.event_id).outerjoin(Kit, Kit.id == Asset.kit_id)
    .outerjoin(Choice, Choice.asset_id == Asset.id).outerjoin(Licence, Licence.code == Asset.licence)
    .outerjoin(StackMember, StackMember.asset_id == Asset.id).outerjoin(Stack, Stack.id == StackMember.stack_id)
    .where(Asset.id.in_(_IDS)))
_ORIGINALS: Final = (
    select(Original.asset_id, Original.sha256, Original.name, Original.bytes, Original.media_type, Original.part)
    .where(Original.asset_id.in_(_IDS)).order_by(Original.sha256))
_RENDITIONS: Final = (
    select(Asset.id, *_RENDITION).join(Rendition, Rendition.original_sha256 == Asset.sha256)
    .where(Asset.id.in_(_IDS)).order_by(Rendition.preset))
_FILMS: Final = (
    select(Original.asset_id, *_RENDITION).join(Rendition, Rendition.original_sha256 == Original.sha256)
    .where(Original.asset_id.in_(_IDS), Original.part == Part.FILM, Rendition.preset == "proxy"))
_AIMS: Final = (
    select(Asset.id, Channel.code, Aim.state).join(Aim, Aim.asset_id == Asset.id).join(Channel, Channel.id == Aim.channel_id)
    .where(Asset.id.in_(_IDS)).order_by(Channel.position))
_ENDS: Final = (
    select(ConsentEnd.asset_id, Channel.code, ConsentEnd.ends_at).outerjoin(Channel, Channel.id == ConsentEnd.channel_id)
    .where(ConsentEnd.asset_id.in_(_IDS)))


@dataclass(frozen=True, slots=True)
class Words:
    """What people say of an asset, at one version."""

    version: int
    title: str
    caption: str
    keywords: tuple[str, ...]
    people: tuple[str, ...]
    place: str
    credit: str
    nobody: bool = False


@dataclass(frozen=True, slots=True)
class OriginalView:
    sha256: str
    name: str
    bytes: int
    media_type: str
    part: str = Part.SHOWN


@dataclass(frozen=True, slots=True)
class RenditionView:
    preset: str
    sha256: str
    width: int
    height: int
    bytes: int
    media_type: str


@dataclass(frozen=True, slots=True)
class AssetView:
    """An asset with its names resolved, as pages, the command line and the index read it.

    ``originals`` begin with the one that is shown, whose ``renditions`` these are; ``film`` plays a Live Photo.
    """

    id: int
    kind: str
    sha256: str
    owner_id: int | None
    owner: str | None
    department_id: int | None
    department: str | None
    department_code: str | None
    event_id: int | None
    event: str | None
    event_place: str | None
    kit: str | None
    created_at: datetime
    ready: bool
    captured_local: datetime | None
    captured_utc: datetime | None
    width: int | None
    height: int | None
    duration: float | None
    color: str | None
    facts: dict[str, Any]
    embargo_until: datetime | None
    expires_at: datetime | None
    words: Words
    originals: tuple[OriginalView, ...]
    renditions: dict[str, RenditionView]
    film: RenditionView | None
    status: dict[str, str]
    clock_shift: int | None = None
    clock_photo: bool = False
    outside_state: str | None = None
    outside_department_id: int | None = None
    recompressed: bool = False
    stack_id: int | None = None
    behind: bool = False
    """It stands in a stack with another on top, which does not lie in the bin."""
    chosen: Chosen = NOTHING
    """Its rating, flag and colour."""
    licence: str | None = None
    licence_name: tuple[str, str] | None = None
    licence_terms: str = ""
    consent_ends: tuple[tuple[str | None, datetime], ...] = ()
    """From when on it may not be shown for want of a consent, by channel; None is every channel."""
    binned: bool = False
    """It lies in the recycle bin: hidden everywhere else."""

    @property
    def public_id(self) -> str:
        return public_id(self.id)

    @property
    def pages(self) -> tuple[RenditionView, ...]:
        """A poster's pages as screens show them, in order; none of anything else."""
        numbered = ((posters.page_number(one.preset), one) for one in self.renditions.values())
        return tuple(one for number, one in sorted(((n, one) for n, one in numbered if n), key=lambda pair: pair[0]))

    @property
    def page_texts(self) -> list[str]:
        """The words on each page of a poster."""
        return posters.page_texts(self.facts)

    def consent_end(self, channel: str) -> datetime | None:
        """When the consents that it needs on a channel end; None for never."""
        return min((end for code, end in self.consent_ends if code in {None, channel}), default=None)

    @property
    def name(self) -> str:
        """The file name that it came with."""
        return self.originals[0].name

    @property
    def orientation(self) -> str | None:
        """landscape, portrait or square, as shown."""
        if not self.width or not self.height:
            return None
        ratio = self.width / self.height
        return "square" if 0.95 < ratio < 1.05 else "landscape" if ratio > 1 else "portrait"


def resolve(session: Session, given: str) -> int:
    """Return the row id for ``V12``, a SHA-256, or a unique beginning of one (8 digits or more).

    Raises NotFound, or Conflict(ambiguous) where several begin so.
    """
    given = given.strip()
    if given[:1] in {"V", "v"}:
        found = list(session.scalars(select(Asset.id).where(Asset.id == successor(session, row_id(given)))))
    else:
        digits = given.lower()
        if not HASH_BEGINNING <= len(digits) <= 64 or set(digits) - set("0123456789abcdef"):
            raise NotFound(what=f"“{given}”")
        found = list(session.scalars(select(Original.asset_id).where(Original.sha256.startswith(digits)).distinct().limit(2)))
    if not found:
        raise NotFound(what=f"“{given}”")
    if len(found) > 1:
        raise Conflict("ambiguous", given=given)
    return found[0]


def successor(session: Session, asset_id: int) -> int:
    """Return the asset that one was joined into, or the same id where it was not."""
    return session.scalar(select(FormerAsset.asset_id).where(FormerAsset.id == asset_id)) or asset_id


def asset(session: Session, asset_id: int) -> AssetView:
    """Return one asset. Raises NotFound."""
    views = assets(session, [asset_id])
    if not views:
        raise NotFound(what=public_id(asset_id))
    return views[0]


def assets(session: Session, ids: Sequence[int]) -> list[AssetView]:
    """Return those of the assets that exist, in the order asked for, in six reads whatever their number."""
    def read(statement: Any) -> Any:
        return session.execute(statement, {"ids": ids})

    originals = _grouped((asset_id, OriginalView(*file)) for asset_id, *file in read(_ORIGINALS))
    renditions = _grouped((asset_id, RenditionView(*file)) for asset_id, *file in read(_RENDITIONS))
    films = {asset_id: RenditionView(*file) for asset_id, *file in read(_FILMS)}
    status = _grouped((asset_id, (code, state)) for asset_id, code, state in read(_AIMS))
    ends = _grouped((asset_id, (code, at)) for asset_id, code, at in read(_ENDS))
    views = {row[0].id: _view(row, originals.get(row[0].id, []), renditions.get(row[0].id, []),
                              films.get(row[0].id), status.get(row[0].id, []), ends.get(row[0].id, []))
             for row in read(_ASSETS)}
    return [views[i] for i in ids if i in views]


def words_of(row: Description) -> Words:
    return Words(row.version, row.title, row.caption, tuple(row.keywords), tuple(row.people), row.place, row.credit,
                 row.nobody)


def _view(row: Any, originals: list[OriginalView], renditions: list[RenditionView],
          film: RenditionView | None, status: list[tuple[str, str]],
          ends: Sequence[tuple[str | None, datetime]]) -> AssetView:
    (asset, words, owner, department, code, event, event_place, kit, stack, cover, choice, licence, outside_to, binned,
     uncovered) = row
    return AssetView(
        id=asset.id, kind=asset.kind, sha256=asset.sha256, owner_id=asset.owner_id, owner=owner,
        department_id=asset.department_id, department=department, department_code=code, event_id=asset.event_id,
        event=event, event_place=event_place, kit=kit, created_at=asset.created_at, ready=asset.rendered_at is not None,
        captured_local=asset.captured_local, captured_utc=asset.captured_utc, width=asset.width, height=asset.height,
        duration=asset.duration, color=asset.color, facts=asset.facts, embargo_until=asset.embargo_until,
        expires_at=asset.expires_at, words=words_of(words),
        originals=tuple(sorted(originals, key=lambda one: (one.sha256 != asset.sha256, one.part))),
        renditions={one.preset: one for one in renditions}, film=film, status=dict(status), clock_shift=asset.clock_shift,
        clock_photo=asset.clock_photo, outside_state=asset.outside_state,
        outside_department_id=outside_to, recompressed=asset.recompressed, stack_id=stack,
        behind=cover is not None and cover != asset.id and not uncovered, chosen=chosen_of(choice), licence=asset.licence,
        licence_name=(licence.name, licence.name_en) if licence else None, licence_terms=licence.terms if licence else "",
        consent_ends=tuple(ends), binned=binned)


def _grouped(pairs: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    groups: dict[int, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
