"""Who sees what, when: a matrix of people and states, asked of one row, of SQL and of the search index alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from index.catalogue import co_owners, visibility
from index.catalogue.assets import Arrival, Asset, Description, Original, Rendition
from index.catalogue.channels import DEFAULT_CHANNELS, Aim, Channel
from index.catalogue.co_owners import CoOwner
from index.catalogue.lifecycle import State
from index.catalogue.people import OWNER, Actor
from index.db import reading, writing
from index.errors import NotFound
from index.search import gather
from index.search import rebuild as rebuilding
from index.search.drift import differences
from index.search.index_home import IndexHome
from index.search.search import search

Aimed = Callable[..., int]
HOUR = timedelta(hours=1)
STRANGERS = ("outsider",)  # of the library, which co-owns what is called "shared"
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


@pytest.fixture
def brought(home: Any, cast: Any, clock: Any) -> Callable[..., None]:
    """Return a function that has somebody bring an asset's bytes once more: (asset id, who, name)."""

    def bring(asset_id: int, who: Any, name: str = "书市.JPG", **given: Any) -> None:
        with writing(home.engine) as session:
            sha256 = session.get_one(Asset, asset_id).sha256
            columns = {"department_id": who.department_id, "person_id": who.person_id, **given}
            arrival = Arrival(asset_id=asset_id, sha256=sha256, batch="b2", door="browser", name=name, path=name, bytes=1,
                              outcome="already-here", received_at=clock(), **columns)
            session.add(arrival)
            co_owners.co_own(session, arrival, who, now=clock())

    return bring


@pytest.fixture
def shared(shelf: dict[str, int], brought: Callable[..., None], cast: Any) -> dict[str, int]:
    """The same shelf, each brought by the library too, twice by two people; some by somebody of no department."""
    for number, asset_id in enumerate(shelf.values()):
        brought(asset_id, cast.outsider)
        brought(asset_id, replace(cast.outsider, person_id=None), "再来.JPG")
        if number % 2:
            brought(asset_id, replace(cast.editor, person_id=cast.director.person_id, department_id=None), "处长.JPG")
    return shelf


def expected(part: str, name: str) -> bool:
    """Written from the rules: the office sees all, the owner the own, kin the department's, others what is published."""
    if part in OFFICE or part in {"owner", "photographer"} or name.startswith("public"):
        return True
    return part in KIN and not name.startswith("nobodys")


def co_owns(part: str, number: int) -> bool:
    return part in STRANGERS or (part == "director" and number % 2 == 1)


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


def by_search(home: IndexHome, actor: Actor, ids: dict[str, int], now: datetime, text: str = "食堂") -> set[str]:
    results = search(home, text, limit=100, now=now, viewer_filter=visibility.search_filter(actor))
    found = {hit.asset_id for hit in results.hits if not hit.near}
    assert results.total == len(found), "totals and facets count only what may be seen"
    return {name for name, asset_id in ids.items() if asset_id in found}


def test_an_approval_is_for_this_assets_text_alone(engine: Engine, cast: Any, aimed: Aimed, clock: Any) -> None:
    ids = {"changed": aimed(State.APPROVED, pinned=1), "ahead": aimed(State.APPROVED, pinned=2)}
    with writing(engine) as session:
        session.get_one(Description, ids["changed"]).version = 2
    assert by_row(engine, cast.outsider, ids, clock()) == set()
    with writing(engine) as session:
        session.get_one(Description, ids["ahead"]).version = 2
    assert by_row(engine, cast.outsider, ids, clock()) == by_sql(engine, cast.outsider, ids, clock()) == {"ahead"}


def test_row_sql_and_search_agree_with_the_rules(engine: Engine, home: Any, cast: Any, shelf: dict[str, int],
                                                 clock: Any) -> None:
    rebuilding.rebuild(home.index, gather.all_documents(engine))
    actors = {**cast.people, "owner": OWNER}
    assert set(actors) == {*STRANGERS, *KIN, *OFFICE, "owner"}
    for part, actor in actors.items():
        right = {name for name in shelf if expected(part, name)}
        assert by_row(engine, actor, shelf, clock()) == right, part
        assert by_sql(engine, actor, shelf, clock()) == right, part
        assert by_search(home.index, actor, shelf, clock()) == right, part


def test_a_co_owner_has_the_file_and_no_word_of_it(engine: Engine, home: Any, cast: Any, shared: dict[str, int],
                                                   clock: Any) -> None:
    """For every role and state: by SQL, in views, and by search, where every way of asking must give the same."""
    rebuilding.rebuild(home.index, gather.all_documents(engine))
    now = clock()
    for part, actor in {**cast.people, "owner": OWNER}.items():
        whole = {name for name in shared if expected(part, name)}
        bare = {name for number, name in enumerate(shared) if co_owns(part, number)} - whole
        with reading(engine) as session:
            held = set(session.scalars(select(Asset.id).where(visibility.held(actor, now))))
            views = {view.id: view for view in visibility.views(session, actor, list(shared.values()), now)}
        assert held == {shared[name] for name in whole | bare} == set(views), part
        assert {name for name in shared if views.get(shared[name]) and views[shared[name]].words.title} == whole, part
        assert by_row(engine, actor, shared, now) == by_sql(engine, actor, shared, now) == whole, part
        assert by_search(home.index, actor, shared, now, "") == whole | bare, part
        for hidden in ("食堂", "食堂开放日", "shitang", "标题:食堂", "title:食堂", "status:draft 食堂", "name:IMG_0001"):
            assert by_search(home.index, actor, shared, now, hidden) <= whole, (part, hidden)
        near = search(home.index, "食堂 别的", limit=100, now=now, viewer_filter=visibility.search_filter(actor)).hits
        assert {hit.asset_id for hit in near} <= {shared[name] for name in whole}, part
        everything = search(home.index, "", limit=1, now=now, viewer_filter=visibility.search_filter(actor))
        assert everything.total == len(whole | bare), part
        assert sum(everything.facets["status"].values()) == len(whole), (part, "where it stands is the first's to know")
        assert everything.facets["photographer"] in ({}, {"photographer 同学": len(whole)}), part


