"""Which files of which assets somebody may take out in a form; why not the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from index.catalogue import visibility
from index.catalogue.assets import Asset, Kind, public_id
from index.catalogue.demands import demands
from index.catalogue.people import Actor
from index.catalogue.posters import FIRST_PAGE
from index.catalogue.queries import AssetView
from index.errors import Forbidden, NotFound, VitrineError
from ingest.steps.copy_presets import ORIGINAL, PROXY, of_kind
from server import policy
from server.checks import preflight
from server.checks.measuring import measured
from server.downloads.forms import FOR, form
from server.downloads.names import copy_name


@dataclass(frozen=True, slots=True)
class Piece:
    """One file to hand over. ``sha256`` names the bytes that it is, or is made from, on a shelf."""

    asset: AssetView
    preset: str
    name: str
    sha256: str
    bytes: int


def pieces(session: Session, actor: Actor, asset_id: int, preset: str, now: datetime) -> list[Piece]:
    """Return what this person gets of one asset. Raises NotFound, Forbidden take-whole, take-unpublished, take-not-ready."""
    policy.require(actor, "download")
    seen = visibility.views(session, actor, [asset_id], now)
    if not seen:
        raise NotFound(what=public_id(asset_id))
    view = seen[0]
    if preset == ORIGINAL:
        return _originals(session, actor, view, now)
    if preset.startswith(FOR) and view.kind == Kind.VIDEO:
        return [_film_for(session, actor, view, preset, now)]
    whole = form(session, preset).whole
    if not visibility.takeable(session, actor, [asset_id], now, whole=whole):
        raise _refusal(view, whole and _published(session, actor, asset_id, now))
    return [copied(view, preset)]


def _film_for(session: Session, actor: Actor, view: AssetView, preset: str, now: datetime) -> Piece:
    """A film for a channel: its original where that is what the channel demands and this person may have it, else its proxy.

    Raises Forbidden, VitrineError take-not-ready, take-unfit.
    """
    held = demands(session).get((preset.removeprefix(FOR), view.kind), {})
    one = measured(session, [view.id])[view.id]
    if not preflight.file_misses(held, one) and visibility.takeable(session, actor, [view.id], now, whole=True):
        return next(piece for piece in _originals(session, actor, view, now) if piece.sha256 == view.sha256)
    if not visibility.takeable(session, actor, [view.id], now, whole=False):
        raise _refusal(view, False)
    piece = copied(view, PROXY)
    if not preflight.proxy_fits(held, one):
        raise VitrineError("take-unfit", asset=view.public_id)
    return piece


def copied(view: AssetView, preset: str) -> Piece:
    """Return the copy of an asset in a form; whether somebody may have it was asked before. Raises take-not-ready."""
    form = of_kind(preset, view.kind)
    if view.kind == Kind.POSTER and form != ORIGINAL:  # a copy is a picture of its first page
        page = view.renditions.get(FIRST_PAGE)
        if page is None:
            raise VitrineError("take-not-ready", asset=view.public_id)
        return Piece(view, form, copy_name(view, form, "jpg"), page.sha256, page.bytes)
    if form != PROXY:
        return Piece(view, form, copy_name(view, form, "jpg"), view.sha256, view.originals[0].bytes)
    proxy = view.renditions.get(PROXY)
    if proxy is None:
        raise VitrineError("take-not-ready", asset=view.public_id)
    return Piece(view, PROXY, copy_name(view, PROXY, "mp4"), proxy.sha256, proxy.bytes)


def originals(session: Session, actor: Actor, asset_ids: Sequence[int], now: datetime) -> int:
    """Return of how many of these assets this person may take an original, be it the one that they brought as co-owner."""
    query = select(func.count()).select_from(Asset).where(
        Asset.id.in_(asset_ids), visibility.held(actor, now), or_(visibility.takes_whole(actor), visibility.co_owned(actor)))
    return session.scalar(query) or 0


def counted(session: Session, actor: Actor, asset_ids: Sequence[int], now: datetime) -> dict[bool, int]:
    """Return of how many of these assets this person may take copies (False), and originals (True)."""
    return {whole: len(visibility.takeable(session, actor, asset_ids, now, whole=whole)) for whole in (False, True)}


def _originals(session: Session, actor: Actor, view: AssetView, now: datetime) -> list[Piece]:
    """All files of an asset; a co-owner's view holds those that they brought."""
    bare = not view.words.version
    if not bare and not visibility.takeable(session, actor, [view.id], now, whole=True):
        mine = visibility.brought(session, actor, view.id)
        if not mine:
            raise _refusal(view, True)
        return [Piece(view, ORIGINAL, mine[one.sha256] or one.name, one.sha256, one.bytes)
                for one in view.originals if one.sha256 in mine]
    return [Piece(view, ORIGINAL, one.name, one.sha256, one.bytes) for one in view.originals]


def _published(session: Session, actor: Actor, asset_id: int, now: datetime) -> bool:
    return bool(visibility.takeable(session, actor, [asset_id], now, whole=False))


def _refusal(view: AssetView, whole: bool) -> Forbidden:
    if whole:
        return Forbidden("take-whole", asset=view.public_id, owner=view.department or view.owner or "办公室 / the office")
    return Forbidden("take-unpublished", asset=view.public_id)
