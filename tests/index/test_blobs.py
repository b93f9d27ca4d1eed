"""Bytes: whole, durable in the right order, verified before they are trusted, never where a name points."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from index.blobs import CHUNK, LocalStore
from index.errors import VitrineError

DATA = os.urandom(CHUNK * 2 + 17)
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    one = LocalStore(tmp_path)
    one.prepare()
    return one


def staging(store: LocalStore) -> list[str]:
    return sorted(path.name for path in store.staging.iterdir())


def test_bytes_come_back_whole_from_their_address(store: LocalStore) -> None:
    told: list[int] = []
    staged = store.stage(io.BytesIO(DATA), limit=len(DATA), progress=told.append)
    assert (staged.sha256, staged.bytes, sum(told)) == (SHA, len(DATA), len(DATA))
    assert not store.holds("originals", SHA)
    store.keep("originals", staged)
    target = store.home / "originals" / SHA[:2] / SHA[2:4] / SHA
    assert target == store.path("originals", SHA)
    assert target.read_bytes() == DATA
    assert store.verify("originals", SHA)
    assert staging(store) == []
    assert list(store.addresses("originals")) == [SHA]


def test_the_same_bytes_again_are_kept_once(store: LocalStore) -> None:
    for _ in range(2):
        store.keep("originals", store.stage(io.BytesIO(DATA), limit=1 << 30))
    assert list(store.addresses("originals")) == [SHA]
    assert staging(store) == []


@pytest.mark.parametrize("damage", [DATA[:-1], b"", DATA[:99] + b"\x00" + DATA[100:]])
def test_a_damaged_file_at_the_address_is_replaced(store: LocalStore, damage: bytes) -> None:
    store.keep("originals", store.stage(io.BytesIO(DATA), limit=1 << 30))
    store.path("originals", SHA).write_bytes(damage)
    assert not store.verify("originals", SHA)
    store.keep("originals", store.stage(io.BytesIO(DATA), limit=1 << 30))
    assert store.verify("originals", SHA)


def test_too_large_leaves_nothing(store: LocalStore) -> None:
    with pytest.raises(VitrineError) as caught:
        store.stage(io.BytesIO(DATA), limit=CHUNK)
    assert caught.value.reason.code == "too-large"
    assert staging(store) == []


def test_a_card_pulled_out_half_way_leaves_nothing(store: LocalStore) -> None:
    class Card(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > CHUNK:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return super().read(size)

    with pytest.raises(VitrineError) as caught:
        store.stage(Card(DATA), limit=1 << 30)
    assert caught.value.reason.code == "unreadable"
    assert staging(store) == []


def test_the_reserve_is_never_used_up(tmp_path: Path) -> None:
    store = LocalStore(tmp_path, reserve_bytes=1 << 60)
    store.prepare()
    with pytest.raises(VitrineError) as caught:
        store.stage(io.BytesIO(DATA), limit=1 << 30)
    assert caught.value.reason.code == "disk-full"
    assert staging(store) == []


FULL = """
import io, resource, signal, sys
from pathlib import Path
from index.blobs import LocalStore
from index.errors import VitrineError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = LocalStore(Path(sys.argv[1])); store.prepare()
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 19, 1 << 19))
try:
    store.stage(io.BytesIO(bytes(1 << 21)), limit=1 << 30)
except VitrineError as error:
    print(error.reason.code, len(list(store.staging.iterdir())))
