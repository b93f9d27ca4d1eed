"""A home that is full: approved assets with words and facts, a person, a board and a paired screen."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench import material

Texts = tuple[str, str, tuple[str, ...]]

BOARD = 60
TOKEN, SCREEN_TOKEN = "bench-person", "bench-screen"


def fill(folder: Path, count: int, texts: Iterable[Texts] | None = None) -> Any:
    """Make a home with ``count`` approved assets (rows and index, no bytes), a person, a board and a paired screen.

    ``texts`` are (title, caption, keywords) of each asset, which otherwise are material.words.
    """
    from index.catalogue.boards import Board, BoardItem
    from index.catalogue.departments import Department
    from index.catalogue.people import Person, PersonRole, SignIn
    from index.catalogue.screens import Screen, ScreenBoard
    from index.credentials import token_hash
    from index.db import writing
    from index.search import keeping
    from index.settings import Settings
    from server import home as homes

    now = datetime.now(UTC)
    settings = Settings(home=folder)
    homes.make(settings, now)
    home = homes.open_home(settings)
    with writing(home.engine) as session:
        department = Department(code="canteen", name="饮食服务中心")
        session.add(department)
        session.flush()
        person = Person(login="bench", display="bench", password_hash=None, department_id=department.id, created_at=now,
                        roles=[PersonRole(role="editor")])
        board = Board(name="校园一周", changed_at=now)
        screen = Screen(name="东门大屏", token_hash=token_hash(SCREEN_TOKEN), paired_at=now, created_at=now)
        session.add_all([person, board, screen])
        session.flush()
        session.add_all([SignIn(token_hash=token_hash(TOKEN), person_id=person.id, created_at=now,
                                expires_at=now + timedelta(days=1)),
                         ScreenBoard(screen_id=screen.id, board_id=board.id)])
        chance = random.Random(1)
        _enter_assets(session, zip(range(1, count + 1), texts or iter(lambda: material.words(chance), None), strict=False),
                      person.id, department.id, now)
        session.add_all(BoardItem(board_id=board.id, asset_id=number, position=number, added_at=now)
                        for number in range(1, min(BOARD, count) + 1))
    keeping.rebuild_all(home.engine, home.index, settings.search_engine)
    home.engine.dispose()
    return settings


def _enter_assets(session: Any, numbered: Iterable[tuple[int, Texts]], owner: int, department: int, now: datetime) -> None:
    """Enter the rows of assets, a thousand at a time."""
    from sqlalchemy import insert, select

    from index.catalogue.assets import Asset, Description, Original, Rendition
    from index.catalogue.channels import Aim, Channel
    from server.cli.lines import chunks

    channel = session.scalars(select(Channel.id).where(Channel.code == "screens")).one()
    for several in chunks(list(numbered), 1000):
        rows = [_rows(number, texts, now) for number, texts in several]
        owned = {"owner_id": owner, "department_id": department}
        session.execute(insert(Asset), [{**one.asset, **owned} for one in rows])
        session.execute(insert(Original), [one.original for one in rows])
        session.execute(insert(Description), [one.description for one in rows])
        session.execute(insert(Aim), [{**one.aim, "channel_id": channel} for one in rows])
        session.execute(insert(Rendition), [rendition for one in rows for rendition in one.renditions])


class _Rows(NamedTuple):
    """The rows of one asset."""

    asset: dict[str, Any]
    original: dict[str, Any]
    description: dict[str, Any]
    aim: dict[str, Any]
    renditions: list[dict[str, Any]]


def _rows(number: int, texts: Texts, now: datetime) -> _Rows:
    from index.catalogue.steps import Step

    digest = sha256(f"o{number}".encode()).hexdigest()
    title, caption, keywords = texts
    taken = material.START + timedelta(minutes=37 * number)
    return _Rows(
        {"id": number, "kind": "photo", "sha256": digest, "created_at": taken, "extracted_at": taken, "rendered_at": taken,
         "captured_local": taken.replace(tzinfo=None), "captured_utc": taken, "width": 6000, "height": 4000,
         "color": "#556677", "facts": {"make": "Canon", "model": material.CAMERAS[number % 5]}},
        {"sha256": digest, "asset_id": number, "name": f"IMG_{number:05d}.JPG", "bytes": 9_000_000,
         "media_type": "image/jpeg"},
        {"asset_id": number, "version": 1, "title": title, "caption": caption, "people": [], "keywords": list(keywords),
         "place": keywords[0], "credit": "", "touched": True, "updated_at": now},
        {"asset_id": number, "state": "approved", "route": (Step("office"),), "step": 0, "pinned_sha256": digest,
         "pinned_version": 1, "changed_at": now},
        [{"original_sha256": digest, "preset": preset, "sha256": sha256(f"{preset}{number}".encode()).hexdigest(),
          "media_type": "image/jpeg", "width": width, "height": width * 2 // 3, "bytes": width * 200}
         for preset, width in (("grid", 400), ("screen", 1920), ("large", 2560))])
