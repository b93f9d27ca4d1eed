"""Cross-site request forgery: every form and every changing request carries a token. The kiosk proves itself otherwise."""

from __future__ import annotations

from flask import Flask
from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Protect the application. Tokens live as long as the browser's session: a page left open over lunch still works."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False)
    csrf.init_app(app)
