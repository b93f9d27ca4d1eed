"""What every test may ask for: a home on either database, a clock to turn, a cast of people, files to take in.

``home`` is a migrated home on SQLite, copied for each test. A test that asks for ``engine`` (or for ``database``) runs
twice, on SQLite and on a PostgreSQL server that the tests start themselves; everything else that it asks for, ``home``
and ``cast`` included, then stands on the same database. Nothing is skipped where PostgreSQL is missing: the test fails.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import postgresql
import pytest
from order import pytest_collection_finish, pytest_collection_modifyitems  # noqa: F401 - pytest finds them here
from preloaded import Preloaded
from sqlalchemy import Engine

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "a-long-password"
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
hypothesis.settings.register_profile("house", deadline=None)  # a busy machine is no fault of a test's
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def shared_media() -> Path | None:
    """Real camera files beside the checkout, where there are any; a test then uses them as well as its own files."""
    folder = ROOT.parent / "shared" / "media"
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def _of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers of a run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session", autouse=True)
def _pace(_of_the_run: Path) -> Iterator[None]:
    """A suite of thousands of small applications: what they all compile alike is compiled once."""
    from pace import made_once

    with made_once(_of_the_run / "pages"):
        yield


@pytest.fixture(scope="session")
def preloaded(_of_the_run: Path, _home_template: Path) -> Iterator[Preloaded]:
    """Starts the command and gunicorn without importing everything again."""
    one = Preloaded(_of_the_run / "pages", _home_template)
    yield one
    one.close()


# The clock

@dataclass(slots=True)
class FakeClock:
    """Stands still until it is turned."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **parts: float) -> datetime:
        """Turn by days, hours, minutes or seconds and return the new time."""
        self.now += timedelta(**parts)
        return self.now


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


# Databases

