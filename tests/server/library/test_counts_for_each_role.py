"""Counts beside facets and suggestions, for every role, against a plain SQL count under the same rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from index.catalogue import visibility
from index.catalogue.assets import Asset, Description
from index.catalogue.channels import Aim, Channel
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.lifecycle import State
from index.catalogue.people import OWNER, Actor
from index.db import reading, writing
from index.search import gather, rebuild
from index.search.search import search
from server.searches.offers import offers

HOUR = timedelta(hours=1)
ROLES = ("photographer", "second_photographer", "reviewer", "director", "editor", "second_editor", "administrator",
         "outsider", "owner")
COLUMNS = {"department": Department.code, "event": Event.name, "kind": Asset.kind}


@pytest.fixture
def crowd(home: Any, cast: Any, new_asset: Callable[..., int], clock: Any) -> None:
    """Assets of several departments, events and states, some published, some under an embargo."""
    with writing(home.engine) as session:
        today = clock().date()
        session.add_all([Event(name=name, starts_on=today, ends_on=today, department_id=1) for name in ("校运动会", "书市")])
        screens = session.scalars(select(Channel.id).where(Channel.code == "screens")).one()
    owners = (cast.photographer, cast.second_photographer, cast.outsider, cast.editor, None)
    for number in range(60):
        state = list(State)[number % len(State)]
        term = {"embargo_until": clock() + HOUR if number % 7 == 0 else None,
                "expires_at": clock() - HOUR if number % 11 == 0 else None}
        asset_id = new_asset(owners[number % 5], event_id=(None, 1, 2)[number % 3],
                             title=("食堂", "操场")[number % 2], **term)
        with writing(home.engine) as session:
            asset = session.get_one(Asset, asset_id)
            asset.kind = ("photo", "video")[number % 4 == 0]
            description = session.get_one(Description, asset_id)
            description.people, description.place = [("张三", "李四", "王五")[number % 3]], ("东操场", "礼堂")[number % 2]
            session.add(Aim(asset_id=asset_id, channel_id=screens, state=state, pinned_sha256=asset.sha256, pinned_version=1,
                            changed_at=clock()))
    rebuild.rebuild(home.index, gather.all_documents(home.engine))


def actor_of(cast: Any, role: str) -> Actor:
    found: Actor = OWNER if role == "owner" else cast.people[role]
    return found


def counted(home: Any, actor: Actor, now: Any, column: Any, *conditions: Any) -> dict[str, int]:
    with reading(home.engine) as session:
        rows = session.execute(
            select(column, func.count()).select_from(Asset).join(Description, Description.asset_id == Asset.id)
            .outerjoin(Department, Department.id == Asset.department_id).outerjoin(Event, Event.id == Asset.event_id)
            .where(visibility.visible(actor, now), *conditions).group_by(column))
        return {value: number for value, number in rows if value is not None}


@pytest.mark.usefixtures("crowd")
def test_facets_and_suggestions_count_what_each_role_may_see(home: Any, cast: Any, clock: Any) -> None:
    """In one test, as the crowd takes longer to make than to count."""
    for role in ROLES:
        facets_with_and_without_their_own_condition(home, actor_of(cast, role), clock(), role)
        suggestions(home, actor_of(cast, role), clock(), role)


def facets_with_and_without_their_own_condition(home: Any, actor: Actor, now: Any, role: str) -> None:
    options = {"limit": 0, "now": now, "viewer_filter": visibility.search_filter(actor)}
    everything = search(home.index, "", **options)
    assert everything.total == sum(counted(home, actor, now, Asset.kind).values()), role
    narrowed = search(home.index, "食堂 活动:校运动会 类型:照片", **options)
    canteen, games, photos = Description.title == "食堂", Event.name == "校运动会", Asset.kind == "photo"
    for name, column in COLUMNS.items():
        assert everything.facets[name] == counted(home, actor, now, column), (role, name)
        assert narrowed.facets[name] == counted(home, actor, now, column, canteen, games, photos), (role, name)
    assert narrowed.choices == {"event": counted(home, actor, now, Event.name, canteen, photos),
                                "kind": counted(home, actor, now, Asset.kind, canteen, games)}, role


def suggestions(home: Any, actor: Actor, now: Any, role: str) -> None:
    def offered(text: str) -> dict[str, int | None]:
        return {one.label: one.count for one in offers(home, actor, text, now, chinese=True)[1] if one.kind != "field"}

    assert offered("活动:") == counted(home, actor, now, Event.name), role
    assert offered("地点:") == counted(home, actor, now, Description.place), role
    assert offered("部门:") == counted(home, actor, now, Department.name), role
    games = {name: n for name, n in counted(home, actor, now, Event.name).items() if name == "校运动会"}
    assert offered("ydh") == games, role
