"""Whatever colour a campus has, what screens make of it can be read."""

from __future__ import annotations

import pytest

from index import contrast
from index.catalogue.campuses import NIGHT, PAPER, tones

WHITE = (255, 255, 255)


@pytest.mark.parametrize("given", ["#8a1538", "#1c4f8c", "#ffcc00", "#000000", "#ffffff", "#00a0e9", "#660874", "#7f7f7f"])
def test_any_colour_can_be_read_on_paper_under_white_words_and_at_night(given: str) -> None:
    found = tones(given)
    accent, on_dark = contrast.parse(found.accent), contrast.parse(found.on_dark)
    assert min(contrast.ratio(accent, PAPER), contrast.ratio(accent, WHITE), contrast.ratio(on_dark, NIGHT)) >= contrast.TEXT


def test_what_can_be_read_stays_as_the_campus_has_it() -> None:
    assert tones("#8a1538").accent == "#8a1538"
    assert tones("#ffcc00").on_dark == "#ffcc00"
