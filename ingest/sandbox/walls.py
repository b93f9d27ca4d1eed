"""The layers around a decoding process: no network, only its own files (Landlock), no new privileges.

Each layer is tried and reported; none is required, because kernels and containers differ. Limits on memory, time and
files are in ``ingest.tools.Limits`` and always hold.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys
import sysconfig
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
# Landlock's system calls have the same numbers on all architectures (include/uapi/asm-generic/unistd.h).
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
RULE_PATH_BENEATH: Final = 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_FILE, MAKE_REG = 1, 1 << 1, 1 << 2, 1 << 3, 1 << 5, 1 << 8
REMOVE_DIR, MAKE_DIR, REFER, TRUNCATE, IOCTL_DEV = 1 << 4, 1 << 7, 1 << 13, 1 << 14, 1 << 15
READ: Final = EXECUTE | READ_FILE | READ_DIR
WRITE: Final = READ_FILE | READ_DIR | WRITE_FILE | REMOVE_FILE | REMOVE_DIR | MAKE_REG | MAKE_DIR | TRUNCATE
SYSTEM: Final = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/etc/ld.so.cache", "/etc/alternatives",
                 "/etc/fonts", "/etc/localtime", "/nix/store", "/opt")
DEVICES: Final = ("/dev/null", "/dev/urandom", "/dev/zero")


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def leave_network() -> bool:
    """Move this single-threaded process, and all it will fork, into a network of its own, with nothing in it."""
    unshare = _libc().unshare
    return bool(unshare(CLONE_NEWNET) == 0 or unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0)


def die_with_parent() -> None:
    """Let the kernel end this process when the one that forked it ends."""
    _libc().prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0)


@cache
def landlock_version() -> int:
    """Return the kernel's Landlock version, 0 where there is none."""
    return max(0, int(_libc().syscall(CREATE_RULESET, None, ctypes.c_size_t(0), 1)))


def confine(readable: Iterable[Path], writable: Iterable[Path]) -> bool:
    """Let this process reach only programs, libraries, and the given files and folders, for good.

    From version 4 on TCP is refused as well, from version 6 on signals to and abstract sockets of other processes.
    Returns False where the kernel cannot; nothing is then restricted.
    """
    version = landlock_version()
    if version == 0:
        return False
    handled = _handled(version)
    ruleset = _ruleset(version, handled)
    if ruleset < 0:
        return False
    try:
        for path, access in _rules(readable, writable):
            _allow(ruleset, path, access & handled)
        libc = _libc()
        return bool(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 and libc.syscall(RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _handled(version: int) -> int:
    access = (1 << 13) - 1
    if version >= 2:
        access |= REFER
    return access | TRUNCATE if version >= 3 else access


def _ruleset(version: int, handled: int) -> int:
    """Struct landlock_ruleset_attr: files, then TCP (bind 1, connect 2), then scopes (abstract sockets 1, signals 2)."""
    attributes = struct.pack("=QQQ", handled, 3, 3)[: 24 if version >= 6 else 16 if version >= 4 else 8]
    return int(_libc().syscall(CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0))


def _rules(readable: Iterable[Path], writable: Iterable[Path]) -> Iterable[tuple[Path, int]]:
    for path in (*(Path(one) for one in SYSTEM), *_python_folders()):
        yield path, READ
    for device in DEVICES:
        yield Path(device), READ_FILE | WRITE_FILE
    for path in readable:
        yield path, READ_FILE
    for path in writable:
        yield path, WRITE


@cache
def _python_folders() -> tuple[Path, ...]:
    """Where modules are imported from; of our own checkout only the packages, because a home may lie in it."""
    package = Path(__file__).resolve().parents[1]
    places = {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    places |= {package, package.parent / "index", Path(sys.base_prefix) / "lib", Path(sys.executable).resolve().parent}
    return tuple(sorted(places))


def _allow(ruleset: int, path: Path, access: int) -> None:
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not path.is_dir():
                access &= ~(READ_DIR | REMOVE_FILE | REMOVE_DIR | MAKE_REG | MAKE_DIR | REFER)
            rule = struct.pack("=Qi", access, descriptor)
            _libc().syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, rule, 0)
        finally:
            os.close(descriptor)
