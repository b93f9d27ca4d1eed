"""The map shows what the search finds, to those who have the files; plans are the office's to make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.audit import AuditLine
from index.catalogue.plans import Plan
from index.db import reading
from server.places import service


@pytest.fixture
def spots(browser: Callable[..., Any]) -> Callable[..., list[list[Any]]]:
    """Return a function that gives the spots that somebody sees: (login, address) -> rows."""
    return lambda login, query="": browser(login).get(f"/map/spots?{query}").json["spots"]


@pytest.fixture
def placed(photo: Callable[..., int]) -> list[int]:
    """A picture for the plan, and two photos: one in the middle of the ground, one far away."""
    return [photo(size=(1000, 800)), photo(place=(30.5, 114.35)), photo(place=(31.5, 114.35))]


@pytest.fixture
def plan(home: Any, cast: Any, clock: Any, placed: list[int]) -> int:
    made = service.add(home.engine, cast.editor, "主校区", f"V{placed[0]}", now=clock())
    service.set_points(home.engine, cast.editor, made, [(0, 1, 30.49, 114.34), (1, 0, 30.51, 114.36)], now=clock())
    return made


def test_without_a_plan_photos_stand_by_their_degrees(placed: list[int], spots: Callable[..., Any]) -> None:
    assert [(one[0], one[3:]) for one in spots("photographer")] == [
        (f"V{placed[2]}", [114.35, 31.5]), (f"V{placed[1]}", [114.35, 30.5])]


def test_on_a_plan_they_stand_where_they_were_taken(plan: int, placed: list[int], browser: Callable[..., Any]) -> None:
    told = browser("photographer").get("/map/spots").json
    (only,) = told["spots"]
    assert only[0] == f"V{placed[1]}"
    assert only[3:] == pytest.approx([500, 400], abs=5)
    assert told["outside"] == 1
    assert len(browser("photographer").get("/map/spots?plan=none").json["spots"]) == 2


def test_the_map_is_of_a_search(placed: list[int], spots: Callable[..., Any]) -> None:
    assert len(spots("photographer", "kind=photo")) == 2
    assert spots("photographer", "kind=video") == []
    assert spots("photographer", "q=没有这样的词") == []


def test_coordinates_are_for_those_who_have_the_file(placed: list[int], spots: Callable[..., Any]) -> None:
    assert len(spots("editor")) == 2
    assert spots("outsider") == []


def test_a_plan_is_seen_by_those_who_see_its_picture(plan: int, browser: Callable[..., Any]) -> None:
    assert "主校区" in browser("photographer").get("/map").text
    assert "主校区" not in browser("outsider").get("/map").text
    assert browser("outsider").get(f"/map?plan={plan}").status_code == 404


def test_a_plan_is_made_and_tied_by_form(home: Any, cast: Any, placed: list[int], visitor: Callable[..., Any]) -> None:
    editor = visitor("editor")
    page = editor.post("/map/plans", name="东区", asset=f"V{placed[0]}").headers["Location"]
    editor.post(page, x=["10", "90", ""], y=["90", "10", ""], where=["30.49, 114.34", f"V{placed[1]}", ""])
    with reading(home.engine) as session:
        (row,) = session.scalars(select(Plan))
        assert row.points == [[0.1, 0.9, 30.49, 114.34], [0.9, 0.1, 30.5, 114.35]]
        assert session.scalars(select(AuditLine.verb).where(AuditLine.subject == f"plan:{row.id}")).all() == [
            "plan-made", "plan-tied"]
    editor.post(f"{page}/remove")
    with reading(home.engine) as session:
        assert session.scalars(select(Plan)).all() == []


@pytest.mark.parametrize(("where", "said"), [
    ("somewhere", "somewhere"), ("95, 114", "±90"), ("V1", "V1 has no coordinates"), ("30.49, 114.34", "set two"),
])
def test_what_is_typed_stays_where_it_is_wrong(plan: int, visitor: Callable[..., Any], where: str, said: str) -> None:
    page = visitor("editor").post(f"/map/plans/{plan}", status=404 if where == "somewhere" else 409 if "set" in said else 422,
                                  x=["10"], y=["20"], where=[where]).text
    assert said in page
    assert f'value="{where}"' in page


def test_plans_are_the_offices(plan: int, placed: list[int], visitor: Callable[..., Any]) -> None:
    for part in ("photographer", "reviewer", "outsider"):
        visitor(part).get("/map/plans", status=403)
        visitor(part).post("/map/plans", status=403, name="x", asset=f"V{placed[1]}")
        visitor(part).post(f"/map/plans/{plan}/remove", status=403)


def test_a_name_twice_and_a_film_are_no_plan(plan: int, made_film: Callable[..., Any], take: Callable[..., Any], worker: Any,
                                             cast: Any, visitor: Callable[..., Any]) -> None:
    film = take(made_film(), cast.photographer).asset_id
    worker.drain()
    assert "is taken" in visitor("editor").post("/map/plans", status=409, name="主校区", asset=f"V{film}").text
    assert "no photo" in visitor("editor").post("/map/plans", status=409, name="影片", asset=f"V{film}").text
