"""``vitrine ingest`` on cards as they come: bad files, odd names, an end in the middle, a disk that is full."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from index.catalogue.assets import Asset, Rendition
from index.db import reading
from index.jobs import Job
from index.search import drift

KEYS = {"path", "outcome", "asset", "sha256", "reason"}


def outcomes(ran: Any) -> dict[str, tuple[str, str | None]]:
    return {Path(line["path"]).name: (line["outcome"], (line["reason"] or {}).get("code")) for line in ran.lines}


def _rows(home: Any) -> int:
    with reading(home.engine) as session:
        return session.scalar(select(func.count()).select_from(Asset)) or 0


def whole(home: Any) -> int:
    """Check that rows, files and index agree and nothing is left to do; return how many assets there are."""
    with reading(home.engine) as session:
        assets = session.scalars(select(Asset)).all()
        assert session.scalar(select(func.count()).select_from(Job)) == 0
        for asset in assets:
            assert home.store.verify("originals", asset.sha256)
            made = session.scalars(select(Rendition).where(Rendition.original_sha256 == asset.sha256)).all()
            assert {one.preset for one in made} >= {"grid"}
            assert all(home.store.verify("renditions", one.sha256) for one in made)
    assert list(drift.differences(home.engine, home.index)) == []
    return len(assets)


def test_each_bad_file_is_one_line_and_the_others_go_on(vitrine: Callable[..., Any], made_photo: Callable[..., Path],
                                                        made_film: Callable[..., Path], home: Any) -> None:
    good = made_photo("好.jpg")
    card = good.parent
    (card / "copy.txt").write_bytes(good.read_bytes())
    (card / "cut.jpg").write_bytes(made_photo("b.jpg").read_bytes()[:4000])
    (card / "text.jpg").write_text("会议纪要\n" * 30, encoding="utf-8")
    (card / "empty.png").touch()
    (card / "IMG_0001.THM").write_bytes(b"x")
    (card / "link.jpg").symlink_to(good)
    os.mkfifo(card / "pipe.jpg")
    film = made_film("film.mp4")
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(film), "-c", "copy", "-movflags", "+faststart",
                    str(card / "fast.mp4")], check=True, stdin=subprocess.DEVNULL)
    fast = (card / "fast.mp4").read_bytes()
    (card / "fast.mp4").write_bytes(fast[: len(fast) * 2 // 3])

    ran = vitrine("ingest", card, "--wait", "--json")
    assert ran.code == 1
    assert ran.err == ""
    assert all(set(line) == KEYS for line in ran.lines)
    assert outcomes(ran) == {
        "b.jpg": ("added", None), "copy.txt": ("added", None), "cut.jpg": ("refused", "damaged"),
        "empty.png": ("refused", "empty"), "fast.mp4": ("refused", "damaged"), "film.mp4": ("added", None),
        "IMG_0001.THM": ("ignored", "side-file"), "link.jpg": ("refused", "link"), "pipe.jpg": ("refused", "special-file"),
        "text.jpg": ("refused", "not-media"), "好.jpg": ("already-here", None)}
    assert whole(home) == 3

    for_people = vitrine("ingest", card, "--wait")
    assert for_people.code == 1
    assert for_people.err.count("✗") == 6  # the ones found out late are told as well
    assert "cut.jpg" in for_people.err


def test_the_path_in_json_is_the_path_itself(vitrine: Callable[..., Any], made_photo: Callable[..., Path]) -> None:
    card = made_photo("cafe\u0301.jpg").parent
    for name in ("caf\u00e9.jpg", "two\nlines\x1b[31m.jpg", "\u202egpj.x.jpg", "😀.jpg", "n" * 251 + ".jpg"):
        made_photo(name)
    made_photo("gbk.jpg").rename(card / os.fsdecode("运动会.jpg".encode("gbk")))
    ran = vitrine("ingest", card, "--wait", "--json")
    assert ran.code == 0
    told = {line["path"] for line in ran.lines}
    assert len(told) == 7
    assert f"{card}/运动会.jpg" in told  # bytes that are no text cannot be told; their meaning is
    assert all(Path(path).exists() for path in told - {f"{card}/运动会.jpg"})
    assert "\x1b" not in vitrine("ingest", card).out


@pytest.mark.parametrize("after", [0.6, 1.0, 1.5, 2.5])
def test_killed_and_run_again_it_finishes_the_rest(vitrine: Callable[..., Any], made_photo: Callable[..., Path], home: Any,
                                                   command: list[str], command_environment: dict[str, str],
                                                   after: float) -> None:
    for number in range(12):
        card = made_photo(f"IMG_{number}.JPG", size=(1600, 1200)).parent
    process = subprocess.Popen([*command, "ingest", str(card), "--wait", "--json"], env=command_environment,
                               stdout=subprocess.DEVNULL)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    begun = time.monotonic()
    again = vitrine("ingest", card, "--wait", "--json")
    assert again.code == 0
    assert time.monotonic() - begun < 60  # leases of the dead are not waited for
    assert {line["outcome"] for line in again.lines} <= {"added", "already-here"}
    assert list((home.settings.home / "staging").glob("render-*")) == []
    assert whole(home) == 12


def test_a_path_that_leads_nowhere_is_wrong_use(vitrine: Callable[..., Any], home: Any) -> None:
    ran = vitrine("ingest", "CARD", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert "没有「CARD」。请检查路径" in ran.err
    assert not (home.settings.home / "receipts").exists()


def test_ctrl_c_ends_it_soon_and_nothing_is_lost(vitrine: Callable[..., Any], made_film: Callable[..., Path], home: Any,
                                                 command: list[str], command_environment: dict[str, str]) -> None:
    film = made_film(times=120, size="1280x720")
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background, and inherited
    try:
        process = subprocess.Popen([*command, "ingest", str(film), "--wait", "--json"], env=command_environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    finally:
        signal.signal(signal.SIGINT, before)
    until = time.monotonic() + 30
    while not _rows(home) and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(1)  # its row is there, and counted; its pictures are not
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 1, "long before the film would be done"
    assert "请先不要格式化；再运行同一条命令" in told
    assert "1 files are kept and verified" in told
    assert [line["outcome"] for line in vitrine("ingest", film, "--json").lines] == ["already-here"]


def test_two_at_once_on_the_same_card(made_photo: Callable[..., Path], home: Any, command: list[str],
                                      command_environment: dict[str, str]) -> None:
    for number in range(10):
        card = made_photo(f"IMG_{number}.JPG").parent
    both = [subprocess.Popen([*command, "ingest", str(card), "--wait", "--json"], env=command_environment,
                             stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [one.wait(60) for one in both] == [0, 0]
    assert whole(home) == 10


def test_a_full_disk_is_a_line_for_each_file_and_no_trace(vitrine: Callable[..., Any], made_photo: Callable[..., Path],
                                                          home: Any, command: list[str],
                                                          command_environment: dict[str, str]) -> None:
    card = made_photo("a.jpg").parent
    made_photo("b.jpg")
    reserved = vitrine("ingest", card, "--wait", "--json", VITRINE_RESERVE_MB=str(1 << 40))
    assert outcomes(reserved) == {"a.jpg": ("refused", "disk-full"), "b.jpg": ("refused", "disk-full")}

    size = (home.settings.home / "vitrine.db").stat().st_size  # no file of the catalogue may grow now
    done = subprocess.run([*command, "ingest", str(card), "--json"], env=command_environment, capture_output=True,
                          check=False, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size // 9, size // 9)))
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert vitrine("ingest", card, "--wait", "--json").code == 0
    assert whole(home) == 2


def test_what_could_not_be_finished_is_told_and_done_the_next_time(vitrine: Callable[..., Any], home: Any, tmp_path: Path,
                                                                   made_film: Callable[..., Path]) -> None:
    film = made_film()
    empty = tmp_path / "no-tools"
    empty.mkdir()
    ran = vitrine("ingest", film, "--wait", "--json", PATH=str(empty))
    assert ran.code == 1
    assert outcomes(ran) == {film.name: ("added", "job-failed")}
    assert "ffmpeg" in ran.lines[0]["reason"]["en"]
    assert outcomes(vitrine("ingest", film, "--wait", "--json")) == {film.name: ("already-here", None)}
    assert whole(home) == 1


def test_check_tells_what_would_happen_and_keeps_nothing(vitrine: Callable[..., Any], made_photo: Callable[..., Path],
                                                         home: Any) -> None:
    one = made_photo("a.jpg")
    (one.parent / "b.jpg").write_bytes(one.read_bytes())
    (one.parent / "c.jpg").write_text("notes", encoding="utf-8")
    before = vitrine("ingest", one.parent, "--check", "--json")
    assert (before.code, whole(home)) == (1, 0)
    assert list(home.store.addresses("originals")) == []
    after = vitrine("ingest", one.parent, "--json")
    assert outcomes(before) == outcomes(after) == {
        "a.jpg": ("added", None), "b.jpg": ("already-here", None), "c.jpg": ("refused", "not-media")}


def test_stars_of_a_side_file_can_be_searched(vitrine: Callable[..., Any], made_photo: Callable[..., Path]) -> None:
    card = made_photo("IMG_0001.JPG").parent
    made_photo("IMG_0002.JPG")
    (card / "IMG_0001.xmp").write_text(
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/></rdf:RDF></x:xmpmeta>', "utf-8")
    assert vitrine("ingest", card, "--wait").code == 0
    [answer] = vitrine("search", "评分:>=4", "--json").lines
    assert [hit["name"] for hit in answer["hits"] if not hit["near"]] == ["IMG_0001.JPG"]
    assert vitrine("search", "评分:5", "--json").lines[0]["total"] == 0