@pytest.fixture(scope="session")
def postgres(_of_the_run: Path) -> Iterator[postgresql.Postgres]:
    """One server for all workers of a run: whoever comes first starts it, whoever leaves last stops it."""
    state = _of_the_run / "postgres.json"
    with (_of_the_run / "postgres.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        held = json.loads(state.read_text()) if state.exists() else None
        if held is None:
            held = {"folder": str(postgresql.start()), "users": 0}
            postgresql.fill_template(postgresql.Postgres(Path(held["folder"])))
        state.write_text(json.dumps(held | {"users": held["users"] + 1}))
        fcntl.flock(lock, fcntl.LOCK_UN)
        yield postgresql.Postgres(Path(held["folder"]))
        fcntl.flock(lock, fcntl.LOCK_EX)
        held = json.loads(state.read_text())
        if held["users"] > 1:
            state.write_text(json.dumps(held | {"users": held["users"] - 1}))
        else:
            postgresql.stop(Path(held["folder"]))
            state.unlink()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Asked for, it runs a test on both databases; ``home`` then stands on this one."""
    return str(request.param)


@pytest.fixture
def empty_url(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database with nothing in it, on both databases."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: postgresql.Postgres = request.getfixturevalue("postgres")
    name = f"empty_{os.getpid()}_{tmp_path.name}".lower().replace("-", "_")[:60]
    server.run(f'CREATE DATABASE "{name}"')
    yield server.url(name)
    server.run(f'DROP DATABASE "{name}" WITH (FORCE)')


# Homes

@pytest.fixture(scope="session")
def _home_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from index.settings import Settings
    from server import home

    folder = tmp_path_factory.mktemp("template") / "home"
    home.make(Settings(home=folder), START)
    return folder


@pytest.fixture
def home_template(_home_template: Path) -> Path:
    """The home that ``home`` is a copy of: migrated, empty. Tests that share more override this."""
    return _home_template


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, home_template: Path) -> Iterator[Any]:
    """The settings of a home of this test's own."""
    from index.settings import Settings

    folder = tmp_path / "home"
    shutil.copytree(home_template, folder)
    if "database" not in request.fixturenames or request.getfixturevalue("database") == "sqlite":
        yield Settings(home=folder, reserve_mb=0)
        return
    (folder / "vitrine.db").unlink()
    server: postgresql.Postgres = request.getfixturevalue("postgres")
    name = f"t_{os.getpid()}_{tmp_path.name}".lower().replace("-", "_")[:60]
    server.run(f'CREATE DATABASE "{name}" TEMPLATE vitrine_template')
    yield Settings(home=folder, reserve_mb=0, database_url=server.url(name))
    server.run(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def as_delivered() -> None:
    """Asked for, the office of ``home`` asks for the fields that a new home asks for."""


@pytest.fixture
def home(settings: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """An open home (server.home.Home). Its office requires no fields, so that each test describes only what it is about."""
    from sqlalchemy import delete

    from index.catalogue.required import RequiredField
    from index.db import writing
    from server.home import open_home

    opened = open_home(settings)
    if "as_delivered" not in request.fixturenames:
        with writing(opened.engine) as session:
            session.execute(delete(RequiredField))
    yield opened
    opened.engine.dispose()


@pytest.fixture
def engine(database: str, home: Any) -> Engine:
    """The catalogue's engine, on both databases."""
    return home.engine  # type: ignore[no-any-return]


# People

@dataclass(frozen=True, slots=True)
class Cast:
    """Actors of a small campus. ``departments`` maps code to id; ``screen`` is paired and holds ``screen_token``.

    canteen: photographer, second_photographer, reviewer, director. library: outsider. office: editor, second_editor,
    administrator. All sign in with ``password``; their logins are the names of the fields.
    """

    photographer: Any
    second_photographer: Any
    reviewer: Any
    director: Any
    outsider: Any
    editor: Any
    second_editor: Any
    administrator: Any
    departments: dict[str, int] = field(default_factory=dict)
    screen: int = 0
    screen_token: str = ""
    password: str = PASSWORD

    @property
    def people(self) -> dict[str, Any]:
        """Everybody who signs in, by the name of the part."""
        return {name: getattr(self, name) for name in PARTS}


DEPARTMENTS = {"canteen": ("饮食服务中心", "Canteens"), "library": ("图书馆", "Library"), "office": ("综合办公室", "Office")}
PARTS: dict[str, tuple[str, str]] = {
    "photographer": ("canteen", ""), "second_photographer": ("canteen", ""), "reviewer": ("canteen", "reviewer"),
    "director": ("canteen", "director"), "outsider": ("library", ""), "editor": ("office", "editor"),
    "second_editor": ("office", "editor"), "administrator": ("office", "administrator"),
}


@pytest.fixture(scope="session")
def _password_hash() -> str:
    """A hash of the right kind that is cheap to check: a sign-in of the real cost, some thousand times, is minutes."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@pytest.fixture
def cast(home: Any, _password_hash: str) -> Cast:
    """The people of a small campus and its paired screen, in the catalogue of ``home``."""
    from sqlalchemy import select

    from index.catalogue.departments import Department
    from index.catalogue.people import Person, PersonRole, actor_of
    from index.catalogue.screens import Screen
    from index.credentials import token_hash
    from index.db import writing

    with writing(home.engine) as session:
        if known := {person.login: actor_of(person) for person in session.scalars(select(Person))}:
            return Cast(**known, departments={row.code: row.id for row in session.scalars(select(Department))},
                        screen=session.scalars(select(Screen.id)).one(), screen_token="screen-token")
        rows = {code: Department(code=code, name=zh, name_en=en, is_office=code == "office")
                for code, (zh, en) in DEPARTMENTS.items()}
        session.add_all(rows.values())
        session.flush()
        people = {part: Person(login=part, display=f"{part} 同学", password_hash=_password_hash, created_at=START,
                               department_id=rows[code].id, roles=[PersonRole(role=role)] if role else [])
                  for part, (code, role) in PARTS.items()}
        screen = Screen(name="东门大屏", place="东门", token_hash=token_hash("screen-token"), paired_at=START,
                        created_at=START)
        session.add_all([*people.values(), screen])
        session.flush()
        return Cast(**{part: actor_of(person) for part, person in people.items()},
                    departments={code: row.id for code, row in rows.items()}, screen=screen.id,
                    screen_token="screen-token")


@pytest.fixture
def new_asset(home: Any) -> Callable[..., int]:
    """Return a function that enters an asset as rows only, for rules that ask for no bytes: owner -> asset id."""
    from hashlib import sha256

    from index.catalogue.assets import Asset, Description, Original
    from index.db import writing

    def make(owner: Any = None, *, now: datetime = START, title: str = "食堂开放日", **columns: Any) -> int:
        with writing(home.engine) as session:
            digest = sha256(os.urandom(16)).hexdigest()
            columns.setdefault("department_id", owner.department_id if owner else None)
            asset = Asset(kind="photo", sha256=digest, owner_id=owner.person_id if owner else None, created_at=now,
                          facts={}, **columns)
            session.add(asset)
            session.flush()
            session.add(Original(sha256=digest, asset_id=asset.id, name="IMG_0001.JPG", bytes=1, media_type="image/jpeg"))
            session.add(Description(asset_id=asset.id, title=title, updated_at=now))
            return asset.id

    return make


# Files

@pytest.fixture
def made_photo(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a JPEG with a camera's Exif, different bytes at each call: (name, ...) -> Path."""
    from PIL import Image

    calls = iter(range(1 << 30))

    def make(name: str = "IMG_0001.JPG", *, size: tuple[int, int] = (640, 420), serial: str = "", orientation: int = 1,
             taken: str = "2026:03:01 09:15:02", offset: str = "+08:00", folder: Path | None = None,
             place: tuple[float, float] | None = None, model: str = "Canon EOS R6", rights: str = "") -> Path:
        target = (folder or tmp_path / "card") / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shade = next(calls)
        picture = Image.linear_gradient("L").resize(size).convert("RGB")
        picture.paste((shade * 37 % 256, shade * 91 % 256, (shade + 1) * 53 % 256), (0, 0, size[0] // 3, size[1] // 2))
        exif = Image.Exif()
        exif[0x010F], exif[0x0110], exif[0x0112] = model.partition(" ")[0], model, orientation
        if rights:
            exif[0x8298] = rights
        told = {0x9003: taken, 0x9011: offset, 0xA431: serial}
        exif.get_ifd(0x8769).update({tag: text for tag, text in told.items() if text})
        if place:
            for tag, letters, degrees in ((1, "NS", place[0]), (3, "EW", place[1])):
                exif.get_ifd(0x8825).update({tag: letters[degrees < 0], tag + 1: (abs(degrees), 0.0, 0.0)})
        picture.save(target, "JPEG", quality=88, exif=exif)
        return target

    return make


@pytest.fixture
def made_film(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a short MP4 with sound, or a long one that repeats it: (name, seconds=, times=)."""

    def make(name: str = "MVI_0001.MP4", *, seconds: float = 1.0, size: str = "320x240", times: int = 1) -> Path:
        target = tmp_path / "card" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        once = target if times == 1 else tmp_path / name
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25", "-f", "lavfi",
                        "-i", "sine=frequency=440", "-t", str(seconds), "-c:v", "libx264", "-preset", "ultrafast",
                        "-pix_fmt", "yuv420p", "-c:a", "aac", str(once)], check=True, stdin=subprocess.DEVNULL)
        if times > 1:
            subprocess.run(["ffmpeg", "-v", "error", "-y", "-stream_loop", str(times - 1), "-i", str(once), "-c", "copy",
                            str(target)], check=True, stdin=subprocess.DEVNULL)
        return target

    return make


@pytest.fixture(scope="session")
def decoder() -> Iterator[Any]:
    """The real decoder with its fork server."""
    from ingest.sandbox import Decoder

    with Decoder() as one:
        yield one


@pytest.fixture
def worker(home: Any, decoder: Any, clock: FakeClock) -> Any:
    """A worker of this home; ``drain()`` does everything that is due."""
    from server.worker import Worker

    return Worker(home, decoder, clock)


@pytest.fixture
def take(home: Any, clock: FakeClock) -> Callable[..., Any]:
    """Return a function that takes a file in through the one door: (path, actor, **origin) -> Taken."""
    from index.catalogue.people import OWNER
    from ingest.intake import Origin, take_in

    def one(path: Path, actor: Any = OWNER, **given: Any) -> Any:
        given.setdefault("department_id", actor.department_id)
        origin = Origin(actor, given.pop("door", "folder"), given.pop("batch", "b1"), given.pop("name", path.name),
                        given.pop("path", str(path)), **given)
        with path.open("rb") as stream:
            return take_in(home.engine, home.store, stream, origin, limit=home.limit, now=clock())

    return one


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    """The one driver of browsers in this process: it allows no second one beside it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Chromium of the distribution."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "Chromium is missing: make test installs it"
    return program
