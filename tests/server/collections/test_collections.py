"""Collections: who sees, keeps, fills and orders them; what is inside obeys each reader's rights."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from index.db import reading
from index.errors import Forbidden, Invalid, NotFound
from server.collections import lists, service, shares
from server.collections.service import Wish
from server.review.service import Order, act


@pytest.fixture
def kept(home: Any, cast: Any, photo: Callable[..., int], clock: Any) -> tuple[int, list[int]]:
    """A collection of the photographer's, shared with everybody: a published photo, then a draft."""
    from server.library.describe import Edit, describe

    ids = [photo(size=(900, 600)), photo(size=(600, 900))]
    describe(home.engine, cast.photographer, ids[0], Edit(title="开幕式", caption="入场", place="操场", credit="王小明"),
             now=clock())
    for who, verb in ((cast.photographer, "submit"), (cast.reviewer, "approve"), (cast.editor, "approve")):
        act(home.engine, who, Order(verb, "screens"), ids[0], now=clock())  # type: ignore[arg-type]
    return service.make(home.engine, cast.photographer, Wish("运动会精选", "二十张", "everyone"), ids, now=clock()), ids


@pytest.mark.parametrize(("shared", "seen"), [
    ("private", {"photographer"}), ("department", {"photographer", "second_photographer", "reviewer", "director"}),
    ("everyone", {"photographer", "second_photographer", "reviewer", "director", "outsider", "editor", "second_editor",
                  "administrator"})])
def test_a_collection_is_seen_by_whom_it_is_shared_with(home: Any, cast: Any, clock: Any, shared: str,
                                                        seen: set[str]) -> None:
    service.make(home.engine, cast.photographer, Wish("甲", shared=shared), now=clock())
    assert {part for part, who in cast.people.items() if lists.lines(home.engine, who, clock())} == seen


def test_each_reader_sees_of_the_inside_what_is_theirs(home: Any, cast: Any, clock: Any, kept: tuple[int, list[int]]) -> None:
    collection, ids = kept
    whole = lists.line(home.engine, cast.reviewer, collection, clock())
    assert (whole.seen, whole.hidden) == (2, 0)
    other = lists.line(home.engine, cast.outsider, collection, clock())
    assert (other.seen, other.hidden) == (1, 1)
    assert [one.asset.id for one in lists.items(home.engine, cast.outsider, collection, clock())] == ids[:1]


def test_only_its_owner_and_the_office_keep_it(home: Any, cast: Any, clock: Any, kept: tuple[int, list[int]]) -> None:
    collection, ids = kept
    for who in (cast.outsider, cast.reviewer):
        with pytest.raises(Forbidden):
            service.reorder(home.engine, who, collection, ids[::-1], now=clock())
    service.change(home.engine, cast.editor, collection, Wish("改名", shared="private"), now=clock())
    with pytest.raises(NotFound):  # a private one is nobody else's
        service.remove(home.engine, cast.editor, collection, now=clock())


def test_one_that_is_edited_together_is_filled_by_those_it_is_shared_with(
        home: Any, cast: Any, clock: Any, photo: Callable[..., int], kept: tuple[int, list[int]], browser: Any) -> None:
    collection, ids = kept
    wish = Wish("一起选", shared="department", together=True)
    service.change(home.engine, cast.photographer, collection, wish, now=clock())
    service.reorder(home.engine, cast.reviewer, collection, ids[::-1], now=clock())
    service.annotate(home.engine, cast.second_photographer, collection, ids[0], "封面", now=clock())
    assert [one.asset.id for one in lists.items(home.engine, cast.photographer, collection, clock())] == ids[::-1]
    with pytest.raises(NotFound):
        service.put_in(home.engine, cast.outsider, collection, ids, now=clock())
    for forbidden in (lambda: service.remove(home.engine, cast.reviewer, collection, now=clock()),
                      lambda: service.change(home.engine, cast.reviewer, collection, Wish("别人的"), now=clock())):
        with pytest.raises(Forbidden):
            forbidden()
    page = browser("reviewer").get(f"/collections/{collection}").text
    assert "/arrange" in page
    assert "/links" not in page
    service.change(home.engine, cast.photographer, collection, Wish("只给自己", shared="private", together=True), now=clock())
    assert not lists.line(home.engine, cast.photographer, collection, clock()).together


