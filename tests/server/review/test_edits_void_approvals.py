"""An approval is of these words: whichever way they are edited, it is void, the page says so, the route starts again, and
every address that gave the photo refuses it until it is approved anew.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from index.catalogue import crop_points
from index.catalogue.lifecycle import State, Verb
from index.db import reading, writing
from server.cli.main import main
from server.review.service import Order, act, status

VOID = "The earlier approval is void; review starts again."
FORM = {"title": "运动会开幕", "caption": "入场式", "keywords": "", "people": "李小华", "place": "操场", "credit": "王小明",
        "event": ""}
SIDECAR = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>
<rdf:li xml:lang="x-default">改过的标题</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"""


class Edits:
    """The ways to edit a photo that a person of its department has; each returns what the page says afterwards."""

    def __init__(self, everywhere: Any, visitor: Any, folder: Path) -> None:
        self.asset, self.me, self.folder = f"V{everywhere.asset}", visitor, folder
        self.batch = ""

    def followed(self, answer: Any) -> str:
        return str(self.me.get(answer.headers["Location"]))

    def saved(self, **more: str) -> Any:
        return self.me.post(f"/library/{self.asset}/description", **{**FORM, **more})

    def page(self) -> str:
        return self.followed(self.saved(title="运动会甲"))

    def credit(self) -> str:
        return self.followed(self.saved(title="运动会甲", credit="别人"))

    def worklist(self) -> str:
        return self.followed(self.me.post(f"/describe/{self.asset}", assets=self.asset, **{**FORM, "title": "运动会乙"}))

    def api(self) -> str:
        return self.followed(self.saved(accept="application/json", title="运动会丙"))

    def sheet(self) -> str:
        text = f"素材编号,标题\n{self.asset},运动会丁\n".encode()

        def sent(**fields: str) -> Any:
            self.me.get("/sheets/")
            return self.me.client.post("/sheets/", content_type="multipart/form-data", data={
                "csrf_token": self.me.browser.token, "file": (io.BytesIO(text), "表.csv"), **fields},
                headers={"Accept-Language": "en"})

        seen = sent().text
        assert "becomes void" in seen, "it is told before it is saved"
        digest = seen.split('name="seen" value="')[1][:64]
        return self.followed(sent(verb="save", seen=digest))

    def many(self) -> str:
        fields = {"assets": self.asset, "place-how": "replace", "place": "东操场"}
        assert "becomes void" in self.me.post("/batch/edit", 200, verb="preview", **fields).text
        self.batch = self.me.post("/batch/edit", verb="save", **fields).headers["Location"]
        return str(self.me.get(self.batch))

    def undo(self) -> str:
        return self.followed(self.me.post(f"{self.batch}/undo"))

    def command(self) -> str:
        rows = self.folder / "words.jsonl"
        rows.write_text(json.dumps({"asset": self.asset, "title": "运动会戊"}), "utf-8")
        with pytest.raises(SystemExit) as ended:
            main(["describe", str(rows), "--as", "photographer"])
        assert not ended.value.code
        return str(self.me.get(f"/library/{self.asset}"))

    def licence(self) -> str:
        return self.followed(self.me.post(f"/library/{self.asset}/rights", licence="own"))


