"""The kiosk's few addresses: the player's shell, pairing, manifest, alerts, media, and what screens say: heartbeats,
plays, removals, emergencies painted, what they did at the desk's wish, and small pictures of what they show.

A screen proves itself by a cookie that only this blueprint reads. Without a token manifest, alerts and media answer 401;
what a screen may not show now is 404. Each answer carries ``X-Vitrine-Time``, from which the player sets its clock, and
``X-Vitrine-Home``, without which a refusal does not count (decision 0037).
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, jsonify, request, send_file, send_from_directory

from index.catalogue import takedowns
from index.db import reading, writing
from index.errors import NotFound, VitrineError
from kiosk import brands, commands, pairing, pictures, reads, reports
from kiosk.desk import desk
from kiosk.gather import keep_plays
from kiosk.pairing import ClaimState
from kiosk.telling import Caller, caller
from kiosk.told import iso

PLAYER: Final = Path(str(files("kiosk") / "player"))
COOKIE: Final = "vitrine_screen"
COOKIE_DAYS: Final = 400  # browsers keep none longer; each heartbeat renews it
LARGEST_POST: Final = 1 << 20
POLICY: Final = ("default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
                 "form-action 'none'; frame-ancestors 'self'")
CLAIM_STATUS: Final = {ClaimState.WAITING: 202, ClaimState.USED: 409, ClaimState.EXPIRED: 410, ClaimState.UNKNOWN: 404}

blueprint = Blueprint("kiosk", __name__, url_prefix="/kiosk")


class Unpaired(VitrineError):
    """A request without the token of a paired screen."""

    code = "not-a-screen"


@blueprint.get("/")
def shell() -> Response:
    """Give the player's page."""
    return send_from_directory(PLAYER, "index.html", max_age=0)


@blueprint.get("/player/<path:name>")
def player(name: str) -> Response:
    """Give one file of the player."""
    return send_from_directory(PLAYER, name, max_age=0)


