"""A story of the canteen, and its way out of the house: fixtures of the ledger, of placements and of points."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue import items
from index.catalogue.channels import Channel
from index.catalogue.items import Ref
from index.catalogue.outlets import Outlet
from index.catalogue.placements import Placement
from index.db import reading, writing
from server.ledger.entries import Entry
from server.ledger.reading import entries
from server.review.service import Order, Verb, act
from server.stories import service as stories
from server.stories.service import Credit


@pytest.fixture
def story(home: Any, cast: Any, clock: Any) -> Callable[..., Ref]:
    """Return a function that makes a story, with who wrote it and took its pictures."""

    def make(owner: Any = None, *, title: str = "食堂开放日", kind: str = "news", named: tuple[Credit, ...] = ()) -> Ref:
        by = owner or cast.photographer
        wish = stories.Wish(kind=kind, title=title, body="<p>今天食堂开放。</p>",
                            credits=named or (Credit("author", by.display),))
        return items.story(stories.begin(home.engine, by, wish, now=clock()))

    return make


@pytest.fixture
def approve(home: Any, cast: Any, clock: Any) -> Callable[..., None]:
    """Return a function that has an item of the canteen approved on a channel of two steps."""

    def do(ref: Ref, channel: str = "site") -> None:
        act(home.engine, cast.photographer, Order(Verb.SUBMIT, channel), ref, now=clock.turn(minutes=1))
        act(home.engine, cast.reviewer, Order(Verb.APPROVE, channel, alone=True), ref, now=clock.turn(minutes=1))
        act(home.engine, cast.editor, Order(Verb.APPROVE, channel, alone=True), ref, now=clock.turn(minutes=1))

    return do


@pytest.fixture
def placed(home: Any, clock: Any) -> Callable[..., int]:
    """Return a function that enters a placement as a row: item, the outlet's name, columns -> id."""

    def make(ref: Ref, outlet: str | None = "校报", *, published: date | None = None, channel: str = "media",
             confirmed: datetime | None = None, sent: datetime | None = None, **columns: Any) -> int:
        with writing(home.engine) as session:
            what = {"level": columns.pop("level", "school"), "type": columns.pop("type", "news")}
            where = session.scalar(select(Outlet).where(Outlet.name == outlet))
            if where is None and outlet is not None:
                where = Outlet(name=outlet, **what)
                session.add(where)
                session.flush()
            if published is not None:
                columns |= {"published_on": published, "confirmed_at": confirmed or clock(), "evidence_sha256": "e" * 64}
                columns.setdefault("state", "adopted")
            columns.setdefault("made_at", sent or confirmed or clock())
            row = Placement(**ref.columns, outlet_id=where.id if where else None, sent_at=sent,
                            channel_id=session.scalars(select(Channel.id).where(Channel.code == channel)).one(), **columns)
            session.add(row)
            session.flush()
            return row.id

    return make


@pytest.fixture
def read(home: Any) -> Callable[..., tuple[Entry, ...]]:
    """Return a function that reads the ledger: (first, last, closed) -> entries."""

    def do(first: str = "2026-01", last: str = "2026-12", closed: Any = None) -> tuple[Entry, ...]:
        with reading(home.engine) as session:
            return entries(session, first, last, zone=home.settings.zone, closed=closed or {})

    return do
