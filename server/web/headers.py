"""Headers of every answer: what a page may load, who may frame it, how long it may be kept."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, current_app, request

from index.settings import Settings

POLICY: Final = ("default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; "
                 "base-uri 'none'; form-action 'self'; frame-ancestors 'self'")
HSTS: Final = "max-age=2592000"
"""Thirty days: whoever goes back to plain HTTP is locked out for no longer."""


def init_app(app: Flask) -> None:
    app.after_request(_seal)


def is_strict(settings: Settings) -> bool:
    """Say whether browsers may be told to insist on HTTPS.

    Only with the campus's certificate and on the usual port: a browser keeps that for the whole host, on every port, and
    lets nobody pass by who does not know our own authority yet, such as whoever comes to fetch its certificate.
    """
    return settings.tls and bool(settings.tls_certificate) and request.is_secure and ":" not in request.host


def _seal(answer: Response) -> Response:
    headers = answer.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if is_strict(current_app.extensions["vitrine"].home.settings):
        headers.setdefault("Strict-Transport-Security", HSTS)
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "private, no-store")
    return answer
