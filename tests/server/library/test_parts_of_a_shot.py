"""What goes with a picture is told on its tile and its page: raw data, a Live Photo's film."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from index.catalogue.assets import Original, Part, Rendition
from index.db import writing


def add(home: Any, asset: int, part: Part, name: str, **rendition: Any) -> None:
    with writing(home.engine) as session:
        digest = f"{name:0<64}".encode().hex()[:64]
        session.add(Original(sha256=digest, asset_id=asset, name=name, bytes=9, media_type="x/y", part=part))
        session.flush()
        if rendition:
            session.add(Rendition(original_sha256=digest, sha256="f" * 64, media_type="video/mp4", width=8, height=8, bytes=1,
                                  **rendition))


def test_raw_data_is_told(home: Any, photo: Callable[..., int], visitor: Callable[..., Any]) -> None:
    asset = photo()
    one = visitor("photographer")
    assert ">RAW<" not in one.get("/library")
    add(home, asset, Part.RAW, "IMG_0001.CR3")
    assert ">RAW<" in one.get("/library")
    page = one.get(f"/library/V{asset}")
    assert "IMG_0001.CR3" in page
    assert "raw data" in page
    assert 'id="play-live"' not in page


def test_a_live_photo_plays(home: Any, photo: Callable[..., int], visitor: Callable[..., Any]) -> None:
    asset = photo()
    add(home, asset, Part.FILM, "IMG_0001.MOV", preset="proxy")
    one = visitor("photographer")
    assert 'title="Live Photo"' in one.get("/library")
    page = one.get(f"/library/V{asset}")
    assert f'data-film="/media/{"f" * 64}"' in page
    assert "film of the Live Photo" in page
