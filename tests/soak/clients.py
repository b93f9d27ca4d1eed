"""Senders by each protocol: one file, until the other side says what became of it. They try again and again."""

from __future__ import annotations

import asyncio
import ftplib
import io
import re
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.soak.house import PASSWORD, Broken, House
from tests.soak.material import File

PATIENCE_S = 240.0
PIECE = 96 << 10
PACE_S = 0.04
"""Between two pieces, so that a file is on its way for a while, as over a real network."""
BATCH = "20260302-soak"


@dataclass(frozen=True)
class Answer:
    """What the sender was told in the end. ``outcome`` is "kept" where the protocol has no words for more."""

    file: File
    outcome: str
    sha256: str | None


class Interrupted(Exception):
    """The other side went away or is not there yet; try again."""


def until_answered(send: Callable[[File], Answer], file: File) -> Answer:
    """Send again and again. Raises Broken where it never comes to an answer."""
    last = time.monotonic() + PATIENCE_S
    while True:
        try:
            return send(file)
        except Interrupted as error:
            if time.monotonic() > last:
                raise Broken(f"{file.name} never came to an answer: {error}") from error
            time.sleep(0.1)


class _Slow:
    """A body that comes in pieces, with its length announced."""

    def __init__(self, file: File) -> None:
        self.content = file.content

    def __len__(self) -> int:
        return len(self.content)

    def __iter__(self) -> Iterator[bytes]:
        for at in range(0, len(self.content), PIECE):
            time.sleep(PACE_S)
            yield self.content[at: at + PIECE]


class Browser:
    """Signed in; ``post`` sends a file in one request, as the plain page does."""

    def __init__(self, house: House) -> None:
        import requests

        self.url = f"http://127.0.0.1:{house.web_port}"
        self.http = requests.Session()
        self.token = ""

    def sign_in(self) -> None:
        page = self.http.get(f"{self.url}/sign-in", timeout=30).text
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        if not found:
            raise Broken("the sign-in page has no token")
        self.http.post(f"{self.url}/sign-in", timeout=30,
                       data={"csrf_token": found[1], "login": "photographer", "password": PASSWORD})
        page = self.http.get(f"{self.url}/upload", timeout=30).text
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        if not found:
            raise Broken("could not sign in")
        self.token = found[1]

    def post(self, file: File) -> Answer:
        import requests

        try:
            answer = self.http.post(
                f"{self.url}/upload/files", params={"batch": BATCH, "name": file.name}, data=_Slow(file), timeout=60,
                headers={"X-CSRFToken": self.token, "Content-Type": "application/octet-stream"})
        except requests.RequestException as error:
            raise Interrupted(str(error)) from error
        if answer.status_code in {502, 503, 507}:
            raise Interrupted(str(answer.status_code))
        if answer.status_code != 200:
            raise Broken(f"{file.name}: {answer.status_code} {answer.text[:300]}")
        told = answer.json()
        return Answer(file, told["outcome"], told["sha256"])


