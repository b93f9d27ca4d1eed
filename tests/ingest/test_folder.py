"""A folder or a card: every file in it once, nothing followed, names of any bytes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import VitrineError
from ingest.sources.folder import Found, find, open_file, shown


def listed(folder: Path) -> dict[str, str | None]:
    return {one.shown.removeprefix(f"{folder}/"): one.trouble.reason.code if one.trouble else None for one in find(folder)}


def test_every_file_once_hidden_ones_too_in_a_stable_order(tmp_path: Path) -> None:
    for name in ("DCIM/100CANON/IMG_2.JPG", "DCIM/100CANON/IMG_10.JPG", ".hidden.jpg", "DCIM/.DS_Store", "z.mp4"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"12345")
    found = list(find(tmp_path))
    assert [one.shown.removeprefix(f"{tmp_path}/") for one in found] == [
        ".hidden.jpg", "DCIM/.DS_Store", "DCIM/100CANON/IMG_10.JPG", "DCIM/100CANON/IMG_2.JPG", "z.mp4"]
    assert {one.bytes for one in found} == {5}
    assert [one.path for one in find(tmp_path / "z.mp4")] == [tmp_path / "z.mp4"]


def test_links_and_special_files_are_named_and_never_opened(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.jpg").write_bytes(b"x")
    card = tmp_path / "card"
    card.mkdir()
    (card / "photo.jpg").symlink_to(outside / "secret.jpg")
    (card / "folder").symlink_to(outside)
    (card / "loop").symlink_to(card)
    (card / "gone").symlink_to("nowhere")
    os.mkfifo(card / "pipe.jpg")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(card / "s"))
        assert listed(card) == {"photo.jpg": "link", "folder": "link", "loop": "link", "gone": "link",
                                "pipe.jpg": "special-file", "s": "special-file"}
    assert listed(card / "folder") == {str(card / "folder"): "link"}


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    assert listed(tmp_path / "none") == {str(tmp_path / "none"): "unreadable"}


def test_a_folder_that_cannot_be_listed_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b.jpg").write_bytes(b"x")
    (tmp_path / "a").chmod(0)
    tmp_path.chmod(0o755)
    if os.getuid() == 0:  # root may list anything: ask as nobody
        ran = _as_nobody(tmp_path)
    else:
        ran = [(one.path.name, one.trouble.reason.code if one.trouble else None) for one in find(tmp_path)]
    (tmp_path / "a").chmod(0o755)
    assert ran == [("a", "unreadable"), ("b.jpg", None)]


AS_NOBODY = """
import os, sys
from pathlib import Path
from ingest.sources.folder import find
os.chdir(sys.argv[1]); os.setgroups([]); os.setgid(65534); os.setuid(65534)
for one in find(Path(".")):
    print(one.path.name, one.trouble and one.trouble.reason.code)
"""


def _as_nobody(folder: Path) -> list[tuple[str, str | None]]:
    ran = subprocess.run([sys.executable, "-c", AS_NOBODY, str(folder)], capture_output=True, text=True, timeout=30,
                         env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])})
    assert ran.returncode == 0, ran.stderr
    pairs = [line.split() for line in ran.stdout.splitlines()]
    return [(name, None if code == "None" else code) for name, code in pairs]


def test_a_link_that_takes_a_files_place_is_not_followed(tmp_path: Path) -> None:
    real = tmp_path / "real.jpg"
    real.write_bytes(b"x")
    [found] = find(real)
    real.rename(tmp_path / "moved.jpg")
    real.symlink_to(tmp_path / "moved.jpg")
    with pytest.raises(VitrineError):
        open_file(found)


@pytest.mark.parametrize("change", ["grow", "shrink", "touch"])
def test_a_file_that_changes_while_it_is_read_is_noticed(tmp_path: Path, change: str) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"0123456789")
    [found] = find(path)
    with open_file(found) as stream:
        assert stream.read(4) == b"0123"
        if change == "grow":
            with path.open("ab") as more:
                more.write(b"more")
        elif change == "shrink":
            os.truncate(path, 5)
        else:
            os.utime(path, ns=(0, 1))
        stream.read(40)
        with pytest.raises(VitrineError) as caught:
            stream.read(4)
    assert caught.value.reason.code == "changed"


@pytest.mark.parametrize(("raw", "visible"), [
    ("开放日.jpg".encode(), "开放日.jpg"),
    ("食堂开放日.jpg".encode("gbk"), "食堂开放日.jpg"),
    (b"\xff\xfe\x80.jpg", "\\xff\\xfe\\x80.jpg"),
    ("e\u0301cole.jpg".encode(), "\u00e9cole.jpg"),
    ("photo\u202egpj.exe".encode(), "photo\\u202egpj.exe"),
    (b"line\nbreak\x07.jpg", "line\\u000abreak\\u0007.jpg"),
    ("👩\u200d🍳 校庆🎉.jpg".encode(), "👩\u200d🍳 校庆🎉.jpg"),
    (b"a" * 251 + b".jpg", "a" * 251 + ".jpg"),
])
def test_names_of_any_bytes_are_found_and_shown(tmp_path: Path, raw: bytes, visible: str) -> None:
    with open(os.path.join(os.fsencode(tmp_path), raw), "wb") as out:  # noqa: PTH118, PTH123 - a name of bytes
        out.write(b"x")
    [found] = find(tmp_path)
    assert found.shown == f"{tmp_path}/{visible}"
    found.shown.encode()
    with open_file(found) as stream:
        assert stream.read(9) == b"x"


def test_shown_needs_no_file() -> None:
    assert shown("\u2066a\u2069") == "\\u2066a\\u2069"
    assert Found(Path("x"), "x", 0).trouble is None
