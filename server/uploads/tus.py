"""The tus 1.0.0 protocol (https://tus.io/protocols/resumable-upload) for any client: this maps it to ``resumable``.

Forged requests: tus clients know nothing of form tokens. Every changing request here must carry ``Tus-Resumable``. A form
on another site cannot send such a header, and a script there would first have to ask by a CORS preflight, which is never
granted; the session's cookie is SameSite=Lax besides. So that header does what the token does elsewhere.

``door`` makes one more of these doors; ``server.outside`` has one for each link.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from flask import Blueprint, Response, g, jsonify, request, url_for
from werkzeug.http import http_date

from index.errors import VitrineError
from server.library.forms import number
from server.uploads import resumable
from server.uploads import tus_headers as headers
from server.uploads.body import Body
from server.uploads.party import Member, Party
from server.uploads.resumable import Piece, Standing
from server.uploads.service import Delivery
from server.web.errors import status_of
from server.web.services import actor, home, now

STATUS: Final = {"upload-header": 400, "upload-offset": 409, "upload-gone": 410, "upload-version": 412, "upload-share": 413,
                 "upload-type": 415, "upload-locked": 423, "upload-checksum": 460}
SILENCE_S: Final = 30.0  # a phone that left the network must not keep its upload locked


def door(name: str, prefix: str, party: Callable[[], Party]) -> Blueprint:
    """Return a door of the protocol below ``prefix``; ``party`` tells who is at it, or raises VitrineError."""
    made = Blueprint(name, __name__, url_prefix=prefix)

    def admit() -> None:
        g.party = party()

    made.before_request(check_version)
    made.before_request(admit)
    made.before_request(obey)
    made.after_request(say_version)
    made.register_error_handler(VitrineError, refuse)
    for rule, view, methods in (("", discover, ["OPTIONS"]), ("/<upload>", discover, ["OPTIONS"]), ("", create, ["POST"]),
                                ("/<upload>", show, ["GET", "HEAD"]), ("/<upload>", append, ["PATCH"]),
                                ("/<upload>", terminate, ["DELETE"]), ("/<upload>", overridden, ["POST"])):
        made.add_url_rule(rule, view_func=view, methods=methods, provide_automatic_options=False)
    return made


def check_version() -> None:
    """Let only requests of this protocol's version on; a look by GET and a question by OPTIONS need none."""
    if asked() not in {"GET", "OPTIONS"} and request.headers.get("Tus-Resumable") != headers.VERSION:
        raise VitrineError("upload-version", version=headers.VERSION)


def asked() -> str:
    """Return the method that is meant: X-HTTP-Method-Override goes before the request's own (tus core)."""
    return request.headers.get("X-HTTP-Method-Override", request.method).upper()


def obey() -> Response | None:
    """Let another method than a POST be overridden too; a POST has its own view, which does."""
    args = request.view_args or {}
    return overridden(args["upload"]) if request.method not in {"POST", asked()} and "upload" in args else None


def say_version(answer: Response) -> Response:
    """Name the protocol's version on every answer."""
    answer.headers["Tus-Resumable"] = headers.VERSION
    answer.headers["Cache-Control"] = "no-store"
    return answer


def refuse(error: VitrineError) -> Response:
    """Answer with the status that the protocol gives an error, the reason as JSON."""
    code = error.reason.code
    if request.method in {"POST", "PATCH"} and code not in {"disk-full", "storage"}:
        Body(request.stream).drain()  # type: ignore[arg-type]  # werkzeug's IO[bytes] is one
    answer = jsonify(reason=error.reason.as_dict())
    answer.status = f"{460} Checksum Mismatch" if code == "upload-checksum" else str(STATUS.get(code) or status_of(error))
    if code == "upload-version":
        answer.headers["Tus-Version"] = headers.VERSION
    if code == "upload-offset":
        answer.headers["Upload-Offset"] = str(error.details["have"])
    if code in {"upload-locked", "disk-full"}:
        answer.headers["Retry-After"] = "1" if code == "upload-locked" else "60"
    return answer


def discover(upload: str = "") -> Response:
    """Tell a tus client what is spoken here: version, extensions, checksum algorithms, the largest file in bytes."""
    del upload
    return _empty(204, {"Tus-Version": headers.VERSION, "Tus-Extension": headers.EXTENSIONS,
                        "Tus-Checksum-Algorithm": ",".join(sorted(headers.ALGORITHMS)), "Tus-Max-Size": str(home().limit)})


