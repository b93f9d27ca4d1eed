"""A camera that pushes by FTP: TLS or refused, whole or not at all, one way only."""

from __future__ import annotations

import ftplib
import io
import socket
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

HALF = 150_000


def begun(home: Path) -> bool:
    """Say whether the beginning of a file lies in the home's staging already."""
    return any(path.stat().st_size for path in (home / "staging").rglob("*") if path.is_file())


def cut(client: Any, name: str, begun: bytes, arrived: Callable[[], Any] = lambda: True) -> None:
    """Send a beginning and vanish, as a camera whose battery is taken out; not before ``arrived`` returns."""
    data = client.transfercmd(f"STOR {name}")
    data.sendall(begun)
    arrived()
    client.sock.close()
    client.file.close()
    data.close()


@pytest.mark.parametrize("passive", [True, False])
def test_a_file_is_kept_byte_for_byte_and_tied_to_its_kit(receiver: Any, pushers: Any, picture: Any, arrivals: Any, kept: Any,
                                                        passive: bool) -> None:
    who, content = pushers["canteen-1"], picture()
    client = receiver.ftp(who)
    client.set_pasv(passive)
    client.mkd("/DCIM")
    client.cwd("/DCIM/100CANON")
    assert client.storbinary("STOR IMG_0001.JPG", io.BytesIO(content)).startswith("226")
    [arrival] = arrivals()
    assert kept(arrival.sha256) == content
    assert (arrival.kit_id, arrival.department_id, arrival.event_id, arrival.door, arrival.outcome, arrival.path) == (
        who.kit_id, who.department_id, who.event_id, "ftp", "added", "/DCIM/100CANON/IMG_0001.JPG")


def test_nothing_can_be_read_or_undone(receiver: Any, pushers: Any, picture: Any) -> None:
    client = receiver.ftp(pushers["canteen-1"])
    client.storbinary("STOR IMG_0001.JPG", io.BytesIO(picture()))
    for command in ("DELE IMG_0001.JPG", "RMD /", "RNFR other.JPG", "MFMT 20200101000000 IMG_0001.JPG",
                    "SITE CHMOD 777 IMG_0001.JPG", "STOU"):
        with pytest.raises(ftplib.error_perm):
            client.sendcmd(command)
    with pytest.raises(ftplib.error_perm):
        client.retrbinary("RETR IMG_0001.JPG", lambda _: None)
    for path in ("/etc/passwd", "../../../../etc/passwd", "../vitrine.db"):
        with pytest.raises(ftplib.error_perm):
            client.size(path)
    assert client.nlst("/..") == ["IMG_0001.JPG"]


def test_a_kit_sees_nothing_of_another(receiver: Any, pushers: Any, picture: Any) -> None:
    first, second = (receiver.ftp(one) for one in pushers.values())
    first.storbinary("STOR IMG_0001.JPG", io.BytesIO(picture()))
    cut(receiver.ftp(pushers["canteen-1"]), "IMG_0002.JPG", b"x" * HALF)
    assert second.nlst() == []
    for name in ("IMG_0001.JPG", "IMG_0002.JPG"):
        with pytest.raises(ftplib.error_perm):
            second.size(name)
    assert receiver.ftp(pushers["canteen-1"]).nlst() == [], "another connection of the same kit lists nothing either"


def test_a_cut_transfer_is_no_asset_and_goes_on(receiver: Any, pushers: Any, picture: Any, arrivals: Any, kept: Any,
                                                until: Any) -> None:
    who, content = pushers["canteen-1"], picture()
    cut(receiver.ftp(who), "IMG_0001.JPG", content[:HALF], lambda: until(lambda: begun(receiver.folder)))
    until(lambda: "broken-off" in receiver.log.read_text())
    assert arrivals() == []
    client = receiver.ftp(who)
    here = client.size("IMG_0001.JPG")
    assert 0 < here <= HALF, "what was still on its way when the camera vanished may be lost"
    assert client.sendcmd("MDTM IMG_0001.JPG").startswith("213")
    client.storbinary("STOR IMG_0001.JPG", io.BytesIO(content[here:]), rest=here)
    [arrival] = arrivals()
    assert kept(arrival.sha256) == content


def test_a_reset_data_connection_is_a_cut(receiver: Any, pushers: Any, picture: Any, arrivals: Any, kept: Any,
                                         until: Any) -> None:
    content, client = picture(), receiver.ftp(pushers["canteen-1"])
    data = client.transfercmd("STOR IMG_0001.JPG")
    data.sendall(content[:HALF])
    until(lambda: list((receiver.folder / "staging").glob("push-*")))
    data.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    data.close()
    with pytest.raises(ftplib.Error):
        client.voidresp()
    assert arrivals() == []
    again = receiver.ftp(pushers["canteen-1"])
    here = again.size("IMG_0001.JPG")
    again.storbinary("APPE IMG_0001.JPG", io.BytesIO(content[here:]))
    assert kept(arrivals()[0].sha256) == content


def test_a_killed_service_goes_on_where_it_was(receiver: Any, pushers: Any, picture: Any, arrivals: Any, kept: Any,
                                              until: Any) -> None:
    who, content = pushers["canteen-1"], picture()
    client = receiver.ftp(who)
    data = client.transfercmd("STOR IMG_0001.JPG")
    data.sendall(content[:HALF])
    until(lambda: [one for one in (receiver.folder / "staging").glob("push-*") if one.stat().st_size])
    receiver.kill()
    receiver.start()
    client = receiver.ftp(who)
    here = client.size("IMG_0001.JPG")
    assert 0 < here <= HALF
    client.storbinary("STOR IMG_0001.JPG", io.BytesIO(content[here:]), rest=here)
    [arrival] = arrivals()
    assert (kept(arrival.sha256), arrival.outcome) == (content, "added")
    assert list((receiver.folder / "staging").iterdir()) == []


