"""SFTP for cameras (draft-ietf-secsh-filexfer-02) on asyncssh: sending, and going on with what broke off."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import asyncssh
import asyncssh.sftp
from asyncssh import SFTPAttrs, SFTPName, SFTPServer
from asyncssh.sftp import SFTPServerHandler

from index.catalogue.assets import Outcome
from index.errors import VitrineError
from ingest.push.admission import Admission, Sender
from ingest.push.depot import Depot
from ingest.push.transfer import Transfer
from ingest.push.visit import Seen, Visit, normal

log = logging.getLogger("vitrine.receive")
MOST_TRIES = 3
PAUSE_S = 1.0
"""How long a wrong password waits for its answer."""


@dataclass(frozen=True, slots=True)
class SftpOptions:
    """Where and how SFTP listens."""

    host: str
    port: int
    host_keys: tuple[Path, ...]
    connections: int
    idle_s: int


class _Handler(SFTPServerHandler):
    """asyncssh closes what a vanished client left open by the call that a client ends a file with; here it breaks off."""

    async def _cleanup(self, exc: Exception | None) -> None:
        self._file_handles.clear()  # the visit's end drops what they stood for
        await super()._cleanup(exc)


class _Connection(asyncssh.SSHServer):
    """One connection: password only, SFTP only; no shell, no command, no forwarding (asyncssh's defaults)."""

    def __init__(self, depot: Depot, admission: Admission, options: SftpOptions, here: set[_Connection]) -> None:
        self.depot, self.admission, self.options, self.here = depot, admission, options, here
        self.sender: Sender | None = None
        self.active_at = time.monotonic()
        self._tries = 0

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self.conn = conn
        self.address = str(conn.get_extra_info("peername", ("?",))[0])
        if self.depot.closing or len(self.here) >= self.options.connections:
            log.warning("refused-connection door=sftp address=%s connections=%d", self.address, len(self.here))
            conn.abort()
            return
        self.here.add(self)

    def connection_lost(self, _exc: Exception | None) -> None:
        self.here.discard(self)

    def begin_auth(self, _username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    async def validate_password(self, username: str, password: str) -> bool:
        self._tries += 1
        try:
            self.sender = await asyncio.to_thread(self.admission.admit, username, password, self.address, self.depot.clock())
        except VitrineError as error:
            log.warning("refused-login door=sftp login=%r address=%s why=%s", username, self.address, error.reason.code)
            await asyncio.sleep(PAUSE_S)
            if self._tries >= MOST_TRIES:
                self.conn.disconnect(asyncssh.DISC_NO_MORE_AUTH_METHODS_AVAILABLE, error.reason.en)
            return False
        log.info("login door=sftp kit=%s address=%s", self.sender.login, self.address)
        return True

    def touch(self) -> None:
        self.active_at = time.monotonic()


class _Files(SFTPServer):
    """The file system that SFTP sees: a visit's names, and files that can only be written."""

    def __init__(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        super().__init__(chan)
        owner = chan.get_connection().get_owner()
        assert isinstance(owner, _Connection)
        assert owner.sender is not None, "a session opens after the login"
        self.owner = owner
        self.visit = Visit(owner.depot, owner.sender, "sftp")

    async def open(self, path: bytes, pflags: int, attrs: SFTPAttrs) -> object:  # noqa: ARG002 - asyncssh's signature
        self.owner.touch()
        if not pflags & (asyncssh.FXF_WRITE | asyncssh.FXF_APPEND):
            _refuse()
        name, fresh = _path(path), bool(pflags & asyncssh.FXF_TRUNC)
        if pflags & asyncssh.FXF_EXCL and self.visit.look(name) is not None:
            raise asyncssh.SFTPFailure("There is a file of this name")
        try:
            transfer = await asyncio.to_thread(self.visit.begin, name, fresh=fresh)
        except VitrineError as error:
            raise asyncssh.SFTPFailure(error.reason.en) from error
        transfer.appends = bool(pflags & asyncssh.FXF_APPEND)
        return transfer

    def write(self, file_obj: object, offset: int, data: bytes) -> int:
        self.owner.touch()
        assert isinstance(file_obj, Transfer)
        try:
            file_obj.write(file_obj.size if file_obj.appends else offset, data)
        except VitrineError as error:
            raise asyncssh.SFTPFailure(error.reason.en) from error
        return len(data)

    async def close(self, file_obj: object) -> None:
        """Take the file in; the answer to close says whether it is kept."""
        self.owner.touch()
        assert isinstance(file_obj, Transfer)
        if not file_obj.open or file_obj.trouble is not None:
            self.visit.drop(file_obj)
            raise asyncssh.SFTPFailure(file_obj.trouble.reason.en if file_obj.trouble else "Broken off")
        try:
            taken = await asyncio.to_thread(self.visit.finish, file_obj)
        except VitrineError as error:
            raise asyncssh.SFTPFailure(error.reason.en) from error
        self.owner.touch()
        if taken.outcome is Outcome.REFUSED and taken.reason:
            raise asyncssh.SFTPFailure(taken.reason.en)

    def read(self, _file_obj: object, _offset: int, _size: int) -> NoReturn:
        _refuse()

    def stat(self, path: bytes) -> SFTPAttrs:
        self.owner.touch()
        seen = self.visit.look(_path(path))
        if seen is None:
            raise asyncssh.SFTPNoSuchFile("No such file")
        return _attributes(seen)

    lstat = stat

    def fstat(self, file_obj: object) -> SFTPAttrs:
        assert isinstance(file_obj, Transfer)
        return _attributes(Seen(False, file_obj.size, time.time()))

    def setstat(self, path: bytes, attrs: SFTPAttrs) -> None:  # noqa: ARG002 - asyncssh's signature
        """Times and modes are forgotten: clients set them unasked. A size would cut a file: refused."""
        if attrs.size is not None:
            _refuse()

    def lsetstat(self, path: bytes, attrs: SFTPAttrs) -> None:
        """Like ``setstat``."""
        self.setstat(path, attrs)

    def fsetstat(self, file_obj: object, attrs: SFTPAttrs) -> None:
        """Like ``setstat``."""
        assert isinstance(file_obj, Transfer)
        if attrs.size is not None and attrs.size != file_obj.size:
            _refuse()

    async def scandir(self, path: bytes) -> AsyncIterator[SFTPName]:
        self.owner.touch()
        folder = _path(path)
        for name in (".", "..", *self.visit.names(folder)):
            seen = Seen(True, 0, self.visit.came_at) if name in {".", ".."} else self.visit.look(normal(name, folder))
            if seen is not None:
                yield SFTPName(name.encode("utf-8", "surrogateescape"), attrs=_attributes(seen))

    def mkdir(self, path: bytes, attrs: SFTPAttrs) -> None:  # noqa: ARG002 - asyncssh's signature
        try:
            self.visit.make_folder(_path(path))
        except VitrineError as error:
            raise asyncssh.SFTPFailure(error.reason.en) from error

    def realpath(self, path: bytes) -> bytes:
        return _path(path).encode("utf-8", "surrogateescape")

    async def rename(self, oldpath: bytes, newpath: bytes) -> None:
        try:
            await asyncio.to_thread(self.visit.rename, _path(oldpath), _path(newpath))
        except VitrineError as error:
            raise asyncssh.SFTPPermissionDenied(error.reason.en) from error

    posix_rename = rename

    def remove(self, _path: bytes) -> NoReturn:
        _refuse()

    def rmdir(self, _path: bytes) -> NoReturn:
        _refuse()

    def readlink(self, _path: bytes) -> NoReturn:
        _refuse()

    def symlink(self, _oldpath: bytes, _newpath: bytes) -> NoReturn:
        _refuse()

    def link(self, _oldpath: bytes, _newpath: bytes) -> NoReturn:
        _refuse()

    def statvfs(self, _path: bytes) -> NoReturn:
        _refuse()

    def fstatvfs(self, _file_obj: object) -> NoReturn:
        _refuse()

    def fsync(self, _file_obj: object) -> None:
        """What ``close`` answers is durable; before that nothing is promised."""

    def exit(self) -> None:
        self.visit.leave()


async def listen(depot: Depot, admission: Admission, options: SftpOptions) -> asyncssh.SSHAcceptor:
    """Listen for SFTP. Raises OSError where the port cannot be had."""
    asyncssh.sftp.SFTPServerHandler = _Handler  # type: ignore[misc]  # see there; asyncssh has no other way in
    logging.getLogger("asyncssh").setLevel(logging.ERROR)  # our own lines say it better
    here: set[_Connection] = set()
    acceptor = await asyncssh.listen(
        options.host, options.port, server_factory=lambda: _Connection(depot, admission, options, here),
        server_host_keys=[str(key) for key in options.host_keys], sftp_factory=_Files, allow_scp=False,
        agent_forwarding=False, x11_forwarding=False, public_key_auth=False, host_based_auth=False, gss_kex=False,
        gss_auth=False, login_timeout=30, keepalive_interval=15, keepalive_count_max=4, server_version="Vitrine",
        compression_algs=None)
    acceptor.idle = asyncio.ensure_future(_let_go_of_the_silent(here, options.idle_s))  # type: ignore[attr-defined]  # kept alive with it
    return acceptor


async def _let_go_of_the_silent(here: set[_Connection], idle_s: int) -> None:
    while True:
        await asyncio.sleep(min(5.0, idle_s / 2))
        for one in [one for one in here if time.monotonic() - one.active_at > idle_s]:
            log.info("idle door=sftp address=%s", one.address)
            one.conn.disconnect(asyncssh.DISC_BY_APPLICATION, "idle")


def _path(given: bytes) -> str:
    return normal(given.decode("utf-8", "surrogateescape"))


def _attributes(seen: Seen) -> SFTPAttrs:
    kind = asyncssh.FILEXFER_TYPE_DIRECTORY if seen.is_folder else asyncssh.FILEXFER_TYPE_REGULAR
    mode = 0o040700 if seen.is_folder else 0o100200
    return SFTPAttrs(type=kind, size=seen.size, permissions=mode, uid=0, gid=0, atime=int(seen.at), mtime=int(seen.at))


def _refuse() -> NoReturn:
    raise asyncssh.SFTPPermissionDenied("Files can only be sent here")