def create() -> Response:
    """Begin an upload (tus creation): 201 with its Location; the body may hold its first bytes already.

    Metadata: filename (or relativePath, with its folders), batch, event, sha256 (what the whole file must hash to).
    Without a batch it gets one of its own.
    """
    for name in ("Upload-Defer-Length", "Upload-Concat"):  # extensions that are not spoken here
        if name in request.headers:
            raise VitrineError("upload-header", header=name)
    length = headers.number("Upload-Length", request.headers.get("Upload-Length"))
    told = request.headers.get("Upload-Metadata", "")
    standing = resumable.begin(home(), _party(), _delivery(length, headers.metadata(told), now()), told, now=now())
    address = url_for(".append", upload=standing.id)  # relative: right behind every proxy, whatever it calls us
    sends = request.mimetype == headers.OFFSET_TYPE
    if sends or length == 0:
        try:
            standing = _go_on(standing.id, 0, silent=not sends)
        except VitrineError as error:  # begun all the same: the sender goes on from where it stands
            answer = refuse(error)
            answer.headers["Location"] = address
            return answer
    answer = jsonify(_told(standing))
    answer.status_code = 201
    answer.headers.update({"Location": address, **_where(standing)})
    return answer


def show(upload: str) -> Response:
    """HEAD: the offset to go on from (tus core). GET: the same as JSON, and what became of the file once it is whole."""
    standing = resumable.look_up(home(), _party(), upload, now=now())
    extra = {"Upload-Length": str(standing.length), **({"Upload-Metadata": standing.told} if standing.told else {})}
    if asked() == "HEAD":
        return _empty(200, {**_where(standing), **extra})
    answer = jsonify(_told(standing))
    answer.headers.update({**_where(standing), **extra})
    return answer


def append(upload: str) -> Response:
    """Go on from Upload-Offset (tus core), 204; with Upload-Checksum the piece is kept only if it is right."""
    if request.mimetype != headers.OFFSET_TYPE:
        raise VitrineError("upload-type", wanted=headers.OFFSET_TYPE)
    offset = headers.number("Upload-Offset", request.headers.get("Upload-Offset"))
    return _empty(204, _where(_go_on(upload, offset)))


def terminate(upload: str) -> Response:
    """Give an upload up (tus termination). A file that was taken in stays."""
    resumable.end(home(), _party(), upload, now=now())
    return _empty(204, {})


def overridden(upload: str) -> Response:
    """Do what X-HTTP-Method-Override says, for networks that let no PATCH or DELETE through (tus core)."""
    known: dict[str, Callable[[str], Response]] = {"PATCH": append, "DELETE": terminate, "HEAD": show, "GET": show,
                                                   "OPTIONS": discover}
    if asked() not in known:
        raise VitrineError("upload-header", header="X-HTTP-Method-Override")
    return known[asked()](upload)


def _party() -> Party:
    found: Party = g.party
    return found


def _go_on(upload: str, offset: int, *, silent: bool = False) -> Standing:
    check = headers.checksum(request.headers.get("Upload-Checksum"))
    announced = 0 if silent else request.content_length
    return resumable.go_on(home(), _party(), upload, Piece(offset, _Line(), announced, check), now=now())


def _delivery(length: int, told: dict[str, str], moment: datetime) -> Delivery:
    event = told.get("event", "")
    if (event and number(event) is None) or not headers.SHA256.fullmatch(told.get("sha256", "0" * 64)):
        raise VitrineError("upload-header", header="Upload-Metadata")
    names = [told.get(key, "") for key in ("relativePath", "filename", "name")]
    name = next((one for one in names if one not in {"", "null"}), "unnamed")  # some pages send null as a word
    return Delivery(told.get("batch") or f"{moment:%Y%m%d}-tus-{moment:%H%M%S}", name, length, int(event) if event else None)


def _where(standing: Standing) -> dict[str, str]:
    found = {"Upload-Offset": str(standing.offset), "Upload-Expires": http_date(standing.expires_at)}
    if standing.outcome is not None:
        found["Vitrine-Outcome"] = standing.outcome
    return found


def _told(standing: Standing) -> dict[str, object]:
    return {"length": standing.length, "offset": standing.offset, "batch": standing.batch, "outcome": standing.outcome,
            "asset": standing.asset, "sha256": standing.sha256, "reason": standing.reason}


def _empty(status: int, more: dict[str, str]) -> Response:
    answer = Response(status=status)
    answer.headers.update(more)
    answer.headers.pop("Content-Type", None)
    return answer


class _Line:
    """The request's body; a line that breaks, or is silent for SILENCE_S, ends it instead of raising."""

    def __init__(self) -> None:
        self.body = Body(request.stream)  # type: ignore[arg-type]  # werkzeug's IO[bytes] is one
        self.socket = request.environ.get("gunicorn.socket")

    def read(self, size: int) -> bytes:
        before = self.socket.gettimeout() if self.socket else None
        try:
            if self.socket:
                self.socket.settimeout(SILENCE_S)
            return self.body.read(size)
        except OSError:  # reset, or silent too long
            return b""
        finally:
            if self.socket:
                self.socket.settimeout(before)


blueprint = door("tus", "/upload/tus", lambda: Member(actor()))
