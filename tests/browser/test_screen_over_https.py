"""A screen over HTTPS, served by ``vitrine serve --tls`` with our own authority: it stores, plays, outlives the server."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from server.screens import service
from server.tls import keeping

VITRINE = Path(sys.executable).parent / "vitrine"


@pytest.fixture
def secure(furnished: Any) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The furnished campus over HTTPS: its address, and the process that serves it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = furnished.settings.home
    process = subprocess.Popen([VITRINE, "serve", "--tls", "--bind", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL,
                               env={**os.environ, "VITRINE_HOME": str(home), "VITRINE_WEB_PROCESSES": "1"})
    try:
        _wait(f"https://localhost:{port}/readyz", home / "tls" / "authority.pem", process)
        yield f"https://localhost:{port}", process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(20)


def test_a_screen_stores_and_plays_on_over_https(secure: Any, furnished: Any, cast: Any, playwright: Any, chromium_path: str,
                                                 tmp_path: Path) -> None:
    address, server = secure
    boards = service.ScreenChange(boards=("1",))
    service.change_screen(furnished.engine, cast.editor, str(cast.screen), boards, now=datetime.now(UTC))
    trusted = furnished.settings.home / "tls" / "authority.pem"
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(f"{address}/readyz", context=ssl.create_default_context(), timeout=5)
    with urllib.request.urlopen(f"{address}/sign-in", context=ssl.create_default_context(cafile=trusted), timeout=5) as page:
        assert "Secure" in page.headers["Set-Cookie"]
        assert page.headers["Strict-Transport-Security"] is None

    # Chromium has no list of authorities that a test may add to: it is told the key of this very certificate instead.
    known = _public_key_pin(furnished.settings.home / "tls" / "server.pem")
    context = playwright.chromium.launch_persistent_context(
        str(tmp_path / "profile"), executable_path=chromium_path, headless=True,
        args=["--no-sandbox", "--disable-gpu", f"--ignore-certificate-errors-spki-list={known}"])
    try:
        context.add_cookies([{"name": "vitrine_screen", "value": cast.screen_token, "domain": "localhost", "path": "/kiosk",
                              "secure": True, "sameSite": "Strict", "httpOnly": True}])
        screen = context.new_page()
        screen.goto(f"{address}/kiosk/")
        screen.wait_for_selector("body[data-mode=playing]", timeout=20000)
        assert screen.evaluate("isSecureContext")
        assert screen.evaluate("navigator.serviceWorker.ready.then(one => one.active.scriptURL)") == f"{address}/kiosk/sw.js"
        assert screen.evaluate("window.vitrine.state.depot") == "opfs"
        screen.wait_for_function("navigator.serviceWorker.controller || caches.keys().then(keys => keys.length)")
        keeping.renew(furnished.settings, datetime.now(UTC))
        served = ssl.get_server_certificate(("localhost", int(address.rpartition(":")[2])), ca_certs=str(trusted))
        assert served in (furnished.settings.home / "tls" / "server.pem").read_text()  # renewed without a restart
        server.terminate()
        server.wait(20)
        screen.reload()
        screen.wait_for_selector("body[data-mode=playing]", timeout=20000)
    finally:
        context.close()


def _public_key_pin(path: Path) -> str:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = x509.load_pem_x509_certificate(path.read_bytes()).public_key()
    plain = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(plain).digest()).decode()


def _wait(url: str, trusted: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, context=ssl.create_default_context(cafile=trusted), timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"{url} does not answer")
