"""Assets: read, search, upload, describe; their renditions and originals as bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from flask import Response
from sqlalchemy import select

from index.catalogue import visibility
from index.catalogue.assets import Asset, Outcome, public_id, row_id
from index.catalogue.tokens import Scope
from index.db import reading
from index.errors import VitrineError
from index.search.results import Sort
from server.api import cursors
from server.api.asset_records import AssetRecord, Described, Found, Reference, SearchNote, Taken, record
from server.api.declaring import AssetId, Paging, RowId, Sha256, endpoint
from server.api.shapes import LEFT, Left, Listed, Rule
from server.api.streams import FileBody
from server.library import bytes as media
from server.library.describe import LIMITS, LONGEST_WORD, MANY, Edit, describe
from server.library.find import find
from server.uploads import service as uploads
from server.web.problems import problem
from server.web.services import actor, home, now

Words = Annotated[tuple[Annotated[str, Rule(least=1, most=LONGEST_WORD)], ...], Rule(most=MANY)]
FARTHEST = 1_000_000
"""How far into what was found somebody may read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search(Paging):
    """A query in the query language, and in which order full matches come."""

    q: Annotated[str, Rule(most=2000, about="The query, like `运动会 部门:后勤 拍摄:2026-03..2026-05`.")] = ""
    sort: Sort = Sort.RELEVANCE
    facets: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What comes with a file: its name, its event, and the batch that it is part of."""

    name: Annotated[str, Rule(least=1, most=500, example="IMG_0001.JPG")]
    event: RowId | None = None
    batch: Annotated[str | None, Rule(pattern="^[0-9A-Za-z-]{8,64}$", about="The same for files that came together.")] = None


@dataclass(frozen=True, slots=True)
class AssetEdit:
    """New words for an asset. What is left out stays; null or an empty text takes a value away."""

    title: Annotated[str, Rule(most=LIMITS["title"])] | Left = LEFT
    caption: Annotated[str, Rule(most=LIMITS["caption"])] | Left = LEFT
    keywords: Words | Left = LEFT
    people: Words | Left = LEFT
    nobody: bool | Left = LEFT
    place: Annotated[str, Rule(most=LIMITS["place"])] | Left = LEFT
    credit: Annotated[str, Rule(most=LIMITS["credit"])] | Left = LEFT
    event: RowId | Left | None = LEFT
    licence: Annotated[str | None, Rule(most=60)] | Left = LEFT
    embargo_until: datetime | Left | None = LEFT
    expires_at: datetime | Left | None = LEFT

    def edit(self) -> Edit:
        """Return this as the service takes it."""
        return Edit(_given(self.title), _given(self.caption), _given(self.keywords), _given(self.people), _given(self.place),
                    _given(self.credit), _given(self.event, 0), _given(self.nobody), _given(self.licence, ""),
                    _moment(self.embargo_until), _moment(self.expires_at))


@endpoint("GET", "/assets", Scope.READ_ASSETS, "列出素材", tag="assets")
def list_assets(query: Paging) -> Listed[AssetRecord]:
    """List the assets that may be seen, the last arrived first."""
    after = cursors.place(query, int)
    with reading(home().engine) as session:
        ids = select(Asset.id).where(visibility.held(actor(), now())).order_by(Asset.id.desc()).limit(query.limit + 1)
        if after is not None:
            ids = ids.where(Asset.id < after[0])
        found = list(session.scalars(ids))
        some = found[:query.limit]
        views = visibility.views(session, actor(), some, now())
    return Listed(tuple(map(record, views)), (some[-1],) if len(found) > len(some) else None)


@endpoint("GET", "/assets/search", Scope.READ_ASSETS, "检索素材", tag="assets", tagged=False)
def search_assets(query: Search) -> Found:
    """Find assets by words, facts and facets, in the query language of the search box.

    `total` and `facets` count full matches; after those come the nearest ones, with `near`. What was odd about the query
    stands in `notes`.
    """
    offset = min((cursors.place(query, int) or (0,))[0], FARTHEST)
    finding = find(home(), actor(), query.q, limit=query.limit, offset=offset, now=now(), facets=query.facets,
                   sort=query.sort)
    results = finding.results
    more = len(results.hits) == query.limit and offset < FARTHEST
    return Found(
        results.total,
        tuple(Reference(one.asset.public_id, one.asset.sha256, one.asset.name, one.asset.words.title, round(one.score, 4),
                        one.near) for one in finding.found),
        {name: dict(values) for name, values in results.facets.items()},
        tuple(SearchNote(note.part, note.reason.code, note.reason.zh, note.reason.en) for note in results.notes),
        cursors.written((offset + query.limit,)) if more else None)


@endpoint("GET", "/assets/{asset}", Scope.READ_ASSETS, "查看素材", tag="assets")
def show_asset(asset: AssetId) -> AssetRecord:
    """Show one asset: what is said of it, its facts, files, renditions, and where it stands on each channel."""
    with reading(home().engine) as session:
        return record(visibility.view_for(session, actor(), row_id(asset), now()))


@endpoint("PATCH", "/assets/{asset}", Scope.WRITE_ASSETS, "改素材说明", tag="assets", matches=show_asset)
def describe_asset(asset: AssetId, body: AssetEdit, seen: AssetRecord | None) -> Described:
    """Change what is said of an asset.

    An edit voids approvals that were for the earlier text: `voided` names their channels, where review starts again. Send
    `If-Match` with the ETag that you read, and nobody's words are overwritten unseen.
    """
    saved = describe(home().engine, actor(), row_id(asset), body.edit(), now=now(),
                     seen_version=seen.version if seen else None)
    return Described(public_id(row_id(asset)), saved.words.version, saved.voided)


@endpoint("POST", "/assets", Scope.WRITE_ASSETS, "上传素材", tag="assets", status=201, also=(200,),
          answers=Taken)
def upload_asset(query: Delivered, body: FileBody) -> Any:
    """Upload one file; the body is the file itself.

    201 where it is new, 200 where the same bytes are here already. Its facts, renditions and place in the index follow
    within seconds; read the asset to see them.
    """
    delivery = uploads.Delivery(query.batch or uploads.new_batch(now()), query.name, body.length, query.event,
                                uploads.PROGRAM)
    try:
        if body.length is not None and body.length > home().limit:
            taken = uploads.too_large(home(), actor(), delivery, now=now())
        else:
            taken = uploads.receive(home(), actor(), body, delivery, now=now())  # type: ignore[arg-type]  # read() is all it needs
    except VitrineError:
        body.drain()
        raise
    if taken.reason is not None and taken.outcome is not Outcome.ALREADY_HERE:
        body.drain()
        return problem(taken.reason, 413 if taken.reason.code == "too-large" else 422, {"outcome": taken.outcome.value})
    asset = _seen(taken.asset_id)
    return Taken(taken.outcome, asset, taken.sha256, delivery.batch, f"/api/v1/assets/{asset}" if asset else None), (
        201 if taken.outcome is Outcome.ADDED else 200)


@endpoint("GET", "/renditions/{sha256}", Scope.READ_ASSETS, "取预览图", tag="assets", media="*/*")
def fetch_rendition(sha256: Sha256) -> Response:
    """Fetch a rendition's bytes, whole or in part, by the hash that its asset tells."""
    return _for_programs(media.rendition(sha256))


@endpoint("GET", "/assets/{asset}/originals/{sha256}", Scope.READ_ASSETS, "取原始文件", tag="assets", media="*/*")
def fetch_original(asset: AssetId, sha256: Sha256) -> Response:
    """Fetch an original's bytes: of one's own department's assets, the office all. It is put on record as taken out."""
    return _for_programs(media.original(asset, sha256))


def _for_programs(answer: Response) -> Response:
    answer.vary.discard("Cookie")
    answer.vary.add("Authorization")
    return answer


def _seen(asset_id: int | None) -> str | None:
    """Return an asset's name where the program may know of it: the same bytes may have been here unseen."""
    if asset_id is None:
        return None
    with reading(home().engine) as session:
        return public_id(asset_id) if visibility.seen(session, actor(), [asset_id], now()) else None


def _given(value: Any, nothing: Any = None) -> Any:
    """Return a value as services take it, who leave what is None; ``nothing`` is what they take for none."""
    return None if value is LEFT else nothing if value is None else value


def _moment(value: datetime | Left | None) -> str | None:
    return None if value is LEFT else value.isoformat() if isinstance(value, datetime) else ""
