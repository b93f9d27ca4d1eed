"""Assets for programs: the same keys as the command line's, the same search as the page's, bytes through the same rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from index.catalogue.takeouts import TakenItem
from index.db import reading
from server.cli.main import cli
from server.library.describe import Edit, describe


def test_an_asset_is_told_as_the_command_line_tells_it(program: Callable[..., Any], photo: Callable[..., int], home: Any,
                                                       cast: Any, clock: Any, monkeypatch: Any) -> None:
    asset = photo(place=(30.5, 114.35))
    describe(home.engine, cast.photographer, asset, Edit(title="食堂", people=("甲",)), now=clock())
    answer = program("photographer").get(f"/assets/V{asset}")
    monkeypatch.setenv("VITRINE_HOME", str(home.settings.home))
    told = CliRunner().invoke(cli, ["show", f"V{asset}", "--json"])
    assert answer.json == json.loads(told.output)
    assert (answer.json["title"], answer.json["facts"]["model"], answer.json["version"]) == ("食堂", "Canon EOS R6", 2)


def test_reads_are_conditional_and_updates_overwrite_nothing_unseen(program: Callable[..., Any], cast: Any,
                                                                    new_asset: Callable[..., int]) -> None:
    address, one = f"/assets/V{new_asset(cast.photographer)}", program("photographer")
    tag = one.get(address).headers["ETag"]
    same = one.get(address, headers={"If-None-Match": tag})
    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", tag)
    changed = one.patch(address, json={"title": "一"}, headers={"If-Match": tag})
    assert (changed.status_code, changed.json["version"]) == (200, 2)
    assert changed.headers["ETag"] == one.get(address).headers["ETag"] != tag
    late = one.patch(address, json={"title": "二"}, headers={"If-Match": tag})
    assert (late.status_code, late.json["code"]) == (412, "not-fresh")
    assert one.patch(address, json={"place": "东门"}, headers={"If-Match": "*"}).status_code == 200
    told = one.get(address).json
    assert (told["title"], told["place"]) == ("一", "东门")


def test_null_and_empty_take_away_and_what_is_left_out_stays(program: Callable[..., Any], cast: Any,
                                                             new_asset: Callable[..., int]) -> None:
    address, one = f"/assets/V{new_asset(cast.photographer)}", program("photographer")
    one.patch(address, json={"caption": "说明", "keywords": ["食堂"], "expires_at": "2027-01-01T00:00:00+08:00"})
    one.patch(address, json={"keywords": [], "expires_at": None}, content_type="application/merge-patch+json")
    told = one.get(address).json
    assert (told["caption"], told["keywords"], told["expires_at"], told["title"]) == ("说明", [], None, "食堂开放日")


def test_a_list_is_read_to_its_end_in_a_stable_order(program: Callable[..., Any], cast: Any,
                                                     new_asset: Callable[..., int]) -> None:
    ids = [f"V{new_asset(cast.photographer)}" for _ in range(5)]
    one, seen, address = program("photographer"), [], "/assets?limit=2"
    while address:
        answer = one.get(address)
        seen += [item["id"] for item in answer.json["items"]]
        if len(seen) == 2:
            ids.append(f"V{new_asset(cast.photographer)}")  # what arrives meanwhile shifts nothing
        link = answer.headers.get("Link", "")
        assert bool(link) == (answer.json["next"] is not None)
        address = link.partition(">")[0].removeprefix("</api/v1")
    assert seen == ["V5", "V4", "V3", "V2", "V1"]
    cursor = one.get("/assets?limit=2").json["next"]
    assert one.get(f"/assets/search?cursor={cursor}").json["field"] == "cursor"


def test_search_finds_what_the_page_finds(program: Callable[..., Any], photo: Callable[..., int], home: Any, cast: Any,
                                          clock: Any, worker: Any) -> None:
    ids = [photo(name=f"IMG_{one}.JPG") for one in range(3)]
    for asset in ids:
        describe(home.engine, cast.photographer, asset, Edit(title=f"运动会 {asset}"), now=clock())
    worker.drain()
    one = program("photographer")
    first = one.get("/assets/search?q=运动会&limit=2&facets=true&sort=newest").json
    assert (first["total"], len(first["items"]), first["facets"]["kind"]) == (3, 2, {"photo": 3})
    rest = one.get("/assets/search", query_string={"q": "运动会", "limit": 2, "facets": "true", "sort": "newest",
                                                   "cursor": first["next"]}).json
    assert {one["asset"] for one in first["items"] + rest["items"]} == {f"V{asset}" for asset in ids}
    assert one.get("/assets/search?q=运动会 OR").json["notes"][0]["code"] == "query-or"
    assert program("outsider").get("/assets/search?q=运动会").json["total"] == 0


def test_bytes_go_to_whom_the_pages_give_them(program: Callable[..., Any], photo: Callable[..., int], home: Any) -> None:
    asset = photo()
    one, stranger = program("photographer"), program("outsider")
    told = one.get(f"/assets/V{asset}").json
    grid = told["renditions"]["grid"]
    answer = one.get(f"/renditions/{grid['sha256']}")
    assert (answer.mimetype, len(answer.data), answer.headers["ETag"]) == ("image/jpeg", grid["bytes"], f'"{grid["sha256"]}"')
    assert answer.headers["Vary"] == "Authorization"
    part = one.get(f"/renditions/{grid['sha256']}", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.data) == (206, answer.data[:10])
    original = told["originals"][0]["sha256"]
    whole = one.get(f"/assets/V{asset}/originals/{original}")
    assert hashlib.sha256(whole.data).hexdigest() == original
    with reading(home.engine) as session:
        assert session.query(TakenItem).count() == 1
    for address in (f"/renditions/{grid['sha256']}", f"/assets/V{asset}/originals/{original}", f"/assets/V{asset}"):
        assert stranger.get(address).status_code == 404


def test_a_file_comes_in_through_the_one_door(program: Callable[..., Any], made_photo: Callable[..., Path], worker: Any,
                                              tmp_path: Path) -> None:
    one = program("photographer")
    taken = one.post("/assets?name=运动会/IMG_0001.JPG", data=made_photo().read_bytes(), content_type="image/jpeg").json
    worker.drain()
    told = one.get(f"/assets/{taken['asset']}").json
    assert (told["originals"][0]["name"], told["facts"]["captured_local"], told["department"]) == (
        "IMG_0001.JPG", "2026-03-01T09:15:02", "饮食服务中心")
    refused = one.post("/assets?name=a.jpg", data=b"no picture", content_type="image/jpeg")
    assert (refused.status_code, refused.json["code"], refused.json["outcome"]) == (422, "not-media", "refused")
    form = one.post("/assets?name=a.jpg", data={"file": "x"})
    assert (form.status_code, form.json["code"]) == (415, "not-json")
    other = program("outsider").post("/assets?name=b.jpg", data=(tmp_path / "card" / "IMG_0001.JPG").read_bytes(),
                                     content_type="image/jpeg")
    assert (other.status_code, other.json["outcome"]) == (200, "already-here")
