"""Headers of every answer: what a page may load, who may frame it, how long it may be kept."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request

POLICY: Final = ("default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; "
                 "base-uri 'none'; form-action 'self'; frame-ancestors 'self'")


def init_app(app: Flask) -> None:
    app.after_request(_seal)


def _seal(answer: Response) -> Response:
    headers = answer.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "private, no-store")
    return answer