def test_every_way_of_editing_voids_it_everywhere(everywhere: Any, visitor: Any, browser: Any, stranger: Any, home: Any,
                                                  cast: Any, clock: Any, worker: Any, tmp_path: Path,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_HOME", str(home.settings.home))
    edits, outsider = Edits(everywhere, visitor("photographer"), tmp_path), browser("outsider")

    def given() -> set[str]:
        worker.drain()
        found = everywhere.addresses(outsider) | everywhere.outside(stranger) | everywhere.on_screen()
        return {name for name, there in found.items() if there}

    before = given()
    assert {"page", "screen", "search", "copy", "link media", "kiosk media", "manifest"} <= before
    for way in (edits.page, edits.credit, edits.worklist, edits.api, edits.sheet, edits.many, edits.undo, edits.command,
                edits.licence):
        with served_before(everywhere, outsider, stranger):
            said = way()
        assert way not in (edits.page, edits.licence) or not given(), "everywhere, copies and ZIPs too: asked of two ways"
        page = edits.me.get(f"/library/{edits.asset}")
        assert VOID in said or way in (edits.sheet, edits.many, edits.undo, edits.command), way
        assert "The earlier approval is void: photographer 同学 edited it" in page, way
        assert "so its review starts again" in visitor("reviewer").get(f"/review/{edits.asset}/screens"), way
        with reading(home.engine) as session:
            assert status(session, everywhere.asset) == {"screens": State.SUBMITTED}, way
        for who in (cast.reviewer, cast.editor):
            act(home.engine, who, Order(Verb.APPROVE, "screens"), everywhere.asset, now=clock.turn(seconds=1))
    assert given() == before


@contextmanager
def served_before(everywhere: Any, outsider: Any, stranger: Any) -> Iterator[None]:
    """What a browser kept is not enough: asked again with what it knows, the same addresses refuse."""
    asked = {one: (client, client.get(one).headers.get("ETag", "")) for client, several in (
        (outsider, [f"/media/{sha}" for sha in everywhere.renditions.values()]),
        (stranger, [f"/shared/{everywhere.token}/media/{everywhere.renditions['grid']}"]),
        (everywhere.device, [f"/kiosk/media/{everywhere.renditions['screen']}"])) for one in several}
    assert all(tag for _, tag in asked.values())
    yield
    for address, (client, tag) in asked.items():
        assert client.get(address, headers={"If-None-Match": tag, "If-Range": tag, "Range": "bytes=0-9"}).status_code == 404


def test_a_sidecar_that_comes_later_voids_it_too(home: Any, cast: Any, clock: Any, take: Any, worker: Any, tmp_path: Any,
                                                 made_photo: Callable[..., Any], visitor: Any) -> None:
    asset = int(take(made_photo(), cast.photographer).asset_id)
    worker.drain()
    approve(home, cast, clock, asset)
    path = tmp_path / "card" / "IMG_0001.xmp"
    path.write_text(SIDECAR, "utf-8")
    take(path, cast.photographer)
    assert visitor("outsider").get(f"/library/V{asset}"), "until it is read, the words are those that were approved"
    worker.drain()
    visitor("outsider").get(f"/library/V{asset}", 404)
    with reading(home.engine) as session:
        assert status(session, asset) == {"screens": State.SUBMITTED}
    page = visitor("photographer").get(f"/library/V{asset}")
    assert "改过的标题" in page
    assert "The earlier approval is void: its words changed" in page
    assert "Its words changed" in visitor("reviewer").get(f"/review/V{asset}/screens")


@pytest.mark.parametrize(("field", "first", "then", "voids"), [
    ("embargo_until", 9, None, True), ("embargo_until", 9, 5, True), ("embargo_until", None, 9, False),
    ("embargo_until", -9, None, False), ("expires_at", 9, None, True), ("expires_at", 9, 20, True),
    ("expires_at", None, 9, False), ("expires_at", 9, 5, False),
])
def test_who_lets_more_be_done_than_was_approved_voids_it_but_not_the_office(
        home: Any, cast: Any, clock: Any, new_asset: Callable[..., int], field: str, first: int | None, then: int | None,
        voids: bool) -> None:
    from server.library.describe import Edit, describe

    def at(days: int | None) -> Any:
        return None if days is None else clock() + timedelta(days=days)

    for who, expected in ((cast.photographer, voids), (cast.editor, False)):
        asset = new_asset(cast.photographer, **{field: at(first)})
        approve(home, cast, clock, asset)
        edit = Edit(**{field: at(then).isoformat() if then else ""})
        saved = describe(home.engine, who, asset, edit, now=clock())
        assert bool(saved.voided) is expected
        with reading(home.engine) as session:
            assert status(session, asset) == {"screens": State.SUBMITTED if expected else State.APPROVED}


def test_only_the_channels_that_had_a_yes_start_again_and_a_yes_given_to_other_words_counts_no_more(
        home: Any, cast: Any, clock: Any, new_asset: Callable[..., int], desk: Any) -> None:
    from index.catalogue.steps import DEPARTMENT, OFFICE, Step
    from server.library.describe import Edit, describe

    second = desk.person("second-reviewer", "canteen")
    desk.steps("wechat", Step(DEPARTMENT, all_of=True), Step(OFFICE))
    asset = new_asset(cast.photographer)
    approve(home, cast, clock, asset)
    for channel in ("wechat", "site"):
        desk(cast.photographer, "submit", asset, channel)
    assert desk(cast.reviewer, "approve", asset, "wechat", alone=True) == State.SUBMITTED, "one of two"
    saved = describe(home.engine, cast.photographer, asset, Edit(title="改过"), now=clock.turn(seconds=1))
    assert saved.voided == ("screens",)
    assert desk(second, "approve", asset, "wechat", alone=True) == State.SUBMITTED, "the first yes was to other words"
    assert desk(cast.reviewer, "approve", asset, "wechat", alone=True) == State.REVIEWED


def test_where_a_crop_lies_is_no_edit(home: Any, cast: Any, clock: Any, new_asset: Callable[..., int]) -> None:
    """It chooses what a download keeps of the picture that was approved; no screen and no page shows it."""
    asset = new_asset(cast.photographer)
    approve(home, cast, clock, asset)
    with writing(home.engine) as session:
        crop_points.keep(session, cast.photographer, asset, (0.2, 0.3), now=clock())
    with reading(home.engine) as session:
        assert status(session, asset) == {"screens": State.APPROVED}


def approve(home: Any, cast: Any, clock: Any, asset: int) -> None:
    for who, verb in ((cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE), (cast.editor, Verb.APPROVE)):
        act(home.engine, who, Order(verb, "screens"), asset, now=clock.turn(seconds=1))
