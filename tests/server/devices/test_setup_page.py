"""The page where a machine that is to become a screen finds its script: open to all, and what it says is what is served."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import Any

import pytest

from server.app import create_app


@pytest.fixture
def guest(home: Any, clock: Any) -> Any:
    """Somebody without an account, at an installation that serves HTTPS with its own authority."""
    app = create_app(replace(home.settings, tls=True, secure_cookies=True), clock)
    yield app.test_client()
    app.extensions["vitrine"].home.engine.dispose()


def test_the_sums_on_the_page_are_those_of_the_scripts(guest: Any) -> None:
    base = "https://vitrine.example.edu:8443"
    page = guest.get("/install/?from=23:00&until=06:30", base_url=base).text
    asked = re.findall(r"/install/(vitrine-screen\.\w+\?off=23:00-06:30)", page)
    assert len(set(asked)) == 2
    for name in set(asked):
        answer = guest.get(f"/install/{name}", base_url=base)
        assert hashlib.sha256(answer.data).hexdigest() in page
        assert "23:00-06:30" in answer.text
        assert f"{base}/kiosk/" in answer.text
    given = guest.get("/install/authority.crt", base_url=base)
    assert "PRIVATE" not in given.text
    fingerprint = re.search(r"([0-9A-F]{2}:){31}[0-9A-F]{2}", page)
    assert fingerprint
    from ssl import PEM_cert_to_DER_cert
    assert hashlib.sha256(PEM_cert_to_DER_cert(given.text)).digest().hex(":").upper() == fingerprint[0]


def test_what_cannot_be_is_said(guest: Any, home: Any, clock: Any) -> None:
    base = "https://vitrine.example.edu"
    assert guest.get("/install/?from=23:00", base_url=base).status_code == 422
    assert guest.get("/install/vitrine-screen.sh?off=x", base_url=base).status_code == 422
    assert guest.get("/install/no-such.sh", base_url=base).status_code == 404
    plain = guest.get("/install/", base_url="http://10.1.2.3:8000")
    assert (plain.status_code, "serve --tls" in plain.text, "vitrine-screen.sh" in plain.text) == (200, True, False)
    assert guest.get("/install/vitrine-screen.sh", base_url="http://10.1.2.3:8000").status_code >= 400
    campus = create_app(replace(home.settings, tls=True, tls_certificate="site.pem"), clock)
    assert campus.test_client().get("/install/authority.crt", base_url=base).status_code == 404
    campus.extensions["vitrine"].home.engine.dispose()
