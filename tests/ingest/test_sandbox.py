"""The fork server with real files: answers, typed failures, limits, walls, and going on after a crash."""

from __future__ import annotations

import json
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from index.errors import BadMedia, VitrineError
from ingest.sandbox import Decoder, walls
from ingest.steps.facts import Facts
from ingest.steps.sniff import Sniffed

JPEG = Sniffed("photo", "image/jpeg")


@pytest.fixture
def own() -> Iterator[Decoder]:
    """A server that this test may break."""
    with Decoder() as running:
        yield running


def test_a_photo_goes_all_the_way(decoder: Decoder, photo: Callable[..., Path], exif: Callable[..., bytes],
                                  out_dir: Path) -> None:
    path = photo("a.jpg", exif=exif({0x010F: (2, b"Canon\0")}), size=(2000, 1500))
    found = decoder.sniff(path)
    facts = decoder.facts(path, found)
    made = decoder.render(path, out_dir, facts, "photo")
    assert (facts.make, facts.width) == ("Canon", 2000)
    assert [one.preset for one in made] == ["large", "screen", "grid"]
    assert all(one.path.stat().st_size == one.bytes for one in made)
    assert len(decoder.fingerprint(made[-1].path).likeness) == 16


def test_a_film_goes_all_the_way(decoder: Decoder, film: Callable[..., Path], out_dir: Path) -> None:
    path = film("sandboxed.mp4")
    facts = decoder.facts(path, decoder.sniff(path))
    assert [one.preset for one in decoder.render(path, out_dir, facts, "video")] == ["poster", "grid", "proxy"]
    assert sorted(one.name for one in out_dir.iterdir()) == ["grid.jpg", "poster.jpg", "proxy.mp4"]


def test_a_typed_failure_crosses_the_border(decoder: Decoder, tmp_path: Path) -> None:
    path = tmp_path / "写着照片.jpg"
    path.write_text("这是文字")
    with pytest.raises(BadMedia) as caught:
        decoder.sniff(path)
    assert (caught.value.reason.code, caught.value.path) == ("not-media", str(path))
    with pytest.raises(VitrineError) as gone:
        decoder.facts(tmp_path / "gone.jpg", JPEG)
    assert gone.value.reason.code == "unreadable"