def test_a_co_owner_finds_the_file_by_their_own_name_for_it(engine: Engine, home: Any, cast: Any, aimed: Aimed, clock: Any,
                                                            brought: Callable[..., None]) -> None:
    draft, public = aimed(State.DRAFT), aimed(State.APPROVED)
    for asset_id in (draft, public):
        brought(asset_id, cast.outsider)
    rebuilding.rebuild(home.index, gather.all_documents(engine))

    def found(actor: Actor, text: str) -> set[int]:
        results = search(home.index, text, limit=9, now=clock(), viewer_filter=visibility.search_filter(actor))
        return {hit.asset_id for hit in results.hits if not hit.near}

    assert found(cast.outsider, "书市") == {draft}, "what is published is found as everybody finds it"
    assert found(cast.outsider, "department:library") == found(cast.outsider, "is:mine") == {draft}
    assert found(cast.photographer, "书市") == found(cast.editor, "书市") == set(), "one asset, one document for each reader"
    assert found(cast.photographer, "") == found(cast.editor, "") == {draft, public}
    assert list(differences(engine, home.index)) == []


def test_a_co_owner_keeps_the_file_whatever_becomes_of_it(engine: Engine, cast: Any, aimed: Aimed, clock: Any,
                                                          brought: Callable[..., None]) -> None:
    asset_id = aimed(State.APPROVED, expires_at=clock() + HOUR)
    brought(asset_id, cast.outsider)
    with reading(engine) as session:
        assert visibility.view_for(session, cast.outsider, asset_id, clock()).words.title
    clock.turn(hours=2)
    with reading(engine) as session:
        view = visibility.view_for(session, cast.outsider, asset_id, clock())
        assert (view.words.title, view.name, view.status, view.department) == ("", "书市.JPG", {}, "饮食服务中心")
        with pytest.raises(NotFound):
            visibility.asset_for(session, cast.outsider, asset_id, clock())
        with pytest.raises(NotFound):
            visibility.view_for(session, replace(cast.outsider, department_id=0, person_id=0), asset_id, clock())


def test_the_same_bytes_from_the_same_department_share_nothing(engine: Engine, cast: Any, aimed: Aimed,
                                                               brought: Callable[..., None]) -> None:
    asset_id = aimed(State.DRAFT)
    brought(asset_id, cast.second_photographer)
    brought(asset_id, cast.photographer, department_id=None)
    with reading(engine) as session:
        assert co_owners.shares(session, [asset_id]) == {}
    brought(asset_id, cast.outsider)
    brought(asset_id, cast.outsider)
    with reading(engine) as session:
        (share,) = co_owners.shares(session, [asset_id])[asset_id]
        assert (share.department, share.people) == ("图书馆", {cast.outsider.person_id})
        assert len(session.scalars(select(CoOwner.id)).all()) == 1
        assert co_owners.others(session, asset_id) == [("图书馆", share.since)]


def test_of_several_originals_a_co_owner_has_those_that_they_brought(engine: Engine, cast: Any, aimed: Aimed, clock: Any,
                                                                    brought: Callable[..., None]) -> None:
    asset_id = aimed(State.DRAFT)
    with writing(engine) as session:
        shown = session.get_one(Asset, asset_id).sha256
        raw, film = "a" * 64, "b" * 64
        session.add_all([Original(sha256=one, asset_id=asset_id, name="X", bytes=1, media_type="image/x")
                         for one in (raw, film)])
        session.flush()
        session.add_all([Rendition(original_sha256=one, preset="grid", sha256=f"{number:064x}", media_type="image/jpeg",
                                   width=1, height=1, bytes=1) for number, one in enumerate((shown, raw, film))])
        session.add(CoOwner(asset_id=asset_id, sha256=raw, department_id=cast.outsider.department_id, since=clock()))
    with reading(engine) as session:
        asset, name = visibility.original_for(session, cast.outsider, asset_id, raw, clock())
        assert (asset.id, name) == (asset_id, ""), "brought, under a name that nobody kept"
        assert visibility.original_for(session, cast.photographer, asset_id, film, clock())[1] is None
        for number in (0, 1):
            visibility.rendition_for(session, cast.outsider, f"{number:064x}", clock())
        for refused in (shown, film):
            with pytest.raises(NotFound):
                visibility.original_for(session, cast.outsider, asset_id, refused, clock())
        with pytest.raises(NotFound):
            visibility.rendition_for(session, cast.outsider, f"{2:064x}", clock())
        view = visibility.view_for(session, cast.outsider, asset_id, clock())
        assert [one.sha256 for one in view.originals] == [raw]


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
