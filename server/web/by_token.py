"""Pages for people without an account who come with a token in the address: each address of the page holds it by itself, and
nothing of it is kept by search engines or told to other sites.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g


def by_token(blueprint: Blueprint) -> None:
    """Take ``token`` out of each address of this blueprint, for ``given_token``, put it into those that its pages name, and
    seal its answers.
    """
    blueprint.url_value_preprocessor(_keep_token)
    blueprint.url_defaults(_give_token)
    blueprint.after_request(_seal)


def given_token() -> str:
    """Return the token that this request came with."""
    return str(g.get("token_of_address", ""))


def _keep_token(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.token_of_address = (values or {}).pop("token", "")


def _give_token(_endpoint: str, values: dict[str, Any]) -> None:
    if "token_of_address" in g:
        values.setdefault("token", g.token_of_address)


def _seal(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
