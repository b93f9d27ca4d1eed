"""What is asked of departments and photographers, and what passers-by write: assignments, topics, notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from index.catalogue import items
from index.catalogue.feedback import NoteKind, NoteState
from index.catalogue.tokens import Scope
from index.db import reading
from index.errors import NotFound
from server import policy
from server.api import cursors
from server.api.cursors import cut
from server.api.declaring import ItemId, Paging, RowId, endpoint
from server.api.shapes import Listed, Rule
from server.assignments import lists as assignment_lists
from server.assignments import service as assignments
from server.assignments.lists import AssignmentLine
from server.assignments.standing import Standing
from server.feedback import desk
from server.feedback import lists as feedback
from server.feedback.lists import NoteLine
from server.topics import handing
from server.topics import lists as topic_lists
from server.topics import service as topics
from server.topics.lists import TaskLine, TopicLine
from server.topics.standing import Standing as TopicStanding
from server.web.problems import BASE
from server.web.services import actor, home, now, zone

Reason = Annotated[str, Rule(most=handing.LONGEST_REASON)]


@dataclass(frozen=True, slots=True)
class NewAssignment:
    """Who is to photograph an event: ``event`` is a name or a number, ``to`` an account name, ``kit`` a name or a number."""

    event: Annotated[str, Rule(least=1, most=120)]
    to: Annotated[str, Rule(least=1, most=60, example="lin")]
    kit: Annotated[str | None, Rule(most=120)] = None
    note: Annotated[str, Rule(most=500)] = ""


@dataclass(frozen=True, slots=True)
class AssignmentRecord:
    """One assignment: how it stands, until when its files are due, how many came."""

    id: int
    event: int
    event_name: str
    place: str
    starts_on: date
    ends_on: date
    person: str
    kit: str | None
    note: str
    standing: Standing
    due: datetime
    files: int


@dataclass(frozen=True, slots=True)
class NewTopic:
    """A topic for departments, by their numbers; ``from_on`` and ``until_on`` are both included."""

    title: Annotated[str, Rule(least=1, most=topics.LONGEST["title"])]
    due_on: date
    departments: Annotated[tuple[RowId, ...], Rule(least=1, most=500)]
    brief: Annotated[str, Rule(most=topics.LONGEST["brief"])] = ""
    occasion: Annotated[str, Rule(most=topics.LONGEST["occasion"])] = ""
    from_on: date | None = None
    until_on: date | None = None
    boards: Annotated[tuple[RowId, ...], Rule(most=100)] = ()


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What is handed in for a department's part in a topic: items that are submitted or published already."""

    items: Annotated[tuple[ItemId, ...], Rule(least=1, most=handing.MOST)]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The office's word on what was handed in; to send it back needs a reason."""

    verdict: Literal["accept", "send-back"]
    reason: Reason = ""


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """A department's part in a topic."""

    id: int
    department: str
    contact: str | None
    due_on: date
    standing: TopicStanding
    entries: int
    handed_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class TopicRecord:
    """One topic, with the parts in it that may be seen."""

    id: int
    title: str
    brief: str
    occasion: str
    due_on: date
    closed_at: datetime | None
    tasks: tuple[TaskRecord, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """The number of what was made, and where it is."""

    id: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichNotes(Paging):
    """Which notes are listed."""

    state: NoteState | None = None
    kind: NoteKind | None = None


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """What a passer-by wrote about an item, and what the office did about it; nothing of it is ever sent to them."""

    id: int
    item: str
    title: str
    board: str
    kind: NoteKind
    text: str
    contact: str
    at: datetime
    state: NoteState
    reply: str


@dataclass(frozen=True, slots=True)
class Handled:
    """What the office did about a note; an answered one says what was answered."""

    state: NoteState
    reply: Annotated[str, Rule(most=desk.LONGEST_REPLY)] = ""


@endpoint("GET", "/assignments", Scope.READ_OFFICE, "列出拍摄任务", tag="office")
def list_assignments(query: Paging) -> Listed[AssignmentRecord]:
    """List the assignments of the last two months, and all that are open, the last made first."""
    with reading(home().engine) as session:
        found = assignment_lists.assignments(session, actor(), home().settings, now())
    return cut(found, query, lambda one: one.id, assignment_record, falling=True)


@endpoint("GET", "/assignments/{assignment}", Scope.READ_OFFICE, "查看拍摄任务", tag="office")
def show_assignment(assignment: RowId) -> AssignmentRecord:
    """Show one assignment."""
    with reading(home().engine) as session:
        found = assignment_lists.one(session, actor(), assignment, home().settings, now())
    if found is None:
        raise NotFound(what=f"“{assignment}”")
    return assignment_record(found)


@endpoint("POST", "/assignments", Scope.WRITE_OFFICE, "安排拍摄任务", tag="office", status=201)
def make_assignment(body: NewAssignment) -> Made:
    """Assign somebody to photograph an event; they are told."""
    new = assignments.NewAssignment(body.event, body.to, body.kit, body.note)
    made = assignments.add(home().engine, actor(), new, now=now())
    return Made(made, f"{BASE}/assignments/{made}")


@endpoint("GET", "/topics", Scope.READ_OFFICE, "列出时政主题", tag="office")
def list_topics(query: Paging) -> Listed[TopicRecord]:
    """List the topics that are on, in which a part may be seen, by number."""
    policy.require(actor(), "answer-topic")
    with reading(home().engine) as session:
        found = topic_lists.topics(session, actor(), zone(), now())
    return cut(found, query, lambda one: one.id, _topic)


@endpoint("GET", "/topics/{topic}", Scope.READ_OFFICE, "查看时政主题", tag="office")
def show_topic(topic: RowId) -> TopicRecord:
    """Show one topic with how each department stands."""
    with reading(home().engine) as session:
        return _topic(topic_lists.topic(session, actor(), topic, zone(), now()))


@endpoint("POST", "/topics", Scope.WRITE_OFFICE, "布置时政主题", tag="office", status=201)
def make_topic(body: NewTopic) -> Made:
    """Set a topic for departments; they are told."""
    wish = topics.Wish(body.title, body.due_on, body.departments, body.brief, body.occasion, body.from_on, body.until_on,
                       body.boards)
    made = topics.add(home().engine, actor(), wish, now=now())
    return Made(made, f"{BASE}/topics/{made}")


@endpoint("POST", "/topic-tasks/{task}/hand-in", Scope.WRITE_OFFICE, "交稿", tag="office")
def hand_in(task: RowId, body: HandedIn) -> None:
    """Hand items in for a department's part in a topic, beside what was handed in."""
    handing.hand_in(home().engine, actor(), task, [items.parse(one) for one in body.items], zone=zone(), now=now())


@endpoint("POST", "/topic-tasks/{task}/decide", Scope.WRITE_OFFICE, "采用或退回交稿", tag="office")
def decide_task(task: RowId, body: Verdict) -> None:
    """Accept what a department handed in, or send it back."""
    handing.decide(home().engine, actor(), task, accept=body.verdict == "accept", reason=body.reason, zone=zone(), now=now())


@endpoint("GET", "/notes", Scope.READ_OFFICE, "列出留言", tag="office")
def list_notes(query: WhichNotes) -> Listed[NoteRecord]:
    """List what passers-by wrote, as far as it may be read, the last first."""
    place = cursors.place(query, int)
    asked = feedback.Asked(query.state or "", query.kind or "")
    with reading(home().engine) as session:
        found = feedback.notes(session, actor(), asked, now(), limit=query.limit + 1, before=place[0] if place else 1 << 53)
    some = found[:query.limit]
    return Listed(tuple(map(_note, some)), (some[-1].id,) if len(found) > len(some) else None)


@endpoint("GET", "/notes/{note}", Scope.READ_OFFICE, "查看留言", tag="office")
def show_note(note: RowId) -> NoteRecord:
    """Show one note."""
    with reading(home().engine) as session:
        return _note(feedback.note(session, actor(), note, now()))


@endpoint("PUT", "/notes/{note}/handling", Scope.WRITE_OFFICE, "处理留言", tag="office", matches=show_note)
def handle_note(note: RowId, body: Handled, seen: NoteRecord | None) -> None:  # noqa: ARG001 - compared already
    """Say what was done about a note."""
    desk.handle(home().engine, actor(), note, body.state, body.reply, now=now())


def assignment_record(one: AssignmentLine) -> AssignmentRecord:
    """Return an assignment as the API tells it."""
    return AssignmentRecord(one.id, one.event_id, one.event, one.place, one.starts_on, one.ends_on, one.login, one.kit,
                            one.note, one.standing, one.due, one.files)


def _topic(one: TopicLine) -> TopicRecord:
    return TopicRecord(one.id, one.title, one.brief, one.occasion, one.due_on, one.closed_at, tuple(map(_task, one.tasks)))


def _task(one: TaskLine) -> TaskRecord:
    return TaskRecord(one.id, one.department, one.contact, one.due_on, one.standing, one.entries, one.handed_at, one.reason)


def _note(one: NoteLine) -> NoteRecord:
    return NoteRecord(one.id, one.about.item, one.about.title, one.board, NoteKind(one.kind), one.text, one.contact, one.at,
                      NoteState(one.state), one.reply)
