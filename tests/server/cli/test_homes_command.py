"""Homes that cannot be made, written or read: one clear sentence in both languages, never a trace."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def told(ran: Any, code: int, *words: str) -> None:
    assert ran.code == code, ran.err
    assert "Traceback" not in ran.err
    assert len(ran.err.strip().splitlines()) == 2  # Chinese, English
    for word in words:
        assert word in ran.err


def test_a_place_that_cannot_hold_a_home(vitrine: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/none")):
        told(vitrine("init", VITRINE_HOME=str(place)), 2, str(place))
        told(vitrine("show", "V1", VITRINE_HOME=str(place)), 2, str(place))


def test_a_damaged_catalogue(vitrine: Callable[..., Any], home: Any) -> None:
    home.engine.dispose()
    path = home.settings.home / "vitrine.db"
    whole = path.read_bytes()
    for bytes_ in (b"no database at all, but long enough to be taken for one" * 99, whole[:20_000]):
        path.write_bytes(bytes_)
        told(vitrine("search", "x"), 1, "backups")


@pytest.mark.parametrize("text", ["reserve_mb =", "reserv_mb = 1", 'worker_threads = "x"', 'home = "/srv"', "[table]"])
def test_a_wrong_settings_file(vitrine: Callable[..., Any], home: Any, text: str) -> None:
    (home.settings.home / "vitrine.toml").write_text(text + "\n", encoding="utf-8")
    told(vitrine("search", "x"), 2)


def test_a_settings_file_that_cannot_be_read(vitrine: Callable[..., Any], home: Any) -> None:
    (home.settings.home / "vitrine.toml").mkdir()
    told(vitrine("search", "x"), 2, "vitrine.toml")


def test_a_backup_is_whole_or_not_there(vitrine: Callable[..., Any], home: Any, new_asset: Callable[..., int]) -> None:
    new_asset()
    (answer,) = vitrine("backup", "create", "--json").lines
    assert vitrine("backup", "verify", answer["path"], "--json").lines == [
        {"path": answer["path"], "ok": True, "assets": 1, "detail": "ok"}]
    with sqlite3.connect(answer["path"]) as copy:
        assert copy.execute("SELECT count(*) FROM assets").fetchone() == (1,)
    shutil.rmtree(home.settings.home / "backups")
    (home.settings.home / "backups").touch()
    told(vitrine("backup", "create"), 2, "backups")
