from __future__ import annotations

from collections import Counter

from server.demo import cast
from server.demo.scenes import SCENES
from server.demo.shots import SHOTS


def test_three_departments_one_of_them_the_office():
    assert len(cast.DEPARTMENTS) == 3
    assert [each.code for each in cast.DEPARTMENTS if each.is_office] == ["office"]


def test_there_is_somebody_in_every_role_and_a_second_editor():
    roles = Counter(role for person in cast.PEOPLE for role in person.roles)
    assert set(roles) == {"contributor", "reviewer", "director", "editor", "administrator"}
    assert roles["editor"] == 2
    assert {p.department for p in cast.PEOPLE if "reviewer" in p.roles} == {each.code for each in cast.DEPARTMENTS}


def test_five_events_and_everything_refers_to_what_there_is():
    departments = {each.code for each in cast.DEPARTMENTS}
    assert len(cast.EVENTS) == 5
    assert {each.department for each in (*cast.EVENTS, *cast.KITS, *cast.PEOPLE, *cast.BOARDS, *cast.SCREENS)} <= departments
    assert {key for board in cast.BOARDS for key in board.events} <= {each.key for each in cast.EVENTS}
    assert {key for screen in cast.SCREENS for key in screen.boards} == {each.key for each in cast.BOARDS}
    assert {screen.orientation for screen in cast.SCREENS} == {"landscape", "portrait"}


def test_every_shot_refers_to_what_there_is_and_every_scene_is_used():
    for shot in SHOTS:
        assert shot.kit is None or cast.kit(shot.kit)
        assert shot.event is None or cast.event(shot.event)
        assert cast.member(shot.person)
    assert {shot.scene for shot in SHOTS if not shot.film} == set(SCENES)
