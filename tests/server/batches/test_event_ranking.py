"""Which event a batch looks like, by rule alone: department, days, assignment, words."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.uploads.ranking import Candidate, Traits, alike, rank, share, telling

DAY = date(2026, 11, 20)
CANTEEN, LIBRARY = 1, 2


def event(number: int, name: str = "第十五届运动会", first: date = DAY, days: int = 2,
          department: int | None = CANTEEN) -> Candidate:
    return Candidate(number, name, "", first, first + timedelta(days=days - 1), department)


def traits(*days: date, departments: Any = (CANTEEN,), **given: Any) -> Traits:
    return Traits(Counter(days), frozenset(departments), **given)


def ids(found: list[Any]) -> list[int]:
    return [one.event.id for one in found]


def test_days_and_department_decide() -> None:
    events = [event(1), event(2, "别的部门的会", department=LIBRARY), event(3, "全校的会", department=None),
              event(4, "上周的会", DAY - timedelta(days=8))]
    found = rank(traits(DAY, DAY + timedelta(days=1)), events)
    assert ids(found) == [1, 3]
    assert found[0].share == 1.0
    assert found[0].likely


@pytest.mark.parametrize(("away", "weight"), [(-2, 0), (-1, 0.5), (0, 1), (1, 1), (2, 0.5), (3, 0)])
def test_a_day_beside_it_counts_half(away: int, weight: float) -> None:
    assert share(event(1), {DAY + timedelta(days=away): 4}) == weight


def test_the_event_of_most_pictures_comes_first_and_the_other_stays_in_the_list() -> None:
    other = DAY + timedelta(days=7)
    found = rank(traits(DAY, other, other, other), [event(1), event(2, "讲座", other, 1)])
    assert ids(found) == [2, 1]
    assert [one.likely for one in found] == [True, False]


def test_an_assignment_comes_first_whatever_department() -> None:
    found = rank(traits(DAY, assigned=frozenset({2})), [event(1), event(2, "讲座", department=LIBRARY)])
    assert ids(found) == [2, 1]
    assert found[0].assigned


def test_an_assignment_of_other_days_is_not_offered() -> None:
    assert rank(traits(DAY, assigned=frozenset({2})), [event(2, "讲座", DAY + timedelta(days=20))]) == []


def test_the_folders_name_decides_between_two_of_one_day() -> None:
    events = [event(1, "秋季运动会"), event(2, "食堂开放日")]
    assert ids(rank(traits(DAY, words="1120食堂开放"), events)) == [2, 1]
    assert ids(rank(traits(DAY, words="运动会 跳远"), events)) == [1, 2]


def test_the_office_photographs_for_all() -> None:
    assert ids(rank(traits(DAY, departments=[9], anywhere=True), [event(1)])) == [1]
    assert rank(traits(DAY, departments=[9]), [event(1)]) == []
    assert ids(rank(traits(DAY, departments=()), [event(1)])) == [1], "of nobody's batch nothing is known"


def test_nothing_fits_nothing() -> None:
    assert rank(traits(), [event(1)]) == []
    assert rank(traits(DAY), []) == []


@pytest.mark.parametrize(("name", "words", "part"), [
    ("食堂开放日", "食堂开放日", 1.0), ("食堂开放日", "2026 食堂 图", 0.4), ("食堂开放日", "堂", 0.0),
    ("Open Day", "OPEN-DAY 2", 1.0), ("", "食堂", 0.0), ("食堂开放日", "", 0.0),
])
def test_how_much_of_a_name_stands_there(name: str, words: str, part: float) -> None:
    assert alike(name, words) == pytest.approx(part)


def test_folders_of_cameras_say_nothing() -> None:
    assert telling(["DCIM/100CANON/IMG_1.JPG", "DCIM/101NIKON/DSC_1.JPG", "PRIVATE/M4ROOT/CLIP/C1.MP4"]) == ""
    assert telling(["运动会/跳远/IMG_1.JPG", "运动会\\跳远\\IMG_2.JPG", "IMG_3.JPG"]) == "跳远 运动会"


DAYS = st.dates(DAY - timedelta(days=20), DAY + timedelta(days=20))
EVENTS = st.lists(st.builds(event, st.integers(1, 99), st.text(max_size=6), DAYS, st.integers(1, 5),
                            st.sampled_from([None, CANTEEN, LIBRARY])), max_size=6, unique_by=lambda one: one.id)


@given(st.lists(DAYS, max_size=8), EVENTS, st.frozensets(st.integers(1, 99), max_size=3))
def test_what_is_offered_always_fits(days: list[date], events: list[Candidate], assigned: frozenset[int]) -> None:
    found = rank(traits(*days, assigned=assigned), events)
    assert len(set(ids(found))) == len(found)
    for one in found:
        assert any(one.event.starts_on - timedelta(days=1) <= day <= one.event.ends_on + timedelta(days=1) for day in days)
        assert one.assigned or one.event.department_id in {None, CANTEEN}
        assert 0 < one.share <= 1
    assert [one.assigned for one in found] == sorted((one.assigned for one in found), reverse=True)
    assert ids(found) == ids(rank(traits(*days, assigned=assigned), list(reversed(events)))), "whatever order they come in"
