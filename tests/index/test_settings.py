"""Settings: what is unknown or wrong stops the start, and the message names the right one."""

from __future__ import annotations

import os
import stat
import threading
from dataclasses import fields
from pathlib import Path

import pytest

from index import settings as configuration
from index.errors import VitrineError
from index.settings import Settings, load


def test_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "vitrine.toml").write_text('campus_zh = "北原大学"\npoll_s = 5\n', encoding="utf-8")
    loaded = load({"VITRINE_HOME": str(tmp_path), "VITRINE_POLL_S": "9", "PATH": "/bin"})
    assert (loaded.home, loaded.campus_zh, loaded.poll_s) == (tmp_path, "北原大学", 9)
    assert load({"VITRINE_HOME": "elsewhere"}, home=tmp_path).home == tmp_path


@pytest.mark.parametrize(("given", "nearest"), [
    ("VITRINE_DATABASEURL", "VITRINE_DATABASE_URL"), ("VITRINE_POLLS", "VITRINE_POLL_S"), ("VITRINE_TZ", "VITRINE_")])
def test_an_unknown_variable_names_the_right_one(tmp_path: Path, given: str, nearest: str) -> None:
    with pytest.raises(VitrineError) as caught:
        load({"VITRINE_HOME": str(tmp_path), given: "x"})
    told = caught.value.reason
    assert told.code == "unknown-setting"
    assert given in told.zh
    assert nearest in told.zh
    assert nearest in told.en


def test_an_unknown_name_in_the_file_names_the_right_one(tmp_path: Path) -> None:
    (tmp_path / "vitrine.toml").write_text("web_process = 3\n")
    with pytest.raises(VitrineError) as caught:
        load({}, home=tmp_path)
    assert "“web_processes”" in caught.value.reason.en


@pytest.mark.parametrize(("name", "value"), [
    ("poll_s", "three"), ("poll_s", "0"), ("secure_cookies", "perhaps"), ("timezone", "Asia/Peking2"), ("locale", "fr"),
    ("accent", "red"), ("bind", "8000"), ("public_url", "vitrine.example"), ("reserve_mb", "-1"), ("lease_s", "-5"),
    ("trusted_proxies", "1.5"), ("search_engine", "lucene")])
def test_a_wrong_value_says_which_and_what_is_right(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(VitrineError) as caught:
        load({f"VITRINE_{name.upper()}": value}, home=tmp_path)
    told = caught.value.reason
    assert told.code == "bad-setting"
    assert name in told.zh
    assert name in told.en
    assert value in told.en or name == "secure_cookies"


def test_an_index_in_the_database_needs_one_that_can_hold_it(tmp_path: Path) -> None:
    with pytest.raises(VitrineError) as caught:
        load({"VITRINE_SEARCH_ENGINE": "postgresql"}, home=tmp_path)
    assert "set database_url, or take auto" in caught.value.reason.en
    url = "postgresql+psycopg://vitrine@/vitrine"
    assert load({"VITRINE_SEARCH_ENGINE": "postgresql", "VITRINE_DATABASE_URL": url}, home=tmp_path).database_url == url


def test_a_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    (tmp_path / "vitrine.toml").write_bytes("campus_zh = 北京".encode("gbk"))
    with pytest.raises(VitrineError) as caught:
        load({}, home=tmp_path)
    assert "vitrine.toml" in caught.value.reason.zh


@pytest.mark.parametrize(("text", "truth"), [("1", True), ("YES", True), ("off", False), ("", False)])
def test_truth_has_several_spellings(tmp_path: Path, text: str, truth: bool) -> None:
    assert load({"VITRINE_SECURE_COOKIES": text}, home=tmp_path).secure_cookies is truth


def test_every_setting_has_help_in_both_languages() -> None:
    for one in fields(Settings):
        assert one.metadata["help"], one.name


def test_the_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    chosen = Settings(home=tmp_path)
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.append(configuration.secret(chosen))) for _ in range(8)]
    before = os.umask(0)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        os.umask(before)
    assert len(set(made)) == 1
    assert len(made[0]) >= 43
    assert stat.S_IMODE(chosen.secret_path.stat().st_mode) == 0o600
    assert configuration.secret(chosen) == made[0]
