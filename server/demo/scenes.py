"""The list of scenes, and the way from a scene's name to a picture of a wanted size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from PIL import Image

from server.demo import gardens, halls, landscapes, nights, plans, posters, sports, tables
from server.demo.canvas import Canvas, develop

Painter = Callable[[Canvas, str], None]
SCENES: Final[dict[str, Painter]] = {
    "hills": landscapes.hills, "moon": landscapes.moon, "snow": landscapes.snow,
    "ginkgo": gardens.ginkgo, "lotus": gardens.lotus, "blossom": gardens.blossom,
    "track": sports.track, "runners": sports.runners, "court": sports.court, "umbrellas": sports.umbrellas,
    "dishes": tables.dishes, "steamers": tables.steamers, "calligraphy": tables.calligraphy,
    "library": nights.library, "fireworks": nights.fireworks, "rain": nights.rain, "market": nights.market,
    "lecture": halls.lecture, "stage": halls.stage, "shelves": halls.shelves, "dormitory": halls.dormitory,
    "sunlight": halls.sunlight,
    "plan": plans.plan,
    "poster-canteen": posters.canteen, "poster-sports": posters.sports, "poster-opening": posters.opening,
    "poster-plate": posters.plate, "poster-homes": posters.homes, "poster-leaves": posters.leaves,
}
PAINTED: Final = 1320  # long edge of the painting in pixels; a photo is this enlarged, with grain at full size


def paint(scene: str, option: str, size: tuple[int, int], seed: tuple[int, ...]) -> Image.Image:
    """Return the picture of ``scene`` at ``size`` (width, height); the same arguments give the same pixels.

    Raises KeyError for a scene that is not listed, VitrineError where a scene needs a Chinese font and there is none.
    """
    printed = scene == "plan" or scene.startswith("poster-")
    share = 1.0 if printed else min(1.0, PAINTED / max(size))
    canvas = Canvas(round(size[0] * share), round(size[1] * share), np.random.default_rng(seed))
    SCENES[scene](canvas, option)
    return develop(canvas, size, grain=1.2 if printed else 2.2)
