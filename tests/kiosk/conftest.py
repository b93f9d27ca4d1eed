"""A home with real bytes and rows, an approved picture on a board, a screen that shows it, and the kiosk over HTTP."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from index.blobs import hashed_in_parts
from index.catalogue.assets import Asset, Description, Original, Rendition
from index.catalogue.channels import Aim, Channel
from index.catalogue.people import OWNER
from index.catalogue.steps import Step
from index.db import writing
from kiosk.routes import blueprint
from server import home as homes
from server.boards import service as boards
from server.screens import service as screens

START = datetime(2026, 3, 1, 1, 15, tzinfo=UTC)


@dataclass
class Ticker:
    """The one fake: a clock that the test winds."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def wind(self, **span: float) -> datetime:
        self.at += timedelta(**span)
        return self.at


@dataclass
class Campus:
    """A home under test and the few things that tests do to it."""

    home: homes.Home
    clock: Ticker
    made: list[int] = field(default_factory=list)

    def picture(self, title: str, *, size: tuple[int, int] = (192, 108), state: str = "approved",
                film: bytes | None = None) -> int:
        """Take in a picture (or a film's bytes) as the pipeline leaves it: bytes on the shelf, then rows."""
        shade = len(self.made) * 40 % 255
        buffer = io.BytesIO()
        Image.new("RGB", size, (shade, 90, 120)).save(buffer, "JPEG")
        sha = self.shelve("originals", buffer.getvalue() + bytes([len(self.made)]))
        shown = film if film is not None else buffer.getvalue() + b"screen" + bytes([len(self.made)])
        rendition = self.shelve("renditions", shown)
        parts = list(hashed_in_parts(self.home.store.path("renditions", rendition))[1])
        kind, preset, media_type = ("photo", "screen", "image/jpeg") if film is None else ("video", "proxy", "video/mp4")
        with writing(self.home.engine) as session:
            asset = Asset(kind=kind, sha256=sha, created_at=self.clock.at, rendered_at=self.clock.at, width=size[0],
                          height=size[1], duration=None if film is None else 5.5, color="#336699",
                          captured_local=datetime(2026, 2, 28, 9, 30))  # noqa: DTZ001 - the camera's wall time
            session.add(asset)
            session.flush()
            session.add(Original(sha256=sha, asset_id=asset.id, name="IMG_0001.JPG", bytes=1, media_type="image/jpeg"))
            session.flush()
            session.add(Rendition(original_sha256=sha, preset=preset, sha256=rendition, media_type=media_type,
                                  width=size[0], height=size[1], bytes=len(shown), parts=parts if len(parts) > 1 else None))
            session.add(Description(asset_id=asset.id, title=title, caption=f"{title}的说明", credit="摄影组",
                                    updated_at=self.clock.at))
            channel = session.scalars(select(Channel.id).where(Channel.code == "screens")).one()
            session.add(Aim(asset_id=asset.id, channel_id=channel, state=state, route=(Step("office"),), pinned_sha256=sha,
                            pinned_version=1, changed_at=self.clock.at))
        self.made.append(asset_id := self.newest())
        return asset_id

    def enlarged(self, asset_id: int, size: tuple[int, int]) -> tuple[str, str]:
        """Give a picture the rendition that large panels play; return the names of its usual one and of that."""
        content = b"large%d" % asset_id
        sha256 = self.shelve("renditions", content)
        with writing(self.home.engine) as session:
            usual = session.scalars(select(Rendition).join(Asset, Asset.sha256 == Rendition.original_sha256)
                                    .where(Asset.id == asset_id)).one()
            session.add(Rendition(original_sha256=usual.original_sha256, preset="large", sha256=sha256, width=size[0],
                                  height=size[1], media_type="image/jpeg", bytes=len(content)))
            return usual.sha256, sha256

    def shelve(self, shelf: str, content: bytes) -> str:
        staged = self.home.store.stage(io.BytesIO(content), limit=1 << 30)
        self.home.store.keep(shelf, staged)  # type: ignore[arg-type]
        return staged.sha256

    def newest(self) -> int:
        with writing(self.home.engine) as session:
            return session.scalars(select(Asset.id).order_by(Asset.id.desc()).limit(1)).one()

    def change(self, asset_id: int, **values: object) -> None:
        """Alter a row past the services, as time and other programs do."""
        with writing(self.home.engine) as session:
            asset = session.get_one(Asset, asset_id)
            for name, value in values.items():
                setattr(asset, name, value)

    def board(self, name: str, *asset_ids: int) -> int:
        board = boards.add_board(self.home.engine, OWNER, boards.NewBoard(name), now=self.clock.at)
        for asset_id in asset_ids:
            boards.add_item(self.home.engine, OWNER, name, asset_id, now=self.clock.at)
        return board

    def screen(self, name: str, *board_names: str, orientation: str = "landscape") -> int:
        new = screens.NewScreen(name, orientation=orientation, boards=board_names)
        return screens.add_screen(self.home.engine, OWNER, new, now=self.clock.at)


@pytest.fixture
def campus(home: Any) -> Campus:
    return Campus(home, Ticker())


@dataclass(frozen=True)
class Services:
    home: homes.Home
    clock: Callable[[], datetime]


@pytest.fixture
def app(campus: Campus) -> Iterator[Flask]:
    app = Flask("kiosk-alone")
    app.extensions["vitrine"] = Services(campus.home, campus.clock)
    app.register_blueprint(blueprint)
    yield app
    if "vitrine.kiosk" in app.extensions:
        app.extensions["vitrine.kiosk"].heartbeats.close()


@pytest.fixture
def device(app: Flask) -> FlaskClient:
    """A browser that has not been paired."""
    return app.test_client()


@pytest.fixture
def paired(app: Flask, campus: Campus) -> Callable[[str], FlaskClient]:
    """Pair a new browser with a screen, as people do it."""

    def pair(screen: str) -> FlaskClient:
        client = app.test_client()
        offer = client.post("/kiosk/pair", json={}).get_json()
        screens.pair(campus.home.engine, OWNER, screen, offer["code"], now=campus.clock.at)
        assert client.post("/kiosk/pair/claim", json={"secret": offer["secret"]}).status_code == 204
        return client

    return pair