"""


def test_a_disk_that_takes_no_more_is_told_as_such(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert ran.stdout.split() == ["disk-full", "0"], ran.stderr


def test_a_full_file_system_is_told_as_such_and_the_rest_goes_on(tmp_path: Path) -> None:
    """On a real file system of 512 KiB where we may mount one, else on the device that is always full."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "none", str(tmp_path)]
    script = FULL.replace("resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 19, 1 << 19))", "")
    inner = f"{' '.join(mount)} && exec {sys.executable} -c \"$SCRIPT\" {tmp_path}"
    ran = subprocess.run(["unshare", "-rm", "sh", "-c", inner], capture_output=True, text=True, timeout=60,
                         env={**os.environ, "SCRIPT": script})
    if ran.returncode == 0:
        assert ran.stdout.split() == ["disk-full", "0"], ran.stderr
        return
    store = LocalStore(tmp_path / "home")
    store.prepare()
    store.staging = Full(store.staging)  # type: ignore[assignment]
    with pytest.raises(VitrineError) as caught:
        store.stage(io.BytesIO(DATA), limit=1 << 30)
    assert caught.value.reason.code == "disk-full"


class Full(type(Path())):  # type: ignore[misc]
    """A folder whose every file is /dev/full."""

    def __truediv__(self, name: object) -> Path:
        link = Path(str(self)) / str(name)
        link.symlink_to("/dev/full")
        return Opened(link)


class Opened(type(Path())):  # type: ignore[misc]
    def open(self, mode: str = "r", *rest: object) -> BinaryIO:  # type: ignore[override]
        return super().open(mode.replace("x", "w"), *rest)  # type: ignore[no-any-return]


def test_file_new_parents_and_folder_are_synced_in_order(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Watched, not replaced: each real call is noted and carried out."""
    seen: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def note_sync(handle: int) -> None:
        seen.append("sync " + str(Path(f"/proc/self/fd/{handle}").readlink()).removeprefix(str(store.home)))
        fsync(handle)

    def note_rename(self: Path, target: Path) -> Path:
        seen.append("rename")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "rename", note_rename)
    staged = store.stage(io.BytesIO(DATA), limit=1 << 30)
    store.keep("originals", staged)
    first, second = SHA[:2], SHA[2:4]
    assert seen == [f"sync /staging/{staged.path.name}", "sync /originals", f"sync /originals/{first}", "rename",
                    f"sync /originals/{first}/{second}"]


def test_a_failed_fsync_is_told_and_never_tried_again(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def broken(handle: int) -> None:
        calls.append(handle)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(VitrineError) as caught:
        store.stage(io.BytesIO(DATA), limit=1 << 30)
    assert (caught.value.reason.code, len(calls), staging(store)) == ("storage", 1, [])


@pytest.mark.parametrize("name", ["", "abc", "../" * 21 + "x", SHA.upper(), SHA[:-1] + "/", SHA + "0", "\u0661" * 64],
                         ids=["empty", "short", "path", "upper", "slash", "long", "digits"])
def test_what_is_no_hash_has_no_address(store: LocalStore, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.path("originals", name)


def test_quarantine_moves_and_never_deletes(store: LocalStore) -> None:
    store.keep("originals", store.stage(io.BytesIO(DATA), limit=1 << 30))
    store.quarantine("originals", SHA)
    store.quarantine("originals", SHA)
    assert not store.holds("originals", SHA)
    assert (store.home / "quarantine" / f"originals-{SHA}").read_bytes() == DATA


def test_addresses_name_what_does_not_belong(store: LocalStore) -> None:
    store.keep("renditions", store.stage(io.BytesIO(DATA), limit=1 << 30))
    (store.home / "renditions" / "ab").mkdir(exist_ok=True)
    (store.home / "renditions" / "ab" / "notes.txt").write_text("x")
    (store.home / "renditions" / SHA).write_bytes(DATA)
    found = set(store.addresses("renditions"))
    assert found == {SHA, "ab/notes.txt", f"renditions/{SHA}"}


def test_adopted_bytes_are_hashed_from_disk(store: LocalStore) -> None:
    written = store.staging / "decoder-wrote-this"
    written.write_bytes(DATA)
    staged = store.adopt(written)
    assert (staged.sha256, staged.bytes) == (SHA, len(DATA))
    store.keep("renditions", staged)
    assert store.verify("renditions", SHA)
