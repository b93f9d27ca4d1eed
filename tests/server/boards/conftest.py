"""Approved assets with real pictures, for boards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.assets import Asset, Description
from index.catalogue.channels import Aim, Channel
from index.db import writing


@pytest.fixture
def on_air(home: Any, cast: Any, clock: Any, take: Callable[..., Any], worker: Any,
           made_photo: Callable[..., Path]) -> Callable[..., int]:
    """Return a function that takes in a real photo and has it approved for the screens: (title) -> asset id."""

    def make(title: str = "早餐") -> int:
        taken = take(made_photo(f"{title}.JPG"), cast.photographer)
        worker.drain()
        with writing(home.engine) as session:
            asset = session.get_one(Asset, taken.asset_id)
            words = session.get_one(Description, asset.id)
            words.title = title
            aim = session.scalars(select(Aim).join(Channel, Channel.id == Aim.channel_id)
                                  .where(Aim.asset_id == asset.id, Channel.code == "screens")).one()
            aim.state, aim.changed_at = "approved", clock()
            aim.pinned_sha256, aim.pinned_version = asset.sha256, words.version
            return asset.id

    return make
