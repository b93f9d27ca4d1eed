"""The real application over the test's home, and browsers of people who have signed in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from gunicorn.http.wsgi import HEADER_VALUE_RE

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


def sendable(answer: Any) -> Any:
    """Return an answer whose headers the real server takes: Flask's client would also hand on what gunicorn refuses."""
    for name, value in answer.headers:
        assert HEADER_VALUE_RE.fullmatch(value), f"{name}: {value}"
    return answer


class Browser:
    """A test client that does what a browser does: keeps cookies, reads the page's form token and sends it along."""

    def __init__(self, app: Any, language: str = "zh-CN") -> None:
        self.client = app.test_client()
        self.language = language
        self.token = ""

    def get(self, path: str, **given: Any) -> Any:
        answer = sendable(self.client.get(path, headers=self._headers(given), **given))
        if answer.mimetype == "text/html" and (found := TOKEN.search(answer.text)):
            self.token = found[1]
        return answer

    def post(self, path: str, data: dict[str, Any] | None = None, **given: Any) -> Any:
        if not self.token:
            self.get("/sign-in", follow_redirects=True)
        return sendable(self.client.post(path, data={"csrf_token": self.token, **(data or {})},
                                         headers=self._headers(given), **given))

    def sign_in(self, login: str, password: str) -> Any:
        self.get("/sign-in")
        answer = self.post("/sign-in", {"login": login, "password": password})
        self.token = ""
        return answer

    def _headers(self, given: dict[str, Any]) -> dict[str, str]:
        return {"Accept": "text/html", "Accept-Language": self.language, **given.pop("headers", {})}


@pytest.fixture
def app(home: Any, clock: Any) -> Iterator[Any]:
    """The application as gunicorn would load it, over ``home``, on the test's clock."""
    from server.app import create_app

    made = create_app(home.settings, clock)
    yield made
    made.extensions["vitrine"].home.engine.dispose()


@pytest.fixture
def stranger(app: Any) -> Browser:
    """A browser that nobody has signed in with."""
    return Browser(app)


@pytest.fixture
def browser(app: Any, cast: Any) -> Callable[..., Browser]:
    """Return a function that gives a browser of one of the cast: (login, language) -> Browser."""

    def signed_in(login: str, language: str = "zh-CN") -> Browser:
        one = Browser(app, language)
        answer = one.sign_in(login, cast.password)
        assert answer.status_code == 302, answer.text
        return one

    return signed_in


@pytest.fixture
def photo(made_photo: Callable[..., Any], take: Callable[..., Any], worker: Any, cast: Any) -> Callable[..., int]:
    """Return a function that takes in a real photo for somebody and has the worker finish it: -> asset id."""

    def one(actor: Any = None, **given: Any) -> int:
        taken = take(made_photo(**given), actor or cast.photographer)
        worker.drain()
        return int(taken.asset_id)

    return one


# For pages with many forms: an English reader whose answers are checked on the way.

class Visitor:
    """A browser that expects a status of each answer: 200 of pages, 302 of forms."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.client = browser.client

    def get(self, address: str, status: int = 200) -> str:
        answer = self.browser.get(address)
        assert answer.status_code == status, answer.text[:2000]
        return str(answer.text)

    def post(self, address: str, status: int = 302, *, accept: str = "text/html", **fields: Any) -> Any:
        answer = self.browser.post(address, fields, headers={"Accept": accept})
        assert answer.status_code == status, answer.text[:2000]
        return answer


@pytest.fixture
def visitor(app: Any, browser: Callable[..., Browser]) -> Iterator[Callable[[str], Visitor]]:
    """Return a function that signs a part of the cast in: (part) -> Visitor."""
    yield lambda part: Visitor(browser(part, "en"))
    if desk := app.extensions.get("vitrine.kiosk"):
        desk.heartbeats.close()


@pytest.fixture
def everywhere(app: Any, home: Any, cast: Any, photo: Callable[..., int], worker: Any, clock: Any) -> Iterator[Any]:
    """The canteen's published photo, and every address at which it can be asked for (tests/support/everywhere.py)."""
    from everywhere import furnished

    yield furnished(app, home, cast, photo, worker, clock)
    if desk := app.extensions.get("vitrine.kiosk"):
        desk.heartbeats.close()
