"""Training sessions: set, read with who came as far as one may know, attendance noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated

from index.catalogue.tokens import Scope
from index.db import reading
from server import policy
from server.admin import named
from server.agenda.views import today
from server.api.cursors import cut
from server.api.declaring import Paging, RowId, endpoint
from server.api.office import WallTime
from server.api.shapes import Listed, Rule
from server.api.work import Made
from server.training import attendance, lists, service
from server.training.lists import Attendance, Material, TrainingLine
from server.training.service import LONGEST, MOST_MATERIALS
from server.web.problems import BASE
from server.web.services import actor, home, now

Login = Annotated[str, Rule(least=1, most=60, example="lin", about="An account name.")]
People = Annotated[tuple[Login, ...], Rule(most=500)]
Link = Annotated[str, Rule(pattern=r"^(https?://[^\s]{3,500}|V[0-9]{1,9})$", example="V12")]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichTrainings(Paging):
    """Of which year; without it all."""

    year: Annotated[int | None, Rule(least=2000, most=2100)] = None


@dataclass(frozen=True, slots=True)
class NewMaterial:
    """Something to read or watch: ``link`` is an address or an asset's number."""

    link: Link
    title: Annotated[str, Rule(most=120)] = ""


@dataclass(frozen=True, slots=True)
class NewTraining:
    """A session for departments, by their numbers, and people; with neither everybody is asked to come."""

    title: Annotated[str, Rule(least=1, most=LONGEST["title"])]
    held_on: date
    starts_at: WallTime | None = None
    ends_at: WallTime | None = None
    place: Annotated[str, Rule(most=LONGEST["place"])] = ""
    trainer: Annotated[str, Rule(most=LONGEST["trainer"])] = ""
    brief: Annotated[str, Rule(most=LONGEST["brief"])] = ""
    departments: Annotated[tuple[RowId, ...], Rule(most=500)] = ()
    people: People = ()
    sign_up: bool = False
    materials: Annotated[tuple[NewMaterial, ...], Rule(most=MOST_MATERIALS)] = ()

    def wish(self) -> service.Wish:
        """Return this as the service takes it."""
        materials = "\n".join(f"{' '.join(one.title.split())} {one.link.strip()}" for one in self.materials)
        return service.Wish(self.title, self.held_on, self.starts_at or "", self.ends_at or "", self.place, self.trainer,
                            self.brief, self.departments, self.people, self.sign_up, materials)


@dataclass(frozen=True, slots=True)
class Attended:
    """Who came and who did not, by account name; of whoever is not named nothing is noted."""

    present: People = ()
    absent: People = ()


@dataclass(frozen=True, slots=True)
class TrainingSummary:
    """A session in a list. ``came`` and ``signed`` count everybody; ``departments`` are those that are asked to come."""

    id: int
    title: str
    place: str
    trainer: str
    held_on: date
    starts_at: str | None
    ends_at: str | None
    sign_up: bool
    called_off_at: datetime | None
    departments: tuple[int, ...]
    came: int
    signed: int


@dataclass(frozen=True, slots=True)
class AttendanceRecord:
    """Somebody's line of a session; ``person`` is null of who has no account, ``attended`` while nothing is noted."""

    person: int | None
    login: str | None
    name: str
    department: str | None
    invited: bool
    signed_up_at: datetime | None
    attended: bool | None


@dataclass(frozen=True, slots=True)
class MaterialRecord:
    """Something to read or watch: an asset, or what is at an address."""

    title: str
    asset: str | None
    address: str


@dataclass(frozen=True, slots=True)
class TrainingRecord:
    """One session with its materials, and those of its people whose lines may be read: one's own and one's department's, for
    the office all, those who are expected too.
    """

    id: int
    title: str
    brief: str
    place: str
    trainer: str
    held_on: date
    starts_at: str | None
    ends_at: str | None
    sign_up: bool
    called_off_at: datetime | None
    called_off_reason: str
    departments: tuple[int, ...]
    came: int
    signed: int
    people: tuple[AttendanceRecord, ...]
    materials: tuple[MaterialRecord, ...]


@endpoint("GET", "/trainings", Scope.READ_OFFICE, "列出培训", tag="training")
def list_trainings(query: WhichTrainings) -> Listed[TrainingSummary]:
    """List the training sessions that this person is asked to, the office all, the last set first."""
    with reading(home().engine) as session:
        found = lists.trainings(session, actor(), today(), year=query.year)
    return cut(found, query, lambda one: one.id, _summary, falling=True)


@endpoint("GET", "/trainings/{training}", Scope.READ_OFFICE, "查看培训和出席", tag="training")
def show_training(training: RowId) -> TrainingRecord:
    """Show one training session with its materials and who came."""
    with reading(home().engine) as session:
        one = lists.the_training(session, actor(), training, today())
        people = lists.people(session, actor(), training)
        materials = lists.materials(session, actor(), training, now())
    return TrainingRecord(
        one.id, one.title, one.brief, one.place, one.trainer, one.held_on, _wall(one.starts_at), _wall(one.ends_at),
        one.sign_up, one.called_off_at, one.called_off_reason, tuple(number for number, _name in one.departments), one.came,
        one.signed, tuple(map(_attendance, people)), tuple(map(_material, materials)))


@endpoint("POST", "/trainings", Scope.WRITE_OFFICE, "安排培训", tag="training", status=201)
def make_training(body: NewTraining) -> Made:
    """Set a training session; who is asked to come is told."""
    made = service.add(home().engine, actor(), body.wish(), now=now())
    return Made(made, f"{BASE}/trainings/{made}")


@endpoint("PUT", "/trainings/{training}/attendance", Scope.WRITE_OFFICE, "登记出席", tag="training")
def note_attendance(training: RowId, body: Attended) -> None:
    """Note who came to a session and who did not."""
    policy.require(actor(), "hold-trainings")
    with reading(home().engine) as session:
        came, missed = ([named.person(session, one).id for one in several] for several in (body.present, body.absent))
    attendance.note(home().engine, actor(), training, came, missed, now=now())


def _summary(one: TrainingLine) -> TrainingSummary:
    return TrainingSummary(one.id, one.title, one.place, one.trainer, one.held_on, _wall(one.starts_at), _wall(one.ends_at),
                           one.sign_up, one.called_off_at, tuple(number for number, _name in one.departments), one.came,
                           one.signed)


def _wall(at: time | None) -> str | None:
    return f"{at:%H:%M}" if at is not None else None


def _attendance(one: Attendance) -> AttendanceRecord:
    return AttendanceRecord(one.person_id, one.login, one.name, one.department[0] if one.department else None, one.invited,
                            one.signed_up_at, one.attended)


def _material(one: Material) -> MaterialRecord:
    return MaterialRecord(one.title, one.asset, one.url)
