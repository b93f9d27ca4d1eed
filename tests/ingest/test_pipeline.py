"""From bytes to facts, renditions and an entry in the index, with the real decoders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Engine, func, select

from index.catalogue.assets import Arrival, Asset, Description, Rendition
from index.catalogue.audit import AuditLine
from index.catalogue.kits import CameraBody, Kit
from index.catalogue.visibility import EVERYTHING
from index.db import reading, writing
from index.jobs import Claim, Job
from index.search.search import search
from ingest import pipeline

Photo = Callable[..., Path]


def renditions(engine: Engine) -> dict[tuple[str, str], tuple[int, str, int, int]]:
    with reading(engine) as session:
        return {(one.original_sha256, one.preset): (one.id, one.sha256, one.width, one.height)
                for one in session.scalars(select(Rendition))}


def jobs_left(engine: Engine) -> list[tuple[str, str, str | None]]:
    with reading(engine) as session:
        return [(job.kind, job.state, job.error) for job in session.scalars(select(Job))]


def test_a_photo_gets_facts_renditions_and_an_entry(engine: Engine, home: Any, cast: Any, take: Any, worker: Any,
                                                    clock: Any, made_photo: Photo) -> None:
    taken = take(made_photo("春季运动会.JPG", size=(3000, 2000), orientation=6), cast.photographer)
    worker.drain()
    assert jobs_left(engine) == []
    with reading(engine) as session:
        asset = session.get_one(Asset, taken.asset_id)
        assert (asset.width, asset.height, asset.facts["make"]) == (2000, 3000, "Canon")
        assert str(asset.captured_local) == "2026-03-01 09:15:02"
        assert (asset.utc_offset, asset.offset_source) == (480, "file")
        assert asset.captured_utc is not None
        assert asset.captured_utc.isoformat() == "2026-03-01T01:15:02+00:00"
        assert (asset.extracted_at, asset.rendered_at) == (clock(), clock())
        assert asset.color
        assert asset.fingerprint
    made = {preset: (width, height) for (_, preset), (_, _, width, height) in renditions(engine).items()}
    assert made == {"large": (1707, 2560), "screen": (1280, 1920), "grid": (267, 400)}
    for _, sha256, width, height in renditions(engine).values():
        assert home.store.verify("renditions", sha256)
        with Image.open(home.store.path("renditions", sha256)) as picture:
            assert picture.size == (width, height)
            assert not picture.getexif()
    hits = search(home.index, "运动会", limit=5, now=clock(), viewer_filter=EVERYTHING).hits
    assert [hit.asset_id for hit in hits] == [taken.asset_id]
    assert list(home.store.staging.iterdir()) == []


def test_doing_it_all_again_changes_nothing(engine: Engine, home: Any, take: Any, worker: Any, made_photo: Photo) -> None:
    taken = take(made_photo())
    worker.drain()
    before = renditions(engine)
    claim = Claim(0, "extract", str(taken.asset_id), {}, 1, "x")
    for handler in (pipeline.extract, pipeline.render, pipeline.render):
        handler(worker.shop, claim, worker.clock())
    worker.drain()
    assert renditions(engine) == before
    assert set(home.store.addresses("renditions")) == {one[1] for one in before.values()}


def test_the_body_gives_the_kit_away(home: Any, cast: Any, take: Any, worker: Any, made_photo: Photo) -> None:
    with writing(home.engine) as session:
        kits = [Kit(name=name, department_id=cast.departments["library"], utc_offset=offset)
                for name, offset in (("图书馆一号机", 0), ("图书馆二号机", None))]
        session.add_all(kits)
        session.flush()
        session.add(CameraBody(kit_id=kits[0].id, serial="0123456789"))
        first, second = kits[0].id, kits[1].id
    found = take(made_photo("a.jpg", serial="0123456789"), department_id=None)
    chosen = take(made_photo("b.jpg", serial="0123456789"), department_id=cast.departments["canteen"], kit_id=second)
    unknown = take(made_photo("c.jpg", serial="999"), department_id=None)
    worker.drain()
    with reading(home.engine) as session:
        told = {one.id: (one.kit_id, one.department_id) for one in session.scalars(select(Asset))}
    assert told == {found.asset_id: (first, cast.departments["library"]),
                    chosen.asset_id: (second, cast.departments["canteen"]), unknown.asset_id: (None, None)}


def test_a_kit_that_keeps_its_own_time_is_known_by_its_body(home: Any, cast: Any, take: Any, worker: Any,
                                                            made_photo: Photo, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is settled anew as if the kit had been known from the first; nothing is decoded twice."""
    with writing(home.engine) as session:
        kit = Kit(name="馆藏拍摄", department_id=cast.departments["library"], utc_offset=-300)
        session.add(kit)
        session.flush()
        session.add(CameraBody(kit_id=kit.id, serial="0123456789"))
        number = kit.id
    by_body = take(made_photo("a.jpg", serial="0123456789", offset=""), department_id=None)
    by_hand = take(made_photo("b.jpg", serial="555", offset=""), kit_id=number)
    by_file = take(made_photo("c.jpg", serial="0123456789"), department_id=None)
    calls = tasks_of(worker, monkeypatch)
    worker.drain()
    with reading(home.engine) as session:
        told = {one.id: (str(one.captured_local), one.utc_offset, one.offset_source, one.captured_utc.isoformat()[:19])
                for one in session.scalars(select(Asset)) if one.captured_utc}
    assert told[by_body.asset_id] == told[by_hand.asset_id] == (
        "2026-03-01 09:15:02", -300, "kit", "2026-03-01T14:15:02")
    assert told[by_file.asset_id] == ("2026-03-01 09:15:02", 480, "file", "2026-03-01T01:15:02")
    assert calls == ["take_apart"] * 3


