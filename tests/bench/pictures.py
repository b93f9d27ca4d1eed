"""Pictures behind the rows of a home: a few that the product rendered, and each in as many different bytes as wanted."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.bench import photographs

SHAPES = ((1800, 1200), (1200, 1800), (1600, 1200))


def give(settings: Any, folder: Path, different: int) -> None:
    """Give each asset of a home real pictures: ``different`` small ones, which repeat from there on, and large ones."""
    from sqlalchemy import insert, select

    from index.catalogue.assets import Original, Rendition
    from index.db import writing
    from server import home as homes
    from server.cli.lines import chunks

    home = homes.open_home(settings)
    shapes = [_rendered(folder / str(number), size) for number, size in enumerate(SHAPES)]
    for shape in shapes:
        for one in shape.values():
            put(home, one.path.read_bytes())
    small = [put(home, photographs.copy(shapes[n % len(shapes)]["grid"].path.read_bytes(), n)) for n in range(different)]
    with writing(home.engine) as session:
        session.query(Rendition).delete()
        for numbered in chunks(list(enumerate(session.scalars(select(Original.sha256).order_by(Original.asset_id)))), 1000):
            session.execute(insert(Rendition), [
                {"original_sha256": original, "preset": preset, "media_type": one.media_type, "width": one.width,
                 "height": one.height, "bytes": one.bytes,
                 "sha256": small[number % different] if preset == "grid" else one.sha256}
                for number, original in numbered for preset, one in shapes[number % different % len(shapes)].items()])
    home.engine.dispose()


def _rendered(folder: Path, size: tuple[int, int]) -> dict[str, Any]:
    from ingest.steps.image import render_photo

    photo = photographs.photos(folder, 1, size)[0]
    out = folder / "out"
    out.mkdir()
    return {one.preset: one for one in render_photo(photo, out)}


def put(home: Any, data: bytes) -> str:
    """Lay bytes where renditions lie, and return their hash."""
    digest = sha256(data).hexdigest()
    path = home.store.path("renditions", digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return digest
