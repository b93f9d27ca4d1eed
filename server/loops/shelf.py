"""Films made for pages: a job makes them, a folder of the home keeps the newest of each board and size."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import delete, select

from index import jobs
from index.catalogue.people import Actor, Person, actor_of
from index.db import reading, writing
from index.errors import JobFailed, Reason, VitrineError
from index.jobs import Claim, Job, JobState
from ingest import looping
from server import policy
from server.boards import lists
from server.home import Home
from server.loops import service
from server.loops.service import Loop

KIND: Final = "loop"
"""The job that makes a film; its key is board and size, such as 3-1920x1080."""
SIZES: Final = tuple(f"{width}x{height}" for width, height in looping.SIZES)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a film stands. ``done`` of ``wanted`` items are made while it is under way; ``failed`` says why it was not made."""

    size: str
    under_way: bool
    done: int
    wanted: int
    failed: Reason | None
    made: Loop | None


def ask(home: Home, actor: Actor, board_id: int, size: str, *, now: datetime) -> None:
    """Ask for a film. Raises Forbidden, NotFound, Invalid."""
    policy.require(actor, "edit-boards")
    service.size_of(size)
    lists.board_line(home.engine, str(board_id))
    key = _key(board_id, size)
    with writing(home.engine) as session:
        session.execute(delete(Job).where(Job.kind == KIND, Job.key == key, Job.state == JobState.FAILED))
        jobs.enqueue(session, KIND, key, now=now, payload={"person": actor.person_id})


def stop(home: Home, actor: Actor, board_id: int, size: str) -> None:
    """Give up a film that waits or is under way; one that was made before stays. Raises Forbidden."""
    policy.require(actor, "edit-boards")
    with writing(home.engine) as session:
        session.execute(delete(Job).where(Job.kind == KIND, Job.key == _key(board_id, size)))


def make(home: Home, claim: Claim, clock: Callable[[], datetime]) -> None:
    """Make the film that a job asks for. Raises JobFailed: for good where nobody can help or it was given up."""
    board, _, size = claim.key.partition("-")
    path = _path(home, int(board), size)
    path.parent.mkdir(mode=0o750, exist_ok=True)
    with reading(home.engine) as session:
        person = session.get(Person, claim.payload.get("person"))
        actor = actor_of(person) if person else None
    if actor is None:
        raise JobFailed("nobody asked for it", permanent=True)

    def progress(done: int, wanted: int) -> None:
        with reading(home.engine) as session:
            if session.scalar(select(Job.id).where(Job.id == claim.id, Job.lease == claim.lease)) is None:
                raise JobFailed("it was given up", permanent=True)
        _write(path.with_suffix(".far"), {"done": done, "wanted": wanted})

    try:
        made = service.make(home, actor, board, service.size_of(size), path, clock=clock, progress=progress)
    except JobFailed:
        raise
    except VitrineError as error:
        _write(path.with_suffix(".why"), error.reason.as_dict())
        raise JobFailed(error.reason.en, permanent=error.reason.code != "loop-changed") from error
    finally:
        path.with_suffix(".far").unlink(missing_ok=True)
    path.with_suffix(".why").unlink(missing_ok=True)
    _write(path.with_suffix(".json"), made.as_dict())


def standings(home: Home, board_id: int, now: datetime) -> list[Standing]:
    """Return the films of a board, those under way, made and failed. One that may not be shown any more is removed."""
    with reading(home.engine) as session:
        keys = {_key(board_id, size): size for size in SIZES}
        states = {keys[key]: state for key, state in session.execute(
            select(Job.key, Job.state).where(Job.kind == KIND, Job.key.in_(keys)).order_by(Job.state))}
    found = []
    for size in SIZES:
        path = _path(home, board_id, size)
        far = _read(path.with_suffix(".far")) or {}
        under_way = states.get(size) in {JobState.WAITING, JobState.RUNNING}
        why = _read(path.with_suffix(".why")) if states.get(size) == JobState.FAILED else None
        found.append(Standing(size, under_way, far.get("done", 0), far.get("wanted", 0), Reason(**why) if why else None,
                              film(home, board_id, size, now)))
    return [one for one in found if one.under_way or one.made or one.failed]


def film(home: Home, board_id: int, size: str, now: datetime) -> Loop | None:
    """Return what the film of this board and size holds, None where there is none that may be handed out now."""
    path = _path(home, board_id, size)
    kept = _read(path.with_suffix(".json"))
    if kept is None or not path.is_file():
        return None
    made = Loop(**{**kept, "items": tuple(kept["items"]), "hashes": tuple(kept["hashes"])})
    if service.is_current(home, board_id, made, now):
        return made
    path.unlink(missing_ok=True)
    path.with_suffix(".json").unlink(missing_ok=True)
    return None


def file_of(home: Home, board_id: int, size: str) -> Path:
    """Return where the film of this board and size lies. Raises Invalid for a size that we do not make."""
    service.size_of(size)
    return _path(home, board_id, size)


def _key(board_id: int, size: str) -> str:
    return f"{board_id}-{size}"


def _path(home: Home, board_id: int, size: str) -> Path:
    return home.settings.home / "loops" / f"{_key(board_id, size)}.mp4"


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found


def _write(path: Path, content: dict[str, Any]) -> None:
    begun = path.with_name(f".{path.name}.part")
    begun.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    begun.replace(path)