def test_what_is_rendered_is_only_read_again(home: Any, take: Any, worker: Any, made_photo: Photo,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    taken = take(made_photo())
    worker.drain()
    calls = tasks_of(worker, monkeypatch)
    pipeline.extract(worker.shop, Claim(0, "extract", str(taken.asset_id), {}, 1, "x"), worker.clock())
    assert calls == ["facts"]
    assert [kind for kind, *_ in jobs_left(home.engine)] == ["index"]


def tasks_of(worker: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Watch which tasks the decoder is asked for; each is a process."""
    decoder = worker.shop.decoder
    ask, calls = decoder.call, list[str]()

    def call(task: str, path: Path, **arguments: Any) -> Any:
        calls.append(task)
        return ask(task, path, **arguments)

    monkeypatch.setattr(decoder, "call", call)
    return calls


def test_a_film_gets_a_poster_and_a_proxy(home: Any, take: Any, worker: Any, made_film: Photo) -> None:
    taken = take(made_film(seconds=1.2))
    worker.drain()
    assert jobs_left(home.engine) == []
    assert {preset for _, preset in renditions(home.engine)} == {"poster", "grid", "proxy"}
    with reading(home.engine) as session:
        asset = session.get_one(Asset, taken.asset_id)
        assert asset.kind == "video"
        assert asset.duration == pytest.approx(1.2, abs=0.15)


def test_what_proves_undecodable_is_taken_out_again_and_the_others_go_on(engine: Engine, home: Any, take: Any, worker: Any,
                                                                         clock: Any, made_photo: Photo) -> None:
    broken = made_photo("IMG_0002.JPG", size=(1600, 1200))
    broken.write_bytes(broken.read_bytes()[: broken.stat().st_size // 2])
    bad, good = take(broken), take(made_photo("IMG_0003.JPG"))
    worker.drain()
    assert jobs_left(engine) == []
    with reading(engine) as session:
        assert list(session.scalars(select(Asset.id))) == [good.asset_id]
        arrival = session.scalars(select(Arrival).where(Arrival.sha256 == bad.sha256)).one()
        assert (arrival.outcome, arrival.asset_id, (arrival.reason or {})["code"]) == ("refused", None, "damaged")
        line = session.scalars(select(AuditLine).where(AuditLine.verb == "refused")).one()
        assert line.subject == f"asset:V{bad.asset_id}"
        assert session.scalar(select(func.count()).select_from(Description)) == 1
    assert list(home.store.addresses("originals")) == [good.sha256]
    assert (home.settings.home / "quarantine" / f"originals-{bad.sha256}").read_bytes() == broken.read_bytes()
    hits = search(home.index, "IMG", limit=9, now=clock(), viewer_filter=EVERYTHING).hits
    assert [hit.asset_id for hit in hits] == [good.asset_id]
    assert take(broken).outcome == "added", "the same file may be tried again, by a later version that reads it"


def test_a_persons_words_are_never_overwritten(home: Any, take: Any, worker: Any, made_photo: Photo) -> None:
    taken = take(made_photo())
    with writing(home.engine) as session:
        words = session.get_one(Description, taken.asset_id)
        words.title, words.touched = "我写的标题", True
    worker.drain()
    with reading(home.engine) as session:
        assert session.get_one(Description, taken.asset_id).title == "我写的标题"


def test_a_job_for_an_asset_that_is_gone_does_nothing(home: Any, worker: Any) -> None:
    claim = Claim(0, "extract", "4711", {}, 1, "x")
    for kind, handler in pipeline.HANDLERS.items():
        if kind != pipeline.SET_ASIDE:  # whose key is a hash
            handler(worker.shop, claim, worker.clock())
    assert jobs_left(home.engine) == []


def test_real_files_and_hostile_ones_all_come_to_an_end(home: Any, take: Any, worker: Any, shared_media: Path | None,
                                                       made_photo: Photo, made_film: Photo) -> None:
    """Each ends as an asset with all its renditions or as a refusal with a reason; no job is left, nothing is staged."""
    files = [made_photo("mine.jpg"), made_film("mine.mp4"), made_photo("text.jpg")]
    files[-1].write_text("text " * 50)
    if shared_media:
        for name, some in (("photos", 8), ("heif", 3), ("hostile", 14)):
            found = sorted(path for path in (shared_media / name).rglob("*") if path.suffix.lower() in SUFFIXES)
            files += found[:: max(1, len(found) // some)][:some]
    outcomes = [(path.name, take(path)) for path in files]
    worker.drain()
    assert jobs_left(home.engine) == []
    assert list(home.store.staging.iterdir()) == []
    with reading(home.engine) as session:
        ready = {one.id: one.rendered_at for one in session.scalars(select(Asset))}
        refused = {one.sha256: one.reason for one in session.scalars(select(Arrival).where(Arrival.outcome == "refused"))}
    for name, taken in outcomes:
        if taken.asset_id in ready:
            assert ready[taken.asset_id], name
        else:
            assert (refused.get(taken.sha256) or {}).get("zh"), name


SUFFIXES = {".jpg", ".jpeg", ".png", ".heic", ".avif", ".tif", ".gif", ".webp", ".mp4", ".mov"}
