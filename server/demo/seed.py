"""Seeds the demo campus through the real doors: people, kits, files, words, reviews, boards, screens.

Everything is dated relative to ``now``, in the order in which it would have happened, so that the audit trail reads true.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from index.catalogue.choices import Colour, Field, Flag, Value
from index.catalogue.lifecycle import Verb
from index.catalogue.people import OWNER, Actor
from index.db import reading
from ingest.intake import Origin, take_in
from server.admin import named, service
from server.choices import service as choosing
from server.demo import cast, told
from server.demo.doings import happen
from server.demo.furnish import furnish
from server.demo.material import Kind, Made, make_material
from server.demo.shots import Wanted
from server.demo.tallies import tally
from server.home import Home
from server.library.describe import Edit, describe
from server.review import service as review
from server.review.service import Order

Tell = Callable[[str], None]
CHANNEL = "screens"
RETURN_REASON = "请补充拍摄地点和人物姓名后再提交。"


@dataclass(frozen=True, slots=True)
class Login:
    """One account of the demo, with its password, which is kept nowhere else in the clear."""

    login: str
    password: str
    display: str
    roles: tuple[str, ...]
    department: str


def people(home: Home, now: datetime) -> list[Login]:
    """Make departments, accounts, contacts, kits and events."""
    start = now - timedelta(days=90)
    for department in cast.DEPARTMENTS:
        service.add_department(home.engine, OWNER, code=department.code, name=department.zh, name_en=department.en,
                               is_office=department.is_office, now=start)
    logins = []
    names = {department.code: department.zh for department in cast.DEPARTMENTS}
    for member in cast.PEOPLE:
        new = service.NewPerson(member.login, member.display, member.roles, member.department)
        _, password = service.add_person(home.engine, OWNER, new, now=start)
        logins.append(Login(member.login, password, member.display, member.roles, names[member.department]))
    for code in names:
        contact = next(one.login for one in cast.PEOPLE if one.department == code and "contributor" in one.roles)
        service.change_department(home.engine, OWNER, code, contact=contact, now=start)
    _kits_and_events(home, now, start)
    return logins


def pictures(home: Home, now: datetime, folder: Path, tell: Tell, scale: float = 1.0) -> list[tuple[Made, int]]:
    """Make the files and take each in as its photographer would; return them with their assets' row ids."""
    made = make_material(folder, now, lambda done, total, name: tell(f"绘制 / painting {done}/{total}  {name}"),
                         scale=scale)
    taken = []
    for one in sorted(made, key=lambda each: _handed_in(each, now)):
        with reading(home.engine) as session:
            actor = named.actor(session, one.person_login)
            kit = named.kit(session, cast.kit(one.kit_key).zh).id if one.kit_key and not _known_by_serial(one) else None
            event = named.event(session, cast.event(one.event_key).zh).id if one.event_key else None
        shown = str(one.path.relative_to(folder))
        origin = Origin(actor, "folder", f"demo-{one.person_login}-{one.event_key or 'none'}", one.path.name, shown,
                        actor.department_id, kit, event)
        with one.path.open("rb") as stream:
            answer = take_in(home.engine, home.store, stream, origin, limit=home.limit, now=_handed_in(one, now))
        if answer.asset_id is not None and one.state_wanted is not None:
            taken.append((one, answer.asset_id))
    return taken


def words_and_reviews(home: Home, taken: list[tuple[Made, int]], now: datetime) -> None:
    """Describe each asset and bring it to its state, step by step, by people who may."""
    for number, (one, asset_id) in enumerate(taken):
        moment = _handed_in(one, now)
        author = _actor(home, one.person_login)
        names = tuple(name for name in one.people.replace("、", " ").split() if name)
        edit = Edit(one.title, one.caption, one.keywords, names, one.place, author.display, nobody=not names)
        describe(home.engine, author, asset_id, edit, now=moment + timedelta(minutes=20))
        chosen = [choosing.Made(asset_id, field, value, moment + timedelta(minutes=15))
                  for field, value in _choices(one, number).items()]
        choosing.choose_many(home.engine, author, chosen, now=moment + timedelta(minutes=15))
        for step, (login, order) in enumerate(_steps(one), start=1):
            review.act(home.engine, _actor(home, login), order, asset_id,
                       now=min(now, moment + timedelta(minutes=20 + 40 * step)))


