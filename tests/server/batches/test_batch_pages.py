"""A batch's page: whence it came, what became of each file, its pictures; and who may open it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.catalogue.people import Actor
from ingest.intake import Origin, take_in

BATCH = "20260302-card-1"


@pytest.fixture
def hand_in(home: Any, clock: Any) -> Callable[..., Any]:
    """Return a function that hands a file in under a name of its own on the card: (actor, file, path)."""

    def one(actor: Actor, file: Path, path: str) -> Any:
        origin = Origin(actor, "card", BATCH, path.rpartition("/")[2], path, actor.department_id)
        with file.open("rb") as stream:
            return take_in(home.engine, home.store, stream, origin, limit=home.limit, now=clock())

    return one


@pytest.fixture
def batch(cast: Any, hand_in: Any, made_photo: Callable[..., Path], worker: Any, tmp_path: Path) -> str:
    """Two photos from the photographer's card, one of them twice, and a file that is none."""
    words = tmp_path / "notes.jpg"
    words.write_text("plain words")
    first, second = made_photo("IMG_1.JPG"), made_photo("IMG_2.JPG", taken="2026:03:01 10:00:00")
    for path, name in ((second, "b/IMG_2.JPG"), (first, "a/IMG_1.JPG"), (first, "a/COPY.JPG"), (words, "a/notes.jpg")):
        hand_in(cast.photographer, path, name)
    worker.drain()
    return BATCH


def test_the_page_tells_whence_and_what_became_of_each_file(batch: str, browser: Any) -> None:
    page = browser("photographer").get(f"/uploads/{batch}").text
    for words in ("存储卡", "photographer 同学", "饮食服务中心", "新入库 2", "库里已有 1", "未能收下 1", "1 个文件没有收下",
                  "notes.jpg", "不是能识别的照片、视频或海报"):
        assert words in page, words
    assert page.index("/library/V2") < page.index("/library/V1"), "by the time of the picture, not of the arrival"


def test_the_list_leads_to_it(batch: str, browser: Any) -> None:
    tab = browser("photographer")
    page = tab.get("/uploads/").text
    assert f"/uploads/{batch}" in page
    assert "4 个文件" in page
    assert tab.get(f"/uploads/{batch}").status_code == 200


@pytest.mark.parametrize(("who", "status"), [("photographer", 200), ("second_photographer", 200), ("editor", 200),
                                             ("administrator", 200), ("outsider", 404)])
def test_a_batch_is_for_its_department_and_the_office(batch: str, browser: Any, who: str, status: int) -> None:
    tab = browser(who)
    assert tab.get(f"/uploads/{batch}").status_code == status
    assert (f"/uploads/{batch}" in tab.get("/uploads/").text) is (status == 200)


def test_of_several_tries_the_one_that_was_kept_counts(cast: Any, hand_in: Any, made_photo: Any, worker: Any, browser: Any,
                                                       tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"")
    for path in (broken, made_photo(), made_photo("IMG_0001.JPG")):
        hand_in(cast.photographer, path, "IMG_0001.JPG")
    worker.drain()
    page = browser("photographer").get(f"/uploads/{BATCH}").text
    assert "未能收下" not in page
    assert "新入库 1" in page


def test_no_batch_is_told_as_such(browser: Any, cast: Any) -> None:
    assert browser("photographer").get("/uploads/no-such-batch").status_code == 404
    assert "还没有批次" in browser("photographer").get("/uploads/").text
