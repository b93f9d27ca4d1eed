from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest

from index.catalogue.visibility import ViewerFilter
from index.search import facets
from index.search.documents import SearchDocument
from index.search.results import Results

wall = datetime.fromisoformat

COLUMNS: dict[str, Callable[[SearchDocument], list[str]]] = {
    "department": lambda d: [d.department] if d.department else [],
    "event": lambda d: [d.event] if d.event else [],
    "kind": lambda d: [d.kind],
    "status": lambda d: [state for state in d.states if ":" not in state],
    "camera": lambda d: [d.camera] if d.camera else [],
    "photographer": lambda d: [d.photographer] if d.photographer else [],
    "rights": lambda d: [d.rights] if d.rights else [],
    "rating": lambda d: [str(d.rating)] if d.rating else [],
    "flag": lambda d: [d.flag] if d.flag else [],
    "colour": lambda d: [d.colour] if d.colour else [],
    "orientation": lambda d: [d.orientation] if d.orientation else [],
    "year": lambda d: [str(d.captured.year)] if d.captured else [],
    "month": lambda d: [d.captured.strftime("%Y-%m")] if d.captured else [],
}


@pytest.fixture
def crowd(document: Callable[..., SearchDocument]) -> list[SearchDocument]:
    chance = random.Random(7)
    return [document(
        i, chance.choice(["食堂开放", "宿舍检修", "运动会"]), kind=chance.choice(["photo", "video"]),
        department=chance.choice([None, "a", "b"]), department_id=chance.choice([1, 2, 3]),
        event=chance.choice([None, "开学", "毕业"]), camera=chance.choice(["", "X", "Y"]),
        photographer=chance.choice(["", "甲", "乙"]), orientation=chance.choice(["", "landscape", "portrait"]),
        states=chance.choice([(), ("draft", "screens:draft"), ("approved", "draft", "site:approved")]),
        captured=chance.choice([None, wall(f"2025-{chance.randint(1, 12):02}-03"), wall("2026-01-09")]),
        published=chance.random() < 0.3, rating=chance.choice([None, 3, 5]),
        flag=chance.choice(["", "none", "pick", "reject"]),
        colour=chance.choice(["none", "red", "blue"]),
        rights=chance.choice(["", "仅限校内使用", "CC BY 4.0"]), owner_id=chance.randint(1, 9)) for i in range(1, 301)]


def _brute(documents: list[SearchDocument]) -> dict[str, dict[str, int]]:
    return {name: dict(Counter(value for d in documents for value in read(d))) for name, read in COLUMNS.items()}


@pytest.mark.parametrize("viewer", [
    ViewerFilter(all=True), ViewerFilter(all=False, department_ids=frozenset({2}), owner_id=5)])
def test_counts_equal_counting_by_hand(crowd: list[SearchDocument], put: Callable[..., None],
                                       ask: Callable[..., Results], viewer: ViewerFilter) -> None:
    for start in range(0, 300, 60):  # several segments, some entries replaced and some removed
        put(*crowd[start:start + 60], *crowd[:start:7])
    put(remove=tuple(range(290, 301)))
    seen = [d for d in crowd[:289] if viewer.all or d.department_id == 2 or d.owner_id == 5 or d.published]
    for text, fits in (("", lambda _: True), ("食堂", lambda d: "食堂" in d.title),
                       ("-食堂", lambda d: "食堂" not in d.title),
                       ("部门:a 类型:视频", lambda d: d.department == "a" and d.kind == "video")):
        results = ask(text, viewer_filter=viewer, limit=1)
        expected = [d for d in seen if fits(d)]
        assert results.total == len(expected)
        assert results.facets == _brute(expected)
    assert set(results.facets) == set(facets.NAMES)


def test_each_value_finds_what_was_counted(crowd: list[SearchDocument], put: Callable[..., None],
                                           ask: Callable[..., Results]) -> None:
    put(*crowd)
    fields = {"year": "拍摄", "month": "拍摄"}
    for name, counts in ask("宿舍").facets.items():
        for value, count in counts.items():
            assert ask(f'宿舍 {fields.get(name, name)}:"{value}"').total == count, (name, value)


def test_counts_can_be_left_out(crowd: list[SearchDocument], put: Callable[..., None],
                                ask: Callable[..., Results]) -> None:
    put(*crowd)
    assert ask("食堂", facets=False).facets == {}


def test_a_facet_is_counted_without_its_own_condition(crowd: list[SearchDocument], put: Callable[..., None],
                                                      ask: Callable[..., Results]) -> None:
    put(*crowd)
    viewer = ViewerFilter(all=False, department_ids=frozenset({2}), owner_id=5)
    seen = [d for d in crowd if d.department_id == 2 or d.owner_id == 5 or d.published]
    results = ask("食堂 部门:a 类型:视频 拍摄:2026-01", viewer_filter=viewer)
    canteen = [d for d in seen if "食堂" in d.title]
    taken = [d for d in canteen if d.captured and (d.captured.year, d.captured.month) == (2026, 1)]
    films = [d for d in canteen if d.kind == "video"]
    assert results.choices == {
        "department": _brute([d for d in taken if d.kind == "video"])["department"],
        "kind": _brute([d for d in taken if d.department == "a"])["kind"],
        **{name: _brute([d for d in films if d.department == "a"])[name] for name in ("year", "month")},
    }
    assert results.facets == _brute([d for d in taken if d.kind == "video" and d.department == "a"])


def test_several_values_of_one_facet_are_told_apart_from_several_conditions(
        crowd: list[SearchDocument], put: Callable[..., None], ask: Callable[..., Results]) -> None:
    put(*crowd)
    either = ask("部门:a,b")
    assert either.total == sum(either.facets["department"].values())
    assert either.choices["department"] == ask("").facets["department"] == ask("部门:a OR 部门:b").choices["department"]
    assert "department" not in ask("-部门:a").choices
    assert ask("after:2026-01").choices == {}
    assert ask("食堂", facets=False).choices == {}


def test_rights_are_a_field(put: Callable[..., None], document: Callable[..., SearchDocument],
                            found: Callable[..., list[int]]) -> None:
    put(document(1, rights="仅限校内使用"), document(2, rights="CC BY 4.0"), document(3))
    assert found("授权:校内") == [1]
    assert found('rights:"CC BY 4.0"') == [2]
    assert found("-has:rights") == [3]
