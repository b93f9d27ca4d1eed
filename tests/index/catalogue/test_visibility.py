"""Who sees what, when: a matrix of people and states, asked of one row, of SQL and of the search index alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from index.catalogue import visibility
from index.catalogue.assets import Asset, Rendition
from index.catalogue.channels import DEFAULT_CHANNELS, Aim, Channel
from index.catalogue.lifecycle import State
from index.catalogue.people import OWNER, Actor
from index.db import reading, writing
from index.errors import NotFound
from index.search import gather
from index.search import rebuild as rebuilding
from index.search.search import search

Aimed = Callable[..., int]
HOUR = timedelta(hours=1)
STRANGERS = ("outsider",)
KIN = ("photographer", "second_photographer", "reviewer", "director")
OFFICE = ("editor", "second_editor", "administrator")


@pytest.fixture
def aimed(home: Any, cast: Any, new_asset: Callable[..., int], clock: Any) -> Aimed:
    """Return a function that enters the photographer's asset in a state on a channel."""

    def make(state: State, channel: str = "screens", *, pinned: int = 1, **columns: Any) -> int:
        asset_id = new_asset(cast.photographer, **columns)
        with writing(home.engine) as session:
            asset = session.get_one(Asset, asset_id)
            where = session.scalars(select(Channel.id).where(Channel.code == channel)).one()
            session.add(Aim(asset_id=asset_id, channel_id=where, state=state, pinned_sha256=asset.sha256,
                            pinned_version=pinned, changed_at=clock()))
        return asset_id

    return make


@pytest.fixture
def shelf(aimed: Aimed, clock: Any) -> dict[str, int]:
    """One asset of the photographer's for each case that matters; names beginning with "public" are published."""
    now = clock()
    made = {state.value: aimed(state) for state in State if state is not State.APPROVED}
    made |= {f"public-{code}": aimed(State.APPROVED, code) for code, *_ in DEFAULT_CHANNELS}
    return made | {
        "embargo": aimed(State.APPROVED, embargo_until=now + HOUR), "expired": aimed(State.APPROVED, expires_at=now - HOUR),
        "public-embargo-over": aimed(State.APPROVED, embargo_until=now),
        "expires-now": aimed(State.APPROVED, expires_at=now),
        "public-in-term": aimed(State.APPROVED, embargo_until=now - HOUR, expires_at=now + HOUR),
        "nobodys": aimed(State.DRAFT, department_id=None), "nobodys-owner": aimed(State.SUBMITTED, department_id=None),
    }


def expected(part: str, name: str) -> bool:
    """Written from the rules: the office sees all, the owner the own, kin the department's, others what is published."""
    if part in OFFICE or part in {"owner", "photographer"} or name.startswith("public"):
        return True
    return part in KIN and not name.startswith("nobodys")


def by_row(engine: Engine, actor: Actor, ids: dict[str, int], now: datetime) -> set[str]:
    seen = set()
    with reading(engine) as session:
        for name, asset_id in ids.items():
            try:
                visibility.asset_for(session, actor, asset_id, now)
            except NotFound:
                continue
            seen.add(name)
    return seen


def by_sql(engine: Engine, actor: Actor, ids: dict[str, int], now: datetime) -> set[str]:
    with reading(engine) as session:
        found = set(session.scalars(select(Asset.id).where(visibility.visible(actor, now))))
    return {name for name, asset_id in ids.items() if asset_id in found}


def by_search(folder: Any, actor: Actor, ids: dict[str, int], now: datetime) -> set[str]:
    results = search(folder, "食堂", limit=100, now=now, viewer_filter=visibility.search_filter(actor))
    found = {hit.asset_id for hit in results.hits if not hit.near}
    assert results.total == len(found), "totals and facets count only what may be seen"
    return {name for name, asset_id in ids.items() if asset_id in found}


def test_row_sql_and_search_agree_with_the_rules(engine: Engine, home: Any, cast: Any, shelf: dict[str, int],
                                                 clock: Any) -> None:
    rebuilding.rebuild(home.settings.home, gather.all_documents(engine))
    actors = {**cast.people, "owner": OWNER}
    assert set(actors) == {*STRANGERS, *KIN, *OFFICE, "owner"}
    for part, actor in actors.items():
        right = {name for name in shelf if expected(part, name)}
        assert by_row(engine, actor, shelf, clock()) == right, part
        assert by_sql(engine, actor, shelf, clock()) == right, part
        assert by_search(home.settings.home, actor, shelf, clock()) == right, part


def test_a_screen_shows_only_what_is_published_on_screens(engine: Engine, shelf: dict[str, int], clock: Any) -> None:
    def shown() -> set[str]:
        with reading(engine) as session:
            found = set(session.scalars(select(Asset.id).where(visibility.shown_on_screens(clock()))))
        return {name for name, asset_id in shelf.items() if asset_id in found}

    assert shown() == {"public-screens", "public-embargo-over", "public-in-term"}
    clock.turn(hours=1)
    assert shown() == {"public-screens", "public-embargo-over", "embargo"}, "time alone opens and closes"


def test_an_approval_is_for_these_bytes_and_this_text(engine: Engine, cast: Any, aimed: Aimed, clock: Any) -> None:
    other_text = aimed(State.APPROVED, pinned=2)
    other_bytes = aimed(State.APPROVED)
    with writing(engine) as session:
        session.execute(update(Aim).where(Aim.asset_id == other_bytes).values(pinned_sha256="0" * 64))
    with reading(engine) as session:
        assert list(session.scalars(select(Asset.id).where(visibility.shown_on_screens(clock())))) == []
        for asset_id in (other_text, other_bytes):
            with pytest.raises(NotFound):
                visibility.asset_for(session, cast.outsider, asset_id, clock())


def test_a_rendition_is_seen_as_its_asset_is(engine: Engine, cast: Any, aimed: Aimed, clock: Any) -> None:
    hashes = {}
    for name, state in (("draft", State.DRAFT), ("approved", State.APPROVED)):
        asset_id = aimed(state)
        hashes[name] = f"{asset_id:064x}"
        with writing(engine) as session:
            original = session.get_one(Asset, asset_id).sha256
            session.add(Rendition(original_sha256=original, preset="grid", sha256=hashes[name], media_type="image/jpeg",
                                  width=400, height=300, bytes=1))
    with reading(engine) as session:
        visibility.rendition_for(session, cast.outsider, hashes["approved"], clock())
        visibility.rendition_for(session, cast.photographer, hashes["draft"], clock())
        for actor, sha256 in ((cast.outsider, hashes["draft"]), (OWNER, "0" * 64)):
            with pytest.raises(NotFound):
                visibility.rendition_for(session, actor, sha256, clock())


def test_the_database_itself_refuses_an_approval_of_nothing(engine: Engine, cast: Any, aimed: Aimed) -> None:
    from sqlalchemy.exc import IntegrityError

    asset_id = aimed(State.APPROVED)
    for values in ({"pinned_sha256": None}, {"pinned_version": None}, {"state": "published"}):
        with pytest.raises(IntegrityError), writing(engine) as session:
            session.execute(update(Aim).where(Aim.asset_id == asset_id).values(**values))
