"""Cards as cameras lay them out, whole or in part."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.sources.card import Structure, recognise


@pytest.mark.parametrize(("laid_out", "structures"), [
    (["DCIM/100CANON"], (Structure.DCIM,)),
    (["dcim/100canon"], (Structure.DCIM,)),
    (["PRIVATE/M4ROOT/CLIP"], (Structure.M4ROOT,)),
    (["PRIVATE/AVCHD/BDMV/STREAM"], (Structure.AVCHD,)),
    (["AVCHD/BDMV/STREAM"], (Structure.AVCHD,)),
    (["BDMV/STREAM"], (Structure.AVCHD,)),
    (["DCIM/100MSDCF", "PRIVATE/M4ROOT/CLIP", "PRIVATE/AVCHD/BDMV"], (Structure.DCIM, Structure.M4ROOT, Structure.AVCHD)),
    (["photos/2026"], ()),
])
def test_a_root_is_a_whole_card(tmp_path: Path, laid_out: list[str], structures: tuple[Structure, ...]) -> None:
    for folder in laid_out:
        (tmp_path / "CARD" / folder).mkdir(parents=True)
    card = recognise(tmp_path / "CARD")
    assert (card.structures, card.whole, card.is_card) == (structures, True, bool(structures))
    assert card.on_card(tmp_path / "CARD" / "a" / "b.jpg") == Path("a/b.jpg")


@pytest.mark.parametrize("part", ["DCIM", "DCIM/100CANON", "PRIVATE", "PRIVATE/AVCHD", "PRIVATE/AVCHD/BDMV/STREAM", "MISC"])
def test_a_part_of_a_card_is_no_whole_card(tmp_path: Path, part: str) -> None:
    root = tmp_path / "CARD"
    for folder in ("DCIM/100CANON", "PRIVATE/AVCHD/BDMV/STREAM", "MISC"):
        (root / folder).mkdir(parents=True)
    card = recognise(root / part)
    assert (card.root, card.whole) == (root, False)
    assert Structure.DCIM in card.structures
    assert card.on_card(root / part / "x.jpg") == Path(part) / "x.jpg"


def test_a_file_alone_is_a_part(tmp_path: Path) -> None:
    (tmp_path / "DCIM" / "100").mkdir(parents=True)
    photo = tmp_path / "DCIM" / "100" / "a.jpg"
    photo.touch()
    assert not recognise(photo).whole
    assert recognise(photo).on_card(photo) == Path("DCIM/100/a.jpg")
    assert not recognise(tmp_path / "none").whole


def test_relative_paths_and_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "CARD" / "DCIM").mkdir(parents=True)
    (tmp_path / "fake").mkdir()
    (tmp_path / "fake" / "DCIM").symlink_to(tmp_path / "CARD" / "DCIM")
    assert not recognise(tmp_path / "fake").is_card
    monkeypatch.chdir(tmp_path / "CARD" / "DCIM")
    assert recognise(Path("..")).whole
    assert recognise(Path("..")).on_card(Path("../DCIM/a.jpg")) == Path("DCIM/a.jpg")
    assert not recognise(Path()).whole
