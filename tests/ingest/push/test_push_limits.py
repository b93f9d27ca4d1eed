"""What the service holds to: how many connections, which ports, who it says it is; and it starts with the rest."""

from __future__ import annotations

import ftplib
import io
import re
import socket
import stat
from contextlib import suppress
from typing import Any

import pytest


@pytest.mark.parametrize("receiver", [{"VITRINE_RECEIVE_CONNECTIONS": "2"}], indirect=True)
def test_so_many_connections_and_no_more(receiver: Any, pushers: Any, until: Any) -> None:
    def enter() -> ftplib.FTP_TLS | None:
        try:
            return receiver.ftp(pushers["canteen-1"])  # type: ignore[no-any-return]
        except (ftplib.Error, EOFError, OSError):
            return None

    first, second = until(enter), until(enter)  # whoever knocked to see whether it listens may not have left yet
    assert enter() is None
    second.quit()
    until(enter)
    assert first.pwd() == "/"


@pytest.mark.parametrize("receiver", [{"VITRINE_RECEIVE_CONNECTIONS": "1"}], indirect=True)
def test_sftp_holds_to_its_connections_too(receiver: Any, until: Any) -> None:
    def knock() -> socket.socket | None:
        one = socket.create_connection(("127.0.0.1", receiver.sftp_port), 10)
        with suppress(ConnectionError):
            if one.recv(64).startswith(b"SSH-2.0"):
                return one
        one.close()
        return None

    with until(knock):  # whoever knocked to see whether it listens may not have left yet
        assert knock() is None
    assert "refused-connection door=sftp" in receiver.log.read_text()
    until(knock).close()


@pytest.mark.parametrize("receiver", [{"VITRINE_FTP_PASSIVE_PORTS": "31700-31702"}], indirect=True)
def test_data_ports_are_of_the_range(receiver: Any, pushers: Any, picture: Any, arrivals: Any) -> None:
    client = receiver.ftp(pushers["canteen-1"])
    for _ in range(5):
        found = re.search(r"\|\|\|(\d+)\|", client.sendcmd("EPSV"))
        assert found
        assert int(found[1]) in range(31700, 31703)
    client.storbinary("STOR IMG_0001.JPG", io.BytesIO(picture()))
    assert len(arrivals()) == 1


def test_the_certificate_is_made_once_and_is_the_owners_alone(receiver: Any, pushers: Any) -> None:
    folder = receiver.folder / "receive"
    made = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {"certificate.pem", "certificate.key", "host_ed25519.key", "host_rsa.key"} == set(made)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    receiver.stop()
    receiver.start()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == made
    receiver.ftp(pushers["canteen-1"]).quit()  # its certificate is checked by the client


@pytest.mark.parametrize("receiver", [{"VITRINE_UNFINISHED_MB": "1"}], indirect=True)
def test_what_is_not_whole_is_held_to_a_share(receiver: Any, pushers: Any, picture: Any, arrivals: Any) -> None:
    client = receiver.ftp(pushers["canteen-1"])
    with pytest.raises((ftplib.Error, OSError)):
        client.storbinary("STOR IMG_0001.JPG", io.BytesIO(picture() * 8))
    assert arrivals() == []
    receiver.ftp(pushers["canteen-1"]).storbinary("STOR IMG_0002.JPG", io.BytesIO(picture()))
    assert [one.name for one in arrivals()] == ["IMG_0002.JPG"]


@pytest.mark.parametrize("receiver", [{"VITRINE_RECEIVE": "true", "command": "up"}], indirect=True)
def test_up_starts_it_with_the_rest_where_that_is_set(receiver: Any, pushers: Any, picture: Any, arrivals: Any) -> None:
    """The setting ``receive``; ended together, and what a camera sent is there."""
    receiver.ftp(pushers["canteen-1"]).storbinary("STOR IMG_0001.JPG", io.BytesIO(picture()))
    assert [one.outcome for one in arrivals()] == ["added"]
    assert receiver.stop() == 0
    with socket.socket() as again:
        assert again.connect_ex(("127.0.0.1", receiver.ftp_port)) != 0
