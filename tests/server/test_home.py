"""The home: made once, opened as it is, brought up after a backup, held by one worker at a time."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from index.catalogue import upgrade
from index.catalogue.channels import DEFAULT_CHANNELS, Channel
from index.catalogue.people import SetupLink
from index.credentials import token_hash
from index.db import make_engine, reading
from index.errors import VitrineError
from index.settings import Settings
from server.home import (
    back_up_database,
    exists,
    has_people,
    holding,
    make,
    migrate,
    new_setup_token,
    open_home,
)


def test_a_home_is_made_once_with_all_that_others_rely_on(tmp_path: Path, clock: Any) -> None:
    chosen = Settings(home=tmp_path / "new" / "home")
    assert not exists(chosen)
    token = make(chosen, clock())
    assert token is not None
    names = {path.name for path in chosen.home.iterdir()}
    assert names >= {"vitrine.db", "originals", "renditions", "staging", "quarantine", "index", "logs", "secret.key"}
    assert stat.S_IMODE(chosen.secret_path.stat().st_mode) == 0o600
    before = {path: path.stat().st_mtime_ns for path in chosen.home.rglob("*") if path.is_file()}
    assert make(chosen, clock()) is None
    assert {path: path.stat().st_mtime_ns for path in chosen.home.rglob("*") if path.is_file()} == before
    opened = open_home(chosen)
    with reading(opened.engine) as session:
        assert session.scalars(select(SetupLink.token_hash)).one() == token_hash(token)
        assert set(session.scalars(select(Channel.code))) == {code for code, *_ in DEFAULT_CHANNELS}
    assert not has_people(opened)


def test_where_there_is_no_home_it_is_told(tmp_path: Path) -> None:
    with pytest.raises(VitrineError) as caught:
        open_home(Settings(home=tmp_path / "none"))
    assert caught.value.reason.code == "no-home"
    assert not (tmp_path / "none").exists()


def test_once_somebody_has_an_account_there_is_no_set_up_link(home: Any, cast: Any, clock: Any) -> None:
    assert has_people(home)
    assert new_setup_token(home, clock()) is None


def test_an_old_home_is_backed_up_and_brought_up(settings: Settings, clock: Any) -> None:
    engine = make_engine(settings.url)
    upgrade.downgrade(engine, "-1")
    engine.dispose()
    with pytest.raises(VitrineError) as caught:
        open_home(settings)
    assert caught.value.reason.code == "old-home"
    backup = migrate(settings, clock())
    assert backup is not None
    assert backup.parent == settings.home / "backups"
    with sqlite3.connect(backup) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    open_home(settings).engine.dispose()
    assert migrate(settings, clock()) is None


def test_a_newer_home_is_left_alone(settings: Settings, clock: Any) -> None:
    engine = make_engine(settings.url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(VitrineError) as caught:
        migrate(settings, clock())
    assert caught.value.reason.code == "newer-home"


def test_a_backup_is_made_while_the_catalogue_is_written(home: Any, cast: Any, new_asset: Any, clock: Any) -> None:
    new_asset(cast.photographer)
    with home.engine.connect() as busy:
        busy.execute(text("SELECT 1"))
        path = back_up_database(home.settings, clock())
    assert path is not None
    with sqlite3.connect(path) as copy:
        assert copy.execute("SELECT count(*) FROM assets").fetchone() == (1,)


HOLD = ("import sys; from pathlib import Path; from index.settings import Settings; from server.home import holding\n"
        "with holding(Settings(home=Path(sys.argv[1])), shared=True) as held:\n"
        "    print(held, flush=True); sys.stdin.read()")


def test_workers_share_a_home_and_a_command_wants_it_alone(settings: Settings) -> None:
    other = subprocess.Popen([sys.executable, "-c", HOLD, str(settings.home)], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, text=True)
    assert other.stdin is not None
    assert other.stdout is not None
    assert other.stdout.readline() == "True\n"
    with holding(settings) as alone:
        assert not alone
    with holding(settings, shared=True) as shared:
        assert shared
    other.kill()
    other.wait()
    other.stdin.close()
    other.stdout.close()
    with holding(settings) as alone:
        assert alone, "the lock goes with the process"
