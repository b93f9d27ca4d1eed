"""FTP for cameras (RFC 959, 3659; explicit TLS by RFC 4217) on pyftpdlib: sending, and going on with what broke off."""

from __future__ import annotations

import logging
import select
import socket
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from OpenSSL import SSL
from pyftpdlib.exceptions import AuthenticationFailed, _RetryError
from pyftpdlib.handlers import DTPHandler, TLS_DTPHandler, TLS_FTPHandler
from pyftpdlib.servers import ThreadedFTPServer

from index.catalogue.assets import Outcome
from index.errors import VitrineError
from ingest.push.admission import Admission
from ingest.push.depot import Depot
from ingest.push.ftp_files import Inbound, NoFiles
from ingest.push.visit import Visit

log = logging.getLogger("vitrine.receive")
ALLOWED = "elamwf"
"""pyftpdlib's letters: change folder, list, append, make folder, store, rename. No r, d, M, T: nothing is read or undone."""
TOO_LARGE, DISK_FULL, LOCAL_ERROR, REFUSED = 552, 452, 451, 550  # RFC 959, section 4.2


@dataclass(frozen=True, slots=True)
class FtpOptions:
    """Where and how FTP listens. ``passive_ports`` is a first and a last port."""

    host: str
    port: int
    certificate: Path
    key: Path
    plain: bool
    passive_ports: tuple[int, int]
    public_address: str
    connections: int
    idle_s: int


class _Receiving(DTPHandler):  # type: ignore[misc]  # pyftpdlib has no types
    """The data connection: its end is answered only after the file is kept."""

    _resp: Any
    transfer_finished: bool
    _reset = False

    def recv(self, size: int) -> bytes:
        """Read, and notice a connection that was reset: pyftpdlib takes that for its regular end."""
        try:
            chunk: bytes = self.socket.recv(size)
        except BlockingIOError as error:
            raise _RetryError from error
        except SSL.SysCallError:
            self._reset = _was_reset(self.socket.fileno())  # or an end without TLS's farewell, which many clients leave out
            raise
        except OSError:
            self._reset = True
            self.handle_close()
            return b""
        if not chunk:
            self.handle_close()
        return chunk

    def close(self) -> None:
        if not self._closed and isinstance(self.file_obj, Inbound) and not self.file_obj.closed:
            self._resp = self._settled(self.file_obj)
        super().close()

    def _settled(self, inbound: Inbound) -> Any:
        whole = self.receive and self.transfer_finished
        if whole and (self._reset or _gone(self.cmd_channel.socket)):
            whole = self.transfer_finished = False  # a sender that vanished closes both connections: nobody said it is whole
        if not whole:
            trouble = inbound.transfer.trouble
            return _answer(trouble) if trouble else self._resp and ("426 Broken off.", log.info)
        inbound.closed = True
        try:
            taken = inbound.visit.finish(inbound.transfer)
        except VitrineError as error:
            self.transfer_finished = False
            return _answer(error)
        if taken.outcome is Outcome.REFUSED and taken.reason:
            return f"{REFUSED} {taken.reason.en}", log.info
        return "226 Kept.", log.debug


class _TlsReceiving(TLS_DTPHandler, _Receiving):  # type: ignore[misc]  # pyftpdlib has no types
    """The same under TLS where the camera asked for it."""

    _put_off = False

    def close(self) -> None:
        """Close; after the handshake where nothing had to be sent, or a client fails on an empty list."""
        if self._ssl_accepting and self.transfer_finished and not (self.receive or self._put_off):
            self._put_off = True
            return
        super().close()

    def handle_ssl_established(self) -> None:
        if self._put_off:
            self.close()


class _Authorizer:
    """pyftpdlib's questions about a login, answered by the admission of kits."""

    def __init__(self, admission: Admission, depot: Depot) -> None:
        self.admission, self.depot = admission, depot

    def validate_authentication(self, username: str, password: str, handler: Any) -> None:
        if self.depot.closing:
            raise AuthenticationFailed("The service is stopping.")
        try:
            sender = self.admission.admit(username, password, handler.remote_ip, self.depot.clock())
        except VitrineError as error:
            log.warning("refused-login door=ftp login=%r address=%s why=%s", username, handler.remote_ip, error.reason.code)
            raise AuthenticationFailed(error.reason.en) from error
        handler.visit = Visit(self.depot, sender, "ftp")
        log.info("login door=ftp kit=%s address=%s tls=%s", sender.login, handler.remote_ip,
                 isinstance(handler.socket, SSL.Connection))

    def get_home_dir(self, _username: str) -> str:
        return "/"

    def has_perm(self, _username: str, perm: str, _path: str | None = None) -> bool:
        return perm in ALLOWED

    def get_perms(self, _username: str) -> str:
        return ALLOWED

    def get_msg_login(self, _username: str) -> str:
        return "Vitrine"

    def get_msg_quit(self, _username: str) -> str:
        return "Bye"

    def impersonate_user(self, _username: str, _password: str) -> None:
        """Nobody becomes anybody: files belong to the service."""

    def terminate_impersonation(self, _username: str) -> None:
        """See ``impersonate_user``."""


