"""A camera that pushes by SFTP: the same promises by another protocol."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncssh
import pytest

HALF = 150_000


def push(receiver: Any, who: Any, act: Callable[[Any, Any], Awaitable[Any]], password: str = "") -> Any:
    """Log in, act with (sftp, connection), hang up."""

    async def session() -> Any:
        known = ([asyncssh.read_private_key(receiver.folder / "receive" / "host_ed25519.key").convert_to_public()], [], [])
        async with (asyncssh.connect("127.0.0.1", receiver.sftp_port, username=who.login, password=password or who.password,
                                     known_hosts=known, client_keys=None, agent_path=None, config=None) as connection,
                    connection.start_sftp_client() as sftp):
            return await act(sftp, connection)

    def in_a_loop_of_its_own() -> Any:
        return asyncio.run(asyncio.wait_for(session(), 60))

    with ThreadPoolExecutor(1) as pool:  # a browser's driver may keep a loop running in this thread
        return pool.submit(in_a_loop_of_its_own).result()


def test_a_file_is_kept_byte_for_byte_and_tied_to_its_kit(receiver: Any, pushers: Any, picture: Any, arrivals: Any, kept: Any,
                                                        tmp_path: Path) -> None:
    who, content = pushers["canteen-1"], picture()
    (tmp_path / "IMG_0001.JPG").write_bytes(content)

    async def act(sftp: Any, _connection: Any) -> list[str]:
        await sftp.mkdir("DCIM")
        await sftp.put(str(tmp_path / "IMG_0001.JPG"), "DCIM/IMG_0001.TMP", preserve=True)
        await sftp.rename("DCIM/IMG_0001.TMP", "DCIM/IMG_0001.JPG")
        return sorted(await sftp.listdir("DCIM"))

    assert push(receiver, who, act) == [".", "..", "IMG_0001.JPG"]
    [arrival] = arrivals()
    assert kept(arrival.sha256) == content
    assert (arrival.kit_id, arrival.department_id, arrival.event_id, arrival.door, arrival.outcome, arrival.path) == (
        who.kit_id, who.department_id, who.event_id, "sftp", "added", "/DCIM/IMG_0001.JPG")


def test_nothing_can_be_read_or_undone_or_run(receiver: Any, pushers: Any, picture: Any, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(picture())

    async def act(sftp: Any, connection: Any) -> None:
        await sftp.put(str(tmp_path / "a.jpg"), "a.jpg")
        for forbidden in (sftp.remove("a.jpg"), sftp.rmdir("/"), sftp.get("a.jpg", str(tmp_path / "b.jpg")),
                          sftp.truncate("a.jpg", 0), sftp.symlink("a.jpg", "b.jpg"), sftp.readlink("a.jpg"),
                          sftp.link("a.jpg", "b.jpg")):
            with pytest.raises(asyncssh.SFTPError):
                await forbidden
        with pytest.raises(asyncssh.SFTPNoSuchFile):
            await sftp.stat("../../etc/passwd")
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.run("id", check=True)
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.open_connection("127.0.0.1", receiver.ftp_port)

    push(receiver, pushers["canteen-1"], act)

    async def look(sftp: Any, _connection: Any) -> Any:
        return await sftp.listdir("/")

    assert push(receiver, pushers["library-1"], look) == [".", ".."]


def test_a_cut_transfer_is_no_asset_and_goes_on_after_a_kill(receiver: Any, pushers: Any, picture: Any, arrivals: Any,
                                                            kept: Any, until: Any) -> None:
    who, content = pushers["canteen-1"], picture()

    async def begin(sftp: Any, _connection: Any) -> None:
        file = await sftp.open("IMG_0001.JPG", "wb")
        await file.write(content[:HALF])  # and vanish, the file still open

    async def go_on(sftp: Any, _connection: Any) -> int:
        here = int((await sftp.stat("IMG_0001.JPG")).size)
        async with sftp.open("IMG_0001.JPG", asyncssh.FXF_WRITE | asyncssh.FXF_CREAT, encoding=None) as file:
            await file.seek(here)
            await file.write(content[here:])
        return here

    push(receiver, who, begin)
    until(lambda: "broken-off" in receiver.log.read_text())
    receiver.kill()
    receiver.start()
    assert arrivals() == []
    assert push(receiver, who, go_on) == HALF
    [arrival] = arrivals()
    assert kept(arrival.sha256) == content
    assert list((receiver.folder / "staging").iterdir()) == []


def test_a_wrong_password_stays_outside(receiver: Any, pushers: Any) -> None:
    async def act(_sftp: Any, _connection: Any) -> None:
        pytest.fail("was let in")

    with pytest.raises(asyncssh.PermissionDenied):
        push(receiver, pushers["canteen-1"], act, password="not-the-password")
