from __future__ import annotations

import os
import time
from pathlib import Path

import psutil
import pytest

from index.errors import BadMedia, VitrineError
from ingest import tools
from ingest.tools import Limits


def shell(script: str, **limits: float) -> tools.Ran:
    return tools.run(["sh", "-c", script], path="a.mp4", limits=Limits(**{"seconds": 10, **limits}))  # type: ignore[arg-type]


def test_what_a_tool_writes_comes_back() -> None:
    ran = shell("printf out; printf message >&2")
    assert (ran.out, ran.messages) == (b"out", "message")


def test_a_tool_works_in_an_empty_folder_of_its_own_and_sees_none_of_our_environment(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_SECRET", "s3cret")
    assert shell("ls -A; env").out.decode().splitlines()[:1] != ["pyproject.toml"]
    out = shell("ls -A | wc -l; pwd; env").out.decode()
    assert out.split()[0] == "0"
    assert "s3cret" not in out
    assert not Path(out.split()[1]).exists()


def test_standard_input_is_closed() -> None:
    assert shell("cat").out == b""


def test_a_failure_names_the_file_and_the_last_message_but_no_path() -> None:
    with pytest.raises(BadMedia) as caught:
        tools.run(["sh", "-c", "echo first >&2; echo /srv/x/a.mp4: no such box >&2; exit 3"], path="/srv/x/a.mp4",
                  limits=Limits())
    assert (caught.value.reason.code, caught.value.path) == ("damaged", "/srv/x/a.mp4")
    assert caught.value.details["detail"] == "sh: …: no such box"


def test_the_wall_clock_ends_the_whole_group(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    begun = time.monotonic()
    with pytest.raises(BadMedia) as caught:
        shell(f"sleep 60 & echo $! > {mark}; wait", seconds=0.5)
    assert caught.value.reason.code == "time-limit"
    assert time.monotonic() - begun < 5
    child = int(mark.read_text())
    deadline = time.monotonic() + 5
    while psutil.pid_exists(child) and psutil.Process(child).status() != "zombie" and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == "zombie"


def test_the_processor_clock_ends_a_busy_tool() -> None:
    with pytest.raises(BadMedia) as caught:
        shell("while :; do :; done", cpu_seconds=1)
    assert caught.value.reason.code == "time-limit"


def test_memory_and_files_are_limited(tmp_path: Path) -> None:
    with pytest.raises(BadMedia):
        shell(f"head -c 2000000 /dev/zero > {tmp_path / 'big'}", file_size=1_000_000)
    assert (tmp_path / "big").stat().st_size <= 1_000_000
    with pytest.raises(BadMedia):
        tools.run(["python3", "-c", "bytearray(1 << 30)"], path="a", limits=Limits(memory=300 << 20))


def test_a_tool_that_somebody_killed_is_run_again_once(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    assert shell(f"test -e {begun} || {{ touch {begun}; kill -9 $$; }}; echo done").out == b"done\n"
    with pytest.raises(BadMedia):
        shell("kill -9 $$")


def test_no_core_is_left() -> None:
    assert shell("ulimit -c").out.strip() == b"0"


def test_a_missing_tool_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(VitrineError) as caught:
        tools.run(["ffprobe"], path="a", limits=Limits())
    assert caught.value.reason.code == "missing-tool"
    assert "ffmpeg" in caught.value.reason.zh


def test_filters_are_asked_for_by_name() -> None:
    assert tools.has_filter("scale")
    assert not tools.has_filter("no-such-filter")


def poured(script: str, **limits: float) -> list[bytes]:
    pieces: list[bytes] = []
    tools.stream(["sh", "-c", script], pieces.append, path="a.mp4",
                 limits=Limits(**{"seconds": 10, **limits}))  # type: ignore[arg-type]
    return pieces


def test_what_a_tool_pours_out_comes_in_pieces_and_whole() -> None:
    pieces = poured("head -c 3000000 /dev/zero; printf end; head -c 200000 /dev/zero >&2")
    assert b"".join(pieces) == bytes(3_000_000) + b"end"
    assert max(map(len, pieces)) <= tools.PIECE


def test_a_tool_that_fails_while_it_pours_is_told_like_any_other() -> None:
    with pytest.raises(BadMedia) as caught:
        poured("printf some; echo no such box >&2; exit 3")
    assert (caught.value.reason.code, caught.value.details["detail"]) == ("damaged", "sh: no such box")


@pytest.mark.parametrize("script", ["sleep 60", "yes", "exec >&- 2>&-; sleep 60"])
def test_a_tool_that_pours_too_long_is_ended(script: str) -> None:
    with pytest.raises(BadMedia) as caught:
        poured(script, seconds=0.3)
    assert caught.value.reason.code == "time-limit"
