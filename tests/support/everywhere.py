"""A photo that is published, on a board, on a screen, in a collection with a link: at every address that there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from index.catalogue import visibility
from index.catalogue.people import OWNER
from index.db import reading
from server.boards import service as boards
from server.boards.service import NewBoard
from server.collections import service as collections
from server.collections import shares
from server.collections.service import Wish
from server.library.describe import Edit, describe
from server.review.service import Order, act
from server.screens import service as screens
from server.screens.service import NewScreen


@dataclass
class Everywhere:
    """Where a published photo can be asked for. ``device`` is the paired screen's browser."""

    asset: int
    renditions: dict[str, str]
    original: str
    token: str
    collection: int
    device: Any
    screen: int

    @property
    def files(self) -> list[str]:
        """The hashes that screens may hold of it, as they are asked for."""
        return sorted([self.renditions["screen"], self.renditions["large"]])

    def vouch(self, browser: Any, at: str) -> Any:
        """Say as a screen that all of it was gone ``at`` then."""
        return browser.post("/kiosk/removed", json={"removed": [{"sha256": sha, "at": at} for sha in self.files]})

    def addresses(self, browser: Any) -> dict[str, bool]:
        """Ask every address of the house for it as this browser's person, and say at which it was given."""
        grid, screen = self.renditions["grid"], self.renditions["screen"]
        page, original = f"/library/V{self.asset}", f"/library/V{self.asset}/originals/{self.original}"
        plain = {"page": page, "facts": f"{page}?part=facts", "grid": f"/media/{grid}", "screen": f"/media/{screen}",
                 "original": original}
        found = {name: browser.get(address).status_code == 200 for name, address in plain.items()}
        found["wall"] = grid in browser.get("/library").text
        found["search"] = grid in browser.get("/library?q=运动会").text
        found["shapes"] = self.asset in browser.get("/library/shapes").get_json()["ids"]
        found["collection"] = grid in browser.get(f"/collections/{self.collection}").text
        given = browser.post("/downloads/give", {"asset": f"V{self.asset}", "preset": "web", "purpose": "archive"})
        found["copy"] = given.status_code == 200 and given.mimetype == "image/jpeg"
        return found

    def outside(self, stranger: Any) -> dict[str, bool]:
        """Ask the link, as somebody without an account."""
        grid, address = self.renditions["grid"], f"/shared/{self.token}"
        taken = stranger.post(f"{address}/give", {"name": "校报", "purpose": "校报", "asset": f"V{self.asset}"})
        return {"link": grid in stranger.get(address).text,
                "link media": stranger.get(f"{address}/media/{grid}").status_code == 200,
                "link copy": taken.status_code == 200 and taken.mimetype == "image/jpeg"}

    def on_screen(self) -> dict[str, bool]:
        """Ask as the screen does."""
        screen = self.renditions["screen"]
        items = self.device.get("/kiosk/manifest").get_json()["items"]
        return {"manifest": screen in {item["sha256"] for item in items},
                "kiosk media": self.device.get(f"/kiosk/media/{screen}").status_code == 200}


def furnished(app: Any, home: Any, cast: Any, photo: Callable[..., int], worker: Any, clock: Any) -> Everywhere:
    """Publish the canteen's photo of a named person at all these addresses."""
    asset = photo(size=(2400, 1600))
    describe(home.engine, cast.photographer, asset,
             Edit(title="运动会开幕", caption="入场式", place="操场", credit="王小明", people=("李小华",)), now=clock())
    for who, verb in ((cast.photographer, "submit"), (cast.reviewer, "approve"), (cast.editor, "approve")):
        act(home.engine, who, Order(verb, "screens"), asset, now=clock())  # type: ignore[arg-type]
    boards.add_board(home.engine, OWNER, NewBoard("运动会"), now=clock())
    boards.add_item(home.engine, OWNER, "运动会", asset, now=clock())
    screen = screens.add_screen(home.engine, OWNER, NewScreen("操场大屏", group="操场", boards=("运动会",)), now=clock())
    collection = collections.make(home.engine, cast.photographer, Wish("开幕式", shared="everyone"), [asset], now=clock())
    today = clock().astimezone(home.settings.zone).date()
    token = shares.make(home.engine, cast.photographer, collection, today + timedelta(days=90),
                        home.settings.zone, takes=True, now=clock())
    worker.drain()
    with reading(home.engine) as session:
        view = visibility.view_for(session, cast.editor, asset, clock())
    device = app.test_client()
    offer = device.post("/kiosk/pair", json={}).get_json()
    screens.pair(home.engine, OWNER, "操场大屏", offer["code"], now=clock())
    assert device.post("/kiosk/pair/claim", json={"secret": offer["secret"]}).status_code == 204
    files = {name: one.sha256 for name, one in view.renditions.items()}
    return Everywhere(asset, files, view.sha256, token, collection, device, screen)