class Tus(Browser):
    """The same person with a tus client that others wrote (tuspy), piece by piece."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.addresses: dict[str, str] = {}

    def send(self, file: File) -> Answer:
        import requests
        from tusclient.exceptions import TusCommunicationError, TusUploadFailed

        try:
            return self._send(file)
        except (TusCommunicationError, TusUploadFailed) as error:
            if getattr(error, "status_code", None) in {404, 410}:
                raise Broken(f"{file.name}: the upload is forgotten: {error}") from error
            raise Interrupted(str(error)) from error
        except requests.RequestException as error:
            raise Interrupted(str(error)) from error

    def _send(self, file: File) -> Answer:
        from tusclient.client import TusClient

        cookie = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        client = TusClient(f"{self.url}/upload/tus", headers={"Cookie": cookie})
        known = self.addresses.get(file.name)
        uploader = client.uploader(file_stream=io.BytesIO(file.content), url=known, chunk_size=PIECE, upload_checksum=True,
                                   metadata={"filename": file.name, "batch": BATCH})
        if known is None:
            address = uploader.create_url()
            if not address:
                raise Interrupted("no address")
            uploader.set_url(address)
            uploader.offset = 0
            self.addresses[file.name] = address
        while uploader.offset < len(file.content):
            time.sleep(PACE_S)
            uploader.upload_chunk()
        told = self.http.get(uploader.url, timeout=60)
        if told.status_code != 200 or told.json()["outcome"] is None:
            raise Interrupted(f"{told.status_code} {told.text[:200]}")
        answer = told.json()
        if answer["offset"] != len(file.content):
            raise Broken(f"{file.name}: an outcome at {answer['offset']} of {len(file.content)} bytes")
        return Answer(file, answer["outcome"], answer["sha256"])


class Ftp:
    """A camera with FTP over TLS; it goes on with what broke off (``resumes``) or begins anew."""

    def __init__(self, house: House, resumes: Callable[[], bool]) -> None:
        self.house, self.resumes = house, resumes

    def send(self, file: File) -> Answer:
        try:
            return self._send(file)
        except ftplib.error_perm as error:
            if str(error).startswith("550"):
                return Answer(file, "refused", None)
            raise Interrupted(str(error)) from error
        except (ftplib.Error, OSError, EOFError) as error:
            raise Interrupted(str(error)) from error

    def _send(self, file: File) -> Answer:
        context = ssl.create_default_context(cafile=str(self.house.home / "receive" / "certificate.pem"))
        with ftplib.FTP_TLS(context=context, timeout=30, encoding="utf-8") as client:
            client.connect("localhost", self.house.ftp_port)
            client.login("canteen-1", self.house.kit_password)
            client.prot_p()
            client.voidcmd("TYPE I")
            here = self._here(client, file) if self.resumes() else None
            client.storbinary(f"STOR {file.name}", io.BytesIO(file.content[here or 0:]), rest=here, blocksize=PIECE,
                              callback=lambda _: time.sleep(PACE_S))
            return Answer(file, "kept", None)

    def _here(self, client: ftplib.FTP_TLS, file: File) -> int | None:
        try:
            here = client.size(file.name) or 0
        except ftplib.error_perm:  # nothing of it is here
            return None
        if here > len(file.content):
            raise Broken(f"{file.name}: more bytes wait than were sent")
        return here or None


class Sftp:
    """The same by SFTP."""

    def __init__(self, house: House, resumes: Callable[[], bool]) -> None:
        self.house, self.resumes = house, resumes

    def send(self, file: File) -> Answer:
        import asyncssh

        try:
            return asyncio.run(asyncio.wait_for(self._send(file), 60))
        except asyncssh.SFTPFailure as error:
            if not file.good and not str(error).startswith(("Broken", "The")):
                return Answer(file, "refused", None)
            raise Interrupted(str(error)) from error
        except (asyncssh.Error, OSError, TimeoutError) as error:
            raise Interrupted(str(error)) from error

    async def _send(self, file: File) -> Answer:
        import asyncssh

        async with (asyncssh.connect("127.0.0.1", self.house.sftp_port, username="canteen-1", known_hosts=None, config=None,
                                     password=self.house.kit_password, client_keys=None, agent_path=None) as connection,
                    connection.start_sftp_client() as sftp):
            here = await self._here(sftp, file) if self.resumes() else 0
            flags = asyncssh.FXF_WRITE | asyncssh.FXF_CREAT | (0 if here else asyncssh.FXF_TRUNC)
            remote: Any = await sftp.open(file.name, flags, encoding=None)
            await remote.seek(here)
            for at in range(here, len(file.content), PIECE):
                await asyncio.sleep(PACE_S)
                await remote.write(file.content[at: at + PIECE])
            await remote.close()
            return Answer(file, "kept", None)

    async def _here(self, sftp: Any, file: File) -> int:
        import asyncssh

        try:
            return int((await sftp.stat(file.name)).size)
        except asyncssh.SFTPNoSuchFile:
            return 0