@blueprint.get("/sw.js")
def service_worker() -> Response:
    """Give the service worker from an address that lets it stand over all of /kiosk/."""
    answer = send_from_directory(PLAYER, "sw.js", max_age=0, mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = "/kiosk/"
    return answer


@blueprint.post("/pair")
def pair() -> tuple[Response, int]:
    """Make a code for a screen to show."""
    offer = pairing.start(desk().home.engine, address=request.remote_addr or "?", now=desk().clock())
    return jsonify(code=offer.code, secret=offer.secret, expires=iso(offer.expires)), 201


@blueprint.post("/pair/claim")
def claim() -> tuple[Response, int]:
    """Exchange the secret for the cookie, once the code is bound."""
    given = _body().get("secret")
    secret = given if isinstance(given, str) and given.isascii() else ""
    found = pairing.claim(desk().home.engine, secret, now=desk().clock())
    if found.token is None:
        return jsonify(state=found.state.value), CLAIM_STATUS[found.state]
    answer = Response(status=204)
    _give_cookie(answer, found.token)
    return answer, 204


@blueprint.get("/manifest")
def manifest() -> Response:
    """Tell a screen what to show. 304 while nothing has changed.

    ``X-Vitrine-Alerts`` is the revision of its alerts, by which one that reads them from a file sees that the file is old.
    """
    here, now = _caller(), desk().clock()
    told = desk().telling.to(here, now)
    desk().heartbeats.hear(here.screen_id, None, now)
    answer = _unless_known(told.revision, lambda: told.manifest(now))
    if "alerts_url" in told.own:
        answer.headers["X-Vitrine-Alerts"] = told.alerts_revision
    return answer


@blueprint.get("/alerts")
def alerts() -> Response:
    """Tell a screen what must leave or appear at once."""
    told = desk().telling.to(_caller(), desk().clock())
    return _unless_known(told.alerts_revision, lambda: told.alerts)


@blueprint.get("/media/<sha256>")
def media(sha256: str) -> Response:
    """Give the bytes of one file that this screen may show now, whole or in part.

    The player keeps them in a store of its own, out of which it deletes what is taken down; a browser's cache would not.
    """
    here, home = _caller(), desk().home
    with reading(home.engine) as session:
        media_type = reads.may_fetch(session, here.screen_id, sha256, desk().clock())
        logo = None if media_type else brands.logo_for(session, here.screen_id, sha256)
    if logo is not None:
        return _file(BytesIO(logo[1]), logo[0], sha256)
    if media_type is None or not home.store.path("renditions", sha256).is_file():
        raise NotFound(what=sha256[:12])
    return _file(home.store.path("renditions", sha256), media_type, sha256)


def _file(source: Path | BytesIO, media_type: str, sha256: str) -> Response:
    answer = send_file(source, mimetype=media_type, conditional=True, etag=sha256, last_modified=None)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post("/heartbeat")
def heartbeat() -> tuple[Response, int]:
    """Hear how a screen is; its cookie is renewed."""
    here = _caller()
    desk().heartbeats.hear(here.screen_id, reports.heartbeat(_body()), desk().clock())
    answer = Response(status=204)
    _give_cookie(answer, request.cookies[COOKIE])
    return answer, 204


@blueprint.post("/plays")
def plays() -> Response:
    """Keep proofs of play, and name those that are kept only once they are."""
    here = _caller()
    good, accepted = reports.plays(_body())
    if good:
        with writing(desk().home.engine) as session:
            keep_plays(session, here.screen_id, good, desk().clock())
    return jsonify(accepted=accepted)


@blueprint.post("/removed")
def removed() -> Response:
    """Keep a screen's word that what was taken down has left it, and name what is kept only once it is."""
    here, told, moment = _caller(), reports.removed(_body()), desk().clock()
    if told:
        with writing(desk().home.engine) as session:
            for sha256, at in told.items():
                takedowns.confirm(session, here.screen_id, sha256, at, moment)
    return jsonify(accepted=sorted(told))


@blueprint.post("/commands")
def did() -> Response:
    """Keep a screen's word on what the desk asked of it, and name what is kept only once it is."""
    here, told = _caller(), commands.told(_body())
    if told:
        with writing(desk().home.engine) as session:
            commands.keep(session, here.screen_id, told, desk().clock())
    return jsonify(accepted=sorted(told))


@blueprint.post("/picture")
def picture() -> Response:
    """Take a screen's small picture of what it shows; say whether it was wanted."""
    here, sent = _caller(), pictures.read(_body())
    if sent is None:
        return jsonify(accepted=False)
    with writing(desk().home.engine) as session:
        return jsonify(accepted=pictures.keep(session, here.screen_id, sent, desk().clock()))


@blueprint.post("/painted")
def painted() -> Response:
    """Keep a screen's word that an emergency stood on its panel, or left it, and name what is kept only once it is."""
    here, (told, named) = _caller(), reports.painted(_body())
    kept = desk().heartbeats.paint(here.screen_id, told, desk().clock())
    waits = {f"E{one.emergency_id}" for one in told if one.emergency_id not in kept}
    return jsonify(accepted=[name for name in named if name not in waits])


@blueprint.after_request
def seal(answer: Response) -> Response:
    """Add what every answer of the kiosk carries."""
    answer.headers["X-Vitrine-Time"] = iso(desk().clock())
    answer.headers["X-Vitrine-Home"] = desk().mark
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


@blueprint.errorhandler(VitrineError)
def refuse(error: VitrineError) -> tuple[Response, int]:
    """Answer in JSON: players do not read pages."""
    status = {"not-a-screen": 401, "not-found": 404, "too-many-tries": 429, "pairing-code": 409}.get(error.reason.code, 400)
    answer = jsonify(reason=error.reason.as_dict())
    if status == 429:
        answer.headers["Retry-After"] = str(int(error.details.get("minutes", 1)) * 60)
    return answer, status


def _caller() -> Caller:
    token = request.cookies.get(COOKIE)
    found = caller(desk().home.engine, token) if token else None
    if found is None:
        raise Unpaired
    return found


def _body() -> dict[str, Any]:
    request.max_content_length = LARGEST_POST
    given = request.get_json(force=True, silent=True)
    return given if isinstance(given, dict) else {}


def _unless_known(revision: str, told: Callable[[], bytes]) -> Response:
    """Answer 304 to who holds this revision; else what is told, which is put together only then."""
    known = revision in request.if_none_match
    answer = Response(status=304) if known else Response(told(), mimetype="application/json")
    answer.set_etag(revision)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _give_cookie(answer: Response, token: str) -> None:
    answer.set_cookie(COOKIE, token, max_age=COOKIE_DAYS * 86_400, path="/kiosk", httponly=True, samesite="Strict",
                      secure=desk().home.settings.secure_cookies or request.is_secure)


