"""What somebody has in hand passes to their successor, whole, once and on the record; who made what stays."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from index.catalogue import items
from index.catalogue.assets import Asset
from index.catalogue.assignments import Assignment
from index.catalogue.audit import AuditLine
from index.catalogue.boards import Board
from index.catalogue.bookings import KitBooking, KitDay
from index.catalogue.collections import Collection
from index.catalogue.departments import Department
from index.catalogue.deputies import Deputy
from index.catalogue.handovers import Handover
from index.catalogue.lifecycle import Verb
from index.catalogue.loans import KitLoan
from index.catalogue.notices import Kind, Notice
from index.catalogue.people import OWNER, Person
from index.catalogue.quotas import Quota, QuotaTarget
from index.catalogue.reviews import Review
from index.catalogue.searches import SavedSearch
from index.catalogue.stories import Story, StoryCredit, StoryDraft
from index.catalogue.tokens import ApiToken
from index.db import Base, reading, writing
from index.errors import Forbidden, VitrineError
from server.admin import service as admin
from server.assignments import service as assignments
from server.describing import worklist
from server.handover import service
from server.kits import booking
from server.kits import service as kits
from server.ledger import reading as ledger
from server.notices import rounds
from server.review.service import Order, act
from server.stories import drafts
from server.stories import service as stories

MOVES = {
    "departments.contact_id", "stories.owner_id", "story_drafts.person_id", "description_drafts.person_id",
    "asset_keepers.person_id", "kit_loans.person_id", "kit_bookings.person_id", "assignments.person_id", "boards.owner_id",
    "deputies.deputy_id", "quota_targets.person_id", "newsletter_readers.person_id", "search_subscriptions.person_id",
    "saved_searches.owner_id", "collections.owner_id", "notices.person_id"}
"""What passes on (of some only a part: what is shared, what is not over)."""
STAYS = {
    # who made, took, wrote or brought something, whom the ledger credits
    "assets.owner_id", "arrivals.person_id", "co_owners.person_id", "story_credits.person_id", "story_versions.saved_by",
    "stories.changed_by", "descriptions.updated_by", "sidecars.person_id", "bulletins.person_id", "emergencies.person_id",
    # who decided or did something: the record of it
    "aims.submitted_by", "reviews.person_id", "reviews.other_id", "topic_tasks.handed_by", "topic_tasks.decided_by",
    "placements.made_by", "placements.sent_by", "placements.claimed_by", "placements.confirmed_by", "closed_months.closed_by",
    "points_corrections.made_by", "rule_sets.made_by", "quotas.made_by", "topics.made_by", "assignments.made_by",
    "assignments.closed_by", "kit_bookings.made_by", "kit_bookings.ended_by", "kit_loans.lent_by", "kit_loans.returned_to",
    "board_sources.set_by", "edit_batches.made_by", "clock_checks.dropped_by", "clock_shifts.made_by",
    "foreign_bodies.said_by",
    "crop_points.chosen_by", "likenesses.decided_by", "namesakes.said_by", "stacks.created_by", "stacks.chosen_by",
    "choices.rating_by", "choices.flag_by", "choices.colour_by", "collection_shares.made_by", "consents.made_by",
    "outside_links.created_by", "plans.made_by", "binned.person_id", "binned.proposed_by", "binned_stories.person_id",
    "binned_stories.proposed_by", "take_downs.person_id", "takeouts.person_id", "passes.person_id",
    "visitor_notes.handled_by",
    "newsletters.made_by", "newsletter_issues.made_by", "newsletter_issues.submitted_by", "newsletter_issues.approved_by",
    "newsletter_issues.sent_by", "newsletter_copies.person_id", "trainings.made_by", "training_people.noted_by",
    "office_reports.made_by", "office_reports.issued_by", "office_reports.sent_by", "report_copies.person_id",
    "year_archives.person_id", "handovers.from_id", "handovers.to_id", "handovers.made_by",
    "honour_years.announced_by", "grades.graded_by",
    "report_readers.person_id",  # leaders, whom the office names one by one
    # a sign-off that was asked of this person, and what is about the person: who they are, what they learnt
    "grades.person_id", "honoured.person_id",
    "aim_guests.person_id", "training_people.person_id", "consents.person_id", "person_roles.person_id", "deputies.person_id",
    # secrets, and what is between the person and the machine
    "sign_ins.person_id", "api_tokens.person_id", "api_tokens.made_by", "calendar_addresses.person_id",
    "notice_choices.person_id", "notice_reaches.person_id", "uploads.person_id", "collection_people.person_id"}
"""What does not, and why."""


def test_each_column_that_names_a_person_is_thought_of() -> None:
    """A new one passes on or stays: say which, and if it passes on, add it to what is handed over."""
    named = {f"{table.name}.{key.parent.name}" for table in Base.metadata.tables.values() for key in table.foreign_keys
             if key.column.table.name == "people"}
    assert not MOVES & STAYS
    assert named - MOVES - STAYS == set()
    assert (MOVES | STAYS) - named == set()


@pytest.fixture
def busy(home: Any, cast: Any, clock: Any, new_asset: Callable[..., int]) -> dict[str, Any]:
    """The photographer has something of everything in hand."""
    engine, zone, who = home.engine, home.settings.zone, cast.photographer
    kit, spare = (admin.add_kit(engine, OWNER, name=name, department="canteen", now=clock()) for name in ("一号机", "二号机"))
    event = admin.add_event(engine, OWNER, name="开放日", starts_on=date(2026, 3, 9), department="canteen", now=clock())
    made: dict[str, Any] = {"kit": kit, "event": event}
    by = (stories.Credit("photographer", "校友", None),)
    made["story"] = stories.begin(engine, who, stories.Wish("news", "食堂开张", body="<p>今天</p>", credits=by), now=clock())
    made["typed"] = stories.begin(engine, who, stories.Wish("news", "写了一半"), now=clock())
    drafts.keep(engine, who, made["typed"], {"words": {"kind": "news", "title": "没存的标题", "body": "b"}, "version": 1,
                                             "revision": 0, "tab": "a"}, now=clock())
    made["draft"], made["submitted"] = new_asset(who), new_asset(who)
    act(engine, who, Order(Verb.SUBMIT, "screens"), made["submitted"], now=clock())
    made["loan"] = kits.lend(engine, OWNER, str(kit), kits.NewLoan("photographer", date(2026, 3, 20)), now=clock(), zone=zone)
    made["booking"] = booking.book(engine, OWNER, str(spare), booking.NewBooking(
        "photographer", date(2026, 3, 12), date(2026, 3, 13)), now=clock(), zone=zone)
    made["assignment"] = assignments.add(engine, OWNER, assignments.NewAssignment("开放日", "photographer"), now=clock())
    with writing(engine) as session:
        session.get_one(Department, cast.departments["canteen"]).contact_id = who.person_id
        session.add(Deputy(person_id=cast.reviewer.person_id, deputy_id=who.person_id, changed_at=clock()))
        board = Board(name="食堂栏", owner_id=who.person_id, changed_at=clock())
        quota = Quota(name="每月两篇", number=2, per="month", trigger="submitted", unit="story", from_month="2026-01",
                      made_at=clock())
        shared, own = (SavedSearch(name=name, text="食堂", sort="", owner_id=who.person_id, shared=how, changed_at=clock())
                       for name, how in (("共享的", "everyone"), ("自己的", "private")))
        album = Collection(name="开放日选片", owner_id=who.person_id, shared="everyone", made_at=clock(), changed_at=clock())
        reminder, told = (Notice(person_id=who.person_id, kind=kind, about=[f"board:{number}"], details={}, gathers="",
                                 at=clock()) for number, kind in enumerate((Kind.BOARD_DUE, Kind.APPROVED)))
        session.add_all([board, quota, shared, own, album, reminder, told])
        session.flush()
        session.add(QuotaTarget(quota_id=quota.id, person_id=who.person_id))
        made |= {"board": board.id, "shared": shared.id, "own": own.id, "album": album.id, "reminder": reminder.id,
                 "told": told.id}
    return made


def hand(home: Any, cast: Any, clock: Any, who: Any = None, giver: str = "photographer",
         taker: str = "second_photographer", **given: Any) -> int:
    return service.hand_over(home.engine, who or cast.reviewer, giver, taker, settings=home.settings, now=clock(), **given)


def test_all_passes_on_and_is_on_the_record(home: Any, engine: Any, cast: Any, clock: Any, busy: dict[str, Any]) -> None:
    giver, taker = cast.photographer.person_id, cast.second_photographer.person_id
    made = hand(home, cast, clock, reason="调岗")
    with reading(engine) as session:
        assert session.get_one(Department, cast.departments["canteen"]).contact_id == taker
        assert {session.get_one(Story, busy[one]).owner_id for one in ("story", "typed")} == {taker}
        assert session.scalars(select(StoryDraft.person_id)).all() == [taker]
        assert session.get_one(Asset, busy["draft"]).owner_id == giver, "who took it"
        assert worklist.unsubmitted(session, cast.second_photographer) == [busy["draft"]]
        assert worklist.unsubmitted(session, cast.photographer) == []
        before, after = session.scalars(select(KitLoan).order_by(KitLoan.id)).all()
        assert (before.returned_at, before.returned_to, after.person_id, after.due_on) == (
            clock(), cast.reviewer.person_id, taker, date(2026, 3, 20))
        assert set(session.scalars(select(KitDay.loan_id).where(KitDay.kit_id == busy["kit"]))) == {after.id}
        assert session.get_one(KitBooking, busy["booking"]).person_id == taker
        assert session.get_one(Assignment, busy["assignment"]).person_id == taker
        assert session.get_one(Board, busy["board"]).owner_id == taker
        assert session.get_one(Deputy, cast.reviewer.person_id).deputy_id == taker
        assert session.scalars(select(QuotaTarget.person_id)).all() == [taker]
        assert [session.get_one(SavedSearch, busy[one]).owner_id for one in ("shared", "own")] == [taker, giver]
        assert session.get_one(Collection, busy["album"]).owner_id == taker
        assert [session.get_one(Notice, busy[one]).person_id for one in ("reminder", "told")] == [taker, giver]
        row = session.get_one(Handover, made)
        assert (row.from_id, row.to_id, row.made_by, row.reason) == (giver, taker, cast.reviewer.person_id, "调岗")
        assert {one["what"] for one in row.moved} == {
            "contact", "stories", "story-drafts", "assets", "loans", "bookings", "assignments", "boards", "deputyships",
            "quotas", "searches", "collections", "reminders"}
        told = session.scalars(select(AuditLine.subject).where(AuditLine.verb == "handed-over")).all()
        assert {f"story:S{busy['story']}", f"asset:V{busy['draft']}", f"kit:{busy['kit']}", f"handover:{made}"} <= set(told)


def test_who_made_it_stays_in_the_ledger_and_on_the_sign_offs(home: Any, engine: Any, cast: Any, clock: Any,
                                                              busy: dict[str, Any]) -> None:
    act(engine, cast.photographer, Order(Verb.SUBMIT, "screens"), items.story(busy["story"]), now=clock())
    story = items.story(busy["story"])
    act(engine, cast.reviewer, Order(Verb.RETURN, "screens", reason="再改"), story, now=clock.turn(minutes=1))

    def counted() -> list[dict[str, Any]]:
        with reading(engine) as session:
            return [asdict(one) for one in ledger.entries(session, "2026-03", "2026-03", zone=home.settings.zone)]

    before = counted()
    assert len(before) == 2
    with reading(engine) as session:
        reviews = session.execute(select(Review.id, Review.person_id)).all()
    hand(home, cast, clock)
    assert counted() == before
    with reading(engine) as session:
        assert session.execute(select(Review.id, Review.person_id)).all() == reviews
        author = select(StoryCredit.person_id).where(StoryCredit.story_id == busy["story"], StoryCredit.part == "author")
        assert session.scalars(author).all() == [cast.photographer.person_id]
        assert session.get_one(Person, cast.photographer.person_id).password_hash


@pytest.mark.parametrize(("who", "giver", "taker", "code"), [
    ("reviewer", "photographer", "photographer", "handover-same"),
    ("reviewer", "photographer", "outsider", "handover-elsewhere"),
    ("reviewer", "photographer", "second_photographer", "handover-inactive"),
    ("reviewer", "director", "reviewer", "handover-nothing"),
    ("editor", "photographer", "nobody-here", "not-found"),
    ("reviewer", "outsider", "reviewer", "not-allowed"),
    ("photographer", "photographer", "second_photographer", "not-allowed"),
])
def test_what_cannot_be_is_refused_and_nothing_moves(home: Any, cast: Any, clock: Any, busy: dict[str, Any], who: str,
                                                     giver: str, taker: str, code: str) -> None:
    if code == "handover-inactive":
        admin.change_person(home.engine, OWNER, taker, admin.PersonChange(active=False), now=clock())
    with pytest.raises(VitrineError) as caught:
        hand(home, cast, clock, getattr(cast, who), giver, taker)
    assert caught.value.reason.code == code
    with reading(home.engine) as session:
        assert session.scalar(select(func.count()).select_from(Handover)) == 0
        assert session.get_one(Story, busy["story"]).owner_id == cast.photographer.person_id


def test_two_at_once_are_one(home: Any, engine: Any, cast: Any, clock: Any, busy: dict[str, Any]) -> None:
    """Both confirm the same list: one moves it, the other is told that it was moved."""
    start, told = threading.Barrier(2), []

    def once(taker: str) -> None:
        start.wait()
        try:
            told.append(hand(home, cast, clock, cast.editor, taker=taker))
        except VitrineError as error:
            told.append(error.reason.code)

    both = [threading.Thread(target=once, args=(one,)) for one in ("second_photographer", "director")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(map(str, told)) == ["1", "handover-nothing"]
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(KitLoan).where(KitLoan.returned_at.is_(None))) == 1
        assert session.scalars(select(QuotaTarget.person_id)).all() == [session.scalars(select(Handover.to_id)).one()]


def test_pages_show_the_list_confirm_it_and_tell_the_successor(home: Any, cast: Any, clock: Any, busy: dict[str, Any],
                                                               browser: Callable[..., Any]) -> None:
    reviewer = browser("reviewer")
    page = reviewer.get("/handovers/new?from=photographer&to=second_photographer").text
    assert "食堂开张" in page
    assert "一号机" in page
    assert "outsider" not in page, "another department's people"
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
    given = {"from": "photographer", "to": "second_photographer", "reason": "调岗"}
    answer = reviewer.post("/handovers/new", {**given, "seen": "0" * 16})
    assert answer.status_code == 409
    assert "交接清单刚刚有变化" in answer.text
    assert reviewer.post("/handovers/new", {**given, "seen": seen}).location.endswith("/handovers/1")
    assert "食堂开张" in reviewer.get("/handovers/1").text
    rounds.follow(home, clock.turn(minutes=5))
    successor = browser("second_photographer")
    assert "交接给您" in successor.get("/notices/").text
    assert successor.get("/handovers/1").status_code == 200
    assert browser("outsider").get("/handovers/1").status_code == 404
    assert "交接" in successor.get(f"/library/V{busy['draft']}").text


def test_secrets_stay(home: Any, cast: Any, clock: Any, busy: dict[str, Any]) -> None:
    with writing(home.engine) as session:
        session.add(ApiToken(program="脚本", hint="x", person_id=cast.photographer.person_id, token_hash="x",
                             scopes=["read:assets"], made_at=clock(), expires_at=clock() + timedelta(days=9)))
    hand(home, cast, clock)
    with reading(home.engine) as session:
        assert session.scalars(select(ApiToken.person_id)).all() == [cast.photographer.person_id]
    with pytest.raises(Forbidden):
        hand(home, cast, clock, cast.outsider)