def test_what_others_put_in_does_not_leave_by_the_office_s_link(home: Any, cast: Any, clock: Any,
                                                                kept: tuple[int, list[int]]) -> None:
    published, _draft = kept[1]
    alone = service.make(home.engine, cast.editor, Wish("办公室", shared="everyone"), kept[1], now=clock())
    assert shares.would_show(home.engine, cast.editor, alone, clock()) == (2, 0)
    service.change(home.engine, cast.editor, alone, Wish("一起", shared="everyone", together=True), now=clock())
    assert shares.would_show(home.engine, cast.editor, alone, clock()) == (1, 1)
    token = shares.make(home.engine, cast.editor, alone, clock().date() + timedelta(days=3), home.settings.zone, takes=False,
                        now=clock())
    assert [one.asset.id for one in shares.opened(home.engine, token, home.settings.zone, now=clock()).items] == [published]


def test_it_is_filled_ordered_annotated_and_emptied(home: Any, cast: Any, clock: Any, photo: Callable[..., int],
                                                    kept: tuple[int, list[int]]) -> None:
    collection, (first, second) = kept
    third = photo()
    hidden = photo(cast.outsider)
    assert service.put_in(home.engine, cast.photographer, collection, [first, third, hidden, third], now=clock()) == 1
    service.reorder(home.engine, cast.photographer, collection, [third], now=clock())
    service.annotate(home.engine, cast.photographer, collection, second, "  留一张竖的 ", now=clock())
    found = lists.items(home.engine, cast.photographer, collection, clock())
    assert [(one.asset.id, one.note) for one in found] == [(third, ""), (first, ""), (second, "留一张竖的")]
    service.take_out(home.engine, cast.photographer, collection, first, now=clock())
    assert [one.asset.id for one in lists.items(home.engine, cast.photographer, collection, clock())] == [third, second]
    with pytest.raises(Invalid):
        service.annotate(home.engine, cast.photographer, collection, second, "长" * 301, now=clock())
    with pytest.raises(NotFound):
        service.annotate(home.engine, cast.photographer, collection, hidden, "x", now=clock())


def test_an_asset_in_a_collection_is_not_joined_into_another_behind_its_keepers_back(home: Any, cast: Any, clock: Any,
                                                                                    kept: tuple[int, list[int]]) -> None:
    from index.catalogue.assets import Asset
    from ingest.joining import _is_untouched

    with reading(home.engine) as session:
        assert not _is_untouched(session, session.get_one(Asset, kept[1][1]))


def test_pages_by_forms(visitor: Callable[[str], Any], kept: tuple[int, list[int]], photo: Callable[..., int]) -> None:
    _, ids = kept
    keeper = visitor("photographer")
    third = photo()
    answer = keeper.post("/collections/put", asset=f"V{third}", status=200)
    assert f'value="V{third}"' in answer.text
    answer = keeper.post("/collections/new", name="封面候选", note="挑一张", shared="department",
                         assets=f"V{third} V{ids[0]}")
    address = answer.location
    page = keeper.get(address)
    assert page.index(f"/library/V{third}") < page.index(f"/library/V{ids[0]}")
    keeper.post(f"{address}/order", asset=f"V{ids[0]}", move="up")
    keeper.post(f"{address}/notes", **{f"note-V{third}": "备选"})
    page = keeper.get(address)
    assert page.index(f"/library/V{ids[0]}") < page.index(f"/library/V{third}") < page.index("备选")
    keeper.post("/collections/put", asset=f"V{ids[1]}", collection=address.rpartition("/")[2], next="/library")
    keeper.post(f"{address}/take-out", asset=f"V{third}")
    keeper.post(f"{address}/change", status=422, name="", shared="private")
    visitor("outsider").get(address, status=404)
    visitor("reviewer").get(f"{address}/arrange", status=403)
    assert visitor("reviewer").browser.get(f"/downloads/new?collection={address.rpartition('/')[2]}").status_code == 200
    keeper.post(f"{address}/remove")
    keeper.get(address, status=404)


def test_a_collection_is_taken_out_as_a_zip_with_what_the_taker_may_have(browser: Callable[..., Any],
                                                                         kept: tuple[int, list[int]]) -> None:
    import io
    import re
    import zipfile

    outsider = browser("outsider")
    page = outsider.get(f"/downloads/new?collection={kept[0]}").text
    assets = re.search(r'name="assets" value="([^"]*)"', page)
    assert assets is not None
    assert assets[1] == f"V{kept[1][0]}"
    answer = outsider.post("/downloads/give", {"assets": f"V{kept[1][0]} V{kept[1][1]}", "preset": "web",
                                                "purpose": "report"})
    with zipfile.ZipFile(io.BytesIO(answer.data)) as opened:
        assert len(opened.namelist()) == 2  # one copy, and the manifest that names the other
