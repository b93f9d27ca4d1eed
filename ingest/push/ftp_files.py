"""The file system that FTP sees: none. A visit's names, and files in staging that can only be written."""

from __future__ import annotations

import errno
import os
import stat
import time
from typing import Any, NoReturn

from pyftpdlib.exceptions import FilesystemError
from pyftpdlib.filesystems import AbstractedFS

from index.errors import VitrineError
from ingest.push.transfer import Transfer
from ingest.push.visit import Seen, Visit, normal


class Inbound:
    """What the data connection writes to. ``close`` without ``transfer.end`` before leaves a file that broke off."""

    def __init__(self, visit: Visit, transfer: Transfer) -> None:
        self.visit, self.transfer = visit, transfer
        self.name = transfer.path
        self.closed = False

    def write(self, chunk: bytes) -> None:
        try:
            self.transfer.append(chunk)
        except VitrineError as error:
            raise OSError(errno.EIO, error.reason.en) from error

    def seek(self, offset: int) -> None:
        self.transfer.restart(offset)

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self.visit.drop(self.transfer)


class NoFiles(AbstractedFS):  # type: ignore[misc]  # pyftpdlib has no types
    """pyftpdlib's file system over a visit. What is not about sending is refused here, whatever the permissions say."""

    visit: Visit

    def __init__(self, _root: str, cmd_channel: Any) -> None:
        super().__init__("/", cmd_channel)
        self.visit = cmd_channel.visit

    def ftp2fs(self, ftppath: str) -> str:
        return normal(ftppath, self.cwd)

    def fs2ftp(self, fspath: str) -> str:
        return fspath

    def validpath(self, _path: str) -> bool:
        return True  # no path leads anywhere

    def open(self, filename: str, mode: str) -> Inbound:
        if not set(mode) & set("wa+"):
            _refuse()
        try:
            return Inbound(self.visit, self.visit.begin(filename, fresh="w" in mode))
        except VitrineError as error:
            raise FilesystemError(error.reason.en) from error

    def chdir(self, path: str) -> None:
        seen = self.visit.look(path)
        if seen is not None and not seen.is_folder:
            raise FilesystemError("Not a folder")
        self.cwd = path

    def mkdir(self, path: str) -> None:
        try:
            self.visit.make_folder(path)
        except VitrineError as error:
            raise FilesystemError(error.reason.en) from error

    def rename(self, src: str, dst: str) -> None:
        try:
            self.visit.rename(src, dst)
        except VitrineError as error:
            raise FilesystemError(error.reason.en) from error

    def listdir(self, path: str) -> list[str]:
        return self.visit.names(path)

    def listdirinfo(self, path: str) -> list[str]:
        return self.visit.names(path)

    def stat(self, path: str) -> os.stat_result:
        return status(self._look(path))

    lstat = stat

    def isfile(self, path: str) -> bool:
        seen = self.visit.look(path)
        return seen is not None and not seen.is_folder

    def isdir(self, path: str) -> bool:
        return not self.isfile(path)

    def islink(self, _path: str) -> bool:
        return False

    def lexists(self, path: str) -> bool:
        """Say whether a path may be renamed from (RNFR is all that asks)."""
        return self.visit.may_rename(path)

    def getsize(self, path: str) -> int:
        return self._look(path).size

    def getmtime(self, path: str) -> float:
        return self._look(path).at

    def realpath(self, path: str) -> str:
        return path

    def get_user_by_uid(self, _uid: int) -> str:
        return "kit"

    get_group_by_gid = get_user_by_uid

    def mkstemp(self, *_given: Any, **_more: Any) -> NoReturn:
        _refuse()

    def rmdir(self, _path: str) -> NoReturn:
        _refuse()

    def remove(self, _path: str) -> NoReturn:
        _refuse()

    def chmod(self, _path: str, _mode: int) -> NoReturn:
        _refuse()

    def utime(self, _path: str, _timeval: float) -> NoReturn:
        _refuse()

    def readlink(self, _path: str) -> NoReturn:
        _refuse()

    def _look(self, path: str) -> Seen:
        seen = self.visit.look(path)
        if seen is None:
            raise FilesystemError("No such file")
        return seen


def status(seen: Seen) -> os.stat_result:
    """Dress what is seen as a stat result: 0700 folders, 0200 files (to be written, not read)."""
    mode = stat.S_IFDIR | 0o700 if seen.is_folder else stat.S_IFREG | 0o200
    return os.stat_result((mode, 0, 0, 1, 0, 0, seen.size, int(seen.at or time.time()), int(seen.at), int(seen.at)))


def _refuse() -> NoReturn:
    raise FilesystemError("Files can only be sent here")
