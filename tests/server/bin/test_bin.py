"""What lies in the bin is seen there alone, by who may restore it, and comes back as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue import stacks
from index.catalogue.assets import Arrival, Asset
from index.catalogue.bins import Binned
from index.catalogue.channels import Aim
from index.catalogue.lifecycle import Verb
from index.db import reading, writing
from index.errors import Conflict, Forbidden, NotFound, VitrineError
from server.bin import lists, service
from server.bin.lists import Shelf, Wish
from server.collections import service as collections
from server.collections.service import Wish as Collected
from server.library.describe import Edit, describe
from server.places import service as places
from server.review.service import Order, act
from server.stories import service as stories
from server.takedowns import service as takedowns

TERM = timedelta(days=90)


def lying(home: Any, actor: Any, clock: Any, wish: Wish | None = None) -> list[int]:
    with reading(home.engine) as session:
        found = lists.in_bin(session, actor, wish or Wish(), TERM, clock(), limit=50)
    return [one.view.id for one in found.entries]


def test_an_own_draft_goes_without_a_reason_and_comes_back_as_it_was(engine: Any, cast: Any, clock: Any, worker: Any,
                                                                     photo: Callable[..., int],
                                                                     browser: Callable[..., Any]) -> None:
    asset = photo()
    describe(engine, cast.photographer, asset, Edit(title="春天的食堂", caption="开饭"), now=clock())
    collection = collections.make(engine, cast.photographer, Collected("春季", "", "private"), [asset], now=clock())
    worker.drain()
    reader = browser("photographer")
    assert "春天的食堂" in reader.get("/library?q=春天").text
    outcome = service.put(engine, cast.photographer, [asset], now=clock())
    assert (outcome.done, outcome.withdrawn, outcome.refused) == ((asset,), (), ())
    for part in ("photographer", "reviewer", "editor", "administrator"):
        one = browser(part)
        assert "春天的食堂" not in one.get("/library?q=春天").text, "before the index has heard of it"
        assert one.get(f"/library/V{asset}").headers["Location"] == f"/bin/V{asset}"
        assert "春天的食堂" in one.get("/bin/").text
        assert "开饭" in one.get(f"/bin/V{asset}").text
    worker.drain()
    assert "春天的食堂" not in reader.get(f"/collections/{collection}").text
    assert browser("second_photographer").get(f"/library/V{asset}").status_code == 404
    assert "春天的食堂" not in browser("second_photographer").get("/bin/").text
    assert service.restore(engine, cast.photographer, [asset], now=clock()).done == (asset,)
    worker.drain()
    assert "春天的食堂" in reader.get("/library?q=春天").text
    assert "春天的食堂" in reader.get(f"/collections/{collection}").text
    page = reader.get(f"/library/V{asset}").text
    assert "移入回收站" in page
    assert "从回收站恢复" in page


def test_who_may_put_what_away(home: Any, cast: Any, clock: Any, photo: Callable[..., int], published: int) -> None:
    draft = photo(name="IMG_2.JPG")
    for part, error in (("outsider", NotFound), ("second_photographer", Forbidden)):
        ((_, why),) = service.put(home.engine, getattr(cast, part), [draft], "多余", now=clock()).refused
        assert isinstance(why, error), part
    for part in ("reviewer", "editor", "administrator"):
        with pytest.raises(VitrineError, match="Say why"):
            service.put(home.engine, getattr(cast, part), [draft], " ", now=clock())
        assert service.put(home.engine, getattr(cast, part), [draft], "多余", now=clock()).done == (draft,)
        service.restore(home.engine, getattr(cast, part), [draft], now=clock())
    ((_, why),) = service.put(home.engine, cast.editor, [published], "多余", now=clock()).refused
    assert why.reason.code == "bin-published"
    takedowns.take_down(home.engine, cast.editor, [published], "异议", now=clock())
    ((_, why),) = service.put(home.engine, cast.photographer, [published], "多余", now=clock()).refused
    assert isinstance(why, Forbidden), "it was published once, so its owner alone does not put it away"
    assert service.put(home.engine, cast.reviewer, [published], "多余", now=clock()).done == (published,)


def test_what_is_under_review_is_withdrawn_with_it_and_begins_anew(home: Any, cast: Any, clock: Any,
                                                                    photo: Callable[..., int],
                                                                    browser: Callable[..., Any]) -> None:
    asset = photo()
    act(home.engine, cast.photographer, Order(Verb.SUBMIT, "screens"), asset, now=clock())
    reader = browser("photographer")
    page = reader.post("/bin/new", {"asset": f"V{asset}"}).text
    assert "正在审" in page
    assert reader.post("/bin/", {"asset": f"V{asset}"}).status_code == 400, "with a review under way a reason is asked for"
    outcome = service.put(home.engine, cast.photographer, [asset], "发错了", now=clock())
    assert outcome.withdrawn == (asset,)
    service.restore(home.engine, cast.photographer, [asset], now=clock())
    with reading(home.engine) as session:
        assert session.scalars(select(Aim.state).where(Aim.asset_id == asset)).all() == ["withdrawn"]
    act(home.engine, cast.photographer, Order(Verb.SUBMIT, "screens"), asset, now=clock())


def test_many_are_put_away_at_once_and_taken_back_by_one_undo(home: Any, cast: Any, photo: Callable[..., int],
                                                              browser: Callable[..., Any]) -> None:
    assets = [photo(name=f"IMG_{one}.JPG") for one in range(3)]
    reader = browser("photographer")
    form = {"asset": [f"V{one}" for one in assets], "next": "/library?q=IMG"}
    answer = reader.post("/bin/", form)
    assert answer.headers["Location"] == "/library?q=IMG"
    with reading(home.engine) as session:
        (act_name,) = set(session.scalars(select(Binned.act)))
    page = reader.get("/library").text
    assert f'action="/bin/undo/{act_name}"' in page
    browser("second_photographer").post(f"/bin/undo/{act_name}")
    with reading(home.engine) as session:
        assert len(session.scalars(select(Binned)).all()) == 3, "another's undo is not mine"
    reader.post(f"/bin/undo/{act_name}", {"next": "/library"})
    with reading(home.engine) as session:
        assert session.scalars(select(Binned)).all() == []


def test_a_picture_in_the_bin_is_given_there_alone(home: Any, cast: Any, clock: Any, photo: Callable[..., int],
                                                   browser: Callable[..., Any]) -> None:
    asset = photo()
    reader = browser("photographer")
    with reading(home.engine) as session:
        original = session.get_one(Asset, asset).sha256
    large = next(part.split('"')[0] for part in reader.get(f"/library/V{asset}").text.split("/media/")[1:])
    service.put(home.engine, cast.photographer, [asset], now=clock())
    assert reader.get(f"/media/{large}").status_code == 404
    assert reader.get(f"/library/V{asset}/originals/{original}").status_code == 404
    answer = reader.get(f"/bin/media/{large}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert browser("outsider").get(f"/bin/media/{large}").status_code == 404
    service.restore(home.engine, cast.photographer, [asset], now=clock())
    assert reader.get(f"/bin/media/{large}").status_code == 404


def test_the_term_ends_and_nothing_happens_by_itself(home: Any, cast: Any, clock: Any, worker: Any,
                                                     photo: Callable[..., int], browser: Callable[..., Any]) -> None:
    asset = photo()
    service.put(home.engine, cast.photographer, [asset], now=clock())
    assert "还剩 90 天" in browser("photographer").get("/bin/").text
    assert lying(home, cast.editor, clock, Wish(Shelf.OVER)) == []
    clock.turn(days=91)
    worker.tidy()
    worker.drain()
    assert lying(home, cast.editor, clock, Wish(Shelf.OVER)) == [asset]
    assert "期限已过" in browser("photographer").get("/bin/?shelf=over").text


def test_the_office_narrows_down_by_department_and_person(home: Any, cast: Any, clock: Any,
                                                          photo: Callable[..., int]) -> None:
    mine, other = photo(name="IMG_1.JPG"), photo(cast.outsider, name="IMG_2.JPG")
    service.put(home.engine, cast.photographer, [mine], now=clock())
    service.put(home.engine, cast.outsider, [other], now=clock())
    assert lying(home, cast.editor, clock) == [mine, other]
    assert lying(home, cast.editor, clock, Wish(department_id=cast.departments["library"])) == [other]
    assert lying(home, cast.editor, clock, Wish(who=cast.photographer.display)) == [mine]
    assert lying(home, cast.reviewer, clock) == [mine]


def test_a_stack_whose_top_lies_in_the_bin_is_open(home: Any, cast: Any, clock: Any, worker: Any,
                                                   photo: Callable[..., int], browser: Callable[..., Any]) -> None:
    top, below = photo(name="IMG_1.JPG"), photo(name="IMG_2.JPG")
    with writing(home.engine) as session:
        stacks.put_together(session, cast.photographer, [top, below], now=clock(), cover_id=top)
    worker.drain()
    reader = browser("photographer")
    assert f'data-id="V{below}"' not in reader.get("/library").text
    service.put(home.engine, cast.photographer, [top], now=clock())
    worker.drain()
    assert f'data-id="V{below}"' in reader.get("/library").text
    service.restore(home.engine, cast.photographer, [top], now=clock())
    worker.drain()
    assert f'data-id="V{below}"' not in reader.get("/library").text


def test_a_plan_of_the_campus_stays_on_the_map(home: Any, cast: Any, clock: Any, photo: Callable[..., int]) -> None:
    asset = photo()
    places.add(home.engine, cast.editor, "平面图", f"V{asset}", now=clock())
    ((_, why),) = service.put(home.engine, cast.editor, [asset], "旧了", now=clock()).refused
    assert why.reason.code == "bin-plan"


def test_the_same_file_again_is_told_that_it_lies_in_the_bin(home: Any, cast: Any, clock: Any, made_photo: Callable[..., Any],
                                                             take: Callable[..., Any], worker: Any) -> None:
    path = made_photo()
    asset = take(path, cast.photographer).asset_id
    worker.drain()
    service.put(home.engine, cast.photographer, [asset], now=clock())
    again = take(path, cast.photographer)
    assert (again.outcome, again.asset_id, again.reason.code) == ("already-here", asset, "in-bin")
    other = take(path, cast.outsider)
    assert (other.outcome, other.reason.code) == ("already-here", "in-bin-elsewhere")
    assert cast.photographer.display not in other.reason.zh
    with reading(home.engine) as session:
        assert [(one.reason or {}).get("code") for one in session.scalars(select(Arrival).order_by(Arrival.id))] == [
            None, "in-bin", "in-bin-elsewhere"]
    service.restore(home.engine, cast.photographer, [asset], now=clock())
    assert take(path, cast.photographer).reason is None


def test_what_is_proposed_for_deletion_only_the_office_restores(home: Any, cast: Any, clock: Any,
                                                                photo: Callable[..., int]) -> None:
    from server.bin import deleting

    asset = photo()
    service.put(home.engine, cast.photographer, [asset], now=clock())
    deleting.propose(home, cast.editor, [asset], "本人要求", now=clock())
    for part in ("photographer", "reviewer"):
        ((_, why),) = service.restore(home.engine, getattr(cast, part), [asset], now=clock()).refused
        assert isinstance(why, Forbidden)
    ((_, why),) = service.restore(home.engine, cast.outsider, [asset], now=clock()).refused
    assert isinstance(why, Conflict)
    assert service.restore(home.engine, cast.second_editor, [asset], now=clock()).done == (asset,)


def test_the_page_of_an_upload_leads_to_the_bin(home: Any, cast: Any, clock: Any, worker: Any, made_photo: Callable[..., Any],
                                                browser: Callable[..., Any]) -> None:
    reader, sent = browser("photographer"), made_photo().read_bytes()

    def line() -> dict[str, Any]:
        (found,) = reader.get("/upload/batches/20260302-binned").get_json()["lines"]
        return dict(found)

    reader.get("/upload")
    answer = reader.client.post("/upload/files?batch=20260302-binned&name=IMG_7.JPG", data=sent, headers={
        "Accept": "application/json", "Content-Type": "application/octet-stream", "X-CSRFToken": reader.token})
    assert answer.get_json()["outcome"] == "added"
    worker.drain()
    assert (line()["stage"], line()["href"]) == ("ready", "/library/V1")
    service.put(home.engine, cast.photographer, [1], now=clock())
    assert (line()["stage"], line()["href"], line()["why"]) == ("ready", "/bin/V1", "它现在在回收站里。")
    service.restore(home.engine, cast.photographer, [1], now=clock())
    assert (line()["href"], line()["why"]) == ("/library/V1", None)


def test_what_lies_in_the_bin_is_counted_nowhere(home: Any, cast: Any, clock: Any, photo: Callable[..., int],
                                                 browser: Callable[..., Any]) -> None:
    asset, other = photo(name="IMG_1.JPG"), photo(name="IMG_2.JPG")
    collection = collections.make(home.engine, cast.photographer, Collected("春季", "", "everyone"), [asset, other],
                                  now=clock())
    story = stories.begin(home.engine, cast.photographer, stories.Wish("news", "春季", assets=((asset, ""), (other, ""))),
                          now=clock())
    service.put(home.engine, cast.photographer, [asset], now=clock())
    for part in ("photographer", "editor"):
        reader = browser(part, "en")
        assert "not yours to see" not in reader.get(f"/collections/{collection}").text
        assert "not yours to see" not in reader.get(f"/stories/S{story}").text
