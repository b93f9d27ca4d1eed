"""Many as one ZIP: every tool opens it, names are right, nothing broken breaks the whole, and memory stays flat."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import psutil
import pytest

from server.downloads.names import Unique, safe
from server.downloads.zipping import MANIFEST

GB = 1_000_000_000


def archive(answer: Any) -> zipfile.ZipFile:
    assert (answer.status_code, answer.mimetype) == (200, "application/zip"), answer.text[:3000]
    return zipfile.ZipFile(io.BytesIO(answer.data))


def manifest(opened: zipfile.ZipFile) -> list[dict[str, str]]:
    text = opened.read(MANIFEST)
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


@pytest.fixture
def three(take: Callable[..., Any], made_photo: Callable[..., Path], cast: Any, worker: Any) -> list[Any]:
    """Three photos of one name, the same but for its case, as three cameras give."""
    taken = [take(made_photo(name), cast.photographer, name=as_)
             for name, as_ in (("a.jpg", "运动会.JPG"), ("b.jpg", "运动会.JPG"), ("c.jpg", "运动会.jpg"))]
    worker.drain()
    return taken


def give(person: Any, taken: list[Any], preset: str, **fields: str) -> Any:
    return person.post("/downloads/give", {"assets": " ".join(f"V{one.asset_id}" for one in taken), "preset": preset,
                                           "purpose": "archive", **fields})


def test_originals_are_stored_under_unique_utf8_names_with_a_manifest(browser: Callable[..., Any], three: list[Any],
                                                                      home: Any, tmp_path: Path) -> None:
    answer = give(browser("photographer"), three, "original")
    opened = archive(answer)
    assert opened.testzip() is None
    assert opened.namelist() == ["运动会.JPG", "运动会 (2).JPG", "运动会 (3).jpg", MANIFEST]
    for entry in opened.infolist():
        assert entry.flag_bits & 0x800  # names are UTF-8 and say so: Windows reads them right
    for one, entry in zip(three, opened.infolist(), strict=False):
        assert entry.compress_type == zipfile.ZIP_STORED
        assert opened.read(entry) == home.store.path("originals", one.sha256).read_bytes()
    rows = manifest(opened)
    assert [(row["文件 file"], row["SHA-256"], row["情况 outcome"]) for row in rows] == [
        (name, one.sha256, "") for name, one in zip(opened.namelist(), three, strict=False)]
    path = tmp_path / "a.zip"
    path.write_bytes(answer.data)
    listed = subprocess.run(["unzip", "-t", str(path)], capture_output=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert listed.returncode == 0, listed.stdout
    subprocess.run(["unzip", "-q", str(path), "-d", str(tmp_path / "out")], check=True,
                   env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert (tmp_path / "out" / "运动会 (2).JPG").read_bytes() == opened.read("运动会 (2).JPG")


def test_a_file_that_is_gone_or_damaged_is_named_and_the_rest_comes_whole(browser: Callable[..., Any], three: list[Any],
                                                                          home: Any) -> None:
    gone, damaged, sound = three
    home.store.path("originals", gone.sha256).unlink()
    bad = home.store.path("originals", damaged.sha256)
    bad.chmod(0o600)
    bad.write_bytes(bad.read_bytes()[:-100])
    person = browser("photographer")
    opened = archive(give(person, three, "original", ticket="t1"))
    assert opened.testzip() is None
    rows = manifest(opened)
    assert rows[0]["文件 file"] == ""
    assert "缺失" in rows[0]["情况 outcome"]
    assert "damaged" in rows[1]["情况 outcome"]
    assert (rows[2]["SHA-256"], rows[2]["情况 outcome"]) == (sound.sha256, "")
    far = person.get("/downloads/t1/far").json
    assert far == {"done": 2, "ended": True, "failed": 2, "wanted": 3}
    assert browser("editor").get("/downloads/t1/far").json["wanted"] == 0


def test_copies_of_what_may_be_taken_come_and_the_others_are_named(browser: Callable[..., Any], three: list[Any],
                                                                   photo: Callable[..., int], cast: Any) -> None:
    other = photo(cast.outsider, size=(900, 600))
    answer = browser("photographer").post("/downloads/give", {
        "assets": f"V{three[0].asset_id} V{other} V{three[1].asset_id}", "preset": "web", "purpose": "wechat"})
    opened = archive(answer)
    assert opened.testzip() is None
    rows = manifest(opened)
    assert [bool(row["文件 file"]) for row in rows] == [True, False, True]
    assert f"V{other}" in rows[1]["情况 outcome"]
    assert sha256(opened.read(rows[2]["文件 file"])).hexdigest() == rows[2]["SHA-256"]


def test_nothing_that_may_be_taken_is_said_on_the_page(browser: Callable[..., Any], three: list[Any]) -> None:
    assert give(browser("outsider"), three, "web").status_code == 403


@pytest.mark.parametrize(("given", "plain"), [
    ("a/b\\c:d.jpg", "a_b_c_d.jpg"), ("CON.jpg", "_CON.jpg"), ("..", "_"), ("名字. ", "名字"), (".hidden", "_.hidden"),
    ("长" * 300 + ".jpeg", "长" * 80 + ".jpeg"), ("e\u0301.jpg", "é.jpg"), ("\udce9.jpg", "_.jpg")])
def test_names_are_what_every_system_takes(given: str, plain: str) -> None:
    assert safe(given) == plain


def test_no_two_names_are_alike() -> None:
    unique = Unique()
    assert [unique(one) for one in ("a.jpg", "A.JPG", "a.jpg", "a (2).jpg")] == [
        "a.jpg", "A (2).JPG", "a (3).jpg", "a (2) (2).jpg"]


SERVE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from index import settings
from index.catalogue.people import OWNER
from server.downloads import keeping
from server.downloads.wishes import Wish
from server.downloads.zipping import Parcel, asker, stream
from server.home import open_home
home = open_home(settings.load(home=Path(sys.argv[1])))
wish, ids = Wish("original", "archive"), [int(one) for one in sys.argv[2:]]
now = lambda: datetime.now(UTC)
takeout = keeping.begin(home.engine, OWNER, wish, len(ids), door="command", now=now())
for chunk in stream(home, Parcel(takeout, wish, "", ids, asker(home, OWNER, wish)), now):
    sys.stdout.buffer.write(chunk)
"""


