"""Receipts as pages: the verdict that nobody may misread, every file with its hash, for those who handed it in."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from index.catalogue.people import OWNER
from ingest.intake import Origin, take_in
from server.library import receipt

BROWSER = "20260302-browser"


@pytest.fixture
def files(made_photo: Callable[..., Path], tmp_path: Path) -> dict[str, Path]:
    """Two photos on a card, one of them with an odd name, and a file that is none."""
    words = tmp_path / "card" / "notes.jpg"
    found = {"a": made_photo("IMG_0001.JPG"), "b": made_photo("开放日 $1\\2.JPG")}
    words.write_text("plain words")
    return found | {"words": words}


@pytest.fixture
def carded(home: Any, cast: Any, made_photo: Callable[..., Path], tmp_path: Path) -> Callable[..., str]:
    """Return a function that reads a card, or a part of it, as ``vitrine ingest --department`` does, and gives its batch."""
    from server.cli import receipting
    from server.cli.intake import Intake

    assert cast.photographer
    for name in ("IMG_0001.JPG", "IMG_0002.JPG"):
        made_photo(f"DCIM/100CANON/{name}", folder=tmp_path / "CARD")

    def read(part: str = "") -> str:
        intake = Intake(home, OWNER, department="canteen")
        receipting.give(intake, intake.take([tmp_path / "CARD" / part], lambda _: None), quiet=True)
        return intake.batch

    return read


@pytest.fixture
def send(cast: Any, home: Any, clock: Any) -> Callable[[Path], Any]:
    """Return a function that sends a file of the card by the browser, as the photographer does."""

    def one(path: Path) -> Any:
        origin = Origin(cast.photographer, "browser", BROWSER, path.name, f"card/{path.name}", cast.departments["canteen"])
        with path.open("rb") as stream:
            return take_in(home.engine, home.store, stream, origin, limit=home.limit, now=clock())

    return one


@pytest.fixture
def sent(send: Callable[[Path], Any], files: dict[str, Path]) -> str:
    for name in ("a", "b"):
        send(files[name])
    return BROWSER


def test_what_came_by_the_browser_has_a_receipt(sent: str, files: dict[str, Path], browser: Any) -> None:
    page = browser("photographer").get(f"/receipts/{sent}").text
    assert "这些文件已全部保存" in page
    assert "格式化" not in page, "nobody knows whether all of a card was sent"
    for name in ("a", "b"):
        assert sha256(files[name].read_bytes()).hexdigest() in page
    assert "/library/V1" in page


def test_a_card_says_large_that_it_may_be_formatted(carded: Callable[..., str], browser: Any, tmp_path: Path) -> None:
    batch = carded()
    tab = browser("photographer")
    page = tab.get(f"/receipts/{batch}").text
    assert re.search(r'<h2 id="verdict">\s*这张卡可以格式化\s*</h2>', page)
    for path in (tmp_path / "CARD").rglob("*.JPG"):
        assert sha256(path.read_bytes()).hexdigest() in page
        assert path.name in page
    assert "可以格式化" in tab.get("/receipts/").text
    assert f"/receipts/{batch}" in tab.get(f"/uploads/{batch}").text


def test_a_part_of_a_card_says_large_that_it_may_not(carded: Callable[..., str], browser: Any) -> None:
    page = browser("photographer").get(f"/receipts/{carded('DCIM/100CANON/IMG_0001.JPG')}").text
    assert "请不要格式化这张卡" in page
    assert "可以格式化" not in page


def test_a_kept_receipt_that_cannot_be_read_is_made_anew(carded: Callable[..., str], browser: Any, home: Any) -> None:
    batch = carded()
    (home.settings.home / "receipts" / f"{batch}.json").write_text("{")
    assert "这些文件已全部保存" in browser("photographer").get(f"/receipts/{batch}").text


def test_a_refused_file_makes_it_a_warning(sent: str, files: dict[str, Path], browser: Any, send: Any) -> None:
    send(files["words"])
    page = browser("photographer").get(f"/receipts/{sent}").text
    assert "这些文件没有全部保存" in page
    assert "1 个文件没有保存" in page
    assert "不是能识别的照片、视频或海报" in page
    assert "circle-check" not in page.partition('class="verdict')[2].partition("</section>")[0]
    entries = browser("photographer").get("/receipts/").text
    assert "未全部收到" in entries


def test_bytes_that_are_gone_are_not_called_kept(sent: str, files: dict[str, Path], browser: Any, home: Any) -> None:
    home.store.path("originals", sha256(files["a"].read_bytes()).hexdigest()).unlink()
    assert "这些文件没有全部保存" in browser("photographer").get(f"/receipts/{sent}").text


@pytest.mark.parametrize(("who", "status"), [("photographer", 200), ("second_photographer", 200), ("editor", 200),
                                             ("outsider", 404)])
def test_a_receipt_is_for_those_who_may_see_its_batch(sent: str, browser: Any, who: str, status: int) -> None:
    for address in (f"/receipts/{sent}", f"/receipts/{sent}/checksums"):
        assert browser(who).get(address).status_code == status
    assert (sent in browser(who).get("/receipts/").text) is (status == 200)


@pytest.mark.parametrize("batch", ["..%2Fsecret", "none", "%00", "receipts", "." * 90])
def test_what_is_no_batch_has_none(browser: Any, batch: str) -> None:
    assert browser("editor").get(f"/receipts/{batch}").status_code == 404


def test_the_hashes_are_what_sha256sum_checks(sent: str, files: dict[str, Path], browser: Any, tmp_path: Path) -> None:
    answer = browser("photographer").get(f"/receipts/{sent}/checksums")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={sent}.sha256"
    listed = tmp_path / "sums"
    listed.write_bytes(answer.data)
    ran = subprocess.run(["sha256sum", "--strict", "--check", "--quiet", str(listed)], cwd=tmp_path, check=False,
                         capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr
    files["a"].write_bytes(b"changed")
    assert subprocess.run(["sha256sum", "--status", "--check", str(listed)], cwd=tmp_path, check=False).returncode == 1


def test_an_asset_is_named_only_to_those_who_may_open_it(cast: Any, send: Any, files: dict[str, Path], home: Any,
                                                         clock: Any) -> None:
    """A receipt kept on the disk knows every asset; the page names those that its reader may see."""
    from index.catalogue.assets import Asset
    from index.db import writing

    taken = send(files["a"])
    assert receipt.receipt_page(home, cast.photographer, BROWSER, clock()).lines[0].asset == f"V{taken.asset_id}"
    with writing(home.engine) as session:
        asset = session.get_one(Asset, taken.asset_id)
        asset.owner_id = asset.department_id = None
    assert receipt.receipt_page(home, cast.photographer, BROWSER, clock()).lines[0].asset is None
