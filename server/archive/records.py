"""What the archive says of each thing, as JSON and as a line of a sheet: all that is known, where it was published and
adopted, and how the consents of those whom it shows stand on the day of the archive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from index.catalogue import items
from index.catalogue.channels import Aim, Channel
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.items import Ref
from index.catalogue.outlets import Outlet
from index.catalogue.people import Actor
from index.catalogue.placements import Placement, PlacementState
from index.catalogue.queries import AssetView
from index.catalogue.reviews import Review
from index.catalogue.stories import Story, StoryKind, content_of, public_id
from server.consents import standing
from server.library.record import told

ASSET_HEAD: Final = ("素材 asset", "文件 files", "标题 title", "说明 caption", "关键词 keywords", "人物 people", "地点 place",
                     "署名 credit", "部门 department", "活动 event", "拍摄时间 captured", "发布 published", "采用 adopted",
                     "授权 consents", "SHA-256")
STORY_HEAD: Final = ("稿件 story", "文件 file", "标题 title", "类别 kind", "部门 department", "活动 event", "作者 authors",
                     "摄影 photographers", "发布 published", "采用 adopted", "图片 pictures")
PLACED_HEAD: Final = ("用稿记录 placement", "内容 item", "媒体 outlet", "刊发日期 published on", "链接 link", "名次 rank",
                      "凭证 evidence")


def asset(session: Session, actor: Actor, view: AssetView, files: Sequence[str], now: datetime) -> dict[str, Any]:
    """Return all that is known of an asset, with its files in the archive."""
    ref = items.ref(view.id)
    people = standing.named(session, actor, view.id, view.words.people, now) if view.words.people else []
    return {**told(view), "files": list(files), "published": published(session, ref), "adopted": adopted(session, ref),
            "consents": [{"name": one.name, "standing": str(one.standing), "minor": one.minor,
                          "until": one.until.isoformat() if one.until else None,
                          "channels": [zh for zh, _en in one.channels], "doubtful": one.doubtful} for one in people]}


def asset_line(held: Mapping[str, Any]) -> list[str]:
    """Return an asset's line of the sheet."""
    consents = "；".join(f"{one['name']} {one['standing']}" + (f" {one['until'][:10]}" if one["until"] else "")
                        for one in held["consents"])
    return [held["id"], "\n".join(held["files"]), held["title"], held["caption"], "、".join(held["keywords"]),
            "、".join(held["people"]), held["place"], held["credit"], held["department"] or "", held["event"] or "",
            held["captured_local"] or "", _published(held), _adopted(held), consents, held["sha256"]]


def story(session: Session, row: Story, path: str) -> dict[str, Any]:
    """Return all that is known of a story as it stands, with its file in the archive."""
    content, ref = content_of(session, row), items.story(row.id)
    department = session.get(Department, row.department_id) if row.department_id else None
    event = session.get(Event, row.event_id) if row.event_id else None
    kind = session.get_one(StoryKind, row.kind)
    return {"id": public_id(row.id), "file": path, "kind": row.kind, "kind_name": kind.name, "title": row.title,
            "summary": row.summary, "body": row.body, "version": row.version, "changed_at": row.changed_at.isoformat(),
            "department": department.name if department else None, "event": event.name if event else None,
            "credits": [{"part": one["part"], "name": one["name"], "share": one["share"]} for one in content["credits"]],
            "assets": [{"asset": f"V{one['asset']}", "caption": one["caption"]} for one in content["assets"]],
            "published": published(session, ref), "adopted": adopted(session, ref)}


def story_line(held: Mapping[str, Any]) -> list[str]:
    """Return a story's line of the sheet."""
    def named(part: str) -> str:
        return "、".join(one["name"] for one in held["credits"] if one["part"] == part)

    return [held["id"], held["file"], held["title"], held["kind_name"], held["department"] or "", held["event"] or "",
            named("author"), named("photographer"), _published(held), _adopted(held),
            "、".join(one["asset"] for one in held["assets"])]


def published(session: Session, ref: Ref) -> list[dict[str, Any]]:
    """Return where an item was published: channel, since when, and its state there now."""
    rows = session.execute(
        select(Channel.code, Channel.name, func.min(Review.at), Aim.state).join(Aim, Aim.channel_id == Channel.id)
        .join(Review, Review.aim_id == Aim.id).where(ref.aims, Review.final)
        .group_by(Channel.code, Channel.name, Channel.position, Aim.state).order_by(Channel.position))
    return [{"channel": code, "name": name, "since": since.isoformat(), "state": state} for code, name, since, state in rows]


def adopted(session: Session, ref: Ref) -> list[dict[str, Any]]:
    """Return where an item was adopted."""
    return [_placed(one, outlet) for one, outlet in session.execute(_adoptions().where(
        Placement.story_id == ref.id if ref.kind is items.ItemKind.STORY else Placement.asset_id == ref.id))]


def placements(session: Session, ref: Ref) -> Iterator[Placement]:
    """Yield the adoptions of an item."""
    yield from session.scalars(select(Placement).where(
        Placement.state == PlacementState.ADOPTED,
        Placement.story_id == ref.id if ref.kind is items.ItemKind.STORY else Placement.asset_id == ref.id))


def placed_line(item: str, held: Mapping[str, Any], evidence: str) -> list[str]:
    """Return an adoption's line of the sheet."""
    return [f"P{held['placement']}", item, held["outlet"], held["published_on"], held["link"], held["rank"] or "", evidence]


def _adoptions() -> Any:
    return (select(Placement, Outlet.name).outerjoin(Outlet, Outlet.id == Placement.outlet_id)
            .where(Placement.state == PlacementState.ADOPTED).order_by(Placement.published_on, Placement.id))


def _placed(one: Placement, outlet: str | None) -> dict[str, Any]:
    return {"placement": one.id, "outlet": outlet or "",
            "published_on": one.published_on.isoformat() if one.published_on else "", "link": one.link,
            "contest": one.contest, "rank": one.rank, "evidence_sha256": one.evidence_sha256}


def _published(held: Mapping[str, Any]) -> str:
    return "；".join(f"{one['name']} {one['since'][:10]}" for one in held["published"])


def _adopted(held: Mapping[str, Any]) -> str:
    return "；".join(f"{one['outlet']} {one['published_on']}" for one in held["adopted"])
