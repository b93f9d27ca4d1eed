"""What plays when: weights are even, pins in place, priority goes before, and windows say it a fortnight ahead."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from index.catalogue.dayparts import DayPart, Days
from index.catalogue.items import ref
from index.catalogue.workdays import WorkCalendar
from kiosk.plan import BoardFacts, Entry, Hung, Plan, ScreenFacts
from kiosk.rounds import interleaved, pinned, spread
from kiosk.timetable import DAYS, Timetable

NOW = datetime(2026, 2, 12, 3, 20, tzinfo=UTC)  # Thursday morning before Spring Festival
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
CALENDAR = WorkCalendar(ZoneInfo("Asia/Shanghai"))


def board(number: int, **more: Any) -> BoardFacts:
    return BoardFacts(number, f"栏{number}", 10, active=True, **more)


def entry(of: BoardFacts, number: int, **more: Any) -> Entry:
    known: dict[str, Any] = dict.fromkeys(
        ("captured", "color", "duration", "changed_at", "embargo_until", "expires_at", "file", "poster"))
    return Entry(of, ref(number), "photo", "", "", "", "", published=True, state="approved", **(known | more))


def table(*entries: Entry, hours: DayPart | None = None, now: datetime = NOW) -> Timetable:
    boards = tuple({one.board.id: one.board for one in entries}.values())
    screen = ScreenFacts(1, "屏", "", "landscape", 0, active=True, paired=True, hours=hours)
    return Timetable(Plan(screen, Hung(boards, entries, CALENDAR)), entries, now)


def names(entries: tuple[Entry, ...]) -> list[int]:
    return [one.ref.id for one in entries]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12))
def test_weights_are_spread_evenly_over_the_seam_of_two_rounds_as_well(weights: list[int]) -> None:
    found = spread(list(enumerate(weights)))
    assert found == spread(list(enumerate(weights))), "the same on every screen"
    assert found[0] == 0
    had = Counter(found)
    for one, weight in enumerate(weights):
        share = sum(weights) / weight
        assert had[one] * sum(weights) == weight * len(found), "in proportion"
        at = [place for place, other in enumerate(found * 2) if other == one]
        assert max(later - before for before, later in pairwise(at)) <= 2 * share + 1


def test_what_weighs_the_same_keeps_its_order_and_boards_take_turns() -> None:
    assert spread([("a", 3), ("b", 3), ("c", 3)]) == ["a", "b", "c"]
    assert spread([("a", 2), ("b", 1), ("c", 1)]) == ["a", "b", "a", "c"]
    assert spread([("a", 1), ("b", 2), ("c", 1)]) == ["a", "b", "c", "b"]
    one, other = board(1), board(2)
    rounds = [tuple(entry(one, i) for i in (1, 2)), tuple(entry(other, i) for i in (3, 4, 5, 6))]
    assert names(interleaved(rounds)) == [1, 3, 4, 2, 5, 6]


@given(st.integers(1, 20), st.integers(2, 9))
def test_what_is_pinned_to_every_kth_place_is_there(others: int, every: int) -> None:
    found = pinned(list(range(others)), [("pin", every)])
    assert [one for one in found if one != "pin"] == list(range(others))
    twice = [one == "pin" for one in found * 2]
    assert found[0] == "pin"
    assert all(any(twice[at:at + every]) for at in range(len(found)))


def test_what_is_pinned_first_begins_each_round_and_the_rest_may_weigh() -> None:
    here = board(1)
    found = table(entry(here, 1), entry(here, 2, weight=2), entry(here, 3, pin=1), entry(here, 4, pin=3)).at(NOW)
    assert names(found.round)[:2] == [3, 4]
    assert Counter(names(found.round)) == {1: 1, 2: 2, 3: 1, 4: 2}


def test_a_higher_board_replaces_a_lower_one_while_it_has_something_to_show() -> None:
    noon = DayPart(time(11), time(13))
    low, high, equal = board(1), board(2, priority=5, parts=(noon,)), board(3)
    found = table(entry(low, 1), entry(high, 2, show_until=NOW + HOUR), entry(equal, 3), entry(low, 4, evergreen=True))
    assert names(found.at(NOW).round) == [2]
    assert names(found.at(NOW).evergreen) == [4], "where only what is evergreen counts the higher one has nothing"
    assert Counter(names(found.at(NOW + HOUR).round)) == {1: 1, 3: 1, 4: 1}, "its only item is over"
    assert [one.id for one in found.at(NOW - HOUR).boards] == [1, 3], "before eleven its day-part is not on"


def test_windows_know_the_make_up_day_and_the_festival_a_fortnight_ahead() -> None:
    works = board(1, parts=(DayPart(time(8), time(18), days=Days.WORKDAYS),))
    rest = board(2, parts=(DayPart(time(22), time(2), days=Days.FREE),))
    found = table(entry(works, 1), entry(rest, 2)).windows()
    on = {1: [], 2: []}  # type: dict[int, list[str]]
    for window in found:
        for number in names(window.showing.round):
            assert window.begins
            assert window.ends
            on[number].append(f"{window.begins + 8 * HOUR:%d}")
    assert on[1] == ["12", "13", "14", "24", "25", "26"], "the 14th is a Saturday that is worked; the 23rd is still off"
    assert on[2] == [f"{day}" for day in range(15, 24)]
    assert (found[0].begins, found[-1].ends) == (None, None)
    assert all(one.ends == other.begins and one.showing != other.showing for one, other in pairwise(found))


def test_all_day_the_windows_are_the_same_and_the_next_day_only_their_end_has_moved() -> None:
    of = board(1, parts=(DayPart(time(8), time(18)),))
    day = [table(entry(of, 1), now=NOW + hours * HOUR).windows() for hours in (0, 12)]
    assert day[0] == day[1]
    later = table(entry(of, 1), now=NOW + 24 * HOUR).windows()
    assert later[1:-3] == day[0][3:-1]


def test_boards_with_day_parts_rest_beyond_the_fortnight_and_others_go_on() -> None:
    far = NOW + timedelta(days=40)
    parts, plain = board(1, parts=(DayPart(time(0), time(0)),)), board(2)
    found = table(entry(parts, 1), entry(plain, 2, show_until=far), entry(plain, 3, show_from=far))
    assert names(found.at(NOW + timedelta(days=14)).round) == [1, 2]
    assert names(found.at(NOW + timedelta(days=DAYS)).round) == [2]
    assert names(found.windows()[-1].showing.round) == [], "what begins later than that is not told yet"


def test_outside_its_hours_a_screen_is_dark_whatever_hangs_on_it() -> None:
    found = table(entry(board(1), 1), hours=DayPart(time(6, 30), time(23)))
    at = [NOW.replace(hour=hour, minute=minute) for hour, minute in ((14, 59), (15, 0), (22, 29), (22, 30))]
    assert [found.at(one).off for one in at] == [False, True, True, False]
    assert [window.showing.off for window in found.windows()][:3] == [True, False, True]


TERM = st.one_of(st.none(), st.integers(-50, 400))
ENTRIES = st.lists(st.tuples(st.integers(0, 2), TERM, TERM, st.booleans()), max_size=6)
HOURS = st.builds(time, st.integers(0, 23))
PARTS = st.lists(st.builds(DayPart, HOURS, HOURS, st.integers(1, 127), st.sampled_from(Days)), max_size=2)
BOARDS = st.lists(st.tuples(st.integers(0, 2), PARTS), min_size=3, max_size=3)


@settings(max_examples=40, deadline=None)
@given(BOARDS, ENTRIES)
def test_windows_say_what_the_table_says_at_each_moment(boards: Any, entries: Any) -> None:
    of = [board(i, priority=priority, parts=tuple(parts)) for i, (priority, parts) in enumerate(boards)]
    made = table(*(entry(of[where], i, show_from=None if begins is None else NOW + begins * HOUR, evergreen=evergreen,
                         show_until=None if ends is None else NOW + ends * HOUR)
                   for i, (where, begins, ends, evergreen) in enumerate(entries)))
    windows = made.windows()
    for hours in range(0, 24 * DAYS, 5):
        at = made.begins + hours * HOUR + 7 * MINUTE
        [here] = [one for one in windows if (one.begins is None or one.begins <= at) and (one.ends is None or at < one.ends)]
        assert here.showing == made.at(at)