def test_many_threads_share_one_server(decoder: Decoder, photo: Callable[..., Path]) -> None:
    paths = [photo(f"{number}.jpg", size=(200 + number, 100)) for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        widths = list(pool.map(lambda path: decoder.facts(path, JPEG).width, paths))
    assert widths == [200 + number for number in range(24)]


def test_a_late_child_is_ended_with_all_it_started(film: Callable[..., Path], out_dir: Path) -> None:
    path = film("long.mp4", size="1280x720", seconds=12)
    with Decoder(max_seconds=1.0) as hasty:
        server = _server(hasty, path)
        with pytest.raises(BadMedia) as caught:
            hasty.render(path, out_dir, Facts(duration=12), "video")
        assert caught.value.reason.code == "time-limit"
        _wait_until(lambda: not server.children(recursive=True))
        assert hasty.sniff(path).kind == "video"


@pytest.mark.parametrize(("numbers", "code"), [
    ([signal.SIGSEGV], "damaged"), ([signal.SIGABRT], "damaged"), ([signal.SIGKILL, signal.SIGKILL], "memory-limit"),
    ([signal.SIGXCPU], "time-limit"),
])
def test_a_crash_is_one_bad_file_and_the_next_goes_on(own: Decoder, film: Callable[..., Path], out_dir: Path,
                                                      numbers: list[int], code: str) -> None:
    path = film("long.mp4", size="1280x720", seconds=12)
    server = _server(own, path)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(own.render, path, out_dir, Facts(duration=12), "video")
        _end_decoders(server, numbers)
        error = answer.exception(timeout=20)
    assert isinstance(error, BadMedia)
    assert error.reason.code == code
    assert own.sniff(path).kind == "video"


def test_a_kill_from_outside_is_not_the_files_fault(own: Decoder, film: Callable[..., Path], out_dir: Path) -> None:
    path = film("short.mp4", seconds=3)
    server = _server(own, path)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(own.render, path, out_dir, Facts(duration=3), "video")
        _end_decoders(server, [signal.SIGKILL])
        assert [one.preset for one in answer.result(timeout=60)] == ["poster", "grid", "proxy"]


def test_a_killed_server_is_started_again(own: Decoder, photo: Callable[..., Path]) -> None:
    path = photo("a.jpg")
    server = _server(own, path)
    server.kill()
    assert own.facts(path, JPEG).width == 320
    assert _server(own, path).pid != server.pid


def test_the_server_outlives_the_thread_that_started_it(own: Decoder, photo: Callable[..., Path]) -> None:
    path = photo("a.jpg")
    with ThreadPoolExecutor(1) as pool:
        pool.submit(own.sniff, path).result()
    assert own._process is not None
    first = own._process.pid
    time.sleep(0.2)
    own.sniff(path)
    assert own._process.pid == first


def test_closing_ends_the_server_and_it_may_be_used_again(photo: Callable[..., Path]) -> None:
    path = photo("a.jpg")
    running = Decoder()
    server = _server(running, path)
    running.close()
    assert not server.is_running()
    assert running.facts(path, JPEG).width == 320
    running.close()


def test_when_the_worker_dies_the_server_ends_too(photo: Callable[..., Path]) -> None:
    script = ("import sys, time; from pathlib import Path; from ingest.sandbox import Decoder; d = Decoder();"
              "d.sniff(Path(sys.argv[1])); print(d._process.pid, flush=True); time.sleep(60)")
    worker = subprocess.Popen([sys.executable, "-c", script, str(photo("a.jpg"))], stdout=subprocess.PIPE, text=True,
                              cwd=Path(__file__).resolve().parents[2])
    assert worker.stdout is not None
    server = psutil.Process(int(worker.stdout.readline()))
    worker.kill()
    worker.wait()
    worker.stdout.close()
    _wait_until(lambda: not server.is_running() or server.status() == "zombie")


def test_the_layers_are_reported_as_they_are(decoder: Decoder) -> None:
    layers = decoder.layers()
    assert layers["limits"] is True
    assert layers["landlock"] == walls.landlock_version()
    assert isinstance(layers["network"], bool)


def test_a_walled_process_reaches_its_own_files_only(tmp_path: Path) -> None:
    mine, other, out = tmp_path / "mine", tmp_path / "other", tmp_path / "out"
    mine.write_text("mine")
    other.write_text("other")
    out.mkdir()
    script = """
import sys, json
from pathlib import Path
from ingest.sandbox import walls
mine, other, out = map(Path, sys.argv[1:])
report = {"walled": walls.confine([mine], [out])}
def can(act):
    try:
        act()
    except OSError:
        return False
    return True
report["read mine"] = can(mine.read_text)
report["write mine"] = can(lambda: mine.write_text("x"))
report["read other"] = can(other.read_text)
report["list"] = can(lambda: list(other.parent.iterdir()))
report["write out"] = can(lambda: (out / "a").write_text("x"))
report["write beside"] = can(lambda: (out.parent / "b").write_text("x"))
print(json.dumps(report))
"""
    ran = subprocess.run([sys.executable, "-c", script, str(mine), str(other), str(out)], capture_output=True, check=True,
                         cwd=Path(__file__).resolve().parents[2])
    report = json.loads(ran.stdout)
    walled = walls.landlock_version() > 0
    assert report == {"walled": walled, "read mine": True, "write mine": not walled, "read other": not walled,
                      "list": not walled, "write out": True, "write beside": not walled}


def test_without_network_not_even_this_machine_is_reached() -> None:
    script = """
import socket, sys
from ingest.sandbox import walls
listener = socket.create_server(("127.0.0.1", 0))
left = walls.leave_network()
try:
    socket.create_connection(listener.getsockname(), 1).close()
    print(left, True)
except OSError:
    print(left, False)
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True,
                         cwd=Path(__file__).resolve().parents[2])
    left, reached = ran.stdout.split()
    assert (left == "True") != (reached == "True")


def test_nothing_is_left_behind(own: Decoder, photo: Callable[..., Path], tmp_path: Path,
                                monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    for _ in range(3):
        own.facts(photo("a.jpg"), JPEG)
    _wait_until(lambda: not list(scratch.iterdir()))
    server = psutil.Process(own._process.pid)  # type: ignore[union-attr]
    assert server.num_fds() < 20


def _server(decoder: Decoder, path: Path) -> psutil.Process:
    decoder.sniff(path)
    assert decoder._process is not None
    return psutil.Process(decoder._process.pid)


def _end_decoders(server: psutil.Process, numbers: list[int]) -> None:
    """Send a signal to one decoding process after the other, each as soon as it is there."""
    ended: list[psutil.Process] = []
    for number in numbers:
        found: list[psutil.Process] = []
        _wait_until(lambda found=found: bool(found.extend(one for one in server.children() if one not in ended) or found))  # type: ignore[misc]
        found[0].send_signal(number)
        ended.append(found[0])


def _wait_until(done: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def maker_note_bomb() -> bytes:
    """A JPEG of some hundred bytes whose maker note claims a thousand million values."""
    note = struct.pack("<HHII", 0x927C, 3, 1_000_000_000, 8)
    exif = struct.pack("<H", 1) + note + b"\0\0\0\0"
    main = (struct.pack("<H", 2) + struct.pack("<HHII", 0x010F, 2, 4, int.from_bytes(b"Can\0", "little"))
            + struct.pack("<HHII", 0x8769, 4, 1, 38) + b"\0\0\0\0")
    block = b"Exif\0\0II*\0\x08\0\0\0" + main + exif
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(block) + 2) + block + b"\xff\xd9"


def directory_chain(count: int = 65_000) -> bytes:
    """A TIFF of many empty directories, each pointing to the next."""
    return b"II*\0\x08\0\0\0" + b"".join(
        struct.pack("<HHHIII", 1, 0x0100, 3, 1, 1, 8 + 18 * (number + 1)) for number in range(count))


@pytest.mark.parametrize(("name", "content"), [
    ("note.jpg", maker_note_bomb()), ("chain.tif", directory_chain()), ("empty.jpg", b""), ("text.jpg", b"hello\n"),
    ("marker.jpg", b"\xff\xd8\xff"), ("half.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ("concat.mp4", b"ffconcat version 1.0\nfile /etc/passwd\n"), ("box.mp4", b"\0\0\0\x18ftypisom\0\0\0\0isomiso2"),
    ("huge.heic", b"\0\0\0\x18ftypheic\0\0\0\0heicmif1\xff\xff\xff\xffmeta"), ("loop.mov", b"\0\0\0\x08moov" * 500),
])
def test_crafted_files_end_in_a_reason_and_soon(decoder: Decoder, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert outcome(decoder, path, tmp_path) in REFUSALS


REFUSALS = {"damaged", "not-media", "too-large", "empty", "time-limit", "memory-limit"}


def outcome(decoder: Decoder, path: Path, folder: Path) -> str:
    """Take a file through all steps; "added" or the code of its refusal, within ten seconds."""
    out = folder / "made"
    out.mkdir(exist_ok=True)
    begun = time.monotonic()
    try:
        found = decoder.sniff(path)
        facts = decoder.facts(path, found)
        decoder.render(path, out, facts, str(found.kind))
    except BadMedia as error:
        return error.reason.code if error.reason.zh and error.reason.en else "no text"
    finally:
        assert time.monotonic() - begun < 10, path.name
    return "added"


def test_the_hostile_set_ends_in_added_or_a_reason(decoder: Decoder, shared_media: Path | None, tmp_path: Path,
                                                   photo: Callable[..., Path]) -> None:
    server = _server(decoder, photo("good.jpg"))
    files = [photo("good.jpg")]
    if shared_media is not None:
        files += sorted(path for path in (shared_media / "hostile").rglob("*")
                        if path.is_file() and path.suffix not in (".json", ".jsonl"))
    outcomes = {path.name: outcome(decoder, path, tmp_path) for path in files}
    assert set(outcomes.values()) <= {*REFUSALS, "added"}
    assert outcomes["good.jpg"] == "added"
    assert server.is_running()


def test_a_plain_user_gets_the_same_walls_as_root(tmp_path: Path) -> None:
    """As root this becomes nobody first, with the modules already loaded."""
    script = """
import os, sys
from pathlib import Path
from ingest.sandbox import walls
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
print(walls.confine([], [Path(sys.argv[1])]), walls.leave_network())
"""
    ran = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True,
                         cwd=Path(__file__).resolve().parents[2])
    assert ran.stdout.split()[0] == str(walls.landlock_version() > 0)
