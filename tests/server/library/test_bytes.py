"""Bytes: parts of them, how long they may be kept, and to whom they are refused."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import pytest

from index.catalogue import queries
from index.catalogue.queries import AssetView
from index.db import reading


@pytest.fixture
def view(photo: Callable[..., int], home: Any) -> AssetView:
    with reading(home.engine) as session:
        return queries.asset(session, photo(name="开放日 一.JPG"))


def test_a_rendition_is_what_its_address_says(browser: Any, view: AssetView) -> None:
    grid = view.renditions["grid"]
    answer = browser("photographer").get(f"/media/{grid.sha256}")
    assert sha256(answer.data).hexdigest() == grid.sha256
    assert answer.mimetype == grid.media_type
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["ETag"] == f'"{grid.sha256}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_part_can_be_had_and_nothing_twice(browser: Any, view: AssetView) -> None:
    grid, one = view.renditions["grid"], browser("photographer")
    whole = one.get(f"/media/{grid.sha256}").data
    part = one.get(f"/media/{grid.sha256}", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, whole[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{grid.bytes}"
    assert one.get(f"/media/{grid.sha256}", headers={"Range": f"bytes={grid.bytes}-"}).status_code == 416
    assert one.get(f"/media/{grid.sha256}", headers={"If-None-Match": f'"{grid.sha256}"'}).status_code == 304


def test_parts_as_players_and_broken_downloads_ask_for_them(browser: Any, view: AssetView) -> None:
    """RFC 9110, sections 13 and 14: the end of a file, what is beyond it, and the rest only where it is still the same."""
    grid, one = view.renditions["grid"], browser("photographer")
    address, tag = f"/media/{grid.sha256}", f'"{grid.sha256}"'
    whole = one.get(address)
    assert whole.headers["ETag"] == tag, "strong: no W/ before it"
    assert whole.headers["Accept-Ranges"] == "bytes"

    def asked(part: str, **conditions: str) -> tuple[int, bytes, str | None]:
        headers = {"Range": part, **{name.replace("_", "-"): value for name, value in conditions.items()}}
        answer = one.get(address, headers=headers)
        assert "immutable" in answer.headers["Cache-Control"] or answer.status_code == 416
        return answer.status_code, answer.data, answer.headers.get("Content-Range")

    size = grid.bytes
    assert asked("bytes=-7") == (206, whole.data[-7:], f"bytes {size - 7}-{size - 1}/{size}")
    assert asked("bytes=5-") == (206, whole.data[5:], f"bytes 5-{size - 1}/{size}")
    assert asked(f"bytes=5-{size + 99}") == (206, whole.data[5:], f"bytes 5-{size - 1}/{size}")
    status, _, bounds = asked(f"bytes={size}-{size + 9}")
    assert (status, bounds) == (416, f"bytes */{size}")
    assert asked("bytes=0-9", If_Range=tag) == (206, whole.data[:10], f"bytes 0-9/{size}")
    assert asked("bytes=0-9", If_Range='"another"') == (200, whole.data, None)


@pytest.mark.parametrize("address", ["0" * 64, "not-a-hash", "..%2f..%2fsecret.key"])
def test_what_is_not_there_is_404(browser: Any, address: str) -> None:
    assert browser("editor").get(f"/media/{address}").status_code == 404


def test_other_departments_get_no_bytes(browser: Any, view: AssetView) -> None:
    outsider = browser("outsider")
    assert outsider.get(f"/media/{view.renditions['grid'].sha256}").status_code == 404
    assert outsider.get(f"/library/{view.public_id}/originals/{view.sha256}").status_code == 404


def test_an_original_is_a_file_to_keep_under_its_own_name(browser: Any, view: AssetView) -> None:
    answer = browser("second_photographer").get(f"/library/{view.public_id}/originals/{view.sha256}")
    assert sha256(answer.data).hexdigest() == view.sha256
    given = answer.headers["Content-Disposition"]
    assert given.startswith("attachment")
    assert f"filename*=UTF-8''{quote('开放日 一.JPG')}" in given


def test_a_published_picture_is_seen_by_all_but_its_original_stays_at_home(
        browser: Any, view: AssetView, home: Any, cast: Any, clock: Any) -> None:
    from index.catalogue.lifecycle import Verb
    from server.review.service import Order, act

    for actor, verb in [(cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE), (cast.editor, Verb.APPROVE)]:
        act(home.engine, actor, Order(verb, "screens"), view.id, now=clock())
    outsider = browser("outsider")
    assert outsider.get(f"/media/{view.renditions['grid'].sha256}").status_code == 200
    refused = outsider.get(f"/library/{view.public_id}/originals/{view.sha256}")
    assert refused.status_code == 403
    page = outsider.get(f"/library/{view.public_id}").text
    assert "/originals/" not in page
    assert "提交审稿" not in page


def test_a_film_is_given_in_parts(browser: Any, made_film: Callable[..., Any], take: Callable[..., Any], worker: Any,
                                  cast: Any, home: Any) -> None:
    taken = take(made_film(), cast.photographer)
    worker.drain()
    with reading(home.engine) as session:
        film = queries.asset(session, taken.asset_id)
    one, proxy = browser("photographer"), film.renditions["proxy"].sha256
    page = one.get(f"/library/{film.public_id}").text
    assert f'<source src="/media/{proxy}"' in page
    assert film.renditions["poster"].sha256 in page
    assert one.get(f"/media/{proxy}", headers={"Range": "bytes=0-99"}).status_code == 206
