"""Pages that come with a token keep to their own, and are kept by nobody."""

from __future__ import annotations

from flask import Blueprint, Flask, url_for

from server.web.by_token import by_token, given_token


def test_a_page_names_itself_with_its_own_token() -> None:
    app = Flask("house")
    page = Blueprint("page", __name__, url_prefix="/x/<token>")
    by_token(page)

    @page.get("/here")
    def here() -> str:
        return f"{given_token()} {url_for('.here')} {url_for('.here', token='other')}"

    app.register_blueprint(page)
    answer = app.test_client().get("/x/mine/here")
    assert answer.text == "mine /x/mine/here /x/other/here"
    assert (answer.headers["X-Robots-Tag"], answer.headers["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
