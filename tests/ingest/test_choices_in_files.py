"""Ratings, rejections and labels of other programs come with the file; what a person chose stands against them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from index.catalogue import choices, queries
from index.catalogue.choices import Choice, Chosen, Field
from index.db import reading, writing
from ingest.steps.photo import from_xmp
from server.choices.service import Made, choose_many

SPACES = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'


def packet(**said: str) -> bytes:
    told = " ".join(f'xmp:{name}="{value}"' for name, value in said.items())
    return (f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {SPACES}><rdf:Description rdf:about="" {told}/></rdf:RDF>'
            "</x:xmpmeta>").encode()


@pytest.fixture
def sidecar(tmp_path: Path) -> Callable[..., Path]:
    def write(content: bytes, folder: str = "card") -> Path:
        path = tmp_path / folder / "IMG_0001.xmp"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path

    return write


def chosen(home: Any, asset_id: int) -> Chosen:
    with reading(home.engine) as session:
        return queries.asset(session, asset_id).chosen


@pytest.mark.parametrize(("said", "expected"), [
    ({"xmp:Rating": ["4"]}, {"rating": 4}), ({"xmp:Rating": ["0"]}, {}), ({"xmp:Rating": ["-1"]}, {"rating": -1}),
    ({"xmp:Rating": ["3.0"]}, {"rating": 3}), ({"xmp:Rating": ["3.5"]}, {}), ({"xmp:Rating": ["7"]}, {}),
    ({"xmp:Rating": ["many"]}, {}), ({"xmp:Label": ["绿色"]}, {"label": "绿色"}), ({}, {}),
])
def test_what_a_packet_says(said: dict[str, list[str]], expected: dict[str, Any]) -> None:
    assert from_xmp(said) == expected


@pytest.mark.parametrize(("rating", "label", "expected"), [
    (5, "Red", Chosen(5, None, "red")), (-1, None, Chosen(None, "reject")), (None, "To  Do", Chosen(None, None, "purple")),
    (2, "Winner", Chosen(2)), (None, "蓝色", Chosen(None, None, "blue")), (None, None, Chosen()),
])
def test_what_it_comes_to(rating: int | None, label: str | None, expected: Chosen) -> None:
    assert choices.said_by_file(rating, label) == expected


def test_a_sidecar_rates_until_a_person_does(home: Any, cast: Any, take: Any, worker: Any, clock: Any,
                                             made_photo: Callable[..., Path], sidecar: Callable[..., Path]) -> None:
    asset = take(made_photo(), cast.photographer).asset_id
    take(sidecar(packet(Rating="4", Label="Green")), cast.photographer)
    worker.drain()
    assert chosen(home, asset) == Chosen(4, None, "green")
    clock.turn(minutes=1)
    choose_many(home.engine, cast.photographer, [Made(asset, Field.RATING, None, clock())], now=clock())
    take(sidecar(packet(Rating="5", Label="Blue")), cast.photographer)
    worker.drain()
    assert chosen(home, asset) == Chosen(None, None, "blue"), "no stars, as somebody chose; the colour is the file's still"


def test_a_rejected_picture_comes_rejected(home: Any, take: Any, worker: Any, made_photo: Callable[..., Path],
                                           sidecar: Callable[..., Path]) -> None:
    asset = take(made_photo()).asset_id
    take(sidecar(packet(Rating="-1")))
    worker.drain()
    assert chosen(home, asset) == Chosen(None, "reject")


def test_a_packet_in_the_picture_says_it_too(home: Any, take: Any, worker: Any, tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "IMG_7.JPG"
    Image.linear_gradient("L").convert("RGB").save(path, xmp=packet(Rating="3", Label="Yellow"))
    asset = take(path).asset_id
    worker.drain()
    assert chosen(home, asset) == Chosen(3, None, "yellow")


def test_of_two_that_become_one_the_later_choice_stands(home: Any, cast: Any, clock: Any,
                                                        new_asset: Callable[..., int]) -> None:
    first, second = new_asset(cast.photographer), new_asset(cast.photographer)
    before = clock() - timedelta(hours=1)
    made = [Made(first, Field.RATING, 1, before), Made(first, Field.FLAG, "pick", clock()),
            Made(second, Field.RATING, 5, clock()), Made(second, Field.FLAG, "reject", before)]
    choose_many(home.engine, cast.photographer, made, now=clock())
    with writing(home.engine) as session:
        choices.carry(session, second, first)
    assert chosen(home, first) == Chosen(5, "pick")
    with reading(home.engine) as session:
        assert session.get_one(Choice, first).rating_by == cast.photographer.person_id
