"""What unfinished uploads may take of the disk, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tus_client import Tus

from index.catalogue.people import SignIn
from index.credentials import token_hash
from index.db import writing
from server.app import create_app


@pytest.fixture
def tus(browser: Callable[..., Any]) -> Tus:
    return Tus(browser("photographer").client)


def staged(home: Any) -> list[Path]:
    return sorted((home.settings.home / "staging").iterdir())


def test_the_worker_sweeps_what_has_expired_though_nobody_uploads(tus: Tus, home: Any, clock: Any, worker: Any) -> None:
    for _ in range(3):
        tus.patch(tus.create(10), 0, b"12345")
    clock.turn(days=6)
    fresh = tus.create(10)
    assert worker.tidy() == 0
    clock.turn(days=2)
    assert worker.tidy() == 3
    assert [path.name for path in staged(home)] == [f"tus-{fresh.rsplit('/', 1)[1]}"]


def test_unfinished_files_of_one_person_have_their_share_of_the_disk(home: Any, cast: Any, clock: Any) -> None:
    app = create_app(replace(home.settings, unfinished_mb=1), clock)
    client = app.test_client()
    client.set_cookie("vitrine_session", signed_in(home, cast.photographer, clock()))
    tab = Tus(client)
    begun = tab.create(900 << 10)
    answer = tab.ask("POST", Upload_Length=str(200 << 10))
    assert (answer.status_code, answer.json["reason"]["code"]) == (413, "upload-share")
    assert "1 MiB" in answer.json["reason"]["zh"]
    assert len(staged(home)) == 1, "what was refused leaves nothing behind"
    tab.ask("DELETE", begun)
    tab.create(200 << 10)
    app.extensions["vitrine"].home.engine.dispose()


def signed_in(home: Any, actor: Any, now: Any) -> str:
    with writing(home.engine) as session:
        session.add(SignIn(token_hash=token_hash("cookie"), person_id=actor.person_id, created_at=now,
                           expires_at=now + timedelta(days=1)))
    return "cookie"