def test_asked_to_stop_it_lets_the_file_in_hand_arrive(receiver: Any, pushers: Any, picture: Any, arrivals: Any,
                                                      kept: Any, until: Any) -> None:
    content, client = picture(), receiver.ftp(pushers["canteen-1"])
    data = client.transfercmd("STOR IMG_0001.JPG")
    data.sendall(content[:HALF])
    until(lambda: list((receiver.folder / "staging").glob("push-*")))
    receiver.process.terminate()
    data.sendall(content[HALF:])
    data.unwrap()
    data.close()
    assert client.voidresp().startswith("226")
    assert receiver.process.wait(60) == 0
    assert kept(arrivals()[0].sha256) == content


def test_fifty_small_files_at_once(receiver: Any, pushers: Any, made_photo: Callable[..., Any], arrivals: Any,
                                   kept: Any) -> None:
    contents = {f"IMG_{number:04}.JPG": made_photo(size=(64, 48)).read_bytes() + bytes([number]) for number in range(50)}
    waiting = list(contents.items())

    def camera(_number: int) -> None:
        client = receiver.ftp(pushers["canteen-1"])
        while waiting:
            try:
                name, content = waiting.pop()
            except IndexError:
                return
            client.storbinary(f"STOR {name}", io.BytesIO(content))
        client.quit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(camera, range(8)))
    found = arrivals()
    assert {one.name: kept(one.sha256) for one in found} == contents
    assert {one.outcome for one in found} == {"added"}


def test_a_wrong_password_is_refused(receiver: Any, pushers: Any) -> None:
    with pytest.raises(ftplib.error_perm, match="530"):
        receiver.ftp(pushers["canteen-1"], password="not-the-password")


def test_without_tls_it_is_refused(receiver: Any, pushers: Any) -> None:
    who = pushers["canteen-1"]
    with ftplib.FTP(timeout=20) as client:
        client.connect("127.0.0.1", receiver.ftp_port)
        with pytest.raises(ftplib.error_perm, match="TLS"):
            client.login(who.login, who.password)


@pytest.mark.parametrize("receiver", [{"VITRINE_FTP_PLAIN": "true"}], indirect=True)
def test_without_tls_where_that_is_allowed(receiver: Any, pushers: Any, picture: Any, arrivals: Any, until: Any) -> None:
    who, content = pushers["canteen-1"], picture()
    with ftplib.FTP(timeout=20) as client:
        client.connect("127.0.0.1", receiver.ftp_port)
        client.login(who.login, who.password)
        client.storbinary("STOR IMG_0001.JPG", io.BytesIO(content))
        cut(client, "IMG_0002.JPG", content[:HALF])
    until(lambda: "broken-off" in receiver.log.read_text())
    assert [one.name for one in arrivals()] == ["IMG_0001.JPG"]


def test_a_name_given_after_the_upload_is_the_name(receiver: Any, pushers: Any, picture: Any, arrivals: Any) -> None:
    client = receiver.ftp(pushers["canteen-1"])
    client.storbinary("STOR IMG_0001.TMP", io.BytesIO(picture()))
    client.rename("IMG_0001.TMP", "IMG_0001.JPG")
    assert client.nlst() == ["IMG_0001.JPG"]
    assert [(one.name, one.path) for one in arrivals()] == [("IMG_0001.JPG", "/IMG_0001.JPG")]
    client.storbinary("STOR IMG_0002.JPG", io.BytesIO(picture()))
    with pytest.raises(ftplib.error_perm):
        client.rename("IMG_0002.JPG", "IMG_0001.JPG")


def test_a_name_given_later_is_the_name_of_the_shot_too(receiver: Any, pushers: Any, picture: Any, arrivals: Any) -> None:
    """A raw file finds its JPEG by it, whatever the camera called the JPEG while it was sent."""
    client = receiver.ftp(pushers["canteen-1"])
    client.storbinary("STOR TMP00001.JPG", io.BytesIO(picture()))
    client.rename("TMP00001.JPG", "IMG_0001.JPG")
    assert [one.shot for one in arrivals()] == ["/img_0001"]


def test_what_is_no_picture_is_refused_with_its_reason(receiver: Any, pushers: Any, arrivals: Any) -> None:
    client = receiver.ftp(pushers["canteen-1"])
    with pytest.raises(ftplib.error_perm, match="photo, film or poster"):
        client.storbinary("STOR notes.txt", io.BytesIO(b"hello"))
    with pytest.raises(ftplib.error_perm, match="empty"):
        client.storbinary("STOR IMG_0001.JPG", io.BytesIO(b""))
    assert [(one.outcome, one.reason["code"]) for one in arrivals()] == [("refused", "not-media"), ("refused", "empty")]
    assert client.nlst() == []


@pytest.mark.parametrize("receiver", [{"VITRINE_MAX_UPLOAD_MB": "1"}], indirect=True)
def test_what_is_too_large_is_stopped(receiver: Any, pushers: Any, picture: Any, arrivals: Any,
                                      until: Any) -> None:
    client = receiver.ftp(pushers["canteen-1"])
    with pytest.raises((ftplib.Error, OSError)):
        client.storbinary("STOR IMG_0001.JPG", io.BytesIO(picture() * 8))
    until(lambda: not list((receiver.folder / "staging").iterdir()))
    assert arrivals() == []
