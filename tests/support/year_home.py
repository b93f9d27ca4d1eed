"""A planned year put into a home: by the product's services, one act after another, or in bulk, as rows that say the same.

Months are closed as they fall due, so that each keeps what was known then.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, insert, select, update

if TYPE_CHECKING:
    from year_plan import Item, Placement, Plan

ZONE = ZoneInfo("Asia/Shanghai")
BEFORE_FINAL = timedelta(seconds=30)
"""The department's yes comes this long before the office's."""
OFFICE, REVIEWER = "editor", "reviewer"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@dataclass(slots=True)
class Peopled:
    """A home with departments, people, outlets and rules, and who is who in it."""

    home: Any
    plan: Any
    outlets: tuple[tuple[str, str, str, bool], ...]
    people: dict[int, int] = field(default_factory=dict)
    actors: dict[Any, Any] = field(default_factory=dict)
    departments: dict[int, int] = field(default_factory=dict)
    channels: dict[str, int] = field(default_factory=dict)

    @property
    def editor(self) -> Any:
        return self.actors[OFFICE]


def people(home: Any, plan: Plan, outlets: tuple[tuple[str, str, str, bool], ...], rules: str, begins: datetime) -> Peopled:
    """Furnish a home with all that is there before the year begins."""
    from index.catalogue.channels import Channel
    from index.catalogue.departments import Department
    from index.catalogue.people import Person, actor_of
    from index.catalogue.required import RequiredField
    from index.db import writing
    from server.placements import outlets as outlet_service
    from server.points import groups, setting

    found = Peopled(home, plan, outlets)
    with writing(home.engine) as session:
        session.execute(delete(RequiredField))
        for of in plan.groups:
            row = Department(code=f"d{of:02}", name=f"单位{of:02}")
            session.add(row)
            session.flush()
            found.departments[of] = row.id
        staff: dict[Any, Person] = {number: _person(f"p{number}", f"人员{number}", found.departments[number // 10], begins)
                                    for number in plan.people}
        staff |= {(REVIEWER, of): _person(f"r{of:02}", f"审稿{of:02}", one, begins, REVIEWER)
                  for of, one in found.departments.items()}
        staff[OFFICE] = _person("office", "办公室", None, begins, OFFICE)
        session.add_all(staff.values())
        session.flush()
        found.actors = {key: actor_of(row) for key, row in staff.items()}
        found.people = {number: staff[number].id for number in plan.people}
        found.channels = {row.code: row.id for row in session.scalars(select(Channel))}
    for name in dict.fromkeys(plan.groups.values()):
        groups.save(home.engine, found.editor, None, name, [found.departments[of] for of, group in plan.groups.items()
                                                            if group == name], now=begins)
    for name, level, kind, known in outlets:
        outlet_service.add(home.engine, found.editor, outlet_service.Wish(name, level, kind, known=known), now=begins)
    setting.add(home.engine, found.editor, rules, now=begins)
    return found


def _person(login: str, display: str, department: int | None, at: datetime, role: str = "") -> Any:
    from index.catalogue.people import Person, PersonRole

    return Person(login=login, display=display, department_id=department, created_at=at,
                  roles=[PersonRole(role=role)] if role else [])


# By the services

def serve(of: Peopled) -> None:
    """Do all that is planned by the services, in the order in which it happens. Assets are left out: they have bytes."""
    from server.points import closing

    acts = [*(one for item in of.plan.items for one in _acts_of_item(of, item)),
            *(one for placement in of.plan.placements for one in _acts_of_placement(of, placement))]
    closings = [(when, lambda when=when: closing.close_due(of.home.engine, ZONE, when)) for when in _closings(of.plan)]
    for _when, do in sorted([*acts, *closings], key=lambda one: one[0]):
        do()


Act = tuple[datetime, Callable[[], Any]]


def _acts_of_item(of: Peopled, item: Item) -> Iterator[Act]:
    from index.catalogue import items
    from server.bin import stories as story_bin
    from server.placements import service as placements
    from server.review.service import Order, Verb, act
    from server.stories import service as stories

    owner, reviewer, ref = of.actors[item.owner], of.actors[REVIEWER, item.department], items.story(int(item.name[1:]))
    named = tuple(stories.Credit("author", _name(person), share) for person, share in item.authors)

    def begin() -> None:
        wish = stories.Wish(kind=item.kind, title=item.name, body="<p>正文</p>", credits=named)
        assert items.story(stories.begin(of.home.engine, owner, wish, now=_utc(item.submitted))) == ref

    def move(who: Any, verb: Verb, channel: str, when: datetime, reason: str = "") -> Act:
        return when, lambda: act(of.home.engine, who, Order(verb, channel, reason, alone=True), ref, now=_utc(when))

    yield item.submitted, begin
    yield from (move(owner, Verb.SUBMIT, channel, item.submitted) for channel in item.channels)
    if item.returned is not None:
        yield from (move(reviewer, Verb.RETURN, channel, item.returned, "请补充") for channel in item.channels)
    if item.again is not None:
        yield from (move(owner, Verb.SUBMIT, channel, item.again) for channel in item.channels)
    for channel, when in item.published:
        yield move(reviewer, Verb.APPROVE, channel, when - BEFORE_FINAL)
        yield move(of.editor, Verb.APPROVE, channel, when)
    if item.doubled is not None:
        yield item.doubled, lambda: placements.count_double(of.home.engine, of.editor, ref, on=True, now=_utc(item.doubled))
    if item.binned is not None:
        yield from (move(of.editor, Verb.WITHDRAW, channel, item.binned, "重复") for channel, _when in item.published)
        yield item.binned, lambda: story_bin.put(of.home.engine, of.editor, ref.id, "重复", now=_utc(item.binned))
    if item.restored is not None:
        yield item.restored, lambda: story_bin.restore(of.home.engine, of.editor, ref.id, now=_utc(item.restored))


def _acts_of_placement(of: Peopled, one: Placement) -> Iterator[Act]:
    from index.catalogue import items
    from server.placements import service
    from server.placements.evidence import Evidence

    ref, outlet = items.story(int(one.item[1:])), of.outlets[one.outlet]
    contest = "好新闻" if outlet[2] == "contest" else ""
    owner = next(of.actors[item.owner] for item in of.plan.items if item.name == one.item)
    wish = service.Wish("site", outlet[0], contest=contest, rank=one.rank or "", published_on=one.on)

    def proof() -> Evidence:
        return Evidence("proof.png", io.BytesIO(PNG + str(one.number).encode()))

    if one.sent is not None:
        said = one.sent.date() if one.sent.date() != one.made.date() else None
        sending = service.Wish("site", outlet[0], contest=contest, sent_on=said)
        yield one.made, lambda: service.send(of.home, of.editor, ref, sending, now=_utc(one.made))
    if one.claimed is not None:
        claim = service.Wish("site", outlet[0], contest=contest, rank=one.rank or ("merit" if contest else ""),
                             published_on=one.on)
        yield one.claimed, lambda: service.adopt(of.home, owner, ref, claim, now=_utc(one.claimed))
    if one.confirmed is not None:
        yield one.confirmed, lambda: service.adopt(of.home, of.editor, ref, wish, proof(), now=_utc(one.confirmed))
    if one.declined is not None:
        yield one.declined, lambda: service.decline(of.home, of.editor, one.number, "撤稿", now=_utc(one.declined))


# In bulk

def fill(of: Peopled) -> None:
    """Enter the rows that the services would write of all that is planned, a month at a time, and close the months."""
    from server.points import closing

    since = datetime(2000, 1, 1, tzinfo=ZONE)
    bulk = _Bulk(of)
    for until in (*_closings(of.plan), of.plan.now):
        bulk.enter(since, until)
        closing.close_due(of.home.engine, ZONE, _utc(until))
        since = until


class _Bulk:
    """Rows by the span of time in which they come to be; what changes later is changed then."""

    def __init__(self, of: Peopled) -> None:
        self.of, self.aims, self.entered = of, dict[tuple[str, str], int](), set[int]()

    def enter(self, since: datetime, until: datetime) -> None:
        from index.catalogue.bins import BinnedStory
        from index.catalogue.stories import Story
        from index.db import writing

        within: Callable[[datetime | None], bool] = lambda when: when is not None and since <= when < until  # noqa: E731
        plan = self.of.plan
        with writing(self.of.home.engine) as session:
            new = [one for one in plan.items if within(one.submitted)]
            self._items(session, new)
            self._reviews(session, within)
            for on, moment in ((True, "binned"), (False, "restored")):
                rows = [int(one.name[1:]) for one in plan.items if within(getattr(one, moment))]
                if on and rows:
                    put = {"at": _utc(until), "who": "办公室", "reason": "重复", "proposer": "", "proposal": ""}
                    session.execute(insert(BinnedStory), [{"story_id": one, **put} for one in rows])
                elif rows:
                    session.execute(delete(BinnedStory).where(BinnedStory.story_id.in_(rows)))
            self._double(session, Story, [one for one in plan.items if within(one.doubled)])
            self._place(session, until, within)

    def _items(self, session: Any, new: Iterable[Item]) -> None:
        from index.catalogue.assets import Asset, Description
        from index.catalogue.channels import Aim
        from index.catalogue.stories import Story, StoryCredit

        stories, assets, credited, aims, words = [], [], [], [], []
        for one in new:
            at, number = _utc(one.submitted), int(one.name[1:])
            owned = {"id": number, "department_id": self.of.departments[one.department],
                     "owner_id": self.of.people[one.owner]}
            if one.story:
                stories.append({**owned, "kind": one.kind, "title": one.name, "body": "<p>正文</p>", "version": 1,
                                "created_at": at, "changed_at": at})
                credited += [{"story_id": number, "position": place, "part": "author", "name": _name(person), "share": share,
                              "person_id": self.of.people[person] if person is not None else None,
                              "department_id": self.of.departments[person // 10] if person is not None else None}
                             for place, (person, share) in enumerate(one.authors, 1)]
            else:
                kind = "video" if one.kind == "film" else "photo"
                assets.append({**owned, "kind": kind, "sha256": sha256(one.name.encode()).hexdigest(), "created_at": at,
                               "facts": {}})
                words.append({"asset_id": number, "version": 1, "title": one.name, "updated_at": at})
            for channel in one.channels:
                self.aims[one.name, channel] = len(self.aims) + 1
                aims.append({"id": self.aims[one.name, channel], "story_id": number if one.story else None,
                             "asset_id": None if one.story else number, "channel_id": self.of.channels[channel],
                             "state": "submitted", "changed_at": at, "submitted_at": at})
        for table, rows in ((Story, stories), (Asset, assets), (Description, words), (StoryCredit, credited), (Aim, aims)):
            if rows:
                session.execute(insert(table), rows)

    def _reviews(self, session: Any, within: Callable[[datetime | None], bool]) -> None:
        from index.catalogue.channels import Aim
        from index.catalogue.reviews import Review

        rows, states = [], []
        for one in self.of.plan.items:
            for channel, verb, when, final in _moves(one):
                if within(when):
                    aim = self.aims[one.name, channel]
                    rows.append({"aim_id": aim, "verb": verb, "at": _utc(when), "version": 1, "final": final})
                    states.append({"of": aim, "state": _STATES[verb, final], "sha": "0" * 64})
        if rows:
            session.execute(insert(Review), rows)
            session.connection().execute(update(Aim.__table__).where(Aim.id == bindparam("of")).values(
                state=bindparam("state"), pinned_sha256=bindparam("sha"), pinned_version=1), states)

    def _double(self, session: Any, story: Any, some: Iterable[Item]) -> None:
        from index.catalogue.assets import Asset

        for one in some:
            table = story if one.story else Asset
            session.execute(update(table).where(table.id == int(one.name[1:])).values(counts_double=True))

    def _place(self, session: Any, until: datetime, within: Callable[[datetime | None], bool]) -> None:
        from index.catalogue.placements import Placement as Row

        new, changed = [], []
        for one in self.of.plan.placements:
            if within(one.made):
                new.append({"id": one.number, **self._columns(one, until)})
            elif any(map(within, (one.claimed, one.confirmed, one.declined))):
                changed.append({"id": one.number, **self._columns(one, until)})
        if new:
            session.execute(insert(Row), new)
        if changed:
            session.execute(update(Row), changed)

    def _columns(self, one: Placement, until: datetime) -> dict[str, Any]:
        """A placement as it stands at a moment."""
        claimed, confirmed, declined = (when if when is not None and when < until else None
                                        for when in (one.claimed, one.confirmed, one.declined))
        state = "not-adopted" if declined else "adopted" if confirmed else "claimed" if claimed else "sent"
        contest = "好新闻" if self.of.outlets[one.outlet][2] == "contest" else ""
        number, story = int(one.item[1:]), one.item[0] == "S"
        return {"story_id": number if story else None, "asset_id": None if story else number, "outlet_id": one.outlet + 1,
                "channel_id": self.of.channels["site"], "state": state, "contest": contest,
                "rank": (one.rank or "merit") if contest and (claimed or confirmed) else None, "made_at": _utc(one.made),
                "sent_at": _utc(one.sent) if one.sent else None, "claimed_at": _utc(claimed) if claimed else None,
                "published_on": one.on if claimed or confirmed else None,
                "confirmed_at": _utc(confirmed) if confirmed else None,
                "evidence_sha256": sha256(PNG + str(one.number).encode()).hexdigest() if confirmed else None}


_STATES = {("submit", False): "submitted", ("return", False): "returned", ("approve", False): "reviewed",
           ("approve", True): "approved", ("withdraw", False): "withdrawn"}


def _moves(item: Item) -> Iterator[tuple[str, str, datetime, bool]]:
    """The reviews of an item: (channel, verb, when, whether it was the last yes), in order."""
    published = dict(item.published)
    for channel in item.channels:
        yield channel, "submit", item.submitted, False
        if item.returned is not None:
            yield channel, "return", item.returned, False
        if item.again is not None:
            yield channel, "submit", item.again, False
        if channel in published:
            yield channel, "approve", published[channel] - BEFORE_FINAL, False
            yield channel, "approve", published[channel], True
        under = item.returned is None or item.again is not None
        if item.binned is not None and (channel in published or under):
            yield channel, "withdraw", item.binned, False


def _closings(plan: Plan) -> list[datetime]:
    found, month = [], plan.months[0]
    while (at := plan.closes(month)) <= plan.now:
        found.append(at)
        month = f"{at:%Y-%m}"
    return found


def _name(person: int | None) -> str:
    return "特约作者" if person is None else f"人员{person}"


def _utc(when: datetime) -> datetime:
    return when.astimezone(UTC)


def rules_of(text: str, **settings: str) -> str:
    """Return a rule set's text with settings put in: those of ``[count]`` by their names, ``deduction`` and ``research``."""
    for name, value in settings.items():
        if name == "deduction":
            text = text.replace('# deduction = "…"', f'deduction = "{value}"')
        elif name == "research":
            text = text.replace("number = 0", f"number = {value}")
        elif name == "begins":
            text = text.replace('from = "2026-01"', f'from = "{value}"')
        else:
            text = re.sub(rf"\b{name} = (true|false)", f"{name} = {value}", text)
    return text
