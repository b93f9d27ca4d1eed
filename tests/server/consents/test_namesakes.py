"""Two people of one name: whose consent counts for which picture, and who says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue import visibility
from index.catalogue.assets import Asset
from index.catalogue.audit import AuditLine
from index.catalogue.namesakes import counting
from index.db import reading
from index.errors import Conflict, Forbidden, NotFound
from server.consents import namesakes, service, standing
from server.consents.service import Wish
from server.library.describe import Edit, describe
from server.review.service import Order, act, status

TEACHER, STUDENT = "T1001", "2023001"


@dataclass(frozen=True, slots=True)
class One:
    id: int
    number: str


@pytest.mark.parametrize(("said", "counts"), [
    ({}, [[1, 2, 3, 4]]),
    ({1: False}, [[2, 4]]),  # and with it the other record of the same number
    ({2: True}, [[2, 4]]),
    ({1: True, 2: True}, [[1, 3, 4], [2, 4]]),
    ({4: True}, [[1, 2, 3, 4]]),
    ({1: False, 3: True}, [[3, 4]]),
    ({1: False, 2: False, 4: False}, []),
])
def test_which_records_count(said: dict[int, bool], counts: list[list[int]]) -> None:
    records = [One(1, STUDENT), One(2, TEACHER), One(3, STUDENT), One(4, "")]
    assert [[one.id for one in person] for person in counting(records, said)] == counts


@pytest.fixture
def photos(home: Any, cast: Any, clock: Any, new_asset: Callable[..., int]) -> list[int]:
    """Three published photos that name 张伟."""
    made = [new_asset(cast.photographer) for _ in range(3)]
    for asset in made:
        describe(home.engine, cast.photographer, asset, Edit(title="升旗", people=("张伟",)), now=clock())
        for verb, actor in (("submit", cast.photographer), ("approve", cast.reviewer), ("approve", cast.editor)):
            act(home.engine, actor, Order(verb, "screens"), asset, now=clock())  # type: ignore[arg-type]
    return made


@pytest.fixture
def records(home: Any, cast: Any, clock: Any) -> tuple[int, int]:
    """The consents of the student and of the teacher."""
    student, teacher = (service.add(home, cast.photographer, Wish("张伟", number), now=clock())
                        for number in (STUDENT, TEACHER))
    clock.turn(minutes=1)
    return student, teacher


def published(home: Any, ids: list[int], now: Any) -> list[int]:
    with reading(home.engine) as session:
        return list(session.scalars(select(Asset.id).where(Asset.id.in_(ids), visibility.published(now)).order_by(Asset.id)))


def test_a_withdrawal_leaves_the_namesakes_pictures(home: Any, cast: Any, clock: Any, photos: list[int],
                                                    records: tuple[int, int]) -> None:
    (mine, theirs, unsaid), (student, teacher) = photos, records
    namesakes.say(home.engine, cast.photographer, mine, student, True, now=clock())
    namesakes.say(home.engine, cast.photographer, theirs, teacher, True, now=clock())
    with reading(home.engine) as session:
        found = namesakes.sort(session, namesakes.kept_by(session, cast.editor, student))
        assert (found.said, found.others, found.by_name) == ((mine,), (theirs,), (unsaid,))
    service.withdraw(home.engine, cast.photographer, student, "本人要求", now=clock())
    assert published(home, photos, clock()) == [theirs]
    with reading(home.engine) as session:
        told = [(line.subject, line.details["person"]) for line in
                session.scalars(select(AuditLine).where(AuditLine.verb == "told-apart"))]
        assert told == [(f"asset:V{mine}", "is"), (f"asset:V{theirs}", "is")]
        assert status(session, unsaid) == {"screens": "withdrawn"}, "the name alone counts"


def test_the_office_decides_what_goes_by_the_name_alone(home: Any, cast: Any, clock: Any, photos: list[int],
                                                        records: tuple[int, int]) -> None:
    first, second, third = photos
    with pytest.raises(Forbidden, match="not who withdrew"):
        service.withdraw(home.engine, cast.photographer, records[0], "要求", others=[first], now=clock())
    assert published(home, photos, clock()) == photos, "and nothing of it was kept"
    service.withdraw(home.engine, cast.editor, records[0], "要求", others=[first], now=clock())
    assert published(home, photos, clock()) == [first]
    with pytest.raises(Forbidden, match="not who withdrew"):
        namesakes.say(home.engine, cast.photographer, second, records[0], False, now=clock())
    with pytest.raises(Forbidden, match="not who withdrew"):  # by saying that it is the other one
        namesakes.say(home.engine, cast.photographer, second, records[1], True, now=clock())
    submit = Order("submit", "screens")  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="somebody else of that name"):
        act(home.engine, cast.photographer, submit, second, now=clock())
    assert namesakes.say_others(home.engine, cast.editor, records[0], [second, first], now=clock()) == 1
    act(home.engine, cast.photographer, submit, second, now=clock())
    with pytest.raises(Conflict):
        act(home.engine, cast.photographer, submit, third, now=clock())


@pytest.mark.usefixtures("database")
def test_what_is_said_can_be_taken_back_and_falls_with_the_name(home: Any, cast: Any, clock: Any, photos: list[int],
                                                                records: tuple[int, int]) -> None:
    asset, (student, _) = photos[0], records
    namesakes.say(home.engine, cast.photographer, asset, student, False, now=clock())
    service.withdraw(home.engine, cast.photographer, student, "要求", now=clock())
    assert published(home, photos, clock()) == [asset]
    with pytest.raises(NotFound):  # the record is another department's
        namesakes.say(home.engine, cast.outsider, asset, student, None, now=clock())
    namesakes.say(home.engine, cast.photographer, asset, student, None, now=clock())
    assert published(home, photos, clock()) == []
    describe(home.engine, cast.photographer, asset, Edit(people=("李四",)), now=clock())
    with pytest.raises(NotFound, match="张伟"):
        namesakes.say(home.engine, cast.photographer, asset, student, True, now=clock())


def test_submission_says_that_it_is_not_known_who_is_meant(home: Any, cast: Any, clock: Any, photos: list[int],
                                                           records: tuple[int, int]) -> None:
    assert standing.doubtful(home.engine, photos) == ["张伟"]
    for asset in photos:
        namesakes.say(home.engine, cast.photographer, asset, records[1], True, now=clock())
    assert standing.doubtful(home.engine, photos) == []
    service.change(home, cast.photographer, records[1], Wish("张伟", TEACHER, channels=("site",)), now=clock())
    assert standing.missing(home.engine, photos, "wechat", clock()) == ["张伟"], "the student's consent is not theirs"


def test_the_pages(photos: list[int], records: tuple[int, int], visitor: Callable[[str], Any]) -> None:
    mine, office = visitor("photographer"), visitor("editor")
    page = mine.get(f"/library/V{photos[0]}")
    assert "say who this is" in page
    assert TEACHER in page
    mine.post(f"/consents/{records[1]}/of/V{photos[0]}", person="is")
    page = mine.get(f"/library/V{photos[0]}")
    assert "is this person" in page
    assert "say who this is" not in page
    record = office.get(f"/consents/{records[0]}")
    assert "2 pictures go by the name alone" in record
    assert "1 more shows somebody else" in record
    assert 'name="other"' not in mine.get(f"/consents/{records[0]}")
    office.post(f"/consents/{records[0]}/withdraw", reason="来电", other=f"V{photos[1]}")
    after = office.get(f"/consents/{records[0]}")
    assert "1 picture goes by the name alone" in after
    mine.post(f"/consents/{records[0]}/of/V{photos[2]}", person="is-not")
    assert "say that this is not who withdrew" in mine.get(f"/library/V{photos[2]}")
    office.post(f"/consents/{records[0]}/others", other=f"V{photos[2]}")
    assert "go by the name alone" not in office.get(f"/consents/{records[0]}")
    visitor("outsider").post(f"/consents/{records[0]}/of/V{photos[0]}", 404, person="is")
