"""Sidecars through the one door: kept, tied to their file whichever comes first, read with it, and never lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue import queries
from index.catalogue.assets import Arrival, Asset, Description, public_id
from index.catalogue.channels import Aim
from index.catalogue.sidecars import Sidecar
from index.db import reading, writing
from server.doctor import examine
from server.worker import Worker

Photo = Callable[..., Path]


def xmp(*keywords: str, title: str = "开幕式") -> bytes:
    items = "".join(f"<rdf:li>{one}</rdf:li>" for one in keywords)
    return (f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            f'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">'
            f'{title}</rdf:li></rdf:Alt></dc:title><dc:subject><rdf:Bag>{items}</rdf:Bag></dc:subject></rdf:Description>'
            f'</rdf:RDF></x:xmpmeta>').encode()


@pytest.fixture
def beside(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str = "IMG_0001.xmp", content: bytes | None = None, folder: str = "card") -> Path:
        path = tmp_path / folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(xmp("运动会") if content is None else content)
        return path

    return write


def words(home: Any, asset_id: int) -> queries.Words:
    with reading(home.engine) as session:
        return queries.asset(session, asset_id).words


@pytest.mark.parametrize("picture_first", [True, False])
@pytest.mark.parametrize("name", ["IMG_0001.xmp", "IMG_0001.JPG.xmp"])
def test_a_sidecar_tells_of_its_picture_whichever_comes_first(engine: Any, home: Any, cast: Any, take: Any, worker: Any,
                                                              made_photo: Photo, beside: Photo, picture_first: bool,
                                                              name: str) -> None:
    files = [made_photo(), beside(name)]
    taken = [take(path, cast.photographer) for path in (files if picture_first else files[::-1])]
    worker.drain()
    picture, side = taken if picture_first else taken[::-1]
    assert (side.outcome, side.asset_id) == ("added", picture.asset_id if picture_first else None)
    assert words(home, picture.asset_id).title == "开幕式"
    assert words(home, picture.asset_id).keywords == ("运动会",)
    with reading(engine) as session:
        row = session.scalars(select(Sidecar)).one()
        assert (row.asset_id, row.source) == (picture.asset_id, "xmp")
        assert {one.asset_id for one in session.scalars(select(Arrival))} == {picture.asset_id}
        assert queries.asset(session, picture.asset_id).facts["sources"]["title"].startswith("xmp")
    assert home.store.path("originals", row.sha256).read_bytes() == files[1].read_bytes()


def test_the_same_again_is_here_already_and_beside_another_picture_is_another(home: Any, take: Any, worker: Any,
                                                                              made_photo: Photo, beside: Photo,
                                                                              tmp_path: Path) -> None:
    picture, side = made_photo(), beside()
    first = take(picture).asset_id
    take(side)
    again = [take(picture, batch="b2"), take(side, batch="b2")]
    assert [(one.outcome, one.asset_id) for one in again] == [("already-here", first)] * 2
    other = take(made_photo(folder=tmp_path / "other")).asset_id
    taken = take(beside(folder="other"))
    assert (taken.outcome, taken.asset_id) == ("added", other)
    with reading(home.engine) as session:
        assert [one.asset_id for one in session.scalars(select(Sidecar).order_by(Sidecar.id))] == [first, other]


def test_a_newer_one_of_the_same_name_takes_the_place_of_the_older(home: Any, take: Any, worker: Any, made_photo: Photo,
                                                                   beside: Photo) -> None:
    shown = take(made_photo()).asset_id
    old = take(beside(content=xmp("旧")))
    worker.drain()
    assert words(home, shown).keywords == ("旧",)
    new = take(beside(content=xmp("新")))
    worker.drain()
    assert words(home, shown).keywords == ("新",)
    assert home.store.holds("originals", old.sha256)
    assert home.store.holds("originals", new.sha256)


def test_words_that_change_after_an_approval_void_it(home: Any, cast: Any, take: Any, worker: Any, clock: Any,
                                                     made_photo: Photo, beside: Photo) -> None:
    shown = take(made_photo(), cast.photographer).asset_id
    worker.drain()
    with writing(home.engine) as session:
        aim = session.scalars(select(Aim).where(Aim.asset_id == shown)).one()
        aim.state, aim.pinned_version, aim.pinned_sha256 = "approved", 1, session.get_one(Asset, shown).sha256
        aim.submitted_by, aim.submitted_at = cast.photographer.person_id, clock()
    take(beside(), cast.photographer)
    worker.drain()
    with reading(home.engine) as session:
        aim = session.scalars(select(Aim).where(Aim.asset_id == shown)).one()
        assert (aim.state, aim.pinned_version, session.get_one(Description, shown).version) == ("submitted", 2, 2)


def test_a_persons_words_stay(home: Any, take: Any, worker: Any, made_photo: Photo, beside: Photo) -> None:
    shown = take(made_photo()).asset_id
    with writing(home.engine) as session:
        row = session.get_one(Description, shown)
        row.title, row.touched = "我写的", True
    take(beside())
    worker.drain()
    assert words(home, shown).title == "我写的"


def test_what_another_department_brings_beside_the_same_picture_says_nothing_of_it(home: Any, cast: Any, take: Any,
                                                                                   worker: Any, made_photo: Photo,
                                                                                   beside: Photo) -> None:
    picture = made_photo()
    shown = take(picture, cast.photographer).asset_id
    take(picture, cast.outsider, batch="theirs")
    side = take(beside(), cast.outsider, batch="theirs")
    worker.drain()
    assert (side.outcome, side.asset_id) == ("added", None)
    assert words(home, shown).title == ""


@pytest.mark.parametrize(("content", "code"), [
    (b"<x:xmpmeta", "damaged"), (b"plain text, not XML at all\n", "damaged"), (b"<html></html>", "damaged"), (b"", "empty"),
    (b'<!DOCTYPE a [<!ENTITY b "c">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&b;</x:xmpmeta>', "damaged"),
    (b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + b" " * (1 << 20) + b"</x:xmpmeta>", "too-large")])
def test_a_broken_one_is_refused_with_its_reason(home: Any, take: Any, beside: Photo, content: bytes, code: str) -> None:
    taken = take(beside(content=content))
    assert (taken.outcome, taken.reason and taken.reason.code) == ("refused", code)
    assert list(home.store.addresses("originals")) == []
    assert list(home.store.staging.iterdir()) == []


def test_a_picture_that_is_called_a_sidecar_is_a_picture(home: Any, take: Any, made_photo: Photo) -> None:
    path = made_photo()
    assert take(path, name="IMG_0001.xmp").asset_id is not None


def test_sonys_xml_of_a_clip_is_kept_and_other_xml_of_that_name_is_not(home: Any, take: Any, worker: Any, beside: Photo,
                                                                       made_film: Photo) -> None:
    clip = (b'<NonRealTimeMeta xmlns="urn:x"><Device manufacturer="Sony" modelName="ILCE-7M4" serialNo="4711"/>'
            b'</NonRealTimeMeta>')
    film = take(made_film("C0001.MP4")).asset_id
    assert take(beside("C0001M01.XML", clip)).asset_id == film
    assert take(beside("C0002M01.XML", b"<Other/>")).outcome == "ignored"
    worker.drain()
    with reading(home.engine) as session:
        assert queries.asset(session, film).facts["model"] == "ILCE-7M4"


def test_the_doctor_knows_sidecars(home: Any, take: Any, worker: Any, clock: Any, made_photo: Photo, beside: Photo) -> None:
    """Waiting ones too: they are no strays, and a missing one is told."""
    shown = take(made_photo()).asset_id
    kept, waiting = take(beside()), take(beside("IMG_0099.xmp", xmp("稍后")))
    worker.drain()
    assert [one for one in examine(home, level="full", repair=True, now=clock()).findings if one.is_damage] == []
    for one in (kept, waiting):
        assert home.store.holds("originals", one.sha256)
        home.store.path("originals", one.sha256).unlink()
    told = {one.thing: one.kind for one in examine(home, level="full", repair=False, now=clock()).findings if one.is_damage}
    assert told == {public_id(shown): "missing", "IMG_0099.xmp": "missing"}


def test_a_sidecar_that_comes_while_its_picture_is_read_is_not_lost(home: Any, take: Any, worker: Any, decoder: Any,
                                                                   clock: Any, made_photo: Photo, beside: Photo) -> None:
    """Another worker reads both and is done first; what the slow one read alone must not stay."""

    class Slow:
        def take_apart(self, *given: Any, **more: Any) -> Any:
            found = decoder.take_apart(*given, **more)
            if not came:
                came.append(take(beside()))
                worker.drain()
                assert words(home, picture).keywords == ("运动会",)
            return found

        def __getattr__(self, name: str) -> Any:
            return getattr(decoder, name)

    came: list[Any] = []
    picture = take(made_photo()).asset_id
    Worker(home, Slow(), clock).drain()  # type: ignore[arg-type]  # a decoder that takes its time
    assert came[0].asset_id == picture
    assert words(home, picture).keywords == ("运动会",)
    with reading(home.engine) as session:
        assert queries.asset(session, picture).facts["subject"] == ["运动会"]
