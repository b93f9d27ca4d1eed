"""``vitrine ingest`` on a card with shots of several files and what stands beside them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from raw_files import canon_cr3, jpeg

XMP = (b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
       b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag>'
       b'</dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>')


@pytest.fixture
def card(made_photo: Callable[..., Path]) -> Path:
    picture = made_photo(serial="012345678901")
    negative = Image.new("RGB", (1600, 1066), (90, 90, 60))
    picture.with_suffix(".CR3").write_bytes(canon_cr3(jpeg(negative.resize((810, 540))), jpeg(negative)))
    picture.with_name("IMG_0001.CR3.xmp").write_bytes(XMP % "运动会".encode())
    picture.with_name("IMG_0099.xmp").write_bytes(XMP % b"alone")
    return picture.parent


def test_a_card_with_both_files_of_a_shot_and_sidecars(vitrine: Callable[..., Any], card: Path, home: Any) -> None:
    ran = vitrine("ingest", card, "--wait", "--json")
    assert (ran.code, ran.err) == (0, "")
    told = {Path(line["path"]).name: (line["outcome"], line["asset"]) for line in ran.lines}
    joint = told["IMG_0001.JPG"][1]
    assert told == {"IMG_0001.JPG": ("added", joint), "IMG_0001.CR3": ("added", joint), "IMG_0001.CR3.xmp": ("added", joint),
                    "IMG_0099.xmp": ("added", None)}
    former = {"V1": "V2", "V2": "V1"}[joint]
    for asked in (joint, former):
        shown = vitrine("show", asked, "--json").lines[0]
        assert [one["name"] for one in shown["originals"]] == ["IMG_0001.JPG", "IMG_0001.CR3"]
        assert (shown["id"], shown["keywords"]) == (joint, ["运动会"])
    receipt = json.loads(next((home.settings.home / "receipts").glob("*.json")).read_text())
    assert receipt["safe_to_format"] is True
    assert all(one["places"] for one in receipt["files"])

    again = vitrine("ingest", card, "--wait", "--json")
    assert {(line["outcome"]) for line in again.lines} == {"already-here"}
    assert {line["asset"] for line in again.lines} == {joint, None}
    assert vitrine("doctor", "--full", "--json").code == 0
