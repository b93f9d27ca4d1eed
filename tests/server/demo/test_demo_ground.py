from __future__ import annotations

import math

import pytest

from server.demo import cast, ground
from server.demo.papers import PAPERS
from server.demo.shots import SHOTS, Wanted
from server.places.fitting import fit


def test_the_plan_is_tied_so_that_each_place_lies_where_it_is_drawn():
    wide, high = ground.METRES
    found = fit([(x * wide, y * high, latitude, longitude) for x, y, latitude, longitude in ground.points()])
    assert found is not None
    assert found.error_m < 0.5
    for name, (east, north) in ground.PLACES.items():
        at = ground.where(name, 3)
        across, down = found.place(at.latitude, at.longitude)
        assert math.dist((across, down), (wide / 2 + east, high / 2 - north)) < 20, name
        assert 0 < across < wide
        assert 0 < down < high


def test_where_telephones_took_pictures_is_on_the_plan():
    taken = {shot.place for shot in SHOTS if shot.kit == "office-phone"}
    assert [place for place in taken if not any(place.startswith(name) for name in ground.PLACES)] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.title)
def test_a_story_refers_to_what_there_is(paper):
    assert cast.member(paper.writer)
    assert paper.event is None or cast.event(paper.event)
    assert {title for title, _ in paper.pictures} <= {shot.title for shot in SHOTS}
    assert bool(paper.note) == (paper.wanted is Wanted.RETURNED)


def test_titles_tell_pictures_apart():
    titles = [shot.title for shot in SHOTS]
    assert len(titles) == len(set(titles))