class _Handler(TLS_FTPHandler):  # type: ignore[misc]  # pyftpdlib has no types
    """The control connection."""

    visit: Visit | None = None
    banner = "Vitrine"
    abstracted_fs = NoFiles
    dtp_handler = _TlsReceiving
    use_sendfile = False
    log_prefix = "%(remote_ip)s-[%(username)s]"
    proto_cmds = {name: told for name, told in TLS_FTPHandler.proto_cmds.items()  # noqa: RUF012 - pyftpdlib reads it from the class
                  if name not in {"STOU", "RETR", "SITE CHMOD", "MFMT"}}

    def on_disconnect(self) -> None:
        if self.visit is not None:
            self.visit.leave()

    def flush_account(self) -> None:
        if self.visit is not None:
            self.visit.leave()
        super().flush_account()


class FtpServer:
    """Listens in threads of its own, one for each connection. Raises OSError where a port cannot be had."""

    def __init__(self, depot: Depot, admission: Admission, options: FtpOptions) -> None:
        theirs = logging.getLogger("pyftpdlib")  # our own lines say it better; its errors go where ours go
        theirs.setLevel(logging.ERROR)
        theirs.handlers[:] = logging.getLogger("vitrine").handlers or [logging.NullHandler()]
        dtp = type("Dtp", (_TlsReceiving,), {"timeout": options.idle_s})
        handler = type("Handler", (_Handler,), {
            "authorizer": _Authorizer(admission, depot), "ssl_context": tls(options.certificate, options.key),
            "tls_control_required": not options.plain, "tls_data_required": not options.plain,
            "passive_ports": range(options.passive_ports[0], options.passive_ports[1] + 1),
            "masquerade_address": options.public_address or None, "timeout": options.idle_s, "dtp_handler": dtp,
        })
        server = type("Server", (ThreadedFTPServer,), {
            "max_cons": options.connections, "_accept_new_cons": _has_room,
            "_exit": threading.Event(), "_lock": threading.Lock(), "poll_timeout": 0.5})
        self._server = server((options.host, options.port), handler)
        self.address: tuple[str, int] = self._server.address
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ftp", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and hang up; what is still on its way breaks off."""
        self._stop.set()
        self._thread.join(10)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._server.serve_forever(timeout=0.3, blocking=False, handle_exit=False)
        self._server.close_all()


def _has_room(server: Any) -> bool:
    """Say whether one more may come: where each connection has a thread, pyftpdlib itself counts one too many."""
    return bool(server._map_len() < server.max_cons)


def tls(certificate: Path, key: Path) -> SSL.Context:
    """Return the TLS context: 1.2 and 1.3 only. Raises OpenSSL.SSL.Error for files that are no certificate and key."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.use_certificate_chain_file(str(certificate))
    context.use_privatekey_file(str(key))
    context.check_privatekey()
    return context


def _answer(error: VitrineError) -> tuple[str, Any]:
    code = {"too-large": TOO_LARGE, "upload-share": TOO_LARGE, "disk-full": DISK_FULL}.get(error.reason.code, LOCAL_ERROR)
    return f"{code} {error.reason.en}", log.warning


def _was_reset(handle: int) -> bool:
    """Say whether a connection is closed both ways, as a reset leaves it; a regular end leaves our half open."""
    poll = select.poll()
    poll.register(handle, select.POLLHUP)
    return any(seen & (select.POLLHUP | select.POLLERR) for _, seen in poll.poll(0))


def _gone(control: Any) -> bool:
    """Say whether the sender has left or given up, as seen on the control connection, without taking anything from it."""
    try:
        waiting: bytes = control.recv(64, socket.MSG_PEEK)
    except (BlockingIOError, SSL.WantReadError):
        return False
    except (OSError, SSL.Error):
        return True
    return not waiting or b"ABOR" in waiting.upper()
