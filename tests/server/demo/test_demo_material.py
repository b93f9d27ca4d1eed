from __future__ import annotations

import hashlib
import json
import subprocess
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PIL import Image, ImageOps

from server.demo import cast
from server.demo.material import WRONG_YEAR, Kind, make_material
from server.demo.shots import SHOTS, Wanted


def of(material, *kinds):
    return [made for made in material.made if made.kind in kinds]


def test_a_campus_has_some_forty_photos_three_films_one_duplicate_and_one_side_file(material):
    counts = Counter(made.kind for made in material.made)
    assert counts[Kind.PHOTO] >= 40
    assert (counts[Kind.VIDEO], counts[Kind.DUPLICATE], counts[Kind.SIDE_FILE]) == (3, 1, 1)
    assert all(made.path.is_file() and made.path.stat().st_size > 500 for made in material.made)
    assert len({made.path for made in material.made}) == len(material.made)


def test_every_queue_has_something_and_the_boards_have_enough(material):
    states = Counter(made.state_wanted for made in of(material, Kind.PHOTO, Kind.VIDEO))
    assert set(states) == set(Wanted)
    assert states[Wanted.APPROVED] >= 12
    assert all(made.note for made in material.made if made.state_wanted is Wanted.RETURNED)
    for board in cast.BOARDS:
        fitting = [made for made in material.made if made.state_wanted is Wanted.APPROVED
                   and (made.event_key in board.events or set(made.keywords) & set(board.keywords))]
        assert len(fitting) >= 4, board.key


def test_progress_counts_to_the_end(material):
    assert [done for done, _, _ in material.told] == list(range(1, len(SHOTS) + 1))
    assert {total for _, total, _ in material.told} == {len(SHOTS)}


def test_only_the_duplicate_repeats_bytes(material):
    names = Counter(hashlib.sha256(made.path.read_bytes()).hexdigest() for made in material.made)
    assert Counter(names.values()) == {1: len(material.made) - 2, 2: 1}
    copy, = of(material, Kind.DUPLICATE)
    first = next(made for made in of(material, Kind.PHOTO) if made.path.read_bytes() == copy.path.read_bytes())
    assert first.path.name != copy.path.name


def test_pictures_stand_upright_both_ways_and_some_are_stored_sideways(material):
    shapes = Counter()
    for made in of(material, Kind.PHOTO):
        with Image.open(made.path) as image:
            stored = image.size
            shown = ImageOps.exif_transpose(image).size
        shapes["tall" if shown[1] > shown[0] else "wide"] += 1
        shapes["sideways"] += stored != shown
        assert (made.shooting.orientation != 1) == (stored != shown)
    assert min(shapes["tall"], shapes["wide"], shapes["sideways"]) >= 8


def test_everything_is_dated_before_now_but_one_clock_is_wrong(material):
    wrong = [made for made in material.made if made.clock_wrong]
    assert [made.captured.year for made in wrong] == [WRONG_YEAR]
    right = [made for made in material.made if not made.clock_wrong]
    assert all(made.captured < material.now for made in right)
    assert min(material.now - made.captured for made in right) < timedelta(days=4)


def test_pictures_of_an_event_are_taken_while_it_lasts_or_shortly_around_it(material):
    today = material.now.astimezone(ZoneInfo("Asia/Shanghai")).date()
    for made in of(material, Kind.PHOTO, Kind.VIDEO):
        if made.event_key and made.kit_key and not made.clock_wrong:
            event = cast.event(made.event_key)
            first = today + timedelta(days=event.day - 1)
            assert first <= made.captured.date() <= first + timedelta(days=event.days + 2), made.title


def test_folders_look_like_camera_cards(material):
    names = {made.path.relative_to(material.folder).as_posix() for made in material.made}
    assert "catering-r6/DCIM/100CANON/IMG_0001.JPG" in names
    assert "dormitory-z6/DCIM/100NCZ_6/DSC_0101.JPG" in names
    assert any(name.startswith("office-phone/DCIM/Camera/IMG_2026") for name in names)
    side, = of(material, Kind.SIDE_FILE)
    assert side.path.suffix == ".THM"
    assert side.path.with_suffix(".MP4").is_file()


def test_every_picture_is_described_and_its_author_belongs_to_the_kit_s_department(material):
    for made in of(material, Kind.PHOTO, Kind.VIDEO):
        assert made.title
        assert made.caption
        assert made.keywords
        assert made.place
        if made.kit_key:
            assert cast.kit(made.kit_key).department == made.department == cast.member(made.person_login).department


def test_films_are_h264_with_sound_and_the_time_they_were_made(material):
    shapes = []
    for made in of(material, Kind.VIDEO):
        said = subprocess.run(["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", made.path],
                              capture_output=True, check=True).stdout
        facts = json.loads(said)
        picture, sound = sorted(facts["streams"], key=lambda stream: stream["codec_type"] != "video")
        assert (picture["codec_name"], sound["codec_name"]) == ("h264", "aac")
        assert 4 <= float(facts["format"]["duration"]) <= 6
        assert datetime.fromisoformat(facts["format"]["tags"]["creation_time"]) == made.captured
        shapes.append(picture["height"] > picture["width"])
    assert sorted(shapes) == [False, False, True]


def test_the_same_seed_and_day_give_the_same_files_and_another_seed_others(tmp_path):
    shots = [shot for shot in SHOTS if shot.scene in ("lotus", "poster-homes", "snowing")]
    morning, evening = datetime(2026, 5, 4, 1, tzinfo=UTC), datetime(2026, 5, 4, 9, tzinfo=UTC)
    first, again, other = (
        [made.path.read_bytes() for made in make_material(tmp_path / str(k), now, seed=seed, scale=0.1, shots=shots)]
        for k, (now, seed) in enumerate(((morning, 1), (evening, 1), (morning, 2))))
    assert first == again
    assert first[0] != other[0]


def test_a_scene_that_fails_stops_the_making(tmp_path):
    from dataclasses import replace

    with pytest.raises(KeyError):
        make_material(tmp_path, datetime(2026, 5, 4, tzinfo=UTC), scale=0.1, shots=[replace(SHOTS[0], scene="nowhere")])