def test_gigabytes_go_through_in_flat_memory_and_over_four_of_them_are_zip64(home: Any, cast: Any,
                                                                            new_asset: Callable[..., int],
                                                                            tmp_path: Path) -> None:
    """Sparse files: one of 4.5 GB and two of 400 MB, read by Python's own zipfile over a pipe that keeps nothing."""
    from index.catalogue.assets import Asset, Original
    from index.db import writing

    ids, sizes = [], (4_500_000_000, 400_000_000, 400_000_000)
    for number, size in enumerate(sizes):
        asset_id = new_asset(cast.photographer)
        with writing(home.engine) as session:
            digest = session.get_one(Asset, asset_id).sha256
            original = session.get_one(Original, digest)
            original.bytes, original.name = size, f"片子{number}.MP4"
        path = home.store.path("originals", digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.truncate(size)
        ids.append(asset_id)
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(home.settings.home), *map(str, ids)],
                               stdout=subprocess.PIPE)
    assert process.stdout is not None
    samples: list[int] = []
    watching = threading.Thread(target=_watch, args=(process, samples))
    watching.start()
    total, tail, head = 0, b"", b""
    while chunk := process.stdout.read(1 << 20):
        head = head or chunk[:64]
        total += len(chunk)
        tail = (tail + chunk)[-65_536:]
    assert process.wait(timeout=60) == 0
    watching.join()
    assert total > sum(sizes)
    assert head[:4] == b"PK\x03\x04"
    assert head[18:26] == b"\xff" * 8  # the first file's sizes are in its ZIP64 field
    with zipfile.ZipFile(_Tail(tail, total)) as opened:
        assert [entry.file_size for entry in opened.infolist()[:3]] == list(sizes)
        assert opened.infolist()[1].header_offset > 1 << 32
    settled = [one for one in samples if one][len(samples) // 4:]  # one that has just ended has none
    print(f"{total / GB:.2f} GB, peak {max(samples) / 1e6:.0f} MB, {len(samples)} samples")
    assert max(settled) - min(settled) < 8_000_000
    assert max(samples) < 200_000_000


def _watch(process: Any, samples: list[int]) -> None:
    seen = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            samples.append(seen.memory_info().rss)
        except psutil.NoSuchProcess:
            return
        time.sleep(0.05)


class _Tail(io.RawIOBase):
    """A file of which only the end is kept, for reading what a ZIP says of itself there."""

    def __init__(self, tail: bytes, total: int) -> None:
        self._tail, self._total, self._at = tail, total, 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self._total)[whence]
        return self._at

    def read(self, size: int = -1) -> bytes:
        start = self._at - (self._total - len(self._tail))
        assert start >= 0
        data = self._tail[start:] if size < 0 else self._tail[start:start + size]
        self._at += len(data)
        return data