def seed(home: Home, now: datetime, finish: Callable[[list[int]], None], tell: Tell, *, scale: float = 1.0) -> list[Login]:
    """Make the whole campus in an empty home. ``finish`` returns when the jobs of these assets are done; ``scale`` below 1
    makes smaller pictures.
    """
    logins = people(home, now)
    tally(home, now)
    with tempfile.TemporaryDirectory(prefix="vitrine-demo-") as folder:
        taken = pictures(home, now, Path(folder), tell, scale)
    finish([asset_id for _, asset_id in taken])
    words_and_reviews(home, taken, now)
    furnish(home, taken, now)
    happen(home, {made.title: asset_id for made, asset_id in taken}, now)
    finish([asset_id for _, asset_id in taken])
    told.report(home, now)
    return logins


def _kits_and_events(home: Home, now: datetime, start: datetime) -> None:
    for kit in cast.KITS:
        service.add_kit(home.engine, OWNER, name=kit.zh, department=kit.department, now=start)
        if kit.body.serial:
            service.add_body(home.engine, OWNER, kit.zh, serial=kit.body.serial, make=kit.body.make,
                             model=kit.body.model, now=start)
    today = now.astimezone(home.settings.zone).date()
    for event in sorted(cast.EVENTS, key=lambda one: one.day):
        first = today + timedelta(days=event.day)
        service.add_event(home.engine, OWNER, name=event.zh, place=event.place, department=event.department,
                          starts_on=first, ends_on=first + timedelta(days=event.days - 1), now=start)


def _steps(one: Made) -> Iterator[tuple[str, Order]]:
    """Yield who does what, in order, to bring a file to the state wanted."""
    if one.state_wanted in {None, Wanted.DRAFT}:
        return
    yield one.person_login, Order(Verb.SUBMIT, CHANNEL)
    reviewer = _reviewer(one)
    if one.state_wanted is Wanted.RETURNED:
        yield reviewer, Order(Verb.RETURN, CHANNEL, one.note or RETURN_REASON)
    if one.state_wanted in {Wanted.REVIEWED, Wanted.APPROVED} and one.department != "office":
        yield reviewer, Order(Verb.APPROVE, CHANNEL)
    if one.state_wanted is Wanted.APPROVED:
        yield "gu", Order(Verb.APPROVE, CHANNEL)


def _choices(one: Made, number: int) -> dict[Field, Value]:
    """What its photographer makes of it: what goes on to review was picked, of the rest some are rejected, some unsure."""
    if one.state_wanted not in {None, Wanted.DRAFT}:
        return {Field.FLAG: Flag.PICK, Field.RATING: 4 + number % 2}
    rest: tuple[dict[Field, Value], ...] = ({}, {Field.FLAG: Flag.REJECT}, {Field.RATING: 2, Field.COLOUR: Colour.YELLOW})
    return rest[number % len(rest)]


def _reviewer(one: Made) -> str:
    """Somebody other than the author who sits at the first desk of this item's route."""
    if one.department == "office":
        return "xu"
    able = [member.login for member in cast.PEOPLE
            if member.department == one.department and "reviewer" in member.roles and member.login != one.person_login]
    return able[0] if able else "xu"


def _known_by_serial(one: Made) -> bool:
    """Photos carry the serial of their body; films do not."""
    return one.kind is not Kind.VIDEO and one.kit_key is not None and cast.kit(one.kit_key).body.serial is not None


def _handed_in(one: Made, now: datetime) -> datetime:
    """Three hours after it was taken; a camera whose clock is wrong does not fool the photographer."""
    if one.clock_wrong and one.event_key:
        return now + timedelta(days=cast.event(one.event_key).day)
    return min(now - timedelta(minutes=5), one.captured + timedelta(hours=3))


def _actor(home: Home, login: str) -> Actor:
    with reading(home.engine) as session:
        return named.actor(session, login)
