"""The job ``flashes`` with the real decoder: films that came in, and films that were here before it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from index.catalogue import flashes, upgrade
from index.catalogue.flashes import FilmFlashes
from index.db import reading, writing
from index.jobs import Claim, Job
from ingest.flashes import look

BEFORE = import_module("index.catalogue.migrations.versions.0037_film_flashes").down_revision


@pytest.fixture
def flashing(tmp_path: Path) -> Path:
    """A film of which the second second flashes five times."""
    target = tmp_path / "flashing.mp4"
    light = "if(between(T,0.99,1.99)*lt(mod(T*5+0.01,1),0.5),235,16)".replace(",", r"\,")
    source = f"color=black:s=96x54:r=30:d=3,geq=lum='{light}':cb=128:cr=128"
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p",
                    str(target)], check=True, stdin=subprocess.DEVNULL)
    return target


def found(home: Any) -> dict[int, tuple[int, int, list[tuple[str, int]]]]:
    with reading(home.engine) as session:
        return {one.asset_id: (one.general, one.red, [(each["kind"], each["flashes"]) for each in one.moments])
                for one in session.scalars(select(FilmFlashes))}


def test_films_are_looked_through_as_they_come(engine: Engine, home: Any, take: Any, worker: Any, flashing: Path,
                                               made_film: Callable[..., Path], made_photo: Callable[..., Path]) -> None:
    assert engine
    bad, calm = take(flashing).asset_id, take(made_film()).asset_id
    take(made_photo())
    worker.drain()
    told = found(home)
    assert told[bad] == (5, 0, [("general", 5)])
    assert told[calm][0] < 4
    assert told[calm][1:] == (0, [])
    assert set(told) == {bad, calm}
    with reading(home.engine) as session:
        assert session.scalars(select(Job)).all() == []
        moment = flashes.of_assets(session, [bad])[bad].moments[0]
    assert 0 <= moment["start"] <= 1.5 < moment["end"] <= 3


def test_doing_it_again_changes_nothing_but_another_proxy_is_looked_at(home: Any, take: Any, worker: Any, flashing: Path,
                                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    bad = take(flashing).asset_id
    worker.drain()
    claim, before = Claim(0, "flashes", str(bad), {}, 1, ""), found(home)
    calls: list[Path] = []
    real = worker.shop.decoder.flashes
    monkeypatch.setattr(worker.shop.decoder, "flashes", lambda path, **given: (calls.append(path), real(path, **given))[1])
    look(worker.shop, claim, worker.clock())
    assert (found(home), calls) == (before, [])
    with writing(home.engine) as session:
        session.get_one(FilmFlashes, bad).sha256 = "0" * 64
    look(worker.shop, claim, worker.clock())
    assert (found(home), len(calls)) == (before, 1)
    look(worker.shop, Claim(0, "flashes", "9999", {}, 1, ""), worker.clock())


def test_films_that_were_here_before_are_looked_through_after_an_upgrade(home: Any, take: Any, worker: Any, flashing: Path,
                                                                         made_photo: Callable[..., Path]) -> None:
    bad = take(flashing).asset_id
    take(made_photo())
    worker.drain()
    upgrade.downgrade(home.engine, BEFORE)
    assert upgrade.upgrade(home.engine)
    assert found(home) == {}
    with reading(home.engine) as session:
        assert session.execute(select(Job.kind, Job.key)).all() == [("flashes", str(bad))]
    worker.drain()
    assert list(found(home)) == [bad]
