"""The machine stops (kill -9) between any two steps: nothing acknowledged is lost, nothing half-done is listed."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.assets import Asset
from index.catalogue.visibility import EVERYTHING
from index.db import reading
from index.search.search import search
from server import doctor

# Each patch is where the process kills itself; everything else is the real thing.
SCRIPT = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from index import blobs, jobs
from index.catalogue import audit
from index.catalogue.people import OWNER
from index.search import keeping
from index.settings import Settings
from ingest import intake, pipeline
from ingest.sandbox import Decoder
from server import worker as working
from server.home import open_home

home, photo, step = open_home(Settings(home=Path(sys.argv[1]), reserve_mb=0)), Path(sys.argv[2]), sys.argv[3]
die = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)


def after(owner, name):
    real = getattr(owner, name)
    def wrapped(*given, **named):
        real(*given, **named)
        die()
    setattr(owner, name, wrapped)


def before(owner, name):
    setattr(owner, name, die)


progress = None
if step == "mid-chunk": progress = die
if step == "before-file-sync": before(os, "fsync")
if step == "before-rename": before(blobs.LocalStore, "keep")
if step == "before-folder-sync": before(blobs, "_sync_folder")
if step == "before-row": after(blobs.LocalStore, "keep")
if step == "before-commit": before(jobs, "enqueue")
clock = lambda: datetime.now(UTC)
with photo.open("rb") as stream:
    intake.take_in(home.engine, home.store, stream, intake.Origin(OWNER, "folder", "b", photo.name, str(photo)),
                   limit=1 << 30, now=clock(), progress=progress)
print("acknowledged", flush=True)
if step == "before-worker": die()
if step == "before-facts": before(pipeline, "_write_facts")
if step == "before-renditions": before(pipeline, "_write_made")
if step == "before-quarantine": before(blobs.LocalStore, "quarantine")
if step == "before-settling": before(jobs, "finish")
if step == "before-index": before(keeping, "refresh")
if step == "after-index":
    real = keeping.refresh
    keeping.refresh = lambda *given: (real(*given), die())
with Decoder() as decoder:
    working.Worker(home, decoder, clock).drain()
print("done", flush=True)
"""
BEFORE_ANSWER = ["mid-chunk", "before-file-sync", "before-rename", "before-folder-sync", "before-row", "before-commit"]
AFTER_ANSWER = ["before-worker", "before-facts", "before-renditions", "before-settling", "before-index", "after-index"]


@pytest.mark.parametrize("step", [*BEFORE_ANSWER, *AFTER_ANSWER])
def test_after_a_kill_all_comes_right(home: Any, step: str, made_photo: Callable[..., Path], take: Callable[..., Any],
                                      worker: Any, clock: Any) -> None:
    from datetime import UTC, datetime

    photo = made_photo("IMG_0001.JPG")
    ran = subprocess.run([sys.executable, "-c", SCRIPT, str(home.settings.home), str(photo), step], capture_output=True,
                         text=True, timeout=120, cwd=Path(__file__).parents[2])
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    answered = "acknowledged" in ran.stdout
    assert answered == (step in AFTER_ANSWER)
    clock.now = datetime.now(UTC)
    with reading(home.engine) as session:
        listed = list(session.scalars(select(Asset.sha256)))
    assert len(listed) == answered
    assert all(home.store.verify("originals", sha256) for sha256 in listed)
    found = {one.kind for one in doctor.examine(home, level="full", repair=True, now=clock()).findings if one.is_damage}
    assert found <= {doctor.Kind.STRAY}, "a crash leaves at most bytes without a row, never a row without bytes"
    assert take(photo).outcome == ("already-here" if answered else "added")
    clock.turn(seconds=home.settings.lease_s + 1)
    worker.drain()
    clock.turn(days=2)
    doctor.examine(home, level="full", repair=True, now=clock())
    report = doctor.examine(home, level="full", repair=False, now=clock())
    assert [one for one in report.findings if one.is_damage] == []
    assert list(home.store.staging.iterdir()) == []
    assert search(home.index, "img", limit=5, now=clock(), viewer_filter=EVERYTHING).total == 1


def test_a_kill_amid_a_refusal_leaves_no_stray(home: Any, made_photo: Callable[..., Path], worker: Any, clock: Any) -> None:
    from datetime import UTC, datetime

    photo = made_photo("IMG_0001.JPG")
    photo.write_bytes(photo.read_bytes()[:700])
    ran = subprocess.run([sys.executable, "-c", SCRIPT, str(home.settings.home), str(photo), "before-quarantine"],
                         capture_output=True, text=True, timeout=120, cwd=Path(__file__).parents[2])
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    clock.now = datetime.now(UTC)
    clock.turn(seconds=home.settings.lease_s + 1)
    with reading(home.engine) as session:
        assert session.scalars(select(Asset.id)).all() == []
    assert len(list(home.store.addresses("originals"))) == 1
    worker.drain()
    assert list(home.store.addresses("originals")) == []
    [aside] = (home.settings.home / "quarantine").iterdir()
    assert aside.read_bytes() == photo.read_bytes()
    report = doctor.examine(home, level="full", repair=False, now=clock())
    assert [one for one in report.findings if one.is_damage] == []
