"""Where a machine that is to become a screen finds its script. Open to all: whoever sets it up has no account on it."""

from __future__ import annotations

import hashlib
from typing import Final

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from index.errors import Invalid, NotFound
from server.devices import scripts
from server.web.errors import status_of
from server.web.services import home, kiosk_address, now

blueprint = Blueprint("devices", __name__, url_prefix="/install")
Page = str | tuple[str, int] | BaseResponse
KINDS: Final = {"debian": "vitrine-screen.sh", "windows": "vitrine-screen.ps1"}


@blueprint.get("/")
def index() -> Page:
    """Show how a machine becomes a screen: what to type, and the sums to compare."""
    address = kiosk_address()
    first, last = request.args.get("from", ""), request.args.get("until", "")
    error = None
    try:
        off = scripts.hours(first, last)
    except Invalid as wrong:
        off, error = "", wrong
    secure = scripts.is_secure(address)
    made = {kind: _sum(scripts.script(name, address, off, home().settings, now()))
            for kind, name in KINDS.items() if secure}
    page = render_template(
        "devices/index.html", address=address, base=address.removesuffix("/kiosk/"), secure=secure, names=KINDS, sums=made,
        asked=f"?off={off}" if off else "", first=first, last=last, error=error.reason if error else None,
        trust=scripts.trust(home().settings, now()), on_this_machine=address.startswith("http://"))
    return (page, status_of(error)) if error else page


@blueprint.get("/<name>")
def script(name: str) -> Response:
    """Give a script with our address and our authority's certificate in it."""
    if name not in scripts.NAMES:
        raise NotFound(what=name[:40])
    first, _, last = request.args.get("off", "").partition("-")
    made = scripts.script(name, kiosk_address(), scripts.hours(first, last), home().settings, now())
    return _file(made.encode(), scripts.NAMES[name], name)


@blueprint.get("/authority.crt")
def authority() -> Response:
    """Give the certificate of our own authority. Raises NotFound where the campus gave ours."""
    found = scripts.trust(home().settings, now())
    if found is None:
        raise NotFound(what="authority.crt")
    return _file(found.pem.encode() + b"\n", "application/x-x509-ca-cert", "vitrine-authority.crt")


def _file(content: bytes, media_type: str, name: str) -> Response:
    answer = Response(content, content_type=f"{media_type}; charset=utf-8")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
