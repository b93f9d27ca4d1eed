"""``vitrine submit``: what lacks required fields is refused by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_it_names_the_asset_and_its_fields(as_delivered: None, vitrine: Callable[..., Any], cast: Any,
                                           new_asset: Callable[..., int]) -> None:
    new_asset(cast.photographer)
    ran = vitrine("submit", "V1", "--as", "photographer", "--json")
    (line,) = ran.lines
    assert (ran.code, line["asset"], line["outcome"]) == (1, "V1", "refused")
    assert (line["reason"]["code"], line["missing"]) == ("missing-fields", ["caption", "people", "place", "credit"])
    told = vitrine("submit", "V1", "--as", "photographer").err
    assert "V1: 还没有填写：说明、人物" in told
    assert "Still missing: caption, people" in told
